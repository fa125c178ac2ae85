#include "engine/interpreter/interpreter.h"

#include <algorithm>

#include "engine/base/assert.h"
#include "engine/interpreter/tree_walker.h"

namespace quicksilver {

// --- Whole programs ---------------------------------------------------------------------------

TreeWalker::~TreeWalker() { Reset(); }

// Lets go of every value of earlier runs; code stays, because values that the host keeps refer to
// it.
void TreeWalker::ForgetState() {
  tail_callee_ = Value();
  tail_arguments_.clear();
  aspects_.clear();
  files_.clear();
  for (const auto& unit : units_) {
    unit->entries.clear();
    unit->grove = Value();
    unit->literals.clear();
    unit->names.clear();
  }
  environments_.clear();
  main_globals_ = nullptr;
  next_unit_ = 0;
  has_methods_ = false;
}

void TreeWalker::Reset() {
  if (has_methods_) runtime_.methods().Clear();
  ForgetState();
  // Values are freed by what their code says about them, so no garbage may outlive it.
  heap().CollectCycles();
  units_.clear();
}

Value TreeWalker::Run(const Ast& program, const Limits& limits, Host& host, std::string_view name) {
  ForgetState();
  runtime_.Begin(limits, host, *this);
  heap().CollectCycles();
  // Values are freed by what their code says about them. When the caller has kept none, the code of
  // earlier runs can go: a context that runs for days would otherwise hold all of it.
  if (heap().object_count() == 0) units_.clear();
  environments_.push_back(std::make_unique<Environment>(heap()));
  main_globals_ = environments_.back().get();
  return RunMain(program, name);
}

Value TreeWalker::Continue(const Ast& program, const Limits& limits, Host& host,
                           std::string_view name) {
  if (main_globals_ == nullptr) return Run(program, limits, host, name);
  // Begin forgets methods; a session keeps them.
  MethodTable methods = std::move(runtime_.methods());
  runtime_.Begin(limits, host, *this);
  runtime_.methods() = std::move(methods);
  return RunMain(program, name);
}

Value TreeWalker::RunMain(const Ast& program, std::string_view name) {
  NativeStack::Scope scope(runtime_.stack());
  Unit* unit = AddUnit(program, *main_globals_);
  if (unit == nullptr) {
    runtime_.RaiseStackOverflow();
    runtime_.error().located = true;
    return Value::Raised();
  }
  unit->importer_name = name;
  // A file that imports the main program is part of a cycle.
  if (!name.empty()) files_[unit->importer_name] = Value::Nothing();
  return RunUnit(*unit);
}

Value TreeWalker::RunUnit(Unit& unit) {
  Frame frame;
  frame.unit = &unit;
  frame.nodes = unit.code.nodes.data();
  Region region;
  if (!region.Open(frames_, unit.code.frame_size)) return StackOverflow(Span{}, frame);
  frame.slots = region.slots();
  Value result;
  const Completion completion = ExecuteBlock(unit.ast->program, BlockSlots{}, frame, &result);
  if (completion == Completion::kError) return Value::Raised();
  QS_ASSERT(completion == Completion::kNormal, "yield, break and continue stay inside the file");
  return result;
}

std::vector<std::pair<std::string, Value>> TreeWalker::Globals() const {
  std::vector<std::pair<std::string, Value>> globals;
  if (main_globals_ == nullptr) return globals;
  for (const auto& [name, entry] : main_globals_->entries()) {
    if (entry.bound() && !entry.is(Mark::kBuiltin)) globals.emplace_back(name, entry.value());
  }
  std::sort(globals.begin(), globals.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  return globals;
}

// --- Variables --------------------------------------------------------------------------------

NamedEntry TreeWalker::GroveEntry(const NameUse& use, const Scope& scope) {
  const Value& grove = use.grove_captured ? scope.captures[use.index] : scope.slots[use.index];
  return NamedEntry(grove.as<Grove>()->variables, use.entry);
}

const NameUse& TreeWalker::SeeThrough(const NameUse& use, const Scope& scope) {
  const NameUse* seen = &use;
  while (seen->place == Place::kGrove && !GroveEntry(*seen, scope).bound()) {
    seen = &scope.unit->code.uses[seen->otherwise];
  }
  return *seen;
}

Value TreeWalker::Read(const NameUse& use, const Scope& scope) {
  switch (use.place) {
    case Place::kGlobal:
      return scope.unit->entries[use.index].value();
    case Place::kSlot:
      return scope.slots[use.index];
    case Place::kSlotCell:
      return scope.slots[use.index].as<Cell>()->slots()[0];
    case Place::kCapture:
      return scope.captures[use.index];
    case Place::kCaptureCell:
      return scope.captures[use.index].as<Cell>()->slots()[0];
    case Place::kSelf:
      return Value::Share(scope.self);
    case Place::kGrove: {
      const NameUse& seen = SeeThrough(use, scope);
      if (seen.place == Place::kGrove) return GroveEntry(seen, scope).value();
      return Read(seen, scope);
    }
  }
  QS_UNREACHABLE("every place is handled");
}

void TreeWalker::Declare(const NameUse& use, Value value, Mark mark, Frame& frame) {
  switch (use.place) {
    case Place::kGlobal:
      frame.unit->entries[use.index].Define(std::move(value), mark);
      return;
    case Place::kGrove:
      GroveEntry(use, frame).Define(std::move(value), mark);
      return;
    case Place::kSlot:
      frame.slots[use.index] = std::move(value);
      return;
    case Place::kSlotCell: {
      // A new variable each time: a loop's iterations do not share theirs.
      Cell* cell = heap().NewCell(1);
      cell->slots()[0] = std::move(value);
      frame.slots[use.index] = Value::Adopt(cell);
      return;
    }
    default:
      QS_UNREACHABLE("variables are declared in the frame, a grove or the globals");
  }
}

// --- Errors -----------------------------------------------------------------------------------

Value TreeWalker::Fail(ErrorKind kind, std::string message, Span span, const Frame& frame) {
  runtime_.Raise(kind, std::move(message));
  return Locate(span, frame);
}

Value TreeWalker::Locate(Span span, const Unit& unit) {
  Error& error = runtime_.error();
  if (!error.located) {
    error.located = true;
    error.span = span;
    error.position = unit.source.lines.PositionOf(span.begin);
    error.file = unit.source.file;
  }
  return Value::Raised();
}

// --- The interface ----------------------------------------------------------------------------

class Interpreter::Impl {
 public:
  explicit Impl(Runtime& runtime) : walker(runtime) {}
  TreeWalker walker;
};

Interpreter::Interpreter(Runtime& runtime) : impl_(std::make_unique<Impl>(runtime)) {}
Interpreter::~Interpreter() = default;

Value Interpreter::Run(const Ast& program, const Limits& limits, Host& host,
                       std::string_view name) {
  return impl_->walker.Run(program, limits, host, name);
}

Value Interpreter::Continue(const Ast& program, const Limits& limits, Host& host,
                            std::string_view name) {
  return impl_->walker.Continue(program, limits, host, name);
}

std::vector<std::pair<std::string, Value>> Interpreter::Globals() const {
  return impl_->walker.Globals();
}

void Interpreter::Reset() { impl_->walker.Reset(); }
void Interpreter::set_trace(TraceSink* sink) { impl_->walker.set_trace(sink); }

}  // namespace quicksilver
