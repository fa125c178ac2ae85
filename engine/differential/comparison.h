#ifndef QUICKSILVER_DIFFERENTIAL_COMPARISON_H_
#define QUICKSILVER_DIFFERENTIAL_COMPARISON_H_

// Whether two runs of one program showed the same, and whether a run showed what a program's header
// expects.
//
// Everything in an Outcome counts but the steps: value, error with its place and message, output,
// requests, globals. Invariant: of runs that ended for want of a resource only the kind of the
// error is compared, because engines count differently; for the same reason a global that either
// run had no steps or room left to write down is not compared. It is wrong to compare runs that had
// different limits, hosts or sources.

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/engine.h"

namespace quicksilver {

struct Difference {
  std::string what;  // `value`, `output`, `global x`, …
  std::string left;
  std::string right;

  friend bool operator==(const Difference&, const Difference&) = default;
};

// Whether the run ended with a resource error.
bool EndedByResource(const Outcome& outcome);

// The first difference, if there is one.
std::optional<Difference> Compare(const Outcome& left, const Outcome& right);

// What a program's first lines say about its result:
//   # expect: Number(10)                      the canonical form
//   # expect: error DivisionByZero at 3:5     the place may be missing
//   # message: Division by zero               of that error, in a later line, as Text writes it
struct Expectation {
  std::string result;
  std::optional<std::string> message;
};

// The limits that a program's first lines ask for in place of those given:
//   # steps: 1000
//   # heap: 65536          bytes
//   # calls: 50            nested chants
// The error quotes the line whose number is none.
std::expected<Limits, std::string> ReadLimits(std::string_view source, Limits limits);

// Nothing when the first line expects nothing.
std::optional<Expectation> ReadExpectation(std::string_view source);

// A request that the program's world refuses, for the reason given, or a general one:
//   # deny: Vault.key the vault is closed
struct DeniedResource {
  std::string name;
  std::string reason;
};

// From the same lines; none where the first line expects nothing.
std::vector<DeniedResource> ReadDenials(std::string_view source);

// What is not as expected: `left` is the header's side.
std::optional<Difference> Compare(const Expectation& expectation, const Outcome& outcome);

}  // namespace quicksilver

#endif  // QUICKSILVER_DIFFERENTIAL_COMPARISON_H_
