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
// In this order clang 19 has the word in rdx, of which it can take the second byte in one
// instruction.
#define QS_PARAMETERS                                                                            \
  [[maybe_unused]] Machine *m, [[maybe_unused]] const Word *pc, [[maybe_unused]] RawValue *base, \
      [[maybe_unused]] RawValue *k, [[maybe_unused]] const Handlers *table,                      \
      [[maybe_unused]] std::int64_t *fuel, [[maybe_unused]] Word w
#define QS_ARGUMENTS m, pc, base, k, table, fuel, w

using Handler = QS_HANDLER (*)(QS_PARAMETERS);
struct Handlers {
  Handler at[256];
};
extern const Handlers kHandlers;

#define QS_DISPATCH(next_pc, next_base, next_k)                                                 \
  do {                                                                                          \
    const Word* const to = (next_pc);                                                           \
    RawValue* const to_base = (next_base);                                                      \
    RawValue* const to_k = (next_k);                                                            \
    const Word word = *to;                                                                      \
    [[clang::musttail]] return table->at[word & 0xFF](m, to, to_base, to_k, table, fuel, word); \
  } while (0)
#define QS_OP(Name)          \
  template <unsigned kWords> \
  QS_HANDLER Do##Name(QS_PARAMETERS)
// Inlined, its call would make the frequent way of Op save registers as well.
#define QS_PART(Name, Op)    \
  template <unsigned kWords> \
  [[gnu::noinline]] QS_HANDLER Do##Name(QS_PARAMETERS)
#define QS_GO_ON_IN(Name) [[clang::musttail]] return Do##Name<kWords>(QS_ARGUMENTS)
#define QS_NEXT() QS_DISPATCH(pc + kWords, base, k)
#define QS_JUMP_TO(word) QS_DISPATCH(pc + kWords + static_cast<std::int32_t>(word), base, k)
#define QS_ENTER(p, b, c) QS_DISPATCH(p, b, c)
#define QS_RESUME() QS_DISPATCH(m->resume.pc, m->resume.base, m->resume.constants)
#define QS_RAISE() [[clang::musttail]] return HandleError(QS_ARGUMENTS)
// What a call does not keep is cheaper to find again than to save.
#define QS_RELOAD()             \
  do {                          \
    table = &kHandlers;         \
    fuel = &m->runtime->fuel(); \
  } while (0)
// Rare work is a handler of its own, so that the frequent one saves nothing for its sake.
#define QS_SLOW(call) [[clang::musttail]] return Slow<&Machine::call, kWords>(QS_ARGUMENTS);
#define QS_SLOW_CALL(call) [[clang::musttail]] return SlowCall<&Machine::call>(QS_ARGUMENTS);
#define QS_SLOW_BRANCH(call, index) \
  [[clang::musttail]] return SlowBranch<&Machine::call, kWords, index>(QS_ARGUMENTS);
#define QS_FREE_NEXT(object)                                   \
  do {                                                         \
    m->dying = (object);                                       \
    [[clang::musttail]] return FreeNext<kWords>(QS_ARGUMENTS); \
  } while (0)
#define QS_FREE_RESUME(object)                           \
  do {                                                   \
    m->dying = (object);                                 \
    [[clang::musttail]] return FreeResume(QS_ARGUMENTS); \
  } while (0)

QS_HANDLER HandleError(QS_PARAMETERS) {
  if (!m->Unwind(pc, base)) {
    m->exited_by_error = true;
    return;
  }
  QS_RELOAD();
  QS_RESUME();
}

QS_HANDLER Exit(QS_PARAMETERS) { m->exited_by_error = false; }
QS_HANDLER LeaveSegment(QS_PARAMETERS) { QS_DISPATCH(m->LeaveSegment(), base, k); }

template <bool (Machine::*kWork)(const Word*, RawValue*, RawValue*), unsigned kWords>
[[gnu::noinline]] QS_HANDLER Slow(QS_PARAMETERS) {
  const bool done = (m->*kWork)(pc, base, k);
  QS_RELOAD();
  if (done) QS_NEXT();
  QS_RAISE();
}
template <bool (Machine::*kWork)(const Word*, RawValue*, RawValue*)>
[[gnu::noinline]] QS_HANDLER SlowCall(QS_PARAMETERS) {
  const bool done = (m->*kWork)(pc, base, k);
  QS_RELOAD();
  if (done) QS_RESUME();
  QS_RAISE();
}
template <Branch (Machine::*kWork)(const Word*, RawValue*, RawValue*), unsigned kWords,
          unsigned kTarget>
[[gnu::noinline]] QS_HANDLER SlowBranch(QS_PARAMETERS) {
  const Branch way = (m->*kWork)(pc, base, k);
  QS_RELOAD();
  if (way == Branch::kNext) QS_NEXT();
  if (way == Branch::kJump)
    QS_JUMP_TO(kTarget == 0 ? JumpOf(w) : static_cast<std::int32_t>(pc[kTarget]));
  QS_RAISE();
}
template <unsigned kWords>
[[gnu::noinline]] QS_HANDLER FreeNext(QS_PARAMETERS) {
  FreeObject(m->dying);
  QS_RELOAD();
  QS_NEXT();
}
[[gnu::noinline]] QS_HANDLER FreeResume(QS_PARAMETERS) {
  FreeObject(m->dying);
  QS_RELOAD();
  QS_RESUME();
}
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
constinit const Handlers kHandlers = MakeHandlers();

}  // namespace

void RunWithTailCalls(Machine& machine, const Machine::Position& start) {
  const Word word = *start.pc;
  kHandlers.at[word & 0xFF](&machine, start.pc, start.base, start.constants, &kHandlers,
                            &machine.runtime->fuel(), word);
}

}  // namespace quicksilver

#else

namespace quicksilver {

void RunWithTailCalls(Machine& machine, const Machine::Position& start) {
  RunWithGoto(machine, start);
}

}  // namespace quicksilver

#endif
