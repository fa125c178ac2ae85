#ifndef QUICKSILVER_RUNTIME_TRACE_H_
#define QUICKSILVER_RUNTIME_TRACE_H_

// Where a traced run reports the value of each expression it has evaluated, in order.
//
// Both engines report the same node ids, so their traces can be walked side by side; nodes that the
// compiler's optimiser folded or fused away are missing from the VM's.
// Invariant: a sink does not run program code. It is wrong to keep the Value without copying it.

#include <cstdint>

#include "engine/runtime/value.h"
#include "engine/syntax/ast.h"

namespace quicksilver {

struct TracePoint {
  std::uint32_t module = 0;  // 0: the main program; others in order of loading
  NodeId node = 0;
  // The VM's: where the value came to be. pc counts words of the function's code.
  std::uint32_t function = 0;
  std::uint32_t pc = 0;
  std::uint32_t reg = 0;
};

class TraceSink {
 public:
  virtual ~TraceSink() = default;
  virtual void OnValue(const TracePoint& point, const Value& value) = 0;
};

}  // namespace quicksilver

#endif  // QUICKSILVER_RUNTIME_TRACE_H_
