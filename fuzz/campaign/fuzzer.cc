#include "fuzz/campaign/fuzzer.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <fstream>

namespace quicksilver::campaign {
namespace {

namespace fs = std::filesystem;

// A target that is over the limit has this much more to say so itself.
constexpr std::uint64_t kMebibyte = std::uint64_t{1} << 20;

std::vector<std::string> Environment() {
  return {"ASAN_SYMBOLIZER_PATH=/usr/lib/llvm-19/bin/llvm-symbolizer",
          "UBSAN_OPTIONS=print_stacktrace=1"};
}

std::string Trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return "";
  return std::string(text.substr(begin, text.find_last_not_of(" \t") - begin + 1));
}

std::string OptionsFile(const std::string& root, std::string_view target) {
  return (fs::path(root) / "fuzz/targets" / fmt::format("{}.options", target)).string();
}

// The number behind `word` in the line; 0 if it is not there.
std::uint64_t After(std::string_view line, std::string_view word) {
  const std::size_t at = line.find(word);
  if (at == std::string_view::npos) return 0;
  line.remove_prefix(at + word.size());
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  std::uint64_t number = 0;
  std::from_chars(line.data(), line.data() + line.size(), number);
  return number;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> TargetOptions(const std::string& root,
                                                               std::string_view target) {
  std::vector<std::pair<std::string, std::string>> options;
  std::ifstream lines(OptionsFile(root, target));
  for (std::string line; std::getline(lines, line);) {
    const std::size_t equals = line.find('=');
    if (equals == std::string::npos || line.front() == '#') continue;
    const std::string name = Trimmed(line.substr(0, equals));
    std::string value = Trimmed(line.substr(equals + 1));
    if (name == "dict") value = (fs::path(root) / "fuzz/dictionaries" / value).string();
    options.emplace_back(name, value);
  }
  return options;
}

std::vector<std::string> Fuzzer::AllTargets(const std::string& root) {
  std::vector<std::string> targets;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(fs::path(root) / "fuzz/targets", error)) {
    if (entry.path().extension() == ".options") targets.push_back(entry.path().stem().string());
  }
  std::ranges::sort(targets);
  return targets;
}

std::expected<Fuzzer, std::string> Fuzzer::Find(const std::string& root, const std::string& bin,
                                                const std::string& target) {
  Fuzzer fuzzer;
  fuzzer.target_ = target;
  fuzzer.program_ = (fs::path(bin) / ("fuzz_" + target)).string();
  const std::string about = OptionsFile(root, target);
  std::error_code error;
  if (!fs::exists(about, error)) {
    return std::unexpected(fmt::format("there is no target {} ('{}')", target, about));
  }
  if (!fs::exists(fuzzer.program_, error)) {
    return std::unexpected(fmt::format("'{}' is not built", fuzzer.program_));
  }
  for (const auto& [name, value] : TargetOptions(root, target)) {
    if (name == "timeout") fuzzer.timeout_ = std::strtod(value.c_str(), nullptr);
    if (name == "rss_limit_mb") fuzzer.memory_bytes_ = After(value, "") * kMebibyte;
    fuzzer.options_.push_back(fmt::format("-{}={}", name, value));
  }
  return fuzzer;
}

Command Fuzzer::Fuzz(const Folders& folders, double seconds, std::uint64_t seed) const {
  Command command{{program_}, Environment()};
  command.arguments.insert(command.arguments.end(), options_.begin(), options_.end());
  // libFuzzer's seeds have 32 bits, and 0 means any.
  command.arguments.insert(
      command.arguments.end(),
      {fmt::format("-seed={}", seed % 0xFFFF'FFFE + 1), "-print_final_stats=1", "-print_pcs=0",
       "-print_funcs=0", fmt::format("-max_total_time={}", static_cast<int>(seconds) + 1),
       "-artifact_prefix=" + folders.artifacts + "/", folders.corpus});
  command.environment.push_back("TMPDIR=" + folders.temporary);
  return command;
}

Command Fuzzer::LookForLeaks(const Folders& folders) const {
  Command command{{program_}, Environment()};
  command.arguments.insert(command.arguments.end(), options_.begin(), options_.end());
  command.arguments.insert(command.arguments.end(),
                           {"-detect_leaks=1", "-runs=0", "-print_funcs=0",
                            "-artifact_prefix=" + folders.artifacts + "/", folders.corpus});
  command.environment.push_back("TMPDIR=" + folders.temporary);
  return command;
}

Command Fuzzer::Merge(const Folders& folders, const std::string& to,
                      const std::vector<std::string>& from) const {
  Command command{{program_}, Environment()};
  command.arguments.insert(command.arguments.end(), options_.begin(), options_.end());
  command.arguments.insert(command.arguments.end(),
                           {"-merge=1", "-artifact_prefix=" + folders.artifacts + "/", to});
  command.arguments.insert(command.arguments.end(), from.begin(), from.end());
  command.environment.push_back("TMPDIR=" + folders.temporary);
  return command;
}

Command Fuzzer::Replay(const std::string& input, bool leaks, int patience) const {
  Command command{{program_}, Environment()};
  command.arguments.insert(command.arguments.end(), options_.begin(), options_.end());
  if (patience > 1) {
    // Of two options of one name libFuzzer takes the last.
    command.arguments.push_back(fmt::format("-timeout={:.0f}", timeout_ * patience));
  }
  if (leaks) command.arguments.emplace_back("-detect_leaks=1");
  command.arguments.push_back(input);
  return command;
}

std::string Fuzzer::ReplayText(const std::string& input) const {
  return fmt::format("{} -timeout={} {}", program_, timeout_, input);
}

Command Fuzzer::Minimise(const std::string& input, const std::string& output,
                         double seconds) const {
  Command command{{program_}, Environment()};
  command.arguments.insert(command.arguments.end(), options_.begin(), options_.end());
  command.arguments.insert(command.arguments.end(),
                           {"-minimize_crash=1", "-runs=20000",
                            fmt::format("-max_total_time={}", static_cast<int>(seconds) + 1),
                            "-exact_artifact_path=" + output, input});
  // Hundreds of reports that nobody reads.
  command.environment.emplace_back("ASAN_OPTIONS=symbolize=0");
  return command;
}

std::string Fuzzer::ArtifactIn(std::string_view output) {
  constexpr std::string_view kMark = "Test unit written to ";
  const std::size_t at = output.rfind(kMark);
  if (at == std::string_view::npos) return "";
  output.remove_prefix(at + kMark.size());
  return std::string(output.substr(0, output.find('\n')));
}

FuzzerFigures Fuzzer::FiguresIn(std::string_view output) {
  FuzzerFigures figures;
  while (!output.empty()) {
    const std::size_t end = std::min(output.find('\n'), output.size());
    const std::string_view line = output.substr(0, end);
    output.remove_prefix(std::min(end + 1, output.size()));
    if (line.starts_with("stat::number_of_executed_units:")) {
      figures.runs = After(line, "units:");
      continue;
    }
    if (!line.starts_with('#') || line.find(" cov: ") == std::string_view::npos) continue;
    if (line.find("INITED") != std::string_view::npos) figures.loaded = true;
    figures.runs = After(line, "#");
    figures.coverage = After(line, " cov: ");
    figures.features = After(line, " ft: ");
    figures.corpus = After(line, " corp: ");
    figures.per_second = After(line, " exec/s: ");
  }
  return figures;
}

bool ReadsProgramText(std::string_view target) {
  return target == "parser" || target == "format" || target == "compiler" ||
         target == "equivalence_source" || target == "lexer";
}

}  // namespace quicksilver::campaign
