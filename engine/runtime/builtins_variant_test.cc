#include "engine/runtime/builtins_testing.h"

namespace quicksilver {
namespace {

class VariantBuiltins : public BuiltinsTest {
 protected:
  // A case of `variant Shape then Rect(w: Number, h: Number) Dot end`.
  Value Rect(double width, double height) {
    Value rect = Make(0);
    rect.as<VariantValue>()->fields()[0] = N(width);
    rect.as<VariantValue>()->fields()[1] = N(height);
    return rect;
  }
  Value Dot() { return Make(1); }
  Value RectConstructor() {
    const Value definition = Value::Adopt(heap().NewVariantDef(&info_));
    return Value::Adopt(heap().NewConstructor(definition.as<VariantDef>(), 0));
  }

 private:
  Value Make(std::uint16_t index) {
    const Value definition = Value::Adopt(heap().NewVariantDef(&info_));
    return Value::Adopt(heap().NewVariantValue(definition.as<VariantDef>(), index));
  }
  VariantInfo info_{"Shape", {{"Rect", true, 2}, {"Dot", false, 0}}};
};

TEST_F(VariantBuiltins, IsVariantComparesTheCasesName) {
  EXPECT_EQ(Run("is_variant", {Rect(1, 2), T("Rect")}), "Truth(true)");
  EXPECT_EQ(Run("is_variant", {Rect(1, 2), T("Shape")}), "Truth(false)");
  EXPECT_EQ(Run("is_variant", {Dot(), T("Dot")}), "Truth(true)");
  EXPECT_EQ(Run("is_variant", {N(5), T("Number")}), "Truth(false)");
  EXPECT_EQ(Run("is_variant", {RectConstructor(), T("Rect")}), "Truth(false)");
}

TEST_F(VariantBuiltins, FieldsComeAsAListInDeclarationOrder) {
  EXPECT_EQ(Run("expect_variant", {Rect(2, 3), T("Rect"), T("no")}), "List[Number(2), Number(3)]");
  EXPECT_EQ(Run("expect_variant", {Dot(), T("Dot"), T("no")}), "List[]");
  EXPECT_EQ(Run("variant_or", {Rect(2, 3), T("Rect"), N(0)}), "List[Number(2), Number(3)]");
}

TEST_F(VariantBuiltins, AnotherCaseIsAnErrorADefaultOrAbsent) {
  EXPECT_EQ(Run("expect_variant", {Dot(), T("Rect"), T("not a rect")}), "CustomError: not a rect");
  EXPECT_EQ(Run("variant_or", {Dot(), T("Rect"), N(0)}), "Number(0)");
  EXPECT_EQ(Run("refine_variant", {Dot(), T("Rect"), B("list_sum")}), "Absent");
}

TEST_F(VariantBuiltins, RefineCallsWithOneList) {
  EXPECT_EQ(Run("refine_variant", {Rect(2, 3), T("Rect"), B("list_product")}),
            "Present(Number(6))");
  EXPECT_EQ(Run("refine_variant", {Dot(), T("Dot"), B("length")}), "Present(Number(0))");
  EXPECT_EQ(Run("refine_variant", {Rect(2, 3), T("Rect"), B("pow")}),
            "ArityMismatch: Expected 2 arguments, got 1");
}

TEST_F(VariantBuiltins, WhatIsNoVariantValueIsATypeError) {
  EXPECT_EQ(Run("variant_or", {Triumph(N(1)), T("Triumph"), N(0)}),
            "TypeError: Expected Variant, got Triumph");
  EXPECT_EQ(Run("expect_variant", {RectConstructor(), T("Rect"), T("")}),
            "TypeError: Expected Variant, got Rect");
}

TEST_F(VariantBuiltins, ChangingTheFieldsListLeavesTheVariant) {
  const Value rect = Rect(2, 3);
  Value args[] = {rect, T("Rect"), N(0)};
  Value push[] = {Call("variant_or", args), N(4)};
  EXPECT_EQ(Show(Call("list_push", push)), "List[Number(2), Number(3), Number(4)]");
  EXPECT_EQ(Show(rect), "Variant Shape.Rect(Number(2), Number(3))");
}

}  // namespace
}  // namespace quicksilver
