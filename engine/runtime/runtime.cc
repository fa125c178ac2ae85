#include "engine/runtime/runtime.h"

#include "engine/runtime/builtins.h"
#include "engine/runtime/messages.h"
#include "engine/runtime/variants.h"

namespace quicksilver {

void MethodTable::Register(std::string_view type, std::string_view method, Value closure) {
  std::string key(type);
  key.push_back('\0');
  key += method;
  methods_[std::move(key)] = std::move(closure);
  ++version_;
}

const Value* MethodTable::Find(std::string_view type, std::string_view method) const {
  if (methods_.empty()) return nullptr;
  std::string key(type);
  key.push_back('\0');
  key += method;
  const auto found = methods_.find(key);
  return found == methods_.end() ? nullptr : &found->second;
}

void MethodTable::Clear() {
  if (methods_.empty()) return;
  methods_.clear();
  ++version_;
}

namespace {

std::int64_t FuelFor(const Limits& limits) {
  constexpr auto kUnlimited = std::numeric_limits<std::int64_t>::max();
  if (limits.steps == 0 || limits.steps > static_cast<std::uint64_t>(kUnlimited)) return kUnlimited;
  return static_cast<std::int64_t>(limits.steps);
}

std::uint64_t HeapLimit(const Limits& limits) {
  return limits.heap_bytes < Limits::kMaxHeapBytes ? limits.heap_bytes : Limits::kMaxHeapBytes;
}

}  // namespace

Runtime::Runtime(const Limits& limits, Host& host)
    : heap_(HeapLimit(limits)), limits_(limits), host_(&host) {}

void Runtime::Begin(const Limits& limits, Host& host, ChantCaller& caller) {
  limits_ = limits;
  host_ = &host;
  caller_ = &caller;
  heap_.set_limit(HeapLimit(limits));
  methods_.Clear();
  requests_.clear();
  request_bytes_ = 0;
  has_error_ = false;
  depth_ = 0;
  fuel_ = initial_fuel_ = FuelFor(limits);
}

Value Runtime::Raise(ErrorKind kind, std::string message) {
  error_.kind = kind;
  error_.message = std::move(message);
  error_.located = false;
  error_.span = {};
  error_.position = {};
  error_.file.clear();
  has_error_ = true;
  return Value::Raised();
}

Error Runtime::TakeError() {
  has_error_ = false;
  return std::move(error_);
}

bool Runtime::RaiseFuel() {
  if (limits_.steps == 0) {
    fuel_ = initial_fuel_;
    return true;
  }
  // Stays exhausted: nothing that runs later in this run may go on.
  fuel_ = -1;
  Raise(ErrorKind::kFuelExhausted, "Step limit " + std::to_string(limits_.steps) + " exceeded");
  return false;
}

Value Runtime::RaiseOutOfMemory() {
  return Raise(ErrorKind::kOutOfMemory,
               "Memory limit " + std::to_string(heap_.limit()) + " bytes exceeded");
}

bool Runtime::ReclaimOrRaise() {
  heap_.CollectCycles();
  if (!heap_.over_budget()) return true;
  RaiseOutOfMemory();
  return false;
}

bool Runtime::RaiseStackOverflow() {
  Raise(ErrorKind::kStackOverflow,
        "Call depth limit " + std::to_string(limits_.call_depth) + " exceeded");
  return false;
}

Value Runtime::Call(const Value& callee, std::span<Value> args) {
  if (callee.is(ObjectType::kChant)) {
    // A chant that calls a builtin that calls a chant: the native stack grows only here.
    Value result;
    if (!stack_.Run([&] { result = caller_->CallChant(callee, args); })) {
      RaiseStackOverflow();
      return Value::Raised();
    }
    return result;
  }
  if (callee.is_builtin()) {
    Value result;
    if (!stack_.Run([&] { result = CallBuiltin(*this, callee.builtin(), args); })) {
      RaiseStackOverflow();
      return Value::Raised();
    }
    return result;
  }
  if (callee.is(ObjectType::kConstructor)) return Construct(*this, *callee.as<Constructor>(), args);
  return Raise(ErrorKind::kNotCallable, NotCallableMessage(callee));
}

void Runtime::Write(std::string_view text) { host_->Write(text); }

Value Runtime::Request(std::string_view resource, std::string_view justification) {
  // The record is no part of the heap but must not outgrow it.
  request_bytes_ += sizeof(RequestRecord) + resource.size() + justification.size();
  if (!heap_.Fits(request_bytes_)) return RaiseOutOfMemory();
  std::optional<std::string> reason = host_->Deny(resource, justification);
  requests_.push_back({std::string(resource), std::string(justification), !reason.has_value()});
  if (reason.has_value()) {
    return Raise(ErrorKind::kCapabilityDenied,
                 "Capability '" + std::string(resource) + "' denied: " + *reason);
  }
  return Value::Adopt(heap_.NewCapability(resource, justification));
}

}  // namespace quicksilver
