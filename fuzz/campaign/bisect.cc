#include "fuzz/campaign/bisect.h"

#include <filesystem>
#include <fmt/format.h>

#include "engine/base/files.h"
#include "fuzz/campaign/process.h"

namespace quicksilver::campaign {
namespace {

namespace fs = std::filesystem;

constexpr double kMostSeconds = 24 * 3600;
constexpr int kCannotTell = 125;  // what `git bisect run` takes for: skip this one

std::string Quoted(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string FirstLine(const std::string& text) { return text.substr(0, text.find('\n')); }

class Bisection {
 public:
  Bisection(const CampaignOptions& options, std::function<void(const std::string&)> tell)
      : options_(options),
        tell_(std::move(tell)),
        root_(fs::absolute(options.root).string()),
        worktree_(fs::absolute(options.directory + "/bisect").string()),
        script_(fs::absolute(options.directory + "/bisect.sh").string()) {}
  ~Bisection() { static_cast<void>(Git(root_, {"worktree", "remove", "--force", worktree_})); }
  Bisection(const Bisection&) = delete;
  Bisection& operator=(const Bisection&) = delete;

  std::expected<void, std::string> Prepare(const ledger::Finding& finding) {
    static_cast<void>(Git(root_, {"worktree", "remove", "--force", worktree_}));
    static_cast<void>(Git(root_, {"worktree", "prune"}));
    const Ran added = Git(root_, {"worktree", "add", "--detach", worktree_, "HEAD"});
    if (!added.ok()) return std::unexpected(FirstLine(added.output));
    const auto script = ScriptFor(finding);
    if (!script.has_value()) return std::unexpected(script.error());
    return WriteFile(script_, *script);
  }

  // Exit status of the script at this commit.
  int Try(const std::string& commit) {
    if (!Git(worktree_, {"checkout", "--detach", "--force", commit}).ok()) return kCannotTell;
    const int status = RunToEnd({{"sh", script_}, {}, worktree_}, kMostSeconds).exit_status();
    tell_(fmt::format("{} {}", commit.substr(0, 12),
                      status == 0             ? "is good"
                      : status == kCannotTell ? "cannot be told"
                                              : "is bad"));
    return status;
  }

  std::expected<std::string, std::string> SearchGood() {
    for (int back = 1; back < 1'000'000; back *= 2) {
      const Ran named =
          Git(worktree_, {"rev-parse", "--verify", "--quiet", fmt::format("{}~{}", head_, back)});
      if (!named.ok()) {
        return std::unexpected("no commit is good: the oldest that were tried show it as well");
      }
      std::string commit = FirstLine(named.output);
      if (Try(commit) == 0) return commit;
    }
    return std::unexpected("no commit is good");
  }

  std::expected<std::string, std::string> Run(const std::string& good) {
    head_ = FirstLine(Git(worktree_, {"rev-parse", "HEAD"}).output);
    const int now = Try(head_);
    if (now == 0) return std::unexpected("it does not happen at the commit that is checked out");
    if (now == kCannotTell) return std::unexpected("the commit that is checked out does not build");
    const auto base = good.empty() ? SearchGood() : std::expected<std::string, std::string>(good);
    if (!base.has_value()) return base;
    const Ran begun = Git(worktree_, {"bisect", "start", head_, *base});
    if (!begun.ok()) return std::unexpected(FirstLine(begun.output));
    const Ran ran = Git(worktree_, {"bisect", "run", "sh", script_});
    const std::size_t says = ran.output.find(" is the first bad commit");
    if (says == std::string::npos) {
      return std::unexpected(fmt::format("no single commit: {}", ran.output));
    }
    const std::size_t line = ran.output.rfind('\n', says);
    const std::size_t begin = line == std::string::npos ? 0 : line + 1;
    return ran.output.substr(begin, says - begin);
  }

 private:
  static Ran Git(const std::string& folder, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"git", "-C", folder});
    return RunToEnd({arguments}, kMostSeconds);
  }

  std::expected<std::string, std::string> ScriptFor(const ledger::Finding& finding) const {
    const std::string folder =
        fs::absolute(options_.directory + "/findings/" + finding.name).string();
    std::error_code error;
    std::string preset = "release";
    std::string target = "quicksilver-hunt";
    std::string replay =
        fmt::format("build/release/bin/quicksilver-hunt replay {}", Quoted(folder));
    if (!fs::exists(folder + "/finding.json", error)) {
      std::string input = folder + "/minimal";
      if (!fs::exists(input, error)) {
        input = fs::absolute(fmt::format("{}/inputs/{}/{}-input", options_.directory, finding.name,
                                         finding.kind))
                    .string();
      }
      if (!fs::exists(input, error)) {
        return std::unexpected("there is no input to replay: the ledger has only its report");
      }
      preset = "fuzz";
      target = "fuzz_" + finding.target;
      replay = fmt::format("build/fuzz/bin/{} -detect_leaks={} {}", target,
                           finding.kind == "leak" ? 1 : 0, Quoted(input));
    }
    // Whatever a build leaves in the tree must not stop the next checkout.
    return fmt::format(
        "git checkout --quiet --force . 2>/dev/null\n"
        "cmake --preset {0} >/dev/null 2>&1 || exit {3}\n"
        "cmake --build --preset {0} --parallel {4} --target {1} >/dev/null 2>&1 || exit {3}\n"
        "{2} >/dev/null 2>&1\n"
        "status=$?\n"
        "case $status in\n"
        "  0) exit 0 ;;\n"
        "  2|64|65|66|70) [ {0} = fuzz ] && exit 1 || exit {3} ;;\n"
        "  *) exit 1 ;;\n"
        "esac\n",
        preset, target, replay, kCannotTell, options_.jobs);
  }

  const CampaignOptions& options_;
  std::function<void(const std::string&)> tell_;
  std::string root_;
  std::string worktree_;
  std::string script_;
  std::string head_;
};

}  // namespace

std::expected<std::string, std::string> FirstBad(
    const CampaignOptions& options, ledger::Ledger& ledger, const std::string& which,
    const std::string& good, const std::function<void(const std::string&)>& tell) {
  const auto found = ledger.Find(which);
  if (!found.has_value()) return std::unexpected(found.error().message);
  if (!found->has_value()) {
    return std::unexpected(fmt::format("'{}' has no finding '{}'", ledger.path(), which));
  }
  Bisection bisection(options, tell);
  if (const auto prepared = bisection.Prepare(**found); !prepared.has_value()) {
    return std::unexpected(prepared.error());
  }
  auto first = bisection.Run(good);
  if (!first.has_value()) return first;
  if (const auto set = ledger.SetFirstBad((*found)->signature, *first); !set.has_value()) {
    return std::unexpected(set.error().message);
  }
  return first;
}

}  // namespace quicksilver::campaign
