#include <cmath>
#include <string>
#include <vector>

#include "engine/runtime/builtins_testing.h"

namespace quicksilver {
namespace {

class IteratorBuiltins : public BuiltinsTest {
 protected:
  template <typename... Rest>
  Value Make(std::string_view name, Rest... rest) {
    Value args[] = {std::move(rest)...};
    Value made = Call(name, args);
    EXPECT_FALSE(made.is_raised()) << name;
    return made;
  }
  Value Iter(Value value) { return Make("iter", std::move(value)); }
  std::string Collect(Value iterator) { return Run("iter_collect", {std::move(iterator)}); }
  // x times 2; counts its calls.
  Value Twice() {
    return F(1, [this](Args args) {
      ++calls_;
      return N(args[0].number() * 2);
    });
  }
  int calls_ = 0;
};

TEST_F(IteratorBuiltins, IterTakesListsRangesAndIterators) {
  EXPECT_EQ(Collect(Iter(L({N(1), T("a")}))), "List[Number(1), Text(\"a\")]");
  EXPECT_EQ(Collect(Iter(R(1.9, 4.2))), "List[Number(1), Number(2), Number(3)]");
  EXPECT_EQ(Collect(Iter(R(0, NAN))), "List[]");
  const Value iterator = Iter(L({}));
  EXPECT_EQ(Iter(iterator).object(), iterator.object());
  EXPECT_EQ(Run("iter", {T("ab")}), "TypeError: Expected List, Range or Iterator, got Text");
  EXPECT_EQ(Run("iter", {M({})}), "TypeError: Expected List, Range or Iterator, got Map");
}

TEST_F(IteratorBuiltins, NextLeavesItsArgument) {
  const Value iterator = Iter(L({N(10), N(20)}));
  EXPECT_EQ(Run("iter_next", {iterator}), "List[Iterator, Present(Number(10))]");
  EXPECT_EQ(Run("iter_next", {iterator}), "List[Iterator, Present(Number(10))]");
  Value at = iterator;
  for (const char* found : {"Present(Number(10))", "Present(Number(20))", "Absent", "Absent"}) {
    const Value pair = Make("iter_next", at);
    EXPECT_EQ(Show(pair.as<List>()->items()[1]), found);
    const Value next = pair.as<List>()->items()[0];
    EXPECT_NE(next.object(), at.object()) << "each step makes a new iterator, also at the end";
    at = next;
  }
}

TEST_F(IteratorBuiltins, ASourceListIsASnapshot) {
  Value list = L({N(1)});
  const Value iterator = Iter(list);
  Value args[] = {std::move(list), N(2)};
  EXPECT_EQ(Show(Call("list_push", args)), "List[Number(1), Number(2)]");
  EXPECT_EQ(Collect(iterator), "List[Number(1)]");
}

TEST_F(IteratorBuiltins, StagesAreLazyAndRememberNothing) {
  const Value twice = Make("iter_map", Iter(L({N(1), N(2)})), Twice());
  EXPECT_EQ(calls_, 0);
  EXPECT_EQ(Collect(twice), "List[Number(2), Number(4)]");
  EXPECT_EQ(Collect(twice), "List[Number(2), Number(4)]");
  EXPECT_EQ(calls_, 4);
}

TEST_F(IteratorBuiltins, FilterUsesTruthiness) {
  const Value itself = F(1, [](Args args) { return args[0]; });
  const Value items = L({N(0), N(1), T(""), T("a"), L({}), Value::Nothing(), M({})});
  EXPECT_EQ(Collect(Make("iter_filter", Iter(items), itself)),
            "List[Number(1), Text(\"a\"), Map{}]");
}

TEST_F(IteratorBuiltins, TakeTruncatesAndClampsItsCount) {
  const auto take = [&](double count) {
    return Collect(Make("iter_take", Iter(L({N(1), N(2)})), N(count)));
  };
  EXPECT_EQ(take(1.9), "List[Number(1)]");
  EXPECT_EQ(take(0.9), "List[]");
  EXPECT_EQ(take(-1), "List[]");
  EXPECT_EQ(take(NAN), "List[]");
  EXPECT_EQ(take(INFINITY), "List[Number(1), Number(2)]");
  EXPECT_EQ(Collect(Make("iter_take", Iter(R(5, 1e20)), N(2))), "List[Number(5), Number(6)]");
}

TEST_F(IteratorBuiltins, FoldGoesFromTheLeft) {
  const Value show = F(2, [this](Args args) {
    Value list[] = {args[0], args[1]};
    return Value::Adopt(heap().NewList(list));
  });
  EXPECT_EQ(Run("iter_fold", {Iter(R(1, 4)), T("s"), show}),
            "List[List[List[Text(\"s\"), Number(1)], Number(2)], Number(3)]");
  EXPECT_EQ(Run("iter_fold", {Iter(L({})), T("s"), show}), "Text(\"s\")");
  EXPECT_EQ(Run("iter_fold", {Iter(L({N(1)})), T("s"), B("sqrt")}),
            "ArityMismatch: Expected 1 arguments, got 2");
  EXPECT_EQ(Run("iter_fold", {Iter(L({N(1), T("2")})), N(0), B("max")}),
            "TypeError: Expected Number, got Text");
}

TEST_F(IteratorBuiltins, FoldHandsItsAccumulatorOver) {
  std::vector<const Object*> lists;
  const Value push = F(2, [&](Args args) {
    lists.push_back(args[0].object());
    return Call("list_push", args);
  });
  Value args[] = {Iter(R(0, 500)), L({}), push};
  EXPECT_EQ(Call("iter_fold", args).as<List>()->length, 500u);
  std::size_t moves = 0;
  for (std::size_t i = 1; i < lists.size(); ++i) moves += lists[i] != lists[i - 1];
  EXPECT_LT(moves, 20u) << "the accumulator was shared while the callback pushed onto it";
}

TEST_F(IteratorBuiltins, CollectingWithoutEndIsOutOfMemory) {
  Limits limits;
  limits.heap_bytes = 1 << 20;
  Begin(limits);
  const std::string expected = "OutOfMemory: Memory limit 1048576 bytes exceeded";
  EXPECT_EQ(Collect(Iter(R(0, 1e20))), expected);
  VariantInfo info{"E", {{"Cons", true, 2}}};
  const Value definition = Value::Adopt(heap().NewVariantDef(&info));
  const Value cons = Value::Adopt(heap().NewConstructor(definition.as<VariantDef>(), 0));
  EXPECT_EQ(Run("iter_fold", {Iter(R(0, 1e20)), N(0), cons}), expected);
}

TEST_F(IteratorBuiltins, FoldingWithoutEndRunsOutOfSteps) {
  Limits limits;
  limits.steps = 10'000;
  Begin(limits);
  EXPECT_EQ(Run("iter_fold", {Iter(R(0, 1e20)), N(0), B("max")}),
            "FuelExhausted: Step limit 10000 exceeded");
}

}  // namespace
}  // namespace quicksilver
