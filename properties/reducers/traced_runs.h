#ifndef QUICKSILVER_PROPERTIES_REDUCERS_TRACED_RUNS_H_
#define QUICKSILVER_PROPERTIES_REDUCERS_TRACED_RUNS_H_

// One program on two engines with every value reported, and the place where the two reports part.
//
// What is kept of a value is a hash of its canonical form, so a run of any length costs little; the
// values around the place that matters are read in a second run (ValuesOf). Values are compared
// whole up to kComparedElements elements. Invariant: runs are reproducible, so step n of a second
// run is step n of the first. It is wrong to conclude that two runs showed the same from traces
// that do not part: outputs, globals and errors are no values of nodes.

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/runtime/trace.h"
#include "properties/oracles/engine.h"
#include "properties/test_program.h"

namespace quicksilver::properties {

// A value that a node had.
struct TraceStep {
  TracePoint point;
  std::uint64_t hash = 0;
};

// How two traces part.
enum class Parting : std::uint8_t {
  kNone,
  kValue,      // one node, two values
  kPath,       // two nodes
  kLeftOnly,   // the right run reports nothing more
  kRightOnly,  // the left run reports nothing more
};

// A step of either side, by number. One of a node that the other side's code does not report has no
// partner.
struct AlignedSteps {
  std::optional<std::size_t> left;
  std::optional<std::size_t> right;
};

struct TracedSide {
  ConfiguredEngine* engine = nullptr;
  std::expected<Outcome, std::string> outcome;
  std::vector<TraceStep> steps;
  bool overflowed = false;             // there were more than kMostSteps
  std::shared_ptr<const Chunk> chunk;  // with trace instructions; null on the interpreter
};

struct TracedRuns {
  // More steps than this are not kept.
  static constexpr std::size_t kMostSteps = 1'000'000;
  static constexpr std::int64_t kComparedElements = 4'096;
  // The right side's record ends so many steps after the traces have parted.
  static constexpr std::size_t kStepsBehindParting = 64;

  TracedSide left;
  TracedSide right;
  // The program and the modules, by the numbers that traces give them.
  std::vector<Program> modules;
  Parting parting = Parting::kNone;
  AlignedSteps at;      // where they part
  AlignedSteps agreed;  // the last pair that agreed
};

TracedRuns RunBothTraced(const Program& program, ConfiguredEngine& left, ConfiguredEngine& right,
                         const Limits& limits);

// The pairs that agree, in order up to where the traces part.
std::vector<AlignedSteps> AlignSteps(const TracedRuns& runs);

// The canonical forms of steps [begin, end) of a traced run, each cut to `columns` code points.
std::vector<std::string> ValuesOf(ConfiguredEngine& engine, const Program& program,
                                  const Limits& limits, std::size_t begin, std::size_t end,
                                  std::size_t columns);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_REDUCERS_TRACED_RUNS_H_
