// Calls that the dispatch loop does not make itself: other arities, far windows, builtins,
// constructors, methods, tail calls, spread arguments.

#include <algorithm>
#include <memory>

#include "engine/runtime/messages.h"
#include "engine/runtime/variants.h"
#include "engine/vm/machine.h"

namespace quicksilver {

// --- Arguments
// --------------------------------------------------------------------------------------

bool Machine::CheckArity(const LinkedFunction& function, std::uint64_t argc, bool method) {
  if (argc == function.required || (function.rest && argc > function.required)) [[likely]]
    return true;
  // A method's counts leave out self, which it may have forgotten to ask for.
  const std::uint64_t self = method ? 1 : 0;
  const std::uint64_t expected = function.required > self ? function.required - self : 0;
  return Raise(ErrorKind::kArityMismatch, ArityMessage(expected, function.rest, argc - self));
}

Value Machine::MakeRest(std::span<Value> args) {
  // A small list is made whatever the budget says, and a chant may go on without making anything.
  if (!CheckHeap()) return Value::Raised();
  List* list = runtime->heap().TryNewList(args.size());
  if (list == nullptr) return runtime->RaiseOutOfMemory();
  if (!args.empty()) {
    std::uninitialized_move(args.begin(), args.end(), list->buffer->items());
    list->buffer->used = args.size();
    list->length = args.size();
  }
  return Value::Adopt(list);
}

namespace {

// Moves `count` owned cells down or to other memory, leaving none behind.
void MoveCells(RawValue* to, RawValue* from, std::uint64_t count) {
  if (to == from) return;
  for (std::uint64_t i = 0; i < count; ++i) to[i] = TakeCell(from[i]);
}

// The arguments that belong to a rest parameter.
std::span<Value> RestOf(const LinkedFunction& function, RawValue* window, std::uint64_t argc) {
  return AsValues(window + 1 + function.required, argc - function.required);
}

}  // namespace

// --- Chants
// -----------------------------------------------------------------------------------------

bool Machine::Call(const CallSite& site) {
  if (!site.window->is(ObjectType::kChant)) {
    if (!CallOther(site.base, site.window, site.argc)) return false;
    if (site.window != site.result) *site.result = TakeCell(*site.window);
    resume = {site.next, site.base, site.constants};
    return CheckHeap();
  }
  const LinkedFunction& callee = CodeOf(*site.window);
  if (!CheckArity(callee, site.argc, site.method)) return false;
  if (!runtime->Charge(1)) return false;
  if (frame + 1 >= frame_limit && !MakeFrameRoom()) return false;
  const Word* return_pc = site.next;
  const std::uint64_t cells = 1 + std::max<std::uint64_t>(site.argc, callee.frame_size);
  Value rest;
  if (callee.rest) rest = MakeRest(RestOf(callee, site.window, site.argc));
  if (rest.is_raised()) return false;
  RawValue* const window = MakeStackRoom(site.frame_at, cells, return_pc);
  if (window == nullptr) return false;
  MoveCells(window, site.window, 1 + callee.required);
  if (callee.rest) window[1 + callee.required] = rest.Take();
  ++frame;
  *frame = {return_pc, site.base, site.constants, site.result};
  resume = {callee.code, window + 1, callee.constants};
  return true;
}

bool Machine::CallRegisters(const Word* pc, RawValue* base, RawValue* k, bool far, bool method) {
  RawValue* const window = base + AOf(*pc);
  std::uint64_t argc = BOf(*pc);
  bool has_self = false;
  if (method) {
    has_self = !window[1].is_unbound();
    if (has_self) {
      ++argc;
    } else {
      MoveCells(window + 1, window + 2, argc);
    }
  }
  return Call({pc + 1, base, k, window, window, argc, far ? TopOf(base) : window, has_self});
}

bool Machine::CallNear(const Word* pc, RawValue* base, RawValue* k) {
  return CallRegisters(pc, base, k, false, false);
}
bool Machine::CallFar(const Word* pc, RawValue* base, RawValue* k) {
  return CallRegisters(pc, base, k, true, false);
}
bool Machine::CallMethod(const Word* pc, RawValue* base, RawValue* k) {
  return CallRegisters(pc, base, k, false, true);
}
bool Machine::CallMethodFar(const Word* pc, RawValue* base, RawValue* k) {
  return CallRegisters(pc, base, k, true, true);
}

// --- Builtins and constructors
// ----------------------------------------------------------------------

bool Machine::CallBuiltinNear(const Word* pc, RawValue* base, RawValue* /*k*/) {
  RawValue* const window = base + AOf(*pc);
  const std::uint64_t argc = BOf(*pc);
  PrepareCallback(TopOf(base));
  Value result = CallBuiltin(*runtime, window->builtin(), AsValues(window + 1, argc));
  if (result.is_raised()) return false;
  for (std::uint64_t i = 1; i <= argc; ++i) DropCell(window[i]);
  *window = result.Take();
  return HasTooManyOwners(*window) ? OutOfMemory() : CheckHeap();
}

Value Machine::CallOtherValue(RawValue* base, RawValue callee, std::span<Value> args) {
  if (callee.is_builtin()) {
    PrepareCallback(TopOf(base));
    return CallBuiltin(*runtime, callee.builtin(), args);
  }
  if (callee.is(ObjectType::kConstructor)) {
    return Construct(*runtime, *callee.as<Constructor>(), args);
  }
  return runtime->Raise(ErrorKind::kNotCallable, NotCallableMessage(AsValue(callee)));
}

bool Machine::CallOther(RawValue* base, RawValue* window, std::uint64_t argc) {
  Value result = CallOtherValue(base, *window, AsValues(window + 1, argc));
  if (result.is_raised()) return false;
  Sweep(window + 1, argc);
  AssignCell(*window, result.Take());
  return !HasTooManyOwners(*window) || OutOfMemory();
}

RawValue* Machine::VariableCell(Word variable, RawValue* base, RawValue* k) {
  const std::uint32_t index = VariableIndexOf(variable);
  const LinkedFunction& function = CodeOf(base[-1]);
  const auto content = [](RawValue holder) -> RawValue* {
    if (!holder.is(ObjectType::kCell) || holder.as<Cell>()->count == 0) return nullptr;
    return reinterpret_cast<RawValue*>(holder.as<Cell>()->slots());
  };
  switch (VariableKindOf(variable)) {
    case VariableKind::kRegister:
      return base + index;
    case VariableKind::kSlot:
      return base + function.register_count + index;
    case VariableKind::kRegisterCell:
      return content(base[index]);
    case VariableKind::kSlotCell:
      return content(base[function.register_count + index]);
    case VariableKind::kCaptureCell:
      return content(base[-1].as<Closure>()->captures()[index].raw());
    case VariableKind::kGlobal: {
      RawValue* entry = GlobalsOf(k) + 2 * std::size_t{index};
      // What cannot be set must keep its value although the program tries.
      return (EntryFlags(entry[1]) & kEntryMutable) != 0 ? entry : nullptr;
    }
    case VariableKind::kNamed:
    case VariableKind::kNone:
      break;
  }
  return nullptr;
}

bool Machine::CallUpdate(const Word* pc, RawValue* base, RawValue* k) {
  RawValue* const window = base + AOf(*pc);
  const std::uint64_t argc = BOf(*pc);
  if (!window->is_builtin() || argc == 0 || !GetBuiltin(window->builtin()).updates_first) {
    return Call({pc + 2, base, k, window, window, argc, TopOf(base), false});
  }
  // The copy in the window and the variable are the only owners: without the variable's the builtin
  // works in place. The variable gets its value back if the builtin fails.
  RawValue* const variable = VariableCell(pc[1], base, k);
  const RawValue first = window[1];
  const bool lent = variable != nullptr && variable != window + 1 && first.is_object() &&
                    variable->bits == first.bits && first.object()->refs == 2;
  if (lent) {
    *variable = RawValue::Nothing();
    first.object()->refs = 1;
  }
  if (!CallOther(base, window, argc)) {
    if (lent) {
      window[1].Retain();
      AssignCell(*variable, window[1]);
    }
    return false;
  }
  // No look at the heap's budget before the result is stored: the variable is empty until then.
  resume = {pc + 2, base, k};
  return true;
}

// --- Tail calls and returns
// -------------------------------------------------------------------------

bool Machine::ReturnFrom(RawValue* base, RawValue result) {
  Sweep(base - 1, std::uint64_t{1} + CodeOf(base[-1]).frame_size);
  const CallFrame* popped = frame;
  --frame;
  *popped->result = result;
  resume = {popped->return_pc, popped->base, popped->constants};
  return true;
}

bool Machine::ReturnSweep(const Word* pc, RawValue* base, RawValue* /*k*/) {
  return ReturnFrom(base, TakeCell(base[AOf(*pc)]));
}

bool Machine::TailEnter(RawValue* base, RawValue* window, std::uint64_t argc, bool method) {
  const LinkedFunction& callee = CodeOf(*window);
  if (!CheckArity(callee, argc, method) || !runtime->Charge(1)) return false;
  const std::uint64_t cells = 1 + std::max<std::uint64_t>(argc, callee.frame_size);
  Value rest;
  if (callee.rest) rest = MakeRest(RestOf(callee, window, argc));
  if (rest.is_raised()) return false;
  const Word* return_pc = frame->return_pc;
  RawValue* const to = MakeStackRoom(base - 1, cells, return_pc);
  if (to == nullptr) return false;
  frame->return_pc = return_pc;
  // Everything that is not in the window goes; then the window takes the frame's place.
  const std::uint32_t size = CodeOf(base[-1]).frame_size;
  for (RawValue* cell = base; cell < window; ++cell) DropCell(*cell);
  for (RawValue* cell = window + 1 + argc; cell < base + size; ++cell) DropCell(*cell);
  DropCell(base[-1]);
  MoveCells(to, window, 1 + callee.required);
  if (callee.rest) to[1 + callee.required] = rest.Take();
  resume = {callee.code, to + 1, callee.constants};
  return true;
}

bool Machine::TailCallRegisters(const Word* pc, RawValue* base, bool method) {
  RawValue* const window = base + AOf(*pc);
  std::uint64_t argc = BOf(*pc);
  bool has_self = false;
  if (method) {
    has_self = !window[1].is_unbound();
    if (has_self) {
      ++argc;
    } else {
      MoveCells(window + 1, window + 2, argc);
    }
  }
  if (window->is(ObjectType::kChant)) return TailEnter(base, window, argc, has_self);
  if (!CallOther(base, window, argc) || !CheckHeap()) return false;
  return ReturnFrom(base, TakeCell(*window));
}

bool Machine::TailCall(const Word* pc, RawValue* base, RawValue* /*k*/) {
  return TailCallRegisters(pc, base, false);
}
bool Machine::TailCallMethod(const Word* pc, RawValue* base, RawValue* /*k*/) {
  return TailCallRegisters(pc, base, true);
}

// --- Spread arguments
// -------------------------------------------------------------------------------

bool Machine::TakeSpread(const Word* pc, RawValue* base, std::vector<Value>& args, bool& method) {
  const RawValue list = base[BOf(*pc)];
  if (!list.is(ObjectType::kList)) return InvalidBytecode();
  const auto items = list.as<List>()->items();
  std::size_t from = 0;
  method = false;
  if ((COf(*pc) & kSpreadMethod) != 0) {
    if (items.empty()) return InvalidBytecode();
    // The list begins with self, or with the mark that a field is called.
    method = !items[0].is_unbound();
    if (!method) from = 1;
  }
  args.assign(items.begin() + static_cast<std::ptrdiff_t>(from), items.end());
  DropCell(base[BOf(*pc)]);
  return true;
}

bool Machine::CallSpread(const Word* pc, RawValue* base, RawValue* k) {
  std::vector<Value> args;
  bool method = false;
  if (!TakeSpread(pc, base, args, method)) return false;
  RawValue& callee_cell = base[AOf(*pc)];
  if (!callee_cell.is(ObjectType::kChant)) {
    Value result = CallOtherValue(base, callee_cell, args);
    if (result.is_raised()) return false;
    resume = {pc + 1, base, k};
    return Deliver(std::move(result), callee_cell);
  }
  const LinkedFunction& callee = CodeOf(callee_cell);
  if (!CheckArity(callee, args.size(), method) || !runtime->Charge(1)) return false;
  if (frame + 1 >= frame_limit && !MakeFrameRoom()) return false;
  Value rest;
  if (callee.rest) rest = MakeRest(std::span(args).subspan(callee.required));
  if (rest.is_raised()) return false;
  const Word* return_pc = pc + 1;
  RawValue* const window =
      MakeStackRoom(TopOf(base), std::uint64_t{1} + callee.frame_size, return_pc);
  if (window == nullptr) return false;
  window[0] = TakeCell(callee_cell);
  for (std::uint32_t i = 0; i < callee.required; ++i) window[1 + i] = args[i].Take();
  if (callee.rest) window[1 + callee.required] = rest.Take();
  ++frame;
  *frame = {return_pc, base, k, &callee_cell};
  resume = {callee.code, window + 1, callee.constants};
  return true;
}

bool Machine::TailCallSpread(const Word* pc, RawValue* base, RawValue* /*k*/) {
  std::vector<Value> args;
  bool method = false;
  if (!TakeSpread(pc, base, args, method)) return false;
  RawValue& callee_cell = base[AOf(*pc)];
  if (!callee_cell.is(ObjectType::kChant)) {
    Value result = CallOtherValue(base, callee_cell, args);
    if (result.is_raised() || !CheckHeap()) return false;
    return ReturnFrom(base, result.Take());
  }
  const LinkedFunction& callee = CodeOf(callee_cell);
  if (!CheckArity(callee, args.size(), method) || !runtime->Charge(1)) return false;
  Value rest;
  if (callee.rest) rest = MakeRest(std::span(args).subspan(callee.required));
  if (rest.is_raised()) return false;
  const Word* return_pc = frame->return_pc;
  RawValue* const to = MakeStackRoom(base - 1, std::uint64_t{1} + callee.frame_size, return_pc);
  if (to == nullptr) return false;
  frame->return_pc = return_pc;
  const RawValue closure = TakeCell(callee_cell);
  Sweep(base - 1, std::uint64_t{1} + CodeOf(base[-1]).frame_size);
  to[0] = closure;
  for (std::uint32_t i = 0; i < callee.required; ++i) to[1 + i] = args[i].Take();
  if (callee.rest) to[1 + callee.required] = rest.Take();
  resume = {callee.code, to + 1, callee.constants};
  return true;
}

// --- Errors that a program raises
// -------------------------------------------------------------------

bool Machine::RaiseKind(const Word* pc, RawValue* /*base*/, RawValue* /*k*/) {
  const auto kind = static_cast<ErrorKind>(BOf(*pc));
  switch (kind) {
    case ErrorKind::kUnexpectedYield:
      return Raise(kind, OutsideMessage("yield"));
    case ErrorKind::kBreakOutsideLoop:
      return Raise(kind, OutsideMessage("break"));
    case ErrorKind::kContinueOutsideLoop:
      return Raise(kind, OutsideMessage("continue"));
    case ErrorKind::kMatchFailed:
      return Raise(kind, "No pattern matched");
    case ErrorKind::kDivisionByZero:
      return Raise(kind, "Division by zero");
    default:
      return InvalidBytecode();
  }
}

bool Machine::RaiseName(const Word* pc, RawValue* /*base*/, RawValue* k) {
  if (BOf(*pc) >= kErrorKindCount) return InvalidBytecode();
  return Raise(static_cast<ErrorKind>(BOf(*pc)),
               std::string(ModuleOf(k).chunk().constants.text(pc[1])));
}

}  // namespace quicksilver
