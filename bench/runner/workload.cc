#include "bench/runner/workload.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <utility>

#include "engine/base/files.h"

namespace quicksilver::bench {

std::string_view FolderOf(Kind kind) {
  switch (kind) {
    case Kind::kTime:
      return "programs";
    case Kind::kStartUp:
      return "startup";
    case Kind::kMemory:
      return "memory";
  }
  std::unreachable();
}

std::expected<std::vector<Workload>, std::string> FindWorkloads(const std::string& root,
                                                                Kind kind) {
  const std::string folder = fmt::format("{}/{}", root, FolderOf(kind));
  std::vector<Workload> found;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().extension() != ".gw") continue;
    const auto source = ReadFile(entry.path().string());
    if (!source) return std::unexpected(source.error());
    if (!source->starts_with("# ")) {
      return std::unexpected(
          fmt::format("'{}' does not begin with a comment on what it is", entry.path().string()));
    }
    const auto twin = std::filesystem::path(entry.path()).replace_extension(".lua");
    if (!std::filesystem::exists(twin)) {
      return std::unexpected(fmt::format("'{}' has no twin in Lua", entry.path().string()));
    }
    found.push_back(
        {entry.path().stem().string(), kind, source->substr(2, source->find('\n') - 2), folder});
  }
  if (error) return std::unexpected(fmt::format("cannot read '{}': {}", folder, error.message()));
  std::ranges::sort(found, {}, &Workload::name);
  return found;
}

std::string AtSmallSize(std::string_view source) {
  constexpr std::string_view kRemark = "small: ";
  const std::size_t remark = source.find(kRemark);
  if (remark == std::string_view::npos) return std::string(source);
  const std::size_t line = source.rfind('\n', remark) + 1;  // npos + 1 is the beginning
  const std::size_t end = std::min(source.find('\n', remark), source.size());
  const std::size_t digits = source.find_first_of("0123456789", line);
  const std::size_t after = source.find_first_not_of("0123456789", digits);
  std::string small(source.substr(0, digits));
  small += source.substr(remark + kRemark.size(), end - remark - kRemark.size());
  small += source.substr(after);
  return small;
}

std::string ResultIn(std::string_view output) {
  constexpr std::string_view kNumber = "Number(";
  while (output.ends_with('\n')) output.remove_suffix(1);
  if (output.starts_with(kNumber) && output.ends_with(')')) {
    output.remove_prefix(kNumber.size());
    output.remove_suffix(1);
  }
  return std::string(output);
}

}  // namespace quicksilver::bench
