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

}  // namespace quicksilver::properties
