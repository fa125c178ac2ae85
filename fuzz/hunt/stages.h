#ifndef QUICKSILVER_FUZZ_HUNT_STAGES_H_
#define QUICKSILVER_FUZZ_HUNT_STAGES_H_

// Where the time of a worker goes: one clock that is always in exactly one stage.
//
// A change of stage is one reading of the clock (some 25 ns), and what passed since the last change
// belongs to the stage that ends. Invariant: the stages' times add up to the time since the clock
// was started. It is wrong to change stages inside a loop over instructions or nodes.

#include <array>
#include <cstdint>
#include <ctime>
#include <string_view>

#include "fuzz/hunt/counter.h"

namespace quicksilver::hunt {

enum class Stage : std::uint8_t {
  kGenerate,
  kInterpret,
  kCompile,
  kVerify,
  kArchive,
  kExecute,
  kCompare,   // what an oracle that runs engines does between their runs
  kOthers,    // whatever else oracles do
  kCoverage,  // opcodes and pairs
  kReduce,    // telling, reducing and filing what was found
  kLoop,      // the hunt's own: drawing programs, counting
};
inline constexpr int kStageCount = static_cast<int>(Stage::kLoop) + 1;

constexpr std::string_view StageName(Stage stage) {
  constexpr std::array<std::string_view, kStageCount> kNames = {
      "generate", "interpret", "compile",  "verify", "archive", "execute",
      "compare",  "others",    "coverage", "reduce", "loop"};
  return kNames[static_cast<std::size_t>(stage)];
}

using StageTimes = std::array<Counter, kStageCount>;  // nanoseconds

inline std::uint64_t MonotonicNanoseconds() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000 +
         static_cast<std::uint64_t>(now.tv_nsec);
}

class StageClock {
 public:
  // `times` outlives the clock.
  explicit StageClock(StageTimes& times) : times_(times), since_(MonotonicNanoseconds()) {}

  Stage stage() const { return stage_; }
  // Returns what time it is.
  std::uint64_t Enter(Stage stage) {
    const std::uint64_t now = MonotonicNanoseconds();
    times_[static_cast<std::size_t>(stage_)].Add(now - since_);
    since_ = now;
    stage_ = stage;
    return now;
  }

 private:
  StageTimes& times_;
  std::uint64_t since_;
  Stage stage_ = Stage::kLoop;
};

}  // namespace quicksilver::hunt

#endif  // QUICKSILVER_FUZZ_HUNT_STAGES_H_
