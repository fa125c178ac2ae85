#include <cmath>
#include <vector>

#include "engine/runtime/builtins_testing.h"
#include "engine/runtime/list.h"

namespace quicksilver {
namespace {

using ListBuiltins = BuiltinsTest;

TEST_F(ListBuiltins, PushAndPopWorkAtTheEnd) {
  EXPECT_EQ(Run("list_push", {L({N(1)}), L({})}), "List[Number(1), List[]]");
  EXPECT_EQ(Run("list_push", {L({}), Value::Nothing()}), "List[Nothing]");
  EXPECT_EQ(Run("list_pop", {L({N(1), N(2)})}), "List[Number(1)]");
  EXPECT_EQ(Run("list_pop", {L({})}), "CustomError: Cannot pop from empty list");
  EXPECT_EQ(Run("list_length", {L({N(1), L({N(2)})})}), "Number(2)");
}

TEST_F(ListBuiltins, PushUpdatesAnUnsharedListInPlace) {
  Value list = L({});
  const Object* object = nullptr;
  int moves = 0;
  for (int i = 0; i < 1000; ++i) {
    Value args[] = {std::move(list), N(i)};
    list = Call("list_push", args);
    if (list.object() != object) ++moves;
    object = list.object();
  }
  EXPECT_EQ(list.as<List>()->length, 1000u);
  EXPECT_LT(moves, 20) << "pushing copied the list instead of growing it";
}

TEST_F(ListBuiltins, UpdatesLeaveAliasesUntouched) {
  const Value alias = L({N(1), N(2), N(3)});
  const std::string before = Show(alias);
  const Value more = L({N(8), N(9)});
  for (const char* name : {"list_pop", "list_reverse"}) {
    Value args[] = {alias};
    Call(name, args);
    EXPECT_EQ(Show(alias), before) << name << " changed a list that is shared";
  }
  Value pushed[] = {alias, N(4)};
  EXPECT_EQ(Show(Call("list_push", pushed)), "List[Number(1), Number(2), Number(3), Number(4)]");
  Value joined[] = {alias, more};
  EXPECT_EQ(Show(Call("list_concat", joined)),
            "List[Number(1), Number(2), Number(3), Number(8), Number(9)]");
  EXPECT_EQ(Show(alias), before);
  EXPECT_EQ(Show(more), "List[Number(8), Number(9)]");
}

TEST_F(ListBuiltins, APoppedListAndItsAliasGrowApart) {
  const Value alias = L({N(1), N(2)});
  Value pop[] = {alias};
  Value push[] = {Call("list_pop", pop), N(9)};
  EXPECT_EQ(Show(Call("list_push", push)), "List[Number(1), Number(9)]");
  EXPECT_EQ(Show(alias), "List[Number(1), Number(2)]")
      << "the push wrote over an element that the longer list still sees";
}

TEST_F(ListBuiltins, ReverseTurnsAnUnsharedListAroundInPlace) {
  Value args[] = {L({N(1), N(2), N(3)})};
  const Object* object = args[0].object();
  const Value reversed = Call("list_reverse", args);
  EXPECT_EQ(Show(reversed), "List[Number(3), Number(2), Number(1)]");
  EXPECT_EQ(reversed.object(), object);
  EXPECT_EQ(Run("list_reverse", {L({})}), "List[]");
}

TEST_F(ListBuiltins, ConcatJoinsInOrder) {
  const Value list = L({N(1), L({N(2)})});
  EXPECT_EQ(Run("list_concat", {list, list}),
            "List[Number(1), List[Number(2)], Number(1), List[Number(2)]]");
  EXPECT_EQ(Run("list_concat", {L({}), list}), Show(list));
  EXPECT_EQ(Run("list_concat", {list, L({})}), Show(list));
  EXPECT_EQ(Run("list_concat", {L({}), L({})}), "List[]");
}

TEST_F(ListBuiltins, ConcatOntoAnUnsharedListIsLinear) {
  Value list = L({});
  const Value two = L({N(1), N(2)});
  const Object* object = nullptr;
  int moves = 0;
  for (int i = 0; i < 1000; ++i) {
    Value args[] = {std::move(list), two};
    list = Call("list_concat", args);
    if (list.object() != object) ++moves;
    object = list.object();
  }
  EXPECT_EQ(list.as<List>()->length, 2000u);
  EXPECT_LT(moves, 20);
  EXPECT_EQ(Show(two), "List[Number(1), Number(2)]") << "the list that was added has changed";
}

TEST_F(ListBuiltins, FirstAndLastNeedAnElement) {
  EXPECT_EQ(Run("list_first", {L({L({}), N(2)})}), "List[]");
  EXPECT_EQ(Run("list_last", {L({N(1), Value::Nothing()})}), "Nothing");
  EXPECT_EQ(Run("list_first", {L({})}), "CustomError: Cannot get first element of empty list");
  EXPECT_EQ(Run("list_last", {L({})}), "CustomError: Cannot get last element of empty list");
}

TEST_F(ListBuiltins, SliceIsHalfOpen) {
  const Value list = L({N(10), N(20), N(30)});
  EXPECT_EQ(Run("list_slice", {list, N(1), N(3)}), "List[Number(20), Number(30)]");
  EXPECT_EQ(Run("list_slice", {list, N(3), N(3)}), "List[]");
  EXPECT_EQ(Run("list_slice", {list, N(-0.5), N(1.5)}), "List[Number(10)]");
  EXPECT_EQ(Run("list_slice", {list, N(0), N(3)}), Show(list));
  EXPECT_EQ(Run("list_slice", {list, N(-1), N(9)}),
            "IndexOutOfBounds: Index -1 out of bounds (length 3)");
  EXPECT_EQ(Run("list_slice", {list, N(2), N(1)}),
            "IndexOutOfBounds: Index 1 out of bounds (length 3)");
}

TEST_F(ListBuiltins, FlattenTakesOffOneLevel) {
  EXPECT_EQ(Run("list_flatten", {L({L({N(1)}), L({}), L({L({N(2)})})})}),
            "List[Number(1), List[Number(2)]]");
  EXPECT_EQ(Run("list_flatten", {L({N(1), L({N(2)}), T("x")})}),
            "List[Number(1), Number(2), Text(\"x\")]");
  EXPECT_EQ(Run("list_flatten", {L({})}), "List[]");
}

TEST_F(ListBuiltins, SumAndProductGoFromLeftToRight) {
  EXPECT_EQ(Run("list_sum", {L({})}), "Number(0)");
  EXPECT_EQ(Run("list_product", {L({})}), "Number(1)");
  EXPECT_EQ(Run("list_sum", {L({N(0.1), N(0.2), N(0.3)})}), "Number(0.6000000000000001)");
  EXPECT_EQ(Run("list_sum", {L({N(1e308), N(1e308), N(-1e308)})}), "Number(inf)");
  EXPECT_EQ(Run("list_product", {L({N(2), N(-3)})}), "Number(-6)");
  EXPECT_EQ(Run("list_sum", {L({N(1), T("x"), Value::Absent()})}),
            "TypeError: Expected Number, got Text");
  EXPECT_EQ(Run("list_product", {L({Bool(true)})}), "TypeError: Expected Number, got Truth");
}

TEST_F(ListBuiltins, MinAndMaxNeedNumbersAndPassNaNOn) {
  EXPECT_EQ(Run("list_min", {L({N(3), N(-2), N(9)})}), "Number(-2)");
  EXPECT_EQ(Run("list_max", {L({N(3), N(-2), N(9)})}), "Number(9)");
  EXPECT_EQ(Run("list_min", {L({N(0), N(-0.0)})}), "Number(-0)");
  EXPECT_EQ(Run("list_max", {L({N(-0.0), N(0)})}), "Number(0)");
  EXPECT_EQ(Run("list_min", {L({N(NAN), N(1)})}), "Number(NaN)");
  EXPECT_EQ(Run("list_max", {L({N(1), N(NAN), N(2)})}), "Number(NaN)");
  EXPECT_EQ(Run("list_min", {L({N(INFINITY)})}), "Number(inf)");
  EXPECT_EQ(Run("list_max", {L({N(-INFINITY)})}), "Number(-inf)");
  EXPECT_EQ(Run("list_min", {L({})}), "CustomError: Cannot find min of empty list");
  EXPECT_EQ(Run("list_max", {L({})}), "CustomError: Cannot find max of empty list");
  EXPECT_EQ(Run("list_min", {L({N(NAN), T("a")})}), "TypeError: Expected Number, got Text");
}

TEST_F(ListBuiltins, ContainsAndIndexOfCompareByIs) {
  const Value list = L({N(1), L({T("a")}), N(-0.0), N(NAN), L({T("a")})});
  EXPECT_EQ(Run("list_index_of", {list, L({T("a")})}), "Number(1)");
  EXPECT_EQ(Run("list_index_of", {list, N(0)}), "Number(2)");
  EXPECT_EQ(Run("list_index_of", {list, N(NAN)}), "Number(-1)");
  EXPECT_EQ(Run("list_index_of", {list, T("1")}), "Number(-1)");
  EXPECT_EQ(Run("list_contains", {list, L({T("a")})}), "Truth(true)");
  EXPECT_EQ(Run("list_contains", {list, N(NAN)}), "Truth(false)");
  EXPECT_EQ(Run("list_contains", {L({}), Value::Nothing()}), "Truth(false)");
}

TEST_F(ListBuiltins, FillGivesIndependentElements) {
  EXPECT_EQ(Run("list_fill", {N(2.9), T("x")}), "List[Text(\"x\"), Text(\"x\")]");
  EXPECT_EQ(Run("list_fill", {N(-1), N(0)}), "List[]");
  EXPECT_EQ(Run("list_fill", {N(NAN), N(0)}), "List[]");
  Value args[] = {N(2), L({N(1)})};
  Value rows = Call("list_fill", args);
  ASSERT_TRUE(MakeListUnique(heap(), rows));
  Value& first = MutableItems(rows)[0];
  ASSERT_TRUE(MakeListUnique(heap(), first));
  MutableItems(first)[0] = N(9);
  EXPECT_EQ(Show(rows), "List[List[Number(9)], List[Number(1)]]");
}

TEST_F(ListBuiltins, FailuresLeaveTheFirstArgument) {
  Value pop[] = {L({})};
  EXPECT_TRUE(Call("list_pop", pop).is_raised());
  EXPECT_TRUE(pop[0].is(ObjectType::kList)) << "an engine could not give the variable back";
  Value concat[] = {L({N(1)}), N(2)};
  EXPECT_TRUE(Call("list_concat", concat).is_raised());
  EXPECT_EQ(runtime().TakeError().message, "Expected List, got Number");
  EXPECT_EQ(Show(concat[0]), "List[Number(1)]");
}

TEST_F(ListBuiltins, ResultsBeyondTheBudgetAreOutOfMemoryBeforeTheyAreBuilt) {
  Limits limits;
  limits.heap_bytes = 1 << 20;
  Begin(limits);
  const std::string expected = "OutOfMemory: Memory limit 1048576 bytes exceeded";
  const std::uint64_t before = heap().bytes_in_use();
  EXPECT_EQ(Run("list_fill", {N(1e12), N(0)}), expected);
  EXPECT_EQ(Run("list_fill", {N(INFINITY), N(0)}), expected);
  Value fill[] = {N(60'000), N(7)};
  Value large = Call("list_fill", fill);
  EXPECT_EQ(Run("list_flatten", {L({large, large, large})}), expected);
  EXPECT_EQ(Run("list_concat", {large, large}), expected);
  large = Value();
  EXPECT_EQ(heap().bytes_in_use(), before) << "a failed builtin kept memory";
}

TEST_F(ListBuiltins, LongWorkIsCharged) {
  Limits limits;
  limits.steps = 1000;
  Value fill[] = {N(5000), N(7)};
  const Value list = Call("list_fill", fill);
  for (const char* name : {"list_sum", "list_max", "list_reverse"}) {
    Begin(limits);
    EXPECT_EQ(Run(name, {list}), "FuelExhausted: Step limit 1000 exceeded") << name;
  }
  Begin(limits);
  EXPECT_EQ(Run("list_contains", {list, N(8)}), "FuelExhausted: Step limit 1000 exceeded");
  Begin(limits);
  EXPECT_EQ(Run("list_contains", {list, N(7)}), "Truth(true)")
      << "what is found early costs little";
}

}  // namespace
}  // namespace quicksilver
