#include "engine/runtime/host.h"

namespace quicksilver {

void Host::Write(std::string_view) {}

std::optional<std::string> Host::Deny(std::string_view, std::string_view) { return std::nullopt; }

std::expected<ModuleSource, std::string> Host::Load(std::string_view, std::string_view) {
  return std::unexpected("no module loader");
}

}  // namespace quicksilver
