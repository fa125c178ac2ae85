#ifndef QUICKSILVER_PROPERTIES_GENERATORS_INSTRUCTION_SEQUENCE_H_
#define QUICKSILVER_PROPERTIES_GENERATORS_INSTRUCTION_SEQUENCE_H_

// Bytecode that no compiler would make and that is well formed all the same.
//
// One instruction is drawn from the opcode table: any opcode, with operands that the kinds of its
// row allow in the fixed world below (a frame of 12 registers and 5 slots, and tables with a few
// entries of each kind). A sequence strings such instructions together so that each reads only what
// has been written on every way to it: a program, a chant with captures and a rest parameter, and a
// chant with two parameters, all of which the program can make and call. Values have any types, so
// that instructions meet what they do not expect.
// Invariant: Assemble gives a chunk that the verifier must accept, whatever the sequence is. It is
// wrong to expect such a program to compute anything, or to let go of all that it made.

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/bytecode/chunk.h"
#include "engine/bytecode/chunk_builder.h"
#include "properties/generators/choices.h"

namespace quicksilver::properties {

struct SequenceInstruction {
  Opcode op = Opcode::kNop;
  std::uint8_t a = 0;
  std::uint8_t b = 0;
  std::uint8_t c = 0;
  std::uint16_t bx = 0;  // for rows with Const16
  std::array<Word, 2> extensions{};
  // Of a jump: how many instructions of the body it passes over; loops go to the body's start.
  std::uint32_t skips = 0;
};

inline constexpr std::uint32_t kSequenceFunctions = 3;

struct SequenceFunction {
  std::vector<SequenceInstruction> body;
  // The body is attempted, and what a handler then finds.
  bool attempted = false;
  std::vector<std::uint32_t> keep;  // frame indexes
};

struct InstructionSequence {
  std::array<SequenceFunction, kSequenceFunctions> functions;
};

// Any instruction of function `function` (0: the program) whose operands are in range. Which
// registers it reads is not limited.
SequenceInstruction GenerateInstruction(Choices& choices, std::uint32_t function);

// A jump goes to `label` of the assembler.
void EmitInstruction(Assembler& code, const SequenceInstruction& instruction,
                     const std::string& label);
// Jumps that go backwards.
bool IsLoop(Opcode op);

InstructionSequence GenerateInstructionSequence(Choices& choices);

std::unique_ptr<Chunk> Assemble(const InstructionSequence& sequence);

// The listing of the assembled chunk.
std::string Describe(const InstructionSequence& sequence);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_GENERATORS_INSTRUCTION_SEQUENCE_H_
