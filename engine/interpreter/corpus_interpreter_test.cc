// Runs every program of corpus/programs and compares its outcome with the `# expect:` line that was
// derived by hand from the definition.

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "engine/base/files.h"
#include "engine/interpreter/interpreter.h"
#include "engine/runtime/format.h"
#include "engine/syntax/parser.h"

namespace quicksilver {
namespace {

namespace fs = std::filesystem;

// Modules are files beside the importing file; what the header denies is refused, everything else
// granted or discarded.
class DirectoryHost : public Host {
 public:
  // The lines that the program begins with: `# deny: Vault.key`, or with a reason behind it.
  explicit DirectoryHost(const std::string& source) {
    constexpr std::string_view kDeny = "# deny: ";
    std::istringstream lines(source);
    for (std::string line; std::getline(lines, line) && line.starts_with('#');) {
      if (!line.starts_with(kDeny)) continue;
      const std::string rest = line.substr(kDeny.size());
      const std::size_t space = std::min(rest.find(' '), rest.size());
      denied_[rest.substr(0, space)] = space == rest.size() ? "" : rest.substr(space + 1);
    }
  }

  std::optional<std::string> Deny(std::string_view resource, std::string_view) override {
    const auto denied = denied_.find(std::string(resource));
    return denied == denied_.end() ? std::nullopt : std::optional(denied->second);
  }
  std::expected<ModuleSource, std::string> Load(std::string_view path,
                                                std::string_view importer) override {
    const fs::path file = (fs::path(importer).parent_path() / path).lexically_normal();
    if (!fs::is_regular_file(file)) return std::unexpected("no such file");
    return ModuleSource{file.string(), ReadFile(file.string()).value()};
  }

 private:
  std::map<std::string, std::string> denied_;  // resource and reason
};

struct Program {
  fs::path path;
  std::string source;
  std::string expected;
};

// The folder to read: the corpus, or another one with the same headers for a trial.
fs::path ProgramsFolder() {
  const char* other = std::getenv("QUICKSILVER_PROGRAMS");
  return other != nullptr ? fs::path(other) : fs::path(QS_SOURCE_DIR) / "corpus/programs";
}

std::vector<Program> AllPrograms() {
  constexpr std::string_view kHeader = "# expect: ";
  std::vector<Program> programs;
  for (const auto& entry : fs::recursive_directory_iterator(ProgramsFolder())) {
    if (entry.path().extension() != ".gw") continue;
    Program program{entry.path(), ReadFile(entry.path().string()).value(), ""};
    if (!program.source.starts_with(kHeader)) continue;
    const std::size_t end = program.source.find('\n');
    program.expected = program.source.substr(kHeader.size(), end - kHeader.size());
    programs.push_back(std::move(program));
  }
  std::sort(programs.begin(), programs.end(),
            [](const Program& a, const Program& b) { return a.path < b.path; });
  return programs;
}

// `# steps: 1000` and the like, in the lines that the program begins with.
Limits LimitsOf(const Program& program) {
  Limits limits;
  limits.heap_bytes = std::uint64_t{256} << 20;
  limits.steps = 200'000'000;
  std::istringstream lines(program.source);
  for (std::string line; std::getline(lines, line) && line.starts_with('#');) {
    if (line.starts_with("# steps: ")) limits.steps = std::stoull(line.substr(9));
    if (line.starts_with("# heap: ")) limits.heap_bytes = std::stoull(line.substr(8));
    if (line.starts_with("# calls: ")) {
      limits.call_depth = static_cast<std::uint32_t>(std::stoul(line.substr(9)));
    }
  }
  return limits;
}

std::string Outcome(const Program& program) {
  std::expected<Ast, SyntaxError> ast = Parse(program.source);
  if (!ast.has_value()) {
    const Position at = ast.error().position;
    return "error SyntaxError at " + std::to_string(at.line) + ":" + std::to_string(at.column) +
           ": " + ast.error().message;
  }
  const Limits limits = LimitsOf(program);
  DirectoryHost host(program.source);
  Runtime runtime(limits, host);
  Interpreter interpreter(runtime);
  const Value value = interpreter.Run(*ast, limits, host, program.path.string());
  std::string outcome;
  if (value.is_raised() || !AppendCanonical(runtime, value, outcome)) {
    return runtime.TakeError().ToString();
  }
  return outcome;
}

// An expected error may leave out the message, and the position too.
bool Meets(const std::string& outcome, const std::string& expected) {
  if (outcome == expected) return true;
  if (!expected.starts_with("error ") || !outcome.starts_with(expected)) return false;
  const char after = outcome[expected.size()];
  return after == ':' || (after == ' ' && expected.find(" at ") == std::string::npos);
}

TEST(CorpusPrograms, GiveWhatTheirHeadersExpect) {
  const std::vector<Program> programs = AllPrograms();
  ASSERT_GT(programs.size(), 50u) << "the corpus was not found, so nothing was compared";
  std::size_t failures = 0;
  for (const Program& program : programs) {
    const std::string outcome = Outcome(program);
    if (Meets(outcome, program.expected)) continue;
    ++failures;
    ADD_FAILURE() << program.path.string() << "\n  expected " << program.expected.substr(0, 300)
                  << "\n  got      " << outcome.substr(0, 300);
  }
  EXPECT_EQ(failures, 0u) << "of " << programs.size() << " programs";
}

}  // namespace
}  // namespace quicksilver
