#include "engine/runtime/messages.h"

#include "engine/base/assert.h"
#include "engine/base/number_text.h"
#include "engine/runtime/object.h"

namespace quicksilver {
namespace {

std::string_view ImmediateTypeName(RawValue value) {
  if (value.is_number()) return "Number";
  if (value.is_truth()) return "Truth";
  if (value.is_builtin()) return "Builtin";
  if (value.is_absent()) return "Absent";
  // A marker is seen only by bytecode from a file, and then is as good as nothing.
  return "Nothing";
}

std::string Concat(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const std::string_view part : parts) text += part;
  return text;
}

}  // namespace

std::string_view TypeName(RawValue value) {
  if (!value.is_object()) return ImmediateTypeName(value);
  switch (value.object()->type) {
    case ObjectType::kText:
      return "Text";
    case ObjectType::kList:
      return "List";
    case ObjectType::kMap:
      return "Map";
    case ObjectType::kRange:
      return "Range";
    case ObjectType::kChant:
      return "Chant";
    case ObjectType::kTriumph:
      return "Triumph";
    case ObjectType::kMishap:
      return "Mishap";
    case ObjectType::kPresent:
      return "Present";
    case ObjectType::kStruct:
      return value.as<Struct>()->form->info->name;
    case ObjectType::kVariantValue:
      return value.as<VariantValue>()->case_info().name;
    case ObjectType::kConstructor:
      return value.as<Constructor>()->case_info().name;
    case ObjectType::kForm:
      return value.as<FormDef>()->info->name;
    case ObjectType::kVariantDef:
      return value.as<VariantDef>()->info->name;
    case ObjectType::kIterator:
      return "Iterator";
    case ObjectType::kCapability:
      return "Capability";
    case ObjectType::kGrove:
      return "Grove";
    case ObjectType::kCell:
      return "Cell";  // only bytecode from a file can pass one around as a value
    case ObjectType::kListBuffer:
      break;
  }
  QS_UNREACHABLE("list buffers are not values");
}

std::string ExpectedMessage(std::string_view expected, const Value& got) {
  return Concat({"Expected ", expected, ", got ", TypeName(got)});
}

std::string OperandsMessage(const Value& left, std::string_view op, const Value& right) {
  return Concat({"Expected Number, got ", TypeName(left), " ", op, " ", TypeName(right)});
}

std::string ArityMessage(std::uint64_t expected, bool at_least, std::uint64_t got) {
  return Concat({"Expected ", at_least ? "at least " : "", std::to_string(expected),
                 " arguments, got ", std::to_string(got)});
}

std::string IndexMessage(double truncated_index, std::uint64_t length) {
  std::string text = "Index ";
  AppendNumber(text, truncated_index + 0.0);  // an index of -0 is index 0
  text += Concat({" out of bounds (length ", std::to_string(length), ")"});
  return text;
}

std::string FieldNotFoundMessage(std::string_view field, const Value& object) {
  return Concat({"Field '", field, "' not found on ", TypeName(object)});
}

std::string NotIterableMessage(const Value& value) {
  return Concat({TypeName(value), " is not iterable"});
}

std::string NotCallableMessage(const Value& value) {
  return Concat({TypeName(value), " is not callable"});
}

std::string OutsideMessage(std::string_view what) {
  return Concat({"Cannot use '", what, "' outside of a ", what == "yield" ? "chant" : "loop"});
}

}  // namespace quicksilver
