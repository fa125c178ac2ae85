#ifndef QUICKSILVER_FUZZ_FAULTS_HUNT_RUN_H_
#define QUICKSILVER_FUZZ_FAULTS_HUNT_RUN_H_

// The gate's fixed-seed hunt, run on a faulty engine until its first finding.
//
// Invariant: the hunt is the one that the gate runs, with the same programs in the same order; only
// that it ends at its first finding. It is wrong to call a fault killed by anything that would not
// make the gate fail.

#include <cstdint>
#include <expected>
#include <string>

#include "fuzz/faults/record.h"
#include "properties/processes/command.h"

namespace quicksilver::faults {

// What the gate runs (ci/gate), and how long a fault may stay alive.
struct HuntPlan {
  std::uint64_t programs = 100'000;
  std::uint32_t jobs = 2;
  double seconds = 60;
};

// Runs `program`, quicksilver-hunt as it was built with the fault `fault`, with `seed`. The
// findings go below `findings`, which is emptied before. An error says why the hunt itself failed.
std::expected<Record, std::string> RunHunt(const std::string& program, const HuntPlan& plan,
                                           const std::string& fault, std::uint64_t seed,
                                           const std::string& findings);

// What a hunt that ended so has shown; `findings` is where it left its folders.
std::expected<Record, std::string> JudgeHunt(const processes::CommandResult& hunt,
                                             const std::string& findings);

}  // namespace quicksilver::faults

#endif  // QUICKSILVER_FUZZ_FAULTS_HUNT_RUN_H_
