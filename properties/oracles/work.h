#ifndef QUICKSILVER_PROPERTIES_ORACLES_WORK_H_
#define QUICKSILVER_PROPERTIES_ORACLES_WORK_H_

// The VM does no more work than the program asks for, measured without a clock.
//
// Two bounds, which together bound the number of instructions executed:
//   * Steps. Both engines count a step for each loop round, each activation of a chant and each
//   unit
//     of a builtin's work. The interpreter also counts one for each statement; the VM one for each
//     handler that it enters, which an attempt does at most once. So the VM never takes more steps
//     than the interpreter: if it does, it went round or called where the definition does not.
//   * Code size. Between two steps control runs forward through the code of one activation, so what
//     is executed between them is at most the code's length. That is bounded by the number of the
//     program's tokens: kWordsPerToken and kWordSlack. More means that the compiler repeats itself.
//     Programs of the corpus take 0.9 words a token on average and 5.9 at most.
// Runs that end differently are not compared here. Invariant: the verdict does not depend on the
// machine that finds it. It is wrong to read it as a measure of speed (bench/ measures that), and
// it does not see work inside an instruction, such as a copy that should have been a move.

#include <cstdint>
#include <memory>
#include <vector>

#include "properties/oracles/oracle.h"

namespace quicksilver::properties {

class WorkOracle : public Oracle {
 public:
  static constexpr std::uint64_t kWordsPerToken = 8;
  static constexpr std::uint64_t kWordSlack = 64;

  // The VM with the optimiser and without it; `fault` spoils the code of both: a planted bug.
  explicit WorkOracle(const CodeFault& fault = nullptr);
  // Any engines, whose steps are compared with those of `definition`.
  WorkOracle(std::unique_ptr<Engine> definition, std::vector<std::unique_ptr<Engine>> others);

  std::string_view name() const override { return "work"; }
  // The seed makes no difference.
  Verdict Check(const TestProgram& program, const Limits& limits, std::uint64_t seed) override;
  ConfiguredEngine* left() override { return definition_->AsConfigured(); }
  ConfiguredEngine* right() override { return others_[shown_]->AsConfigured(); }

 private:
  std::unique_ptr<Engine> definition_;
  std::vector<std::unique_ptr<Engine>> others_;
  std::size_t shown_ = 0;  // which of them differed last
};

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ORACLES_WORK_H_
