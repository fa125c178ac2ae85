#include "properties/oracles/engine.h"

#include <utility>

#include "engine/bytecode/archive.h"
#include "engine/bytecode/verifier.h"

namespace quicksilver::properties {

ConfiguredEngine::ConfiguredEngine(Configuration configuration)
    : ConfiguredEngine(std::move(configuration), Options{}) {}

ConfiguredEngine::ConfiguredEngine(Configuration configuration, Options options)
    : configuration_(std::move(configuration)),
      options_(std::move(options)),
      name_(configuration_.name) {}

ConfiguredEngine::~ConfiguredEngine() = default;

void ConfiguredEngine::set_seed(std::uint64_t seed) {
  if (seed == configuration_.compile.seed) return;
  configuration_.compile.seed = seed;
  name_ = configuration_.name + " seed " + std::to_string(seed);
  // Both were made for the old seed: the context compiles what is imported.
  compiler_ = nullptr;
  context_ = nullptr;
}

std::expected<Code, std::string> ConfiguredEngine::Compile(Compiler& compiler,
                                                           const Program& program) const {
  Begin(EngineStage::kCompile);
  std::unique_ptr<Chunk> chunk = compiler.Compile(program.ast());
  if (options_.fault != nullptr) options_.fault(*chunk);
  if (options_.verify) {
    Begin(EngineStage::kVerify);
    const std::expected<void, VerifyError> verified = Verify(*chunk);
    if (!verified.has_value()) {
      return std::unexpected("the compiled code does not verify: " + verified.error().ToString());
    }
  }
  if (!configuration_.through_archive) return Code(std::move(chunk), std::string(program.name()));
  Begin(EngineStage::kArchive);
  const std::string saved = WriteArchive(*chunk);
  std::expected<Code, std::string> loaded = Code::Load(saved);
  if (!loaded.has_value()) {
    return std::unexpected("the archive cannot be loaded: " + loaded.error());
  }
  if (loaded->Save() != saved) {
    return std::unexpected("the archive has other bytes after it was loaded and saved again");
  }
  return loaded;
}

std::expected<Outcome, std::string> ConfiguredEngine::RunOn(Context& context, Compiler* compiler,
                                                            const Program& program) const {
  if (compiler == nullptr) {
    Begin(EngineStage::kInterpret);
    Outcome outcome = context.RunToOutcome(program);
    // The program may be gone before the next run.
    context.Reset();
    Begin(EngineStage::kDone);
    return outcome;
  }
  const std::expected<Code, std::string> code = Compile(*compiler, program);
  if (!code.has_value()) {
    Begin(EngineStage::kDone);
    return std::unexpected(code.error());
  }
  if (observer_ != nullptr) observer_->OnCode(*code->chunk());
  Begin(EngineStage::kExecute);
  Outcome outcome = context.RunToOutcome(*code);
  context.Reset();
  Begin(EngineStage::kDone);
  return outcome;
}

std::expected<Outcome, std::string> ConfiguredEngine::Run(const Program& program,
                                                          const Limits& limits) {
  if (compiler_ == nullptr && configuration_.engine == EngineKind::kVm) {
    compiler_ = std::make_unique<Compiler>(configuration_.compile);
  }
  if (context_ == nullptr || !options_.reuse_context) {
    context_ =
        std::make_unique<Context>(configuration_.engine, limits, &world_, configuration_.compile);
    context_->set_dispatch(configuration_.dispatch);
    level_ = context_->heap_bytes();
  }
  context_->set_limits(limits);
  std::expected<Outcome, std::string> outcome = RunOn(*context_, compiler_.get(), program);
  // Behind Reset the heap is as it was. What a program left behind would be the next one's burden.
  leaked_bytes_ = context_->heap_bytes() - level_;
  if (leaked_bytes_ != 0) context_ = nullptr;
  return outcome;
}

std::expected<Outcome, std::string> ConfiguredEngine::RunTraced(const Program& program,
                                                                const Limits& limits,
                                                                TraceSink& sink) {
  CompileOptions compile = configuration_.compile;
  // What shows every node anyway goes on doing so.
  compile.trace_fused = !compile.trace;
  compile.trace = true;
  Context context(configuration_.engine, limits, &world_, compile);
  context.set_dispatch(configuration_.dispatch);
  context.set_trace(&sink);
  if (configuration_.engine == EngineKind::kInterpreter) return RunOn(context, nullptr, program);
  Compiler compiler(compile);
  return RunOn(context, &compiler, program);
}

std::shared_ptr<const Chunk> ConfiguredEngine::CodeFor(const Program& program, bool trace) const {
  if (configuration_.engine == EngineKind::kInterpreter) return nullptr;
  CompileOptions compile = configuration_.compile;
  if (trace && !compile.trace) compile.trace = compile.trace_fused = true;
  compile.record_values = true;
  std::shared_ptr<Chunk> chunk = Compiler(compile).Compile(program.ast());
  if (options_.fault != nullptr) options_.fault(*chunk);
  return chunk;
}

bool UsesSeed(const CompileOptions& compile) {
  return compile.allocation == AllocationPolicy::kRandom || compile.jumps == JumpPolicy::kPad;
}

std::unique_ptr<ConfiguredEngine> MakeEngine(const Configuration& configuration, CodeFault fault) {
  ConfiguredEngine::Options options;
  options.fault = std::move(fault);
  return std::make_unique<ConfiguredEngine>(configuration, std::move(options));
}

std::unique_ptr<ConfiguredEngine> MakeInterpreter() {
  Configuration configuration;
  configuration.name = "interpreter";
  return std::make_unique<ConfiguredEngine>(std::move(configuration));
}

std::unique_ptr<ConfiguredEngine> MakeVm(bool optimise) {
  Configuration configuration;
  configuration.name = optimise ? "vm optimised" : "vm unoptimised";
  configuration.engine = EngineKind::kVm;
  configuration.compile.optimise = optimise;
  return std::make_unique<ConfiguredEngine>(std::move(configuration));
}

}  // namespace quicksilver::properties
