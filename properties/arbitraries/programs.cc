#include "properties/arbitraries/programs.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <utility>

#include "properties/generators/profile.h"
#include "properties/generators/program_generator.h"
#include "properties/reducers/reduce.h"

namespace quicksilver::properties {
namespace {

const Profile& DrawProfile(Choices& choices) {
  const auto profiles = AllProfiles();
  return profiles[choices.Below(static_cast<std::uint32_t>(profiles.size()))];
}

// The reducers' candidates as a sequence that can be copied: a copy makes those again that the
// original has given already, and leaves them out.
class SmallerSequence {
 public:
  explicit SmallerSequence(ReducibleProgram larger) : larger_(std::move(larger)) {}
  SmallerSequence(const SmallerSequence& other) : larger_(other.larger_), given_(other.given_) {}
  SmallerSequence(SmallerSequence&&) noexcept = default;
  SmallerSequence& operator=(const SmallerSequence&) = delete;
  SmallerSequence& operator=(SmallerSequence&&) = delete;
  ~SmallerSequence() = default;

  rc::Maybe<ReducibleProgram> operator()() {
    if (smaller_ == nullptr) {
      smaller_ = std::make_unique<SmallerPrograms>(larger_.program.program);
      for (std::size_t i = 0; i < given_; ++i) smaller_->Next();
    }
    std::optional<Program> next = smaller_->Next();
    if (!next.has_value()) return rc::Nothing;
    ++given_;
    return ReducibleProgram{{.program = std::move(*next)}, larger_.seed};
  }

 private:
  ReducibleProgram larger_;
  std::unique_ptr<SmallerPrograms> smaller_;
  std::size_t given_ = 0;
};

std::string ShowSource(const TestProgram& program, std::uint64_t seed) {
  std::string text = "# seed " + std::to_string(seed) + "\n";
  text += program.program.source();
  if (!text.ends_with('\n')) text += '\n';
  return text;
}

ReducibleProgram Generate(std::uint64_t seed) {
  Choices choices = Choices::FromSeed(seed);
  const Profile& profile = DrawProfile(choices);
  return {GenerateProgram(choices, profile), seed};
}

}  // namespace

TypedProgram GenerateTypedProgram(Choices& choices) {
  const std::uint64_t seed = choices.Below(256);
  const Profile& profile = DrawProfile(choices);
  return {GenerateProgram(choices, profile), seed};
}

std::string Describe(const ReducibleProgram& program) {
  return ShowSource(program.program, program.seed);
}

std::string Describe(const TypedProgram& program) {
  return ShowSource(program.program, program.seed);
}

rc::Gen<ReducibleProgram> ArbitraryProgram() {
  return rc::Gen<ReducibleProgram>([](const rc::Random& random, int) {
    rc::Random source = random;
    return rc::shrinkable::shrinkRecur(Generate(source.next()), [](const ReducibleProgram& larger) {
      return rc::makeSeq<SmallerSequence>(larger);
    });
  });
}

}  // namespace quicksilver::properties
