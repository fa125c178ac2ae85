// check: programs found below the paths, checked on several threads.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <expected>
#include <filesystem>
#include <fmt/format.h>
#include <mutex>
#include <set>
#include <string>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <vector>

#include "engine/base/files.h"
#include "engine/cli/commands.h"
#include "engine/cli/crash_note.h"
#include "engine/cli/exit_codes.h"
#include "engine/cli/program_check.h"
#include "engine/differential/configurations.h"

namespace quicksilver {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

struct CannotRead {
  std::string message;
};

// The files given, and every .gw file below the directories given, each once, in order of path.
std::expected<std::vector<std::string>, CannotRead> FindPrograms(
    const std::vector<std::string>& paths) {
  std::set<std::string> programs;
  for (const std::string& path : paths) {
    std::error_code error;
    const auto cannot_read = [&] {
      return std::unexpected(
          CannotRead{fmt::format("cannot read '{}': {}", path, error.message())});
    };
    const fs::file_status status = fs::status(path, error);
    if (error) return cannot_read();
    if (!fs::is_directory(status)) {
      programs.insert(path);
      continue;
    }
    fs::recursive_directory_iterator entry(path, error);
    for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
      std::error_code ignored;
      if (entry->path().extension() == ".gw" && !entry->is_directory(ignored)) {
        programs.insert(entry->path().lexically_normal().string());
      }
    }
    if (error) return cannot_read();
  }
  return std::vector<std::string>(programs.begin(), programs.end());
}

// A bar on standard error, if that is a terminal. Any thread may report.
class Progress {
 public:
  explicit Progress(std::size_t total) : total_(total), shown_(::isatty(STDERR_FILENO) == 1) {}
  ~Progress() {
    if (shown_) WriteError("\r\x1b[K");
  }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void Add(std::size_t findings) {
    if (!shown_) return;
    const std::lock_guard lock(mutex_);
    ++done_;
    findings_ += findings;
    const Clock::time_point now = Clock::now();
    if (now - last_ < std::chrono::milliseconds(100)) return;
    last_ = now;
    constexpr std::size_t kWidth = 40;
    const std::size_t filled = done_ * kWidth / total_;
    WriteError(fmt::format("\r[{:#<{}}{:.<{}}] {}/{} programs, {} failures\x1b[K", "", filled, "",
                           kWidth - filled, done_, total_, findings_));
  }

 private:
  const std::size_t total_;
  const bool shown_;
  std::mutex mutex_;
  std::size_t done_ = 0;
  std::size_t findings_ = 0;
  Clock::time_point last_;
};

std::vector<Finding> CheckFile(const std::string& path,
                               const std::vector<Configuration>& configurations, CrashNote& note) {
  const std::expected<std::string, std::string> source = ReadFile(path);
  if (!source.has_value()) return {{Finding::Kind::kUnexpected, source.error()}};
  return CheckProgram(path, *source, configurations, [&](const Configuration& configuration) {
    note.Set(path.c_str(), configuration.name.c_str());
  });
}

std::vector<std::vector<Finding>> CheckAll(const std::vector<std::string>& programs,
                                           const std::vector<Configuration>& configurations,
                                           unsigned jobs) {
  std::vector<std::vector<Finding>> findings(programs.size());
  Progress progress(programs.size());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    CrashNote note;
    for (std::size_t i = next++; i < programs.size(); i = next++) {
      findings[i] = CheckFile(programs[i], configurations, note);
      progress.Add(findings[i].size());
    }
  };
  std::vector<std::jthread> threads;
  const std::size_t count = std::min<std::size_t>(jobs, programs.size());
  threads.reserve(count);
  for (std::size_t i = 0; i < count; ++i) threads.emplace_back(work);
  threads.clear();  // joins
  return findings;
}

}  // namespace

int CheckPrograms(const Options& options, Output& output) {
  const std::vector<Configuration> configurations = AllConfigurations();
  if (options.list) {
    for (const Configuration& configuration : configurations) {
      output.Write(configuration.name + '\n');
    }
    return kExitOk;
  }
  const auto programs = FindPrograms(options.paths);
  if (!programs.has_value()) {
    Complain(programs.error().message);
    return kExitNoInput;
  }
  if (programs->empty()) {
    // Nothing compared must not look like nothing wrong.
    Complain(fmt::format("no .gw files below {}", fmt::join(options.paths, ", ")));
    return kExitFailed;
  }

  InstallCrashNotes();
  const Clock::time_point start = Clock::now();
  std::size_t divergences = 0;
  std::size_t unexpected = 0;
  for (const auto& findings : CheckAll(*programs, configurations, options.jobs)) {
    for (const Finding& finding : findings) {
      ++(finding.kind == Finding::Kind::kDivergence ? divergences : unexpected);
      output.Write(finding.text + '\n');
    }
  }
  const std::chrono::duration<double> elapsed = Clock::now() - start;
  output.Write(fmt::format(
      "{} programs, {} configurations, {} divergences, {} unexpected, {:.1f} s\n", programs->size(),
      configurations.size(), divergences, unexpected, elapsed.count()));
  return divergences + unexpected == 0 ? kExitOk : kExitFailed;
}

}  // namespace quicksilver
