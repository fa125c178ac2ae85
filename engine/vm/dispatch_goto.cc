// Dispatch by computed goto: one function, a label for each instruction.

#include "engine/vm/dispatch_ops.h"

// Labels as values are an extension that both compilers have, and the only way to write this loop.
#pragma GCC diagnostic ignored "-Wpedantic"

namespace quicksilver {

void RunWithGoto(Machine& machine, const Machine::Position& start) {
  static const void* const kLabels[] = {
#define X(name, ...) &&do_##name,
      QUICKSILVER_OPCODES(X)
#undef X
          && exit,
      &&leave_segment,
  };
  static_assert(std::size(kLabels) == kOpcodeCount + 2 && Machine::kExitOp == kOpcodeCount);

  Machine* const m = &machine;
  const Word* pc = start.pc;
  RawValue* base = start.base;
  RawValue* k = start.constants;
  std::int64_t* const fuel = &machine.runtime->fuel();
  Word w;

#define QS_DISPATCH()        \
  do {                       \
    w = *pc;                 \
    goto* kLabels[w & 0xFF]; \
  } while (0)
#define QS_OP(Name)                                                               \
  do_##Name : if (constexpr unsigned kWords [[maybe_unused]] =                    \
                      dispatch::kWordsOf<static_cast<unsigned>(Opcode::k##Name)>; \
                  true)
#define QS_PART(Name, Op)                                                       \
  do_##Name : if (constexpr unsigned kWords [[maybe_unused]] =                  \
                      dispatch::kWordsOf<static_cast<unsigned>(Opcode::k##Op)>; \
                  true)
#define QS_GO_ON_IN(Name) goto do_##Name
#define QS_NEXT()  \
  do {             \
    pc += kWords;  \
    QS_DISPATCH(); \
  } while (0)
#define QS_JUMP_TO(word)                                \
  do {                                                  \
    pc = pc + kWords + static_cast<std::int32_t>(word); \
    QS_DISPATCH();                                      \
  } while (0)
#define QS_ENTER(p, b, c) \
  do {                    \
    pc = (p);             \
    base = (b);           \
    k = (c);              \
    QS_DISPATCH();        \
  } while (0)
#define QS_RESUME() QS_ENTER(m->resume.pc, m->resume.base, m->resume.constants)
#define QS_RAISE() goto raised
#define QS_RELOAD() static_cast<void>(0)
#define QS_SLOW(call) QS_SLOW_HERE(call)
#define QS_SLOW_BRANCH(call, index) QS_SLOW_BRANCH_HERE(call, index)
#define QS_SLOW_CALL(call) QS_SLOW_CALL_HERE(call)
#define QS_FREE_NEXT(object) \
  do {                       \
    FreeObject(object);      \
    QS_NEXT();               \
  } while (0)
#define QS_FREE_RESUME(object) \
  do {                         \
    FreeObject(object);        \
    QS_RESUME();               \
  } while (0)

  QS_DISPATCH();

#include "engine/vm/dispatch.inc"

exit:
  m->exited_by_error = false;
  return;

leave_segment:
  pc = m->LeaveSegment();
  QS_DISPATCH();

raised:
  if (!m->Unwind(pc, base)) {
    m->exited_by_error = true;
    return;
  }
  QS_RESUME();
}

}  // namespace quicksilver
