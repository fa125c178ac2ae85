#ifndef QUICKSILVER_FUZZ_FAULTS_TARGET_RUN_H_
#define QUICKSILVER_FUZZ_FAULTS_TARGET_RUN_H_

// A libFuzzer target, run on a faulty engine until its first complaint.
//
// Invariant: a target starts from its seeds alone, so that what it finds depends on the seed and
// the time it is given, not on earlier drills. It is wrong to run one that was not built for
// libFuzzer.

#include <cstdint>
#include <expected>
#include <string>

#include "fuzz/faults/record.h"
#include "properties/processes/command.h"

namespace quicksilver::faults {

// Runs `program`, the target `target` with the fault `fault` in it, for at most `seconds`, from the
// inputs in `seeds`. What it finds goes below `folder`, which is emptied before.
std::expected<Record, std::string> RunTarget(const std::string& program, const std::string& target,
                                             const std::string& fault, const std::string& seeds,
                                             double seconds, std::uint64_t seed,
                                             const std::string& folder);

// What a target that ended so has shown.
std::expected<Record, std::string> JudgeTarget(const processes::CommandResult& run);

}  // namespace quicksilver::faults

#endif  // QUICKSILVER_FUZZ_FAULTS_TARGET_RUN_H_
