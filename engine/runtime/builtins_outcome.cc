// The outcome builtins: Triumph(value) and Mishap(value).

#include "engine/runtime/builtins_support.h"
#include "engine/runtime/builtins_table.h"

namespace quicksilver {
namespace {

bool IsTriumphValue(const Value& value) { return value.is(ObjectType::kTriumph); }
// What `outcome` holds, if it is of the case `type`; otherwise CustomError with the second
// argument.
Value Expect(Runtime& runtime, std::span<Value> args, ObjectType type) {
  if (!CheckOutcome(runtime, args[0]) || !CheckText(runtime, args[1])) return Value::Raised();
  if (args[0].is(type)) return Inside(args[0]);
  return RaiseCustomWith(runtime, "", args[1].as<Text>(), "");
}

// Calls F with what an outcome of the case `type` holds and wraps the result in the same case; the
// other case is given back as it is.
Value Refine(Runtime& runtime, std::span<Value> args, ObjectType type) {
  if (!CheckOutcome(runtime, args[0]) || !CheckCallable(runtime, args[1])) return Value::Raised();
  if (!args[0].is(type)) return args[0];
  Value result = CallWith(runtime, args[1], Inside(args[0]));
  return result.is_raised() ? std::move(result) : NewBoxValue(runtime, type, std::move(result));
}

}  // namespace

Value BuiltinIsTriumph(Runtime&, std::span<Value> args) {
  return Value::Truth(IsTriumphValue(args[0]));
}

Value BuiltinIsMishap(Runtime&, std::span<Value> args) {
  return Value::Truth(args[0].is(ObjectType::kMishap));
}

Value BuiltinExpectTriumph(Runtime& runtime, std::span<Value> args) {
  return Expect(runtime, args, ObjectType::kTriumph);
}

Value BuiltinExpectMishap(Runtime& runtime, std::span<Value> args) {
  return Expect(runtime, args, ObjectType::kMishap);
}

Value BuiltinTriumphOr(Runtime& runtime, std::span<Value> args) {
  if (!CheckOutcome(runtime, args[0])) return Value::Raised();
  return IsTriumphValue(args[0]) ? Inside(args[0]) : args[1];
}

Value BuiltinTriumphOrElse(Runtime& runtime, std::span<Value> args) {
  if (!CheckOutcome(runtime, args[0]) || !CheckCallable(runtime, args[1])) return Value::Raised();
  if (IsTriumphValue(args[0])) return Inside(args[0]);
  return CallWith(runtime, args[1], Inside(args[0]));
}

Value BuiltinRefineTriumph(Runtime& runtime, std::span<Value> args) {
  return Refine(runtime, args, ObjectType::kTriumph);
}

Value BuiltinRefineMishap(Runtime& runtime, std::span<Value> args) {
  return Refine(runtime, args, ObjectType::kMishap);
}

Value BuiltinThenTriumph(Runtime& runtime, std::span<Value> args) {
  if (!CheckOutcome(runtime, args[0]) || !CheckCallable(runtime, args[1])) return Value::Raised();
  if (!IsTriumphValue(args[0])) return args[0];
  Value result = CallWith(runtime, args[1], Inside(args[0]));
  if (result.is_raised() || CheckOutcome(runtime, result)) return result;
  return Value::Raised();
}

Value BuiltinBothTriumph(Runtime& runtime, std::span<Value> args) {
  for (const Value& arg : args) {
    if (!CheckOutcome(runtime, arg)) return Value::Raised();
  }
  for (const Value& arg : args) {
    if (!IsTriumphValue(arg)) return arg;
  }
  Value pair[] = {Inside(args[0]), Inside(args[1])};
  return NewBoxValue(runtime, ObjectType::kTriumph, Value::Adopt(runtime.heap().NewList(pair)));
}

Value BuiltinEitherTriumph(Runtime& runtime, std::span<Value> args) {
  for (const Value& arg : args) {
    if (!CheckOutcome(runtime, arg)) return Value::Raised();
  }
  return IsTriumphValue(args[0]) ? args[0] : args[1];
}

Value BuiltinTriumphOrAbsent(Runtime& runtime, std::span<Value> args) {
  if (!CheckOutcome(runtime, args[0])) return Value::Raised();
  if (!IsTriumphValue(args[0])) return Value::Absent();
  return NewBoxValue(runtime, ObjectType::kPresent, Inside(args[0]));
}

}  // namespace quicksilver
