#include "bench/runner/engines.h"

#include <fmt/format.h>

#include "properties/processes/command.h"

namespace quicksilver::bench {

std::vector<Engine> FindEngines(const std::string& quicksilver, std::vector<std::string>& absent) {
  const std::vector<Engine> all = {
      {std::string(kReference), {"lua5.4"}, ".lua"},
      {"vm", {quicksilver, "eval"}, ".gw"},
      {"interpreter", {quicksilver, "eval", "--engine", "interpreter"}, ".gw"},
      {"luajit", {"luajit"}, ".lua"},
      // Its interpreter, which is written in assembly.
      {"luajit -joff", {"luajit", "-joff"}, ".lua"},
  };
  std::vector<Engine> found;
  for (const Engine& engine : all) {
    const std::string program = processes::FindProgram(engine.command.front());
    if (program.empty()) {
      absent.push_back(engine.name);
    } else {
      found.push_back(engine);
      // The shell's search is no part of what is measured.
      found.back().command.front() = program;
    }
  }
  return found;
}

std::vector<std::string> CommandFor(const Engine& engine, const Workload& workload) {
  std::vector<std::string> command = engine.command;
  command.push_back(fmt::format("{}/{}{}", workload.folder, workload.name, engine.extension));
  return command;
}

}  // namespace quicksilver::bench
