#include "properties/oracles/work.h"

#include <string>
#include <string_view>
#include <utility>

#include "engine/base/arena.h"
#include "engine/base/assert.h"
#include "engine/syntax/interner.h"
#include "engine/syntax/lexer.h"

namespace quicksilver::properties {
namespace {

// The words of code that an engine runs; 0 for engines that run none.
class CodeSize : public EngineObserver {
 public:
  void OnStage(EngineStage /*stage*/) override {}
  void OnCode(const Chunk& chunk) override {
    words_ = 0;
    for (const auto& function : chunk.functions) words_ += function->code.size();
  }
  std::uint64_t words() const { return words_; }

 private:
  std::uint64_t words_ = 0;
};

std::uint64_t TokensOf(const Program& program) {
  return LexedText(program.source()).tokens().size();
}

}  // namespace

WorkOracle::WorkOracle(const CodeFault& fault) : definition_(MakeInterpreter()) {
  for (const bool optimise : {true, false}) {
    others_.push_back(MakeEngine(MakeVm(optimise)->configuration(), fault));
  }
}

WorkOracle::WorkOracle(std::unique_ptr<Engine> definition,
                       std::vector<std::unique_ptr<Engine>> others)
    : definition_(std::move(definition)), others_(std::move(others)) {
  QS_ASSERT(definition_ != nullptr && !others_.empty(), "there are engines to compare");
}

Verdict WorkOracle::Check(const TestProgram& program, const Limits& limits, std::uint64_t) {
  shown_ = 0;
  const std::uint64_t most_words = kWordsPerToken * TokensOf(program.program) + kWordSlack;
  const std::expected<Outcome, std::string> defined = definition_->Run(program.program, limits);
  for (std::size_t i = 0; i < others_.size(); ++i) {
    Engine& engine = *others_[i];
    shown_ = i;
    CodeSize code;
    engine.set_observer(&code);
    const std::expected<Outcome, std::string> run = engine.Run(program.program, limits);
    engine.set_observer(nullptr);
    const auto diverge = [&](std::string what, std::string left, std::uint64_t right) {
      return Verdict::Diverge({DifferenceKind::kWork, std::move(what),
                               std::string(definition_->name()), std::string(engine.name()),
                               std::move(left), std::to_string(right)});
    };
    if (code.words() > most_words) {
      return diverge("words of code", "at most " + std::to_string(most_words), code.words());
    }
    Verdict same = CompareOutcomes(*definition_, defined, engine, run);
    if (same.kind == VerdictKind::kIncomparable) return same;
    if (same.diverges()) return Verdict::Not(Incomparable::kNotApplicable);
    if (run->steps > defined->steps) {
      return diverge("steps", std::to_string(defined->steps), run->steps);
    }
  }
  return Verdict::Agree();
}

}  // namespace quicksilver::properties
