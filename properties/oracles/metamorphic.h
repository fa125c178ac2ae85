#ifndef QUICKSILVER_PROPERTIES_ORACLES_METAMORPHIC_H_
#define QUICKSILVER_PROPERTIES_ORACLES_METAMORPHIC_H_

// A program that is rewritten without changing its meaning shows what it showed before.
//
// The engines are compared with themselves: what both get wrong in the same way may still come out
// differently when it is written differently, and code that a rewrite moves out of registers, into
// closures or behind other jumps takes other ways through the compiler. One to three rewrites
// (rewrites/rewrites.h), drawn from the seed, are applied one after the other; then original and
// result run on the VM and on the interpreter. Compared are value, kind and message of an error,
// output, requests and final globals but those that rewrites made. Invariant: the same program and
// seed give the same rewrites. It is wrong to compare spans, or runs that ended for want of a
// resource: a rewrite may cost steps, memory and depth.

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "properties/oracles/oracle.h"
#include "properties/oracles/rewrites/rewrites.h"

namespace quicksilver::properties {

class MetamorphicOracle : public Oracle {
 public:
  MetamorphicOracle();
  // Draws from `rewrites` only, and applies `most` at most.
  MetamorphicOracle(std::span<const Rewrite> rewrites, std::uint32_t most);

  std::string_view name() const override { return "metamorphic"; }
  Verdict Check(const TestProgram& program, const Limits& limits, std::uint64_t seed) override;

  std::string_view other_program() const override { return rewritten_; }
  // What the other program was made by.
  const std::string& applied() const { return applied_; }

 private:
  // Applies one rewrite to `program`. False when none applies; what went wrong in `verdict`.
  bool RewriteOnce(Program& program, std::uint64_t seed, Verdict& verdict);
  Verdict CompareOn(ConfiguredEngine& engine, const Program& original, const Program& rewritten,
                    const Limits& limits);

  std::vector<Rewrite> rewrites_;
  std::uint32_t most_;
  std::unique_ptr<ConfiguredEngine> interpreter_;
  std::unique_ptr<ConfiguredEngine> vm_;
  std::string rewritten_;
  std::string applied_;
  std::vector<std::string> fresh_names_;
  std::vector<std::pair<std::string, std::string>> renamed_;
};

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ORACLES_METAMORPHIC_H_
