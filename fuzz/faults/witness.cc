#include "fuzz/faults/witness.h"

#include <fmt/format.h>
#include <vector>

#include "fuzz/faults/files.h"
#include "properties/processes/command.h"

namespace quicksilver::faults {
namespace {

constexpr double kSeconds = 120;

std::string FirstLine(const std::string& text) { return text.substr(0, text.find('\n')); }

// Whether a run that should have failed did, and said what it should say.
std::expected<void, std::string> Judge(const processes::CommandResult& result,
                                       const std::string& part, bool faulty) {
  if (!faulty) {
    if (result.ok()) return {};
    return std::unexpected(fmt::format("the right engine fails it: {}", FirstLine(result.output)));
  }
  if (result.ok()) return std::unexpected("the faulty engine shows nothing");
  if (part.empty() || part == "differs" || result.output.find(part) != std::string::npos) return {};
  if (part == "crash" && result.signal != 0) return {};
  return std::unexpected(fmt::format("the faulty engine says otherwise: {}",
                                     result.signal != 0 ? "it crashes" : FirstLine(result.output)));
}

}  // namespace

std::string WitnessTarget(const Fault& fault) {
  if (!fault.witness.empty() || !fault.program.empty()) return "quicksilver";
  return fault.test_program;
}

std::expected<void, std::string> CheckWitness(const Fault& fault, const Workshop& workshop,
                                              const std::string& program, bool faulty) {
  if (!fault.witness.empty() || !fault.program.empty()) {
    std::string path = workshop.root() + "/" + fault.program;
    if (!fault.witness.empty()) {
      path = workshop.folder() + "/witnesses/" + fault.name + ".gw";
      if (const auto written = WriteIfDifferent(path, fault.witness); !written) {
        return std::unexpected(written.error());
      }
    }
    return Judge(processes::RunCommand({program, "check", path}, workshop.root(), kSeconds),
                 fault.faulty, faulty);
  }
  std::vector<std::string> test = {program, "--gtest_brief=1"};
  if (!fault.test_filter.empty()) test.push_back("--gtest_filter=" + fault.test_filter);
  return Judge(processes::RunCommand(test, workshop.root(), kSeconds), "", faulty);
}

}  // namespace quicksilver::faults
