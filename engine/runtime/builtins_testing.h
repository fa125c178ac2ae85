#ifndef QUICKSILVER_RUNTIME_BUILTINS_TESTING_H_
#define QUICKSILVER_RUNTIME_BUILTINS_TESTING_H_

// A fixture that calls builtins without an engine: chants are C++ functions, results are compared
// in canonical form, and everything allocated must be gone when a test ends.
//
// It is wrong to include this outside tests.

#include <functional>
#include <gtest/gtest.h>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/runtime/builtins.h"
#include "engine/runtime/format.h"
#include "engine/runtime/map.h"
#include "engine/runtime/messages.h"
#include "engine/runtime/runtime.h"

namespace quicksilver {

class BuiltinsTest : public testing::Test, private Host, private ChantCaller {
 protected:
  using Args = std::span<Value>;
  using Body = std::function<Value(Args)>;

  BuiltinsTest() : runtime_(Limits{}, *this), scope_(runtime_.stack()) { Begin(Limits{}); }

  void TearDown() override {
    chants_.clear();
    runtime_.heap().CollectCycles();
    EXPECT_EQ(runtime_.heap().object_count(), 0u) << "a builtin lost or kept a reference";
  }

  void Begin(const Limits& limits) { runtime_.Begin(limits, *this, *this); }

  // --- Values ---
  static Value N(double number) { return Value::Number(number); }
  static Value Bool(bool truth) { return Value::Truth(truth); }
  static Value B(std::string_view builtin) { return Value::Builtin(FindBuiltin(builtin).value()); }
  Value T(std::string_view text) { return Value::Adopt(runtime_.heap().NewText(text)); }
  Value L(std::initializer_list<Value> items) {
    std::vector<Value> copy(items);
    return Value::Adopt(runtime_.heap().NewList(copy));
  }
  Value M(std::initializer_list<std::pair<std::string_view, Value>> entries) {
    Value map = Value::Adopt(runtime_.heap().NewMap());
    for (const auto& [key, value] : entries) map = MapSet(runtime_.heap(), map, T(key), value);
    return map;
  }
  Value R(double start, double end) { return Value::Adopt(runtime_.heap().NewRange(start, end)); }
  Value Box(ObjectType type, Value value) {
    return Value::Adopt(runtime_.heap().NewBox(type, std::move(value)));
  }
  Value Triumph(Value value) { return Box(ObjectType::kTriumph, std::move(value)); }
  Value Mishap(Value value) { return Box(ObjectType::kMishap, std::move(value)); }
  Value Present(Value value) { return Box(ObjectType::kPresent, std::move(value)); }
  // A chant of `arity` parameters.
  Value F(std::uint32_t arity, Body body) {
    auto chant = std::make_unique<Chant>();
    chant->name = "f";
    chant->required = arity;
    chant->body = std::move(body);
    chants_.push_back(std::move(chant));
    return Value::Adopt(runtime_.heap().NewClosure(chants_.back().get(), 0));
  }

  // --- Calls ---
  Value Call(std::string_view name, Args args) {
    const auto id = FindBuiltin(name);
    EXPECT_TRUE(id.has_value()) << name << " is not in the table";
    if (!id) return Value::Nothing();
    return CallBuiltin(runtime_, *id, args);
  }
  // The result in canonical form, or `Kind: message`. The arguments are shared.
  std::string Run(std::string_view name, std::initializer_list<Value> args) {
    std::vector<Value> copy(args);
    return Show(Call(name, copy));
  }
  std::string Show(const Value& value) {
    if (value.is_raised()) {
      EXPECT_TRUE(runtime_.has_error()) << "Raised without an error";
      const Error error = runtime_.TakeError();
      return std::string(ErrorKindName(error.kind)) + ": " + error.message;
    }
    EXPECT_FALSE(runtime_.has_error()) << "a value was given although an error is pending";
    std::string text;
    EXPECT_TRUE(AppendCanonical(runtime_, value, text));
    return text;
  }

  Runtime& runtime() { return runtime_; }
  Heap& heap() { return runtime_.heap(); }
  const std::string& output() const { return output_; }
  int writes() const { return writes_; }

 private:
  struct Chant : ChantCode {
    Body body;
  };

  void Write(std::string_view text) override {
    output_ += text;
    ++writes_;
  }

  Value CallChant(const Value& closure, Args args) override {
    const auto& chant = *static_cast<const Chant*>(closure.as<Closure>()->code);
    if (args.size() != chant.required) {
      return runtime_.Raise(ErrorKind::kArityMismatch,
                            ArityMessage(chant.required, false, args.size()));
    }
    return chant.body(args);
  }

  Runtime runtime_;
  NativeStack::Scope scope_;
  std::vector<std::unique_ptr<Chant>> chants_;
  std::string output_;
  int writes_ = 0;
};

}  // namespace quicksilver

#endif  // QUICKSILVER_RUNTIME_BUILTINS_TESTING_H_
