// run, eval, compile.
#include <fmt/format.h>

#include "engine/base/files.h"
#include "engine/cli/commands.h"
#include "engine/cli/exit_codes.h"
#include "engine/cli/hosts.h"
#include "engine/cli/programs.h"
#include "engine/cli/report.h"

namespace quicksilver {
namespace {

// The canonical form of what the program gives.
std::expected<std::string, Error> Run(const LoadedProgram& loaded, const Options& options,
                                      FileHost& host) {
  Context context(options.engine, options.limits, &host, options.compile);
  const std::expected<Value, Error> value =
      loaded.code.has_value() ? context.Run(*loaded.code) : context.Run(*loaded.program);
  if (!value.has_value()) return std::unexpected(value.error());
  return context.Canonical(*value);
}

// Whether the engine can run what was loaded.
bool IsRunnable(const LoadedProgram& loaded, const Options& options) {
  if (loaded.program.has_value() || options.engine == EngineKind::kVm) return true;
  Complain("the interpreter runs programs, not compiled files");
  return false;
}

}  // namespace

int RunProgram(const Options& options, Output& output) {
  const std::expected<LoadedProgram, LoadFailure> loaded = LoadProgramOrCode(options.paths.front());
  if (!loaded.has_value()) return Report(loaded.error());
  if (!IsRunnable(*loaded, options)) return kExitUsage;
  FileHost host(options.paths.front(), &output, options.denied);
  const std::expected<std::string, Error> result = Run(*loaded, options, host);
  if (!result.has_value()) {
    output.Flush();
    ReportError(result.error(), loaded->source(), host);
    return ExitCodeOf(result.error());
  }
  if (*result != "Nothing") output.Write(*result + '\n');
  return kExitOk;
}

int EvaluateProgram(const Options& options, Output& output) {
  const std::expected<LoadedProgram, LoadFailure> loaded = LoadProgramOrCode(options.paths.front());
  if (!loaded.has_value()) {
    const LoadFailure& failure = loaded.error();
    if (!failure.syntax_error.has_value()) return Report(failure);
    output.Write(failure.syntax_error->ToString() + '\n');
    return failure.exit_code;
  }
  if (!IsRunnable(*loaded, options)) return kExitUsage;
  FileHost host(options.paths.front(), nullptr, options.denied);
  const std::expected<std::string, Error> result = Run(*loaded, options, host);
  output.Write((result.has_value() ? *result : result.error().ToString()) + '\n');
  return result.has_value() ? kExitOk : ExitCodeOf(result.error());
}

int CompileProgram(const Options& options, Output&) {
  const std::expected<Program, LoadFailure> program = LoadProgram(options.paths.front());
  if (!program.has_value()) return Report(program.error());
  const std::string archive = Code::Compile(*program, options.compile).Save();
  const std::expected<void, std::string> written = WriteFile(options.output_path, archive);
  if (written.has_value()) return kExitOk;
  Complain(written.error());
  return kExitCannotWrite;
}

}  // namespace quicksilver
