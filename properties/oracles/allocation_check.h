#ifndef QUICKSILVER_PROPERTIES_ORACLES_ALLOCATION_CHECK_H_
#define QUICKSILVER_PROPERTIES_ORACLES_ALLOCATION_CHECK_H_

// Every operand of the compiled code reads the virtual value that the code generator meant.
//
// Running code shows a wrong register only where the wrong value makes a difference on the path
// that was taken; the symbolic check (allocation_checker.h) proves all paths, and names the
// operand. Invariant: nothing runs; a program is compiled as the VM does by default and under one
// more configuration, drawn from the seed, with a seed of its own for random ones. It is wrong to
// take the proof for correctness: the code generator may have meant the wrong value.

#include <vector>

#include "properties/oracles/allocation_checker.h"
#include "properties/oracles/oracle.h"

namespace quicksilver::properties {

class AllocationOracle : public Oracle {
 public:
  // `fault` spoils what the compiler made: a planted bug.
  explicit AllocationOracle(CodeFault fault = nullptr);

  std::string_view name() const override { return "allocation"; }
  // Limits make no difference.
  Verdict Check(const TestProgram& program, const Limits& limits, std::uint64_t seed) override;

 private:
  Verdict CheckUnder(const TestProgram& program, const Configuration& configuration,
                     std::uint64_t seed);

  CodeFault fault_;
  std::vector<Configuration> configurations_;  // the default first
  AllocationChecker checker_;
};

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ORACLES_ALLOCATION_CHECK_H_
