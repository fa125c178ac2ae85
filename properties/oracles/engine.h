#ifndef QUICKSILVER_PROPERTIES_ORACLES_ENGINE_H_
#define QUICKSILVER_PROPERTIES_ORACLES_ENGINE_H_

// Anything that runs a program and shows what happened: what oracles compare.
//
// Our interpreter and VM under any configuration are engines; so are a VM whose code was spoilt on
// purpose (to prove that the harness sees it), another process, or an independent implementation.
// Invariant: Run shows the same for the same program and limits, however often it is called, save
// for errors that IsNonDeterministic names. It is wrong to share one Engine between threads.

#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "engine/differential/configurations.h"
#include "engine/engine.h"
#include "engine/runtime/trace.h"
#include "properties/test_program.h"

namespace quicksilver::properties {

class Engine {
 public:
  virtual ~Engine() = default;

  virtual std::string_view name() const = 0;

  // What the run showed, or why there was nothing to run (the compiler's output was refused).
  virtual std::expected<Outcome, std::string> Run(const Program& program, const Limits& limits) = 0;

  // Whether two right engines may differ where one of them ends with such an error.
  virtual bool IsNonDeterministic(ErrorKind kind) const { return IsResourceError(kind); }
};

// Changes code between the compiler and the machine: a planted bug.
using CodeFault = std::function<void(Chunk&)>;

// Our own engines, under one configuration.
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

  std::string_view name() const override { return configuration_.name; }
  std::expected<Outcome, std::string> Run(const Program& program, const Limits& limits) override;

  const Configuration& configuration() const { return configuration_; }

  // Run with every value-producing node reported to `sink` (the code is compiled for tracing).
  std::expected<Outcome, std::string> RunTraced(const Program& program, const Limits& limits,
                                                TraceSink& sink);
  // The code that Run runs (`trace`: that RunTraced runs), faults included, with virtual values
  // recorded; null for the interpreter or where there is none.
  std::shared_ptr<const Chunk> CodeFor(const Program& program, bool trace) const;

 private:
  std::expected<Code, std::string> Compile(const Program& program,
                                           const CompileOptions& compile) const;
  std::expected<Outcome, std::string> RunOn(Context& context, const Program& program,
                                            const CompileOptions& compile);

  Configuration configuration_;
  Options options_;
  TestWorld world_;
  std::unique_ptr<Context> context_;
};

// The interpreter: the definition.
std::unique_ptr<ConfiguredEngine> MakeInterpreter();
// The VM with the compiler's default options, optimiser on or off.
std::unique_ptr<ConfiguredEngine> MakeVm(bool optimise);
std::unique_ptr<ConfiguredEngine> MakeEngine(const Configuration& configuration,
                                             CodeFault fault = nullptr);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ORACLES_ENGINE_H_
