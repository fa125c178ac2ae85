#include "properties/oracles/allocation_checker.h"

#include <algorithm>
#include <fmt/format.h>
#include <functional>
#include <span>

#include "engine/bytecode/decoded_instruction.h"
#include "engine/bytecode/disassembler.h"
#include "engine/bytecode/instruction_effects.h"

namespace quicksilver::properties {
namespace {

using AccessKind = FrameAccessKind;

// Values kept at once: blocks times the width of a batch.
constexpr std::uint64_t kStateBudget = std::uint64_t{1} << 22;
constexpr std::uint64_t kNarrowestBatch = 32;

VirtualValue MeetOf(VirtualValue left, VirtualValue right) {
  if (left == kUnreachedValue || left == right) return right;
  return right == kUnreachedValue ? left : kNothingCertain;
}

std::string PlaceText(FramePlace place) {
  return place < kFirstSlotPlace ? fmt::format("r{}", place)
                                 : fmt::format("s{}", place - kFirstSlotPlace);
}

std::string OperandText(std::uint16_t operand) {
  if (operand < kPlaceOperand) return fmt::format("operand {}", "ABC"[operand]);
  if (operand >= kWindowOperand) return fmt::format("window[{}]", operand - kWindowOperand);
  return "place operand";
}

}  // namespace

std::string AllocationFault::ToString() const {
  const std::string_view name = function_name.empty() ? "_" : std::string_view(function_name);
  std::string what;
  if (expected == kNothingCertain) {
    what = fmt::format("{} is accessed, but nothing was recorded", PlaceText(place));
  } else if (held == kNothingCertain) {
    what = fmt::format("{} should hold v{}, but holds nothing for certain", PlaceText(place),
                       expected);
  } else {
    what = fmt::format("{} should hold v{}, but holds v{}", PlaceText(place), expected, held);
  }
  return fmt::format("function {} ({}), pc {}, {}: {}: {}", function, name, pc,
                     OperandText(operand), what, instruction);
}

std::expected<void, AllocationFault> AllocationChecker::Check(const Chunk& chunk) {
  for (std::uint32_t i = 0; i < chunk.functions.size(); ++i) {
    if (auto checked = CheckFunction(chunk, i); !checked) return checked;
  }
  return {};
}

std::expected<void, AllocationFault> AllocationChecker::CheckFunction(const Chunk& chunk,
                                                                      std::uint32_t index) {
  const Function& function = *chunk.functions[index];
  if (function.code.empty()) return {};
  flow_.Build(function);
  Describe(chunk, function);
  NumberPlaces(function);
  holder_.assign(value_count_, 0);
  const std::uint64_t width = std::max(kNarrowestBatch, kStateBudget / flow_.blocks().size());
  std::optional<Failure> first;
  const auto count = static_cast<std::uint32_t>(places_.size());
  for (first_ = 0; first_ < count; first_ += width_) {
    width_ = static_cast<std::uint32_t>(std::min<std::uint64_t>(width, count - first_));
    Solve(function);
    const std::optional<Failure> failure = ProveBatch();
    if (failure.has_value() && (!first.has_value() || failure->event < first->event)) {
      first = failure;
    }
  }
  if (!first.has_value()) return {};
  const Event& event = events_[first->event];
  const std::uint32_t pc = steps_[first->step].pc;
  return std::unexpected(
      AllocationFault{.function = index,
                      .pc = pc,
                      .operand = event.operand,
                      .place = places_[event.place],
                      .expected = event.value,
                      .held = first->held,
                      .function_name = function.name,
                      .instruction = DisassembleInstruction(chunk, function, pc)});
}

// --- One function as steps and events -----------------------------------------------------------

void AllocationChecker::Describe(const Chunk& chunk, const Function& function) {
  std::vector<OperandValue> recorded = function.operand_values;
  std::ranges::sort(recorded, {},
                    [](const OperandValue& value) { return std::pair(value.pc, value.operand); });
  value_count_ = function.parameter_count();
  for (const OperandValue& value : recorded) value_count_ = std::max(value_count_, value.value + 1);

  steps_.clear();
  events_.clear();
  step_at_.assign(function.code.size(), kNoIndex);
  std::vector<FrameAccess> accesses;
  auto at = recorded.begin();
  for (std::uint32_t pc = 0; pc < function.code.size();) {
    const DecodedInstruction instruction = DecodeInstruction(function.code, pc);
    const auto begin = std::find_if(at, recorded.end(), [&](const auto& r) { return r.pc >= pc; });
    const auto end = std::find_if(begin, recorded.end(), [&](const auto& r) { return r.pc > pc; });
    at = end;
    const auto value_of = [&](std::uint16_t operand) {
      const auto found = std::find_if(
          begin, end, [&](const OperandValue& value) { return value.operand == operand; });
      return found == end ? kNothingCertain : found->value;
    };
    step_at_[pc] = static_cast<std::uint32_t>(steps_.size());
    steps_.push_back({.pc = pc,
                      .first_event = static_cast<std::uint32_t>(events_.size()),
                      .may_raise = MayReachHandler(instruction.op)});
    accesses.clear();
    AppendFrameAccesses(chunk, instruction, accesses);
    for (const FrameAccess& access : accesses) {
      events_.push_back({access.place, value_of(access.operand), access.operand, access.kind});
    }
    // The name that the value of R[A] has where the jump leads.
    if (const VirtualValue value = value_of(kJumpOperand); value != kNothingCertain) {
      events_.push_back({AOf(instruction.word), value, kJumpOperand, AccessKind::kWriteOnJump});
    }
    pc = instruction.end();
  }
  steps_.push_back({.pc = static_cast<std::uint32_t>(function.code.size()),
                    .first_event = static_cast<std::uint32_t>(events_.size())});
}

std::uint32_t AllocationChecker::Dense(FramePlace place) const {
  return static_cast<std::uint32_t>(std::ranges::lower_bound(places_, place) - places_.begin());
}

void AllocationChecker::NumberPlaces(const Function& function) {
  places_.clear();
  for (const Event& event : events_) {
    if (event.kind != AccessKind::kClobber) places_.push_back(event.place);
  }
  std::ranges::sort(places_);
  places_.erase(std::ranges::unique(places_).begin(), places_.end());
  for (Event& event : events_) event.place = Dense(event.place);
  kept_.assign(function.keep_sets.size(), {});
  for (std::size_t i = 0; i < kept_.size(); ++i) {
    for (const std::uint32_t index : function.keep_sets[i]) {
      const FramePlace place = index < function.register_count
                                   ? index
                                   : kFirstSlotPlace + index - function.register_count;
      const std::uint32_t dense = Dense(place);
      if (dense < places_.size() && places_[dense] == place) kept_[i].push_back(dense);
    }
    std::ranges::sort(kept_[i]);
  }
}

// --- One batch of places -------------------------------------------------------------------------

void AllocationChecker::Solve(const Function& function) {
  const auto blocks = flow_.blocks();
  in_.assign(blocks.size() * width_, kUnreachedValue);
  reached_.assign(blocks.size(), false);
  queued_.assign(blocks.size(), false);
  tree_.assign(std::size_t{flow_.node_count()} * width_, kUnreachedValue);
  tree_reached_.assign(flow_.node_count(), false);
  queue_.clear();
  scratch_.assign(width_, kNothingCertain);
  for (std::uint32_t i = 0; i < width_; ++i) {
    const FramePlace place = places_[first_ + i];
    if (place < function.parameter_count()) scratch_[i] = place;
  }
  Meet(0, scratch_);
  while (!queue_.empty()) {
    std::ranges::pop_heap(queue_, std::greater{});
    const std::uint32_t block = queue_.back();
    queue_.pop_back();
    queued_[block] = false;
    Flow(function, block);
  }
}

// Sends what holds behind the block to where control goes from there.
void AllocationChecker::Flow(const Function& function, std::uint32_t block) {
  const CodeBlock& code = flow_.blocks()[block];
  Enter(block);
  const std::uint32_t end = StepBehind(code);
  for (std::uint32_t step = StepAt(code.begin); step < end; ++step) Run(step);
  if (flow_.has_handlers() && raising_ != 0) {
    for (std::uint32_t i = 0; i < width_; ++i) NoteRaised(i);
    SendToHandlers(function, block);
  }
  scratch_ = state_;
  if (code.jump != kNoIndex) {
    WriteOnBranch(end - 1, AccessKind::kWriteOnJump);
    Meet(code.jump, state_);
  }
  if (code.next != kNoIndex) {
    state_ = scratch_;
    WriteOnBranch(end - 1, AccessKind::kWriteOnNext);
    Meet(code.next, state_);
  }
}

void AllocationChecker::Enter(std::uint32_t block) {
  const auto begin = in_.begin() + static_cast<std::ptrdiff_t>(std::size_t{block} * width_);
  state_.assign(begin, begin + width_);
  for (std::uint32_t i = 0; i < width_; ++i) {
    if (state_[i] < value_count_) holder_[state_[i]] = i;
  }
  raised_.assign(width_, kUnreachedValue);
  noted_.assign(width_, 0);
  raising_ = 0;
}

void AllocationChecker::Run(std::uint32_t step) {
  const auto events = EventsOf(step);
  std::size_t i = 0;
  for (; i < events.size() && !IsWrite(events[i].kind); ++i) {
    const Event& event = events[i];
    if (event.kind == AccessKind::kTake || event.kind == AccessKind::kEmpty) {
      Put(event.place, kNothingCertain);
    } else if (event.kind == AccessKind::kClobber) {
      const std::uint32_t behind_registers = Dense(kFirstSlotPlace);
      for (std::uint32_t place = event.place; place < behind_registers; ++place) {
        Put(place, kNothingCertain);
      }
    }
  }
  if (steps_[step].may_raise) ++raising_;
  for (; i < events.size(); ++i) {
    if (events[i].kind == AccessKind::kWrite) Write(events[i]);
  }
}

// The writes of the step that happen only on one of two ways.
void AllocationChecker::WriteOnBranch(std::uint32_t step, FrameAccessKind kind) {
  for (const Event& event : EventsOf(step)) {
    if (event.kind == kind) Write(event);
  }
}

void AllocationChecker::Put(std::uint32_t place, VirtualValue value) {
  if (place - first_ >= width_) return;
  const std::uint32_t i = place - first_;
  if (flow_.has_handlers()) NoteRaised(i);
  state_[i] = value;
}

void AllocationChecker::Write(const Event& event) {
  if (event.value < value_count_) {
    const std::uint32_t old = holder_[event.value];
    if (old < width_ && state_[old] == event.value) Put(first_ + old, kNothingCertain);
    if (event.place - first_ < width_) holder_[event.value] = event.place - first_;
  }
  Put(event.place, event.value);
}

// A handler may find what the place of the batch has held since it last changed.
void AllocationChecker::NoteRaised(std::uint32_t i) {
  if (raising_ > noted_[i]) raised_[i] = MeetOf(raised_[i], state_[i]);
  noted_[i] = raising_;
}

void AllocationChecker::Meet(std::uint32_t block, const State& state) {
  VirtualValue* const in = &in_[std::size_t{block} * width_];
  bool changed = !reached_[block];
  for (std::uint32_t i = 0; i < width_; ++i) {
    const VirtualValue met = MeetOf(in[i], state[i]);
    changed = changed || met != in[i];
    in[i] = met;
  }
  if (!changed) return;
  reached_[block] = true;
  if (queued_[block]) return;
  queued_[block] = true;
  queue_.push_back(block);
  std::ranges::push_heap(queue_, std::greater{});
}

void AllocationChecker::SendToHandlers(const Function& function, std::uint32_t block) {
  for (std::uint32_t node = flow_.LeafOf(block); node != 0; node /= 2) {
    VirtualValue* const below = &tree_[std::size_t{node} * width_];
    bool changed = !tree_reached_[node];
    for (std::uint32_t i = 0; i < width_; ++i) {
      const VirtualValue met = MeetOf(below[i], raised_[i]);
      changed = changed || met != below[i];
      below[i] = met;
    }
    // What did not change here has reached everything above.
    if (!changed) break;
    tree_reached_[node] = true;
    for (const std::uint32_t index : flow_.HandlersAt(node)) {
      const HandlerEntry& handler = function.handlers[index];
      scratch_.assign(width_, kNothingCertain);
      for (const std::uint32_t kept : kept_[handler.keep]) {
        if (kept - first_ < width_) scratch_[kept - first_] = below[kept - first_];
      }
      Meet(flow_.BlockAt(handler.target), scratch_);
    }
  }
}

// --- The proof -----------------------------------------------------------------------------------

std::optional<AllocationChecker::Failure> AllocationChecker::ProveBatch() {
  const auto blocks = flow_.blocks();
  for (std::uint32_t block = 0; block < blocks.size(); ++block) {
    if (!reached_[block]) continue;
    Enter(block);
    const std::uint32_t end = StepBehind(blocks[block]);
    for (std::uint32_t step = StepAt(blocks[block].begin); step < end; ++step) {
      for (const Event& event : EventsOf(step)) {
        if (event.place - first_ >= width_ || IsProved(event)) continue;
        return Failure{step, static_cast<std::uint32_t>(&event - events_.data()),
                       IsWrite(event.kind) ? kNothingCertain : state_[event.place - first_]};
      }
      Run(step);
    }
  }
  return std::nullopt;
}

// Whether the state before the event's instruction gives what the event needs.
bool AllocationChecker::IsProved(const Event& event) const {
  const VirtualValue held = state_[event.place - first_];
  switch (event.kind) {
    case AccessKind::kRead:
    case AccessKind::kTake:
      return event.value != kNothingCertain && held == event.value;
    case AccessKind::kCompare:
    case AccessKind::kEmpty: {
      if (event.value == kNothingCertain) return event.kind == AccessKind::kEmpty;
      // Moved out, unless it lies elsewhere.
      const std::uint32_t holder = holder_[event.value];
      const bool elsewhere = holder < width_ && state_[holder] == event.value;
      return held == event.value || (held == kNothingCertain && !elsewhere);
    }
    case AccessKind::kClobber:
      return true;
    case AccessKind::kWrite:
    case AccessKind::kWriteOnNext:
    case AccessKind::kWriteOnJump:
      return event.value != kNothingCertain || event.operand == kPlaceOperand;
  }
  return false;
}

}  // namespace quicksilver::properties
