// Findings: into the ledger, from inputs, from what the hunt has filed, and out of it again when a
// campaign goes on.
#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <utility>

#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "fuzz/campaign/death_report.h"
#include "fuzz/campaign/supervisor.h"
#include "fuzz/campaign/supervisor_state.h"
#include "properties/reducers/finding.h"

namespace quicksilver::campaign {
namespace {

namespace fs = std::filesystem;
using ledger::Finding;
using ledger::State;

}  // namespace

void Supervisor::Record(Finding finding, const std::string& sight, std::uint64_t times,
                        std::size_t contender) {
  finding.commit = options_.commit;
  finding.seconds = Elapsed();
  if (finding.name.empty()) finding.name = properties::FindingName(finding.signature);
  const bool is_new = known_.emplace(finding.signature, true).second;
  if (is_new) {
    contenders_[contender].last_new = Elapsed();
    ++contenders_[contender].findings;
    schedule_.Note(contender, 1, kSignatureGain);
    if (finding.replay.empty() && contenders_[contender].fuzzer.has_value()) {
      const std::string file = folders_.input(finding.name) + "/" + finding.kind + "-input";
      finding.replay = contenders_[contender].fuzzer->ReplayText(file);
    }
  }
  Write([this, finding, sight, times]() -> ledger::Result<void> {
    const auto recorded = ledger_->Record(finding, sight, times);
    if (!recorded.has_value()) return std::unexpected(recorded.error());
    return {};
  });
  if (!is_new) return;
  WriteInput(finding);
  if (finding.state == State::kRaw && !finding.input.empty()) {
    to_reduce_.push_back(finding.signature);
  }
  News(fmt::format("found after {:.0f} s by {}: {}", finding.seconds, finding.target,
                   finding.signature));
}

void Supervisor::RecordWithoutInput(std::size_t contender, int wait_status,
                                    const std::string& output, const std::string& remark) {
  const std::string& target = contenders_[contender].name;
  const DeathReport report = ReadDeathReport(target, wait_status, output);
  Finding finding;
  finding.kind = report.kind;
  finding.signature = report.signature;
  finding.target = target;
  finding.report = output;
  finding.program = report.program;
  finding.remark = remark;
  Record(finding, fmt::format("{} without input {}", target, Elapsed()), 1, contender);
}

void Supervisor::WriteInput(const Finding& finding) {
  if (finding.input.empty()) return;
  std::error_code error;
  fs::create_directories(folders_.input(finding.name), error);
  const std::string file = folders_.input(finding.name) + "/" + finding.kind + "-input";
  if (!fs::exists(file, error)) static_cast<void>(WriteFile(file, finding.input));
}

void Supervisor::TakeHuntFinding(const std::string& name, std::uint64_t times,
                                 const std::string& sight) {
  const std::string folder = folders_.findings() + "/" + name;
  const auto text = ReadFile(folder + "/finding.json");
  const nlohmann::json json = nlohmann::json::parse(text.value_or(""), nullptr, false);
  if (!json.is_object() || !json.contains("signature")) return;
  Finding finding;
  finding.name = name;
  finding.signature = json["signature"];
  finding.kind = json.value("kind", "divergence");
  if (finding.kind == "hang") finding.kind = "timeout";
  const std::string oracle = json.value("oracle", "");
  if (oracle == "work" || oracle == "growth") finding.kind = "slow";
  finding.target = "hunt";
  finding.seed = json.value("seed", std::uint64_t{0});
  finding.program = ReadFile(folder + "/minimal.gw").value_or("");
  finding.input = ReadFile(folder + "/original.gw").value_or("");
  finding.page = ReadFile(folder + "/finding.md").value_or("");
  finding.report = json.value("report", "");
  finding.remark = json.value("remark", "");
  finding.reducer = finding.program.empty() ? "" : "program reducers";
  if (json.contains("reduction")) {
    finding.size_before = json["reduction"].value("nodes_before", std::uint64_t{0});
    finding.size_after = json["reduction"].value("nodes_after", std::uint64_t{0});
    finding.unit = "nodes";
  } else {
    finding.size_before = finding.input.size();
    finding.size_after = finding.program.size();
    finding.unit = "bytes";
  }
  finding.state = finding.program.empty() ? State::kRaw : State::kMinimised;
  finding.replay = fmt::format("{}/quicksilver-hunt replay {}", options_.tools, folder);
  if (!options_.plant.empty()) finding.replay += " --plant " + options_.plant;
  const bool was_known = known_.contains(finding.signature);
  // The hunt makes its own findings small.
  if (!was_known) {
    finding.commit = options_.commit;
  }
  Record(finding, sight, times, 0);
}

void Supervisor::ScanFolders() {
  std::error_code error;
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folders_.findings(), error)) {
    if (entry.is_directory(error)) names.push_back(entry.path().filename().string());
  }
  std::ranges::sort(names);
  for (const std::string& name : names) {
    // A hunt that was killed has left it; or a hunt at hand is still at it, and reports it again.
    if (name.starts_with(".")) continue;
    const auto text = ReadFile(folders_.findings() + "/" + name + "/finding.json");
    const nlohmann::json json = nlohmann::json::parse(text.value_or(""), nullptr, false);
    if (!json.is_object() || !json.contains("signature")) continue;
    if (known_.contains(json["signature"].get<std::string>())) continue;
    TakeHuntFinding(name, 1, "folder " + name);
  }
}

void Supervisor::QueueKnown() {
  const auto findings = ledger_->Findings();
  if (!findings.has_value()) {
    failure_ = findings.error().message;
    return;
  }
  // Texts of programs that once broke something stand in the headers of what is kept.
  std::string regressions;
  std::error_code error;
  const fs::path folder = fs::path(options_.root) / "corpus/regressions";
  for (const auto& entry : fs::recursive_directory_iterator(folder, error)) {
    if (entry.is_regular_file(error)) {
      regressions += ReadFile(entry.path().string()).value_or("") + "\n";
    }
  }
  const auto others = ledger_->OtherSignatures();
  if (!others.has_value()) {
    failure_ = others.error().message;
    return;
  }
  for (const std::string& signature : *others) known_.emplace(signature, false);
  for (const Finding& finding : *findings) {
    known_.emplace(finding.signature, true);
    for (Contender& contender : contenders_) {
      if (contender.name == finding.target) ++contender.findings;
    }
    WriteInput(finding);
    if (finding.state == State::kMinimised &&
        regressions.find(finding.signature) != std::string::npos) {
      Write([this, signature = finding.signature] {
        return ledger_->SetState(signature, State::kRegression, options_.commit);
      });
    }
    if (finding.state == State::kRaw && finding.remark.empty() && !finding.input.empty() &&
        finding.target != "hunt") {
      to_reduce_.push_back(finding.signature);
    }
    if (finding.state != State::kFixed && finding.commit != options_.commit) {
      to_recheck_.push_back(finding.signature);
    }
  }
  const std::string pairs = ledger_->Get("pairs").value_or("");
  for (std::size_t begin = 0; begin < pairs.size();) {
    const std::size_t end = pairs.find('\n', begin);
    pairs_.emplace(pairs.substr(begin, end - begin), true);
    begin = end + 1;
  }
}

}  // namespace quicksilver::campaign
