#include "properties/oracles/models.h"

#include <memory>
#include <utility>

#include "engine/base/splitmix.h"
#include "properties/generators/token_soup.h"
#include "properties/oracles/components/allocator_check.h"
#include "properties/oracles/components/component_claim.h"
#include "properties/oracles/components/constant_check.h"
#include "properties/oracles/components/container_check.h"
#include "properties/oracles/components/jump_check.h"
#include "properties/oracles/components/library_check.h"
#include "properties/oracles/components/number_check.h"
#include "properties/oracles/components/source_check.h"

namespace quicksilver::properties {
namespace {

std::vector<ModelsOracle::Model> Models() {
  // Shared, because functions are copied.
  const auto context = std::make_shared<Context>(EngineKind::kInterpreter, TestLimits());
  return {
      {"builtins", 12, 0,
       [context](Choices& choices) {
         return CheckLibrary(GenerateLibraryCase(choices), *context);
       }},
      {"numbers", 20, 0, [](Choices& choices) { return CheckNumber(GenerateNumberCase(choices)); }},
      {"containers", 1, 250,
       [](Choices& choices) { return CheckContainers(GenerateContainerOperations(choices)); }},
      {"constants", 8, 0,
       [](Choices& choices) { return CheckConstants(GenerateConstantSet(choices)); }},
      {"jumps", 1, 0, [](Choices& choices) { return CheckJumps(GenerateJumpGraph(choices)); }},
      {"registers", 1, 0,
       [](Choices& choices) { return CheckAllocator(GenerateAllocationRequests(choices)); }},
      {"tokens", 30, 0, [](Choices& choices) { return CheckTokens(GenerateTokenText(choices)); }},
  };
}

}  // namespace

ModelsOracle::ModelsOracle() : ModelsOracle(Models()) {}
ModelsOracle::ModelsOracle(std::vector<Model> models) : models_(std::move(models)) {}

Verdict ModelsOracle::Check(const TestProgram&, const Limits&, std::uint64_t seed) {
  SplitMix64 random(seed);
  const Model& model = models_[random.Below(static_cast<std::uint32_t>(models_.size()))];
  for (int i = 0; i < model.inputs; ++i) {
    std::vector<std::uint8_t> bytes(static_cast<std::size_t>(model.choices));
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random.Next());
    Choices choices = bytes.empty() ? Choices::FromSeed(random.Next()) : Choices::FromBytes(bytes);
    if (const auto complaint = model.check(choices)) {
      return Verdict::Diverge({DifferenceKind::kProof, ComponentClaim(model.name, *complaint),
                               "model", "engine", "the same", *complaint});
    }
  }
  return Verdict::Agree();
}

}  // namespace quicksilver::properties
