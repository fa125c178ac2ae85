// The maybe builtins: Present(value) and Absent.

#include "engine/runtime/builtins_support.h"
#include "engine/runtime/builtins_table.h"

namespace quicksilver {
namespace {

// What a Present holds.
}  // namespace

Value BuiltinIsPresent(Runtime&, std::span<Value> args) {
  return Value::Truth(args[0].is(ObjectType::kPresent));
}

Value BuiltinIsAbsent(Runtime&, std::span<Value> args) { return Value::Truth(args[0].is_absent()); }

Value BuiltinExpectPresent(Runtime& runtime, std::span<Value> args) {
  if (!CheckMaybe(runtime, args[0]) || !CheckText(runtime, args[1])) return Value::Raised();
  if (!args[0].is_absent()) return Inside(args[0]);
  return RaiseCustomWith(runtime, "", args[1].as<Text>(), "");
}

Value BuiltinPresentOr(Runtime& runtime, std::span<Value> args) {
  if (!CheckMaybe(runtime, args[0])) return Value::Raised();
  return args[0].is_absent() ? args[1] : Inside(args[0]);
}

Value BuiltinPresentOrElse(Runtime& runtime, std::span<Value> args) {
  if (!CheckMaybe(runtime, args[0]) || !CheckCallable(runtime, args[1])) return Value::Raised();
  if (!args[0].is_absent()) return Inside(args[0]);
  return runtime.Call(args[1], {});
}

Value BuiltinRefinePresent(Runtime& runtime, std::span<Value> args) {
  if (!CheckMaybe(runtime, args[0]) || !CheckCallable(runtime, args[1])) return Value::Raised();
  if (args[0].is_absent()) return args[0];
  Value result = CallWith(runtime, args[1], Inside(args[0]));
  if (result.is_raised()) return result;
  return NewBoxValue(runtime, ObjectType::kPresent, std::move(result));
}

Value BuiltinThenPresent(Runtime& runtime, std::span<Value> args) {
  if (!CheckMaybe(runtime, args[0]) || !CheckCallable(runtime, args[1])) return Value::Raised();
  if (args[0].is_absent()) return args[0];
  Value result = CallWith(runtime, args[1], Inside(args[0]));
  if (result.is_raised() || CheckMaybe(runtime, result)) return result;
  return Value::Raised();
}

Value BuiltinPresentOrMishap(Runtime& runtime, std::span<Value> args) {
  if (!CheckMaybe(runtime, args[0])) return Value::Raised();
  if (args[0].is_absent()) return NewBoxValue(runtime, ObjectType::kMishap, args[1]);
  return NewBoxValue(runtime, ObjectType::kTriumph, Inside(args[0]));
}

}  // namespace quicksilver
