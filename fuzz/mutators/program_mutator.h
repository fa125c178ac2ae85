#ifndef QUICKSILVER_FUZZ_MUTATORS_PROGRAM_MUTATOR_H_
#define QUICKSILVER_FUZZ_MUTATORS_PROGRAM_MUTATOR_H_

// Changes programs as trees, so that a coverage-guided fuzzer spends its time behind the parser.
//
// A mutation replaces, swaps and splices subtrees of the same sort, inserts, moves and removes
// statements, and changes operators, constants, patterns and names; a crossover takes the pieces
// from a second program. Sorts are those that can be read off the syntax (a sum is a number, a
// comparison a truth); what only a run can tell is of the sort that fits anywhere. Invariant: the
// result parses, is not longer than asked, and is a function of the arguments alone. It is wrong to
// expect the result to be well typed: both engines must agree on ill-typed programs too.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace quicksilver::fuzz {

// A program one to four mutations away from `source`. A text that does not parse counts as the
// empty program. If no result fits into `longest` bytes, the empty program.
std::string MutateProgram(std::string_view source, std::uint64_t seed, std::size_t longest);

// `source` with pieces of `donor`.
std::string CrossPrograms(std::string_view source, std::string_view donor, std::uint64_t seed,
                          std::size_t longest);

}  // namespace quicksilver::fuzz

#endif  // QUICKSILVER_FUZZ_MUTATORS_PROGRAM_MUTATOR_H_
