#include "engine/runtime/format.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "engine/base/assert.h"
#include "engine/runtime/builtins.h"
#include "engine/runtime/list.h"
#include "engine/runtime/map.h"
#include "engine/runtime/runtime_test_support.h"

namespace quicksilver {
namespace {

const FormInfo kPoint{"Point", {{"x", "Number", FieldType::kNumber, 0}, {"y", "Any"}}};
const FormInfo kEmptyForm{"P", {}};
const VariantInfo kShape{"Shape", {{"Unit", false, 0}, {"Circle", true, 1}, {"Box", true, 2}}};

class FormatTest : public testing::Test {
 protected:
  Heap& heap() { return engine_.heap(); }
  Runtime& runtime() { return engine_.runtime(); }

  // Both forms at once: `to_text ~ canonical`.
  std::string Both(const Value& value) {
    return engine_.ToText(value) + " ~ " + engine_.Canonical(value);
  }
  Value List(std::vector<Value> items) { return MakeList(heap(), std::move(items)); }
  Value Text(std::string_view text) { return MakeText(heap(), text); }
  Value Box(ObjectType type, Value value) {
    return Value::Adopt(heap().NewBox(type, std::move(value)));
  }
  Value Map(std::vector<std::pair<std::string, Value>> entries) {
    Value map = Value::Adopt(heap().NewMap());
    for (auto& [key, value] : entries) map = MapSet(heap(), map, Text(key), std::move(value));
    return map;
  }
  Value Point(const Value& form, Value x, Value y) {
    Struct* point = heap().NewStruct(form.as<FormDef>());
    point->fields()[0] = std::move(x);
    point->fields()[1] = std::move(y);
    return Value::Adopt(point);
  }
  Value Case(const Value& definition, std::uint16_t index, std::vector<Value> fields) {
    VariantValue* made = heap().NewVariantValue(definition.as<VariantDef>(), index);
    for (std::size_t i = 0; i < fields.size(); ++i) made->fields()[i] = std::move(fields[i]);
    return Value::Adopt(made);
  }
  bool Same(const Value& left, const Value& right) {
    const auto forward = Equals(runtime(), left, right);
    const auto backward = Equals(runtime(), right, left);
    EXPECT_TRUE(forward.has_value());
    EXPECT_EQ(forward, backward) << "equality depends on the side";
    return forward.value_or(false);
  }

