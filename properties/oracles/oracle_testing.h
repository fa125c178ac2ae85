#ifndef QUICKSILVER_PROPERTIES_ORACLES_ORACLE_TESTING_H_
#define QUICKSILVER_PROPERTIES_ORACLES_ORACLE_TESTING_H_

// What the tests of the oracles share: programs that must parse, and engines that show what a test
// tells them to.
//
// Invariant: a FakeEngine runs nothing. It is wrong to include this outside tests.

#include <expected>
#include <functional>
#include <gtest/gtest.h>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

#include "properties/oracles/oracle.h"

namespace quicksilver::properties {

// What a failing test prints of a verdict.
inline void PrintTo(const Verdict& verdict, std::ostream* out) {
  *out << VerdictKindName(verdict.kind);
  if (verdict.kind == VerdictKind::kIncomparable) *out << ": " << IncomparableName(verdict.reason);
  if (!verdict.diverges()) return;
  const Divergence& d = verdict.divergence;
  *out << ": " << DifferenceKindName(d.kind) << ", " << d.what << "\n  " << d.left_engine << ": "
       << d.left << "\n  " << d.right_engine << ": " << d.right;
}

inline TestProgram ProgramOf(std::string_view source, std::string_view name = "") {
  std::expected<Program, Error> program = Program::Parse(source, name);
  if (!program.has_value()) {
    ADD_FAILURE() << "the test's own program does not parse: " << program.error().ToString() << "\n"
                  << source.substr(0, 400);
    program = Program::Parse("");
  }
  return TestProgram{*program};
}

// For oracles that choose anything at random.
inline constexpr std::uint64_t kOracleSeed = 7;

inline Verdict CheckOf(Oracle& oracle, std::string_view program) {
  return oracle.Check(ProgramOf(program), TestLimits(), kOracleSeed);
}

inline Outcome Ending(std::string value, std::uint64_t steps = 1) {
  Outcome outcome;
  outcome.value = std::move(value);
  outcome.steps = steps;
  return outcome;
}

// Shows what `show` returns for the program.
class FakeEngine : public Engine {
 public:
  using Show = std::function<std::expected<Outcome, std::string>(const Program&, const Limits&)>;

  FakeEngine(std::string name, Show show) : name_(std::move(name)), show_(std::move(show)) {}
  FakeEngine(std::string name, Outcome outcome)
      : FakeEngine(std::move(name), [outcome = std::move(outcome)](const Program&, const Limits&) {
          return std::expected<Outcome, std::string>(outcome);
        }) {}

  std::string_view name() const override { return name_; }
  std::expected<Outcome, std::string> Run(const Program& program, const Limits& limits) override {
    return show_(program, limits);
  }

 private:
  std::string name_;
  Show show_;
};

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ORACLES_ORACLE_TESTING_H_
