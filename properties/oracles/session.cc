#include "properties/oracles/session.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "engine/base/splitmix.h"

namespace quicksilver::properties {
namespace {

class RealSession : public SessionEngine {
 public:
  RealSession(EngineKind kind, const Limits& limits, Host& host) : context_(kind, limits, &host) {}

  std::string_view name() const override {
    return context_.kind() == EngineKind::kVm ? "vm session" : "interpreter session";
  }
  std::expected<Outcome, std::string> Run(const Program& program, const Limits& limits) override {
    context_.set_limits(limits);
    return context_.RunToOutcome(program);
  }
  Outcome Enter(const Program& piece) override { return context_.ContinueToOutcome(piece); }

 private:
  Context context_;
};

SessionOracle::MakeSession MakeReal(EngineKind kind) {
  return [kind](const Limits& limits, Host& host) {
    return std::make_unique<RealSession>(kind, limits, host);
  };
}

// The byte at which code point number `point` of `text` begins.
class ByteFinder {
 public:
  explicit ByteFinder(std::string_view text) : text_(text) {}

  // Not before an earlier answer.
  std::size_t Find(std::uint32_t point) {
    while (point_ < point && at_ < text_.size()) {
      ++at_;
      const bool inside =
          at_ < text_.size() && (static_cast<unsigned char>(text_[at_]) & 0xC0) == 0x80;
      if (!inside) ++point_;
    }
    return at_;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  std::uint32_t point_ = 0;
};

// What the pieces showed one after the other, as if it had been one run.
void Add(Outcome& total, Outcome&& piece) {
  total.value = std::move(piece.value);
  total.error = std::move(piece.error);
  total.output += piece.output;
  total.requests.insert(total.requests.end(), piece.requests.begin(), piece.requests.end());
  total.globals = std::move(piece.globals);
}

}  // namespace

SessionOracle::SessionOracle()
    : SessionOracle(MakeReal(EngineKind::kInterpreter), MakeReal(EngineKind::kVm)) {}
SessionOracle::SessionOracle(MakeSession definition, MakeSession other)
    : definition_(std::move(definition)), other_(std::move(other)) {}

std::vector<Program> SessionOracle::Cut(const Program& program, std::uint64_t seed,
                                        std::uint32_t most) {
  const std::span<const Stmt* const> statements = program.ast().program.statements;
  std::set<std::uint32_t> cuts;
  SplitMix64 random(seed);
  for (std::uint32_t i = 0; i < most && statements.size() > 1; ++i) {
    cuts.insert(1 + random.Below(static_cast<std::uint32_t>(statements.size() - 1)));
  }
  std::vector<Program> pieces;
  ByteFinder bytes(program.source());
  std::size_t begin = 0;
  const auto add = [&](std::size_t end) {
    auto piece = Program::Parse(program.source().substr(begin, end - begin), program.name());
    begin = end;
    if (piece.has_value()) pieces.push_back(std::move(*piece));
    return piece.has_value();
  };
  bool parsed = true;
  for (const std::uint32_t cut : cuts) {
    parsed = parsed && add(bytes.Find(statements[cut]->span.begin));
  }
  parsed = parsed && add(program.source().size());
  // Whole statements parse by themselves; should they not, the program is one piece.
  if (!parsed) return {program};
  return pieces;
}

Verdict SessionOracle::Check(const TestProgram& program, const Limits& limits, std::uint64_t seed) {
  const std::vector<Program> pieces = Cut(program.program, seed);
  TestWorld world;
  const std::unique_ptr<SessionEngine> definition = definition_(limits, world);
  const std::unique_ptr<SessionEngine> other = other_(limits, world);
  Outcome total;
  bool failed = false;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    Outcome left = definition->Enter(pieces[i]);
    Verdict verdict = CompareOutcomes(*definition, left, *other, other->Enter(pieces[i]));
    if (verdict.diverges()) {
      verdict.divergence.what +=
          ", piece " + std::to_string(i + 1) + " of " + std::to_string(pieces.size());
    }
    if (!verdict.agrees()) return verdict;
    failed = failed || left.error.has_value();
    Add(total, std::move(left));
  }
  if (failed) return Verdict::Agree();
  const std::unique_ptr<SessionEngine> whole = definition_(limits, world);
  Verdict verdict =
      CompareOutcomes(*whole, whole->Run(program.program, limits), *definition, total);
  if (verdict.diverges()) {
    verdict.divergence.what += ", whole program and pieces";
    verdict.divergence.left_engine += ", whole";
  }
  return verdict;
}

}  // namespace quicksilver::properties
