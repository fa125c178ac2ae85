#include <cmath>
#include <vector>

#include "engine/runtime/builtins_testing.h"
#include "engine/runtime/runtime_test_support.h"

namespace quicksilver {
namespace {

class MathBuiltins : public BuiltinsTest {
 protected:
  Value Of(std::string_view name, std::vector<Value> args) { return Call(name, args); }
};

TEST_F(MathBuiltins, AbsDropsTheSign) {
  EXPECT_EQ(Run("abs", {N(-3.5)}), "Number(3.5)");
  EXPECT_EQ(Run("abs", {N(-0.0)}), "Number(0)");
  EXPECT_EQ(Run("abs", {N(-kInfinity)}), "Number(inf)");
  EXPECT_EQ(Run("abs", {N(kNaN)}), "Number(NaN)");
}

TEST_F(MathBuiltins, SqrtRefusesNegativeNumbers) {
  EXPECT_EQ(Run("sqrt", {N(2)}), "Number(1.4142135623730951)");
  EXPECT_EQ(Run("sqrt", {N(-0.0)}), "Number(-0)") << "-0 is not negative";
  EXPECT_EQ(Run("sqrt", {N(kNaN)}), "Number(NaN)");
  for (const double number : {-1.0, -5e-324, -kInfinity}) {
    EXPECT_EQ(Run("sqrt", {N(number)}), "CustomError: Cannot take square root of negative number");
  }
}

TEST_F(MathBuiltins, PowIsTheCLibrarys) {
  EXPECT_EQ(Run("pow", {N(2), N(10)}), "Number(1024)");
  EXPECT_EQ(Run("pow", {N(0), N(0)}), "Number(1)");
  EXPECT_EQ(Run("pow", {N(-8), N(1.0 / 3)}), "Number(NaN)");
  EXPECT_EQ(Run("pow", {N(kNaN), N(0)}), "Number(1)");
  EXPECT_EQ(Run("pow", {N(10), N(400)}), "Number(inf)");
}

TEST_F(MathBuiltins, MinAndMaxOrderZerosAndPassNaNOn) {
  EXPECT_EQ(Run("min", {N(3), N(-2)}), "Number(-2)");
  EXPECT_EQ(Run("max", {N(3), N(-2)}), "Number(3)");
  EXPECT_EQ(Run("min", {N(0), N(-0.0)}), "Number(-0)");
  EXPECT_EQ(Run("min", {N(-0.0), N(0)}), "Number(-0)");
  EXPECT_EQ(Run("max", {N(0), N(-0.0)}), "Number(0)");
  EXPECT_EQ(Run("max", {N(-0.0), N(0)}), "Number(0)");
  for (const char* name : {"min", "max"}) {
    EXPECT_EQ(Run(name, {N(kNaN), N(1)}), "Number(NaN)") << name;
    EXPECT_EQ(Run(name, {N(kInfinity), N(kNaN)}), "Number(NaN)") << name;
  }
}

TEST_F(MathBuiltins, RoundingGoesWhereItsNameSays) {
  struct Case {
    double number;
    const char* floor;
    const char* ceil;
    const char* round;
  };
  const Case cases[] = {
      {2.5, "Number(2)", "Number(3)", "Number(3)"},
      {-2.5, "Number(-3)", "Number(-2)", "Number(-3)"},
      {0.49999999999999994, "Number(0)", "Number(1)", "Number(0)"},
      {-0.2, "Number(-1)", "Number(-0)", "Number(-0)"},
      {9007199254740991, "Number(9007199254740991)", "Number(9007199254740991)",
       "Number(9007199254740991)"},
      {-kInfinity, "Number(-inf)", "Number(-inf)", "Number(-inf)"},
      {kNaN, "Number(NaN)", "Number(NaN)", "Number(NaN)"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(Run("floor", {N(c.number)}), c.floor) << c.number;
    EXPECT_EQ(Run("ceil", {N(c.number)}), c.ceil) << c.number;
    EXPECT_EQ(Run("round", {N(c.number)}), c.round) << c.number;
  }
}

TEST_F(MathBuiltins, SignOfBothZerosIsZero) {
  EXPECT_EQ(Run("sign", {N(5e-324)}), "Number(1)");
  EXPECT_EQ(Run("sign", {N(-kInfinity)}), "Number(-1)");
  EXPECT_EQ(Run("sign", {N(0)}), "Number(0)");
  EXPECT_EQ(Run("sign", {N(-0.0)}), "Number(0)");
  EXPECT_EQ(Run("sign", {N(kNaN)}), "Number(NaN)");
}

TEST_F(MathBuiltins, ClampKeepsANumberBetweenItsBounds) {
  EXPECT_EQ(Run("clamp", {N(5), N(1), N(3)}), "Number(3)");
  EXPECT_EQ(Run("clamp", {N(-5), N(1), N(3)}), "Number(1)");
  EXPECT_EQ(Run("clamp", {N(2), N(1), N(3)}), "Number(2)");
  EXPECT_EQ(Run("clamp", {N(-0.0), N(0), N(1)}), "Number(0)");
  for (int place = 0; place < 3; ++place) {
    std::vector<Value> args = {N(1), N(1), N(1)};
    args[place] = N(kNaN);
    EXPECT_EQ(Show(Of("clamp", args)), "Number(NaN)") << "NaN in place " << place;
  }
  EXPECT_EQ(Run("clamp", {N(kNaN), N(3), N(1)}), "CustomError: Clamp min must be <= max")
      << "crossed bounds are wrong whatever the number is";
}

TEST_F(MathBuiltins, LogRefusesWhatIsNotPositive) {
  EXPECT_EQ(Run("log", {N(1)}), "Number(0)");
  EXPECT_EQ(Run("log", {N(kInfinity)}), "Number(inf)");
  EXPECT_EQ(Run("log", {N(kNaN)}), "Number(NaN)");
  for (const double number : {0.0, -0.0, -1.0, -kInfinity}) {
    EXPECT_EQ(Run("log", {N(number)}), "CustomError: Cannot take log of non-positive number");
  }
}

TEST_F(MathBuiltins, TheCLibrarysFunctionsAreUsedAsTheyAre) {
  EXPECT_EQ(Of("sin", {N(1)}).number(), std::sin(1.0));
  EXPECT_EQ(Of("cos", {N(1)}).number(), std::cos(1.0));
  EXPECT_EQ(Of("tan", {N(1)}).number(), std::tan(1.0));
  EXPECT_EQ(Of("exp", {N(1)}).number(), std::exp(1.0));
  EXPECT_EQ(Of("log", {N(10)}).number(), std::log(10.0));
  EXPECT_EQ(Run("exp", {N(1000)}), "Number(inf)");
  EXPECT_EQ(Run("sin", {N(kInfinity)}), "Number(NaN)");
}

TEST_F(MathBuiltins, EveryNaNIsANumber) {
  // A NaN whose bits lay among the tags of other values would be one of them.
  for (const char* name :
       {"abs", "sqrt", "floor", "ceil", "round", "sign", "sin", "cos", "tan", "log", "exp"}) {
    EXPECT_TRUE(Of(name, {N(-kNaN)}).is_number()) << name;
    EXPECT_TRUE(Of(name, {N(kNaN)}).is_number()) << name;
  }
  EXPECT_TRUE(Of("pow", {N(-kInfinity), N(kNaN)}).is_number());
}

}  // namespace
}  // namespace quicksilver
