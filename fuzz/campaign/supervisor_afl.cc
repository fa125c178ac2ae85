// What is different where AFL++ drives the targets: several instances to a corpus, another way to
// be asked to end, figures and findings in folders.
#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fmt/format.h>

#include "engine/base/files.h"
#include "engine/base/splitmix.h"
#include "fuzz/campaign/supervisor.h"
#include "fuzz/campaign/supervisor_state.h"

namespace quicksilver::campaign {
namespace {

namespace fs = std::filesystem;

// AFL++ may leave thousands of inputs that show one finding.
constexpr std::size_t kMostToIdentify = 32;

std::string Fingerprint(std::string_view bytes) {
  std::uint64_t hash = bytes.size();
  for (const char c : bytes) hash = SplitMix64::Mix(hash ^ static_cast<unsigned char>(c)) + 1;
  return fmt::format("{:016x}", hash);
}

}  // namespace

void Supervisor::AskToEnd(Job& job) {
  const bool libfuzzer = job.kind == JobKind::kFuzz && !contenders_[job.contender].afl.has_value();
  job.process.Signal(libfuzzer ? SIGUSR1 : SIGINT);
  job.asked_to_end = MonotonicSeconds();
}

FuzzerFigures Supervisor::FiguresOf(const Job& job, const std::string& output) const {
  const Contender& contender = contenders_[job.contender];
  if (job.kind != JobKind::kFuzz || !contender.afl.has_value()) return Fuzzer::FiguresIn(output);
  FuzzerFigures figures = contender.afl->Figures(job.process_id);
  figures.runs -= std::min(figures.runs, job.runs_before);
  return figures;
}

bool Supervisor::IsIdle(std::size_t owner) const {
  return std::ranges::none_of(contenders_, [&](const Contender& contender) {
    return contender.fuzzer.has_value() && contender.owner == owner && contender.busy;
  });
}

bool Supervisor::MayTakeTurn(std::size_t contender) const {
  if (contenders_[contender].busy) return false;
  if (!contenders_[contender].fuzzer.has_value()) return true;
  const Contender& owner = contenders_[contenders_[contender].owner];
  if (&owner == &contenders_[contender]) return true;
  // Seeds and merges are the main instance's affair, and one that is due goes first.
  return owner.corpus_files > 0 && owner.turns_since_merge < kTurnsUntilMerge &&
         (!owner.busy || owner.doing == "fuzz");
}

void Supervisor::TakeDeaths() {
  if (!options_.afl || disk_full_) return;
  deaths_left_ = false;
  for (std::size_t i = 0; i < contenders_.size(); ++i) {
    if (!contenders_[i].afl.has_value() || contenders_[i].owner != i) continue;
    // What is being written may be half a file.
    std::vector<std::string> busy;
    for (const Contender& contender : contenders_) {
      if (contender.afl.has_value() && contender.owner == i && contender.busy) {
        busy.push_back(contender.afl->name());
      }
    }
    std::size_t some = 0;
    for (const AflInstance::Death& death : contenders_[i].afl->Deaths(busy)) {
      if (taken_.contains(death.file)) continue;
      if (to_identify_.size() >= kMostToIdentify) {
        deaths_left_ = true;
        break;
      }
      if (TakeDeath(i, death)) ++some;
    }
    if (some > 0) ScanArtifacts(i);
  }
}

bool Supervisor::TakeDeath(std::size_t owner, const AflInstance::Death& death) {
  const std::string& target = contenders_[owner].name;
  const auto bytes = ReadFile(death.file);
  if (!bytes.has_value() || bytes->empty()) return false;
  // By what is in it: the same input of another instance, or of an earlier turn, counts once.
  const std::string name = fmt::format("{}-{}", death.kind, Fingerprint(*bytes));
  const auto known = ledger_->KnowsSight(target + " " + name);
  if (!known.has_value()) return false;
  const bool judged = *known || WasDismissed(target, name);
  std::error_code error;
  const std::string artifact = folders_.artifacts(target) + "/" + name;
  if (!judged && !fs::exists(artifact, error)) {
    // Whole or not at all.
    const std::string half = folders_.temporary() + "/" + name;
    if (!WriteFile(half, *bytes).has_value()) return false;
    fs::rename(half, artifact, error);
    if (error) return false;
  }
  taken_.insert(death.file);
  return !judged;
}

}  // namespace quicksilver::campaign
