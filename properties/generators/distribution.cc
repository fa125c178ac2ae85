#include "properties/generators/distribution.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <string_view>
#include <unordered_map>

#include "engine/syntax/tree_walk.h"

namespace quicksilver::properties {
namespace {

const std::unordered_map<std::string_view, std::size_t>& BuiltinsByName() {
  static const auto* const kByName = [] {
    auto* names = new std::unordered_map<std::string_view, std::size_t>;
    for (std::size_t i = 0; i < kBuiltinCount; ++i)
      names->emplace(kBuiltinSignatures.at(i).name, i);
    return names;
  }();
  return *kByName;
}

template <std::size_t kCount>
void AddCounts(const std::array<std::uint32_t, kCount>& counts, std::array<Share, kCount>& shares) {
  for (std::size_t i = 0; i < kCount; ++i) shares[i].Add(counts[i]);
}

template <std::size_t kCount>
void MergeShares(const std::array<Share, kCount>& from, std::array<Share, kCount>& into) {
  for (std::size_t i = 0; i < kCount; ++i) {
    into[i].programs += from[i].programs;
    into[i].total += from[i].total;
  }
}

template <typename Name, std::size_t kCount>
void AppendSection(std::string& out, std::string_view title, std::uint64_t programs,
                   const std::array<Share, kCount>& shares, Name&& name) {
  fmt::format_to(std::back_inserter(out), "\n{} ({} programs)\n", title, programs);
  for (std::size_t i = 0; i < kCount; ++i) {
    const double percent = programs == 0 ? 0
                                         : 100.0 * static_cast<double>(shares[i].programs) /
                                               static_cast<double>(programs);
    fmt::format_to(std::back_inserter(out), "  {:<22}{:>8.3f} %{:>12}\n", name(i), percent,
                   shares[i].total);
  }
}

}  // namespace

Ending EndingOf(const TestProgram& program, const Outcome& outcome) {
  if (!outcome.error.has_value()) return Ending::kValue;
  const Error& error = *outcome.error;
  if (IsResourceError(error.kind)) return Ending::kResourceError;
  // A module's own error lies in the module, where nothing is marked; importing it was deliberate.
  const bool deliberate = error.file.empty() ? std::ranges::find(program.deliberate, error.span) !=
                                                   program.deliberate.end()
                                             : !program.deliberate.empty();
  return deliberate ? Ending::kDeliberateError : Ending::kIllTyped;
}

void Distribution::Add(const TestProgram& program, const Outcome& outcome) {
  const Ast& ast = program.program.ast();
  ++programs;
  nodes += ast.node_count;
  source_bytes += program.program.source().size();
  with_deliberate += program.deliberate.empty() ? 0 : 1;
  with_output += outcome.output.empty() ? 0 : 1;
  ++endings.at(static_cast<std::size_t>(EndingOf(program, outcome)));
  if (outcome.error.has_value()) ++final_errors.at(static_cast<std::size_t>(outcome.error->kind));

  std::array<std::uint32_t, kExprKindCount> expression_counts{};
  std::array<std::uint32_t, kStmtKindCount> statement_counts{};
  std::array<std::uint32_t, kPatternKindCount> pattern_counts{};
  std::array<std::uint32_t, kBuiltinCount> builtin_counts{};
  TreeVisitor visitor;
  visitor.expression = [&](const Expr& expr) {
    ++expression_counts.at(static_cast<std::size_t>(expr.kind));
    if (expr.kind != ExprKind::kName) return;
    const auto found = BuiltinsByName().find(ast.Name(As<NameExpr>(expr).name));
    if (found != BuiltinsByName().end()) ++builtin_counts.at(found->second);
  };
  visitor.statement = [&](const Stmt& stmt) {
    ++statement_counts.at(static_cast<std::size_t>(stmt.kind));
  };
  visitor.pattern = [&](const Pattern& pattern) {
    ++pattern_counts.at(static_cast<std::size_t>(pattern.kind));
  };
  VisitTree(ast, visitor);
  AddCounts(expression_counts, expressions);
  AddCounts(statement_counts, statements);
  AddCounts(pattern_counts, patterns);
  AddCounts(builtin_counts, builtins);
}

void Distribution::Merge(const Distribution& other) {
  programs += other.programs;
  measured += other.measured;
  nodes += other.nodes;
  source_bytes += other.source_bytes;
  with_deliberate += other.with_deliberate;
  with_output += other.with_output;
  with_loops += other.with_loops;
  loops_twice += other.loops_twice;
  for (std::size_t i = 0; i < endings.size(); ++i) endings[i] += other.endings[i];
  for (std::size_t i = 0; i < final_errors.size(); ++i) final_errors[i] += other.final_errors[i];
  MergeShares(other.expressions, expressions);
  MergeShares(other.statements, statements);
  MergeShares(other.patterns, patterns);
  MergeShares(other.builtins, builtins);
  MergeShares(other.caught, caught);
  MergeShares(other.opcodes, opcodes);
}

std::string Distribution::ToString() const {
  std::string out;
  const auto percent = [](std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  };
  const auto line = [&](std::string_view name, std::uint64_t part, std::uint64_t whole) {
    fmt::format_to(std::back_inserter(out), "  {:<22}{:>8.3f} %{:>12}\n", name,
                   percent(part, whole), part);
  };
  fmt::format_to(std::back_inserter(out), "{} programs, {:.1f} nodes and {:.0f} bytes on average\n",
                 programs, percent(nodes, programs) / 100, percent(source_bytes, programs) / 100);
  constexpr std::array<std::string_view, kEndingCount> kEndings = {
      "end in a value", "in a deliberate error", "in a resource error", "in another error"};
  for (std::size_t i = 0; i < kEndings.size(); ++i) line(kEndings.at(i), endings.at(i), programs);
  line("may raise", with_deliberate, programs);
  line("write output", with_output, programs);
  line("enter a loop", with_loops, measured);
  line("loop twice (of those)", loops_twice, with_loops);
  AppendSection(out, "Expressions", programs, expressions,
                [](std::size_t i) { return ExprKindName(static_cast<ExprKind>(i)); });
  AppendSection(out, "Statements", programs, statements,
                [](std::size_t i) { return StmtKindName(static_cast<StmtKind>(i)); });
  AppendSection(out, "Patterns", programs, patterns,
                [](std::size_t i) { return PatternKindName(static_cast<PatternKind>(i)); });
  AppendSection(out, "Builtins", programs, builtins,
                [](std::size_t i) { return kBuiltinSignatures.at(i).name; });
  AppendSection(out, "Caught by name", measured, caught,
                [](std::size_t i) { return ErrorKindName(static_cast<ErrorKind>(i)); });
  out += "\nNot caught\n";
  for (std::size_t i = 0; i < final_errors.size(); ++i) {
    line(ErrorKindName(static_cast<ErrorKind>(i)), final_errors.at(i), programs);
  }
  AppendSection(out, "Opcodes", measured, opcodes,
                [](std::size_t i) { return InfoOf(static_cast<Opcode>(i)).name; });
  return out;
}

}  // namespace quicksilver::properties
