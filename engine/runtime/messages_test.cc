#include "engine/runtime/messages.h"

#include <gtest/gtest.h>
#include <limits>

#include "engine/runtime/runtime_test_support.h"

namespace quicksilver {
namespace {

const FormInfo kPointForm{"Point", {}};
const VariantInfo kShapeVariant{"Shape", {{"Unit", false, 0}, {"Circle", true, 1}}};

TEST(Messages, NamesEveryType) {
  TestEngine engine;
  Heap& heap = engine.heap();
  const auto name = [](const Value& value) { return std::string(TypeName(value)); };
  const auto of = [&](Object* object) { return name(Value::Adopt(object)); };
  EXPECT_EQ(name(Value::Number(std::numeric_limits<double>::quiet_NaN())), "Number");
  EXPECT_EQ(name(Value::Truth(false)), "Truth");
  EXPECT_EQ(name(Value::Nothing()), "Nothing");
  EXPECT_EQ(name(Value::Absent()), "Absent");
  EXPECT_EQ(name(Value::Builtin(static_cast<BuiltinId>(0))), "Builtin");
  EXPECT_EQ(of(heap.NewText("t")), "Text");
  EXPECT_EQ(of(heap.NewList()), "List");
  EXPECT_EQ(of(heap.NewMap()), "Map");
  EXPECT_EQ(of(heap.NewRange(0, 1)), "Range");
  EXPECT_EQ(name(engine.Chant("f", 0, {})), "Chant");
  EXPECT_EQ(of(heap.NewBox(ObjectType::kTriumph, Value())), "Triumph");
  EXPECT_EQ(of(heap.NewBox(ObjectType::kMishap, Value())), "Mishap");
  EXPECT_EQ(of(heap.NewBox(ObjectType::kPresent, Value())), "Present");
  EXPECT_EQ(of(heap.NewIterator(IteratorKind::kList, Value(), Value(), 0)), "Iterator");
  EXPECT_EQ(of(heap.NewCapability("r", "j")), "Capability");
  Value cell = Value::Adopt(heap.NewCell(0));
  EXPECT_EQ(of(heap.NewGrove("M", cell.as<Cell>())), "Grove");
  Value form = Value::Adopt(heap.NewForm(&kPointForm, 0));
  EXPECT_EQ(name(form), "Point") << "a definition is named like its values";
  EXPECT_EQ(of(heap.NewStruct(form.as<FormDef>())), "Point");
  Value shape = Value::Adopt(heap.NewVariantDef(&kShapeVariant));
  EXPECT_EQ(name(shape), "Shape");
  EXPECT_EQ(of(heap.NewVariantValue(shape.as<VariantDef>(), 0)), "Unit");
  EXPECT_EQ(of(heap.NewVariantValue(shape.as<VariantDef>(), 1)), "Circle");
  EXPECT_EQ(of(heap.NewConstructor(shape.as<VariantDef>(), 1)), "Circle");
}

TEST(Messages, SayWhatTheDefinitionSays) {
  TestEngine engine;
  const Value text = MakeText(engine.heap(), "t");
  EXPECT_EQ(ExpectedMessage("Text, List or Map", Value::Number(1)),
            "Expected Text, List or Map, got Number");
  EXPECT_EQ(OperandsMessage(text, "+", Value::Number(1)), "Expected Number, got Text + Number");
  EXPECT_EQ(OperandsMessage(Value(), "<=", text), "Expected Number, got Nothing <= Text");
  EXPECT_EQ(ArityMessage(2, false, 1), "Expected 2 arguments, got 1");
  EXPECT_EQ(ArityMessage(1, false, 3), "Expected 1 arguments, got 3") << "always the plural";
  EXPECT_EQ(ArityMessage(2, true, 0), "Expected at least 2 arguments, got 0");
  EXPECT_EQ(FieldNotFoundMessage("z", text), "Field 'z' not found on Text");
  EXPECT_EQ(NotIterableMessage(Value::Number(1)), "Number is not iterable");
  EXPECT_EQ(NotCallableMessage(text), "Text is not callable");
  EXPECT_EQ(OutsideMessage("yield"), "Cannot use 'yield' outside of a chant");
  EXPECT_EQ(OutsideMessage("break"), "Cannot use 'break' outside of a loop");
  EXPECT_EQ(OutsideMessage("continue"), "Cannot use 'continue' outside of a loop");
}

TEST(Messages, ShowIndexesAsNumbersAreShown) {
  EXPECT_EQ(IndexMessage(3, 2), "Index 3 out of bounds (length 2)");
  EXPECT_EQ(IndexMessage(-1, 0), "Index -1 out of bounds (length 0)");
  EXPECT_EQ(IndexMessage(-0.0, 0), "Index 0 out of bounds (length 0)")
      << "-0.5 truncated is index 0";
  EXPECT_EQ(IndexMessage(std::numeric_limits<double>::quiet_NaN(), 5),
            "Index NaN out of bounds (length 5)");
  EXPECT_EQ(IndexMessage(1e21, 5), "Index 1000000000000000000000 out of bounds (length 5)");
}

}  // namespace
}  // namespace quicksilver
