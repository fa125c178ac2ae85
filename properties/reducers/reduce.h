#ifndef QUICKSILVER_PROPERTIES_REDUCERS_REDUCE_H_
#define QUICKSILVER_PROPERTIES_REDUCERS_REDUCE_H_

// Makes a program smaller while it still shows what it is kept for.
//
// The reducers run in their order (reducer.h), each until none of its steps works, and all again
// until none of any works: the result is 1-minimal with respect to the steps. A step counts only if
// the program gets smaller by Weight, which is well-founded, so this ends; kMostRounds is a guard
// that only a broken reducer can reach. For a divergence the program is kept while its signature
// stays the same, so that it cannot become a program that shows another bug.
// Invariant: every candidate has been printed, parsed, and printed again to the same text before
// anybody sees it; a reducer that breaks this is a defect, reported in Reduction::defect and
// asserted where assertions are on. The result depends on the arguments alone, unless the time runs
// out. It is wrong to reduce a program for an oracle that asks for well-typed programs: steps do
// not know types, so the candidates are not marked as well typed; reduce the choices that the
// program was generated from instead.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "properties/oracles/oracle.h"
#include "properties/reducers/signature.h"
#include "properties/test_program.h"

namespace quicksilver::properties {

struct ReduceBudget {
  double seconds = 20;
  std::uint64_t runs = 50'000;  // calls of the predicate
};

struct Reduction {
  std::string source;
  std::uint32_t nodes_before = 0;  // CountNodes
  std::uint32_t nodes_after = 0;
  std::uint64_t steps = 0;  // that worked
  std::uint64_t runs = 0;
  double seconds = 0;
  bool complete = false;  // false: time or runs ran out first
  std::string defect;     // what a reducer did wrong; empty
};

// Whether a program still shows it. A predicate that may crash runs its program in a child process.
using Predicate = std::function<bool(const TestProgram&)>;

// `program` itself satisfies the predicate; if not even its printed form does, it is given back as
// it is.
Reduction Reduce(const TestProgram& program, const Predicate& predicate,
                 const ReduceBudget& budget = {});

// The predicate: `oracle`, with `seed`, objects with this signature.
Reduction Reduce(const TestProgram& program, Oracle& oracle, const Limits& limits,
                 std::uint64_t seed, const Signature& signature, const ReduceBudget& budget = {});

// How large a program is, for the order in which candidates count as smaller: tokens, then how far
// literals are from the simplest ones, then the text's length, then the text.
struct Weight {
  std::uint64_t tokens = 0;
  std::uint64_t literals = 0;
  std::string text;  // as printed

  bool operator<(const Weight& other) const;
};
Weight WeightOf(const Ast& ast, std::string text);

// The programs that are one step smaller, one after the other, each made when it is asked for: what
// a property-based testing library wants of a shrinker.
class SmallerPrograms {
 public:
  explicit SmallerPrograms(const Program& program);
  ~SmallerPrograms();
  SmallerPrograms(SmallerPrograms&&) noexcept;
  SmallerPrograms& operator=(SmallerPrograms&&) noexcept;

  std::optional<Program> Next();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_REDUCERS_REDUCE_H_
