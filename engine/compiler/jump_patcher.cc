#include "engine/compiler/jump_patcher.h"

#include <algorithm>
#include <limits>

#include "engine/base/assert.h"
#include "engine/base/splitmix.h"

namespace quicksilver {
namespace {

constexpr std::uint32_t kLargestPadding = 3;

bool FitsNarrow(std::int64_t offset) {
  return offset >= std::numeric_limits<std::int16_t>::min() &&
         offset <= std::numeric_limits<std::int16_t>::max();
}

// Which word of an instruction holds its offset.
std::uint8_t OffsetWord(const OpcodeInfo& info) {
  if (info.b == OperandKind::kJump16) return 0;
  if (info.extension1 == OperandKind::kJump) return 1;
  QS_ASSERT(info.extension2 == OperandKind::kJump, "only jumps jump");
  return 2;
}

}  // namespace

JumpPatcher::Label JumpPatcher::NewLabel() {
  labels_.push_back(kUnbound);
  return static_cast<Label>(labels_.size() - 1);
}

void JumpPatcher::Bind(Label label, std::uint32_t pc) {
  QS_ASSERT(!IsBound(label), "a label is bound once");
  labels_[static_cast<std::size_t>(label)] = pc;
}

void JumpPatcher::AddJump(std::uint32_t pc, Label label) {
  QS_ASSERT(static_cast<std::size_t>(label) < labels_.size(), "the label is this patcher's");
  jumps_.emplace_back(pc, label);
}

bool JumpPatcher::IsBound(Label label) const {
  QS_ASSERT(static_cast<std::size_t>(label) < labels_.size(), "the label is this patcher's");
  return labels_[static_cast<std::size_t>(label)] != kUnbound;
}

std::uint32_t JumpPatcher::PositionOf(Label label) const {
  QS_ASSERT(IsBound(label), "every label that is used is bound");
  return labels_[static_cast<std::size_t>(label)];
}

void JumpPatcher::Finish(std::vector<Word>& code) {
  QS_ASSERT(insertions_.empty(), "Reset comes before the next Finish");
  PrepareSites(code);
  ChooseWidths();
  RecordInsertions();
  MoveCode(code);
  WriteOffsets(code);
}

std::uint32_t JumpPatcher::MapTarget(std::uint32_t old_pc) const {
  return old_pc + FirstInsertionAt(old_pc).total_before;
}

std::uint32_t JumpPatcher::MapInstruction(std::uint32_t old_pc) const {
  const Insertion& insertion = FirstInsertionAt(old_pc);
  return old_pc + insertion.total_before + (insertion.pc == old_pc ? insertion.before : 0);
}

void JumpPatcher::Reset() {
  labels_.clear();
  jumps_.clear();
  insertions_.clear();
  widened_ = 0;
  rounds_ = 0;
}

void JumpPatcher::PrepareSites(const std::vector<Word>& code) {
  // Jumps come in the order of emission as a rule.
  if (!std::ranges::is_sorted(jumps_, {}, &JumpSite::pc))
    std::ranges::sort(jumps_, {}, &JumpSite::pc);
  QS_ASSERT(std::ranges::adjacent_find(jumps_, {}, &JumpSite::pc) == jumps_.end(),
            "an instruction jumps to one label");
  SplitMix64 random(seed_);
  for (JumpSite& jump : jumps_) {
    QS_ASSERT(jump.pc < code.size(), "jumps lie inside the code");
    QS_ASSERT(PositionOf(jump.label) <= code.size(), "labels lie inside the code or at its end");
    const OpcodeInfo& info = InfoOf(OpOf(code[jump.pc]));
    const auto after = std::ranges::lower_bound(jumps_, PositionOf(jump.label), {}, &JumpSite::pc);
    jump.first_after = static_cast<std::uint32_t>(after - jumps_.begin());
    jump.operand = OffsetWord(info);
    jump.words = static_cast<std::uint8_t>(info.words());
    jump.padding = policy_ == JumpPolicy::kPad
                       ? static_cast<std::uint8_t>(random.Below(kLargestPadding + 1))
                       : std::uint8_t{0};
    jump.relaxable = jump.operand == 0;
    jump.wide = jump.relaxable && policy_ == JumpPolicy::kWide;
  }
}

void JumpPatcher::ChooseWidths() {
  do {
    SumInsertions();
    ++rounds_;
    // A jump that reaches under the worst assumption reaches whatever the others become, so the
    // round after that one finds nothing left to do.
  } while (WidenRound(rounds_ > kExactRounds));
  widened_ = static_cast<std::uint32_t>(std::ranges::count(jumps_, true, &JumpSite::wide));
}

void JumpPatcher::SumInsertions() {
  inserted_before_.assign(jumps_.size() + 1, 0);
  may_widen_before_.assign(jumps_.size() + 1, 0);
  for (std::size_t i = 0; i < jumps_.size(); ++i) {
    const JumpSite& jump = jumps_[i];
    inserted_before_[i + 1] = inserted_before_[i] + jump.padding + (jump.wide ? 1 : 0);
    may_widen_before_[i + 1] = may_widen_before_[i] + (jump.relaxable && !jump.wide ? 1 : 0);
  }
}

bool JumpPatcher::WidenRound(bool assume_the_worst) {
  bool changed = false;
  for (std::size_t i = 0; i < jumps_.size(); ++i) {
    JumpSite& jump = jumps_[i];
    if (!jump.relaxable || jump.wide) continue;
    std::int64_t offset = OffsetOf(i);
    if (assume_the_worst) {
      // Growth between the jump and its label makes the offset longer, in its own direction.
      if (jump.first_after > i) {
        offset += may_widen_before_[jump.first_after] - may_widen_before_[i + 1];
      } else {
        offset -= may_widen_before_[i] - may_widen_before_[jump.first_after];
      }
    }
    if (FitsNarrow(offset)) continue;
    // The sums stay those of the round's beginning: they only underestimate, and the next round
    // sees it.
    jump.wide = true;
    changed = true;
  }
  return changed;
}

std::uint32_t JumpPatcher::NewPositionOf(std::size_t i) const {
  return jumps_[i].pc + inserted_before_[i] + jumps_[i].padding;
}

std::uint32_t JumpPatcher::NewTargetOf(std::size_t i) const {
  return PositionOf(jumps_[i].label) + inserted_before_[jumps_[i].first_after];
}

std::int64_t JumpPatcher::OffsetOf(std::size_t i) const {
  const JumpSite& jump = jumps_[i];
  const std::uint32_t next = NewPositionOf(i) + jump.words + (jump.wide ? 1 : 0);
  return std::int64_t{NewTargetOf(i)} - next;
}

void JumpPatcher::RecordInsertions() {
  for (std::size_t i = 0; i < jumps_.size(); ++i) {
    const JumpSite& jump = jumps_[i];
    if (jump.padding == 0 && !jump.wide) continue;
    insertions_.push_back({.pc = jump.pc,
                           .before = jump.padding,
                           .total_before = inserted_before_[i],
                           .inside = jump.wide ? 1u : 0u});
  }
  insertions_.push_back({.pc = std::numeric_limits<std::uint32_t>::max(),
                         .before = 0,
                         .total_before = inserted_before_.back(),
                         .inside = 0});
}

void JumpPatcher::MoveCode(std::vector<Word>& code) const {
  auto old_end = static_cast<std::ptrdiff_t>(code.size());
  code.resize(code.size() + insertions_.back().total_before);
  const auto begin = code.begin();
  auto new_end = code.end();
  // From the back, so that nothing is overwritten before it has moved.
  for (std::size_t i = insertions_.size() - 1; i-- > 0;) {
    const Insertion& insertion = insertions_[i];
    const auto at = static_cast<std::ptrdiff_t>(insertion.pc);
    new_end = std::copy_backward(begin + at + 1, begin + old_end, new_end);
    const Word first = begin[at];
    if (insertion.inside != 0) {
      *--new_end = 0;  // the offset
      *--new_end = EncodeABC(WideForm(OpOf(first)), AOf(first), 0, 0);
    } else {
      *--new_end = first;
    }
    for (std::uint32_t k = 0; k < insertion.before; ++k) {
      *--new_end = EncodeABC(Opcode::kNop, 0, 0, 0);
    }
    old_end = at;
  }
}

void JumpPatcher::WriteOffsets(std::vector<Word>& code) const {
  for (std::size_t i = 0; i < jumps_.size(); ++i) {
    const JumpSite& jump = jumps_[i];
    const std::int64_t offset = OffsetOf(i);
    const std::uint32_t at = NewPositionOf(i);
    if (jump.relaxable && !jump.wide) {
      QS_ASSERT(FitsNarrow(offset), "a narrow jump reaches");
      const auto field = static_cast<std::uint16_t>(offset);
      code[at] = (code[at] & 0xFFFF) | Word{field} << 16;
    } else {
      code[at + (jump.wide ? 1u : jump.operand)] = static_cast<Word>(offset);
    }
  }
}

const JumpPatcher::Insertion& JumpPatcher::FirstInsertionAt(std::uint32_t old_pc) const {
  QS_ASSERT(!insertions_.empty(), "the map exists after Finish");
  return *std::ranges::lower_bound(insertions_, old_pc, {}, &Insertion::pc);
}

Opcode WideForm(Opcode op) {
  switch (op) {
    case Opcode::kJump:
      return Opcode::kJumpWide;
    case Opcode::kLoop:
      return Opcode::kLoopWide;
    case Opcode::kJumpIfTrue:
      return Opcode::kJumpIfTrueWide;
    case Opcode::kJumpIfFalse:
      return Opcode::kJumpIfFalseWide;
    default:
      return op;
  }
}

}  // namespace quicksilver
