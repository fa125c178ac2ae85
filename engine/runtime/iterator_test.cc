#include "engine/runtime/iterator.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "engine/runtime/list.h"
#include "engine/runtime/runtime_test_support.h"

namespace quicksilver {
namespace {

class IteratorTest : public testing::Test {
 protected:
  Heap& heap() { return engine_.heap(); }
  Runtime& runtime() { return engine_.runtime(); }

  Value Range(double start, double end) {
    return MakeIterator(runtime(), Value::Adopt(heap().NewRange(start, end)));
  }
  Value Stage(IteratorKind kind, Value inner, Value function, double count = 0) {
    return Value::Adopt(heap().NewIterator(kind, std::move(inner), std::move(function), count));
  }
  Value Take(Value inner, double count) {
    return Stage(IteratorKind::kTake, std::move(inner), Value(), count);
  }
  // The elements, at most `limit`; the iterator itself stays as it is.
  std::vector<double> Drain(Value iterator, std::size_t limit = 1000) {
    std::vector<double> numbers;
    while (numbers.size() < limit) {
      IteratorStep step = StepIterator(runtime(), iterator);
      EXPECT_FALSE(step.next.is_raised());
      if (step.next.is_raised() || step.element.is_unbound()) break;
      numbers.push_back(step.element.number());
      iterator = std::move(step.next);
    }
    EXPECT_EQ(runtime().depth(), 0u) << "a stage did not leave its call";
    return numbers;
  }
  Value Counting(std::string name, std::function<Value(double)> body) {
    return engine_.Chant(std::move(name), 1, [this, body](Runtime&, std::span<Value> args) {
      ++calls_;
      return body(args[0].number());
    });
  }

