#include "fuzz/hunt/plants.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

#include "engine/base/assert.h"
#include "engine/bytecode/decoded_instruction.h"
#include "properties/oracles/equivalence.h"

namespace quicksilver::hunt {
namespace {

using properties::EquivalenceOracle;
using properties::Oracle;

// Calls visit(word) for the first word of every instruction.
template <typename Visit>
void ForEachInstruction(Chunk& chunk, Visit&& visit) {
  for (const std::unique_ptr<Function>& function : chunk.functions) {
    for (std::uint32_t pc = 0; pc < function->code.size();) {
      const std::uint32_t next = DecodeInstruction(function->code, pc).end();
      visit(function->code[pc]);
      pc = next;
    }
  }
}

bool Contains(Chunk& chunk, Opcode op) {
  bool found = false;
  ForEachInstruction(chunk, [&](Word& word) { found = found || OpOf(word) == op; });
  return found;
}

void SwapSubtraction(Chunk& chunk) {
  ForEachInstruction(chunk, [](Word& word) {
    if (OpOf(word) == Opcode::kSubNum) {
      word = EncodeABC(Opcode::kSubNum, AOf(word), COf(word), BOf(word));
    }
  });
}

void LessOrEqual(Chunk& chunk) {
  ForEachInstruction(chunk, [](Word& word) {
    if (OpOf(word) == Opcode::kLt) word = EncodeABC(Opcode::kLe, AOf(word), BOf(word), COf(word));
  });
}

void ForgetNegation(Chunk& chunk) {
  ForEachInstruction(chunk, [](Word& word) {
    if (OpOf(word) == Opcode::kNot) word = EncodeABC(Opcode::kTest, AOf(word), BOf(word), 0);
  });
}

void WrongSpan(Chunk& chunk) {
  for (const std::unique_ptr<Function>& function : chunk.functions) {
    for (LineEntry& line : function->lines) {
      if (line.span.end > line.span.begin + 1) --line.span.end;
    }
  }
}

bool TakesRemainders(Chunk& chunk) {
  return std::ranges::any_of(std::array{Opcode::kModNum, Opcode::kModNumK, Opcode::kJumpIfRemainder,
                                        Opcode::kJumpUnlessRemainder},
                             [&chunk](Opcode op) { return Contains(chunk, op); });
}

void Crash(Chunk& chunk) {
  if (!TakesRemainders(chunk)) return;
  std::fputs("plants.cc:1: assertion failed: planted: a remainder was compiled\n", stderr);
  std::abort();
}

void Hang(Chunk& chunk) {
  for (volatile bool for_ever = TakesRemainders(chunk); for_ever;) {
  }
}

template <void (*kFault)(Chunk&)>
std::unique_ptr<Oracle> With() {
  return std::make_unique<EquivalenceOracle>(kFault);
}

constexpr auto kPlants = std::to_array<Plant>({
    {"swap-subtraction", "SubNum subtracts the other way round", With<SwapSubtraction>},
    {"less-or-equal", "Lt is true of equal numbers", With<LessOrEqual>},
    {"forget-negation", "Not gives the truth itself", With<ForgetNegation>},
    {"wrong-span", "errors end one byte early", With<WrongSpan>},
    {"crash", "the process ends where a remainder is compiled", With<Crash>},
    {"hang", "the process never ends where a remainder is compiled", With<Hang>},
});

}  // namespace

std::span<const Plant> AllPlants() { return kPlants; }

std::vector<std::string> PlantNames() {
  std::vector<std::string> names;
  names.reserve(kPlants.size());
  for (const Plant& plant : kPlants) names.emplace_back(plant.name);
  return names;
}

std::vector<properties::OracleEntry> OraclesWith(std::string_view plant) {
  const auto found = std::ranges::find(kPlants, plant, &Plant::name);
  QS_ASSERT(found != kPlants.end(), "the plant exists");
  properties::OracleEntry entry = *properties::FindOracle("equivalence");
  entry.make = found->make;
  return {entry};
}

}  // namespace quicksilver::hunt
