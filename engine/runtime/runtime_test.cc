#include "engine/runtime/runtime.h"

#include <gtest/gtest.h>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "engine/runtime/builtins.h"
#include "engine/runtime/runtime_test_support.h"

namespace quicksilver {
namespace {

const VariantInfo kRuntimeShape{"Shape", {{"Circle", true, 1}}};

class RecordingHost : public Host {
 public:
  void Write(std::string_view text) override { output += text; }
  std::optional<std::string> Deny(std::string_view resource, std::string_view) override {
    if (resource == "VGA.write") return "the screen is taken";
    return std::nullopt;
  }

  std::string output;
};

TEST(Host, ByDefaultDiscardsGrantsAndHasNoModules) {
  Host host;
  host.Write("nobody reads this");
  EXPECT_EQ(host.Deny("VGA.write", "why"), std::nullopt);
  EXPECT_EQ(host.Load("m.gw", "").error(), "no module loader");
}

TEST(Runtime, KeepsOneErrorUntilItIsTaken) {
  TestEngine engine;
  Runtime& runtime = engine.runtime();
  EXPECT_FALSE(runtime.has_error());
  EXPECT_TRUE(runtime.Raise(ErrorKind::kCustomError, "first").is_raised());
  EXPECT_TRUE(runtime.has_error());
  EXPECT_FALSE(runtime.error().located) << "whoever raises does not know the span";
  runtime.error().located = true;
  runtime.error().span = {3, 9};
  runtime.error().file = "m.gw";
  const Error first = runtime.TakeError();
  EXPECT_FALSE(runtime.has_error());
  EXPECT_EQ(first.message, "first");
  EXPECT_EQ(first.file, "m.gw");
  runtime.Raise(ErrorKind::kTypeError, "never taken");
  runtime.error().located = true;
  runtime.error().span = {3, 9};
  runtime.error().file = "m.gw";
  Host host;
  runtime.Begin({}, host, engine);
  runtime.Raise(ErrorKind::kTypeError, "second");
  EXPECT_FALSE(runtime.error().located) << "the first error's place sticks to the second";
  EXPECT_EQ(runtime.error().span, Span());
  EXPECT_EQ(runtime.error().file, "");
}

TEST(Runtime, BeginForgetsTheRunBefore) {
  RecordingHost host;
  Limits limits;
  limits.steps = 5;
  TestEngine engine(limits, &host);
  Runtime& runtime = engine.runtime();
  runtime.methods().Register("Number", "double", Value::Number(1));
  runtime.Request("VGA.write", "why");
  EXPECT_TRUE(runtime.EnterCall());
  EXPECT_FALSE(runtime.Charge(6));
  limits.steps = 7;
  limits.heap_bytes = 12345;
  runtime.Begin(limits, host, engine);
  EXPECT_FALSE(runtime.has_error());
  EXPECT_EQ(runtime.depth(), 0u);
  EXPECT_EQ(runtime.steps_used(), 0u);
  EXPECT_EQ(runtime.methods().Find("Number", "double"), nullptr);
  EXPECT_TRUE(runtime.requests().empty());
  EXPECT_EQ(runtime.heap().limit(), 12345u);
  EXPECT_EQ(&runtime.host(), &host);
  EXPECT_EQ(runtime.limits().steps, 7u);
  EXPECT_TRUE(runtime.Charge(7));
}

TEST(Runtime, BoundsTheHeapsBudgetByWhatCountsCanCount) {
  Limits limits;
  limits.heap_bytes = std::numeric_limits<std::uint64_t>::max();
  TestEngine engine(limits);
  EXPECT_EQ(engine.heap().limit(), Limits::kMaxHeapBytes);
}

TEST(Runtime, AllowsExactlyTheStepsOfItsLimit) {
  Limits limits;
  limits.steps = 10;
  TestEngine engine(limits);
  Runtime& runtime = engine.runtime();
  EXPECT_TRUE(runtime.Charge(4));
  EXPECT_TRUE(runtime.Charge(6));
  EXPECT_EQ(runtime.steps_used(), 10u);
  EXPECT_FALSE(runtime.Charge(1));
  EXPECT_EQ(runtime.TakeError().message, "Step limit 10 exceeded");
  EXPECT_FALSE(runtime.Charge(0)) << "a run that is out of steps stays so";
  EXPECT_EQ(runtime.TakeError().kind, ErrorKind::kFuelExhausted);
}

TEST(Runtime, ChargesHugeAmountsWithoutWrappingAround) {
  for (const std::uint64_t steps :
       {std::uint64_t{1} << 62, std::uint64_t{1} << 63, ~std::uint64_t{0}}) {
    Limits limits;
    limits.steps = 1000;
    TestEngine limited(limits);
    for (int i = 0; i < 10; ++i) EXPECT_FALSE(limited.runtime().Charge(steps)) << steps;
    TestEngine unlimited;
    for (int i = 0; i < 10; ++i) EXPECT_TRUE(unlimited.runtime().Charge(steps)) << steps;
    EXPECT_FALSE(unlimited.runtime().has_error());
  }
  Limits limits;
  limits.steps = ~std::uint64_t{0};
  TestEngine engine(limits);
  EXPECT_TRUE(engine.runtime().Charge(1'000'000));
}

TEST(Runtime, RaisesOutOfMemoryOnlyWhenCollectingDidNotHelp) {
  Limits limits;
  limits.heap_bytes = 100'000;
  TestEngine engine(limits);
  Runtime& runtime = engine.runtime();
  EXPECT_TRUE(runtime.CheckHeap());
  {
    Value cell = Value::Adopt(engine.heap().NewCell(1));
    std::vector<Value> items(20'000, cell);
    cell.as<Cell>()->slots()[0] = Value::Adopt(engine.heap().NewList(std::span<Value>(items)));
  }
  EXPECT_TRUE(engine.heap().over_budget());
  EXPECT_TRUE(runtime.CheckHeap()) << "only garbage was over the budget";
  EXPECT_FALSE(engine.heap().over_budget());
  std::vector<Value> items(20'000);
  Value list = Value::Adopt(engine.heap().NewList(std::span<Value>(items)));
  EXPECT_FALSE(runtime.CheckHeap());
  EXPECT_EQ(runtime.TakeError().message, "Memory limit 100000 bytes exceeded");
}

TEST(Runtime, TurnsAnAllocationThatFailedIntoAnError) {
  TestEngine engine;
  Runtime& runtime = engine.runtime();
  EXPECT_EQ(runtime.OrOutOfMemory(Value::Number(4)).number(), 4);
  EXPECT_FALSE(runtime.has_error());
  EXPECT_TRUE(runtime.OrOutOfMemory(Value::Raised()).is_raised());
  EXPECT_EQ(runtime.TakeError().kind, ErrorKind::kOutOfMemory);
  runtime.Raise(ErrorKind::kTypeError, "earlier");
  EXPECT_TRUE(runtime.OrOutOfMemory(Value::Raised()).is_raised());
  EXPECT_EQ(runtime.TakeError().message, "earlier") << "an error was replaced by another";
}

TEST(Runtime, CountsNestedCallsUpToItsLimit) {
  Limits limits;
  limits.call_depth = 2;
  TestEngine engine(limits);
  Runtime& runtime = engine.runtime();
  EXPECT_TRUE(runtime.EnterCall());
  EXPECT_TRUE(runtime.EnterCall());
  EXPECT_FALSE(runtime.EnterCall());
  const Error error = runtime.TakeError();
  EXPECT_EQ(error.kind, ErrorKind::kStackOverflow);
  EXPECT_EQ(error.message, "Call depth limit 2 exceeded");
  runtime.LeaveCall();
  EXPECT_TRUE(runtime.EnterCall()) << "a refused call must not count";
}

TEST(Runtime, CallsChantsBuiltinsAndConstructors) {
  TestEngine engine;
  Runtime& runtime = engine.runtime();
  std::vector<Value> args{Value::Number(-3)};
  Value chant = engine.Chant("f", 1, [](Runtime&, std::span<Value> given) {
    return Value::Number(given[0].number() * 2);
  });
  EXPECT_EQ(runtime.Call(chant, args).number(), -6);
  EXPECT_EQ(runtime.Call(Value::Builtin(*FindBuiltin("abs")), args).number(), 3);
  Value shape = Value::Adopt(engine.heap().NewVariantDef(&kRuntimeShape));
  Value constructor = Value::Adopt(engine.heap().NewConstructor(shape.as<VariantDef>(), 0));
  EXPECT_EQ(engine.Canonical(runtime.Call(constructor, args)), "Variant Shape.Circle(Number(-3))");
  EXPECT_TRUE(runtime.Call(shape, args).is_raised());
  EXPECT_EQ(runtime.TakeError().message, "Shape is not callable");
  EXPECT_TRUE(runtime.Call(Value::Number(1), args).is_raised());
  EXPECT_EQ(runtime.TakeError().kind, ErrorKind::kNotCallable);
  EXPECT_TRUE(runtime.Call(Value::Builtin(*FindBuiltin("abs")), {}).is_raised());
  EXPECT_EQ(runtime.TakeError().kind, ErrorKind::kArityMismatch);
}

TEST(Runtime, MutualCallbacksUseItsStackAndNotTheHosts) {
  Limits limits;
  limits.call_depth = 20'000;
  TestEngine engine(limits);
  Runtime& runtime = engine.runtime();
  NativeStack::Scope scope(runtime.stack());
  Value chant;
  chant = engine.Chant("down", 1, [&](Runtime& run, std::span<Value> args) {
    const double n = args[0].number();
    if (n == 0) return Value::Number(0);
    Value next[] = {Value::Number(n - 1)};
    Value below = run.Call(chant, next);
    return below.is_raised() ? below : Value::Number(below.number() + 1);
  });
  std::vector<Value> args{Value::Number(15'000)};
  EXPECT_EQ(runtime.Call(chant, args).number(), 15'000);
  args[0] = Value::Number(25'000);
  EXPECT_TRUE(runtime.Call(chant, args).is_raised());
  EXPECT_EQ(runtime.TakeError().kind, ErrorKind::kStackOverflow);
  EXPECT_EQ(runtime.depth(), 0u);
}

TEST(Runtime, AsksTheHostAndRecordsWhatItSaid) {
  RecordingHost host;
  TestEngine engine(Limits(), &host);
  Runtime& runtime = engine.runtime();
  EXPECT_EQ(engine.Canonical(runtime.Request("Disk.read", "to load")),
            "Capability(\"Disk.read\", \"to load\")");
  EXPECT_TRUE(runtime.Request("VGA.write", "to draw").is_raised());
  const Error error = runtime.TakeError();
  EXPECT_EQ(error.kind, ErrorKind::kCapabilityDenied);
  EXPECT_EQ(error.message, "Capability 'VGA.write' denied: the screen is taken");
  const std::vector<RequestRecord> expected{{"Disk.read", "to load", true},
                                            {"VGA.write", "to draw", false}};
  EXPECT_EQ(runtime.requests(), expected);
  runtime.Write("one ");
  runtime.Write("two");
  EXPECT_EQ(host.output, "one two");
}

TEST(Runtime, DoesNotLetTheRecordOfRequestsOutgrowTheBudget) {
  Limits limits;
  limits.heap_bytes = 1'000'000;
  TestEngine engine(limits);
  Runtime& runtime = engine.runtime();
  int granted = 0;
  while (granted < 100'000 && !runtime.Request("Disk.read", "again").is_raised()) ++granted;
  EXPECT_LT(granted, 20'000);
  EXPECT_EQ(runtime.TakeError().kind, ErrorKind::kOutOfMemory);
}

TEST(MethodTable, FindsTheLatestMethodOfAType) {
  TestEngine engine;
  MethodTable& methods = engine.runtime().methods();
  EXPECT_EQ(methods.Find("Circle", "area"), nullptr);
  const std::uint64_t version = methods.version();
  methods.Register("Circle", "area", Value::Number(1));
  methods.Register("Circlea", "rea", Value::Number(2));
  EXPECT_EQ(methods.Find("Circle", "area")->number(), 1) << "type and method run together";
  methods.Register("Circle", "area", Value::Number(3));
  EXPECT_EQ(methods.Find("Circle", "area")->number(), 3) << "the later embody wins";
  EXPECT_EQ(methods.Find("Circle", "are"), nullptr);
  EXPECT_EQ(methods.Find("Square", "area"), nullptr);
  EXPECT_GE(methods.version(), version + 3) << "inline caches would not notice";
  const std::uint64_t filled = methods.version();
  methods.Clear();
  EXPECT_EQ(methods.Find("Circle", "area"), nullptr);
  EXPECT_NE(methods.version(), filled);
}

}  // namespace
}  // namespace quicksilver
