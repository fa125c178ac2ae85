#include "engine/differential/trace_events.h"

#include "engine/base/utf8.h"
#include "engine/bytecode/decoded_instruction.h"
#include "engine/runtime/format.h"

namespace quicksilver {
namespace {

// More elements than kShownColumns can show.
constexpr std::int64_t kStepsForOneValue = 100;

Limits ScratchLimits() {
  Limits limits;
  limits.heap_bytes = std::uint64_t{64} << 20;
  limits.steps = kStepsForOneValue;
  return limits;
}

}  // namespace

TraceRecorder::TraceRecorder(std::uint64_t most, std::function<void(TraceEvent)> receive)
    : most_(most), receive_(std::move(receive)), scratch_(ScratchLimits(), host_) {}

void TraceRecorder::OnValue(const TracePoint& point, const Value& value) {
  if (count_++ >= most_) return;
  scratch_.fuel() = kStepsForOneValue;
  std::string text;
  if (!AppendCanonical(scratch_, value, text)) {
    // What was written until steps or room ran out is more than is shown, or as much as there is.
    scratch_.TakeError();
    text += "\xE2\x80\xA6";
  }
  receive_({point, Shortened(text, kShownColumns)});
}

void AddTracedNodes(const Chunk& chunk, std::uint32_t module, std::set<TracedNode>& nodes) {
  for (const std::unique_ptr<Function>& function : chunk.functions) {
    for (std::uint32_t pc = 0; pc < function->code.size();) {
      const DecodedInstruction instruction = DecodeInstruction(function->code, pc);
      if (instruction.op == Opcode::kTrace) nodes.emplace(module, instruction.extensions[0]);
      pc = instruction.end();
    }
  }
}

std::vector<AlignedEvent> Align(const std::vector<TraceEvent>& interpreter,
                                const std::vector<TraceEvent>& vm,
                                const std::set<TracedNode>& reported_by_vm) {
  std::vector<AlignedEvent> aligned;
  std::size_t i = 0;
  std::size_t v = 0;
  while (true) {
    while (i < interpreter.size() &&
           !reported_by_vm.contains({interpreter[i].point.module, interpreter[i].point.node})) {
      aligned.push_back({i++, std::nullopt});
    }
    AlignedEvent event;
    if (i < interpreter.size()) event.interpreter = i;
    if (v < vm.size()) event.vm = v;
    if (!event.interpreter.has_value() && !event.vm.has_value()) return aligned;
    event.differs = !event.interpreter.has_value() || !event.vm.has_value() ||
                    interpreter[i].point.module != vm[v].point.module ||
                    interpreter[i].point.node != vm[v].point.node ||
                    interpreter[i].value != vm[v].value;
    aligned.push_back(event);
    if (event.differs) return aligned;
    ++i;
    ++v;
  }
}

}  // namespace quicksilver
