#ifndef QUICKSILVER_RUNTIME_ERROR_H_
#define QUICKSILVER_RUNTIME_ERROR_H_

// The error a program ends with or a handler catches: kind, message and span, all three part of
// the semantics. One table below is the only list of the kinds.
//
// Invariant: `located` is false only between the place that raises inside a builtin and the engine
// that attaches the span of the expression. It is wrong to compare resource errors by message.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/syntax/source.h"

namespace quicksilver {

// X(name, resource): resource errors are never caught by attempt.
#define QUICKSILVER_ERROR_KINDS(X) \
  X(UndefinedVariable, false)      \
  X(ImmutableBinding, false)       \
  X(TypeError, false)              \
  X(DivisionByZero, false)         \
  X(IndexOutOfBounds, false)       \
  X(FieldNotFound, false)          \
  X(NotIterable, false)            \
  X(NotCallable, false)            \
  X(ArityMismatch, false)          \
  X(MatchFailed, false)            \
  X(UnexpectedYield, false)        \
  X(BreakOutsideLoop, false)       \
  X(ContinueOutsideLoop, false)    \
  X(CapabilityDenied, false)       \
  X(CustomError, false)            \
  X(StackOverflow, true)           \
  X(OutOfMemory, true)             \
  X(FuelExhausted, true)           \
  X(SyntaxError, false)

enum class ErrorKind : std::uint8_t {
#define X(name, resource) k##name,
  QUICKSILVER_ERROR_KINDS(X)
#undef X
};
inline constexpr int kErrorKindCount = static_cast<int>(ErrorKind::kSyntaxError) + 1;

std::string_view ErrorKindName(ErrorKind kind);
std::optional<ErrorKind> ErrorKindFromName(std::string_view name);

constexpr bool IsResourceError(ErrorKind kind) {
  return kind == ErrorKind::kStackOverflow || kind == ErrorKind::kOutOfMemory ||
         kind == ErrorKind::kFuelExhausted;
}

// Where a module's code came from: what an error needs to print its place. Shared by all errors of
// the module and alive as long as the context that loaded it.
struct SourceInfo {
  std::string file;  // empty for the main program
  LineTable lines;
};

struct Error {
  ErrorKind kind = ErrorKind::kCustomError;
  std::string message;
  bool located = false;
  Span span;
  Position position;  // of the span's start
  std::string file;   // empty: the main program

  // `error Kind at LINE:COL: message`, or with FILE: before the line; the message has Text's
  // escapes.
  std::string ToString() const;

  friend bool operator==(const Error&, const Error&) = default;
};

}  // namespace quicksilver

#endif  // QUICKSILVER_RUNTIME_ERROR_H_
