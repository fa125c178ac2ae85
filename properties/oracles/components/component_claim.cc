#include "properties/oracles/components/component_claim.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <fmt/format.h>

#include "properties/oracles/verdict.h"

namespace quicksilver::properties {
namespace {

// Their complaints are sentences about what was done; those of the others quote their input first.
constexpr auto kTelling =
    std::to_array<std::string_view>({"containers", "constants", "jumps", "registers"});

// What every complaint of a sequence begins with: `operation 25: `.
std::string_view WithoutStep(std::string_view complaint) {
  for (const std::string_view step : {"operation ", "step ", "request "}) {
    if (!complaint.starts_with(step)) continue;
    const std::size_t end = complaint.find(": ");
    if (end != std::string_view::npos) return complaint.substr(end + 2);
  }
  return complaint;
}

bool IsWord(std::string_view token) {
  return std::ranges::all_of(token,
                             [](char c) { return std::islower(static_cast<unsigned char>(c)); });
}

// The first words that stand together.
std::string FirstWords(std::string_view text) {
  std::string words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(" \n"), text.size());
    const std::string_view token = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (token.empty()) continue;
    if (IsWord(token)) {
      if (!words.empty()) words += ' ';
      words += token;
    } else if (!words.empty()) {
      break;
    }
  }
  return words;
}

}  // namespace

std::string ComponentClaim(std::string_view component, std::string_view complaint) {
  std::string claim = fmt::format("model of {}", component);
  if (std::ranges::find(kTelling, component) == kTelling.end()) return claim;
  const std::string words = FirstWords(WithoutStep(complaint));
  if (!words.empty()) claim += ", " + words;
  return claim;
}

std::string ComponentSignature(std::string_view component, std::string_view complaint) {
  return SignatureText("models", DifferenceKind::kProof, "-", ComponentClaim(component, complaint));
}

}  // namespace quicksilver::properties
