#include "properties/oracles/verdict.h"

#include <array>

namespace quicksilver::properties {

std::string_view VerdictKindName(VerdictKind kind) {
  constexpr std::array<std::string_view, 3> kNames = {"agree", "diverge", "incomparable"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string_view IncomparableName(Incomparable reason) {
  constexpr std::array<std::string_view, kIncomparableCount> kNames = {
      "StackOverflow", "OutOfMemory", "FuelExhausted", "not applicable"};
  return kNames[static_cast<std::size_t>(reason)];
}

std::string_view DifferenceKindName(DifferenceKind kind) {
  constexpr std::array<std::string_view, kDifferenceKindCount> kNames = {
      "value",   "error or value", "error kind", "error message", "error span", "output",
      "request", "global",         "code",       "proof",         "state",      "work"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string SignatureText(std::string_view oracle, DifferenceKind kind, std::string_view node,
                          std::string_view maker) {
  std::string text(oracle);
  text.append(": ").append(DifferenceKindName(kind));
  text.append(" at ").append(node).append(" by ").append(maker);
  return text;
}

}  // namespace quicksilver::properties
