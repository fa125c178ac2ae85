#include "properties/arbitraries/generated.h"

#include <fmt/format.h>

#include "properties/arbitraries/programs.h"
#include "properties/generators/allocation_requests.h"
#include "properties/generators/code_inputs.h"
#include "properties/generators/constant_set.h"
#include "properties/generators/container_operations.h"
#include "properties/generators/instruction_sequence.h"
#include "properties/generators/jump_graph.h"
#include "properties/generators/number_texts.h"
#include "properties/generators/source_text.h"

namespace quicksilver::properties {
namespace {

using Bytes = std::vector<std::uint8_t>;

rc::Seq<Bytes> SmallerChoices(const Bytes& choices) {
  return rc::seq::concat(rc::shrink::removeChunks(choices),
                         rc::shrink::eachElement(choices, [](std::uint8_t byte) {
                           return rc::shrink::towards(byte, std::uint8_t{0});
                         }));
}

template <typename T, typename Generate>
Generated<T> FromBytes(const Bytes& bytes, const Generate& generate) {
  Choices choices = Choices::FromBytes(bytes);
  T value = generate(choices);
  return {bytes, std::move(value)};
}

// `generate` is a function of the choices it is given.
template <typename T, typename Generate>
rc::Gen<Generated<T>> Wrap(Generate generate) {
  return rc::Gen<Generated<T>>([generate](const rc::Random& random, int) {
    rc::Random source = random;
    Choices choices = Choices::FromSeed(source.next());
    T value = generate(choices);
    const auto recorded = choices.recorded();
    Generated<T> made{Bytes(recorded.begin(), recorded.end()), std::move(value)};
    return rc::shrinkable::shrinkRecur(std::move(made), [generate](const Generated<T>& larger) {
      return rc::seq::map(SmallerChoices(larger.choices),
                          [generate](const Bytes& bytes) { return FromBytes<T>(bytes, generate); });
    });
  });
}

}  // namespace

std::string DescribeChoices(const std::vector<std::uint8_t>& choices) {
  std::string text;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    text += fmt::format("{:02x}", choices[i]);
    text += i % 16 == 15 || i + 1 == choices.size() ? '\n' : ' ';
  }
  return text;
}

template <>
rc::Gen<Generated<AllocationRequests>> GenerateArbitrary() {
  return Wrap<AllocationRequests>(GenerateAllocationRequests);
}
template <>
rc::Gen<Generated<JumpGraph>> GenerateArbitrary() {
  return Wrap<JumpGraph>(GenerateJumpGraph);
}
template <>
rc::Gen<Generated<ConstantSet>> GenerateArbitrary() {
  return Wrap<ConstantSet>(GenerateConstantSet);
}
template <>
rc::Gen<Generated<ContainerOperations>> GenerateArbitrary() {
  return Wrap<ContainerOperations>(GenerateContainerOperations);
}
template <>
rc::Gen<Generated<NumberCase>> GenerateArbitrary() {
  return Wrap<NumberCase>(GenerateNumberCase);
}
template <>
rc::Gen<Generated<InstructionSequence>> GenerateArbitrary() {
  return Wrap<InstructionSequence>(GenerateInstructionSequence);
}
template <>
rc::Gen<Generated<SpoiltCode>> GenerateArbitrary() {
  return Wrap<SpoiltCode>(GenerateSpoiltCode);
}
template <>
rc::Gen<Generated<ArchiveBytes>> GenerateArbitrary() {
  return Wrap<ArchiveBytes>(GenerateArchive);
}
template <>
rc::Gen<Generated<SourceText>> GenerateArbitrary() {
  return Wrap<SourceText>(GenerateSourceText);
}
template <>
rc::Gen<Generated<TypedProgram>> GenerateArbitrary() {
  return Wrap<TypedProgram>(GenerateTypedProgram);
}

}  // namespace quicksilver::properties
