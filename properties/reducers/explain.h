#ifndef QUICKSILVER_PROPERTIES_REDUCERS_EXPLAIN_H_
#define QUICKSILVER_PROPERTIES_REDUCERS_EXPLAIN_H_

// Two engines side by side, node by node: what a person reads to see where they part.
//
// A line is a node that was evaluated: its place, its source, its value on either side, and on the
// VM the instruction that made the value. The line at which the engines differ is marked and is the
// last one in which both sides are compared; what each did next follows. Sources and values are cut
// to fit beside each other. Invariant: the lines before the marked one agree. It is wrong to parse
// this: the signature is for that.

#include <cstddef>
#include <string>

#include "properties/oracles/engine.h"
#include "properties/test_program.h"

namespace quicksilver::properties {

struct ExplainOptions {
  // Lines before the first difference (or before the end, where there is none); the rest is
  // counted.
  std::size_t before = 200;
  // Lines of what each side did after it.
  std::size_t after = 5;
};

std::string Explain(const TestProgram& program, ConfiguredEngine& left, ConfiguredEngine& right,
                    const Limits& limits, const ExplainOptions& options = {});

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_REDUCERS_EXPLAIN_H_
