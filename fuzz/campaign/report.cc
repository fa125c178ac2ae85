#include "fuzz/campaign/report.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "fuzz/ledger/export.h"

namespace quicksilver::campaign {
namespace {

using Json = nlohmann::ordered_json;
using ledger::DurationText;
using ledger::Finding;
using ledger::State;

std::string Dump(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace) + "\n";
}

// What XML has no way to contain is left out.
std::string Escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '&')
      result += "&amp;";
    else if (c == '<')
      result += "&lt;";
    else if (c == '>')
      result += "&gt;";
    else if (c == '"')
      result += "&quot;";
    else if (byte >= 0x20 || c == '\n' || c == '\t')
      result += c;
  }
  // Bytes that are no UTF-8 would make the file unreadable.
  const std::string sound = Dump(Json(result), -1);
  return Json::parse(sound).get<std::string>();
}

std::string InTable(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '|') result += '\\';
    result += c == '\n' ? ' ' : c;
  }
  return result;
}

// `engine/vm/calls.cc:12`: the first such place that a report names.
std::pair<std::string, int> PlaceIn(const Finding& finding) {
  for (const std::string* text : {&finding.signature, &finding.report}) {
    const std::size_t at = text->find("engine/");
    if (at == std::string::npos) continue;
    const std::size_t end = text->find_first_of(": \n)", at);
    if (end == std::string::npos || (*text)[end] != ':') continue;
    return {text->substr(at, end - at), std::max(1, std::atoi(text->c_str() + end + 1))};
  }
  return {"engine/LANGUAGE.md", 1};
}

std::expected<std::string, std::string> Page(const ReportSources& sources,
                                             const std::string& data) {
  const std::string parts = sources.root + "/fuzz/campaign/page/";
  auto page = ReadFile(parts + "page.html");
  if (!page.has_value()) return page;
  const std::pair<std::string_view, std::string> places[] = {{"{{style}}", parts + "page.css"},
                                                             {"{{charts}}", sources.charts},
                                                             {"{{script}}", parts + "page.js"}};
  std::string result = *std::move(page);
  for (const auto& [mark, path] : places) {
    const auto text = ReadFile(path);
    if (!text.has_value()) return text;
    const std::size_t at = result.find(mark);
    if (at == std::string::npos) {
      return std::unexpected(fmt::format("'{}page.html' has no place for {}", parts, mark));
    }
    result.replace(at, mark.size(), *text);
  }
  const std::size_t at = result.find("{{data}}");
  if (at == std::string::npos) return std::unexpected("page.html has no place for {{data}}");
  result.replace(at, 8, data);
  return result;
}

}  // namespace

std::string SummaryMarkdown(const ledger::Ledger& ledger, std::span<const Finding> findings) {
  const double elapsed = std::strtod(ledger.Get("elapsed").value_or("").c_str(), nullptr);
  const auto open = std::ranges::count_if(
      findings, [](const Finding& finding) { return finding.state != State::kFixed; });
  const std::string jobs = ledger.Get("jobs").value_or("?");
  std::string text = fmt::format("# Campaign: {}\n\ncommit {}, {} on {} processor{}\n\n",
                                 open == 0 ? "nothing open" : fmt::format("{} open", open),
                                 ledger.Get("commit").value_or(""), DurationText(elapsed), jobs,
                                 jobs == "1" ? "" : "s");
  text += fmt::format("## Findings ({})\n\n", findings.size());
  if (!findings.empty()) {
    text +=
        "| state | kind | times | found by | after | size | signature |\n"
        "|---|---|---:|---|---:|---:|---|\n";
    for (const Finding& finding : findings) {
      text += fmt::format("| {} | {} | {} | {} | {} | {} -> {} {} | {} |\n",
                          StateName(finding.state), finding.kind, finding.count, finding.target,
                          DurationText(finding.seconds), finding.size_before, finding.size_after,
                          finding.unit, InTable(finding.signature));
    }
    for (const Finding& finding : findings) {
      text += fmt::format("\n### {}\n\n    {}\n", finding.signature, finding.replay);
      if (!finding.remark.empty()) text += fmt::format("\n{}\n", finding.remark);
      if (!finding.program.empty()) text += fmt::format("\n```\n{}\n```\n", finding.program);
    }
  }
  text +=
      "\n## Targets\n\n| target | runs | coverage | features | corpus "
      "|\n|---|---:|---:|---:|---:|\n";
  std::map<std::string, ledger::Sample> last;
  for (ledger::Sample& sample : ledger.Samples().value_or(std::vector<ledger::Sample>())) {
    last[sample.target] = std::move(sample);
  }
  for (const auto& [target, sample] : last) {
    text += fmt::format("| {} | {} | {} | {} | {} |\n", target, sample.runs, sample.coverage,
                        sample.features, sample.corpus);
  }
  return text;
}

