#ifndef QUICKSILVER_RUNTIME_RUNTIME_TEST_SUPPORT_H_
#define QUICKSILVER_RUNTIME_RUNTIME_TEST_SUPPORT_H_

// What the runtime's tests share: a generator of random numbers that gives the same sequence with
// every library, and an engine whose chants are C++ functions.
//
// Invariant: whatever is random starts from a seed that the failing assertion's trace prints.
// It is wrong to include this outside tests.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/runtime/format.h"
#include "engine/runtime/messages.h"
#include "engine/runtime/runtime.h"

namespace quicksilver {

inline constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
inline constexpr double kInfinity = std::numeric_limits<double>::infinity();

// SplitMix64.
class TestRandom {
 public:
  explicit TestRandom(std::uint64_t seed) : state_(seed) {}

  std::uint64_t Next() {
    state_ += 0x9E37'79B9'7F4A'7C15;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58'476D'1CE4'E5B9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D0'49BB'1331'11EB;
    return mixed ^ (mixed >> 31);
  }
  // 0 to limit - 1. The bias for small limits does not matter here.
  std::size_t Below(std::size_t limit) { return static_cast<std::size_t>(Next() % limit); }
  bool OneIn(std::size_t n) { return Below(n) == 0; }

 private:
  std::uint64_t state_;
};

inline Value MakeText(Heap& heap, std::string_view text) {
  return Value::Adopt(heap.NewText(text));
}

inline Value MakeList(Heap& heap, std::vector<Value> items) {
  return Value::Adopt(heap.NewList(std::span<Value>(items)));
}

inline std::string TextOf(const Value& value) { return std::string(value.as<Text>()->view()); }

// A runtime whose chants run C++ functions, called as both engines call theirs.
class TestEngine : public ChantCaller {
 public:
  using Body = std::function<Value(Runtime& runtime, std::span<Value> args)>;

  // Without a host: the default one.
  explicit TestEngine(const Limits& limits = {}, Host* host = nullptr)
      : runtime_(limits, host == nullptr ? default_host_ : *host) {
    runtime_.Begin(limits, runtime_.host(), *this);
  }

  Runtime& runtime() { return runtime_; }
  Heap& heap() { return runtime_.heap(); }

  Value Chant(std::string name, std::uint32_t arity, Body body) {
    Code& code = codes_.emplace_back();
    code.name = std::move(name);
    code.required = arity;
    code.body = std::move(body);
    return Value::Adopt(runtime_.heap().NewClosure(&code, 0));
  }

  Value CallChant(const Value& closure, std::span<Value> args) override {
    const Code& code = static_cast<const Code&>(*closure.as<Closure>()->code);
    if (args.size() != code.required) {
      return runtime_.Raise(ErrorKind::kArityMismatch,
                            ArityMessage(code.required, false, args.size()));
    }
    if (!runtime_.EnterCall()) return Value::Raised();
    Value result = code.body(runtime_, args);
    runtime_.LeaveCall();
    return result;
  }

  std::string Canonical(const Value& value) {
    std::string out;
    return AppendCanonical(runtime_, value, out) ? out : "raised";
  }
  std::string ToText(const Value& value) {
    std::string out;
    return AppendText(runtime_, value, out) ? out : "raised";
  }

 private:
  struct Code : ChantCode {
    Body body;
  };

  Host default_host_;
  std::list<Code> codes_;
  Runtime runtime_;
};

}  // namespace quicksilver

#endif  // QUICKSILVER_RUNTIME_RUNTIME_TEST_SUPPORT_H_
