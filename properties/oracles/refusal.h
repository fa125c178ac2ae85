#ifndef QUICKSILVER_PROPERTIES_ORACLES_REFUSAL_H_
#define QUICKSILVER_PROPERTIES_ORACLES_REFUSAL_H_

// What is certainly unsound, the verifier refuses.
//
// The program is compiled in a drawn way, and then spoilt in every way that unsound_code.h has, one
// at a time, each at a drawn place: the verifier must say no each time. That it says yes to the
// compiler's own code is the verifier oracle's claim. Invariant: nothing runs. It is wrong to take
// its silence for a proof: it tries one place of each kind.

#include <functional>

#include "engine/bytecode/chunk.h"
#include "properties/oracles/oracle.h"

namespace quicksilver::properties {

class RefusalOracle : public Oracle {
 public:
  // Whether code is accepted.
  using Accepts = std::function<bool(const Chunk&)>;
  RefusalOracle();
  // Another verifier: a planted bug.
  explicit RefusalOracle(Accepts accepts);

  std::string_view name() const override { return "refusal"; }
  // Limits make no difference.
  Verdict Check(const TestProgram& program, const Limits& limits, std::uint64_t seed) override;

 private:
  Accepts accepts_;
};

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ORACLES_REFUSAL_H_
