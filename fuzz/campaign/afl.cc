#include "fuzz/campaign/afl.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>

namespace quicksilver::campaign {
namespace {

namespace fs = std::filesystem;

// AFL++ takes 24 characters, of which some are for the number.
constexpr std::size_t kMostMachine = 20;
// The main instance has AFL++'s own choice; many of one kind would find the same.
constexpr std::array<const char*, 5> kSchedules = {"explore", "rare", "coe", "exploit", "seek"};

std::string AsName(std::string_view machine) {
  std::string name;
  for (const char c : machine.substr(0, kMostMachine)) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    name += plain ? c : '_';
  }
  return name.empty() ? "machine" : name;
}

std::uint64_t NumberIn(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::string LastLineOf(const fs::path& file) {
  std::ifstream lines(file);
  std::string last;
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty() && line.front() != '#') last = std::move(line);
  }
  return last;
}

std::vector<fs::path> FoldersIn(const fs::path& folder) {
  std::vector<fs::path> folders;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.is_directory(error)) folders.push_back(entry.path());
  }
  std::ranges::sort(folders);
  return folders;
}

}  // namespace

std::expected<AflInstance, std::string> AflInstance::Find(const AflSetup& setup,
                                                          const std::string& target,
                                                          std::uint32_t number) {
  AflInstance instance;
  instance.program_ = (fs::path(setup.bin) / ("fuzz_" + target)).string();
  instance.folder_ = (fs::path(setup.sync) / target).string();
  instance.name_ = fmt::format("{}_{}", AsName(setup.machine), number);
  instance.number_ = number;
  std::error_code error;
  if (!fs::exists(instance.program_, error)) {
    return std::unexpected(fmt::format("'{}' is not built", instance.program_));
  }
  fs::create_directories(instance.folder_, error);
  if (error) {
    return std::unexpected(fmt::format("cannot make '{}': {}", instance.folder_, error.message()));
  }
  for (const auto& [name, value] : TargetOptions(setup.root, target)) {
    if (name == "max_len") instance.options_.insert(instance.options_.end(), {"-G", value});
    if (name == "dict") instance.options_.insert(instance.options_.end(), {"-x", value});
    // Beyond a limit on the address space nothing can be had; the judge says what that was.
    if (name == "rss_limit_mb") instance.options_.insert(instance.options_.end(), {"-m", value});
    // The `+`: a seed that is slower is left out, and most inputs are given less.
    if (name == "timeout") {
      instance.options_.insert(instance.options_.end(), {"-t", value + "000+"});
      // Only what takes this long once more is a hang: on a busy machine a second is nothing.
      instance.environment_.push_back("AFL_HANG_TMOUT=" + value + "000");
    }
  }
  return instance;
}

