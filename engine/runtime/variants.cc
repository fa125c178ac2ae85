#include "engine/runtime/variants.h"

#include "engine/base/assert.h"
#include "engine/runtime/messages.h"

namespace quicksilver {

Value Construct(Runtime& runtime, Constructor& constructor, std::span<Value> args) {
  const std::uint32_t expected = constructor.case_info().field_count;
  if (args.size() != expected) {
    return runtime.Raise(ErrorKind::kArityMismatch, ArityMessage(expected, false, args.size()));
  }
  VariantValue* made =
      runtime.heap().NewVariantValue(constructor.definition, constructor.case_index);
  for (std::size_t i = 0; i < args.size(); ++i) made->fields()[i] = std::move(args[i]);
  return Value::Adopt(made);
}

FieldType PrimitiveFieldType(std::string_view name) {
  struct Spelling {
    std::string_view name;
    FieldType type;
  };
  static constexpr Spelling kSpellings[] = {
      {"Number", FieldType::kNumber},   {"Text", FieldType::kText},
      {"Truth", FieldType::kTruth},     {"Nothing", FieldType::kNothing},
      {"List", FieldType::kList},       {"Map", FieldType::kMap},
      {"Chant", FieldType::kChant},     {"Function", FieldType::kChant},
      {"Outcome", FieldType::kOutcome}, {"Maybe", FieldType::kMaybe},
      {"Range", FieldType::kRange},     {"Iterator", FieldType::kIterator},
      {"Grove", FieldType::kGrove},     {"Capability", FieldType::kCapability},
  };
  for (const Spelling& spelling : kSpellings) {
    if (spelling.name == name) return spelling.type;
  }
  return FieldType::kNamed;
}

bool MatchesPrimitive(FieldType type, const Value& value) {
  switch (type) {
    case FieldType::kAnything:
      return true;
    case FieldType::kNumber:
      return value.is_number();
    case FieldType::kText:
      return value.is(ObjectType::kText);
    case FieldType::kTruth:
      return value.is_truth();
    case FieldType::kNothing:
      return value.is_nothing();
    case FieldType::kList:
      return value.is(ObjectType::kList);
    case FieldType::kMap:
      return value.is(ObjectType::kMap);
    case FieldType::kChant:
      return value.is(ObjectType::kChant) || value.is_builtin() ||
             value.is(ObjectType::kConstructor);
    case FieldType::kOutcome:
      return value.is(ObjectType::kTriumph) || value.is(ObjectType::kMishap);
    case FieldType::kMaybe:
      return value.is(ObjectType::kPresent) || value.is_absent();
    case FieldType::kRange:
      return value.is(ObjectType::kRange);
    case FieldType::kIterator:
      return value.is(ObjectType::kIterator);
    case FieldType::kGrove:
      return value.is(ObjectType::kGrove);
    case FieldType::kCapability:
      return value.is(ObjectType::kCapability);
    case FieldType::kNamed:
      break;
  }
  QS_UNREACHABLE("a named type is matched with what its name means");
}

bool MatchesNamed(std::string_view name, const Value& resolved, const Value& value) {
  if (resolved.is(ObjectType::kForm)) {
    return value.is(ObjectType::kStruct) && value.as<Struct>()->form == resolved.object();
  }
  if (resolved.is(ObjectType::kVariantDef)) {
    return value.is(ObjectType::kVariantValue) &&
           value.as<VariantValue>()->definition == resolved.object();
  }
  // A name that means neither stands for everything if it looks like a type parameter.
  return name == "Any" || (name.size() == 1 && name[0] >= 'A' && name[0] <= 'Z');
}

}  // namespace quicksilver
