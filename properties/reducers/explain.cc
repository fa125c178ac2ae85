#include "properties/reducers/explain.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <utility>
#include <vector>

#include "engine/base/utf8.h"
#include "engine/bytecode/disassembler.h"
#include "properties/reducers/code_search.h"
#include "properties/reducers/source_text.h"
#include "properties/reducers/traced_runs.h"
#include "properties/reducers/tree_index.h"

namespace quicksilver::properties {
namespace {

constexpr std::size_t kNodeColumns = 18;
constexpr std::size_t kSourceColumns = 26;
constexpr std::size_t kValueColumns = 24;
// Of values that are shown because they differ.
constexpr std::size_t kWholeColumns = 100'000;
constexpr std::size_t kShownOfWhole = 120;
constexpr std::size_t kShownBeforeDifference = 30;
constexpr std::string_view kElsewhere = "is elsewhere";

// A side's values, read anew for the lines that are shown.
struct ShownValues {
  std::size_t begin = 0;
  std::vector<std::string> values;

  std::string At(std::size_t step) const {
    const std::size_t index = step - begin;
    return index < values.size() ? values[index] : "?";
  }
};

class Explainer {
 public:
  Explainer(const TestProgram& program, ConfiguredEngine& left, ConfiguredEngine& right,
            const Limits& limits, const ExplainOptions& options)
      : program_(program.program),
        limits_(limits),
        options_(options),
        runs_(RunBothTraced(program_, left, right, limits)) {
    for (const Program& module : runs_.modules) indexes_.emplace_back(module);
  }

  std::string Text() {
    std::vector<AlignedSteps> steps = AlignSteps(runs_);
    const std::size_t skipped = steps.size() - std::min(steps.size(), options_.before);
    steps.erase(steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(skipped));
    ReadValues(steps);
    Header();
    if (skipped > 0) out_ += fmt::format("  … {} lines before these\n", skipped);
    for (const AlignedSteps& step : steps) Line("  ", step);
    if (runs_.parting != Parting::kNone) {
      Line("> ", runs_.at);
      if (runs_.parting == Parting::kValue) WholeValues();
      After("left", runs_.left, left_, runs_.at.left);
      After("right", runs_.right, right_, runs_.at.right);
    }
    Footer();
    return std::move(out_);
  }

 private:
  // --- Values

  static std::optional<std::size_t> First(const std::vector<AlignedSteps>& steps,
                                          std::optional<std::size_t> AlignedSteps::* side,
                                          const AlignedSteps& at) {
    for (const AlignedSteps& step : steps) {
      if ((step.*side).has_value()) return step.*side;
    }
    return at.*side;
  }

  ShownValues Read(const TracedSide& side, const std::vector<AlignedSteps>& steps,
                   std::optional<std::size_t> AlignedSteps::* which) const {
    const std::optional<std::size_t> first = First(steps, which, runs_.at);
    if (!first.has_value()) return {};
    std::size_t end = *first + steps.size() + 1;
    if ((runs_.at.*which).has_value()) end = *(runs_.at.*which) + 1;
    return {*first,
            ValuesOf(*side.engine, program_, limits_, *first, end + options_.after, kValueColumns)};
  }

  void ReadValues(const std::vector<AlignedSteps>& steps) {
    left_ = Read(runs_.left, steps, &AlignedSteps::left);
    right_ = Read(runs_.right, steps, &AlignedSteps::right);
  }

  // --- Lines

  void Header() {
    out_ += fmt::format("  {} {} {} {} {}\n", Padded("node", kNodeColumns),
                        Padded("source", kSourceColumns), Padded(NameOf(runs_.left), kValueColumns),
                        Padded(NameOf(runs_.right), kValueColumns), "made by");
  }

  static std::string NameOf(const TracedSide& side) {
    return Shortened(side.engine->name(), kValueColumns);
  }

  std::string NodeText(const TracePoint& point) const {
    if (point.module >= indexes_.size()) return "?";
    const TreeIndex& index = indexes_[point.module];
    if (point.node >= index.nodes().size()) return "?";
    const IndexedNode& node = index.node(point.node);
    const Position at = index.ast().lines.PositionOf(node.span().begin);
    const std::string_view file = runs_.modules[point.module].name();
    const std::string place =
        point.module == 0 ? "" : std::string(file.substr(file.rfind('/') + 1)) + ":";
    return fmt::format("{}{}:{} {}", place, at.line, at.column, node.kind());
  }

  std::string SourceText(const TracePoint& point) const {
    if (point.module >= indexes_.size()) return "";
    const TreeIndex& index = indexes_[point.module];
    if (point.node >= index.nodes().size()) return "";
    return Snippet(runs_.modules[point.module].source(), index.node(point.node).span(),
                   kSourceColumns);
  }

  // What made the value on that side; empty for the interpreter and for modules.
  static std::string MakerText(const TracedSide& side, std::optional<std::size_t> step) {
    if (!step.has_value() || side.chunk == nullptr) return "";
    const TracePoint& point = side.steps[*step].point;
    if (point.module != 0) return fmt::format("f{} pc {}", point.function, point.pc);
    const auto writer = LastWriter(*side.chunk, {point.function, point.pc}, point.reg);
    if (!writer.has_value()) {
      return fmt::format("f{} r{} since the start", point.function, point.reg);
    }
    const Function& function = *side.chunk->functions[writer->function];
    return fmt::format("f{} pc {} {}", writer->function, writer->pc,
                       DisassembleInstruction(*side.chunk, function, writer->pc));
  }

