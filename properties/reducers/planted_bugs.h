#ifndef QUICKSILVER_PROPERTIES_REDUCERS_PLANTED_BUGS_H_
#define QUICKSILVER_PROPERTIES_REDUCERS_PLANTED_BUGS_H_

// Compiler bugs to order: changes to code that stay verifiable and give wrong results, for the
// tests of what finds, names and shrinks them.
//
// Invariant: each changes nothing but instructions of the kinds that its name tells. It is wrong to
// include this outside tests.

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/bytecode/decoded_instruction.h"
#include "properties/oracles/engine.h"

namespace quicksilver::properties {

struct PlantedBug {
  std::string_view name;
  CodeFault fault;
};

// Calls change(function, pc, instruction) for every instruction of the chunk.
template <typename Change>
void ChangeInstructions(Chunk& chunk, Change&& change) {
  for (const std::unique_ptr<Function>& function : chunk.functions) {
    for (std::uint32_t pc = 0; pc < function->code.size();) {
      const DecodedInstruction instruction = DecodeInstruction(function->code, pc);
      change(*function, pc, instruction);
      pc = instruction.end();
    }
  }
}

inline Word WithOp(Word word, Opcode op) { return (word & ~Word{0xFF}) | static_cast<Word>(op); }

// Another opcode with operands of the same kinds.
inline CodeFault Instead(Opcode from, Opcode to) {
  return [from, to](Chunk& chunk) {
    ChangeInstructions(
        chunk, [&](Function& function, std::uint32_t pc, const DecodedInstruction& instruction) {
          if (instruction.op == from) function.code[pc] = WithOp(function.code[pc], to);
        });
  };
}

// B and C change places.
inline CodeFault Swapped(Opcode op) {
  return [op](Chunk& chunk) {
    ChangeInstructions(
        chunk, [&](Function& function, std::uint32_t pc, const DecodedInstruction& instruction) {
          if (instruction.op != op) return;
          const Word word = instruction.word;
          function.code[pc] = EncodeABC(op, AOf(word), COf(word), BOf(word));
        });
  };
}

// C becomes another immediate.
inline CodeFault WithC(Opcode op, unsigned from, unsigned to) {
  return [op, from, to](Chunk& chunk) {
    ChangeInstructions(
        chunk, [&](Function& function, std::uint32_t pc, const DecodedInstruction& instruction) {
          const Word word = instruction.word;
          if (instruction.op != op || COf(word) != from) return;
          function.code[pc] = EncodeABC(op, AOf(word), BOf(word), to);
        });
  };
}

// A store becomes a drop of what was to be stored.
inline CodeFault Dropped(Opcode op) {
  return [op](Chunk& chunk) {
    ChangeInstructions(
        chunk, [&](Function& function, std::uint32_t pc, const DecodedInstruction& instruction) {
          if (instruction.op != op) return;
          function.code[pc] = EncodeABC(Opcode::kDrop, AOf(instruction.word), 0, 0);
          for (std::uint32_t word = pc + 1; word < instruction.end(); ++word) {
            function.code[word] = EncodeABC(Opcode::kNop, 0, 0, 0);
          }
        });
  };
}

// An extension word of 1 or more becomes one less.
inline CodeFault ExtensionOneLess(Opcode op, unsigned extension) {
  return [op, extension](Chunk& chunk) {
    ChangeInstructions(
        chunk, [&](Function& function, std::uint32_t pc, const DecodedInstruction& instruction) {
          if (instruction.op != op || instruction.extensions[extension] == 0) return;
          --function.code[pc + 1 + extension];
        });
  };
}

// Numbers of the pool that are 2 or more are one more.
inline void ConstantsOneMore(Chunk& chunk) {
  ConstantPool spoilt;
  for (std::uint32_t i = 0; i < chunk.constants.size(); ++i) {
    if (chunk.constants.type(i) == ConstantPool::Type::kNumber) {
      const double number = chunk.constants.number(i);
      spoilt.AddNumber(number >= 2 ? number + 1 : number);
    } else {
      spoilt.AddText(chunk.constants.text(i));
    }
  }
  // Equal constants are kept once, so a pool whose indexes moved is not what was meant.
  if (spoilt.size() == chunk.constants.size()) chunk.constants = std::move(spoilt);
}

// Every span of an error starts one code point later.
inline void SpansOneFurther(Chunk& chunk) {
  for (const std::unique_ptr<Function>& function : chunk.functions) {
    for (LineEntry& entry : function->lines) {
      if (entry.span.begin < entry.span.end) ++entry.span.begin;
    }
  }
}

// Handlers for one kind of error take all.
inline void HandlersTakeAll(Chunk& chunk) {
  for (const std::unique_ptr<Function>& function : chunk.functions) {
    for (HandlerEntry& handler : function->handlers) handler.any = true;
  }
}

// The names in fields' reads: the next text of the pool.
inline void FieldsOfAnotherName(Chunk& chunk) {
  ChangeInstructions(
      chunk, [&](Function& function, std::uint32_t pc, const DecodedInstruction& instruction) {
        if (instruction.op != Opcode::kGetField) return;
        const std::uint32_t size = chunk.constants.size();
        for (std::uint32_t step = 1; step < size; ++step) {
          const std::uint32_t other = (instruction.extensions[0] + step) % size;
          if (chunk.constants.type(other) == ConstantPool::Type::kNumber) continue;
          function.code[pc + 1] = other;
          return;
        }
      });
}

// One item less than the list should have.
inline void ListsOneShort(Chunk& chunk) {
  ChangeInstructions(
      chunk, [&](Function& function, std::uint32_t pc, const DecodedInstruction& instruction) {
        const Word word = instruction.word;
        if (instruction.op != Opcode::kCreateList || COf(word) < 2) return;
        function.code[pc] = EncodeABC(Opcode::kCreateList, AOf(word), BOf(word), COf(word) - 1u);
      });
}

inline void RemaindersDivide(Chunk& chunk) {
  ChangeInstructions(
      chunk, [](Function& function, std::uint32_t pc, const DecodedInstruction& instruction) {
        if (instruction.op != Opcode::kModNumK) return;
        function.code[pc] = WithOp(function.code[pc], Opcode::kDivNumK);
        function.code[pc + 1] = EncodeABC(Opcode::kNop, 0, 0, 0);
      });
}

inline std::vector<PlantedBug> PlantedBugs() {
  return {
      {"subtraction the wrong way round", Swapped(Opcode::kSubNum)},
      {"addition of a constant subtracts", Instead(Opcode::kAddNumK, Opcode::kSubNumK)},
      {"multiplication divides", Instead(Opcode::kMulNum, Opcode::kDivNum)},
      {"remainder of a constant divides", RemaindersDivide},
      {"less than lets equal pass", Instead(Opcode::kLt, Opcode::kLe)},
      {"jump unless less than a constant lets equal pass",
       Instead(Opcode::kJumpUnlessLtK, Opcode::kJumpUnlessLeK)},
      {"jump unless greater lets equal pass",
       Instead(Opcode::kJumpUnlessGt, Opcode::kJumpUnlessGe)},
      {"equal is not equal", Instead(Opcode::kEq, Opcode::kNe)},
      {"jump if equal to a constant jumps if not", Instead(Opcode::kJumpIfEqK, Opcode::kJumpIfNeK)},
      {"jump unless a remainder jumps if it is",
       Instead(Opcode::kJumpUnlessRemainder, Opcode::kJumpIfRemainder)},
      {"not keeps the truth", Instead(Opcode::kNot, Opcode::kTest)},
      {"or is and", Instead(Opcode::kOr, Opcode::kAnd)},
      {"wrong constants", ConstantsOneMore},
      {"texts joined the wrong way round", Swapped(Opcode::kConcatText)},
      {"ranges the wrong way round", Swapped(Opcode::kCreateRange)},
      {"a triumph is a mishap", WithC(Opcode::kCreateOutcome, 0, 1)},
      {"a captured variable is not stored", Dropped(Opcode::kStoreCaptureCell)},
      {"a global is not stored", Dropped(Opcode::kStoreGlobal)},
      {"a field of a case is the one before", ExtensionOneLess(Opcode::kGetCaseField, 0)},
      {"a case is the one before", ExtensionOneLess(Opcode::kTestCase, 0)},
      {"fields of another name", FieldsOfAnotherName},
      {"lists one short", ListsOneShort},
      {"errors one column off", SpansOneFurther},
      {"handlers take every kind", HandlersTakeAll},
  };
}

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_REDUCERS_PLANTED_BUGS_H_
