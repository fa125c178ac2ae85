#include "engine/vm/vm.h"

#include <algorithm>

#include "engine/vm/machine.h"

namespace quicksilver {

Vm::Vm(Runtime& runtime, ModuleProvider& modules)
    : machine_(std::make_unique<Machine>(runtime, modules)) {}
Vm::~Vm() = default;

Value Vm::Run(std::shared_ptr<const Chunk> chunk, const Limits& limits, Host& host) {
  return machine_->Run(std::move(chunk), limits, host);
}
Value Vm::Continue(std::shared_ptr<const Chunk> chunk, const Limits& limits, Host& host) {
  return machine_->Continue(std::move(chunk), limits, host);
}
std::vector<std::pair<std::string, Value>> Vm::Globals() const { return machine_->Globals(); }
void Vm::Reset() { machine_->Reset(); }
void Vm::set_trace(TraceSink* sink) { machine_->set_trace(sink); }
void Vm::set_dispatch(Dispatch dispatch) { machine_->set_dispatch(dispatch); }

// --- Programs
// ---------------------------------------------------------------------------------------

Machine::~Machine() { Reset(); }

LinkedModule& Machine::Link(File& file, std::shared_ptr<const Chunk> chunk) {
  file.code.push_back(
      std::make_unique<LinkedModule>(std::move(chunk), file.state, runtime->heap()));
  return *file.code.back();
}

Value Machine::Run(std::shared_ptr<const Chunk> chunk, const Limits& limits, Host& host) {
  runtime->Begin(limits, host, *this);
  aspects_.clear();
  const bool same = main_ != nullptr && main_->code.size() == 1 && files_.empty() &&
                    main_->code[0]->shared_chunk() == chunk;
  if (same) {
    main_->state.Restart(chunk->globals);
    main_->code[0]->PointAtGlobals();
    return RunProgram(*main_->code[0]);
  }
  DropCode();
  file_count_ = 1;
  main_ = std::make_unique<File>(runtime->heap(), chunk->file, 0);
  main_->state.Extend(chunk->globals);
  return RunProgram(Link(*main_, std::move(chunk)));
}

Value Machine::Continue(std::shared_ptr<const Chunk> chunk, const Limits& limits, Host& host) {
  if (main_ == nullptr) return Run(std::move(chunk), limits, host);
  // A fresh run has no methods; this is none.
  MethodTable methods = std::move(runtime->methods());
  runtime->Begin(limits, host, *this);
  runtime->methods() = std::move(methods);
  main_->state.Extend(chunk->globals);
  for (const auto& module : main_->code) module->PointAtGlobals();
  return RunProgram(Link(*main_, std::move(chunk)));
}

Value Machine::RunProgram(LinkedModule& module) {
  const NativeStack::Scope scope(runtime->stack());
  return Execute(module.Program(), {});
}

std::vector<std::pair<std::string, Value>> Machine::Globals() const {
  std::vector<std::pair<std::string, Value>> found;
  if (main_ == nullptr) return found;
  const std::vector<std::string>& names = main_->code.back()->chunk().globals;
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
  if (main_ != nullptr) {
    for (auto& [name, file] : files_) retired_.push_back(std::move(file));
    files_.clear();
    retired_.push_back(std::move(main_));
  }
  for (const auto& file : retired_) {
    file->state.Clear();
    for (const auto& module : file->code) module->DropConstants();
  }
  // Objects know their size and their children from the chunks' tables, garbage too.
  if (runtime->heap().object_count() != 0) runtime->heap().CollectCycles();
  if (runtime->heap().object_count() == 0) retired_.clear();
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
  frame_limit = frames_.get() + std::clamp<std::int64_t>(most, 0, capacity);
}

bool Machine::MakeFrameRoom() {
  const std::int64_t next = frame - frames_.get() + 1;
  if (depth_bias_ + next > std::int64_t{runtime->limits().call_depth}) {
    return runtime->RaiseStackOverflow();
  }
  if (static_cast<std::size_t>(next) >= frame_capacity_) {
    const std::size_t capacity = std::max<std::size_t>(32, frame_capacity_ * 2);
    auto grown = std::make_unique_for_overwrite<CallFrame[]>(capacity);
    if (frames_ != nullptr) std::copy_n(frames_.get(), next, grown.get());
    frames_ = std::move(grown);
    frame_capacity_ = capacity;
    frame = frames_.get() + next - 1;
  }
  SetFrameLimit();
  return true;
}

RawValue* Machine::MakeStackRoom(RawValue* at, std::uint64_t count, const Word*& return_pc) {
  static constexpr Word kLeaveSegment = kLeaveSegmentOp;
  if (count <= static_cast<std::uint64_t>(stack_.limit() - at)) [[likely]]
    return at;
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
  if (frames_ == nullptr) {
    frame_capacity_ = 32;
    frames_ = std::make_unique_for_overwrite<CallFrame[]>(frame_capacity_);
    frame = frames_.get();
  }
  if (top_ == nullptr) {
    top_ = stack_.Bottom();
    stack_limit = stack_.limit();
  }
  RawValue* const top = top_;
  const std::size_t outer_entry = entry_;
  const std::int64_t outer_bias = depth_bias_;
  const std::uint32_t outer_depth = runtime->depth();

  // The runtime has counted this frame if it is to be counted: a file's program is no chant.
  const std::int64_t index = frame - frames_.get() + 1;
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
