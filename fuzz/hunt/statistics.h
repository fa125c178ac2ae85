#ifndef QUICKSILVER_FUZZ_HUNT_STATISTICS_H_
#define QUICKSILVER_FUZZ_HUNT_STATISTICS_H_

// What a worker has done, in numbers.
//
// Lies in shared memory: no pointers. Invariant: a program counts once all its oracles have
// answered, or when it has brought its worker down (`lost`). It is wrong to divide by the number of
// programs what only some of them were asked: every oracle has its own denominator.

#include <array>
#include <cstdint>

#include "fuzz/hunt/counter.h"
#include "fuzz/hunt/opcode_coverage.h"
#include "fuzz/hunt/stages.h"
#include "fuzz/hunt/subject.h"
#include "properties/oracles/verdict.h"

namespace quicksilver::hunt {

struct OracleStatistics {
  Counter agree;
  Counter diverge;
  Counter nanoseconds;
  std::array<Counter, properties::kIncomparableCount> incomparable{};

  std::uint64_t checked() const;
};

struct Statistics {
  Counter programs;
  Counter lost;  // brought the worker down
  Counter source_bytes;
  Counter engine_runs;  // of the interpreter or the VM, by any oracle that tells
  Counter chunks;       // compiled and run
  // Programs about which some oracle learnt nothing for want of a resource, by the first reason.
  std::array<Counter, properties::kIncomparableCount> incomparable{};
  std::array<Counter, kMostProfiles> by_profile{};
  std::array<OracleStatistics, kMostOracles> oracles{};
  StageTimes stages{};
  OpcodeCoverage coverage;

  void Merge(const Statistics& other);
  std::uint64_t incomparable_programs() const;
  std::uint64_t all_programs() const { return programs.Get() + lost.Get(); }
};

}  // namespace quicksilver::hunt

#endif  // QUICKSILVER_FUZZ_HUNT_STATISTICS_H_
