#include "properties/oracles/state.h"

#include <string>
#include <utility>

#include "engine/base/assert.h"

namespace quicksilver::properties {
namespace {

// What leaves most behind.
constexpr std::string_view kOtherProgram = R"(
weave length as "in place of a builtin"
weave x as [1, [2, 3]]
weave a as {k: x}
bind b to chant () then a end
weave cycle as nothing
set cycle to [chant () then cycle end]
chant f(n) then
  should n is 0 then yield g(0) end
  yield f(n - 1)
end
chant g(n) then n + 1 end
form P with x as Number, y as Any end
variant E then A, B(n: Number) end
aspect Shown then chant shown(self) chant size(self) end
embody Shown for Number then chant shown(self) then "number" end chant size(self) then 1 end end
embody Shown for List then chant shown(self) then "list" end chant size(self) then 2 end end
embody Shown for P then chant shown(self) then "P" end chant size(self) then self.x end end
bind p to P { x: 1, y: [x, x] }
grove M with
  weave hidden as 7
  chant next() then
    set hidden to hidden + 1
    yield hidden
  end
  offer next, hidden
end
summon counter from "modules/counter.gw" as counter
gather area, Circle from "modules/shapes.gw"
println(M.next(), counter.tick(5), area(Circle(2)), p.shown(), 1.size(), x.shown())
request Vault.door with justification "to be refused"
)";

class RealContext : public ReusedContext {
 public:
  RealContext(EngineKind kind, CodeFault fault, Host& host)
      : fault_(std::move(fault)), context_(kind, Limits(), &host) {}

  std::string_view name() const override {
    return context_.kind() == EngineKind::kVm ? "vm" : "interpreter";
  }
  std::expected<Outcome, std::string> Run(const Program& program, const Limits& limits) override {
    context_.set_limits(limits);
    if (context_.kind() == EngineKind::kInterpreter) return context_.RunToOutcome(program);
    // The same code again, so that what the machine has linked and cached is used again.
    if (!program_.has_value() || &program_->ast() != &program.ast()) {
      std::unique_ptr<Chunk> chunk = Compiler().Compile(program.ast());
      if (fault_ != nullptr) fault_(*chunk);
      program_ = program;
      code_.emplace(std::move(chunk));
    }
    return context_.RunToOutcome(*code_);
  }
  void Reset() override { context_.Reset(); }
  std::uint64_t heap_bytes() const override { return context_.heap_bytes(); }

 private:
  CodeFault fault_;
  std::optional<Program> program_;
  std::optional<Code> code_;
  Context context_;
};

// Runs something else the first time that a program asks anything of the world.
class InterleavingHost : public TestWorld {
 public:
  explicit InterleavingHost(std::function<void()> other) : other_(std::move(other)) {}

  void Write(std::string_view text) override {
    Interrupt();
    TestWorld::Write(text);
  }
  std::optional<std::string> Deny(std::string_view resource,
                                  std::string_view justification) override {
    Interrupt();
    return TestWorld::Deny(resource, justification);
  }
  std::expected<ModuleSource, std::string> Load(std::string_view path,
                                                std::string_view importer) override {
    Interrupt();
    return TestWorld::Load(path, importer);
  }

 private:
  void Interrupt() {
    if (other_ == nullptr) return;
    std::exchange(other_, nullptr)();
  }

  std::function<void()> other_;
};

using Run = std::expected<Outcome, std::string>;

// Whether `later` shows what `first` showed; the verdict says which run it was.
Verdict CompareRuns(const Engine& engine, const Run& first, const Run& later,
                    std::string_view which) {
  Verdict verdict = CompareOutcomes(engine, first, engine, later);
  if (verdict.agrees() && first->steps != later->steps) {
    verdict = Verdict::Diverge({DifferenceKind::kState, "steps", "", "",
                                std::to_string(first->steps), std::to_string(later->steps)});
  }
  if (!verdict.diverges()) return verdict;
  Divergence& divergence = verdict.divergence;
  divergence.kind = DifferenceKind::kState;
  divergence.what = std::string(which) + ": " + divergence.what;
  divergence.left_engine = std::string(engine.name()) + ", new";
  divergence.right_engine = std::string(engine.name()) + ", used";
  return verdict;
}

// Gathers what the runs of one engine say: a divergence, else the first reason for none.
class Findings {
 public:
  explicit Findings(const Engine& engine, const Run& first) : engine_(engine), first_(first) {}

