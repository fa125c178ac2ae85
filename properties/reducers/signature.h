#ifndef QUICKSILVER_PROPERTIES_REDUCERS_SIGNATURE_H_
#define QUICKSILVER_PROPERTIES_REDUCERS_SIGNATURE_H_

// What tells one bug from another: the oracle that objects, the kind of difference, and the first
// node at which the two runs differ with the instruction that made its value.
//
// Both engines run again with every value reported, and the reports are walked side by side:
//   one node, two values   that node; the instruction that wrote the register which was reported
//   a value and an error   the node whose value is missing; the instruction that made the value, or
//                          that raised
//   a call and what is     the call, which raised on one side only; the instruction that raised, or
//   in another chant       that should have
//   two nodes              the statement or operator that decides between them; the branch that was
//                          taken, or the instruction that raised into a handler
// What a name or a call has was made elsewhere: then the node that made it is named, if the
// instruction that wrote the value says which.
// The kind is then `value`, or `error or value` in the second case: how a wrong value shows at the
// end (as a result, an error, in the output) depends on the rest of the program, not on the bug.
// Where all values agree, the outcome decides: for an error the node at its span and the
// instruction with that span; for a global the last statement that gives it a value and the last
// instruction that stores it; for a request that; otherwise the program's last statement and the
// instruction that ends it. If tracing makes the difference vanish (the compiler folds and fuses
// less then), the opcode is `untraced`. Code that the verifier refuses has the instruction that it
// objects to. An oracle that compares no runs, and whatever objects to what a run has left behind,
// has its claim in the place of the opcode.
//
// The last writer of a register is found in the code, not in the run: the nearest instruction
// before the report that defines the register. That is exact within a basic block, which is where
// the compiler's temporaries live, and an approximation for variables. Invariant: equal programs
// have equal signatures. It is wrong to take two signatures for two bugs: one bug may show in
// several instructions (attribution.h brings some of them together).

#include <cstdint>
#include <optional>
#include <string>

#include "properties/oracles/oracle.h"
#include "properties/test_program.h"

namespace quicksilver::properties {

inline constexpr char kUntraced[] = "untraced";

struct Signature {
  std::string oracle;
  DifferenceKind kind = DifferenceKind::kValue;
  std::string node;    // `Binary`, `Should`; `-` where there is none
  std::string opcode;  // `SubNum`; `-` where there is none

  // `equivalence: value at Binary by SubNum`.
  std::string ToString() const;

  friend bool operator==(const Signature&, const Signature&) = default;
};

// Where the two runs part, for people.
struct Culprit {
  std::string file;  // empty: the program itself
  Span span;
  Position position;
  std::string source;  // the node's text, on one line

  bool in_code = false;     // the rest means something
  bool traced_code = true;  // function and pc are those of code with trace instructions
  std::uint32_t function = 0;
  std::uint32_t pc = 0;  // of the instruction that is to blame
  bool has_register = false;
  std::uint32_t reg = 0;  // of the value reported
  std::string instruction;

  // Values of the node, or what happened instead.
  std::string expected;
  std::string got;
};

struct Diagnosis {
  Signature signature;
  Divergence divergence;
  Culprit culprit;
};

enum class Detail : std::uint8_t { kSignature, kValues };

// Nothing if the oracle does not object. Without kValues, `culprit.expected` and `got` are empty,
// which spares a run of each engine.
std::optional<Diagnosis> Diagnose(const TestProgram& program, Oracle& oracle, const Limits& limits,
                                  std::uint64_t seed, Detail detail = Detail::kValues);
// Of what the oracle has just objected to.
Diagnosis Diagnose(const TestProgram& program, Oracle& oracle, const Limits& limits,
                   const Divergence& divergence, Detail detail = Detail::kValues);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_REDUCERS_SIGNATURE_H_
