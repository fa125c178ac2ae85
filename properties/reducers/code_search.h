#ifndef QUICKSILVER_PROPERTIES_REDUCERS_CODE_SEARCH_H_
#define QUICKSILVER_PROPERTIES_REDUCERS_CODE_SEARCH_H_

// Finds the instruction that is to blame, in code alone: who wrote a register, who raised, which
// branch was taken.
//
// Nothing here has seen the run: answers are the nearest instruction in the code that can have done
// it, starting from where the run was last heard of. Invariant: code that does not verify is no
// danger; an answer is the place of an instruction. It is wrong to call an answer a proof.

#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/bytecode/chunk.h"

namespace quicksilver::properties {

struct CodePlace {
  std::uint32_t function = 0;
  std::uint32_t pc = 0;
};

// Whether an instruction that is known and complete begins at `pc`.
bool IsInstruction(const Function& function, std::uint32_t pc);

// The span of errors that are raised at `pc`.
std::optional<Span> SpanAt(const Function& function, std::uint32_t pc);

// The nearest instruction before `place` that defines the register.
std::optional<CodePlace> LastWriter(const Chunk& chunk, CodePlace place, std::uint32_t reg);

// What made the value that the function gives at the end of its code.
std::optional<CodePlace> ReturnedBy(const Chunk& chunk, std::uint32_t function);

// Whether the instruction is a call, whose value is made elsewhere.
bool IsCall(Opcode op);

// The span of the instruction itself, if it is one that may raise: others have none of their own.
std::optional<Span> OwnSpan(const Chunk& chunk, CodePlace place);

// The first instruction from `start` on that may raise and has the span; else the first in the rest
// of the function, and then in all functions.
std::optional<CodePlace> FindRaiser(const Chunk& chunk, CodePlace start, Span span);

// Where a run that was last heard of at `start` went another way than to the report of node
// `expected`: the first branch on the way, or the instruction before that report, which raised.
std::optional<CodePlace> FindDeparture(const Chunk& chunk, CodePlace start, NodeId expected);

// `branch`, or, if it looks at a truth that was not reported, what made that truth.
CodePlace UnreportedCondition(const Chunk& chunk, CodePlace branch);

// The runs parted in an attempt: one of them is at `at`, and was last heard of at `heard`. The
// first instruction from there on that may raise into a handler; `heard` counts only if it lies in
// the same attempt's body.
std::optional<CodePlace> FindRaiserInAttempt(const Chunk& chunk, CodePlace heard, CodePlace at);

// The nearest branch before `place`.
std::optional<CodePlace> LastBranch(const Chunk& chunk, CodePlace place);

// The last instruction of the program that stores the global of this name.
std::optional<CodePlace> LastStoreOfGlobal(const Chunk& chunk, std::string_view name);

// The instruction that ends the program.
std::optional<CodePlace> FindHalt(const Chunk& chunk);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_REDUCERS_CODE_SEARCH_H_
