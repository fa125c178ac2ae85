#ifndef QUICKSILVER_PROPERTIES_ORACLES_COMPONENTS_LIMITS_CHECK_H_
#define QUICKSILVER_PROPERTIES_ORACLES_COMPONENTS_LIMITS_CHECK_H_

// Limits fire, exactly where they are, and leave a context as good as new.
//
// On each engine: with as many steps as a program takes it runs as with plenty, with one less it
// runs out; with a small heap or a small depth it runs as before or ends with that limit's error;
// and after each of these the same context runs it as a new one does. A program that is made to run
// away, inside an attempt that catches everything, ends with a resource error all the same.
// Contexts are used by many programs one after the other, with and without limits that fire, and
// show what new ones show. Invariant: a program that ends for want of a resource under plenty
// says nothing. It is wrong to compare how many steps two engines take.

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "engine/engine.h"

namespace quicksilver::properties {

// `seed` decides how small heap and depth are.
std::optional<std::string> CheckLimits(const Program& program, std::uint64_t seed);

// With the same small depth both engines run out of it, or neither does.
std::optional<std::string> CheckDepth(const Program& program, std::uint64_t seed);

// A program that piles up more than a small heap holds runs out of it, whatever it piles up; `seed`
// decides what.
std::optional<std::string> CheckHeap(std::uint64_t seed);

// `seed` decides in which way the program runs away once it has come to its end.
std::optional<std::string> CheckRunaway(const Program& program, std::uint64_t seed);

// `seed` decides which programs run under limits that may fire, and after which ones the context is
// reset.
std::optional<std::string> CheckReuse(std::span<const Program> programs, std::uint64_t seed);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ORACLES_COMPONENTS_LIMITS_CHECK_H_
