#ifndef QUICKSILVER_FUZZ_TARGETS_COMPARISON_H_
#define QUICKSILVER_FUZZ_TARGETS_COMPARISON_H_

// One run of the definition, and everything that is compared with it.
//
// The oracles of the testing library stand each for itself and run the interpreter each for itself;
// a fuzzer that asks several of them about one program runs it once here. Compared are the VM with
// and without the optimiser, each on one of the machine's two loops, and one of the VM's other
// configurations, which the seed names, by the library's own CompareOutcomes; what the optimised
// code looks like and which errors it raised is reported as features (feedback.h). On a share of
// the programs what costs more is compared as well: the values of all nodes, and the program
// entered piece by piece. Engines are kept from one program to the next.
// Invariant: what fails is a function of program and seed. It is wrong to have two in one process:
// their features could not be told apart.

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "properties/oracles/engine.h"
#include "properties/oracles/oracle.h"
#include "properties/test_program.h"

namespace quicksilver::fuzz {

class Comparison {
 public:
  Comparison();
  ~Comparison();

  // Ends the process with both sides and the program if something differs, or if a well-typed
  // program ends with an error that it did not make on purpose.
  void Check(const properties::TestProgram& program, std::uint64_t seed);

 private:
  class Reporter;

  properties::ConfiguredEngine& OtherEngine(std::uint64_t seed);
  void CompareTraces(const Program& program, const Limits& limits);

  std::unique_ptr<properties::ConfiguredEngine> interpreter_;
  // By whether they run the code in the loop.
  std::array<std::unique_ptr<properties::ConfiguredEngine>, 2> optimised_;
  std::array<std::unique_ptr<properties::ConfiguredEngine>, 2> unoptimised_;
  std::unique_ptr<Reporter> reporter_;  // of optimised_
  std::unique_ptr<properties::Oracle> session_;
  std::vector<Configuration> configurations_;
  std::vector<std::unique_ptr<properties::ConfiguredEngine>> others_;  // made when needed
};

}  // namespace quicksilver::fuzz

#endif  // QUICKSILVER_FUZZ_TARGETS_COMPARISON_H_
