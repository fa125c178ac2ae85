#include "properties/reducers/signature.h"

#include <algorithm>
#include <utility>

#include "engine/bytecode/disassembler.h"
#include "engine/bytecode/verifier.h"
#include "engine/differential/comparison.h"
#include "properties/reducers/code_search.h"
#include "properties/reducers/deciding_node.h"
#include "properties/reducers/source_text.h"
#include "properties/reducers/traced_runs.h"
#include "properties/reducers/tree_index.h"

namespace quicksilver::properties {
namespace {

constexpr std::size_t kValueColumns = 2'000;

class Diagnostician {
 public:
  Diagnostician(const TestProgram& program, Oracle& oracle, const Limits& limits)
      : program_(program.program), oracle_(oracle), limits_(limits), index_(program_.ast()) {}

  Diagnosis Run(const Divergence& divergence, Detail detail) {
    diagnosis_.divergence = divergence;
    diagnosis_.signature = {std::string(oracle_.name()), divergence.kind, "-", "-"};
    if (divergence.kind == DifferenceKind::kCode && oracle_.right() != nullptr) {
      BlameRefusedCode(*oracle_.right());
    } else if (oracle_.left() == nullptr || oracle_.right() == nullptr ||
               divergence.kind == DifferenceKind::kState) {
      // Runs are not compared, or what differs is nothing that a run shows.
      diagnosis_.signature.opcode = ClaimOf(divergence.what);
    } else {
      BlameRuns(*oracle_.left(), *oracle_.right());
      if (detail == Detail::kValues) AddValues();
    }
    return std::move(diagnosis_);
  }

 private:
  // The words of a claim, without what changes from program to program.
  static std::string ClaimOf(std::string_view what) {
    const std::size_t end = what.find_first_of("0123456789\"'`:(");
    std::string claim(what.substr(0, end));
    while (claim.ends_with(' ')) claim.pop_back();
    return claim.empty() ? "-" : claim;
  }

  // --- What is named

  void Name(const TreeIndex& index, NodeId id, std::string_view source, std::string_view file) {
    if (id == kNoNode || id >= index.nodes().size()) return;
    const IndexedNode& node = index.node(id);
    Culprit& culprit = diagnosis_.culprit;
    diagnosis_.signature.node = node.kind();
    culprit.file = file;
    culprit.span = node.span();
    culprit.position = index.ast().lines.PositionOf(culprit.span.begin);
    culprit.source = Snippet(source, culprit.span);
  }

  void Name(NodeId id) { Name(index_, id, program_.source(), ""); }

  // The node of a step, which may be a module's.
  void NameStep(const TracePoint& point) {
    if (point.module == 0) return Name(point.node);
    if (point.module >= runs_.modules.size()) return;
    const Program& module = runs_.modules[point.module];
    Name(TreeIndex(module.ast()), point.node, module.source(), module.name());
  }

  void Blame(const Chunk& chunk, std::optional<CodePlace> place, bool traced) {
    if (!place.has_value()) return;
    const Function& function = *chunk.functions[place->function];
    Culprit& culprit = diagnosis_.culprit;
    culprit.in_code = true;
    culprit.traced_code = traced;
    culprit.function = place->function;
    culprit.pc = place->pc;
    culprit.instruction = DisassembleInstruction(chunk, function, place->pc);
    diagnosis_.signature.opcode = InfoOf(OpOf(function.code[place->pc])).name;
  }

  // --- Code that does not verify

  void BlameRefusedCode(const ConfiguredEngine& engine) {
    const std::shared_ptr<const Chunk> chunk = engine.CodeFor(program_, false);
    if (chunk == nullptr) return;
    const std::expected<void, VerifyError> verified = Verify(*chunk);
    if (verified.has_value()) {
      diagnosis_.signature.opcode = "archive";
      return;
    }
    const VerifyError& error = verified.error();
    if (error.function == kNoIndex || error.pc == kNoIndex) {
      diagnosis_.signature.opcode = "tables";
      return;
    }
    const Function& function = *chunk->functions[error.function];
    if (!IsInstruction(function, error.pc)) {
      diagnosis_.signature.opcode = "code";
      return;
    }
    if (const auto span = SpanAt(function, error.pc)) Name(index_.Find(*span));
    Blame(*chunk, CodePlace{error.function, error.pc}, false);
  }

  // --- Runs that differ

