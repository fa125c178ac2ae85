#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "fuzz/faults/workshop.h"

namespace quicksilver::faults {
namespace {

// The argument behind the only ` option ` in `command`, replaced.
bool ReplaceArgument(std::string& command, std::string_view option, const std::string& value) {
  const std::string mark = fmt::format(" {} ", option);
  const std::size_t at = command.find(mark);
  if (at == std::string::npos) return false;
  const std::size_t begin = at + mark.size();
  command.replace(begin, std::min(command.find(' ', begin), command.size()) - begin, value);
  return true;
}

}  // namespace

std::expected<void, std::string> BuildCommands::ReadCompileCommands(std::string_view json) {
  const nlohmann::json commands = nlohmann::json::parse(json, nullptr, false);
  if (!commands.is_array()) return std::unexpected("compile_commands.json is no list");
  for (const auto& entry : commands) {
    if (!entry.is_object()) continue;
    const std::string folder = entry.value("directory", "");
    // The build's cache of objects does not show here; with it a second drill compiles nothing.
    compile_.emplace(entry.value("file", ""), fmt::format("cd {} && $(command -v ccache) {}",
                                                          folder, entry.value("command", "")));
  }
  return {};
}

std::expected<void, std::string> BuildCommands::ReadLinkCommand(const std::string& target,
                                                                std::string_view commands) {
  while (commands.ends_with('\n')) commands.remove_suffix(1);
  const std::string_view last = commands.substr(commands.rfind('\n') + 1);
  if (last.find(fmt::format(" -o bin/{} ", target)) == std::string_view::npos) {
    return std::unexpected(fmt::format("the build has no command that links {}", target));
  }
  link_[target] = last;
  return {};
}

std::expected<std::string, std::string> BuildCommands::Compile(const std::string& source,
                                                               const std::string& copy,
                                                               const std::string& includes,
                                                               const std::string& object) const {
  const auto known = compile_.find(source);
  if (known == compile_.end()) {
    return std::unexpected(fmt::format("the build does not compile {}", source));
  }
  std::string command = known->second;
  const std::size_t first_include = command.find(" -I");
  if (first_include == std::string::npos || !ReplaceArgument(command, "-o", object) ||
      !ReplaceArgument(command, "-c", copy)) {
    return std::unexpected(fmt::format("cannot make sense of how {} is compiled", source));
  }
  return command.insert(command.find(" -I"), fmt::format(" -I{}", includes));
}

std::expected<std::string, std::string> BuildCommands::Link(const std::string& target,
                                                            const std::vector<std::string>& objects,
                                                            const std::string& program) const {
  const auto known = link_.find(target);
  if (known == link_.end()) return std::unexpected(fmt::format("nothing links {}", target));
  std::string output = program;
  for (const std::string& object : objects) output += " " + object;
  std::string command = known->second;
  ReplaceArgument(command, "-o", output);
  return command;
}

}  // namespace quicksilver::faults