Command AflInstance::Fuzz(const std::string& corpus, double seconds, std::uint64_t seed) const {
  Command command{{"afl-fuzz", "-i", corpus, "-o", folder_, number_ == 0 ? "-M" : "-S", name_},
                  // Nobody watches the screen; a shared machine and its settings are no reason to
                  // stop; a queue that is there is gone on with, and not tried for long.
                  {"AFL_NO_UI=1", "AFL_SKIP_CPUFREQ=1", "AFL_NO_AFFINITY=1",
                   "AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1", "AFL_AUTORESUME=1", "AFL_FAST_CAL=1",
                   "AFL_IMPORT_FIRST=1", "AFL_SKIP_CRASHES=1", "AFL_NO_CRASH_README=1",
                   // It refuses to run under any other, whether there is a sanitizer or not.
                   "ASAN_OPTIONS=abort_on_error=1:symbolize=0"}};
  command.environment.insert(command.environment.end(), environment_.begin(), environment_.end());
  std::vector<std::string>& arguments = command.arguments;
  if (number_ > 0) {
    arguments.insert(arguments.end(), {"-p", kSchedules[(number_ - 1) % kSchedules.size()]});
    if (number_ % 2 == 0) command.environment.emplace_back("AFL_DISABLE_TRIM=1");
  }
  arguments.insert(arguments.end(), options_.begin(), options_.end());
  // Instances that draw the same numbers would try the same.
  arguments.insert(arguments.end(),
                   {"-s", fmt::format("{}", seed % 0x7FFF'FFFF + 1), "-V",
                    fmt::format("{}", static_cast<int>(seconds) + 1), "--", program_});
  return command;
}

FuzzerFigures AflInstance::Figures(pid_t pid) const {
  FuzzerFigures figures;
  const fs::path folder = fs::path(folder_) / name_;
  std::ifstream table(folder / "fuzzer_stats");
  for (std::string line; std::getline(table, line);) {
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos || !line.starts_with("fuzzer_pid ")) continue;
    figures.loaded =
        NumberIn(std::string_view(line).substr(colon + 1)) == static_cast<std::uint64_t>(pid);
  }
  // The table is a minute old, this some seconds: time, cycles, item, corpus_count, pending,
  // favourites, map size, crashes, hangs, depth, execs_per_sec, total_execs, edges_found.
  const std::string last = LastLineOf(folder / "plot_data");
  std::vector<std::uint64_t> columns;
  for (std::size_t begin = 0; begin < last.size();) {
    const std::size_t end = std::min(last.find(',', begin), last.size());
    columns.push_back(NumberIn(std::string_view(last).substr(begin, end - begin)));
    begin = end + 1;
  }
  if (columns.size() < 13) return figures;
  figures.corpus = columns[3];
  figures.features = columns[3];
  figures.per_second = columns[10];
  figures.runs = columns[11];
  figures.coverage = columns[12];
  return figures;
}

std::string AflInstance::Complaint(std::string_view output) {
  constexpr std::string_view kMark = "PROGRAM ABORT : ";
  std::string plain;
  for (std::size_t at = 0; at < output.size(); ++at) {
    // Colours and the like: an escape, a bracket, numbers, a letter.
    if (output[at] != '\x1b') {
      plain += output[at];
      continue;
    }
    while (at < output.size() && std::isalpha(static_cast<unsigned char>(output[at])) == 0) ++at;
  }
  const std::size_t mark = plain.rfind(kMark);
  if (mark != std::string::npos) {
    const std::size_t begin = mark + kMark.size();
    return plain.substr(begin, plain.find('\n', begin) - begin);
  }
  // Without the mark, the last line says most.
  plain.resize(plain.find_last_not_of(" \n") + 1);
  return plain.substr(plain.rfind('\n') + 1);
}

std::vector<std::string> AflInstance::Queues() const {
  std::vector<std::string> queues;
  std::error_code error;
  for (const fs::path& instance : FoldersIn(folder_)) {
    if (fs::is_directory(instance / "queue", error)) queues.push_back(instance / "queue");
  }
  return queues;
}

std::vector<AflInstance::Death> AflInstance::Deaths(const std::vector<std::string>& but) const {
  std::vector<Death> deaths;
  std::error_code error;
  for (const fs::path& instance : FoldersIn(folder_)) {
    if (std::ranges::find(but, instance.filename().string()) != but.end()) continue;
    // Those of earlier turns stand in folders with a date behind the name.
    for (const fs::path& folder : FoldersIn(instance)) {
      const std::string name = folder.filename().string();
      const bool crashes = name.starts_with("crashes");
      if (!crashes && !name.starts_with("hangs")) continue;
      for (const auto& entry : fs::directory_iterator(folder, error)) {
        if (!entry.is_regular_file(error)) continue;
        if (!entry.path().filename().string().starts_with("id")) continue;
        deaths.push_back({entry.path().string(), crashes ? "crash" : "timeout"});
      }
    }
  }
  std::ranges::sort(deaths, {}, &Death::file);
  return deaths;
}

}  // namespace quicksilver::campaign
