#include "engine/vm/vm.h"

#include <algorithm>

#include "engine/vm/machine.h"

namespace quicksilver {

Vm::Vm(Runtime& runtime, ModuleProvider& modules)
    : machine_(std::make_unique<Machine>(runtime, modules)) {}
Vm::~Vm() = default;

Value Vm::Run(const std::shared_ptr<const Chunk>& chunk, const Limits& limits, Host& host) {
  return machine_->Run(chunk, limits, host);
}
Value Vm::Continue(const std::shared_ptr<const Chunk>& chunk, const Limits& limits, Host& host) {
  return machine_->Continue(chunk, limits, host);
}
std::vector<std::pair<std::string, Value>> Vm::Globals() const { return machine_->Globals(); }
void Vm::Reset() { machine_->Reset(); }
void Vm::set_trace(TraceSink* sink) { machine_->set_trace(sink); }
void Vm::set_dispatch(Dispatch dispatch) { machine_->set_dispatch(dispatch); }

// --- Programs
// ---------------------------------------------------------------------------------------

Machine::~Machine() { Reset(); }

LinkedModule& Machine::Link(File& file, const std::shared_ptr<const Chunk>& chunk) {
  return file.code.emplace_front(chunk, file.state, runtime->heap());
}

Value Machine::Run(const std::shared_ptr<const Chunk>& chunk, const Limits& limits, Host& host) {
  runtime->Begin(limits, host, *this);
  if (!aspects_.empty()) aspects_.clear();
  if (main_ != nullptr && files_.empty()) {
    LinkedModule& module = main_->code.front();
    const bool only = ++main_->code.begin() == main_->code.end();
    if (only && module.shared_chunk() == chunk) {
      main_->state.Restart(chunk->globals);
      module.PointAtGlobals();
      return RunProgram(module);
    }
  }
  DropCode();
  file_count_ = 1;
  main_ = std::make_unique<File>(runtime->heap(), chunk->file, 0);
  main_->state.Extend(chunk->globals);
  return RunProgram(Link(*main_, chunk));
}

Value Machine::Continue(const std::shared_ptr<const Chunk>& chunk, const Limits& limits,
                        Host& host) {
  if (main_ == nullptr) return Run(chunk, limits, host);
  // A fresh run has no methods; this is none.
  MethodTable methods = std::move(runtime->methods());
  runtime->Begin(limits, host, *this);
  runtime->methods() = std::move(methods);
  main_->state.Extend(chunk->globals);
  for (LinkedModule& module : main_->code) module.PointAtGlobals();
  return RunProgram(Link(*main_, chunk));
}

Value Machine::RunProgram(LinkedModule& module) {
  const NativeStack::Scope scope(runtime->stack());
  return Execute(module.Program(), {});
}

std::vector<std::pair<std::string, Value>> Machine::Globals() const {
  std::vector<std::pair<std::string, Value>> found;
  if (main_ == nullptr) return found;
  const std::vector<std::string>& names = main_->code.front().chunk().globals;
  const RawValue* slots = main_->state.slots();
  for (std::size_t i = 0; i < names.size(); ++i) {
    const bool untouched = slots[2 * i + 1].number() == kEntryUntouchedBuiltin;
    if (!slots[2 * i].is_unbound() && !untouched)
      found.emplace_back(names[i], Value::Share(slots[2 * i]));
  }
  std::sort(found.begin(), found.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  return found;
}

void Machine::Reset() {
  runtime->methods().Clear();
  aspects_.clear();
  DropCode();
}

void Machine::DropCode() {
  const auto let_go = [](File& file) {
    file.state.Clear();
    for (LinkedModule& module : file.code) module.DropConstants();
  };
  for (const auto& file : retired_) let_go(*file);
  for (const auto& [name, file] : files_) let_go(*file);
  if (main_ != nullptr) let_go(*main_);
  // Objects know their size and their children from the chunks' tables, garbage too.
  if (runtime->heap().object_count() != 0) runtime->heap().CollectCycles();
  if (runtime->heap().object_count() == 0) {
    retired_.clear();
  } else {
    for (auto& [name, file] : files_) retired_.push_back(std::move(file));
    if (main_ != nullptr) retired_.push_back(std::move(main_));
  }
  files_.clear();
  main_ = nullptr;
}

// --- Running
// ----------------------------------------------------------------------------------------

namespace {

constexpr Word kExit = Machine::kExitOp;

}  // namespace

void Machine::RunLoop(const Position& start) {
  if (dispatch_ == Dispatch::kTailCalls) return RunWithTailCalls(*this, start);
  RunWithGoto(*this, start);
}

void Machine::SetFrameLimit() {
  // The frame with index f is at depth depth_bias_ + f.
  const std::int64_t most = std::int64_t{runtime->limits().call_depth} - depth_bias_ + 1;
  const auto capacity = static_cast<std::int64_t>(frame_capacity_);
  frame_limit = frames_ + std::clamp<std::int64_t>(most, 0, capacity);
}

bool Machine::MakeFrameRoom() {
  const std::int64_t next = frame - frames_ + 1;
  if (depth_bias_ + next > std::int64_t{runtime->limits().call_depth}) {
    return runtime->RaiseStackOverflow();
  }
  if (static_cast<std::size_t>(next) >= frame_capacity_) {
    const std::size_t capacity = frame_capacity_ * 2;
    auto grown = std::make_unique_for_overwrite<CallFrame[]>(capacity);
    std::copy_n(frames_, next, grown.get());
    more_frames_ = std::move(grown);
    frames_ = more_frames_.get();
    frame_capacity_ = capacity;
    frame = frames_ + next - 1;
  }
  SetFrameLimit();
  return true;
}

RawValue* Machine::MakeStackRoom(RawValue* at, std::uint64_t count, const Word*& return_pc) {
  static constexpr Word kLeaveSegment = kLeaveSegmentOp;
  if (count <= static_cast<std::uint64_t>(stack_.limit() - at)) [[likely]]
    return at;
  if (stack_.Widen()) {
    stack_limit = stack_.limit();
    return MakeStackRoom(at, count, return_pc);
  }
  RawValue* entered = stack_.Enter(count, return_pc);
  if (entered == nullptr) {
    runtime->RaiseStackOverflow();
    return nullptr;
  }
  return_pc = &kLeaveSegment;
  stack_limit = stack_.limit();
  return entered;
}

const Word* Machine::LeaveSegment() {
  const Word* return_pc = stack_.Leave();
  stack_limit = stack_.limit();
  return return_pc;
}

Value Machine::CallChant(const Value& closure, std::span<Value> args) {
  const LinkedFunction& function = CodeOf(closure.raw());
  if (!CheckArity(function, args.size(), false)) return Value::Raised();
  if (!runtime->Charge(1) || !runtime->EnterCall()) return Value::Raised();
  Value result = Execute(closure, args);
  runtime->LeaveCall();
  return result;
}

Value Machine::Execute(Value closure, std::span<Value> args) {
  const LinkedFunction& function = CodeOf(closure.raw());
  RawValue* const top = top_;
  const std::size_t outer_entry = entry_;
  const std::int64_t outer_bias = depth_bias_;
  const std::uint32_t outer_depth = runtime->depth();

  // The runtime has counted this frame if it is to be counted: a file's program is no chant.
  const std::int64_t index = frame - frames_ + 1;
  depth_bias_ = std::int64_t{outer_depth} - index;
  RawValue result{0};
  const Word* return_pc = &kExit;
  const std::uint64_t cells = std::uint64_t{1} + function.frame_size;
  RawValue* callee = nullptr;
  Value rest;
  if (function.rest) rest = MakeRest(args.subspan(function.required));
  if (!rest.is_raised() && MakeFrameRoom()) callee = MakeStackRoom(top, cells, return_pc);
  if (callee != nullptr) {
    *callee = closure.Take();
    RawValue* const base = callee + 1;
    const std::size_t plain = function.rest ? function.required : args.size();
    for (std::size_t i = 0; i < plain; ++i) base[i] = args[i].Take();
    if (function.rest) base[plain] = rest.Take();
    entry_ = static_cast<std::size_t>(index);
    ++frame;
    *frame = {return_pc, nullptr, nullptr, &result};
    RunLoop({function.code, base, function.constants});
    if (exited_by_error) result = RawValue::Raised();
  } else {
    result = RawValue::Raised();
  }

  top_ = top;
  entry_ = outer_entry;
  depth_bias_ = outer_bias;
  runtime->depth() = outer_depth;
  SetFrameLimit();
  return Value::Adopt(result);
}

}  // namespace quicksilver
