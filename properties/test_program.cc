#include "properties/test_program.h"

#include "properties/test_modules.h"

namespace quicksilver::properties {

std::span<const TestModule> TestModules() { return kTestModules; }

std::optional<std::string> TestWorld::Deny(std::string_view resource, std::string_view) {
  if (resource.starts_with(kRefusedResources)) return std::string(kRefusal);
  return std::nullopt;
}

std::expected<ModuleSource, std::string> TestWorld::Load(std::string_view path,
                                                         std::string_view importer) {
  // Relative to the importing file, as on disk.
  std::string name(path);
  if (const std::size_t slash = importer.rfind('/'); slash != std::string_view::npos) {
    name = std::string(importer.substr(0, slash + 1)) + name;
  }
  for (const TestModule& module : kTestModules) {
    if (module.path == name) return ModuleSource{name, std::string(module.text)};
  }
  return std::unexpected("no such file");
}

Limits TestLimits() {
  Limits limits;
  limits.heap_bytes = std::uint64_t{64} << 20;
  limits.call_depth = 1'000;
  limits.steps = 2'000'000;
  return limits;
}

}  // namespace quicksilver::properties
