// What the page shows, as JSON.
#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <sstream>

#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "engine/bytecode/opcodes.h"
#include "fuzz/campaign/report.h"
#include "fuzz/ledger/export.h"
#include "fuzz/replay/infeasible.h"

namespace quicksilver::campaign {
namespace {

using Json = nlohmann::ordered_json;
using ledger::Finding;

// The text in the fence behind a heading of finding.md; empty if there is none.
std::string Section(const std::string& page, std::string_view heading) {
  const std::size_t at = page.find(fmt::format("\n## {}", heading));
  if (at == std::string::npos) return "";
  const std::size_t open = page.find("\n```", at);
  const std::size_t next = page.find("\n## ", at + 1);
  if (open == std::string::npos || (next != std::string::npos && next < open)) return "";
  const std::size_t begin = page.find('\n', open + 1) + 1;
  const std::string fence = page.substr(open, begin - 1 - open);
  const std::size_t end = page.find(fence + "\n", begin - 1);
  return page.substr(begin, end == std::string::npos ? end : end + 1 - begin);
}

std::string HeadingFrom(const std::string& page, std::string_view beginning) {
  const std::size_t at = page.find(fmt::format("\n## {}", beginning));
  if (at == std::string::npos) return "";
  return page.substr(at + 4, page.find('\n', at + 1) - at - 4);
}

std::string Hexadecimal(std::string_view bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    text +=
        fmt::format("{:02x}{}", static_cast<unsigned char>(bytes[i]), i % 16 == 15 ? '\n' : ' ');
  }
  return text;
}

Json FindingJson(const Finding& finding) {
  const std::string& bytes = finding.minimal.empty() ? finding.input : finding.minimal;
  return {{"signature", finding.signature},
          {"kind", finding.kind},
          {"state", StateName(finding.state)},
          {"count", finding.count},
          {"first", ledger::TimeText(finding.first_seen)},
          {"last", ledger::TimeText(finding.last_seen)},
          {"seconds", finding.seconds},
          {"after", ledger::DurationText(finding.seconds)},
          {"target", finding.target},
          {"seed", fmt::format("{}", finding.seed)},
          {"commit", finding.commit},
          {"fixed", finding.fixed_commit},
          {"bad", finding.first_bad},
          {"before", finding.size_before},
          {"small", finding.size_after},
          {"unit", finding.unit},
          {"reducer", finding.reducer},
          {"remark", finding.remark},
          {"replay", finding.replay},
          {"program", finding.program},
          {"input", finding.program.empty() ? Hexadecimal(bytes.substr(0, 1024)) : ""},
          {"traces", Section(finding.page, "Both runs around it")},
          {"code_before", Section(finding.page, "Code before allocation")},
          {"code_after", Section(finding.page, "Code of ")},
          {"code_name", HeadingFrom(finding.page, "Code of ")},
          {"report", finding.report}};
}

// A row an opcode: `1` met, `0` not, `-` no code has it.
Json PairsJson(const std::string& met) {
  std::set<std::string, std::less<>> seen;
  std::istringstream lines(met);
  for (std::string line; std::getline(lines, line);) seen.insert(line);
  Json names = Json::array();
  Json rows = Json::array();
  for (unsigned i = 0; i < kOpcodeCount; ++i) {
    names.push_back(kOpcodes[i].name);
    std::string row;
    for (unsigned j = 0; j < kOpcodeCount; ++j) {
      const bool infeasible = !fuzz::WhyInfeasible(kOpcodes[i], kOpcodes[j]).empty();
      const bool is_met = seen.contains(fmt::format("{} {}", kOpcodes[i].name, kOpcodes[j].name));
      row += is_met ? '1' : infeasible ? '-' : '0';
    }
    rows.push_back(row);
  }
  return {{"names", names}, {"rows", rows}};
}

Json DrillJson(const std::string& root) {
  Json rows = Json::array();
  const std::string table = ReadFile(root + "/fuzz/faults/baseline.tsv").value_or("");
  std::istringstream lines(table);
  for (std::string line; std::getline(lines, line);) {
    Json row = Json::array();
    std::istringstream cells(line);
    for (std::string cell; std::getline(cells, cell, '\t');) row.push_back(cell);
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

std::string PageData(const ReportSources& sources, const ledger::Ledger& ledger,
                     std::span<const Finding> findings) {
  Json list = Json::array();
  for (const Finding& finding : findings) list.push_back(FindingJson(finding));
  Json samples = Json::array();
  for (const ledger::Sample& sample : ledger.Samples().value_or(std::vector<ledger::Sample>())) {
    samples.push_back({sample.seconds, sample.target, sample.runs, sample.per_second,
                       sample.coverage, sample.features, sample.corpus});
  }
  Json stages = Json::array();
  for (const ledger::StageTime& time :
       ledger.StageTimes().value_or(std::vector<ledger::StageTime>())) {
    stages.push_back({time.stage, time.target, time.seconds});
  }
  const double elapsed = std::strtod(ledger.Get("elapsed").value_or("").c_str(), nullptr);
  const Json data = {{"commit", ledger.Get("commit").value_or("")},
                     {"jobs", ledger.Get("jobs").value_or("")},
                     {"elapsed", elapsed},
                     {"duration", ledger::DurationText(elapsed)},
                     {"findings", std::move(list)},
                     {"samples", std::move(samples)},
                     {"stages", std::move(stages)},
                     {"pairs", PairsJson(ledger.Get("pairs").value_or(""))},
                     {"drill", DrillJson(sources.root)}};
  std::string text = data.dump(-1, ' ', true, Json::error_handler_t::replace);
  // Nothing in it ends the element that it stands in.
  for (std::size_t at = 0; (at = text.find('<', at)) != std::string::npos;) {
    text.replace(at, 1, "\\u003c");
  }
  return text;
}

}  // namespace quicksilver::campaign
