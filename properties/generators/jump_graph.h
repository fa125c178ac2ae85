#ifndef QUICKSILVER_PROPERTIES_GENERATORS_JUMP_GRAPH_H_
#define QUICKSILVER_PROPERTIES_GENERATORS_JUMP_GRAPH_H_

// Code with labels and jumps, as a code generator hands it to the jump patcher.
//
// Distances are what decides a jump's width, so gaps are not drawn at random: many are chosen so
// that an earlier label or jump comes to lie at the last distance that a narrow jump reaches, give
// or take a few words, and so that widening one jump pushes another over the edge. Every sequence
// of steps means something: a label that is bound already is not bound again, and those that are
// unbound when a function ends are bound there. Invariant: labels are below kJumpLabels, opcodes
// have a jump operand. It is wrong to expect the label of a jump to be bound by a step.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/compiler/jump_patcher.h"
#include "properties/generators/choices.h"

namespace quicksilver::properties {

inline constexpr std::uint32_t kJumpLabels = 24;

struct JumpStep {
  enum class Kind : std::uint8_t {
    kMark,    // an instruction of two words, recognisable by `number`
    kGap,     // `number` Nops
    kJump,    // `op` to label `number`
    kBind,    // label `number` is here
    kFinish,  // the function ends; the patcher is reset for the next one
  };
  Kind kind = Kind::kMark;
  std::uint32_t number = 0;
  Opcode op = Opcode::kNop;
};

struct JumpGraph {
  JumpPolicy policy = JumpPolicy::kNarrow;
  std::uint64_t seed = 0;
  // The patcher hears of jumps when the function ends, the last one first.
  bool announced_backwards = false;
  std::vector<JumpStep> steps;
};

// The jumps that steps are made of: the relaxable ones first.
std::span<const Opcode> JumpOpcodes();

// Where a function's steps lie while every jump is as it was emitted.
class JumpLayout {
 public:
  void Add(const JumpStep& step);

  std::uint32_t position() const { return position_; }
  const std::optional<std::uint32_t>& label(std::uint32_t number) const { return labels_[number]; }
  // Jumps so far: where the next instruction is, and the label.
  const std::vector<std::pair<std::uint32_t, std::uint32_t>>& jumps() const { return jumps_; }

 private:
  std::uint32_t position_ = 0;
  std::array<std::optional<std::uint32_t>, kJumpLabels> labels_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> jumps_;
};

JumpStep GenerateJumpStep(Choices& choices, const JumpLayout& so_far);
JumpGraph GenerateJumpGraph(Choices& choices);

// `narrow`, `wide`, `pad`.
std::string_view JumpPolicyName(JumpPolicy policy);
std::string Describe(const JumpStep& step);
std::string Describe(const JumpGraph& graph);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_GENERATORS_JUMP_GRAPH_H_
