#ifndef QUICKSILVER_ENGINE_TESTING_H_
#define QUICKSILVER_ENGINE_TESTING_H_

// What the tests of the façade share: a host in memory, and programs that must parse.
//
// Invariant: a TestHost outlives the contexts that use it. It is wrong to include this outside
// tests.

#include <gtest/gtest.h>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/engine.h"

namespace quicksilver {

class TestHost : public Host {
 public:
  void Write(std::string_view text) override { output += text; }
  std::optional<std::string> Deny(std::string_view resource, std::string_view) override {
    if (resource == denied) return "not today";
    return std::nullopt;
  }
  std::expected<ModuleSource, std::string> Load(std::string_view path,
                                                std::string_view importer) override {
    loads.push_back(std::string(importer) + " < " + std::string(path));
    const auto found = modules.find(std::string(path));
    if (found == modules.end()) return std::unexpected("no such file");
    return ModuleSource{found->first, found->second};
  }

  std::string output;
  std::string denied;
  std::map<std::string, std::string> modules;
  std::vector<std::string> loads;
};

inline Program Parsed(std::string_view source, std::string_view name = "") {
  auto program = Program::Parse(source, name);
  if (!program.has_value()) {
    ADD_FAILURE() << "the test's own program does not parse: " << program.error().ToString() << "\n"
                  << source.substr(0, 400);
    return *Program::Parse("");
  }
  return *program;
}

inline constexpr EngineKind kBothEngines[] = {EngineKind::kInterpreter, EngineKind::kVm};

// The canonical value or the error line of `source` on an engine of its own.
inline std::string ResultOn(EngineKind kind, std::string_view source, const Limits& limits = {},
                            Host* host = nullptr) {
  const Program program = Parsed(source);
  Context context(kind, limits, host);
  return context.RunToOutcome(program).Result();
}

inline std::string_view NameOf(EngineKind kind) {
  return kind == EngineKind::kVm ? "on the VM" : "on the interpreter";
}

}  // namespace quicksilver

#endif  // QUICKSILVER_ENGINE_TESTING_H_
