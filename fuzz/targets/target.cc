#include "fuzz/targets/target.h"

#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <string>

namespace quicksilver::fuzz {

void Fail(std::string_view complaint, std::string_view shown) {
  std::fflush(stdout);
  // What a complaint says after its first line is detail, and is indented: a reader of the report
  // takes the last line that is not.
  std::string indented;
  for (const char c : complaint) {
    indented += c;
    if (c == '\n') indented += "  ";
  }
  fmt::print(stderr, "\n{}\n", indented);
  if (!shown.empty()) fmt::print(stderr, "----\n{}\n----\n", shown);
  std::fflush(stderr);
  std::abort();
}

void FailAs(std::string_view signature, std::string_view complaint, std::string_view shown) {
  Fail(fmt::format("[{}]\n{}", signature, complaint), shown);
}

void ExpectSound(const properties::CodeVerdict& verdict, std::string_view shown) {
  if (!verdict.complaint.has_value()) return;
  if (verdict.unsound.empty()) Fail(*verdict.complaint, shown);
  FailAs(properties::SignatureText("refusal", properties::DifferenceKind::kProof, "-",
                                   verdict.unsound),
         *verdict.complaint, shown);
}

void ExpectAgreement(std::string_view oracle, const properties::Verdict& verdict,
                     const properties::TestProgram& program) {
  if (!verdict.diverges()) return;
  const properties::Divergence& divergence = verdict.divergence;
  Fail(fmt::format("{}: {} differs ({})\n{}: {}\n{}: {}", oracle, divergence.what,
                   DifferenceKindName(divergence.kind), divergence.left_engine, divergence.left,
                   divergence.right_engine, divergence.right),
       program.program.source());
}

}  // namespace quicksilver::fuzz
