// The math builtins. What IEEE 754 says about NaN and infinities holds wherever the definition does
// not say something else; sin, cos, tan, log, exp and pow are those of the C library.

#include <cmath>

#include "engine/runtime/builtins_support.h"
#include "engine/runtime/builtins_table.h"

namespace quicksilver {
namespace {

// A builtin of one number that cannot fail otherwise.
template <typename Function>
Value OfNumber(Runtime& runtime, std::span<Value> args, Function function) {
  if (!CheckNumber(runtime, args[0])) return Value::Raised();
  return Value::Number(function(args[0].number()));
}

template <typename Function>
Value OfTwoNumbers(Runtime& runtime, std::span<Value> args, Function function) {
  if (!CheckNumber(runtime, args[0]) || !CheckNumber(runtime, args[1])) return Value::Raised();
  return Value::Number(function(args[0].number(), args[1].number()));
}

}  // namespace

Value BuiltinAbs(Runtime& runtime, std::span<Value> args) {
  return OfNumber(runtime, args, [](double x) { return std::fabs(x); });
}

Value BuiltinSqrt(Runtime& runtime, std::span<Value> args) {
  if (!CheckNumber(runtime, args[0])) return Value::Raised();
  const double x = args[0].number();
  if (x < 0) return RaiseCustom(runtime, "Cannot take square root of negative number");
  return Value::Number(std::sqrt(x));
}

Value BuiltinPow(Runtime& runtime, std::span<Value> args) {
  return OfTwoNumbers(runtime, args, [](double x, double y) { return std::pow(x, y); });
}

Value BuiltinMin(Runtime& runtime, std::span<Value> args) {
  return OfTwoNumbers(runtime, args, Minimum);
}

Value BuiltinMax(Runtime& runtime, std::span<Value> args) {
  return OfTwoNumbers(runtime, args, Maximum);
}

Value BuiltinFloor(Runtime& runtime, std::span<Value> args) {
  return OfNumber(runtime, args, [](double x) { return std::floor(x); });
}

Value BuiltinCeil(Runtime& runtime, std::span<Value> args) {
  return OfNumber(runtime, args, [](double x) { return std::ceil(x); });
}

Value BuiltinRound(Runtime& runtime, std::span<Value> args) {
  return OfNumber(runtime, args, [](double x) { return std::round(x); });
}

Value BuiltinSign(Runtime& runtime, std::span<Value> args) {
  return OfNumber(runtime, args, [](double x) {
    if (std::isnan(x)) return x;
    return static_cast<double>(x > 0) - static_cast<double>(x < 0);
  });
}

Value BuiltinClamp(Runtime& runtime, std::span<Value> args) {
  for (const Value& arg : args) {
    if (!CheckNumber(runtime, arg)) return Value::Raised();
  }
  const double low = args[1].number();
  const double high = args[2].number();
  if (low > high) return RaiseCustom(runtime, "Clamp min must be <= max");
  return Value::Number(Maximum(low, Minimum(args[0].number(), high)));
}

Value BuiltinSin(Runtime& runtime, std::span<Value> args) {
  return OfNumber(runtime, args, [](double x) { return std::sin(x); });
}

Value BuiltinCos(Runtime& runtime, std::span<Value> args) {
  return OfNumber(runtime, args, [](double x) { return std::cos(x); });
}

Value BuiltinTan(Runtime& runtime, std::span<Value> args) {
  return OfNumber(runtime, args, [](double x) { return std::tan(x); });
}

Value BuiltinLog(Runtime& runtime, std::span<Value> args) {
  if (!CheckNumber(runtime, args[0])) return Value::Raised();
  const double x = args[0].number();
  if (x <= 0) return RaiseCustom(runtime, "Cannot take log of non-positive number");
  return Value::Number(std::log(x));
}

Value BuiltinExp(Runtime& runtime, std::span<Value> args) {
  return OfNumber(runtime, args, [](double x) { return std::exp(x); });
}

}  // namespace quicksilver