  TestEngine engine_;
  int calls_ = 0;
};

using NumberList = std::vector<double>;

TEST_F(IteratorTest, GoesThroughAList) {
  Value list = MakeList(heap(), {Value::Number(3), Value::Number(1), Value::Number(2)});
  Value iterator = MakeIterator(runtime(), list);
  list = ListPush(heap(), list, Value::Number(9));
  EXPECT_EQ(Drain(iterator), (NumberList{3, 1, 2})) << "an iterator has the list as it was";
  EXPECT_EQ(Drain(MakeIterator(runtime(), Value::Adopt(heap().NewList()))), NumberList{});
}

TEST_F(IteratorTest, IsItselfWhenAskedForAnIterator) {
  Value iterator = Range(0, 3);
  EXPECT_EQ(MakeIterator(runtime(), iterator).object(), iterator.object());
  EXPECT_TRUE(MakeIterator(runtime(), Value::Number(1)).is_unbound());
  EXPECT_TRUE(MakeIterator(runtime(), MakeText(heap(), "abc")).is_unbound());
}

TEST_F(IteratorTest, SteppingChangesNothingAndMakesANewIterator) {
  Value iterator = Range(0, 2);
  IteratorStep first = StepIterator(runtime(), iterator);
  IteratorStep again = StepIterator(runtime(), iterator);
  EXPECT_EQ(first.element.number(), 0);
  EXPECT_EQ(again.element.number(), 0) << "stepping moved the iterator itself";
  EXPECT_NE(first.next.object(), again.next.object());
  for (Value end : {Range(0, 0), MakeIterator(runtime(), Value::Adopt(heap().NewList())),
                    Take(Range(0, 5), 0)}) {
    IteratorStep step = StepIterator(runtime(), end);
    EXPECT_TRUE(step.element.is_unbound());
    EXPECT_NE(step.next.object(), end.object()) << "also at the end a new iterator is made";
    EXPECT_TRUE(StepIterator(runtime(), step.next).element.is_unbound());
  }
}

TEST_F(IteratorTest, RangesTruncateTheirEndsAndExcludeTheLast) {
  EXPECT_EQ(Drain(Range(1, 4)), (NumberList{1, 2, 3}));
  EXPECT_EQ(Drain(Range(-1.9, 1.9)), (NumberList{-1, 0}));
  EXPECT_EQ(Drain(Range(-0.5, 2)), (NumberList{0, 1}));
  EXPECT_FALSE(std::signbit(Drain(Range(-0.5, 2))[0])) << "the first element is 0, not -0";
  EXPECT_EQ(Drain(Range(4, 1)), NumberList{});
  EXPECT_EQ(Drain(Range(2.1, 2.9)), NumberList{});
  EXPECT_EQ(Drain(Range(kNaN, 3)), NumberList{});
  EXPECT_EQ(Drain(Range(0, kNaN)), NumberList{});
  EXPECT_EQ(Drain(Range(kInfinity, kInfinity)), NumberList{});
  EXPECT_EQ(Drain(Range(5, kInfinity), 3), (NumberList{5, 6, 7}));
  EXPECT_EQ(Drain(Range(-kInfinity, 0), 2), (NumberList{-kInfinity, -kInfinity}));
  EXPECT_EQ(Drain(Range(0, 1e20), 2), (NumberList{0, 1}));
}

TEST_F(IteratorTest, RangeLengthsAreDoubles) {
  const auto length = [&](double start, double end) {
    return RangeLength(*Value::Adopt(heap().NewRange(start, end)).as<struct Range>());
  };
  EXPECT_EQ(length(0, 1e20), 1e20);
  EXPECT_EQ(length(-kInfinity, kInfinity), kInfinity);
  EXPECT_EQ(length(-2.9, 2.9), 4);
  EXPECT_EQ(length(3, -3), 0);
}

TEST_F(IteratorTest, MapCallsItsChantAtEveryStepAndRemembersNothing) {
  Value doubled = Stage(IteratorKind::kMap, Range(1, 4),
                        Counting("f", [](double x) { return Value::Number(x * 2); }));
  EXPECT_EQ(calls_, 0) << "making an iterator runs nothing";
  EXPECT_EQ(Drain(doubled), (NumberList{2, 4, 6}));
  EXPECT_EQ(Drain(doubled), (NumberList{2, 4, 6}));
  EXPECT_EQ(calls_, 6);
}

TEST_F(IteratorTest, FilterKeepsWhatIsTruthy) {
  // 0 is falsy, every other number and NaN are truthy.
  Value odd = Stage(IteratorKind::kFilter, Range(0, 6), Counting("odd", [](double x) {
                      return Value::Number(static_cast<int>(x) % 2 == 0 ? 0 : kNaN);
                    }));
  EXPECT_EQ(Drain(odd), (NumberList{1, 3, 5}));
  EXPECT_EQ(calls_, 6);
  Value none = Stage(IteratorKind::kFilter, Range(0, 6),
                     Counting("none", [](double) { return Value::Nothing(); }));
  EXPECT_EQ(Drain(none), NumberList{});
}

TEST_F(IteratorTest, TakeCountsWholeElements) {
  EXPECT_EQ(Drain(Take(Range(0, 10), 3)), (NumberList{0, 1, 2}));
  EXPECT_EQ(Drain(Take(Range(0, 10), 2.9)), (NumberList{0, 1}));
  EXPECT_EQ(Drain(Take(Range(0, 2), 5)), (NumberList{0, 1}));
  EXPECT_EQ(Drain(Take(Range(0, 3), kInfinity)), (NumberList{0, 1, 2}));
  EXPECT_EQ(Drain(Take(Range(0, 10), 0)), NumberList{});
  EXPECT_EQ(Drain(Take(Range(0, 10), 0.9)), NumberList{});
  EXPECT_EQ(Drain(Take(Range(0, 10), -1)), NumberList{});
  EXPECT_EQ(Drain(Take(Range(0, 10), kNaN)), NumberList{});
}

TEST_F(IteratorTest, TakeDoesNotStepBeyondWhatItGives) {
  Value noisy = Stage(IteratorKind::kMap, Range(0, 10),
                      Counting("f", [](double x) { return Value::Number(x); }));
  EXPECT_EQ(Drain(Take(noisy, 2)), (NumberList{0, 1}));
  EXPECT_EQ(calls_, 2) << "the third element was computed though nobody takes it";
}

TEST_F(IteratorTest, StagesNest) {
  Value pipeline = Take(
      Stage(IteratorKind::kMap,
            Stage(IteratorKind::kFilter, Range(0, kInfinity),
                  Counting("even", [](double x) { return Value::Truth(std::fmod(x, 2) == 0); })),
            Counting("square", [](double x) { return Value::Number(x * x); })),
      4);
  EXPECT_EQ(Drain(pipeline), (NumberList{0, 4, 16, 36}));
}

TEST_F(IteratorTest, ErrorsOfCallbacksEndTheStep) {
  Value bad =
      Counting("bad", [this](double) { return runtime().Raise(ErrorKind::kCustomError, "no"); });
  for (const IteratorKind kind : {IteratorKind::kMap, IteratorKind::kFilter}) {
    for (Value iterator : {Stage(kind, Range(0, 3), bad), Take(Stage(kind, Range(0, 3), bad), 5),
                           Stage(IteratorKind::kMap, Stage(kind, Range(0, 3), bad), bad),
                           Stage(IteratorKind::kFilter, Stage(kind, Range(0, 3), bad), bad)}) {
      calls_ = 0;
      IteratorStep step = StepIterator(runtime(), iterator);
      EXPECT_TRUE(step.next.is_raised());
      EXPECT_EQ(calls_, 1) << "a callback ran while an error was pending";
      EXPECT_EQ(runtime().TakeError().message, "no");
      EXPECT_EQ(runtime().depth(), 0u);
    }
  }
}

TEST_F(IteratorTest, CallbacksMayBeAnythingCallable) {
  Value wrong = Stage(IteratorKind::kMap, Range(0, 3), Value::Number(1));
  EXPECT_TRUE(StepIterator(runtime(), wrong).next.is_raised());
  EXPECT_EQ(runtime().TakeError().message, "Number is not callable");
  Value two = Stage(IteratorKind::kMap, Range(0, 3), engine_.Chant("two", 2, {}));
  EXPECT_TRUE(StepIterator(runtime(), two).next.is_raised());
  EXPECT_EQ(runtime().TakeError().message, "Expected 2 arguments, got 1");
}

TEST(Iterator, EachNestedStageCountsOneCall) {
  Limits limits;
  limits.call_depth = 3;
  TestEngine engine(limits);
  Runtime& runtime = engine.runtime();
  Value iterator = MakeIterator(runtime, Value::Adopt(engine.heap().NewRange(0, 5)));
  for (int stages = 1; stages <= 4; ++stages) {
    iterator = Value::Adopt(
        engine.heap().NewIterator(IteratorKind::kTake, std::move(iterator), Value(), 5));
    IteratorStep step = StepIterator(runtime, iterator);
    EXPECT_EQ(step.next.is_raised(), stages > 3) << stages << " stages";
    EXPECT_EQ(runtime.depth(), 0u);
  }
  EXPECT_EQ(runtime.TakeError().kind, ErrorKind::kStackOverflow);
}

TEST(Iterator, CallbacksCountOnTopOfTheirStage) {
  Limits limits;
  limits.call_depth = 1;
  TestEngine engine(limits);
  Value chant = engine.Chant("f", 1, [](Runtime&, std::span<Value> args) { return args[0]; });
  Value range = MakeIterator(engine.runtime(), Value::Adopt(engine.heap().NewRange(0, 5)));
  Value map = Value::Adopt(engine.heap().NewIterator(IteratorKind::kMap, range, chant, 0));
  EXPECT_TRUE(StepIterator(engine.runtime(), map).next.is_raised());
  EXPECT_EQ(engine.runtime().TakeError().kind, ErrorKind::kStackOverflow);
  EXPECT_EQ(engine.runtime().depth(), 0u);
}

TEST(Iterator, TenThousandStagesRunOnTheRuntimesStack) {
  TestEngine engine;
  Runtime& runtime = engine.runtime();
  NativeStack::Scope scope(runtime.stack());
  Value chant = engine.Chant(
      "f", 1, [](Runtime&, std::span<Value> args) { return Value::Number(args[0].number() + 1); });
  Value iterator = MakeIterator(runtime, Value::Adopt(engine.heap().NewRange(0, 5)));
  for (int i = 0; i < 9'999; ++i) {
    iterator =
        Value::Adopt(engine.heap().NewIterator(IteratorKind::kMap, std::move(iterator), chant, 0));
  }
  IteratorStep step = StepIterator(runtime, iterator);
  ASSERT_FALSE(step.next.is_raised());
  EXPECT_EQ(step.element.number(), 9'999);
  step = IteratorStep();
  iterator =
      Value::Adopt(engine.heap().NewIterator(IteratorKind::kTake, std::move(iterator), Value(), 5));
  iterator =
      Value::Adopt(engine.heap().NewIterator(IteratorKind::kTake, std::move(iterator), Value(), 5));
  EXPECT_TRUE(StepIterator(runtime, iterator).next.is_raised());
  EXPECT_EQ(runtime.TakeError().kind, ErrorKind::kStackOverflow);
}

TEST(Iterator, AFilterThatLetsNothingThroughRunsOutOfSteps) {
  Limits limits;
  limits.steps = 1000;
  TestEngine engine(limits);
  Value never =
      engine.Chant("never", 1, [](Runtime&, std::span<Value>) { return Value::Truth(false); });
  Value range = MakeIterator(engine.runtime(), Value::Adopt(engine.heap().NewRange(0, kInfinity)));
  Value filter = Value::Adopt(engine.heap().NewIterator(IteratorKind::kFilter, range, never, 0));
  EXPECT_TRUE(StepIterator(engine.runtime(), filter).next.is_raised());
  EXPECT_EQ(engine.runtime().TakeError().kind, ErrorKind::kFuelExhausted);
}

}  // namespace
}  // namespace quicksilver
