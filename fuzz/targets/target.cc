#include "fuzz/targets/target.h"

#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>

namespace quicksilver::fuzz {

void Fail(std::string_view complaint, std::string_view shown) {
  std::fflush(stdout);
  fmt::print(stderr, "\n{}\n", complaint);
  if (!shown.empty()) fmt::print(stderr, "----\n{}\n----\n", shown);
  std::fflush(stderr);
  std::abort();
}

void ExpectAgreement(std::string_view oracle, const properties::Verdict& verdict,
                     const properties::TestProgram& program) {
  if (!verdict.diverges()) return;
  const properties::Divergence& divergence = verdict.divergence;
  Fail(fmt::format("{}: {} differs ({})\n  {}: {}\n  {}: {}", oracle, divergence.what,
                   DifferenceKindName(divergence.kind), divergence.left_engine, divergence.left,
                   divergence.right_engine, divergence.right),
       program.program.source());
}

}  // namespace quicksilver::fuzz
