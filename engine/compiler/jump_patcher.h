#ifndef QUICKSILVER_COMPILER_JUMP_PATCHER_H_
#define QUICKSILVER_COMPILER_JUMP_PATCHER_H_

// Turns code with labels into code with offsets, choosing each jump's width.
//
// The compiler emits every relaxable jump (Jump, Loop, JumpIfTrue, JumpIfFalse) in its one-word form and every
// other jump with its extension word, and says where jumps and labels are. Finish widens the one-word jumps
// that do not reach (repeating until nothing changes: widening moves code, so other jumps may grow),
// writes the offsets, and yields a map from old to new positions with which handler tables, line
// tables and whatever else refers to code are moved.
// Invariant: each label is bound exactly once before Finish; the map is monotonic and maps an instruction's
// old start to its new start, and a label's position to where it now is.
// It is wrong to keep using a patcher after Finish without Reset.

#include <cstdint>
#include <vector>

#include "engine/bytecode/instruction.h"

namespace quicksilver {

enum class JumpPolicy : std::uint8_t {
  kNarrow,  // the shortest form that reaches
  kWide,    // the long form everywhere
  kPad,     // Nops before jumps, pseudo-randomly from the seed, so that offsets and widths vary
};

class JumpPatcher {
 public:
  enum class Label : std::uint32_t {};

  explicit JumpPatcher(JumpPolicy policy = JumpPolicy::kNarrow, std::uint64_t seed = 0)
      : policy_(policy), seed_(seed) {}

  Label NewLabel();
  // `label` is at position `pc` (the word that will be emitted next).
  void Bind(Label label, std::uint32_t pc);
  // The instruction at `pc` jumps to `label`. The kind of its jump operand follows from the opcode table:
  // a 16-bit field in the first word, or an extension word.
  void AddJump(std::uint32_t pc, Label label);
  bool IsBound(Label label) const;
  // Where `label` is bound, in old positions.
  std::uint32_t PositionOf(Label label) const;

  // Widens, pads and patches `code` in place.
  void Finish(std::vector<Word>& code);

  // After Finish: the new position of an old instruction start or of the end of the code. Where Nops were
  // put before an instruction, its old start maps to the first Nop for labels and ranges (MapTarget) and
  // to the instruction itself for facts about it (MapInstruction).
  std::uint32_t MapTarget(std::uint32_t old_pc) const;
  std::uint32_t MapInstruction(std::uint32_t old_pc) const;

  // How many jumps Finish made wide, and how many rounds it took.
  std::uint32_t widened() const { return widened_; }
  std::uint32_t rounds() const { return rounds_; }

  // Forgets labels, jumps and the map; keeps policy, seed and memory.
  void Reset();

 private:
  struct JumpSite {
    std::uint32_t pc;
    Label label;
    bool relaxable;
    bool wide;
    std::uint32_t padding;  // Nops before it
  };
  // Words inserted before (padding) or into (widening) the instruction at old position `pc`.
  struct Insertion {
    std::uint32_t pc;
    std::uint32_t before;        // words put before the instruction
    std::uint32_t total_before;  // all words inserted at positions below pc
    std::uint32_t inside;        // words added to the instruction
  };
  static constexpr std::uint32_t kUnbound = 0xFFFF'FFFF;

  JumpPolicy policy_;
  std::uint64_t seed_;
  std::vector<std::uint32_t> labels_;
  std::vector<JumpSite> jumps_;
  std::vector<Insertion> insertions_;
  std::uint32_t widened_ = 0;
  std::uint32_t rounds_ = 0;
};

// The long form of a relaxable jump (Jump -> JumpWide, …); the opcode itself for others.
Opcode WideForm(Opcode op);

}  // namespace quicksilver

#endif  // QUICKSILVER_COMPILER_JUMP_PATCHER_H_
