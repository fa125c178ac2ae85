// Errors: where they happened, who handles them, and what the frames between let go of.

#include <algorithm>

#include "engine/vm/machine.h"

namespace quicksilver {

bool Machine::InvalidBytecode() { return Raise(ErrorKind::kCustomError, "Invalid bytecode"); }

bool Machine::RaiseAt(const Chunk& chunk, Span span, ErrorKind kind, std::string message) {
  runtime->Raise(kind, std::move(message));
  Error& error = runtime->error();
  error.span = span;
  error.position = chunk.lines.PositionOf(span.begin);
  error.file = chunk.file;
  error.located = true;
  return false;
}

bool Machine::RaiseAgainAt(const Chunk& chunk, Span span) {
  Error error = runtime->TakeError();
  return RaiseAt(chunk, span, error.kind, std::move(error.message));
}

void Machine::Locate(const LinkedFunction& function, const Word* pc) {
  Error& error = runtime->error();
  error.located = true;
  const Chunk& chunk = function.module->chunk();
  error.file = chunk.file;
  const std::vector<LineEntry>& lines = function.function->lines;
  const auto at = static_cast<std::uint32_t>(pc - function.code);
  const auto behind = std::upper_bound(
      lines.begin(), lines.end(), at,
      [](std::uint32_t position, const LineEntry& entry) { return position < entry.pc; });
  if (behind != lines.begin()) error.span = std::prev(behind)->span;
  error.position = chunk.lines.PositionOf(error.span.begin);
}

void Machine::Sweep(RawValue* base, std::uint64_t count) {
  for (std::uint64_t i = 0; i < count; ++i) DropCell(base[i]);
}

bool Machine::EnterHandler(const LinkedFunction& function, const Word* pc, RawValue* base) {
  const ErrorKind kind = runtime->error().kind;
  if (IsResourceError(kind)) return false;
  const auto at = static_cast<std::uint32_t>(pc - function.code);
  for (const HandlerEntry& handler : function.function->handlers) {
    if (at < handler.begin || at >= handler.end || !(handler.any || handler.kind == kind)) continue;
    // A handler may lead back to where the error came from.
    if (!runtime->Charge(1)) {
      Locate(function, pc);
      return false;
    }
    const std::vector<std::uint32_t>& keep = function.function->keep_sets[handler.keep];
    keep_.resize(std::max<std::size_t>(keep_.size(), function.frame_size));
    for (const std::uint32_t index : keep) keep_[index] = true;
    for (std::uint32_t i = 0; i < function.frame_size; ++i) {
      if (!keep_[i]) DropCell(base[i]);
    }
    for (const std::uint32_t index : keep) keep_[index] = false;
    runtime->TakeError();
    resume = {function.code + handler.target, base, function.constants};
    return true;
  }
  return false;
}

bool Machine::Unwind(const Word* pc, RawValue* base) {
  QS_ASSERT(runtime->has_error(), "whoever says that an error is pending has set one");
  if (!runtime->error().located) Locate(CodeOf(base[-1]), pc);
  while (true) {
    const LinkedFunction& function = CodeOf(base[-1]);
    if (EnterHandler(function, pc, base)) return true;
    Sweep(base, function.frame_size);
    DropCell(base[-1]);
    const bool last = frame == entry_frame();
    const CallFrame popped = *frame;
    --frame;
    const Word* return_pc = popped.return_pc;
    while ((*return_pc & 0xFF) == kLeaveSegmentOp) return_pc = LeaveSegment();
    if (last) return false;
    // Any word of the call will do: the last one is before the place where it returns to.
    pc = return_pc - 1;
    base = popped.base;
  }
}

}  // namespace quicksilver