  TestEngine engine_;
};

// --- The two written forms
// --------------------------------------------------------------------------

TEST_F(FormatTest, WritesImmediates) {
  EXPECT_EQ(Both(Value::Number(50)), "50 ~ Number(50)");
  EXPECT_EQ(Both(Value::Number(-0.0)), "-0 ~ Number(-0)");
  EXPECT_EQ(Both(Value::Number(0.1)), "0.1 ~ Number(0.1)");
  EXPECT_EQ(Both(Value::Number(kNaN)), "NaN ~ Number(NaN)");
  EXPECT_EQ(Both(Value::Number(-kInfinity)), "-inf ~ Number(-inf)");
  EXPECT_EQ(Both(Value::Number(1e21)), "1000000000000000000000 ~ Number(1000000000000000000000)");
  EXPECT_EQ(Both(Value::Truth(true)), "true ~ Truth(true)");
  EXPECT_EQ(Both(Value::Truth(false)), "false ~ Truth(false)");
  EXPECT_EQ(Both(Value::Nothing()), "nothing ~ Nothing");
  EXPECT_EQ(Both(Value::Absent()), "Absent ~ Absent");
  EXPECT_EQ(Both(Value::Builtin(*FindBuiltin("list_push"))),
            "<builtin list_push> ~ Builtin(list_push)");
}

TEST_F(FormatTest, WritesTextsRawAndEscaped) {
  EXPECT_EQ(Both(Text("plain")), "plain ~ Text(\"plain\")");
  EXPECT_EQ(engine_.Canonical(Text("q\" b\\ n\n t\t r\r")), R"(Text("q\" b\\ n\n t\t r\r"))");
  EXPECT_EQ(engine_.Canonical(Text(std::string_view("\0\x01\x1f\x7f", 4))),
            R"(Text("\u{0}\u{1}\u{1f}\u{7f}"))");
  EXPECT_EQ(engine_.Canonical(Text("\u0080\u009f\u00a0\u00e9")),
            "Text(\"\\u{80}\\u{9f}\u00a0\u00e9\")")
      << "controls end at U+009F; letters beyond stay as they are";
  EXPECT_EQ(engine_.Canonical(Text("\u0100\u20ac")), "Text(\"\u0100\u20ac\")");
}

TEST_F(FormatTest, WritesContainers) {
  EXPECT_EQ(Both(List({})), "[] ~ List[]");
  EXPECT_EQ(Both(List({Value::Number(1), Text("a"), List({Value::Number(2)})})),
            "[1, a, [2]] ~ List[Number(1), Text(\"a\"), List[Number(2)]]");
  EXPECT_EQ(Both(Map({})), "{} ~ Map{}");
  EXPECT_EQ(Both(Map({{"b", Value::Number(2)}, {"a", List({})}})),
            "{a: [], b: 2} ~ Map{a: List[], b: Number(2)}");
  EXPECT_EQ(Both(Value::Adopt(heap().NewRange(1, 4))), "range(1, 4) ~ Range(1, 4)");
  EXPECT_EQ(Both(Value::Adopt(heap().NewRange(-0.5, kInfinity))),
            "range(-0.5, inf) ~ Range(-0.5, inf)");
  EXPECT_EQ(Both(Box(ObjectType::kTriumph, Box(ObjectType::kMishap, Text("x")))),
            "Triumph(Mishap(x)) ~ Triumph(Mishap(Text(\"x\")))");
  EXPECT_EQ(Both(Box(ObjectType::kPresent, Value::Absent())), "Present(Absent) ~ Present(Absent)");
}

TEST_F(FormatTest, WritesKeysBareOnlyWhereTheyAreIdentifiers) {
  const auto key = [&](std::string_view text) {
    return engine_.Canonical(Map({{std::string(text), Value()}}));
  };
  EXPECT_EQ(key("a1_"), "Map{a1_: Nothing}");
  EXPECT_EQ(key("_"), "Map{_: Nothing}");
  EXPECT_EQ(key("\u00e9t\u00e9"), "Map{\u00e9t\u00e9: Nothing}");
  EXPECT_EQ(key("end"), "Map{end: Nothing}") << "keywords are plain names before a colon";
  EXPECT_EQ(key(""), "Map{\"\": Nothing}");
  EXPECT_EQ(key("1a"), "Map{\"1a\": Nothing}");
  EXPECT_EQ(key("a b"), "Map{\"a b\": Nothing}");
  EXPECT_EQ(key("a-b"), "Map{\"a-b\": Nothing}");
  EXPECT_EQ(key("x\n"), "Map{\"x\\n\": Nothing}");
  EXPECT_EQ(key("\u20ac"), "Map{\"\u20ac\": Nothing}") << "a currency sign is not a letter";
  EXPECT_EQ(key("a\xff"), "Map{\"a\xff\": Nothing}") << "what is not UTF-8 is no identifier";
  EXPECT_EQ(engine_.ToText(Map({{"a b", Value()}, {"", Value()}})), "{: nothing, a b: nothing}");
}

TEST_F(FormatTest, WritesStructsAndVariants) {
  Value form = Value::Adopt(heap().NewForm(&kPoint, 0));
  EXPECT_EQ(Both(Point(form, Value::Number(1), Text("b"))),
            "Point { x: 1, y: b } ~ Struct Point{x: Number(1), y: Text(\"b\")}");
  Value empty = Value::Adopt(heap().NewForm(&kEmptyForm, 0));
  EXPECT_EQ(Both(Value::Adopt(heap().NewStruct(empty.as<FormDef>()))), "P {} ~ Struct P{}");
  EXPECT_EQ(Both(form), "<form Point> ~ Form(Point)");
  Value shape = Value::Adopt(heap().NewVariantDef(&kShape));
  EXPECT_EQ(Both(shape), "<variant Shape> ~ VariantDef(Shape)");
  EXPECT_EQ(Both(Case(shape, 0, {})), "Unit ~ Variant Shape.Unit");
  EXPECT_EQ(Both(Case(shape, 1, {Value::Number(2)})),
            "Circle(2) ~ Variant Shape.Circle(Number(2))");
  EXPECT_EQ(Both(Case(shape, 2, {Text("w"), List({})})),
            "Box(w, []) ~ Variant Shape.Box(Text(\"w\"), List[])");
  EXPECT_EQ(Both(Value::Adopt(heap().NewConstructor(shape.as<VariantDef>(), 1))),
            "<constructor Shape.Circle> ~ Constructor(Shape.Circle)");
}

TEST_F(FormatTest, WritesWhatHasOnlyAName) {
  EXPECT_EQ(Both(engine_.Chant("f", 2, {})), "<chant f> ~ Chant(f/2)");
  EXPECT_EQ(Both(engine_.Chant("_", 0, {})), "<chant _> ~ Chant(_/0)");
  ChantCode rest{"g", 1, true};
  EXPECT_EQ(Both(Value::Adopt(heap().NewClosure(&rest, 0))), "<chant g> ~ Chant(g/1+)");
  Value iterator = Value::Adopt(heap().NewIterator(IteratorKind::kList, List({}), Value(), 0));
  EXPECT_EQ(Both(iterator), "<iterator> ~ Iterator");
  EXPECT_EQ(Both(Value::Adopt(heap().NewCapability("VGA.write", "say \"hi\""))),
            "<capability VGA.write> ~ Capability(\"VGA.write\", \"say \\\"hi\\\"\")");
  Value cell = Value::Adopt(heap().NewCell(0));
  EXPECT_EQ(Both(Value::Adopt(heap().NewGrove("M", cell.as<Cell>()))), "<grove M> ~ Grove(M)");
}

TEST_F(FormatTest, QuotesWithCanonicalEscapes) {
  EXPECT_EQ(QuoteText("a\"b\n"), "\"a\\\"b\\n\"");
  EXPECT_EQ(QuoteText(""), "\"\"");
  EXPECT_EQ(QuoteText("\xC2"), "\"\xC2\"") << "a cut-off sequence stays as it is";
}

TEST_F(FormatTest, ToTextOfATextIsThatText) {
  Value text = Text("same");
  EXPECT_EQ(ToTextValue(runtime(), text).object(), text.object());
  EXPECT_EQ(TextOf(ToTextValue(runtime(), List({text, Value::Number(1)}))), "[same, 1]");
}

// --- Their limits
// -----------------------------------------------------------------------------------

TEST_F(FormatTest, WritesAndComparesAMillionLevelsWithoutRecursion) {
  const auto nest = [&] {
    Value value = Value::Number(1);
    for (int i = 0; i < 100'000; ++i) {
      value = Box(ObjectType::kPresent, std::move(value));
    }
    return value;
  };
  Value deep = nest();
  const std::string text = engine_.ToText(deep);
  EXPECT_EQ(text.size(), 100'000u * 9 + 1);
  EXPECT_TRUE(text.ends_with("Present(1" + std::string(100'000, ')')));
  EXPECT_TRUE(Same(deep, nest()));
  for (int i = 0; i < 900'000; ++i) deep = Box(ObjectType::kPresent, std::move(deep));
  EXPECT_EQ(Equals(runtime(), deep, deep), true);
  EXPECT_FALSE(Same(deep, Box(ObjectType::kPresent, deep)));
}

// A list of two of the list before it, `depth` times: 2^depth numbers when written out.
Value Doubled(Heap& heap, int depth) {
  Value value = Value::Number(1);
  for (int i = 0; i < depth; ++i) value = MakeList(heap, {value, value});
  return value;
}

TEST_F(FormatTest, RefusesACanonicalFormBeyondOneMebibyte) {
  std::string out = "kept";
  EXPECT_FALSE(AppendCanonical(runtime(), Doubled(heap(), 60), out));
  EXPECT_EQ(runtime().TakeError().kind, ErrorKind::kOutOfMemory);
  EXPECT_LE(out.size(), kMaxCanonicalBytes + 100);
  // Text("…") around exactly as much as fits.
  const std::size_t most = kMaxCanonicalBytes - 8;
  out.clear();
  EXPECT_TRUE(AppendCanonical(runtime(), Text(std::string(most, 'x')), out));
  EXPECT_EQ(out.size(), kMaxCanonicalBytes);
  std::string more;
  EXPECT_FALSE(AppendCanonical(runtime(), Text(std::string(most + 1, 'x')), more));
  EXPECT_EQ(runtime().TakeError().message, "Memory limit 1048576 bytes exceeded");
  EXPECT_TRUE(AppendCanonical(runtime(), Value::Number(1), out))
      << "what was in the string before does not count";
}

TEST_F(FormatTest, RefusesATextBeyondTheBudget) {
  heap().set_limit(heap().bytes_in_use() + 100'000);
  EXPECT_TRUE(ToTextValue(runtime(), Doubled(heap(), 60)).is_raised());
  const Error error = runtime().TakeError();
  EXPECT_EQ(error.kind, ErrorKind::kOutOfMemory);
  EXPECT_EQ(error.message, "Memory limit " + std::to_string(heap().limit()) + " bytes exceeded");
  // Each leaf fits by itself; together they do not.
  Value big = Text(std::string(40'000, 'x'));
  EXPECT_TRUE(ToTextValue(runtime(), List({big, big, big})).is_raised());
  EXPECT_EQ(runtime().TakeError().kind, ErrorKind::kOutOfMemory);
}

TEST_F(FormatTest, RefusesTheTextValueWhenOnlyItsCopyDoesNotFit) {
  Value list = List({Text(std::string(30'000, 'x')), Text(std::string(30'000, 'y'))});
  heap().set_limit(heap().bytes_in_use() + 61'000);
  EXPECT_TRUE(ToTextValue(runtime(), list).is_raised());
  EXPECT_EQ(runtime().TakeError().kind, ErrorKind::kOutOfMemory);
}

TEST_F(FormatTest, RefusesLongNamesAndKeysInTime) {
  heap().set_limit(heap().bytes_in_use() + 20'000);
  const std::string name(15'000, 'n');
  std::string out(10'000, ' ');
  const FormInfo info{"F", {{name, "Any"}}};
  Value form = Value::Adopt(heap().NewForm(&info, 0));
  EXPECT_FALSE(AppendText(runtime(), Value::Adopt(heap().NewStruct(form.as<FormDef>())), out));
  EXPECT_EQ(runtime().TakeError().kind, ErrorKind::kOutOfMemory);
  heap().set_limit(heap().bytes_in_use() + 40'000);
  Value map = Map({{std::string(30'000, 'k'), Value()}});
  EXPECT_FALSE(AppendText(runtime(), map, out));
  EXPECT_EQ(runtime().TakeError().kind, ErrorKind::kOutOfMemory);
  map = Value();
  Value capability = Value::Adopt(heap().NewCapability(std::string(30'000, 'c'), "why"));
  EXPECT_FALSE(AppendText(runtime(), capability, out));
  EXPECT_EQ(runtime().TakeError().kind, ErrorKind::kOutOfMemory);
}

TEST(Format, ChargesAStepForEachElement) {
  Limits limits;
  limits.steps = 10'000;
  TestEngine engine(limits);
  Value doubled = Doubled(engine.heap(), 5);  // 63 values
  std::string out;
  ASSERT_TRUE(AppendText(engine.runtime(), doubled, out));
  EXPECT_EQ(engine.runtime().steps_used(), 63u);
  ASSERT_TRUE(AppendCanonical(engine.runtime(), doubled, out));
  EXPECT_EQ(engine.runtime().steps_used(), 126u);
  ASSERT_EQ(Equals(engine.runtime(), doubled, doubled), true);
  EXPECT_EQ(engine.runtime().steps_used(), 126u + 62u) << "the roots are the caller's step";
}

TEST(Format, StopsWhenStepsRunOut) {
  Limits limits;
  limits.steps = 5'000;
  TestEngine engine(limits);
  Runtime& runtime = engine.runtime();
  const Value exponential = Doubled(engine.heap(), 100);
  EXPECT_EQ(Equals(runtime, exponential, exponential), std::nullopt)
      << "a shared value must not be compared for ever";
  EXPECT_EQ(runtime.TakeError().kind, ErrorKind::kFuelExhausted);
  std::string out;
  EXPECT_FALSE(AppendText(runtime, exponential, out));
  EXPECT_EQ(runtime.TakeError().kind, ErrorKind::kFuelExhausted);
  EXPECT_TRUE(ToTextValue(runtime, exponential).is_raised());
  EXPECT_EQ(engine.Canonical(Value()), "raised") << "nothing runs after the last step";
}

// --- Equality
// ---------------------------------------------------------------------------------------

TEST_F(FormatTest, ComparesNumbersAsIeeeDoes) {
  EXPECT_TRUE(Same(Value::Number(0), Value::Number(-0.0)));
  EXPECT_FALSE(Same(Value::Number(kNaN), Value::Number(kNaN)));
  EXPECT_FALSE(Same(Value::Number(1), Value::Truth(true)));
  EXPECT_FALSE(Same(Value::Number(0), Value::Nothing()));
  EXPECT_FALSE(Same(Value::Number(1), Text("1")));
}

TEST_F(FormatTest, ComparesImmediates) {
  EXPECT_TRUE(Same(Value::Truth(true), Value::Truth(true)));
  EXPECT_FALSE(Same(Value::Truth(true), Value::Truth(false)));
  EXPECT_TRUE(Same(Value::Nothing(), Value::Nothing()));
  EXPECT_FALSE(Same(Value::Nothing(), Value::Absent()));
  EXPECT_TRUE(Same(Value::Builtin(*FindBuiltin("abs")), Value::Builtin(*FindBuiltin("abs"))));
  EXPECT_FALSE(Same(Value::Builtin(*FindBuiltin("abs")), Value::Builtin(*FindBuiltin("sqrt"))));
  EXPECT_FALSE(Same(Value::Nothing(), List({})));
}

TEST_F(FormatTest, AListIsNotEqualToItselfIfANaNIsInside) {
  Value list = List({Value::Number(kNaN)});
  EXPECT_FALSE(Same(list, list));
  EXPECT_FALSE(Same(List({list}), List({list})));
  Value fine = List({Value::Number(1)});
  EXPECT_TRUE(Same(fine, fine));
  EXPECT_FALSE(
      Same(Value::Adopt(heap().NewRange(0, kNaN)), Value::Adopt(heap().NewRange(0, kNaN))));
}

TEST_F(FormatTest, ComparesContainersByContent) {
  EXPECT_TRUE(Same(Text("a"), Text("a")));
  EXPECT_FALSE(Same(Text("a"), Text("b")));
  EXPECT_TRUE(Same(List({}), List({})));
  EXPECT_TRUE(Same(List({Text("a"), Value::Number(0)}), List({Text("a"), Value::Number(-0.0)})));
  EXPECT_FALSE(Same(List({Text("a")}), List({Text("a"), Value()})));
  EXPECT_FALSE(Same(List({Text("a"), Value::Number(1)}), List({Text("a"), Value::Number(2)})));
  EXPECT_TRUE(Same(Map({{"a", Value::Number(1)}, {"b", List({})}}),
                   Map({{"b", List({})}, {"a", Value::Number(1)}})))
      << "the order of insertion is not part of a map";
  EXPECT_FALSE(Same(Map({{"a", Value()}}), Map({{"b", Value()}})));
  EXPECT_FALSE(Same(Map({{"a", Value()}}), Map({{"a", Value::Absent()}})));
  EXPECT_FALSE(Same(Map({{"a", Value()}}), Map({})));
  EXPECT_FALSE(Same(Map({}), List({})));
  EXPECT_TRUE(Same(Value::Adopt(heap().NewRange(1, 4)), Value::Adopt(heap().NewRange(1, 4))));
  EXPECT_FALSE(Same(Value::Adopt(heap().NewRange(1, 4)), Value::Adopt(heap().NewRange(1, 5))));
  EXPECT_FALSE(Same(Value::Adopt(heap().NewRange(2, 4)), Value::Adopt(heap().NewRange(1, 4))));
  EXPECT_TRUE(Same(Box(ObjectType::kTriumph, Text("x")), Box(ObjectType::kTriumph, Text("x"))));
  EXPECT_FALSE(Same(Box(ObjectType::kTriumph, Text("x")), Box(ObjectType::kMishap, Text("x"))));
  EXPECT_FALSE(Same(Box(ObjectType::kPresent, Text("x")), Box(ObjectType::kPresent, Text("y"))));
  EXPECT_TRUE(Same(Value::Adopt(heap().NewCapability("r", "j")),
                   Value::Adopt(heap().NewCapability("r", "j"))));
  EXPECT_FALSE(Same(Value::Adopt(heap().NewCapability("r", "j")),
                    Value::Adopt(heap().NewCapability("r", "k"))));
  EXPECT_FALSE(Same(Value::Adopt(heap().NewCapability("r", "j")),
                    Value::Adopt(heap().NewCapability("s", "j"))));
}

TEST_F(FormatTest, ComparesStructsAndVariantsWithinTheirDefinition) {
  Value form = Value::Adopt(heap().NewForm(&kPoint, 0));
  Value twin = Value::Adopt(heap().NewForm(&kPoint, 0));
  const auto one = Value::Number(1);
  EXPECT_TRUE(Same(Point(form, one, Text("y")), Point(form, one, Text("y"))));
  EXPECT_FALSE(Same(Point(form, one, Text("y")), Point(form, one, Text("z"))));
  EXPECT_FALSE(Same(Point(form, one, one), Point(twin, one, one)))
      << "a form is what one run of its declaration made";
  EXPECT_FALSE(Same(form, twin));
  EXPECT_TRUE(Same(form, form));
  Value shape = Value::Adopt(heap().NewVariantDef(&kShape));
  Value other = Value::Adopt(heap().NewVariantDef(&kShape));
  EXPECT_TRUE(Same(Case(shape, 1, {one}), Case(shape, 1, {one})));
  EXPECT_FALSE(Same(Case(shape, 1, {one}), Case(shape, 1, {Value::Number(2)})));
  EXPECT_FALSE(Same(Case(shape, 1, {one}), Case(shape, 2, {one, one})));
  EXPECT_FALSE(Same(Case(shape, 1, {one}), Case(other, 1, {one})));
  EXPECT_TRUE(Same(Case(shape, 0, {}), Case(shape, 0, {})));
  EXPECT_FALSE(Same(shape, other));
  const auto constructor = [&](const Value& definition, std::uint16_t index) {
    return Value::Adopt(heap().NewConstructor(definition.as<VariantDef>(), index));
  };
  EXPECT_TRUE(Same(constructor(shape, 1), constructor(shape, 1)));
  EXPECT_FALSE(Same(constructor(shape, 1), constructor(shape, 2)));
  EXPECT_FALSE(Same(constructor(shape, 1), constructor(other, 1)));
}

TEST_F(FormatTest, ComparesChantsGrovesAndIteratorsByIdentity) {
  Value f = engine_.Chant("f", 0, {});
  EXPECT_TRUE(Same(f, f));
  EXPECT_FALSE(Same(f, Value::Adopt(heap().NewClosure(f.as<Closure>()->code, 0))));
  const auto iterator = [&] {
    return Value::Adopt(heap().NewIterator(IteratorKind::kList, List({}), Value(), 0));
  };
  Value it = iterator();
  EXPECT_TRUE(Same(it, it));
  EXPECT_FALSE(Same(it, iterator()));
  Value cell = Value::Adopt(heap().NewCell(0));
  const auto grove = [&] { return Value::Adopt(heap().NewGrove("M", cell.as<Cell>())); };
  Value m = grove();
  EXPECT_TRUE(Same(m, m));
  EXPECT_FALSE(Same(m, grove()));
  EXPECT_TRUE(Same(List({m, f}), List({m, f})));
}

// --- Truthiness
// -------------------------------------------------------------------------------------

TEST_F(FormatTest, KnowsTheSixFalsyValues) {
  for (const Value& falsy : {Value::Truth(false), Value::Nothing(), Value::Number(0),
                             Value::Number(-0.0), Text(""), List({})}) {
    EXPECT_FALSE(IsTruthy(falsy.raw())) << engine_.Canonical(falsy);
  }
  for (const Value& truthy :
       {Value::Truth(true), Value::Number(kNaN), Value::Number(-1), Text(" "), List({Value()}),
        Map({}), Value::Absent(), Value::Adopt(heap().NewRange(0, 0)),
        Box(ObjectType::kMishap, Value()), Value::Builtin(*FindBuiltin("abs"))}) {
    EXPECT_TRUE(IsTruthy(truthy.raw())) << engine_.Canonical(truthy);
  }
}

TEST_F(FormatTest, WritesAMarkerThatOnlyBytecodeFromAFileCanShowAsNothing) {
  EXPECT_EQ(engine_.ToText(Value::Unbound()), "nothing");
  EXPECT_EQ(TypeName(Value::Raised()), "Nothing");
}

}  // namespace
}  // namespace quicksilver
