#include "fuzz/hunt/results.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include <nlohmann/json.hpp>

#include "engine/bytecode/opcodes.h"

namespace quicksilver::hunt {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::string_view, 3> kKinds = {"divergence", "crash", "timeout"};

// Shares of the elapsed time, which is what is cheap to measure, of the CPU time.
Json StagesOf(const Campaign::Snapshot& snapshot) {
  double total = 0;
  for (const Counter& stage : snapshot.statistics.stages) total += static_cast<double>(stage.Get());
  Json stages = Json::object();
  for (int i = 0; i < kStageCount; ++i) {
    const auto time =
        static_cast<double>(snapshot.statistics.stages[static_cast<std::size_t>(i)].Get());
    if (time == 0) continue;
    stages[StageName(static_cast<Stage>(i))] = time / total * snapshot.cpu_seconds;
  }
  return stages;
}

Json PairsOf(const OpcodeCoverage& coverage) {
  Json pairs = Json::array();
  for (unsigned first = 0; first < kOpcodeCount; ++first) {
    for (unsigned second = 0; second < kOpcodeCount; ++second) {
      if (!coverage.SawPair(static_cast<Opcode>(first), static_cast<Opcode>(second))) continue;
      pairs.push_back({kOpcodes[first].name, kOpcodes[second].name});
    }
  }
  return pairs;
}

Json FindingsOf(const Subject& subject, const Campaign::Snapshot& snapshot) {
  Json findings = Json::array();
  for (const SignatureEntry* entry : snapshot.signatures.Described()) {
    const std::filesystem::path path(entry->path.Get());
    findings.push_back({{"signature", entry->signature.Get()},
                        {"kind", kKinds[static_cast<std::size_t>(entry->kind)]},
                        {"times", entry->count.load()},
                        {"name", path.filename().string()},
                        {"seed", entry->draw.seed},
                        {"profile", subject.profiles[entry->draw.profile]},
                        {"oracle", subject.oracles[entry->oracle].name},
                        {"nodes_before", entry->nodes_before},
                        {"nodes_after", entry->nodes_after},
                        {"note", entry->note.Get()},
                        {"minimal", entry->minimal.Get()},
                        {"error", entry->error.Get()}});
  }
  return findings;
}

}  // namespace

std::string ResultsJson(const Subject& subject, const CampaignOptions& options,
                        const Campaign::Snapshot& snapshot) {
  const Statistics& statistics = snapshot.statistics;
  const Json json = {{"format", 1},
                     {"seed", options.seed},
                     {"programs", statistics.all_programs()},
                     {"lost", statistics.lost.Get()},
                     {"incomparable", statistics.incomparable_programs()},
                     {"seconds", snapshot.elapsed_seconds},
                     {"cpu_seconds", snapshot.cpu_seconds},
                     {"stages", StagesOf(snapshot)},
                     {"opcodes", statistics.coverage.opcode_count()},
                     {"pairs", PairsOf(statistics.coverage)},
                     {"findings", FindingsOf(subject, snapshot)}};
  // A report may contain anything. One line, so that it can end another text.
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace quicksilver::hunt