  void BlameRuns(ConfiguredEngine& left, ConfiguredEngine& right) {
    runs_ = RunBothTraced(program_, left, right, limits_);
    // The side whose code is to blame: the right one, unless that is an interpreter.
    code_ = runs_.right.chunk != nullptr ? &runs_.right : &runs_.left;
    switch (runs_.parting) {
      case Parting::kNone:
        return BlameOutcome();
      case Parting::kValue:
        NoteKind(DifferenceKind::kValue);
        NameStep(runs_.left.steps[*runs_.at.left].point);
        return BlameWriter();
      case Parting::kPath:
      case Parting::kLeftOnly:
      case Parting::kRightOnly:
        return BlameWays();
    }
  }

  // How a wrong value or way shows at the end depends on the rest of the program.
  void NoteKind(DifferenceKind kind) { diagnosis_.signature.kind = kind; }

  std::optional<std::size_t> CodeStep(const AlignedSteps& steps) const {
    return code_ == &runs_.right ? steps.right : steps.left;
  }

  // The code of a step's module; null for modules, whose code is never spoilt.
  const Chunk* ChunkOf(const TracePoint& point) const {
    return point.module == 0 ? code_->chunk.get() : nullptr;
  }

  void BlameWriter() {
    const std::optional<std::size_t> step = CodeStep(runs_.at);
    if (!step.has_value()) return BlameRaiser();
    const TracePoint& point = code_->steps[*step].point;
    diagnosis_.culprit.has_register = true;
    diagnosis_.culprit.reg = point.reg;
    const Chunk* const chunk = ChunkOf(point);
    if (chunk == nullptr) return;
    std::optional<CodePlace> writer = LastWriter(*chunk, {point.function, point.pc}, point.reg);
    if (writer.has_value() && IsCall(OpOf(chunk->functions[writer->function]->code[writer->pc]))) {
      const std::optional<std::uint32_t> callee = FunctionJustLeft(*step);
      const auto returned = callee.has_value() ? ReturnedBy(*chunk, *callee) : std::nullopt;
      if (returned.has_value()) writer = returned;
    }
    Blame(*chunk, writer, true);
    if (writer.has_value()) NameMaker(*chunk, *writer);
  }

  // The function that the code to blame was in before it came to `step`, if that is another one.
  std::optional<std::uint32_t> FunctionJustLeft(std::size_t step) const {
    if (step == 0) return std::nullopt;
    const TracePoint& here = code_->steps[step].point;
    const TracePoint& before = code_->steps[step - 1].point;
    if (before.module != 0 || before.function == here.function) return std::nullopt;
    return before.function;
  }

  static bool HasAnothersValue(std::string_view kind) {
    return kind == "Name" || kind == "Call" || kind == "Pipeline";
  }

  // A name and a call have a value that was made elsewhere: the node that made it is named, so that
  // it does not matter where the value was heard of first.
  void NameMaker(const Chunk& chunk, CodePlace writer) {
    if (!HasAnothersValue(diagnosis_.signature.node)) return;
    if (const std::optional<Span> span = OwnSpan(chunk, writer); span.has_value()) {
      const NodeId maker = index_.Find(*span);
      if (maker == kNoNode || HasAnothersValue(index_.node(maker).kind())) return;
      if (index_.node(maker).span() == *span) Name(maker);
      return;
    }
    // The instruction before the report only moved it, or never ran. All that both sides report has
    // agreed so far, so it was made where the code reports nothing: where the definition had the
    // value last.
    const NodeId maker = LastUnreportedWithTheValue();
    if (maker == kNoNode) return;
    Name(maker);
    Blame(chunk, FindRaiser(chunk, {0, 0}, index_.node(maker).span()), true);
  }

  NodeId LastUnreportedWithTheValue() const {
    const std::vector<TraceStep>& steps = runs_.left.steps;
    const std::size_t at = runs_.at.left.value_or(0);
    std::vector<bool> reported(at, false);
    for (const AlignedSteps& pair : AlignSteps(runs_)) {
      if (pair.left.has_value() && pair.right.has_value() && *pair.left < at) {
        reported[*pair.left] = true;
      }
    }
    for (std::size_t i = at; i-- > 0;) {
      const TracePoint& point = steps[i].point;
      if (reported[i] || steps[i].hash != steps[at].hash || point.module != 0) continue;
      if (point.node >= index_.nodes().size()) continue;
      if (!HasAnothersValue(index_.node(point.node).kind())) return point.node;
    }
    return kNoNode;
  }

  // Where the code of the side to blame was when it was last heard of.
  CodePlace LastHeard() const {
    const std::optional<std::size_t> step = CodeStep(runs_.agreed);
    if (!step.has_value() || code_->steps[*step].point.module != 0) return {0, 0};
    const TracePoint& point = code_->steps[*step].point;
    return {point.function, point.pc};
  }

