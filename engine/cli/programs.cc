#include "engine/cli/programs.h"

#include <fmt/format.h>
#include <utility>

#include "engine/base/files.h"
#include "engine/bytecode/archive.h"
#include "engine/cli/exit_codes.h"
#include "engine/cli/output.h"
#include "engine/cli/report.h"

namespace quicksilver {
namespace {

std::unexpected<LoadFailure> Failure(int exit_code, std::string_view message) {
  return std::unexpected(
      LoadFailure{exit_code, fmt::format("quicksilver: {}\n", message), std::nullopt});
}

std::expected<Program, LoadFailure> ParseText(std::string_view source, const std::string& path) {
  std::expected<Program, Error> program = Program::Parse(source, path);
  if (program.has_value()) return std::move(*program);
  const Error& error = program.error();
  return std::unexpected(LoadFailure{ExitCodeOf(error), DescribeError(error, source), error});
}

}  // namespace

int Report(const LoadFailure& failure) {
  WriteError(failure.report);
  return failure.exit_code;
}

std::expected<Program, LoadFailure> LoadProgram(const std::string& path) {
  const std::expected<std::string, std::string> bytes = ReadFile(path);
  if (!bytes.has_value()) return Failure(kExitNoInput, bytes.error());
  if (LooksLikeArchive(*bytes)) {
    return Failure(kExitUsage,
                   fmt::format("'{}' is compiled; this command needs the program's text", path));
  }
  return ParseText(*bytes, path);
}

std::expected<LoadedProgram, LoadFailure> LoadProgramOrCode(const std::string& path) {
  const std::expected<std::string, std::string> bytes = ReadFile(path);
  if (!bytes.has_value()) return Failure(kExitNoInput, bytes.error());
  LoadedProgram loaded;
  // By its name too, so that a damaged archive is not read as a bad program.
  if (LooksLikeArchive(*bytes) || path.ends_with(".qsb")) {
    std::expected<Code, std::string> code = Code::Load(*bytes);
    if (!code.has_value()) {
      return Failure(kExitBadArchive, fmt::format("cannot load '{}': {}", path, code.error()));
    }
    loaded.code = std::move(*code);
    return loaded;
  }
  std::expected<Program, LoadFailure> program = ParseText(*bytes, path);
  if (!program.has_value()) return std::unexpected(std::move(program.error()));
  loaded.program = std::move(*program);
  return loaded;
}

}  // namespace quicksilver
