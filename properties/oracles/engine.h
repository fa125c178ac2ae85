#ifndef QUICKSILVER_PROPERTIES_ORACLES_ENGINE_H_
#define QUICKSILVER_PROPERTIES_ORACLES_ENGINE_H_

// Anything that runs a program and shows what happened: what oracles compare.
//
// Our interpreter and VM under any configuration are engines; so are a VM whose code was spoilt on
// purpose (to prove that the harness sees it), another process, or an independent implementation.
// Invariant: Run shows the same for the same program and limits, however often it is called, save
// for errors that IsNonDeterministic names. It is wrong to share one Engine between threads.

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "engine/compiler/compiler.h"
#include "engine/differential/configurations.h"
#include "engine/engine.h"
#include "engine/runtime/trace.h"
#include "properties/oracles/engine_observer.h"
#include "properties/test_program.h"

namespace quicksilver::properties {

class ConfiguredEngine;

class Engine {
 public:
  virtual ~Engine() = default;

  virtual std::string_view name() const = 0;

  // What the run showed, or why there was nothing to run (the compiler's output was refused).
  virtual std::expected<Outcome, std::string> Run(const Program& program, const Limits& limits) = 0;

  // Whether two right engines may differ where one of them ends with such an error.
  virtual bool IsNonDeterministic(ErrorKind kind) const { return IsResourceError(kind); }

  // Bytes that the last Run has left in a heap that serves the next one; 0 of a right engine.
  virtual std::uint64_t leaked_bytes() const { return 0; }

  // This engine, if it is one of ours that can also be traced and asked for its code; else null.
  virtual ConfiguredEngine* AsConfigured() { return nullptr; }

  // Who is told what Run does from now on; null: nobody. An engine may have nothing to tell.
  virtual void set_observer(EngineObserver* /*observer*/) {}
};

// Changes code between the compiler and the machine: a planted bug.
using CodeFault = std::function<void(Chunk&)>;

// Our own engines, under one configuration. Compiler and context are kept from one run to the next:
// what they allocated for one program serves the next one.
class ConfiguredEngine : public Engine {
 public:
  struct Options {
    // The compiler's output is verified before it runs.
    bool verify = true;
    // A context is kept from one run to the next: faster, and reuse is under test.
    bool reuse_context = true;
    CodeFault fault = nullptr;
  };

  explicit ConfiguredEngine(Configuration configuration);
  ConfiguredEngine(Configuration configuration, Options options);
  ~ConfiguredEngine() override;

  std::string_view name() const override { return name_; }
  std::expected<Outcome, std::string> Run(const Program& program, const Limits& limits) override;
  std::uint64_t leaked_bytes() const override { return leaked_bytes_; }
  ConfiguredEngine* AsConfigured() override { return this; }
  void set_observer(EngineObserver* observer) override { observer_ = observer; }

  const Configuration& configuration() const { return configuration_; }
  // The seed of random register allocation and of padding, from the next run on. The name tells it.
  void set_seed(std::uint64_t seed);

  // Run with the value of every node reported to `sink` that the compiler does not fold or fuse
  // away: the code is compiled for tracing, and apart from that as for Run.
  std::expected<Outcome, std::string> RunTraced(const Program& program, const Limits& limits,
                                                TraceSink& sink);
  // The code that Run runs (`trace`: that RunTraced runs), faults included, with virtual values
  // recorded; null for the interpreter or where there is none.
  std::shared_ptr<const Chunk> CodeFor(const Program& program, bool trace) const;

 private:
  void Begin(EngineStage stage) const {
    if (observer_ != nullptr) observer_->OnStage(stage);
  }
  std::expected<Code, std::string> Compile(Compiler& compiler, const Program& program) const;
  std::expected<Outcome, std::string> RunOn(Context& context, Compiler* compiler,
                                            const Program& program) const;

  Configuration configuration_;
  Options options_;
  std::string name_;
  TestWorld world_;
  std::unique_ptr<Compiler> compiler_;  // null for the interpreter
  std::unique_ptr<Context> context_;
  std::uint64_t level_ = 0;  // of the context's heap when nothing has run
  std::uint64_t leaked_bytes_ = 0;
  EngineObserver* observer_ = nullptr;
};

// Whether code depends on CompileOptions::seed.
bool UsesSeed(const CompileOptions& compile);

// The interpreter: the definition.
std::unique_ptr<ConfiguredEngine> MakeInterpreter();
// The VM with the compiler's default options, optimiser on or off.
std::unique_ptr<ConfiguredEngine> MakeVm(bool optimise);
std::unique_ptr<ConfiguredEngine> MakeEngine(const Configuration& configuration,
                                             CodeFault fault = nullptr);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ORACLES_ENGINE_H_
