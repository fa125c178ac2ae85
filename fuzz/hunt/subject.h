#ifndef QUICKSILVER_FUZZ_HUNT_SUBJECT_H_
#define QUICKSILVER_FUZZ_HUNT_SUBJECT_H_

// What a hunt is about: where programs come from and who judges them.
//
// Program i of a hunt has a seed and a profile that depend on the hunt's seed and on i alone, and
// an oracle draws it or not by that seed: neither the number of processes nor the time that things
// take shows in what is generated or checked. Invariant: a Draw is all that is needed to make the
// program again. It is wrong for `generate` or an oracle's factory to depend on anything that
// changes between calls: every process has its own oracles.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "properties/oracles/oracles.h"
#include "properties/test_program.h"

namespace quicksilver::hunt {

struct Draw {
  std::uint64_t index = 0;
  std::uint64_t seed = 0;
  std::uint32_t profile = 0;  // index into Subject::profiles
};

struct Subject {
  std::vector<std::string> profiles;
  // Profile of program i is wheel[i % size]: shares that hold exactly.
  std::vector<std::uint32_t> wheel;
  std::function<properties::TestProgram(std::uint64_t seed, std::uint32_t profile)> generate;
  std::vector<properties::OracleEntry> oracles;  // at most kMostOracles
  Limits limits = properties::TestLimits();

  Draw At(std::uint64_t hunt_seed, std::uint64_t index) const;
};

inline constexpr std::size_t kMostOracles = 32;
inline constexpr std::size_t kMostProfiles = 16;

// Our generator and our oracles. `profile`: only that one; `oracle`: only that one, on every
// program. Both are names that exist.
Subject MakeSubject(const std::optional<std::string>& profile,
                    const std::optional<std::string>& oracle);

// The names that MakeSubject knows.
std::vector<std::string> ProfileNames();
std::vector<std::string> OracleNames();

}  // namespace quicksilver::hunt

#endif  // QUICKSILVER_FUZZ_HUNT_SUBJECT_H_
