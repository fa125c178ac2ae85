#ifndef QUICKSILVER_BASE_ASSERT_H_
#define QUICKSILVER_BASE_ASSERT_H_

// Assertions about the engine's own invariants.
//
// QS_ASSERT(condition, "message") says what must hold if the engine is right, whatever the program
// it runs. When it does not hold, the process prints where and what, and aborts. Checked in every
// test build; in a release build (NDEBUG without QS_ASSERTIONS=1) the condition is compiled but not
// evaluated, so it must have no side effects.
//
// Wrong to use for anything that input can bring about: source text, bytecode from a file, a host
// that answers badly. Those are errors for the caller, returned as values.

#include <cstdio>
#include <cstdlib>

#if !defined(QS_ASSERTIONS)
#if defined(NDEBUG)
#define QS_ASSERTIONS 0
#else
#define QS_ASSERTIONS 1
#endif
#endif

namespace quicksilver {

// Reports a broken invariant on standard error and aborts. Out of line so that the check itself
// stays a compare and a jump.
[[noreturn, gnu::cold, gnu::noinline]] inline void AssertionFailed(const char* file, int line,
                                                                   const char* condition,
                                                                   const char* message) {
  std::fprintf(stderr, "%s:%d: assertion failed: %s: %s\n", file, line, condition, message);
  std::fflush(stderr);
  std::abort();
}

}  // namespace quicksilver

#if QS_ASSERTIONS
#define QS_ASSERT(condition, message) \
  ((condition) ? static_cast<void>(0) \
               : ::quicksilver::AssertionFailed(__FILE__, __LINE__, #condition, message))
// Marks a place that control cannot reach, such as the end of a switch over every enumerator.
#define QS_UNREACHABLE(message) \
  ::quicksilver::AssertionFailed(__FILE__, __LINE__, "unreachable", message)
#else
#define QS_ASSERT(condition, message) static_cast<void>(sizeof((condition) ? 1 : 0))
#define QS_UNREACHABLE(message) __builtin_unreachable()
#endif

#endif  // QUICKSILVER_BASE_ASSERT_H_
