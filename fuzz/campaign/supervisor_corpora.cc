// Corpora: merges at first, now and then and at the end, and behind each a look for leaks.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <utility>

#include "fuzz/campaign/supervisor.h"
#include "fuzz/campaign/supervisor_state.h"

namespace quicksilver::campaign {
namespace {

namespace fs = std::filesystem;

constexpr double kMostMerging = 900;

}  // namespace

Fuzzer::Folders Supervisor::PlacesOf(const std::string& target) const {
  return {folders_.corpus(target), folders_.artifacts(target), folders_.temporary()};
}

std::optional<std::size_t> Supervisor::CorpusDue() const {
  for (std::size_t i = 0; i < contenders_.size(); ++i) {
    const Contender& contender = contenders_[i];
    if (!contender.fuzzer.has_value() || contender.owner != i || !IsIdle(i)) continue;
    if (contender.turns_since_merge >= kTurnsUntilMerge) return i;
    if (std::ranges::find(leaks_due_, i) != leaks_due_.end()) return i;
  }
  return std::nullopt;
}

bool Supervisor::StartCorpusJob(std::size_t owner) {
  Contender& contender = contenders_[owner];
  if (contender.turns_since_merge >= kTurnsUntilMerge) {
    std::error_code error;
    fs::remove_all(folders_.merged(contender.name), error);
    contender.turns_since_merge = 0;
    std::vector<std::string> from = {folders_.corpus(contender.name)};
    if (contender.afl.has_value()) {
      for (std::string& queue : contender.afl->Queues()) from.push_back(std::move(queue));
    }
    if (!StartMerge(owner, from)) return false;
    contender.doing = "merge";
  } else {
    leaks_due_.erase(std::ranges::find(leaks_due_, owner));
    if (!Start(JobKind::kLeaks, owner, contender.fuzzer->LookForLeaks(PlacesOf(contender.name)),
               kMostLoading)) {
      return false;
    }
    contender.doing = "leaks";
  }
  contender.busy = true;
  return true;
}

bool Supervisor::StartMerge(std::size_t owner, const std::vector<std::string>& from) {
  const Contender& contender = contenders_[owner];
  const std::string merged = folders_.merged(contender.name);
  std::error_code error;
  fs::create_directories(merged, error);
  return Start(JobKind::kMerge, owner,
               contender.fuzzer->Merge(PlacesOf(contender.name), merged, from), kMostMerging);
}

void Supervisor::OnMergeEnd(Job& job, int wait_status, const std::string& output) {
  Contender& contender = contenders_[job.contender];
  ScanArtifacts(job.contender);
  if (wait_status == 0 && !disk_full_) {
    std::size_t files = 0;
    const std::size_t at = output.rfind("MERGE-OUTER: ");
    if (at != std::string::npos) files = std::strtoull(output.c_str() + at + 13, nullptr, 10);
    const auto taken = folders_.TakeMerged(contender.name, files);
    if (taken.has_value()) {
      contender.corpus_files = files;
      contender.failures = 0;
      Write([this, name = contender.name, files] {
        return ledger_->Set("corpus " + name, fmt::format("{}", files));
      });
      leaks_due_.push_back(job.contender);
      return;
    }
    contender.trouble = "merge: " + taken.error();
  } else {
    contender.trouble = "merge: " + LastLine(output);
  }
  std::error_code error;
  fs::remove_all(folders_.merged(contender.name), error);
  if (stop_at_.has_value() || disk_full_) return;
  ++contender.failures;
  News(fmt::format("{}: {}", contender.name, contender.trouble));
}

}  // namespace quicksilver::campaign
