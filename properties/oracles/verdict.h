#ifndef QUICKSILVER_PROPERTIES_ORACLES_VERDICT_H_
#define QUICKSILVER_PROPERTIES_ORACLES_VERDICT_H_

// What an oracle says about one program.
//
// Three verdicts, never two: where a run ended for want of a resource, engines need not agree and
// nothing was learnt. Invariant: an incomparable verdict has a reason, a divergence has both sides.
// It is wrong to count an incomparable program as one that agreed.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace quicksilver::properties {

enum class VerdictKind : std::uint8_t { kAgree, kDiverge, kIncomparable };
std::string_view VerdictKindName(VerdictKind kind);

// Why nothing was learnt.
enum class Incomparable : std::uint8_t {
  kStackOverflow,
  kOutOfMemory,
  kFuelExhausted,
  kNotApplicable,  // the oracle has nothing to say about such a program
};
inline constexpr int kIncomparableCount = static_cast<int>(Incomparable::kNotApplicable) + 1;
std::string_view IncomparableName(Incomparable reason);

// What kind of thing differs: a part of a signature, so the list is closed.
enum class DifferenceKind : std::uint8_t {
  kValue,         // both ended in a value
  kErrorOrValue,  // one raised, the other did not
  kErrorKind,
  kErrorMessage,
  kErrorSpan,
  kOutput,
  kRequest,
  kGlobal,
  kCode,   // there was nothing to run: verifier or archive refused the compiler's output
  kProof,  // a claim about code or text does not hold (allocation check, fixpoints)
  kState,  // a used context behaves unlike a fresh one, or keeps memory
  kWork,   // too many instructions for what was done
};
inline constexpr int kDifferenceKindCount = static_cast<int>(DifferenceKind::kWork) + 1;
std::string_view DifferenceKindName(DifferenceKind kind);

// How a signature is written down: `equivalence: value at Binary by SubNum`; of a claim about no
// node, `models: proof at - by model of containers, append`.
std::string SignatureText(std::string_view oracle, DifferenceKind kind, std::string_view node,
                          std::string_view maker);

struct Divergence {
  DifferenceKind kind = DifferenceKind::kValue;
  std::string what;         // `global x`, `output`, … for people
  std::string left_engine;  // the side that is the definition
  std::string right_engine;
  std::string left;
  std::string right;
};

struct Verdict {
  VerdictKind kind = VerdictKind::kAgree;
  Incomparable reason = Incomparable::kNotApplicable;  // of an incomparable verdict
  Divergence divergence;                               // of a divergence

  static Verdict Agree() { return {}; }
  static Verdict Not(Incomparable reason) { return {VerdictKind::kIncomparable, reason, {}}; }
  static Verdict Diverge(Divergence divergence) {
    return {VerdictKind::kDiverge, Incomparable::kNotApplicable, std::move(divergence)};
  }
  bool agrees() const { return kind == VerdictKind::kAgree; }
  bool diverges() const { return kind == VerdictKind::kDiverge; }
};

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ORACLES_VERDICT_H_
