#include "engine/differential/configurations.h"

#include <string_view>
#include <utility>

#include "engine/bytecode/verifier.h"

namespace quicksilver {
namespace {

constexpr std::pair<AllocationPolicy, std::string_view> kAllocations[] = {
    {AllocationPolicy::kLifo, "lifo"},         {AllocationPolicy::kFewest, "fewest"},
    {AllocationPolicy::kReversed, "reversed"}, {AllocationPolicy::kRandom, "random"},
    {AllocationPolicy::kSpill, "spill"},
};

constexpr std::pair<JumpPolicy, std::string_view> kJumps[] = {
    {JumpPolicy::kNarrow, "narrow"},
    {JumpPolicy::kWide, "wide"},
    {JumpPolicy::kPad, "pad"},
};

Configuration OnVm(bool optimise, std::pair<AllocationPolicy, std::string_view> allocation,
                   std::pair<JumpPolicy, std::string_view> jumps, bool through_archive) {
  Configuration configuration;
  configuration.name = through_archive ? "vm from archive " : "vm ";
  configuration.name += optimise ? "optimised " : "unoptimised ";
  configuration.name += allocation.second;
  configuration.name += ' ';
  configuration.name += jumps.second;
  configuration.engine = EngineKind::kVm;
  configuration.compile.optimise = optimise;
  configuration.compile.allocation = allocation.first;
  configuration.compile.jumps = jumps.first;
  configuration.through_archive = through_archive;
  return configuration;
}

}  // namespace

std::vector<Configuration> AllConfigurations() {
  std::vector<Configuration> all;
  all.emplace_back().name = "interpreter";
  for (const bool optimise : {true, false}) {
    for (const auto& allocation : kAllocations) {
      for (const auto& jumps : kJumps) all.push_back(OnVm(optimise, allocation, jumps, false));
    }
  }
  all.push_back(OnVm(true, kAllocations[0], kJumps[0], true));
  Configuration traced = OnVm(true, kAllocations[0], kJumps[0], false);
  traced.name += " traced";
  traced.compile.trace = true;
  all.push_back(std::move(traced));
  for (Configuration looping : {OnVm(true, kAllocations[0], kJumps[0], false),
                                OnVm(false, kAllocations[4], kJumps[2], false)}) {
    looping.name += " loop";
    looping.dispatch = Dispatch::kLoop;
    all.push_back(std::move(looping));
  }
  return all;
}

std::expected<Code, std::string> CompileFor(const Configuration& configuration,
                                            const Program& program) {
  Code code = Code::Compile(program, configuration.compile);
  const std::expected<void, VerifyError> verified = Verify(*code.chunk());
  if (!verified.has_value()) {
    return std::unexpected("the compiled code does not verify: " + verified.error().ToString());
  }
  if (!configuration.through_archive) return code;
  const std::string saved = code.Save();
  std::expected<Code, std::string> loaded = Code::Load(saved);
  if (!loaded.has_value()) {
    return std::unexpected("the archive cannot be loaded: " + loaded.error());
  }
  if (loaded->Save() != saved) {
    return std::unexpected("the archive has other bytes after it was loaded and saved again");
  }
  return std::move(*loaded);
}

std::expected<void, std::string> ResetToLevel(Context& context, std::uint64_t level) {
  context.Reset();
  const std::uint64_t bytes = context.heap_bytes();
  if (bytes == level) return {};
  return std::unexpected("the heap holds " + std::to_string(bytes) + " bytes in " +
                         std::to_string(context.runtime().heap().object_count()) +
                         " objects when everything is forgotten; it held " + std::to_string(level));
}

std::expected<Outcome, std::string> RunOn(const Configuration& configuration,
                                          const Program& program, const Limits& limits,
                                          Host& host) {
  const auto run = [&](const auto& what) -> std::expected<Outcome, std::string> {
    Context context(configuration.engine, limits, &host, configuration.compile);
    context.set_dispatch(configuration.dispatch);
    const std::uint64_t level = context.heap_bytes();
    Outcome outcome = context.RunToOutcome(what);
    const std::expected<void, std::string> reset = ResetToLevel(context, level);
    if (!reset.has_value()) return std::unexpected(reset.error());
    return outcome;
  };
  if (configuration.engine == EngineKind::kInterpreter) return run(program);
  const std::expected<Code, std::string> code = CompileFor(configuration, program);
  if (!code.has_value()) return std::unexpected(code.error());
  return run(*code);
}

}  // namespace quicksilver
