#include "engine/runtime/builtins_support.h"

#include <cstring>

namespace quicksilver {
namespace {

// Truncated toward zero, never -0: messages show it.
double Truncate(double number) { return std::trunc(number) + 0.0; }

bool RaiseIndex(Runtime& runtime, double truncated, std::uint64_t length) {
  runtime.Raise(ErrorKind::kIndexOutOfBounds, IndexMessage(truncated, length));
  return false;
}

}  // namespace

bool RaiseExpected(Runtime& runtime, std::string_view expected, const Value& got) {
  runtime.Raise(ErrorKind::kTypeError, ExpectedMessage(expected, got));
  return false;
}

Value RaiseCustom(Runtime& runtime, std::string_view message) {
  return runtime.Raise(ErrorKind::kCustomError, std::string(message));
}

Value RaiseCustomWith(Runtime& runtime, std::string_view before, const Text* text,
                      std::string_view after) {
  if (!runtime.heap().Fits(text->size)) return runtime.RaiseOutOfMemory();
  std::string message;
  message.reserve(before.size() + text->size + after.size());
  message.append(before).append(text->view()).append(after);
  return runtime.Raise(ErrorKind::kCustomError, std::move(message));
}

std::optional<std::uint64_t> CheckIndex(Runtime& runtime, double index, std::uint64_t length) {
  const double truncated = Truncate(index);
  // Written so that NaN fails.
  if (!(truncated >= 0 && truncated < static_cast<double>(length))) {
    RaiseIndex(runtime, truncated, length);
    return std::nullopt;
  }
  return static_cast<std::uint64_t>(truncated);
}

std::optional<Bounds> CheckBounds(Runtime& runtime, double start, double end,
                                  std::uint64_t length) {
  const double first = Truncate(start);
  const double last = Truncate(end);
  const auto limit = static_cast<double>(length);
  if (!(first >= 0 && first <= limit)) {
    RaiseIndex(runtime, first, length);
    return std::nullopt;
  }
  if (!(last >= first && last <= limit)) {
    RaiseIndex(runtime, last, length);
    return std::nullopt;
  }
  return Bounds{static_cast<std::uint64_t>(first), static_cast<std::uint64_t>(last)};
}

double Minimum(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return a + b;
  if (a == b) return std::signbit(a) ? a : b;
  return a < b ? a : b;
}

double Maximum(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return a + b;
  if (a == b) return std::signbit(a) ? b : a;
  return a < b ? b : a;
}

Value MakeText(Runtime& runtime, double bytes, std::uint16_t flags, char** data) {
  // More than any heap has; keeps the conversion defined.
  constexpr double kTooLarge = 1e18;
  Text* text = nullptr;
  if (bytes < kTooLarge) text = runtime.heap().TryNewText(static_cast<std::uint64_t>(bytes), data);
  if (text == nullptr) return runtime.RaiseOutOfMemory();
  text->aux = flags;
  return Value::Adopt(text);
}

Value CopyText(Runtime& runtime, std::string_view bytes, std::uint16_t flags) {
  char* data = nullptr;
  Value copy = MakeText(runtime, static_cast<double>(bytes.size()), flags, &data);
  if (!copy.is_raised() && !bytes.empty()) std::memcpy(data, bytes.data(), bytes.size());
  return copy;
}

ListBuilder::ListBuilder(Runtime& runtime, double length) {
  constexpr double kTooLarge = 1e15;
  List* list = nullptr;
  if (length < kTooLarge) list = runtime.heap().TryNewList(static_cast<std::uint64_t>(length));
  list_ = list == nullptr ? runtime.RaiseOutOfMemory() : Value::Adopt(list);
}

}  // namespace quicksilver