  void Line(std::string_view mark, const AlignedSteps& step) {
    const bool from_left = step.left.has_value();
    if (!from_left && !step.right.has_value()) return;
    const TracePoint& point =
        from_left ? runs_.left.steps[*step.left].point : runs_.right.steps[*step.right].point;
    std::string right = "-";
    if (step.right.has_value()) {
      const TracePoint& other = runs_.right.steps[*step.right].point;
      right = right_.At(*step.right);
      if (other.node != point.node || other.module != point.module) right = kElsewhere;
    } else if (mark != "  ") {
      right = "nothing more";
    }
    std::string left = "-";
    if (from_left) {
      left = left_.At(*step.left);
    } else if (mark != "  ") {
      left = "nothing more";
    }
    std::string maker = MakerText(runs_.right, step.right);
    if (runs_.right.chunk == nullptr) maker = MakerText(runs_.left, step.left);
    if (right == kElsewhere) maker.clear();
    Row(mark, point, left, right, maker);
  }

  void Row(std::string_view mark, const TracePoint& point, const std::string& left,
           const std::string& right, const std::string& maker) {
    std::string row = fmt::format("{}{} {} {} {} {}", mark, Padded(NodeText(point), kNodeColumns),
                                  Padded(SourceText(point), kSourceColumns),
                                  Padded(left, kValueColumns), Padded(right, kValueColumns), maker);
    while (row.ends_with(' ')) row.pop_back();
    out_ += row + '\n';
  }

  // Both values from shortly before the place where they part, if they did not fit above.
  void WholeValues() {
    const auto read = [&](const TracedSide& side, std::size_t step) {
      const std::vector<std::string> values =
          ValuesOf(*side.engine, program_, limits_, step, step + 1, kWholeColumns);
      return values.empty() ? std::string() : values[0];
    };
    const std::string left = read(runs_.left, *runs_.at.left);
    const std::string right = read(runs_.right, *runs_.at.right);
    if (std::max(CountCodePoints(left), CountCodePoints(right)) <= kValueColumns) return;
    const auto same =
        static_cast<std::size_t>(std::ranges::mismatch(left, right).in1 - left.begin());
    const std::size_t common = CountCodePoints(std::string_view(left).substr(0, same));
    const std::size_t from = common > kShownBeforeDifference ? common - kShownBeforeDifference : 0;
    for (const auto& [side, value] :
         {std::pair(&runs_.left, &left), std::pair(&runs_.right, &right)}) {
      const std::string_view shown = std::string_view(*value).substr(CodePointOffset(*value, from));
      out_ += fmt::format("    {} {}{}\n", Padded(NameOf(*side), kValueColumns),
                          from > 0 ? "…" : "", Shortened(shown, kShownOfWhole));
    }
  }

  // What a side did next.
  void After(std::string_view which, const TracedSide& side, const ShownValues& values,
             std::optional<std::size_t> at) {
    if (!at.has_value()) return;
    // The step itself, if the two are at different nodes, belongs to what it did.
    const std::size_t begin = runs_.parting == Parting::kPath ? *at : *at + 1;
    const std::size_t end = std::min(side.steps.size(), *at + 1 + options_.after);
    if (begin >= end) return;
    out_ += fmt::format("  then on {}:\n", side.engine->name());
    for (std::size_t step = begin; step < end; ++step) {
      const std::string value = values.At(step);
      const bool left = which == "left";
      Row("  ", side.steps[step].point, left ? value : "", left ? "" : value,
          MakerText(side, step));
    }
  }

  static std::string ResultText(const TracedSide& side) {
    return side.outcome.has_value() ? side.outcome->Result() : side.outcome.error();
  }

  void Footer() {
    if (runs_.parting == Parting::kNone) {
      out_ += runs_.left.overflowed || runs_.right.overflowed
                  ? "no difference in as many values as were looked at\n"
                  : "no value differs\n";
    }
    for (const TracedSide* side : {&runs_.left, &runs_.right}) {
      out_ += fmt::format("result on {}: {}\n", side->engine->name(), ResultText(*side));
      if (!side->outcome.has_value() || side->outcome->output.empty()) continue;
      out_ += fmt::format("output on {}: {}\n", side->engine->name(),
                          Shortened(side->outcome->output, 200));
    }
  }

  const Program& program_;
  const Limits& limits_;
  const ExplainOptions& options_;
  TracedRuns runs_;
  std::vector<TreeIndex> indexes_;  // by module
  ShownValues left_;
  ShownValues right_;
  std::string out_;
};

}  // namespace

std::string Explain(const TestProgram& program, ConfiguredEngine& left, ConfiguredEngine& right,
                    const Limits& limits, const ExplainOptions& options) {
  return Explainer(program, left, right, limits, options).Text();
}

}  // namespace quicksilver::properties
