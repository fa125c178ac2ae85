#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "engine/bytecode/chunk.h"
#include "engine/bytecode/decoded_instruction.h"
#include "engine/compiler/compiler.h"
#include "engine/runtime/trace.h"
#include "engine/syntax/ast_children.h"
#include "properties/generators/distribution.h"
#include "properties/oracles/engine.h"

namespace quicksilver::properties {
namespace {

constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

// A block whose executions are counted by those of the first expression in it that is always
// evaluated.
struct WatchedBlock {
  enum class Sort : std::uint8_t { kLoop, kChant, kHandler } sort = Sort::kChant;
  ErrorKind kind = ErrorKind::kSyntaxError;  // of a handler that names one
  std::uint32_t around = kNone;              // the watched block that it stands in
  std::uint32_t times = 0;                   // since the block around it began
};

// Finds the blocks to watch. Generated programs are shallow: recursion is safe.
class Finder {
 public:
  explicit Finder(const Ast& ast) : witness_of(ast.node_count, kNone) { Visit(ast.program, kNone); }

  std::vector<WatchedBlock> blocks;
  std::vector<std::uint32_t> witness_of;  // by node: the block that it is the witness of

 private:
  void Visit(const Block& block, std::uint32_t around) {
    for (const Stmt* stmt : block.statements) Visit(*stmt, around);
  }

  void VisitWatched(const Block& block, WatchedBlock watched, std::uint32_t around) {
    watched.around = around;
    const auto index = static_cast<std::uint32_t>(blocks.size());
    blocks.push_back(watched);
    for (const Stmt* stmt : block.statements) {
      const Expr* first = nullptr;
      ForEachChild(*stmt, [&](const Expr& child) { first = first == nullptr ? &child : first; });
      if (first == nullptr) continue;
      witness_of[Innermost(*first).id] = index;
      break;
    }
    Visit(block, index);
  }

  // What of the expression is evaluated first, and whatever happens.
  static const Expr& Innermost(const Expr& expr) {
    const Expr* at = &expr;
    for (;;) {
      const Expr* first = nullptr;
      ForEachChild(*at, [&](const Expr& child) { first = first == nullptr ? &child : first; });
      if (first == nullptr) return *at;
      at = first;
    }
  }

  void Visit(const Expr& expr, std::uint32_t around) {
    if (expr.kind == ExprKind::kChant) {
      return VisitWatched(As<ChantExpr>(expr).chant->body, {}, around);
    }
    ForEachChild(expr, [&](const Expr& child) { Visit(child, around); });
  }

  void Visit(const Stmt& stmt, std::uint32_t around) {
    ForEachChild(stmt, [&](const Expr& child) { Visit(child, around); });
    constexpr auto kLoop = WatchedBlock::Sort::kLoop;
    switch (stmt.kind) {
      case StmtKind::kShould:
        Visit(As<ShouldStmt>(stmt).then_block, around);
        return Visit(As<ShouldStmt>(stmt).else_block, around);
      case StmtKind::kWhilst:
        return VisitWatched(As<WhilstStmt>(stmt).body, {.sort = kLoop}, around);
      case StmtKind::kForEach:
        return VisitWatched(As<ForEachStmt>(stmt).body, {.sort = kLoop}, around);
      case StmtKind::kChant:
        return VisitWatched(As<ChantStmt>(stmt).chant->body, {}, around);
      case StmtKind::kEmbody:
        for (const Chant* chant : As<EmbodyStmt>(stmt).chants)
          VisitWatched(chant->body, {}, around);
        return;
      case StmtKind::kMatch:
        for (const MatchArm& arm : As<MatchStmt>(stmt).arms) Visit(arm.body, around);
        return Visit(As<MatchStmt>(stmt).otherwise, around);
      case StmtKind::kAttempt:
        Visit(As<AttemptStmt>(stmt).body, around);
        for (const Handler& handler : As<AttemptStmt>(stmt).handlers) {
          const ErrorKind kind = ErrorKindFromName(handler.kind).value_or(ErrorKind::kSyntaxError);
          VisitWatched(handler.body, {.sort = WatchedBlock::Sort::kHandler, .kind = kind}, around);
        }
        return;
      case StmtKind::kGrove:
        return Visit(As<GroveStmt>(stmt).body, around);
      default:
        return;
    }
  }
};

class Watcher : public TraceSink {
 public:
  explicit Watcher(Finder found) : found_(std::move(found)) {}

  void OnValue(const TracePoint& point, const Value&) override {
    if (point.module != 0) return;
    const std::uint32_t index = found_.witness_of[point.node];
    if (index == kNone) return;
    // What is inside begins anew.
    for (std::uint32_t i = index + 1; i < found_.blocks.size() && IsInside(i, index); ++i) {
      found_.blocks[i].times = 0;
    }
    WatchedBlock& block = found_.blocks[index];
    ++block.times;
    if (block.sort == WatchedBlock::Sort::kLoop) {
      entered_loop = true;
      looped_twice = looped_twice || block.times >= 2;
    } else if (block.sort == WatchedBlock::Sort::kHandler) {
      ++caught.at(static_cast<std::size_t>(block.kind));
    }
  }

  bool entered_loop = false;
  bool looped_twice = false;
  std::array<std::uint32_t, kErrorKindCount> caught{};

 private:
  // Blocks inside a block follow it.
  bool IsInside(std::uint32_t inner, std::uint32_t outer) const {
    while (inner != kNone && inner > outer) inner = found_.blocks[inner].around;
    return inner == outer;
  }

  Finder found_;
};

void CountOpcodes(const Chunk& chunk, std::array<std::uint32_t, kOpcodeCount>& counts) {
  for (const auto& function : chunk.functions) {
    const std::span<const Word> code(function->code);
    for (std::uint32_t pc = 0; pc < code.size();) {
      const DecodedInstruction instruction = DecodeInstruction(code, pc);
      ++counts.at(static_cast<std::size_t>(instruction.op));
      pc = instruction.end();
    }
  }
}

}  // namespace

struct ProgramMeter::Parts {
  std::unique_ptr<ConfiguredEngine> interpreter = MakeInterpreter();
  Compiler optimising{CompileOptions{}};
  Compiler plain{CompileOptions{.optimise = false}};
};

ProgramMeter::ProgramMeter() : parts_(std::make_unique<Parts>()) {}
ProgramMeter::~ProgramMeter() = default;

Outcome ProgramMeter::Measure(const TestProgram& program, Distribution& into) {
  Watcher watcher{Finder(program.program.ast())};
  const std::expected<Outcome, std::string> run =
      parts_->interpreter->RunTraced(program.program, TestLimits(), watcher);
  QS_ASSERT(run.has_value(), "the interpreter refuses no program");
  into.Add(program, *run);
  ++into.measured;
  into.with_loops += watcher.entered_loop ? 1 : 0;
  into.loops_twice += watcher.looped_twice ? 1 : 0;
  for (std::size_t i = 0; i < into.caught.size(); ++i) into.caught[i].Add(watcher.caught[i]);
  std::array<std::uint32_t, kOpcodeCount> counts{};
  CountOpcodes(*parts_->optimising.Compile(program.program.ast()), counts);
  CountOpcodes(*parts_->plain.Compile(program.program.ast()), counts);
  for (std::size_t i = 0; i < counts.size(); ++i) into.opcodes[i].Add(counts[i]);
  return *run;
}

}  // namespace quicksilver::properties
