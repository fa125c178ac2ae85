#include "properties/reducers/traced_runs.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <set>
#include <string_view>
#include <utility>

#include "engine/base/splitmix.h"
#include "engine/base/utf8.h"
#include "engine/differential/trace_events.h"
#include "engine/runtime/format.h"

namespace quicksilver::properties {
namespace {

Limits ScratchLimits() {
  Limits limits;
  limits.heap_bytes = std::uint64_t{64} << 20;
  limits.steps = TracedRuns::kComparedElements;
  return limits;
}

// Writes values down at the cost of nobody's run.
class ValueWriter {
 public:
  ValueWriter() : scratch_(ScratchLimits(), host_) {}

  // What was written until steps ran out ends with an ellipsis.
  const std::string& Write(const Value& value) {
    text_.clear();
    scratch_.fuel() = TracedRuns::kComparedElements;
    if (!AppendCanonical(scratch_, value, text_)) {
      scratch_.TakeError();
      text_ += "\xE2\x80\xA6";
    }
    return text_;
  }

 private:
  Host host_;
  Runtime scratch_;
  std::string text_;
};

// Eight bytes at a time: long texts and lists are hashed at every step of a loop that builds them.
std::uint64_t HashOf(std::string_view text) {
  std::uint64_t hash = text.size();
  while (!text.empty()) {
    std::uint64_t word = 0;
    const std::size_t size = std::min(text.size(), sizeof word);
    std::memcpy(&word, text.data(), size);
    hash = std::rotl(hash ^ word, 29) * 0x9E37'79B9'7F4A'7C15;
    text.remove_prefix(size);
  }
  return SplitMix64::Mix(hash);
}

// Which nodes a side reports; everything on the interpreter.
class Reported {
 public:
  Reported(const TracedSide& side, const std::vector<Program>& modules)
      : everything_(side.chunk == nullptr) {
    if (everything_) return;
    Add(*side.chunk, modules.front());
    CompileOptions compile = side.engine->configuration().compile;
    if (!compile.trace) compile.trace = compile.trace_fused = true;
    for (std::size_t i = 1; i < modules.size(); ++i) {
      Add(*Code::Compile(modules[i], compile).chunk(), modules[i]);
    }
  }

  bool Has(const TraceStep& step) const {
    if (everything_) return true;
    const TracePoint& point = step.point;
    return point.module < nodes_.size() && point.node < nodes_[point.module].size() &&
           nodes_[point.module][point.node];
  }

 private:
  void Add(const Chunk& chunk, const Program& program) {
    std::set<TracedNode> nodes;
    AddTracedNodes(chunk, 0, nodes);
    std::vector<bool>& reported = nodes_.emplace_back(program.ast().node_count, false);
    for (const auto& [module, node] : nodes) {
      // A spoilt chunk may name any node.
      if (node < reported.size()) reported[node] = true;
    }
  }

  bool everything_;
  std::vector<std::vector<bool>> nodes_;  // by module and node
};

class StepRecorder : public TraceSink {
 public:
  explicit StepRecorder(TracedSide& side) : side_(side) {}

  void OnValue(const TracePoint& point, const Value& value) override {
    if (side_.steps.size() == TracedRuns::kMostSteps) {
      side_.overflowed = true;
      return;
    }
    side_.steps.push_back({point, HashOf(value)});
  }

 private:
  std::uint64_t HashOf(const Value& value) {
    // What is no object is its bits, except that all NaNs look alike.
    if (!value.is_object()) {
      const bool nan = value.is_number() && std::isnan(value.number());
      return SplitMix64::Mix(nan ? 1 : value.bits());
    }
    return properties::HashOf(writer_.Write(value));
  }

  TracedSide& side_;
  ValueWriter writer_;
};

// Goes along another side's trace, and soon after it has parted from it looks at no more values: in
// a long run that parts early they cost most of the time.
class FollowingRecorder : public StepRecorder {
 public:
  FollowingRecorder(TracedSide& side, const TracedSide& other, const Reported& by_side,
                    const Reported& by_other)
      : StepRecorder(side), side_(side), other_(other), by_side_(by_side), by_other_(by_other) {}

  void OnValue(const TracePoint& point, const Value& value) override {
    if (left_ == 0) return;
    if (parted_) --left_;
    StepRecorder::OnValue(point, value);
    if (!parted_ && by_other_.Has(side_.steps.back())) Follow(side_.steps.back());
  }

 private:
  void Follow(const TraceStep& step) {
    const std::vector<TraceStep>& steps = other_.steps;
    while (at_ < steps.size() && !by_side_.Has(steps[at_])) ++at_;
    parted_ = at_ == steps.size() || steps[at_].hash != step.hash ||
              steps[at_].point.node != step.point.node ||
              steps[at_].point.module != step.point.module;
    ++at_;
  }