std::string Sarif(std::span<const Finding> findings) {
  Json rules = Json::array();
  Json results = Json::array();
  for (const std::string_view kind :
       {"divergence", "crash", "timeout", "leak", "out-of-memory", "slow"}) {
    rules.push_back({{"id", kind}, {"shortDescription", {{"text", kind}}}});
  }
  for (const Finding& finding : findings) {
    if (finding.state == State::kFixed) continue;
    const auto [file, line] = PlaceIn(finding);
    results.push_back(
        {{"ruleId", finding.kind},
         {"level", finding.kind == "slow" ? "warning" : "error"},
         {"message", {{"text", fmt::format("{}\n{}", finding.signature, finding.replay)}}},
         {"partialFingerprints", {{"signature/v1", finding.name}}},
         {"locations",
          Json::array({{{"physicalLocation",
                         {{"artifactLocation", {{"uri", file}, {"uriBaseId", "%SRCROOT%"}}},
                          {"region", {{"startLine", line}}}}}}})}});
  }
  const Json json = {
      {"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
      {"version", "2.1.0"},
      {"runs",
       Json::array(
           {{{"tool",
              {{"driver", {{"name", "quicksilver-campaign"}, {"rules", std::move(rules)}}}}},
             {"results", std::move(results)}}})}};
  return Dump(json, 2);
}

std::string JunitXml(std::span<const Finding> findings) {
  const auto open = std::ranges::count_if(
      findings, [](const Finding& finding) { return finding.state != State::kFixed; });
  // With nothing found there is still something that went well.
  const std::size_t tests = std::max<std::size_t>(1, findings.size());
  std::string text = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuite name=\"campaign\" tests=\"{}\" failures=\"{}\" errors=\"0\">\n",
      tests, open);
  if (findings.empty()) text += "<testcase classname=\"campaign\" name=\"nothing was found\"/>\n";
  for (const Finding& finding : findings) {
    text += fmt::format("<testcase classname=\"campaign.{}\" name=\"{}\" time=\"{:.1f}\">",
                        Escaped(finding.target), Escaped(finding.signature), finding.seconds);
    if (finding.state != State::kFixed) {
      text += fmt::format("<failure type=\"{}\" message=\"{}\">{}</failure>", Escaped(finding.kind),
                          Escaped(finding.signature), Escaped(FindingText(finding)));
    }
    text += "</testcase>\n";
  }
  return text + "</testsuite>\n";
}

std::expected<void, std::string> WriteReports(const ReportSources& sources,
                                              const ledger::Ledger& ledger) {
  const auto findings = ledger.Findings();
  if (!findings.has_value()) return std::unexpected(findings.error().message);
  const std::pair<std::string, std::string> files[] = {
      {"summary.md", SummaryMarkdown(ledger, *findings)},
      {"findings.json", FindingsJson(*findings)},
      {"findings.sarif", Sarif(*findings)},
      {"junit.xml", JunitXml(*findings)}};
  for (const auto& [name, text] : files) {
    const auto written = WriteFile(sources.directory + "/" + name, text);
    if (!written.has_value()) return written;
  }
  const auto page = Page(sources, PageData(sources, ledger, *findings));
  if (!page.has_value()) return std::unexpected(page.error());
  return WriteFile(sources.directory + "/report.html", *page);
}

}  // namespace quicksilver::campaign
