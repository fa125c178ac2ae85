#include "engine/runtime/variants.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "engine/base/assert.h"
#include "engine/runtime/builtins.h"
#include "engine/runtime/runtime_test_support.h"

namespace quicksilver {
namespace {

const FormInfo kVariantPoint{"Point", {}};
const VariantInfo kVariantShape{"Shape", {{"Unit", false, 0}, {"Box", true, 2}}};

TEST(Variants, ConstructsACaseFromItsArguments) {
  TestEngine engine;
  Value shape = Value::Adopt(engine.heap().NewVariantDef(&kVariantShape));
  Value constructor = Value::Adopt(engine.heap().NewConstructor(shape.as<VariantDef>(), 1));
  Value text = MakeText(engine.heap(), "h");
  std::vector<Value> args{Value::Number(2), text};
  Value box = Construct(engine.runtime(), *constructor.as<Constructor>(), args);
  EXPECT_EQ(engine.Canonical(box), "Variant Shape.Box(Number(2), Text(\"h\"))");
  EXPECT_EQ(text.object()->refs, 2u) << "arguments are moved in, not counted twice";
}

TEST(Variants, ChecksAConstructorsArity) {
  TestEngine engine;
  Value shape = Value::Adopt(engine.heap().NewVariantDef(&kVariantShape));
  Value constructor = Value::Adopt(engine.heap().NewConstructor(shape.as<VariantDef>(), 1));
  for (const std::size_t count : {0, 1, 3}) {
    std::vector<Value> args(count, Value::Number(1));
    EXPECT_TRUE(Construct(engine.runtime(), *constructor.as<Constructor>(), args).is_raised());
    const Error error = engine.runtime().TakeError();
    EXPECT_EQ(error.kind, ErrorKind::kArityMismatch);
    EXPECT_EQ(error.message, "Expected 2 arguments, got " + std::to_string(count));
    EXPECT_FALSE(error.located) << "the call's span is the engine's to add";
  }
}

TEST(Variants, MatchesEachPrimitiveTypeAgainstEachValue) {
  TestEngine engine;
  Heap& heap = engine.heap();
  Value shape = Value::Adopt(heap.NewVariantDef(&kVariantShape));
  Value form = Value::Adopt(heap.NewForm(&kVariantPoint, 0));
  Value cell = Value::Adopt(heap.NewCell(0));
  const auto box = [&](ObjectType type) { return Value::Adopt(heap.NewBox(type, Value())); };
  // Each value with the one primitive type it satisfies ("" for none).
  const std::vector<std::pair<Value, std::string>> values{
      {Value::Number(0), "Number"},
      {MakeText(heap, ""), "Text"},
      {Value::Truth(false), "Truth"},
      {Value::Nothing(), "Nothing"},
      {MakeList(heap, {}), "List"},
      {Value::Adopt(heap.NewMap()), "Map"},
      {engine.Chant("f", 0, {}), "Chant"},
      {Value::Builtin(*FindBuiltin("abs")), "Chant"},
      {Value::Adopt(heap.NewConstructor(shape.as<VariantDef>(), 1)), "Chant"},
      {box(ObjectType::kTriumph), "Outcome"},
      {box(ObjectType::kMishap), "Outcome"},
      {box(ObjectType::kPresent), "Maybe"},
      {Value::Absent(), "Maybe"},
      {Value::Adopt(heap.NewRange(0, 1)), "Range"},
      {Value::Adopt(heap.NewIterator(IteratorKind::kList, Value(), Value(), 0)), "Iterator"},
      {Value::Adopt(heap.NewGrove("M", cell.as<Cell>())), "Grove"},
      {Value::Adopt(heap.NewCapability("r", "j")), "Capability"},
      {Value::Adopt(heap.NewStruct(form.as<FormDef>())), ""},
      {form, ""},
      {shape, ""},
      {Value::Adopt(heap.NewVariantValue(shape.as<VariantDef>(), 0)), ""},
  };
  for (const char* type : {"Number", "Text", "Truth", "Nothing", "List", "Map", "Chant", "Outcome",
                           "Maybe", "Range", "Iterator", "Grove", "Capability"}) {
    for (const auto& [value, satisfied] : values) {
      EXPECT_EQ(MatchesPrimitive(PrimitiveFieldType(type), value), satisfied == type)
          << engine.Canonical(value) << " as " << type;
      EXPECT_TRUE(MatchesPrimitive(FieldType::kAnything, value));
    }
  }
  EXPECT_EQ(PrimitiveFieldType("Function"), FieldType::kChant);
  EXPECT_EQ(PrimitiveFieldType("Any"), FieldType::kNamed);
  EXPECT_EQ(PrimitiveFieldType("number"), FieldType::kNamed);
  EXPECT_EQ(PrimitiveFieldType(""), FieldType::kNamed);
}

TEST(Variants, MatchesNamesByWhatTheyMean) {
  TestEngine engine;
  Heap& heap = engine.heap();
  Value form = Value::Adopt(heap.NewForm(&kVariantPoint, 0));
  Value twin = Value::Adopt(heap.NewForm(&kVariantPoint, 0));
  Value point = Value::Adopt(heap.NewStruct(form.as<FormDef>()));
  EXPECT_TRUE(MatchesNamed("Point", form, point));
  EXPECT_FALSE(MatchesNamed("Point", twin, point)) << "another form of the same name";
  EXPECT_FALSE(MatchesNamed("Point", form, Value::Number(1)));
  EXPECT_FALSE(MatchesNamed("Point", form, form)) << "the definition is not one of its values";
  Value shape = Value::Adopt(heap.NewVariantDef(&kVariantShape));
  Value other = Value::Adopt(heap.NewVariantDef(&kVariantShape));
  Value unit = Value::Adopt(heap.NewVariantValue(shape.as<VariantDef>(), 0));
  Value constructor = Value::Adopt(heap.NewConstructor(shape.as<VariantDef>(), 1));
  EXPECT_TRUE(MatchesNamed("Shape", shape, unit));
  EXPECT_FALSE(MatchesNamed("Shape", other, unit));
  EXPECT_FALSE(MatchesNamed("Shape", shape, constructor));
  EXPECT_FALSE(MatchesNamed("Shape", shape, point));
  EXPECT_FALSE(MatchesNamed("T", form, Value::Number(1)))
      << "a name that means a form is no type parameter";
}

TEST(Variants, NamesThatMeanNoDefinitionStandForEverythingOrNothing) {
  for (const Value& resolved : {Value::Unbound(), Value::Number(3)}) {
    for (const char* name : {"T", "A", "Z", "Any"}) {
      EXPECT_TRUE(MatchesNamed(name, resolved, Value::Number(1))) << name;
    }
    for (const char* name : {"t", "TT", "Anything", "any", "_", "Unknown"}) {
      EXPECT_FALSE(MatchesNamed(name, resolved, Value::Number(1))) << name;
    }
  }
}

#if QS_ASSERTIONS
TEST(VariantsDeathTest, ANamedTypeIsNotMatchedWithoutItsMeaning) {
  EXPECT_DEATH(MatchesPrimitive(FieldType::kNamed, Value()), "matched with what its name means");
}
#endif

}  // namespace
}  // namespace quicksilver
