#include "properties/oracles/components/jump_check.h"

#include <algorithm>
#include <fmt/format.h>
#include <limits>

namespace quicksilver::properties {
namespace {

using JumpKind = JumpStep::Kind;
using Complaint = std::optional<std::string>;

constexpr std::uint32_t kMostPadding = 3;

bool Reaches(std::int64_t offset) {
  return offset >= std::numeric_limits<std::int16_t>::min() &&
         offset <= std::numeric_limits<std::int16_t>::max();
}

bool HasNarrowField(Opcode op) { return InfoOf(op).b == OperandKind::kJump16; }

// The long form by its name, not as the patcher finds it.
Opcode LongForm(Opcode op) {
  const std::string name = std::string(InfoOf(op).name) + "Wide";
  for (unsigned i = 0; i < kOpcodeCount; ++i) {
    if (kOpcodes[i].name == name) return static_cast<Opcode>(i);
  }
  return op;
}

}  // namespace

bool JumpPatcherUnderTest::Item::IsRelaxable() const {
  return step.kind == JumpKind::kJump && HasNarrowField(step.op);
}

std::uint32_t JumpPatcherUnderTest::Item::words() const {
  switch (step.kind) {
    case JumpKind::kMark:
      return 2;
    case JumpKind::kGap:
      return step.number;
    case JumpKind::kJump:
      return InfoOf(step.op).words() + (wide ? 1 : 0);
    case JumpKind::kBind:
    case JumpKind::kFinish:
      break;
  }
  return 0;
}

JumpPatcherUnderTest::JumpPatcherUnderTest(JumpPolicy policy, std::uint64_t seed,
                                           bool announced_backwards)
    : policy_(policy), announced_backwards_(announced_backwards), patcher_(policy, seed) {
  StartFunction();
}

void JumpPatcherUnderTest::StartFunction() {
  labels_.clear();
  for (std::uint32_t i = 0; i < kJumpLabels; ++i) labels_.push_back(patcher_.NewLabel());
  code_.clear();
  items_.clear();
  bound_ = {};
}

Complaint JumpPatcherUnderTest::Add(const JumpStep& step) {
  switch (step.kind) {
    case JumpKind::kBind:
      return Bind(step.number);
    case JumpKind::kFinish:
      return Finish();
    default:
      return Emit(step);
  }
}

Complaint JumpPatcherUnderTest::Emit(const JumpStep& step) {
  Item item{.step = step, .start = static_cast<std::uint32_t>(code_.size())};
  if (step.kind == JumpKind::kMark) {
    code_.push_back(EncodeABC(Opcode::kNewCell, 0, 0, 0));
    code_.push_back(step.number);
  } else if (step.kind == JumpKind::kGap) {
    code_.insert(code_.end(), step.number, EncodeABC(Opcode::kNop, 0, 0, 0));
  } else {
    if (!announced_backwards_) patcher_.AddJump(item.start, labels_[step.number]);
    // A register of its own tells jumps apart.
    code_.push_back(EncodeABC(step.op, static_cast<unsigned>(items_.size() % 256), 0, 0));
    code_.insert(code_.end(), item.words() - 1, 0);
  }
  items_.push_back(item);
  return std::nullopt;
}

Complaint JumpPatcherUnderTest::Bind(std::uint32_t label) {
  const bool bound = bound_[label].has_value();
  if (patcher_.IsBound(labels_[label]) != bound) {
    return fmt::format("L{} should {}be bound", label, bound ? "" : "not ");
  }
  if (bound) return std::nullopt;
  const auto here = static_cast<std::uint32_t>(code_.size());
  patcher_.Bind(labels_[label], here);
  bound_[label] = items_.size();
  if (!patcher_.IsBound(labels_[label]) || patcher_.PositionOf(labels_[label]) != here) {
    return fmt::format("L{} is not where it was bound", label);
  }
  return std::nullopt;
}

Complaint JumpPatcherUnderTest::Finish() {
  for (std::uint32_t label = 0; label < kJumpLabels; ++label) {
    if (Complaint complaint = Bind(label)) return complaint;
  }
  if (announced_backwards_) {
    for (auto item = items_.rbegin(); item != items_.rend(); ++item) {
      if (item->step.kind == JumpKind::kJump) {
        patcher_.AddJump(item->start, labels_[item->step.number]);
      }
    }
  }
  std::vector<Word> code = code_;
  patcher_.Finish(code);
  if (fault_) fault_(code);
  Complaint complaint = TakeChoices(code);
  if (!complaint) complaint = CompareMap();
  if (!complaint) {
    const std::vector<Word> expected = ExpectedCode();
    const auto [is, should_be] = std::ranges::mismatch(code, expected);
    if (is != code.end() || should_be != expected.end()) {
      complaint = fmt::format("the code differs from word {} on ({} words, {} expected)",
                              is - code.begin(), code.size(), expected.size());
    }
  }
  widened_ += patcher_.widened();
  most_rounds_ = std::max(most_rounds_, patcher_.rounds());
  patcher_.Reset();
  StartFunction();
  return complaint;
}

Complaint JumpPatcherUnderTest::TakeChoices(const std::vector<Word>& code) {
  std::vector<bool> patched;  // by item: whether the patcher made it wide
  for (Item& item : items_) {
    const std::uint32_t target = patcher_.MapTarget(item.start);
    const std::uint32_t instruction = patcher_.MapInstruction(item.start);
    const bool may_pad = policy_ == JumpPolicy::kPad && item.step.kind == JumpKind::kJump;
    if (instruction < target || instruction - target > (may_pad ? kMostPadding : 0)) {
      return fmt::format("{} at {} lies from {} to {}", Describe(item.step), item.start, target,
                         instruction);
    }
    if (instruction >= code.size()) {
      return fmt::format("{} at {} is outside the code", Describe(item.step), item.start);
    }
    item.padding = instruction - target;
    item.wide = policy_ == JumpPolicy::kWide && item.IsRelaxable();
    patched.push_back(item.IsRelaxable() && !HasNarrowField(OpOf(code[instruction])));
  }
  do LayOut();
  while (WidenOne());
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if (items_[i].wide == patched[i]) continue;
    if (!patched[i]) {
      return fmt::format("{} at {} is narrow and does not reach", Describe(items_[i].step),
                         items_[i].start);
    }
    if (patcher_.rounds() <= JumpPatcher::kExactRounds) {
      return fmt::format("{} at {} is wide and need not be", Describe(items_[i].step),
                         items_[i].start);
    }
    items_[i].wide = true;
  }
  LayOut();
  return std::nullopt;
}

