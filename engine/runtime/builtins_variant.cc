// The variant builtins: a case is asked for by its name, its fields are given as a List.

#include "engine/runtime/builtins_support.h"
#include "engine/runtime/builtins_table.h"

namespace quicksilver {
namespace {

bool IsCase(const Value& variant, const Value& name) {
  return variant.as<VariantValue>()->case_info().name == name.as<Text>()->view();
}

Value Fields(Runtime& runtime, const Value& variant) {
  auto* object = variant.as<VariantValue>();
  ListBuilder fields(runtime, static_cast<double>(object->count()));
  if (!fields.ok()) return Value::Raised();
  fields.AddAll({object->fields(), object->count()});
  return fields.Take();
}

}  // namespace

Value BuiltinIsVariant(Runtime& runtime, std::span<Value> args) {
  if (!CheckText(runtime, args[1])) return Value::Raised();
  return Value::Truth(args[0].is(ObjectType::kVariantValue) && IsCase(args[0], args[1]));
}

Value BuiltinExpectVariant(Runtime& runtime, std::span<Value> args) {
  if (!CheckVariant(runtime, args[0]) || !CheckText(runtime, args[1]) ||
      !CheckText(runtime, args[2])) {
    return Value::Raised();
  }
  if (IsCase(args[0], args[1])) return Fields(runtime, args[0]);
  return RaiseCustomWith(runtime, "", args[2].as<Text>(), "");
}

Value BuiltinVariantOr(Runtime& runtime, std::span<Value> args) {
  if (!CheckVariant(runtime, args[0]) || !CheckText(runtime, args[1])) return Value::Raised();
  return IsCase(args[0], args[1]) ? Fields(runtime, args[0]) : args[2];
}

Value BuiltinRefineVariant(Runtime& runtime, std::span<Value> args) {
  if (!CheckVariant(runtime, args[0]) || !CheckText(runtime, args[1]) ||
      !CheckCallable(runtime, args[2])) {
    return Value::Raised();
  }
  if (!IsCase(args[0], args[1])) return Value::Absent();
  Value fields = Fields(runtime, args[0]);
  if (fields.is_raised()) return fields;
  Value result = CallWith(runtime, args[2], std::move(fields));
  if (result.is_raised()) return result;
  return NewBoxValue(runtime, ObjectType::kPresent, std::move(result));
}

}  // namespace quicksilver
