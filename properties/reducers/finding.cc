#include "properties/reducers/finding.h"

#include <cctype>
#include <fmt/format.h>
#include <set>

#include "engine/base/splitmix.h"
#include "engine/base/utf8.h"
#include "engine/runtime/format.h"
#include "engine/syntax/tree_walk.h"

namespace quicksilver::properties {
namespace {

constexpr std::size_t kBrokeColumns = 100;

// The resources that the program asks for and is refused, in the order of their names.
std::set<std::string> RefusedResources(const Ast& ast) {
  std::set<std::string> refused;
  TreeVisitor visitor;
  visitor.expression = [&](const Expr& expr) {
    if (expr.kind != ExprKind::kRequest) return;
    const std::string_view resource = As<RequestExpr>(expr).resource;
    if (resource.starts_with(kRefusedResources)) refused.insert(std::string(resource));
  };
  VisitTree(ast, visitor);
  return refused;
}

bool Imports(const Ast& ast) {
  bool imports = false;
  TreeVisitor visitor;
  visitor.statement = [&](const Stmt& stmt) {
    imports = imports || stmt.kind == StmtKind::kSummon ||
              (stmt.kind == StmtKind::kGather && As<GatherStmt>(stmt).from_path);
  };
  VisitTree(ast, visitor);
  return imports;
}

// On one line.
std::string Cut(std::string_view text, std::size_t columns) {
  std::string escaped;
  AppendEscaped(Shortened(text, columns), escaped);
  return escaped;
}

std::string HeaderOf(const Program& minimal, const Diagnosis& diagnosis,
                     const std::string& expected) {
  const Divergence& divergence = diagnosis.divergence;
  std::string header = "# expect: " + expected + "\n";
  header += fmt::format("# broke: {}: {} differs: {} gives {}, {} gives {}\n",
                        diagnosis.signature.ToString(), Cut(divergence.what, kBrokeColumns),
                        divergence.left_engine, Cut(divergence.left, kBrokeColumns),
                        divergence.right_engine, Cut(divergence.right, kBrokeColumns));
  for (const std::string& resource : RefusedResources(minimal.ast())) {
    header += fmt::format("# deny: {} {}\n", resource, kRefusal);
  }
  return header;
}

}  // namespace

std::string RegressionFile(const Program& minimal, const Diagnosis& diagnosis) {
  // An error's place counts the header's lines, whatever they say.
  const std::string text = HeaderOf(minimal, diagnosis, "Nothing") + std::string(minimal.source());
  std::string expected = "Nothing";
  if (const std::expected<Program, Error> program = Program::Parse(text); program.has_value()) {
    const auto outcome = MakeInterpreter()->Run(*program, TestLimits());
    if (outcome.has_value()) expected = outcome->Result();
  }
  return HeaderOf(minimal, diagnosis, expected) + std::string(minimal.source());
}

std::vector<FindingFile> MakeFinding(const FindingInput& input, Oracle& oracle) {
  std::expected<Program, Error> parsed = Program::Parse(input.reduction.source);
  const Program& minimal_program = parsed.has_value() ? *parsed : input.original.program;
  const TestProgram minimal{minimal_program};
  std::optional<Diagnosis> diagnosis =
      Diagnose(minimal, oracle, input.limits, input.provenance.seed);
  if (!diagnosis.has_value()) {
    // It takes an oracle that has seen what this one has not.
    diagnosis.emplace();
    diagnosis->divergence.what = "nothing on a fresh engine";
  }
  diagnosis->signature = input.signature;

  std::vector<FindingFile> files;
  files.push_back({"finding.md", FindingPage(input, oracle, minimal, *diagnosis)});
  files.push_back({"finding.json", FindingJson(input, *diagnosis)});
  files.push_back({"minimal.gw", RegressionFile(minimal_program, *diagnosis)});
  files.push_back({"original.gw", std::string(input.original.program.source())});
  if (Imports(minimal_program.ast()) || Imports(input.original.program.ast())) {
    for (const TestModule& module : TestModules()) {
      files.push_back({std::string(module.path), std::string(module.text)});
    }
  }
  return files;
}

std::string FindingName(std::string_view signature) {
  constexpr std::size_t kMostLetters = 80;
  std::string name;
  std::uint64_t hash = signature.size();
  for (const char c : signature) {
    const auto byte = static_cast<unsigned char>(c);
    hash = SplitMix64::Mix(hash ^ byte) + 1;
    const bool letter = byte < 0x80 && std::isalnum(byte) != 0;
    if (letter && name.size() < kMostLetters) name += static_cast<char>(std::tolower(byte));
    if (!letter && !name.empty() && name.back() != '-') name += '-';
  }
  if (!name.empty() && name.back() != '-') name += '-';
  return name + fmt::format("{:08x}", static_cast<std::uint32_t>(hash));
}

}  // namespace quicksilver::properties
