#ifndef QUICKSILVER_PROPERTIES_ORACLES_TYPE_SOUNDNESS_H_
#define QUICKSILVER_PROPERTIES_ORACLES_TYPE_SOUNDNESS_H_

// A well-typed program ends in a value, or in an error of a node that raises on purpose.
//
// The claim needs a program whose types somebody has checked: the typed generator's. It sees what
// both engines get wrong alike, and it proves of every generated program that its generator meant
// it. Two groups of errors are never right outside deliberate nodes:
//   * those that types and scopes rule out: TypeError, UndefinedVariable, ImmutableBinding,
//     NotCallable, NotIterable, ArityMismatch, FieldNotFound, UnexpectedYield, BreakOutsideLoop,
//     ContinueOutsideLoop, SyntaxError;
//   * those that depend on values, which a generator must rule out by what it builds (an index
//   below
//     the length, a divisor that is not 0, a match with an `otherwise`): MatchFailed,
//     DivisionByZero, IndexOutOfBounds, CapabilityDenied, CustomError.
// Resource errors are incomparable. An error that attempt catches does not show here. The place of
// an error that a chant of an imported file raises lies in that file, where no node is marked: it
// passes if the program has deliberate nodes at all.
// Invariant: one run of one engine, compared with what is known about the program. It is wrong to
// ask it about programs of unknown types: it says kNotApplicable then.

#include <memory>

#include "properties/oracles/oracle.h"

namespace quicksilver::properties {

class TypeSoundnessOracle : public Oracle {
 public:
  // The interpreter, which is the faster of the two on small programs.
  TypeSoundnessOracle();
  explicit TypeSoundnessOracle(std::unique_ptr<Engine> engine);

  std::string_view name() const override { return "type_soundness"; }
  // The seed makes no difference.
  Verdict Check(const TestProgram& program, const Limits& limits, std::uint64_t seed) override;

 private:
  std::unique_ptr<Engine> engine_;
};

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ORACLES_TYPE_SOUNDNESS_H_
