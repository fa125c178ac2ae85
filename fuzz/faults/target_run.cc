#include "fuzz/faults/target_run.h"

#include <charconv>
#include <filesystem>
#include <fmt/format.h>
#include <string_view>

#include "fuzz/faults/patience.h"

namespace quicksilver::faults {
namespace {

// libFuzzer's exit statuses.
constexpr int kFuzzerCrash = 77;
constexpr int kFuzzerTimeout = 70;
constexpr int kFuzzerOutOfMemory = 71;

// The inputs that were run: the last line of progress begins with `#` and their number.
std::uint64_t InputsOf(std::string_view output) {
  std::uint64_t inputs = 0;
  for (std::size_t at = output.find('#'); at != std::string_view::npos;
       at = output.find('#', at + 1)) {
    if (at != 0 && output[at - 1] != '\n') continue;
    std::uint64_t number = 0;
    const char* const begin = output.data() + at + 1;
    const auto [end, error] = std::from_chars(begin, output.data() + output.size(), number);
    // A line of a stack trace looks the same but for what follows.
    if (error == std::errc() && end != output.data() + output.size() && *end == '\t') {
      inputs = number;
    }
  }
  return inputs;
}

// Whether a sanitizer ended it, not a check of the target: that ends with abort, which is a signal.
bool IsSanitizers(const std::string& output) {
  return output.find("deadly signal") == std::string::npos &&
         (output.find("Sanitizer: ") != std::string::npos ||
          output.find("runtime error: ") != std::string::npos);
}

Record KilledByTarget(std::string how, const processes::CommandResult& run) {
  Record record;
  record.killed = true;
  record.oracle = std::move(how);
  record.programs = InputsOf(run.output);
  record.seconds = run.wall_seconds;
  return record;
}

}  // namespace

std::expected<Record, std::string> RunTarget(const std::string& program, const std::string& target,
                                             const std::string& fault, const std::string& seeds,
                                             double seconds, std::uint64_t seed,
                                             const std::string& folder) {
  std::error_code error;
  std::filesystem::remove_all(folder, error);
  std::filesystem::create_directories(folder + "/corpus", error);
  if (error) return std::unexpected(fmt::format("cannot make {}: {}", folder, error.message()));
  const processes::CommandResult run =
      processes::RunCommand({program, fmt::format("-max_total_time={:.0f}", seconds),
                             // Seed 0 would mean: from the clock.
                             fmt::format("-seed={}", seed % 0xFFFF'FFFF + 1), "-timeout=25",
                             "-artifact_prefix=" + folder + "/", folder + "/corpus", seeds},
                            folder, seconds + kGraceSeconds);
  auto record = JudgeTarget(run);
  if (record) {
    record->by = record->killed ? target : "";
    record->fault = fault;
    record->seed = seed;
  }
  return record;
}

std::expected<Record, std::string> JudgeTarget(const processes::CommandResult& run) {
  if (run.timed_out) return KilledByTarget("hang", run);
  if (run.signal != 0) return KilledByTarget("crash", run);
  switch (run.status) {
    case 0: {
      Record record;
      record.programs = InputsOf(run.output);
      record.seconds = run.wall_seconds;
      return record;
    }
    case kFuzzerCrash:
    case 1:  // a sanitizer's own way to end
      // A target that cannot read its seeds also ends with 1.
      if (run.output.find("artifact_prefix=") == std::string::npos) break;
      return KilledByTarget(IsSanitizers(run.output) ? "sanitizer" : "check", run);
    case kFuzzerTimeout:
      return KilledByTarget("hang", run);
    case kFuzzerOutOfMemory:
      return KilledByTarget("memory", run);
    default:
      break;
  }
  return std::unexpected(fmt::format("the target ended with status {}: {}", run.status,
                                     run.output.substr(0, run.output.find('\n'))));
}

}  // namespace quicksilver::faults
