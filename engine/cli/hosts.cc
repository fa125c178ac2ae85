#include "engine/cli/hosts.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "engine/base/files.h"

namespace quicksilver {
namespace {

namespace fs = std::filesystem;

fs::path DirectoryOf(const std::string& main_path) {
  std::error_code error;
  if (!main_path.empty() && main_path != "-") {
    const fs::path file = fs::canonical(main_path, error);
    if (!error) return file.parent_path();
  }
  return fs::current_path(error);
}

}  // namespace

FileHost::FileHost(const std::string& main_path, Output* output, std::vector<std::string> denied)
    : directory_(DirectoryOf(main_path)), output_(output), denied_(std::move(denied)) {}

void FileHost::Write(std::string_view text) {
  if (output_ != nullptr) output_->Write(text);
}

std::optional<std::string> FileHost::Deny(std::string_view resource, std::string_view) {
  if (std::ranges::find(denied_, resource) == denied_.end()) return std::nullopt;
  return "denied on the command line";
}

std::expected<ModuleSource, std::string> FileHost::Load(std::string_view path,
                                                        std::string_view importer) {
  // The system would take the part before it for the whole name.
  if (path.find('\0') != std::string_view::npos) {
    return std::unexpected("the path contains a null character");
  }
  const fs::path from = importer.empty() ? directory_ : (directory_ / importer).parent_path();
  std::error_code error;
  const fs::path file = fs::canonical(from / path, error);
  if (error) return std::unexpected(error.message());
  if (!fs::is_regular_file(file, error)) return std::unexpected("Not a regular file");
  std::string name = file.lexically_relative(directory_).string();
  if (const std::string* known = TextOf(name)) return ModuleSource{std::move(name), *known};

  std::expected<std::string, std::string> text = ReadFile(file.string());
  if (!text.has_value()) {
    // `path` is in the message already that this becomes the end of.
    const std::size_t reason = text.error().rfind(": ");
    return std::unexpected(text.error().substr(reason + 2));
  }
  modules_.push_back({std::move(name), std::move(*text)});
  return modules_.back();
}

const std::string* FileHost::TextOf(std::string_view name) const {
  const auto found = std::ranges::find(modules_, name, &ModuleSource::name);
  return found == modules_.end() ? nullptr : &found->text;
}

}  // namespace quicksilver
