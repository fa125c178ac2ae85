// Dispatch by tail calls: every instruction is a function that jumps to the next one's. The
// machine's state stays in argument registers, and slow paths cannot make the fast ones spill.

#include "engine/base/native_stack.h"
#include "engine/vm/dispatch_ops.h"

#if defined(__clang__) && __has_cpp_attribute(clang::musttail)

namespace quicksilver {
namespace {

// preserve_none keeps all arguments in registers that calls to C functions leave alone. With
// AddressSanitizer clang 19 miscompiles it.
#if __has_attribute(preserve_none) && !defined(QS_ADDRESS_SANITIZER)
#define QS_HANDLER __attribute__((preserve_none)) void
#else
#define QS_HANDLER void
#endif

struct Handlers;
#define QS_PARAMETERS                                                                            \
  [[maybe_unused]] Machine *m, [[maybe_unused]] const Word *pc, [[maybe_unused]] RawValue *base, \
      [[maybe_unused]] RawValue *k, [[maybe_unused]] Word w,                                     \
      [[maybe_unused]] const Handlers *table

using Handler = QS_HANDLER (*)(QS_PARAMETERS);
struct Handlers {
  Handler at[256];
};

#define QS_DISPATCH(next_pc, next_base, next_k)                                           \
  do {                                                                                    \
    const Word* const to = (next_pc);                                                     \
    RawValue* const to_base = (next_base);                                                \
    RawValue* const to_k = (next_k);                                                      \
    const Word word = *to;                                                                \
    [[clang::musttail]] return table->at[word & 0xFF](m, to, to_base, to_k, word, table); \
  } while (0)
#define QS_OP(Name)          \
  template <unsigned kWords> \
  QS_HANDLER Do##Name(QS_PARAMETERS)
#define QS_NEXT() QS_DISPATCH(pc + kWords, base, k)
#define QS_JUMP_TO(word) QS_DISPATCH(pc + kWords + static_cast<std::int32_t>(word), base, k)
#define QS_ENTER(p, b, c) QS_DISPATCH(p, b, c)
#define QS_RESUME() QS_DISPATCH(m->resume.pc, m->resume.base, m->resume.constants)
#define QS_RAISE() [[clang::musttail]] return HandleError(m, pc, base, k, w, table)

QS_HANDLER HandleError(QS_PARAMETERS) {
  if (!m->Unwind(pc, base)) {
    m->exited_by_error = true;
    return;
  }
  QS_RESUME();
}

QS_HANDLER Exit(QS_PARAMETERS) { m->exited_by_error = false; }
QS_HANDLER LeaveSegment(QS_PARAMETERS) { QS_DISPATCH(m->LeaveSegment(), base, k); }
// No verified chunk and no compiled one has such an instruction.
QS_HANDLER Unknown(QS_PARAMETERS) {
  m->InvalidBytecode();
  QS_RAISE();
}

#include "engine/vm/dispatch.inc"

constexpr Handlers MakeHandlers() {
  Handlers handlers{};
  for (Handler& handler : handlers.at) handler = &Unknown;
#define X(name, ...)                                    \
  handlers.at[static_cast<unsigned>(Opcode::k##name)] = \
      &Do##name<dispatch::kWordsOf<static_cast<unsigned>(Opcode::k##name)>>;
  QUICKSILVER_OPCODES(X)
#undef X
  handlers.at[Machine::kExitOp] = &Exit;
  handlers.at[Machine::kLeaveSegmentOp] = &LeaveSegment;
  return handlers;
}
constexpr Handlers kHandlers = MakeHandlers();

}  // namespace

void RunWithTailCalls(Machine& machine, const Machine::Position& start) {
  const Word word = *start.pc;
  kHandlers.at[word & 0xFF](&machine, start.pc, start.base, start.constants, word, &kHandlers);
}

}  // namespace quicksilver

#else

namespace quicksilver {

void RunWithTailCalls(Machine& machine, const Machine::Position& start) {
  RunWithGoto(machine, start);
}

}  // namespace quicksilver

#endif