  TracedSide& side_;
  const TracedSide& other_;
  const Reported& by_side_;
  const Reported& by_other_;
  std::size_t at_ = 0;
  bool parted_ = false;
  std::size_t left_ = TracedRuns::kStepsBehindParting;
};

bool ReachesModules(const TracedSide& side) {
  for (const TraceStep& step : side.steps) {
    if (step.point.module != 0) return true;
  }
  return false;
}

class ValueRecorder : public TraceSink {
 public:
  ValueRecorder(std::size_t begin, std::size_t end, std::size_t columns)
      : begin_(begin), end_(end), columns_(columns) {}

  void OnValue(const TracePoint&, const Value& value) override {
    const std::size_t step = next_++;
    if (step >= begin_ && step < end_) values.push_back(Shortened(writer_.Write(value), columns_));
  }

  std::vector<std::string> values;

 private:
  std::size_t begin_;
  std::size_t end_;
  std::size_t columns_;
  std::size_t next_ = 0;
  ValueWriter writer_;
};

// Remembers what was loaded.
class RecordingWorld : public TestWorld {
 public:
  std::expected<ModuleSource, std::string> Load(std::string_view path,
                                                std::string_view importer) override {
    std::expected<ModuleSource, std::string> module = TestWorld::Load(path, importer);
    if (module.has_value() && names_.insert(module->name).second) {
      std::expected<Program, Error> program = Program::Parse(module->text, module->name);
      if (program.has_value()) programs.push_back(std::move(*program));
    }
    return module;
  }

  std::vector<Program> programs;

 private:
  std::set<std::string> names_;
};

// What a walk along both traces finds.
struct Way {
  Parting parting = Parting::kNone;
  AlignedSteps at;      // where they part
  AlignedSteps agreed;  // the last pair
};

// Walks both traces to where they part. `visit` is called with what is passed on the way.
template <typename Visit>
Way Walk(const TracedRuns& runs, const Reported& by_left, const Reported& by_right, Visit&& visit) {
  Way way;
  const std::vector<TraceStep>& left = runs.left.steps;
  const std::vector<TraceStep>& right = runs.right.steps;
  std::size_t l = 0;
  std::size_t r = 0;
  while (true) {
    for (; l < left.size() && !by_right.Has(left[l]); ++l) visit(AlignedSteps{l, std::nullopt});
    for (; r < right.size() && !by_left.Has(right[r]); ++r) visit(AlignedSteps{std::nullopt, r});
    const bool left_ended = l == left.size();
    const bool right_ended = r == right.size();
    if (left_ended && right_ended) return way;
    if (left_ended || right_ended) {
      // It may be the record that ended, not the run.
      if (left_ended ? runs.left.overflowed : runs.right.overflowed) return way;
      way.parting = left_ended ? Parting::kRightOnly : Parting::kLeftOnly;
    } else if (left[l].point.module != right[r].point.module ||
               left[l].point.node != right[r].point.node) {
      way.parting = Parting::kPath;
    } else if (left[l].hash != right[r].hash) {
      way.parting = Parting::kValue;
    }
    if (way.parting != Parting::kNone) {
      if (!left_ended) way.at.left = l;
      if (!right_ended) way.at.right = r;
      return way;
    }
    way.agreed = {l++, r++};
    visit(way.agreed);
  }
}

}  // namespace

TracedRuns RunBothTraced(const Program& program, ConfiguredEngine& left, ConfiguredEngine& right,
                         const Limits& limits) {
  TracedRuns runs;
  for (const auto& [side, engine] :
       {std::pair(&runs.left, &left), std::pair(&runs.right, &right)}) {
    side->engine = engine;
    side->chunk = engine->CodeFor(program, true);
  }
  StepRecorder recorder(runs.left);
  runs.left.outcome = left.RunTraced(program, limits, recorder);
  runs.modules.push_back(program);
  if (ReachesModules(runs.left)) {
    RecordingWorld world;
    Context(EngineKind::kInterpreter, limits, &world).RunToOutcome(program);
    runs.modules.insert(runs.modules.end(), world.programs.begin(), world.programs.end());
  }
  const Reported by_left(runs.left, runs.modules);
  const Reported by_right(runs.right, runs.modules);
  FollowingRecorder follower(runs.right, runs.left, by_right, by_left);
  runs.right.outcome = right.RunTraced(program, limits, follower);
  const Way way = Walk(runs, by_left, by_right, [](const AlignedSteps&) {});
  runs.parting = way.parting;
  runs.at = way.at;
  runs.agreed = way.agreed;
  return runs;
}

std::vector<AlignedSteps> AlignSteps(const TracedRuns& runs) {
  std::vector<AlignedSteps> steps;
  const Reported by_left(runs.left, runs.modules);
  const Reported by_right(runs.right, runs.modules);
  Walk(runs, by_left, by_right, [&](const AlignedSteps& passed) { steps.push_back(passed); });
  return steps;
}

std::vector<std::string> ValuesOf(ConfiguredEngine& engine, const Program& program,
                                  const Limits& limits, std::size_t begin, std::size_t end,
                                  std::size_t columns) {
  ValueRecorder recorder(begin, end, columns);
  static_cast<void>(engine.RunTraced(program, limits, recorder));
  return std::move(recorder.values);
}

}  // namespace quicksilver::properties
