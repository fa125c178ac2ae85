#ifndef QUICKSILVER_PROPERTIES_ORACLES_VERIFIER_H_
#define QUICKSILVER_PROPERTIES_ORACLES_VERIFIER_H_

// Whatever the compiler makes, under every policy, the verifier accepts.
//
// The verifier proves what the machine relies on, so code that it refuses is a mistake of the
// compiler (or of the verifier) even where running it would show nothing. Invariant: nothing runs;
// programs are compiled under every configuration of the VM, random ones with a seed drawn for the
// program. It is wrong to take acceptance for correctness: verified code may compute anything.

#include <cstdint>
#include <memory>
#include <vector>

#include "properties/oracles/oracle.h"

namespace quicksilver::properties {

class VerifierOracle : public Oracle {
 public:
  // `fault` spoils what the compiler made: a planted bug.
  explicit VerifierOracle(CodeFault fault = nullptr);

  std::string_view name() const override { return "verifier"; }
  // Limits make no difference.
  Verdict Check(const TestProgram& program, const Limits& limits, std::uint64_t seed) override;

 private:
  struct Way {
    Configuration configuration;
    bool random = false;                 // needs a seed
    std::unique_ptr<Compiler> compiler;  // of those that need none
  };

  CodeFault fault_;
  std::vector<Way> ways_;
};

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ORACLES_VERIFIER_H_
