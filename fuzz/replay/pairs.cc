// Which opcodes, and which pairs of opcodes, some fuzz targets met.
//
//   quicksilver-pairs [--missing] FILE…
//
// Each file is what `replay_TARGET --pairs` wrote. A pair is two instructions of which the second
// may be the next one to run: it stands behind the first or is where that one jumps to. Pairs that
// no code has are not asked for; which those are, and why, is printed. Whether a pair was run
// cannot be seen here: only that code with it was accepted by the verifier.
#include <array>
#include <cstdio>
#include <fmt/format.h>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/bytecode/opcodes.h"
#include "fuzz/replay/infeasible.h"

namespace quicksilver::fuzz {
namespace {

constexpr int kUsage = 64;
constexpr int kUnreadable = 2;

using Pairs = std::array<std::array<bool, kOpcodeCount>, kOpcodeCount>;

std::size_t OpcodeNamed(std::string_view name) {
  for (std::size_t i = 0; i < kOpcodeCount; ++i) {
    if (kOpcodes[i].name == name) return i;
  }
  return kOpcodeCount;
}

bool Read(const char* path, Pairs& met) {
  std::ifstream file(path);
  if (!file) return false;
  std::string first;
  std::string second;
  while (file >> first >> second) {
    const std::size_t left = OpcodeNamed(first);
    const std::size_t right = OpcodeNamed(second);
    if (left == kOpcodeCount || right == kOpcodeCount) return false;
    met[left][right] = true;
  }
  return true;
}

void CountReason(std::vector<std::pair<std::string_view, unsigned>>& reasons,
                 std::string_view reason) {
  for (auto& [known, count] : reasons) {
    if (known == reason) {
      ++count;
      return;
    }
  }
  reasons.emplace_back(reason, 1);
}

void Show(const Pairs& met, bool show_missing) {
  std::array<bool, kOpcodeCount> opcodes{};
  std::vector<std::pair<std::string_view, unsigned>> reasons;
  unsigned feasible = 0;
  unsigned seen = 0;
  for (std::size_t i = 0; i < kOpcodeCount; ++i) {
    for (std::size_t j = 0; j < kOpcodeCount; ++j) {
      if (met[i][j]) opcodes[i] = opcodes[j] = true;
      const std::string_view reason = WhyInfeasible(kOpcodes[i], kOpcodes[j]);
      if (!reason.empty()) {
        CountReason(reasons, reason);
        if (met[i][j]) fmt::print("but there is {} {}\n", kOpcodes[i].name, kOpcodes[j].name);
        continue;
      }
      ++feasible;
      if (met[i][j]) ++seen;
      if (!met[i][j] && show_missing) {
        fmt::print("missing {} {}\n", kOpcodes[i].name, kOpcodes[j].name);
      }
    }
  }
  unsigned opcode_count = 0;
  for (std::size_t i = 0; i < kOpcodeCount; ++i) {
    opcode_count += opcodes[i] ? 1 : 0;
    if (!opcodes[i]) fmt::print("missing {}\n", kOpcodes[i].name);
  }
  fmt::print("opcodes  {} of {}\n", opcode_count, kOpcodeCount);
  fmt::print("pairs    {} of {} feasible ({:.1f} %)\n", seen, feasible, 100.0 * seen / feasible);
  for (const auto& [reason, count] : reasons) fmt::print("         {} not: {}\n", count, reason);
}

}  // namespace
}  // namespace quicksilver::fuzz

int main(int argc, char** argv) {
  static quicksilver::fuzz::Pairs met{};
  bool show_missing = false;
  int files = 0;
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]) == "--missing") {
      show_missing = true;
      continue;
    }
    if (!quicksilver::fuzz::Read(argv[i], met)) {
      fmt::print(stderr, "'{}' is no list of pairs\n", argv[i]);
      return quicksilver::fuzz::kUnreadable;
    }
    ++files;
  }
  if (files == 0) {
    fmt::print(stderr, "usage: quicksilver-pairs [--missing] FILE...\n");
    return quicksilver::fuzz::kUsage;
  }
  quicksilver::fuzz::Show(met, show_missing);
  return 0;
}
