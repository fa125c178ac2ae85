#ifndef QUICKSILVER_DIFFERENTIAL_TRACE_EVENTS_H_
#define QUICKSILVER_DIFFERENTIAL_TRACE_EVENTS_H_

// What a traced run evaluated, as text, and the alignment of two engines' traces.
//
// Invariant: an event's value is written down when it is reported: at most kShownColumns of its
// canonical form, at no cost to the run that is traced. It is wrong to align traces of different
// programs: node ids are compared.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/engine.h"
#include "engine/runtime/trace.h"

namespace quicksilver {

struct TraceEvent {
  TracePoint point;
  std::string value;
};

class TraceRecorder : public TraceSink {
 public:
  static constexpr std::size_t kShownColumns = 60;

  // Passes the first `most` events to `receive`.
  TraceRecorder(std::uint64_t most, std::function<void(TraceEvent)> receive);

  void OnValue(const TracePoint& point, const Value& value) override;
  bool overflowed() const { return count_ > most_; }

 private:
  std::uint64_t most_;
  std::uint64_t count_ = 0;
  std::function<void(TraceEvent)> receive_;
  Host host_;
  Runtime scratch_;  // whose limits pay for writing values down
};

// A node of a module: the module's number and the node's id.
using TracedNode = std::pair<std::uint32_t, NodeId>;

// The nodes that code compiled for tracing reports.
void AddTracedNodes(const Chunk& chunk, std::uint32_t module, std::set<TracedNode>& nodes);

// One line of two traces side by side. An event of the interpreter alone, of a node that the VM's
// code does not report, has no partner.
struct AlignedEvent {
  std::optional<std::size_t> interpreter;  // index of the event
  std::optional<std::size_t> vm;
  bool differs = false;
};

// Up to and including the first difference: another node, another value, or a trace that ends
// before the other one.
std::vector<AlignedEvent> Align(const std::vector<TraceEvent>& interpreter,
                                const std::vector<TraceEvent>& vm,
                                const std::set<TracedNode>& reported_by_vm);

}  // namespace quicksilver

#endif  // QUICKSILVER_DIFFERENTIAL_TRACE_EVENTS_H_
