#include "engine/runtime/host.h"

namespace quicksilver {

std::string_view GroveNameOf(std::string_view module) {
  module.remove_prefix(module.find_last_of('/') + 1);
  const std::size_t dot = module.find_last_of('.');
  return dot != std::string_view::npos && dot > 0 ? module.substr(0, dot) : module;
}

void Host::Write(std::string_view) {}

std::optional<std::string> Host::Deny(std::string_view, std::string_view) { return std::nullopt; }

std::expected<ModuleSource, std::string> Host::Load(std::string_view, std::string_view) {
  return std::unexpected("no module loader");
}

}  // namespace quicksilver
