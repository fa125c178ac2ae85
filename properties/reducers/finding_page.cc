// finding.md.
#include <fmt/format.h>

#include "engine/base/utf8.h"
#include "engine/syntax/ast_dump.h"
#include "properties/reducers/bytecode_listing.h"
#include "properties/reducers/explain.h"
#include "properties/reducers/finding.h"

namespace quicksilver::properties {
namespace {

constexpr std::size_t kResultColumns = 400;

std::string Fenced(std::string_view text) {
  std::string fence = "```";
  while (text.find(fence) != std::string_view::npos) fence += '`';
  return fmt::format("{}\n{}{}{}\n", fence, text, text.ends_with('\n') ? "" : "\n", fence);
}

// In a line of the page.
std::string Quoted(std::string_view text, std::size_t columns = kResultColumns) {
  std::string quoted = Shortened(text, columns);
  for (char& c : quoted) {
    if (c == '\n') c = ' ';
    if (c == '`') c = '\'';
  }
  return "`" + quoted + "`";
}

class Page {
 public:
  Page(const FindingInput& input, Oracle& oracle, const TestProgram& minimal,
       const Diagnosis& diagnosis)
      : input_(input), oracle_(oracle), minimal_(minimal), diagnosis_(diagnosis) {}

  std::string Text() {
    const Divergence& divergence = diagnosis_.divergence;
    out_ = fmt::format("# {}\n\n", diagnosis_.signature.ToString());
    out_ += fmt::format("{} differs:\n\n", divergence.what);
    out_ += fmt::format("- {}: {}\n", divergence.left_engine, Quoted(divergence.left));
    out_ += fmt::format("- {}: {}\n\n", divergence.right_engine, Quoted(divergence.right));
    out_ += "## Program\n\n" + Fenced(minimal_.program.source()) + "\n";
    AddCulprit();
    AddReplay();
    AddTraces();
    out_ += "## Syntax tree\n\n" + Fenced(DumpAst(minimal_.program.ast())) + "\n";
    AddCode();
    AddProvenance();
    return std::move(out_);
  }

 private:
  void AddCulprit() {
    const Culprit& culprit = diagnosis_.culprit;
    out_ += "## First difference\n\n";
    if (diagnosis_.signature.node == "-") {
      out_ += "The two sides are not compared node by node.\n\n";
    } else {
      out_ += fmt::format("- node: {} at {}{}:{}, {}\n", diagnosis_.signature.node,
                          culprit.file.empty() ? "" : culprit.file + ":", culprit.position.line,
                          culprit.position.column, Quoted(culprit.source));
    }
    if (!culprit.expected.empty()) {
      out_ +=
          fmt::format("- expected: {}\n- got: {}\n", Quoted(culprit.expected), Quoted(culprit.got));
    }
    if (culprit.in_code) {
      out_ += fmt::format("- instruction: function {}, pc {}{}, {}\n", culprit.function, culprit.pc,
                          culprit.traced_code ? " (with trace instructions)" : "",
                          Quoted(culprit.instruction));
      if (culprit.has_register) out_ += fmt::format("- register: r{}\n", culprit.reg);
    }
    out_ += '\n';
  }

  void AddReplay() {
    out_ += "## Replay\n\nIn this folder:\n\n";
    out_ += Fenced(
        "quicksilver-hunt replay .\nquicksilver-hunt explain minimal.gw\n"
        "quicksilver check minimal.gw\n");
    out_ += '\n';
  }

  void AddTraces() {
    if (oracle_.left() == nullptr || oracle_.right() == nullptr) return;
    ExplainOptions options;
    options.before = 12;
    out_ += "## Both runs around it\n\n";
    out_ += Fenced(Explain(minimal_, *oracle_.left(), *oracle_.right(), input_.limits, options));
    out_ += '\n';
  }

  void AddCode() {
    ConfiguredEngine* engine = oracle_.right();
    if (engine == nullptr || engine->configuration().engine == EngineKind::kInterpreter) {
      engine = oracle_.left();
    }
    if (engine == nullptr) return;
    std::shared_ptr<const Chunk> code = engine->CodeFor(minimal_.program, false);
    if (code == nullptr) return;
    const Culprit& culprit = diagnosis_.culprit;
    std::optional<CodePlace> marked;
    if (culprit.in_code) marked = CodePlace{culprit.function, culprit.pc};
    if (marked.has_value() && culprit.traced_code) {
      const std::shared_ptr<const Chunk> traced = engine->CodeFor(minimal_.program, true);
      const std::optional<CodePlace> plain = PlaceWithoutTrace(*traced, *marked, *code);
      if (plain.has_value()) {
        marked = plain;
      } else {
        // The code that shows it is the code with trace instructions.
        code = traced;
      }
    }
    out_ += "## Code before allocation\n\n";
    out_ += Fenced(ListBytecode(*code, Operands::kVirtualValues, marked)) + "\n";
    out_ += fmt::format("## Code of {}\n\n", engine->name());
    out_ += Fenced(ListBytecode(*code, Operands::kRegisters, marked)) + "\n";
  }

  void AddProvenance() {
    const Provenance& from = input_.provenance;
    const Reduction& reduction = input_.reduction;
    out_ += "## Where it comes from\n\n";
    out_ += fmt::format("- seed {}\n", from.seed);
    if (!from.profile.empty()) {
      out_ += fmt::format("- profile {}, program {} of the hunt with seed {}\n", from.profile,
                          from.index, from.hunt_seed);
    }
    out_ += fmt::format("- {} nodes as found (original.gw), {} after {} steps and {} runs{}\n",
                        reduction.nodes_before, reduction.nodes_after, reduction.steps,
                        reduction.runs, reduction.complete ? "" : ", when time ran out");
    if (!reduction.defect.empty()) {
      out_ += "\nA reducer is at fault:\n\n" + Fenced(reduction.defect);
    }
    if (from.choices.empty()) return;
    std::string hex;
    for (const std::uint8_t byte : from.choices) hex += fmt::format("{:02x}", byte);
    for (std::size_t at = 100; at < hex.size(); at += 101) hex.insert(at, "\n");
    out_ += "\nThe choices that it was generated from:\n\n" + Fenced(hex);
  }

  const FindingInput& input_;
  Oracle& oracle_;
  const TestProgram& minimal_;
  const Diagnosis& diagnosis_;
  std::string out_;
};

}  // namespace

std::string FindingPage(const FindingInput& input, Oracle& oracle, const TestProgram& minimal,
                        const Diagnosis& diagnosis) {
  return Page(input, oracle, minimal, diagnosis).Text();
}

}  // namespace quicksilver::properties