  static const Error* LocatedError(const TracedSide& side) {
    if (!side.outcome.has_value() || !side.outcome->error.has_value()) return nullptr;
    const Error& error = *side.outcome->error;
    return error.located && error.file.empty() ? &error : nullptr;
  }

  void BlameRaiser() {
    if (code_->chunk == nullptr) return;
    const Error* error = LocatedError(*code_);
    if (error == nullptr) error = LocatedError(code_ == &runs_.right ? runs_.left : runs_.right);
    if (error == nullptr) return;
    Blame(*code_->chunk, FindRaiser(*code_->chunk, LastHeard(), error->span), true);
  }

  // --- Two ways

  // Where a side went when the traces parted: a node of the program, its end, or somewhere that has
  // no node here.
  struct Destination {
    NodeId node = kNoNode;
    bool raised = false;
    bool known = true;
  };

  Destination DestinationOf(const TracedSide& side, std::optional<std::size_t> step) const {
    if (step.has_value()) {
      const TracePoint& point = side.steps[*step].point;
      const bool ours = point.module == 0 && point.node < index_.nodes().size();
      return {ours ? point.node : kNoNode, false, ours};
    }
    if (!side.outcome.has_value()) return {kNoNode, false, false};
    if (!side.outcome->error.has_value()) return {};
    const Error* error = LocatedError(side);
    const NodeId node = error == nullptr ? kNoNode : index_.Find(error->span);
    return {node, true, node != kNoNode};
  }

  void BlameWays() {
    const Destination left = DestinationOf(runs_.left, runs_.at.left);
    const Destination right = DestinationOf(runs_.right, runs_.at.right);
    NameStep(runs_.at.left.has_value() ? runs_.left.steps[*runs_.at.left].point
                                       : runs_.right.steps[*runs_.at.right].point);
    if (left.raised || right.raised) NoteKind(DifferenceKind::kErrorOrValue);
    // What the other side did next, inside what was called or behind it, depends on the program.
    if (RaisedByCall(left, right)) return BlameCall(left.node);
    if (RaisedByCall(right, left)) return BlameCall(right.node);
    const bool one_place =
        left.known && right.known && left.node != kNoNode && right.node != kNoNode &&
        (IsInside(index_, left.node, right.node) || IsInside(index_, right.node, left.node));
    const NodeId decider = left.known && right.known && !one_place
                               ? DecidingNode(index_, left.node, right.node)
                               : kNoNode;
    if (decider == kNoNode) {
      // A node gave a value on one side and raised on the other.
      return CodeStep(runs_.at).has_value() ? BlameWriter() : BlameRaiser();
    }
    NoteKind(DifferenceKind::kValue);
    Name(decider);
    if (code_->chunk == nullptr) return;
    const std::optional<CodePlace> place =
        index_.node(decider).kind() == "Attempt" ? RaiserInAttempt() : Departure(left.node);
    Blame(*code_->chunk, place, true);
  }

  // Whether a call raised, and the other side goes on in another chant, or raised elsewhere.
  bool RaisedByCall(const Destination& raised, const Destination& other) const {
    if (!raised.raised || !raised.known || raised.node == kNoNode) return false;
    if (!other.known || other.node == raised.node) return false;
    const std::string_view kind = index_.node(raised.node).kind();
    if (kind != "Call" && kind != "Pipeline") return false;
    return other.node == kNoNode || other.raised ||
           ChantAround(index_, raised.node) != ChantAround(index_, other.node);
  }

  void BlameCall(NodeId call) {
    Name(call);
    // A pipeline is a call as well.
    diagnosis_.signature.node = ExprKindName(ExprKind::kCall);
    if (code_->chunk == nullptr) return;
    const Span span = index_.node(call).span();
    Blame(*code_->chunk, FindRaiser(*code_->chunk, LastHeard(), span), true);
  }

  // The branch that was taken, or what made the truth that it looked at.
  std::optional<CodePlace> Departure(NodeId expected) const {
    const Chunk& chunk = *code_->chunk;
    std::optional<CodePlace> place = FindDeparture(chunk, LastHeard(), expected);
    const std::optional<std::size_t> step = CodeStep(runs_.at);
    if (step.has_value() && (!place.has_value() || Ends(chunk, *place))) {
      // The chant that was last heard of came back to where the ways part.
      const TracePoint& point = code_->steps[*step].point;
      if (ChunkOf(point) != nullptr) {
        if (const auto branch = LastBranch(chunk, {point.function, point.pc})) place = branch;
      }
    }
    return place.has_value() ? UnreportedCondition(chunk, *place) : place;
  }

