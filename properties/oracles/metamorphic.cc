#include "properties/oracles/metamorphic.h"

#include <algorithm>
#include <utility>

#include "engine/base/splitmix.h"
#include "engine/syntax/ast_equality.h"

namespace quicksilver::properties {
namespace {

// Where something was raised is the one part of an error that every rewrite changes.
void ForgetPlace(Outcome& outcome) {
  if (!outcome.error.has_value()) return;
  Error error;
  error.kind = outcome.error->kind;
  error.message = std::move(outcome.error->message);
  outcome.error = std::move(error);
}

}  // namespace

MetamorphicOracle::MetamorphicOracle() : MetamorphicOracle(AllRewrites(), 3) {}

MetamorphicOracle::MetamorphicOracle(std::span<const Rewrite> rewrites, std::uint32_t most)
    : rewrites_(rewrites.begin(), rewrites.end()),
      most_(most),
      interpreter_(MakeInterpreter()),
      vm_(MakeVm(true)) {}

Verdict MetamorphicOracle::Check(const TestProgram& program, const Limits& limits,
                                 std::uint64_t seed) {
  rewritten_.clear();
  applied_.clear();
  fresh_names_.clear();
  renamed_.clear();
  SplitMix64 random(seed);
  Program changed = program.program;
  Verdict verdict = Verdict::Not(Incomparable::kNotApplicable);
  const std::uint32_t count = 1 + random.Below(most_);
  for (std::uint32_t i = 0; i < count; ++i) {
    if (!RewriteOnce(changed, random.Next(), verdict)) break;
  }
  if (verdict.diverges() || applied_.empty()) return verdict;
  for (ConfiguredEngine* engine : {vm_.get(), interpreter_.get()}) {
    verdict = CompareOn(*engine, program.program, changed, limits);
    if (verdict.diverges()) break;
  }
  return verdict;
}

bool MetamorphicOracle::RewriteOnce(Program& program, std::uint64_t seed, Verdict& verdict) {
  SplitMix64 random(seed);
  const TreeFacts facts(program.ast());
  const auto first = random.Below(static_cast<std::uint32_t>(rewrites_.size()));
  for (std::uint32_t i = 0; i < rewrites_.size(); ++i) {
    const Rewrite& rewrite = rewrites_[(first + i) % rewrites_.size()];
    const std::uint32_t sites = rewrite.Sites(facts);
    if (sites == 0) continue;
    const std::uint32_t site = random.Below(sites);
    Rewritten result = Apply(rewrite, facts, site, random.Next());
    std::expected<Program, Error> parsed = Program::Parse(result.source, program.name());
    // A rewrite may nest what was as deep as can be.
    if (!parsed.has_value() &&
        parsed.error().message.find("nesting too deep") != std::string::npos) {
      continue;
    }
    rewritten_ = std::move(result.source);
    if (!parsed.has_value() || !EqualAsts(result.tree, parsed->ast())) {
      verdict = Verdict::Diverge(
          {DifferenceKind::kProof,
           "what " + std::string(rewrite.name) + " makes is printed as something else", "tree",
           "printed tree", "a program",
           parsed.has_value() ? "another program" : parsed.error().ToString()});
      return false;
    }
    if (!applied_.empty()) applied_ += ", ";
    applied_ +=
        std::string(rewrite.name) + " at " + std::to_string(site) + " of " + std::to_string(sites);
    fresh_names_.insert(fresh_names_.end(), result.fresh_names.begin(), result.fresh_names.end());
    renamed_.insert(renamed_.end(), result.renamed.begin(), result.renamed.end());
    program = std::move(*parsed);
    return true;
  }
  return false;
}

Verdict MetamorphicOracle::CompareOn(ConfiguredEngine& engine, const Program& original,
                                     const Program& rewritten, const Limits& limits) {
  std::expected<Outcome, std::string> left = engine.Run(original, limits);
  std::expected<Outcome, std::string> right = engine.Run(rewritten, limits);
  if (left.has_value()) ForgetPlace(*left);
  if (right.has_value()) {
    ForgetPlace(*right);
    std::erase_if(right->globals, [this](const auto& global) {
      return std::ranges::find(fresh_names_, global.first) != fresh_names_.end();
    });
    // The last rename first: a name may have been changed more than once.
    for (auto pair = renamed_.rbegin(); right->error.has_value() && pair != renamed_.rend();
         ++pair) {
      if (right->error->message == pair->first) right->error->message = pair->second;
    }
  }
  Verdict verdict = CompareOutcomes(engine, left, engine, right);
  if (verdict.diverges()) {
    verdict.divergence.what += " after " + applied_ + ", on " + std::string(engine.name());
    verdict.divergence.left_engine = "original";
    verdict.divergence.right_engine = "rewritten";
  }
  return verdict;
}

}  // namespace quicksilver::properties