  // Whether to go on.
  bool Compare(const Run& later, std::string_view which) {
    return Add(CompareRuns(engine_, first_, later, which));
  }
  bool CompareHeap(std::uint64_t before, std::uint64_t after, std::string_view which) {
    if (before == after) return true;
    return Add(Verdict::Diverge(
        {DifferenceKind::kState, "heap " + std::string(which),
         std::string(engine_.name()) + ", new", std::string(engine_.name()) + ", used",
         std::to_string(before) + " bytes", std::to_string(after) + " bytes"}));
  }
  std::optional<Verdict> Take() {
    if (verdict_.agrees()) return std::nullopt;
    return std::move(verdict_);
  }

 private:
  bool Add(Verdict verdict) {
    if (verdict_.agrees() || verdict.diverges()) verdict_ = std::move(verdict);
    return !verdict_.diverges();
  }

  const Engine& engine_;
  const Run& first_;
  Verdict verdict_;
};

Program ParseOther() {
  std::expected<Program, Error> program = Program::Parse(kOtherProgram);
  QS_ASSERT(program.has_value(), "the other program parses");
  return std::move(*program);
}

}  // namespace

StateOracle::StateOracle(CodeFault fault) : other_(ParseOther()) {
  for (const EngineKind kind : {EngineKind::kInterpreter, EngineKind::kVm}) {
    makers_.push_back(
        [kind, fault](Host& host) { return std::make_unique<RealContext>(kind, fault, host); });
  }
}

StateOracle::StateOracle(std::vector<MakeContext> makers)
    : makers_(std::move(makers)), other_(ParseOther()) {}

std::optional<Verdict> StateOracle::CheckOn(const MakeContext& make, const Program& program,
                                            const Limits& limits) const {
  TestWorld world;
  const std::unique_ptr<ReusedContext> context = make(world);
  const std::uint64_t level = context->heap_bytes();
  const Run first = context->Run(program, limits);
  Findings findings(*context, first);
  if (!findings.Compare(context->Run(program, limits), "second run")) return findings.Take();
  context->Reset();
  if (!findings.CompareHeap(level, context->heap_bytes(), "after Reset")) return findings.Take();

  const Run other = context->Run(other_, limits);
  if (!findings.Compare(context->Run(program, limits), "after another program")) {
    return findings.Take();
  }
  {
    const Run other_again = context->Run(other_, limits);
    const Verdict verdict =
        CompareRuns(*context, other, other_again, "another program after this one");
    if (verdict.diverges()) return verdict;
  }
  context->Reset();
  if (!findings.CompareHeap(level, context->heap_bytes(), "after Reset, after another program")) {
    return findings.Take();
  }
  if (!findings.Compare(context->Run(program, limits), "after Reset")) return findings.Take();

  // `context` still holds what its last run left.
  bool go_on = true;
  InterleavingHost host([&] {
    go_on = findings.Compare(context->Run(program, limits), "while another context runs");
  });
  const std::unique_ptr<ReusedContext> interrupted = make(host);
  const Run last = interrupted->Run(program, limits);
  if (go_on) findings.Compare(last, "while another context ran in between");
  return findings.Take();
}

Verdict StateOracle::Check(const TestProgram& program, const Limits& limits, std::uint64_t) {
  Verdict result = Verdict::Agree();
  for (const MakeContext& make : makers_) {
    std::optional<Verdict> verdict = CheckOn(make, program.program, limits);
    if (!verdict.has_value()) continue;
    if (verdict->diverges()) return *verdict;
    if (result.agrees()) result = std::move(*verdict);
  }
  return result;
}

}  // namespace quicksilver::properties