  // What raised into a handler, or should have.
  std::optional<CodePlace> RaiserInAttempt() const {
    const std::optional<std::size_t> step = CodeStep(runs_.at);
    if (!step.has_value()) return std::nullopt;
    const TracePoint& point = code_->steps[*step].point;
    if (ChunkOf(point) == nullptr) return std::nullopt;
    return FindRaiserInAttempt(*code_->chunk, LastHeard(), {point.function, point.pc});
  }

  static bool Ends(const Chunk& chunk, CodePlace place) {
    return InfoOf(OpOf(chunk.functions[place.function]->code[place.pc])).flow == Flow::kEnd;
  }

  // --- No value differs

  void BlameOutcome() {
    const bool vanished = runs_.left.outcome.has_value() && runs_.right.outcome.has_value() &&
                          !Compare(*runs_.left.outcome, *runs_.right.outcome).has_value();
    const Error* error = LocatedError(runs_.left);
    if (error == nullptr) error = LocatedError(runs_.right);
    if (error != nullptr) Name(index_.Find(error->span));
    if (vanished || runs_.left.overflowed || runs_.right.overflowed) {
      diagnosis_.signature.opcode = kUntraced;
      return;
    }
    switch (diagnosis_.divergence.kind) {
      case DifferenceKind::kErrorOrValue:
      case DifferenceKind::kErrorKind:
      case DifferenceKind::kErrorMessage:
      case DifferenceKind::kErrorSpan:
        return BlameRaiser();
      case DifferenceKind::kGlobal:
        return BlameGlobal();
      case DifferenceKind::kRequest:
        diagnosis_.signature.node = ExprKindName(ExprKind::kRequest);
        diagnosis_.signature.opcode = InfoOf(Opcode::kRequest).name;
        return;
      default:
        return BlameLastStatement();
    }
  }

  // Of `global x`.
  void BlameGlobal() {
    const std::string_view what = diagnosis_.divergence.what;
    const std::string_view name = what.substr(what.find(' ') + 1);
    Name(LastGiver(index_, name));
    if (code_->chunk != nullptr) {
      Blame(*code_->chunk, LastStoreOfGlobal(*code_->chunk, name), true);
    }
  }

  void BlameLastStatement() {
    const auto& statements = program_.ast().program.statements;
    if (!statements.empty()) Name(statements.back()->id);
    if (code_->chunk != nullptr) Blame(*code_->chunk, FindHalt(*code_->chunk), true);
  }

  // --- For people

  static std::string OutcomeText(const TracedSide& side) {
    return side.outcome.has_value() ? side.outcome->Result() : side.outcome.error();
  }

  std::string ValueOf(const TracedSide& side, std::optional<std::size_t> step,
                      const TracedSide& other, std::optional<std::size_t> other_step) {
    if (!step.has_value()) return "nothing; the run ended with " + OutcomeText(side);
    const std::vector<std::string> values =
        ValuesOf(*side.engine, program_, limits_, *step, *step + 1, kValueColumns);
    if (values.empty()) return "?";
    const TracePoint& point = side.steps[*step].point;
    const bool another =
        other_step.has_value() && other.steps[*other_step].point.node != point.node;
    if (!another || point.module != 0 || point.node >= index_.nodes().size()) return values[0];
    return values[0] + " of " + Snippet(program_.source(), index_.node(point.node).span());
  }

  void AddValues() {
    Culprit& culprit = diagnosis_.culprit;
    if (runs_.parting == Parting::kNone) {
      culprit.expected = diagnosis_.divergence.left;
      culprit.got = diagnosis_.divergence.right;
      return;
    }
    culprit.expected = ValueOf(runs_.left, runs_.at.left, runs_.right, runs_.at.right);
    culprit.got = ValueOf(runs_.right, runs_.at.right, runs_.left, runs_.at.left);
  }

  const Program& program_;
  Oracle& oracle_;
  const Limits& limits_;
  TreeIndex index_;
  Diagnosis diagnosis_;
  TracedRuns runs_;
  const TracedSide* code_ = nullptr;
};

}  // namespace

std::string Signature::ToString() const { return SignatureText(oracle, kind, node, opcode); }

std::optional<Diagnosis> Diagnose(const TestProgram& program, Oracle& oracle, const Limits& limits,
                                  std::uint64_t seed, Detail detail) {
  const Verdict verdict = oracle.Check(program, limits, seed);
  if (!verdict.diverges()) return std::nullopt;
  return Diagnose(program, oracle, limits, verdict.divergence, detail);
}

Diagnosis Diagnose(const TestProgram& program, Oracle& oracle, const Limits& limits,
                   const Divergence& divergence, Detail detail) {
  return Diagnostician(program, oracle, limits).Run(divergence, detail);
}

}  // namespace quicksilver::properties
