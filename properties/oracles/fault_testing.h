#ifndef QUICKSILVER_PROPERTIES_ORACLES_FAULT_TESTING_H_
#define QUICKSILVER_PROPERTIES_ORACLES_FAULT_TESTING_H_

// Wrong compilers to order, each with a small program that shows what it does wrong: what the
// oracles are proved with.
//
// Some make code that runs and gives something else, some make code that does not verify.
// Invariant: each changes the program's own code only, and the program that belongs to it is right
// without the fault. It is wrong to include this outside tests.

#include <algorithm>
#include <functional>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/bytecode/decoded_instruction.h"
#include "properties/oracles/engine.h"
#include "properties/oracles/verdict.h"
#include "properties/reducers/planted_bugs.h"

namespace quicksilver::properties {

struct FaultyCode {
  std::string_view name;
  CodeFault fault;
  std::string_view program;
  DifferenceKind kind;  // what comparing it with the interpreter shows
};

// Overwrites an instruction, all its words, with one word of code and with nothing.
inline void ReplaceInstruction(Function& function, const DecodedInstruction& instruction,
                               Word word) {
  function.code[instruction.pc] = word;
  for (std::uint32_t pc = instruction.pc + 1; pc < instruction.end(); ++pc) {
    function.code[pc] = EncodeABC(Opcode::kNop, 0, 0, 0);
  }
}

inline bool IsForwardJump(const DecodedInstruction& instruction) {
  const std::optional<std::int64_t> target = instruction.JumpTarget();
  return target.has_value() && *target >= instruction.end();
}

// Adds `by(function, target)` words to the reach of every jump forward.
template <typename By>
void MoveJumps(Chunk& chunk, By&& by) {
  ChangeInstructions(
      chunk, [&](Function& function, std::uint32_t pc, const DecodedInstruction& instruction) {
        if (!IsForwardJump(instruction)) return;
        const auto target = static_cast<std::uint32_t>(*instruction.JumpTarget());
        const std::uint32_t words = by(function, target);
        if (instruction.info->b == OperandKind::kJump16) {
          function.code[pc] += words << 16;
        } else if (instruction.info->extension1 == OperandKind::kJump) {
          function.code[pc + 1] += words;
        } else {
          function.code[pc + 2] += words;
        }
      });
}

// Jumps land one instruction late.
inline void JumpsOneInstructionLate(Chunk& chunk) {
  MoveJumps(chunk, [](const Function& function, std::uint32_t target) -> std::uint32_t {
    const DecodedInstruction there = DecodeInstruction(function.code, target);
    return there.end() < function.code.size() ? there.end() - target : 0;
  });
}

// Jumps to an instruction of several words land on its second.
inline void JumpsIntoInstructions(Chunk& chunk) {
  MoveJumps(chunk, [](const Function& function, std::uint32_t target) -> std::uint32_t {
    return DecodeInstruction(function.code, target).info->words() > 1 ? 1 : 0;
  });
}

// Additions read the first operand twice.
inline void AdditionsReadOneRegisterTwice(Chunk& chunk) {
  ChangeInstructions(
      chunk, [](Function& function, std::uint32_t pc, const DecodedInstruction& instruction) {
        const Word word = instruction.word;
        if (instruction.op != Opcode::kAdd && instruction.op != Opcode::kAddNum) return;
        function.code[pc] = EncodeABC(instruction.op, AOf(word), BOf(word), BOf(word));
      });
}

// Additions read a register that nobody has written.
inline void AdditionsReadAFreeRegister(Chunk& chunk) {
  for (const std::unique_ptr<Function>& function : chunk.functions) function->register_count = 256;
  ChangeInstructions(
      chunk, [](Function& function, std::uint32_t pc, const DecodedInstruction& instruction) {
        const Word word = instruction.word;
        if (instruction.op != Opcode::kAdd && instruction.op != Opcode::kAddNum) return;
        function.code[pc] = EncodeABC(instruction.op, AOf(word), BOf(word), 255);
      });
}

template <typename Change>
void ChangeHandlers(Chunk& chunk, Change&& change) {
  for (const std::unique_ptr<Function>& function : chunk.functions) {
    for (HandlerEntry& handler : function->handlers) change(*function, handler);
  }
}

inline void NoHandlers(Chunk& chunk) {
  for (const std::unique_ptr<Function>& function : chunk.functions) {
    function->handlers.clear();
    function->keep_sets.clear();
  }
}

// What a handler covers ends before the last instruction that it should cover.
inline void HandlersEndEarly(Chunk& chunk) {
  ChangeHandlers(chunk, [](const Function& function, HandlerEntry& handler) {
    std::uint32_t last = handler.begin;
    for (std::uint32_t pc = handler.begin; pc < handler.end;) {
      last = pc;
      pc = DecodeInstruction(function.code, pc).end();
    }
    handler.end = last;
  });
}

inline void SpansEndLater(Chunk& chunk) {
  for (const std::unique_ptr<Function>& function : chunk.functions) {
    for (LineEntry& entry : function->lines) ++entry.span.end;
  }
}

// The program's requests are not made: the values are nothing.
inline void NoRequests(Chunk& chunk) {
  ChangeInstructions(
      chunk, [](Function& function, std::uint32_t, const DecodedInstruction& instruction) {
        if (instruction.op != Opcode::kRequest) return;
        ReplaceInstruction(function, instruction,
                           EncodeABC(Opcode::kLoadNothing, AOf(instruction.word), 0, 0));
      });
}

// Globals are not defined.
inline void NoDefinitions(Chunk& chunk) { Dropped(Opcode::kDefineGlobal)(chunk); }

// Globals can all be set.
inline void AllGlobalsMutable(Chunk& chunk) {
  ChangeInstructions(
      chunk, [](Function& function, std::uint32_t pc, const DecodedInstruction& instruction) {
        if (instruction.op != Opcode::kDefineGlobal) return;
        function.code[pc] |= Word{kEntryMutable} << 16;
      });
}

// The last text of the pool has a line more: what is printed, or what a message names.
inline void TextsALineLonger(Chunk& chunk) {
  ConstantPool spoilt;
  for (std::uint32_t i = 0; i < chunk.constants.size(); ++i) {
    if (chunk.constants.type(i) == ConstantPool::Type::kNumber) {
      spoilt.AddNumber(chunk.constants.number(i));
    } else {
      spoilt.AddText(std::string(chunk.constants.text(i)) + "\nmore");
    }
  }
  chunk.constants = std::move(spoilt);
}

inline void ChantsWantOneMore(Chunk& chunk) {
  for (std::size_t i = 1; i < chunk.functions.size(); ++i) {
    Function& function = *chunk.functions[i];
    ++function.required;
    function.register_count = std::max(function.register_count, function.required);
  }
}

// Nothing that is not used any more is let go of.
inline void NothingIsReleased(Chunk& chunk) {
  ChangeInstructions(chunk,
                     [](Function& function, std::uint32_t, const DecodedInstruction& instruction) {
                       if (instruction.op != Opcode::kDrop && instruction.op != Opcode::kDropRange)
                         return;
                       ReplaceInstruction(function, instruction, EncodeABC(Opcode::kNop, 0, 0, 0));
                     });
}

// Code that does not verify comes last.
inline std::vector<FaultyCode> FaultyCompilers() {
  using enum DifferenceKind;
  constexpr std::string_view kSum = "chant f(a, b) then a + b end f(40, 2)";
  constexpr std::string_view kChoice = R"(
chant f(n) then
  weave r as 1
  should n > 2 then set r to 2 end
  set r to r + 10
  yield [n, r]
end
[f(1), f(5)]
)";
  constexpr std::string_view kCaught = R"(
attempt 1 / 0 harmonize on DivisionByZero then "caught" end
)";
  return {
      {"operands swapped", Swapped(Opcode::kSubNum), "chant f(a, b) then a - b end f(40, 2)",
       kValue},
      {"a register swapped for another", AdditionsReadOneRegisterTwice, kSum, kValue},
      {"0 for -0", Instead(Opcode::kSubNum, Opcode::kAddNum), "bind z to 0 bind m to -z m - z",
       kValue},
      {"a jump off by one instruction", JumpsOneInstructionLate, kChoice, kValue},
      {"a changed constant", ConstantsOneMore, "bind x to 40 x + 2", kValue},
      {"a comparison that lets equal pass", Instead(Opcode::kLt, Opcode::kLe),
       "bind a to 1 bind b to a < a b", kValue},
      {"a removed handler", NoHandlers, kCaught, kErrorOrValue},
      {"a handler that ends early", HandlersEndEarly, kCaught, kErrorOrValue},
      {"a handler for every kind", HandlersTakeAll,
       "attempt 1 / 0 harmonize on TypeError then 0 end", kErrorOrValue},
      {"one column off", SpansOneFurther, "bind x to 1 x / 0", kErrorSpan},
      {"the end of the span", SpansEndLater, "bind x to 1 x / 0", kErrorSpan},
      {"the name in a message", TextsALineLonger, "bind x to {a: 1} x.b", kErrorMessage},
      {"another kind of error", Instead(Opcode::kDivNum, Opcode::kMulNum),
       "bind x to 1 bind z to 0 x / z + \"a\"", kErrorKind},
      {"one output line more", TextsALineLonger, "println(\"once\")", kOutput},
      {"a dropped request", NoRequests, "request Vga.write with justification \"to show it\" 1",
       kRequest},
      {"a missing global", NoDefinitions, "bind x to 1 2", kGlobal},
      {"a global that can be set", AllGlobalsMutable, "bind x to 1 set x to 2", kErrorOrValue},
      {"another final global", Instead(Opcode::kAddNumK, Opcode::kSubNumK),
       "weave x as 1 set x to x + 1 nothing", kGlobal},
      {"another arity", ChantsWantOneMore, "chant f(a) then a end f(1)", kErrorOrValue},
      {"a jump into an instruction", JumpsIntoInstructions,
       "weave r as 1 should r > 2 then set r to 2 end r + 10", kCode},
      {"a register that nobody wrote", AdditionsReadAFreeRegister, kSum, kCode},
  };
}

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ORACLES_FAULT_TESTING_H_
