#include "fuzz/hunt/case.h"

#include <filesystem>
#include <fmt/format.h>
#include <system_error>

#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "fuzz/hunt/exit_codes.h"

namespace quicksilver::hunt {
namespace {

namespace fs = std::filesystem;

std::expected<Case, CaseFailure> ReadProgram(const std::string& path) {
  const std::expected<std::string, std::string> source = ReadFile(path);
  if (!source.has_value()) return std::unexpected(CaseFailure{source.error(), kExitNoInput});
  const std::expected<Program, Error> program = Program::Parse(*source);
  if (!program.has_value()) {
    return std::unexpected(
        CaseFailure{fmt::format("'{}' is not a program: {}", path, program.error().ToString()),
                    kExitSyntaxError});
  }
  Case result;
  result.program = properties::TestProgram{*program};
  return result;
}

}  // namespace

std::expected<Case, CaseFailure> ReadCase(const std::string& path) {
  std::error_code ignored;
  const fs::path folder(path);
  if (!fs::is_directory(folder, ignored)) return ReadProgram(path);

  const bool reduced = fs::exists(folder / "minimal.gw", ignored);
  std::expected<Case, CaseFailure> result =
      ReadProgram((folder / (reduced ? "minimal.gw" : "original.gw")).string());
  if (!result.has_value()) return result;
  const std::string about = (folder / "finding.json").string();
  const std::expected<std::string, std::string> text = ReadFile(about);
  if (!text.has_value()) return std::unexpected(CaseFailure{text.error(), kExitNoInput});
  const nlohmann::json json = nlohmann::json::parse(*text, nullptr, false);
  const bool sound = json.is_object() && json.contains("oracle") && json["oracle"].is_string() &&
                     json.contains("seed") && json["seed"].is_number_unsigned();
  if (!sound) {
    return std::unexpected(
        CaseFailure{fmt::format("'{}' is not a finding's", about), kExitNoInput});
  }
  result->oracle = json["oracle"].get<std::string>();
  result->seed = json["seed"].get<std::uint64_t>();
  return result;
}

}  // namespace quicksilver::hunt
