#include "properties/reducers/attribution.h"

#include <utility>
#include <vector>

#include "properties/oracles/oracles.h"

namespace quicksilver::properties {
namespace {

// Whether the signature is of this kind of difference; `equivalence: value at Call by TailCall`.
bool Says(const Objection& objection, std::string_view kind) {
  const std::size_t colon = objection.signature.find(": ");
  return colon != std::string::npos &&
         std::string_view(objection.signature).substr(colon + 2).starts_with(kind) &&
         std::string_view(objection.signature).substr(colon + 2 + kind.size()).starts_with(" at ");
}

struct Taker {
  Program program;
  Objection objection;
};

std::optional<Taker> StrongerOracle(Jury& jury, const Program& minimal,
                                    const Objection& objection) {
  std::vector<Program> programs = {minimal};
  // The other program is the one that belongs to the minimal one.
  const std::uint64_t seed = objection.seed;
  const auto again = jury.Ask(objection.oracle, TestProgram{minimal}, {&seed, 1});
  if (again.has_value() && !again->other_program.empty()) {
    auto other = Program::Parse(again->other_program);
    if (other.has_value()) programs.push_back(*std::move(other));
  }
  std::vector<std::uint64_t> seeds = ManySeeds();
  // The one that is known to show something.
  seeds.insert(seeds.begin(), seed);
  for (std::size_t oracle = 0; oracle < objection.oracle; ++oracle) {
    for (const Program& program : programs) {
      if (!jury.HasTime()) return std::nullopt;
      auto taken = jury.Ask(oracle, TestProgram{program}, seeds);
      if (taken.has_value()) return Taker{program, *std::move(taken)};
    }
  }
  return std::nullopt;
}

std::optional<Taker> WithoutAttempt(Jury& jury, const Program& minimal,
                                    const Objection& objection) {
  if (!Says(objection, "value") || minimal.source().find("attempt") == std::string_view::npos) {
    return std::nullopt;
  }
  SmallerPrograms smaller(minimal);
  while (auto program = smaller.Next()) {
    if (!jury.HasTime()) break;
    auto taken = jury.Ask(objection.oracle, TestProgram{*program}, {&objection.seed, 1});
    if (taken.has_value() && Says(*taken, "error or value")) {
      return Taker{*std::move(program), *std::move(taken)};
    }
  }
  return std::nullopt;
}

}  // namespace

Attribution Attribute(Jury& jury, const TestProgram& found, const Objection& objection) {
  Attribution attribution{objection, jury.Minimise(found, objection)};
  Reduction& reduction = attribution.reduction;
  while (reduction.nodes_after > 0 && jury.HasTime()) {
    const auto minimal = Program::Parse(reduction.source);
    if (!minimal.has_value()) break;
    auto taker = StrongerOracle(jury, *minimal, attribution.objection);
    if (!taker.has_value()) taker = WithoutAttempt(jury, *minimal, attribution.objection);
    if (!taker.has_value()) break;
    Reduction next = jury.Minimise(TestProgram{taker->program}, taker->objection);
    next.nodes_before = reduction.nodes_before;
    next.steps += reduction.steps;
    next.runs += reduction.runs;
    next.seconds += reduction.seconds;
    if (next.defect.empty()) next.defect = reduction.defect;
    attribution.objection = std::move(taker->objection);
    reduction = std::move(next);
  }
  return attribution;
}

}  // namespace quicksilver::properties
