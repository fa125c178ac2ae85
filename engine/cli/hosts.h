#ifndef QUICKSILVER_CLI_HOSTS_H_
#define QUICKSILVER_CLI_HOSTS_H_

// What the command line grants a program: standard output, files to import, and every request that
// is not denied by name.
//
// A path is looked for relative to the importing file's directory. A module's name is the path of
// its file, links resolved, seen from the main program's directory: one file, one name, wherever
// the program is started from. Invariant: every module handed out is remembered with its text, in
// the order of first loading, so that errors can show the line. It is wrong to share one between
// threads.

#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/cli/output.h"
#include "engine/runtime/host.h"

namespace quicksilver {

class FileHost : public Host {
 public:
  // `main_path` is the program's file; `-` or nothing: the working directory's. Without `output`
  // what the program prints is discarded. `denied` are names of resources.
  explicit FileHost(const std::string& main_path, Output* output = nullptr,
                    std::vector<std::string> denied = {});

  void Write(std::string_view text) override;
  std::optional<std::string> Deny(std::string_view resource,
                                  std::string_view justification) override;
  std::expected<ModuleSource, std::string> Load(std::string_view path,
                                                std::string_view importer) override;

  // In the order of first loading; module n of a trace is entry n - 1.
  const std::vector<ModuleSource>& modules() const { return modules_; }
  // The text of a module that was loaded; null for a name that is none.
  const std::string* TextOf(std::string_view name) const;

 private:
  std::filesystem::path directory_;
  Output* output_;
  std::vector<std::string> denied_;
  std::vector<ModuleSource> modules_;
};

}  // namespace quicksilver

#endif  // QUICKSILVER_CLI_HOSTS_H_
