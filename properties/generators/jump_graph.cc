#include "properties/generators/jump_graph.h"

#include <fmt/format.h>

namespace quicksilver::properties {
namespace {

using JumpKind = JumpStep::Kind;

constexpr std::array kJumpOpcodes = {
    Opcode::kJump,     Opcode::kLoop,          Opcode::kJumpIfTrue, Opcode::kJumpIfFalse,
    Opcode::kJumpIfLt, Opcode::kJumpIfUnbound, Opcode::kTestCase,   Opcode::kForNext};
constexpr std::uint32_t kRelaxable = 4;

// The farthest that a narrow jump reaches, in words.
constexpr std::uint32_t kReach = 32'768;
// A function is not made longer than this: what matters happens within a few reaches.
constexpr std::uint32_t kLongest = 8 * kReach;

// Words that put the next step at `kReach` from `from`, or a few more or less; a small number when
// that place is behind already.
std::uint32_t GapToReach(Choices& choices, std::uint32_t from, std::uint32_t here) {
  const std::uint32_t wanted = from + kReach - 6 + choices.Below(12);
  return wanted > here ? wanted - here : 1 + choices.Below(4);
}

// How far from the edge a distance may be to count as near it: what widening a few jumps moves.
constexpr std::uint32_t kNear = 12;

bool NearReach(std::uint32_t from, std::uint32_t here) {
  return here >= from + kReach - kNear && here <= from + kReach + kNear;
}

// A label for a jump: one at the edge, if the gaps have made one, so that they were not in vain.
std::uint32_t DrawTarget(Choices& choices, const JumpLayout& so_far) {
  if (choices.Flip(60)) {
    for (std::uint32_t label = 0; label < kJumpLabels; ++label) {
      if (so_far.label(label) && NearReach(*so_far.label(label), so_far.position())) return label;
    }
  }
  return choices.Below(kJumpLabels);
}

// A label to bind: that of a jump at the edge, or any.
std::uint32_t DrawBound(Choices& choices, const JumpLayout& so_far) {
  if (choices.Flip(80)) {
    for (const auto& [after, label] : so_far.jumps()) {
      if (!so_far.label(label) && NearReach(after, so_far.position())) return label;
    }
  }
  return choices.Below(kJumpLabels);
}

std::uint32_t DrawGap(Choices& choices, const JumpLayout& so_far) {
  const std::uint32_t here = so_far.position();
  if (here > kLongest) return 1 + choices.Below(4);
  switch (choices.Below(8)) {
    case 0:
    case 1: {
      // So that a jump back to a bound label is at the edge.
      const std::uint32_t label = choices.Below(kJumpLabels);
      if (so_far.label(label)) return GapToReach(choices, *so_far.label(label), here);
      break;
    }
    case 2:
    case 3: {
      // So that a label bound here is at the edge for a jump that waits for it.
      if (so_far.jumps().empty()) break;
      const auto count = static_cast<std::uint32_t>(so_far.jumps().size());
      return GapToReach(choices, so_far.jumps()[choices.Below(count)].first, here);
    }
    case 4:
      // A part of the reach, so that jumps across several gaps overlap.
      return kReach / (2 + choices.Below(6)) + choices.Below(5);
    default:
      break;
  }
  return 1 + choices.Below(6);
}

}  // namespace

std::span<const Opcode> JumpOpcodes() { return kJumpOpcodes; }

void JumpLayout::Add(const JumpStep& step) {
  switch (step.kind) {
    case JumpKind::kMark:
      position_ += 2;
      break;
    case JumpKind::kGap:
      position_ += step.number;
      break;
    case JumpKind::kJump:
      position_ += InfoOf(step.op).words();
      jumps_.emplace_back(position_, step.number);
      break;
    case JumpKind::kBind:
      if (!labels_[step.number]) labels_[step.number] = position_;
      break;
    case JumpKind::kFinish:
      *this = JumpLayout();
      break;
  }
}

JumpStep GenerateJumpStep(Choices& choices, const JumpLayout& so_far) {
  const std::uint32_t drawn = choices.Below(100);
  if (drawn < 12) return {JumpKind::kMark, choices.Below(256), Opcode::kNop};
  if (drawn < 47) {
    // The others never change: they are there to be moved.
    const std::uint32_t among = choices.Flip(75) ? kRelaxable : kJumpOpcodes.size();
    const std::uint32_t label = DrawTarget(choices, so_far);
    return {JumpKind::kJump, label, kJumpOpcodes[choices.Below(among)]};
  }
  if (drawn < 65) return {JumpKind::kBind, DrawBound(choices, so_far), Opcode::kNop};
  if (drawn < 98) return {JumpKind::kGap, DrawGap(choices, so_far), Opcode::kNop};
  return {JumpKind::kFinish, 0, Opcode::kNop};
}

JumpGraph GenerateJumpGraph(Choices& choices) {
  JumpGraph graph;
  graph.policy = static_cast<JumpPolicy>(choices.Below(3));
  graph.seed = choices.Below(256);
  graph.announced_backwards = choices.Flip(25);
  const std::uint32_t count = 1 + choices.Below(120);
  JumpLayout layout;
  while (graph.steps.size() < count && !choices.exhausted()) {
    graph.steps.push_back(GenerateJumpStep(choices, layout));
    layout.Add(graph.steps.back());
  }
  return graph;
}

std::string_view JumpPolicyName(JumpPolicy policy) {
  constexpr std::array<std::string_view, 3> kNames = {"narrow", "wide", "pad"};
  return kNames[static_cast<std::size_t>(policy)];
}

std::string Describe(const JumpStep& step) {
  switch (step.kind) {
    case JumpKind::kMark:
      return fmt::format("mark {}", step.number);
    case JumpKind::kGap:
      return fmt::format("gap {}", step.number);
    case JumpKind::kJump:
      return fmt::format("{} L{}", InfoOf(step.op).name, step.number);
    case JumpKind::kBind:
      return fmt::format("L{}:", step.number);
    case JumpKind::kFinish:
      return "finish";
  }
  return "?";
}

std::string Describe(const JumpGraph& graph) {
  std::string text =
      fmt::format("policy {}, seed {}{}:\n", JumpPolicyName(graph.policy), graph.seed,
                  graph.announced_backwards ? ", jumps announced backwards" : "");
  for (const JumpStep& step : graph.steps) text += "  " + Describe(step) + "\n";
  return text;
}

}  // namespace quicksilver::properties
