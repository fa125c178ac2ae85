// Functions: their frames, bodies, captures and ends.
#include "engine/compiler/code_generator.h"

#include <algorithm>
#include <cstdint>

#include "engine/base/assert.h"

namespace quicksilver {

CodeGenerator::CodeGenerator(const CompileOptions& options, NativeStack& stack)
    : options_(options), stack_(stack) {}

CodeGenerator::~CodeGenerator() = default;

void CodeGenerator::Run(const Ast& ast, const Analysis& analysis, const LastUses& last_uses,
                        Chunk& chunk, const std::function<void(const Stmt&)>& prepare) {
  ast_ = &ast;
  analysis_ = &analysis;
  last_uses_ = &last_uses;
  prepare_ = &prepare;
  chunk_ = &chunk;
  value_of_.clear();
  name_constants_.assign(ast.symbols.size(), kNoIndex);
  global_of_.assign(ast.symbols.size(), kNoIndex);
  earlier_globals_.clear();
  for (std::uint32_t i = 0; i < chunk.globals.size(); ++i) {
    // Copies: views of the chunk's own names would move with the vector.
    earlier_globals_.emplace(chunk.globals[i], i);
  }
  CompileFunction(nullptr, 0);
}

std::uint32_t CodeGenerator::FunctionIndexFor(const Chant& chant) {
  std::uint32_t index = 0;
  // A chant inside a chant inside a chant: the native stack grows here.
  const bool ran =
      stack_.Run([&] { index = CompileFunction(&chant, analysis_->FunctionOf(&chant)); });
  QS_ASSERT(ran, "chants are nested deeper than the parser allows");
  static_cast<void>(ran);
  return index;
}

std::uint32_t CodeGenerator::CompileFunction(const Chant* chant, FunctionId id) {
  const auto index = static_cast<std::uint32_t>(chunk_->functions.size());
  chunk_->functions.push_back(std::make_unique<Function>());
  Function* function = chunk_->functions.back().get();
  // Good as long as a chant is compiled; the program's own is not used once its statements are
  // analysed, which may move it.
  const FunctionAnalysis& info = analysis_->function(id);
  // Captures are taken from the creating function, so they are settled while it is still the
  // present one.
  if (chant != nullptr) {
    function->captures.reserve(info.captures.size());
    for (const VariableId variable : info.captures)
      function->captures.push_back(SourceOf(variable));
    function->capture_count = static_cast<std::uint32_t>(info.captures.size());
  }

  std::unique_ptr<Context> context;
  if (spare_.empty()) {
    context = std::make_unique<Context>(options_);
  } else {
    context = std::move(spare_.back());
    spare_.pop_back();
  }
  Context* const outer = std::exchange(context_, context.get());
  context->id = id;
  context->is_program = chant == nullptr;
  context->attempts = 0;
  context->scopes.clear();
  context->locals.clear();
  context->loops.clear();
  context->known_numbers.clear();
  context->exits.clear();
  b().Begin(function);
  if (chant == nullptr) {
    // r0 is the program's result.
    const ValueId result = b().Pinned(0);
    ProgramStatements(result);
    if (b().reachable()) b().Emit(Opcode::kHalt, b().Reg(result));
  } else {
    if (chant->name != Symbol::kNone) function->name = ast_->Name(chant->name);
    const auto count = static_cast<std::uint32_t>(chant->params.size());
    function->rest = chant->rest;
    function->required = count - (chant->rest ? 1 : 0);
    b().set_span(chant->span);
    OpenScope();
    for (std::uint32_t i = 0; i < count; ++i) {
      value_of_[info.first_param + i] = b().Parameter();
      context->locals.push_back(value_of_[info.first_param + i]);
    }
    b().SettleParameters();
    CompileBody(chant->body);
  }
  for (const Exit& exit : context->exits) {
    b().Bind(exit.label);
    b().Emit(Opcode::kReturnSweep, {exit.reg, exit.mishap});
  }
  b().Finish();
  context_ = outer;
  spare_.push_back(std::move(context));
  return index;
}

namespace {

// Fetches what lies between two statements in the arena, the nodes of the second one: 4 % of the
// time of five megabytes. Where they do not lie so, it is a guess that does no harm.
void Prefetch(const Stmt* from, const Stmt* to) {
  constexpr std::uintptr_t kLine = 64;
  constexpr std::uintptr_t kMost = 8192;
  const auto end = reinterpret_cast<std::uintptr_t>(to);
  const auto begin = reinterpret_cast<std::uintptr_t>(from);
  for (auto at = end - std::min(end - begin, kMost); at < end; at += kLine) {
    __builtin_prefetch(reinterpret_cast<const void*>(at));
  }
}

}  // namespace

void CodeGenerator::ProgramStatements(ValueId result) {
  const std::span<const Stmt* const> statements = ast_->program.statements;
  if (statements.empty()) return NothingInto(result);
  for (std::size_t i = 0; i < statements.size(); ++i) {
    const Stmt* const stmt = statements[i];
    if (!b().reachable()) return;
    if (i + 1 < statements.size()) Prefetch(stmt, statements[i + 1]);
    (*prepare_)(*stmt);
    value_of_.resize(analysis_->variable_count(), kNoValue);
    Statement(*stmt, i + 1 == statements.size() ? result : kNoValue, kNoGrove);
  }
}

void CodeGenerator::CompileBody(const Block& body) {
  OpenScope();
  ReturnValueOf(body);
}

void CodeGenerator::ReturnValueOf(const Block& body) {
  const std::span<const Stmt* const> statements = body.statements;
  for (std::size_t i = 0; i + 1 < statements.size() && b().reachable(); ++i) {
    Statement(*statements[i], kNoValue, kNoGrove);
  }
  if (!b().reachable()) return;
  b().set_span(context_->builder.span());
  if (statements.empty()) {
    return Return(Immediate(Opcode::kLoadNothing, 0, StaticType::kImmediate, kNoValue));
  }
  const Stmt& last = *statements.back();
  if (last.kind == StmtKind::kExpr) return Return(Compile(*As<ExprStmt>(last).expr));
  if (last.kind == StmtKind::kYield || last.kind == StmtKind::kBreak ||
      last.kind == StmtKind::kContinue) {
    return Statement(last, kNoValue, kNoGrove);
  }
  if (options_.optimise && (last.kind == StmtKind::kShould || last.kind == StmtKind::kMatch)) {
    return Statement(last, kReturned, kNoGrove);
  }
  const ValueId result = b().NewTemporary();
  b().Pin(result);
  Statement(last, result, kNoGrove);
  b().Unpin(result);
  if (b().reachable()) return Return({result, true});
  b().Forget(result);
}

// Leaves the function with `result`. If anything else may still own something, the frame is swept.
void CodeGenerator::Return(Operand result) {
  result = InRegister(result);
  const bool sweep = b().AnyOwner(result.value);
  b().Emit(sweep ? Opcode::kReturnSweep : Opcode::kReturn, b().Reg(result.value));
  ForgetIfOwned(result);
}

CaptureSource CodeGenerator::SourceOf(VariableId variable) {
  const Variable& info = analysis_->variable(variable);
  if (info.function == context_->id) {
    const ValueId value = value_of_[variable];
    return {b().in_slot(value) ? CaptureKind::kSlot : CaptureKind::kRegister,
            b().place_index(value)};
  }
  if (analysis_->function(context_->id).self == variable) return {CaptureKind::kSelf, 0};
  return {CaptureKind::kCapture, CaptureOf(variable)};
}

}  // namespace quicksilver
