#ifndef QUICKSILVER_RUNTIME_RUNTIME_H_
#define QUICKSILVER_RUNTIME_RUNTIME_H_

// The state that one context's runs share below both engines: heap, limits, host, pending error,
// methods, and the way from a builtin back into the engine that called it.
//
// How errors travel: whatever can fail returns a Value, and Value::Raised() means that error() is
// set. A builtin raises without a span; the engine adds the span of its call (`error().located`
// tells). Invariant: at most one error is pending, and nobody runs program code while one is. It is
// wrong to keep a Value beyond its Runtime, or to use one Runtime from two threads at once.

#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/base/native_stack.h"
#include "engine/runtime/error.h"
#include "engine/runtime/heap.h"
#include "engine/runtime/host.h"
#include "engine/runtime/limits.h"
#include "engine/runtime/value.h"

namespace quicksilver {

class Runtime;

// The engine's side of a callback. Each engine implements it.
class ChantCaller {
 public:
  virtual ~ChantCaller() = default;
  // Runs `closure` (a kChant of this engine) with `args`, which may be moved from. Checks arity
  // (the error is left unlocated: it belongs to the builtin's call) and call depth. Raised on
  // error.
  virtual Value CallChant(const Value& closure, std::span<Value> args) = 0;
};

// Methods given by embody, sought by type name. `version` changes with every registration, so that
// inline caches notice.
class MethodTable {
 public:
  void Register(std::string_view type, std::string_view method, Value closure);
  // The method, or null.
  const Value* Find(std::string_view type, std::string_view method) const;
  std::uint64_t version() const { return version_; }
  void Clear();

 private:
  std::unordered_map<std::string, Value> methods_;  // type, '\0', method
  std::uint64_t version_ = 1;
};

// One `request` that the host was asked.
struct RequestRecord {
  std::string resource;
  std::string justification;
  bool granted;

  friend bool operator==(const RequestRecord&, const RequestRecord&) = default;
};

class Runtime {
 public:
  Runtime(const Limits& limits, Host& host);
  Runtime(const Runtime&) = delete;
  Runtime& operator=(const Runtime&) = delete;

  Heap& heap() { return heap_; }
  Host& host() { return *host_; }
  const Limits& limits() const { return limits_; }
  NativeStack& stack() { return stack_; }
  MethodTable& methods() { return methods_; }

  // Makes ready for a run: nothing pending, steps and depth at zero, no methods, no requests.
  void Begin(const Limits& limits, Host& host, ChantCaller& caller);

  // --- Errors ---
  // Sets the pending error, unlocated. Returns Raised.
  Value Raise(ErrorKind kind, std::string message);
  bool has_error() const { return has_error_; }
  Error& error() { return error_; }
  // Takes the pending error; none is pending afterwards.
  Error TakeError();

  // --- Limits ---
  // Counts `steps`. False, with FuelExhausted pending, when the limit is passed.
  bool Charge(std::uint64_t steps) {
    constexpr std::uint64_t kMost = std::uint64_t{1} << 62;
    fuel_ -= static_cast<std::int64_t>(steps < kMost ? steps : kMost);
    return fuel_ >= 0 || RaiseFuel();
  }
  // For dispatch loops: decremented directly, RaiseFuel when it goes below zero.
  std::int64_t& fuel() { return fuel_; }
  bool RaiseFuel();  // false, unless there is no limit
  std::uint64_t steps_used() const { return static_cast<std::uint64_t>(initial_fuel_ - fuel_); }

  // False, with OutOfMemory pending, when the heap is over its budget even without garbage cycles.
  bool CheckHeap() { return !heap_.over_budget() || ReclaimOrRaise(); }
  // Raises OutOfMemory; returns Raised. For allocations that returned null.
  Value RaiseOutOfMemory();
  // `value`, or Raised with OutOfMemory pending when value is Raised by an operation that had no
  // room.
  Value OrOutOfMemory(Value value) {
    return value.is_raised() && !has_error_ ? RaiseOutOfMemory() : std::move(value);
  }

  // Nested chant activations. False, with StackOverflow pending (unlocated), when there are too
  // many.
  bool EnterCall() {
    if (depth_ >= limits_.call_depth) [[unlikely]]
      return RaiseStackOverflow();
    ++depth_;
    return true;
  }
  void LeaveCall() { --depth_; }
  std::uint32_t& depth() { return depth_; }
  bool RaiseStackOverflow();  // always false

  // --- Calls ---
  // Calls any callable with `args` (which may be moved from): chant, builtin or constructor. Not
  // callable, wrong arity: raised unlocated. Only for callbacks from builtins.
  Value Call(const Value& callee, std::span<Value> args);

  // --- Output and requests ---
  void Write(std::string_view text);
  const std::vector<RequestRecord>& requests() const { return requests_; }
  // `request resource with justification text`: a Capability, or CapabilityDenied (unlocated).
  Value Request(std::string_view resource, std::string_view justification);

 private:
  bool ReclaimOrRaise();

  // First, so that it outlives every Value below.
  Heap heap_;
  Limits limits_;
  Host* host_;
  NativeStack stack_;
  ChantCaller* caller_ = nullptr;
  MethodTable methods_;
  std::vector<RequestRecord> requests_;
  std::uint64_t request_bytes_ = 0;
  Error error_;
  bool has_error_ = false;
  std::uint32_t depth_ = 0;
  std::int64_t fuel_ = std::numeric_limits<std::int64_t>::max();
  std::int64_t initial_fuel_ = std::numeric_limits<std::int64_t>::max();
};

}  // namespace quicksilver

#endif  // QUICKSILVER_RUNTIME_RUNTIME_H_
