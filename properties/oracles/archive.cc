#include "properties/oracles/archive.h"

#include <utility>
#include <vector>

#include "engine/base/splitmix.h"
#include "engine/bytecode/archive.h"
#include "engine/bytecode/archive_format.h"

namespace quicksilver::properties {
namespace {

CompileOptions DrawOptions(SplitMix64& random) {
  CompileOptions compile;
  compile.optimise = random.Below(2) == 0;
  if (random.Below(4) == 0) compile.jumps = JumpPolicy::kWide;
  if (random.Below(4) == 0) compile.allocation = AllocationPolicy::kSpill;
  // What is recorded on demand is stored as well.
  compile.trace = random.Below(4) == 0;
  compile.record_values = random.Below(4) == 0;
  return compile;
}

struct DamagedArchive {
  std::string how;
  std::string bytes;
};

std::string WithBitFlipped(std::string bytes, std::size_t at, unsigned bit) {
  bytes[at] = static_cast<char>(static_cast<unsigned char>(bytes[at]) ^ (1u << bit));
  return bytes;
}

// Two places drawn, and the parts of the head that tell a stale archive.
std::vector<DamagedArchive> Damage(const std::string& saved, SplitMix64& random) {
  const auto size = static_cast<std::uint32_t>(saved.size());
  const auto flip = [&](std::size_t at) { return WithBitFlipped(saved, at, random.Below(8)); };
  std::vector<DamagedArchive> damaged;
  const std::uint32_t at = random.Below(size);
  damaged.push_back({"bit flipped in byte " + std::to_string(at), flip(at)});
  const std::uint32_t length = random.Below(size);
  damaged.push_back({"cut to " + std::to_string(length) + " bytes", saved.substr(0, length)});
  damaged.push_back({"a byte behind the end", saved + '\0'});
  damaged.push_back({"other format", flip(kArchiveVersionOffset)});
  damaged.push_back({"other opcodes", flip(kArchiveFingerprintOffset + random.Below(8))});
  damaged.push_back({"other checksum", flip(kArchiveChecksumOffset + random.Below(8))});
  return damaged;
}

Divergence Broken(DifferenceKind kind, std::string what, std::string left, std::string right) {
  return {kind, std::move(what), "code", "archive", std::move(left), std::move(right)};
}

}  // namespace

class ArchiveOracle::CodeRunner : public Engine {
 public:
  explicit CodeRunner(std::string name) : name_(std::move(name)) {}

  std::string_view name() const override { return name_; }
  std::expected<Outcome, std::string> Run(const Program& program, const Limits& limits) override {
    return RunCode(Code::Compile(program), limits);
  }
  std::expected<Outcome, std::string> RunCode(const Code& code, const Limits& limits) {
    context_.set_limits(limits);
    Outcome outcome = context_.RunToOutcome(code);
    context_.Reset();
    return outcome;
  }

 private:
  std::string name_;
  TestWorld world_;
  Context context_{EngineKind::kVm, Limits(), &world_};
};

ArchiveOracle::Format ArchiveOracle::EngineFormat() { return {WriteArchive, Code::Load}; }

ArchiveOracle::ArchiveOracle() : ArchiveOracle(EngineFormat()) {}
ArchiveOracle::ArchiveOracle(Format format)
    : format_(std::move(format)),
      plain_(std::make_unique<CodeRunner>("vm")),
      archived_(std::make_unique<CodeRunner>("vm from archive")) {}
ArchiveOracle::~ArchiveOracle() = default;

std::optional<Divergence> ArchiveOracle::CheckDamaged(const std::string& saved,
                                                      std::uint64_t seed) const {
  SplitMix64 random(seed);
  for (const DamagedArchive& damaged : Damage(saved, random)) {
    if (!format_.load(damaged.bytes).has_value()) continue;
    return Broken(DifferenceKind::kProof, "a damaged archive: " + damaged.how, "refused",
                  "was loaded");
  }
  return std::nullopt;
}

Verdict ArchiveOracle::Check(const TestProgram& program, const Limits& limits, std::uint64_t seed) {
  SplitMix64 random(seed);
  const Code code = Code::Compile(program.program, DrawOptions(random));
  const std::string saved = format_.save(*code.chunk());
  const std::expected<Code, std::string> loaded = format_.load(saved);
  if (!loaded.has_value()) {
    return Verdict::Diverge(Broken(DifferenceKind::kCode, "what was saved", "code",
                                   "cannot be loaded: " + loaded.error()));
  }
  if (format_.save(*loaded->chunk()) != saved) {
    return Verdict::Diverge(Broken(DifferenceKind::kProof, "what was loaded",
                                   "is saved to the same bytes", "is saved to other bytes"));
  }
  if (auto divergence = CheckDamaged(saved, random.Next())) {
    return Verdict::Diverge(std::move(*divergence));
  }
  const auto expected = plain_->RunCode(code, limits);
  return CompareOutcomes(*plain_, expected, *archived_, archived_->RunCode(*loaded, limits));
}

}  // namespace quicksilver::properties
