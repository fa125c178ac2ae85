#ifndef QUICKSILVER_PROPERTIES_ORACLES_STATE_H_
#define QUICKSILVER_PROPERTIES_ORACLES_STATE_H_

// A used context is like a new one, and gives back what it took.
//
// On each engine, beginning with a new context: the program runs, runs again at once, runs after
// another program that leaves as much behind as it can (globals in place of builtins, methods,
// modules with state, cycles, an error in mid-flight), and runs after Reset; it runs while a second
// context is in the middle of running it, entered through the host's callbacks. Every one of these
// runs must show what the first showed, and take the same number of steps. After Reset the heap
// must be where it was. Invariant: contexts are made anew for every program, so that a verdict
// depends on it alone; what a long history of programs does is seen by the engines of other
// oracles, which are kept. Where the first run ended for want of a resource only the heap is
// judged. It is wrong to expect the heap to return while values of the context are alive.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "properties/oracles/oracle.h"

namespace quicksilver::properties {

// A context as this oracle uses it. Run does not reset.
class ReusedContext : public Engine {
 public:
  virtual void Reset() = 0;
  virtual std::uint64_t heap_bytes() const = 0;
};

class StateOracle : public Oracle {
 public:
  // Makes a context that hands what its programs ask of the world to `host`, which outlives it.
  using MakeContext = std::function<std::unique_ptr<ReusedContext>(Host& host)>;

  // Both engines; `fault` spoils the VM's code: a planted bug.
  explicit StateOracle(CodeFault fault = nullptr);
  explicit StateOracle(std::vector<MakeContext> makers);

  std::string_view name() const override { return "state"; }
  // The seed makes no difference.
  Verdict Check(const TestProgram& program, const Limits& limits, std::uint64_t seed) override;

 private:
  std::optional<Verdict> CheckOn(const MakeContext& make, const Program& program,
                                 const Limits& limits) const;

  std::vector<MakeContext> makers_;
  Program other_;
};

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ORACLES_STATE_H_
