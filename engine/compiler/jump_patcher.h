#ifndef QUICKSILVER_COMPILER_JUMP_PATCHER_H_
#define QUICKSILVER_COMPILER_JUMP_PATCHER_H_

// Turns code with labels into code with offsets, choosing each jump's width.
//
// The compiler emits every relaxable jump (Jump, Loop, JumpIfTrue, JumpIfFalse) in its one-word
// form and every other jump with its extension word, and says where jumps and labels are. Finish
// widens the one-word jumps that do not reach (repeating until nothing changes: widening moves
// code, so other jumps may grow), writes the offsets, and yields a map from old to new positions
// with which handler tables, line tables and whatever else refers to code are moved. An offset
// counts words from the next instruction, which lies behind the extension words, in both forms.
// Invariant: each label is bound exactly once before Finish; the map is monotonic and maps an
// instruction's old start to its new start, and a label's position to where it now is. It is wrong
// to keep using a patcher after Finish without Reset.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/bytecode/instruction.h"

namespace quicksilver {

enum class JumpPolicy : std::uint8_t {
  // The shortest form that reaches; but where more than JumpPatcher::kExactRounds widenings cause
  // one another in a row, some jumps may be wide that need not be.
  kNarrow,
  kWide,  // the long form everywhere
  kPad,   // Nops before jumps, pseudo-randomly from the seed, so that offsets and widths vary
};

class JumpPatcher {
 public:
  enum class Label : std::uint32_t {};
  // After so many rounds Finish assumes the worst of the jumps that are still narrow, which ends
  // it: the time stays near-linear whatever the jumps are.
  static constexpr std::uint32_t kExactRounds = 64;

  explicit JumpPatcher(JumpPolicy policy = JumpPolicy::kNarrow, std::uint64_t seed = 0)
      : policy_(policy), seed_(seed) {}

  Label NewLabel();
  // `label` is at position `pc` (the word that will be emitted next).
  void Bind(Label label, std::uint32_t pc);
  // The instruction at `pc` jumps to `label`. The kind of its jump operand follows from the opcode
  // table: a 16-bit field in the first word, or an extension word. In any order, each instruction
  // once.
  void AddJump(std::uint32_t pc, Label label);
  bool IsBound(Label label) const;
  // Where `label` is bound, in old positions.
  std::uint32_t PositionOf(Label label) const;

  // Widens, pads and patches `code` in place.
  void Finish(std::vector<Word>& code);

  // After Finish: the new position of an old instruction start or of the end of the code. Where
  // Nops were put before an instruction, its old start maps to the first Nop for labels and ranges
  // (MapTarget) and to the instruction itself for facts about it (MapInstruction).
  std::uint32_t MapTarget(std::uint32_t old_pc) const;
  std::uint32_t MapInstruction(std::uint32_t old_pc) const;

  // How many jumps Finish made wide, and how many rounds it took.
  std::uint32_t widened() const { return widened_; }
  std::uint32_t rounds() const { return rounds_; }

  // Forgets labels, jumps and the map; keeps policy, seed and memory.
  void Reset();

 private:
  static constexpr std::uint32_t kUnbound = 0xFFFF'FFFF;

  struct JumpSite {
    std::uint32_t pc;
    Label label;
    // Filled in by Finish.
    std::uint32_t first_after = 0;  // how many jumps lie before the label's position
    std::uint8_t operand = 0;       // which word of the instruction holds the offset
    std::uint8_t words = 1;         // of the instruction as emitted
    std::uint8_t padding = 0;       // Nops before it
    bool relaxable = false;
    bool wide = false;
  };
  // Words inserted before (padding) or into (widening) the instruction at old position `pc`. The
  // last one stands for the end of the code.
  struct Insertion {
    std::uint32_t pc;
    std::uint32_t before;        // words put before the instruction
    std::uint32_t total_before;  // all words inserted at positions below pc
    std::uint32_t inside;        // words added to the instruction
  };

  void PrepareSites(const std::vector<Word>& code);
  void ChooseWidths();
  void SumInsertions();
  // Widens the jumps that do not reach; when assuming the worst, also those that would not if all
  // narrow jumps between them and their labels were widened. Whether there were any.
  bool WidenRound(bool assume_the_worst);
  // Where the instruction of jump `i` is now, and where its label is.
  std::uint32_t NewPositionOf(std::size_t i) const;
  std::uint32_t NewTargetOf(std::size_t i) const;
  std::int64_t OffsetOf(std::size_t i) const;
  void RecordInsertions();
  void MoveCode(std::vector<Word>& code) const;
  void WriteOffsets(std::vector<Word>& code) const;
  const Insertion& FirstInsertionAt(std::uint32_t old_pc) const;

  JumpPolicy policy_;
  std::uint64_t seed_;
  std::vector<std::uint32_t> labels_;
  std::vector<JumpSite> jumps_;
  std::vector<Insertion> insertions_;
  std::vector<std::uint32_t> inserted_before_;   // words inserted before and inside jumps 0..i-1
  std::vector<std::uint32_t> may_widen_before_;  // narrow relaxable jumps among them
  std::uint32_t widened_ = 0;
  std::uint32_t rounds_ = 0;
};

// The long form of a relaxable jump (Jump -> JumpWide, …); the opcode itself for others.
Opcode WideForm(Opcode op);

}  // namespace quicksilver

#endif  // QUICKSILVER_COMPILER_JUMP_PATCHER_H_