void JumpPatcherUnderTest::LayOut() {
  std::uint32_t place = 0;
  for (Item& item : items_) {
    item.place = place + item.padding;
    place = item.place + item.words();
  }
  size_after_ = place;
}

std::uint32_t JumpPatcherUnderTest::PlaceOf(std::uint32_t label) const {
  const std::size_t before = *bound_[label];
  if (before == items_.size()) return size_after_;
  return items_[before].place - items_[before].padding;
}

std::int64_t JumpPatcherUnderTest::OffsetOf(const Item& jump) const {
  return std::int64_t{PlaceOf(jump.step.number)} - (jump.place + jump.words());
}

bool JumpPatcherUnderTest::WidenOne() {
  for (Item& item : items_) {
    if (!item.IsRelaxable() || item.wide || Reaches(OffsetOf(item))) continue;
    item.wide = true;
    return true;
  }
  return false;
}

std::vector<Word> JumpPatcherUnderTest::ExpectedCode() const {
  const Word nop = EncodeABC(Opcode::kNop, 0, 0, 0);
  std::vector<Word> code;
  code.reserve(size_after_);
  for (std::size_t i = 0; i < items_.size(); ++i) {
    const Item& item = items_[i];
    const auto own = static_cast<unsigned>(i % 256);
    code.insert(code.end(), item.padding, nop);
    if (item.step.kind == JumpKind::kMark) {
      code.push_back(EncodeABC(Opcode::kNewCell, 0, 0, 0));
      code.push_back(item.step.number);
      continue;
    }
    if (item.step.kind == JumpKind::kGap) {
      code.insert(code.end(), item.step.number, nop);
      continue;
    }
    const auto offset = static_cast<Word>(OffsetOf(item));
    if (item.IsRelaxable() && !item.wide) {
      code.push_back(EncodeABx(item.step.op, own, offset & 0xFFFF));
      continue;
    }
    code.push_back(EncodeABC(item.wide ? LongForm(item.step.op) : item.step.op, own, 0, 0));
    // The jump's operand is the last of the instruction's words.
    code.insert(code.end(), item.words() - 2, 0);
    code.push_back(offset);
  }
  return code;
}

Complaint JumpPatcherUnderTest::CompareMap() const {
  for (const Item& item : items_) {
    if (patcher_.MapInstruction(item.start) == item.place) continue;
    return fmt::format("{} at {} is at {}, {} expected", Describe(item.step), item.start,
                       patcher_.MapInstruction(item.start), item.place);
  }
  const auto end = static_cast<std::uint32_t>(code_.size());
  if (patcher_.MapTarget(end) == size_after_) return std::nullopt;
  return fmt::format("the end is at {}, {} expected", patcher_.MapTarget(end), size_after_);
}

Complaint CheckJumps(const JumpGraph& graph) {
  JumpPatcherUnderTest tested(graph.policy, graph.seed, graph.announced_backwards);
  for (std::size_t i = 0; i < graph.steps.size(); ++i) {
    if (Complaint complaint = tested.Add(graph.steps[i])) {
      return fmt::format("step {}: {}", i, *complaint);
    }
  }
  return tested.Add({JumpKind::kFinish, 0, Opcode::kNop});
}

}  // namespace quicksilver::properties
