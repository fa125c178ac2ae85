#include "fuzz/faults/hunt_run.h"

#include <charconv>
#include <filesystem>
#include <fmt/format.h>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "engine/engine.h"
#include "fuzz/faults/patience.h"
#include "fuzz/hunt/exit_codes.h"
#include "properties/reducers/tree_index.h"

namespace quicksilver::faults {
namespace {

using Json = nlohmann::json;

// The number behind `words` in `text`, if it is there; the hunt groups digits with commas.
std::optional<double> NumberAfter(std::string_view text, std::string_view words) {
  const std::size_t at = text.find(words);
  if (at == std::string_view::npos) return std::nullopt;
  text.remove_prefix(at + words.size());
  std::string digits(text.substr(0, text.find_first_not_of("0123456789.,")));
  std::erase(digits, ',');
  double number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc()) return std::nullopt;
  return number;
}

// The earliest finding that lies in `findings`: its description and its minimal program.
struct Filed {
  Json description;
  std::string minimal;
};
std::optional<Filed> EarliestFinding(const std::string& findings) {
  std::optional<Filed> earliest;
  std::error_code error;
  for (std::filesystem::directory_iterator at(findings, error), end; !error && at != end;
       at.increment(error)) {
    const std::string folder = at->path().string();
    const auto text = ReadFile(folder + "/finding.json");
    if (!text) continue;
    Json json = Json::parse(*text, nullptr, false);
    if (!json.is_object() || !json.value("index", Json()).is_number_unsigned()) continue;
    if (earliest && earliest->description["index"] <= json["index"]) continue;
    earliest = Filed{std::move(json), ReadFile(folder + "/minimal.gw").value_or("")};
  }
  return earliest;
}

std::uint64_t NodesOf(const std::string& source) {
  if (source.empty()) return 0;
  const std::expected<Program, Error> program = Program::Parse(source);
  return program.has_value() ? properties::CountNodes(program->ast()) : 0;
}

Record KilledByHunt(std::string oracle, const processes::CommandResult& hunt) {
  Record record;
  record.killed = true;
  record.by = "hunt";
  record.oracle = std::move(oracle);
  record.seconds =
      NumberAfter(hunt.output, "first         finding after ").value_or(hunt.wall_seconds);
  return record;
}

}  // namespace

std::expected<Record, std::string> RunHunt(const std::string& program, const HuntPlan& plan,
                                           const std::string& fault, std::uint64_t seed,
                                           const std::string& findings) {
  std::error_code error;
  std::filesystem::remove_all(findings, error);
  std::filesystem::create_directories(findings, error);
  if (error) {
    return std::unexpected(fmt::format("cannot make {}: {}", findings, error.message()));
  }
  const processes::CommandResult hunt = processes::RunCommand(
      {program, "hunt", "--programs", std::to_string(plan.programs), "--seconds",
       fmt::format("{:g}", plan.seconds), "--seed", std::to_string(seed), "--jobs",
       std::to_string(plan.jobs), "--first", "--findings", findings},
      findings, plan.seconds + kGraceSeconds);
  auto record = JudgeHunt(hunt, findings);
  if (record) {
    record->fault = fault;
    record->seed = seed;
  }
  return record;
}

std::expected<Record, std::string> JudgeHunt(const processes::CommandResult& hunt,
                                             const std::string& findings) {
  // The hunt itself came down, or hangs although it watches its workers: the gate would see that.
  if (hunt.timed_out) return KilledByHunt("hang", hunt);
  if (hunt.signal != 0) return KilledByHunt("crash", hunt);
  switch (hunt.status) {
    case hunt::kExitFinding: {
      const std::optional<Filed> filed = EarliestFinding(findings);
      if (!filed) return std::unexpected("the hunt found something and filed nothing");
      const std::string kind = filed->description.value("kind", "");
      Record record =
          KilledByHunt(kind == "divergence" ? filed->description.value("oracle", "") : kind, hunt);
      record.programs = filed->description["index"].get<std::uint64_t>() + 1;
      record.nodes = NodesOf(filed->minimal);
      return record;
    }
    case hunt::kExitStarved:
      // Too few programs are a slow machine's fault; too many that nothing can be learnt of are
      // not.
      if (hunt.output.find("of the programs are incomparable") != std::string::npos) {
        return KilledByHunt("starved", hunt);
      }
      [[fallthrough]];
    case hunt::kExitOk: {
      Record record;
      record.seconds = hunt.wall_seconds;
      record.programs =
          static_cast<std::uint64_t>(NumberAfter(hunt.output, "programs      ").value_or(0));
      return record;
    }
    default:
      return std::unexpected(fmt::format("the hunt ended with status {}: {}", hunt.status,
                                         hunt.output.substr(0, hunt.output.find('\n'))));
  }
}

}  // namespace quicksilver::faults
