#include "bench/runner/page.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <optional>
#include <set>
#include <string_view>

#include "bench/runner/engines.h"
#include "bench/runner/table.h"

namespace quicksilver::bench {
namespace {

// A ratio that fills the line. Longer bars are cut, and their figure says how long they would be.
constexpr double kFullBar = 2;

constexpr std::string_view kStyle = R"(
:root { color-scheme: light dark; --ink: #1c2024; --soft: #646b73; --paper: #fcfcfa; --line: #d9dcdf;
  --c0: #8a8f96; --c1: #1668c7; --c2: #c2571a; --c3: #2a8a57; --c4: #8b5bc0; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8ea; --soft: #9aa1a9; --paper: #15181b;
  --line: #343a40; --c0: #7d848c; --c1: #5aa2f0; --c2: #e58a52; --c3: #55b985; --c4: #b18be6; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.2rem 1rem 3rem; max-width: 68rem; background: var(--paper);
  color: var(--ink); font: 15px/1.45 system-ui, sans-serif; }
h1 { font-size: 1.35rem; margin: 0 0 .2rem; } h2 { font-size: 1.05rem; margin: 2rem 0 .6rem; }
h3 { font-size: .95rem; margin: 0; } p { margin: .2rem 0; } .soft { color: var(--soft); font-size: .85rem; }
.means { display: flex; flex-wrap: wrap; gap: .6rem; margin-top: 1rem; }
.mean { flex: 1 1 8rem; padding: .5rem .7rem; border: 1px solid var(--line); border-left: 4px solid var(--c);
  border-radius: 4px; } .mean b { display: block; font-size: 1.3rem; }
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(19rem, 1fr)); gap: 1rem 1.6rem; }
.row { display: grid; grid-template-columns: 5.8rem 1fr 7.2rem; gap: .5rem; align-items: center;
  font-size: .82rem; line-height: 1.5; }
.bar { height: .7rem; } .bar i { display: block; height: 100%; min-width: 1px; background: var(--c);
  border-radius: 0 2px 2px 0; } .bar i.cut { border-right: 3px double var(--paper); }
.figure { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.scroll { overflow-x: auto; } svg { width: 100%; max-width: 40rem; height: auto; } svg text { fill: var(--soft); font-size: 11px; }
.key { display: flex; flex-wrap: wrap; gap: .2rem 1rem; font-size: .82rem; }
.key span::before { content: ""; display: inline-block; width: .7rem; height: .7rem; margin-right: .35rem;
  background: var(--c); border-radius: 2px; }
table { border-collapse: collapse; font-size: .82rem; font-variant-numeric: tabular-nums; }
td, th { padding: .2rem .7rem .2rem 0; text-align: left; white-space: nowrap; border-bottom: 1px solid var(--line); }
)";

std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

// An engine has its colour by its place among those of the record.
std::string ColourOf(std::size_t engine) {
  constexpr std::size_t kColours = 5;
  return fmt::format("style=\"--c:var(--c{})\"", engine % kColours);
}

std::string MeansOf(const Record& record) {
  std::string html = "<div class=means>";
  for (std::size_t i = 0; i < record.engines.size(); ++i) {
    std::size_t count = 0;
    const auto mean = GeometricMean(record, record.engines[i], &count);
    if (!mean) continue;
    html += fmt::format(
        "<div class=mean {}>{}<b>{:.2f}</b><span class=soft>of {}, {} workloads</span></div>",
        ColourOf(i), Escaped(record.engines[i]), *mean, kReference, count);
  }
  return html + "</div>\n";
}

std::string BarsOf(const Record& record, const WorkloadRecord& workload) {
  std::string html = fmt::format("<section><h3>{}</h3><p class=soft>{}</p>", Escaped(workload.name),
                                 Escaped(workload.about));
  // Without the reference there are no ratios: then the longest bar is the slowest engine's.
  double most = 0;
  for (const std::string& engine : record.engines) {
    most = std::max(most, Typical(workload, engine).value_or(0));
  }
  for (std::size_t i = 0; i < record.engines.size(); ++i) {
    const std::string& engine = record.engines[i];
    const auto typical = Typical(workload, engine);
    if (!typical) continue;
    const auto ratio = Ratio(workload, engine);
    const double length = ratio ? *ratio / kFullBar : *typical / most;
    html += fmt::format(
        "<div class=row {}><span>{}</span><span class=bar><i{} style=\"width:{:.1f}%\"></i></span>"
        "<span class=figure>{}{}</span></div>",
        ColourOf(i), Escaped(engine), length > 1 ? " class=cut" : "", 100 * std::min(length, 1.0),
        Amount(*typical, workload.kind), ratio ? fmt::format(" · {:.2f}", *ratio) : "");
  }
  return html + "</section>\n";
}

std::string SectionOf(const Record& record, Kind kind, std::string_view title) {
  std::string html;
  for (const WorkloadRecord& workload : record.workloads) {
    if (workload.kind == kind) html += BarsOf(record, workload);
  }
  if (html.empty()) return html;
  return fmt::format("<h2>{}</h2>\n<div class=grid>\n{}</div>\n", title, html);
}

std::set<std::string> TimedWorkloads(const Record& record) {
  std::set<std::string> names;
  for (const WorkloadRecord& workload : record.workloads) {
    if (workload.kind == Kind::kTime) names.insert(workload.name);
  }
  return names;
}

std::string ChartOf(const Record& record, const std::vector<const Record*>& past) {
  constexpr double kWidth = 460;
  constexpr double kHeight = 200;
  constexpr double kLeft = 34;
  constexpr double kBottom = 18;
  double most = 1;
  for (const Record* one : past) {
    for (const std::string& engine : record.engines) {
      // The interpreter is so much slower that the others would be one line beside it.
      if (engine != "interpreter") most = std::max(most, GeometricMean(*one, engine).value_or(0));
    }
  }
  most *= 1.1;
  const double step = (kWidth - kLeft - 10) / static_cast<double>(past.size() - 1);
  const auto x = [&](std::size_t i) { return kLeft + step * static_cast<double>(i); };
  const auto y = [&](double ratio) { return (kHeight - kBottom) * (1 - ratio / most); };
  std::string svg = fmt::format(
      "<svg viewBox=\"0 0 {} {}\" role=img aria-label=\"geometric means over earlier runs\">",
      kWidth, kHeight);
  for (double ratio = 0; ratio < most; ratio += 0.25) {
    svg += fmt::format(
        "<line x1={0} x2={1} y1={2:.1f} y2={2:.1f} stroke=\"var(--line)\"/><text x=0 "
        "y={3:.1f}>{4:.2f}</text>",
        kLeft, kWidth, y(ratio), y(ratio) + 4, ratio);
  }
  for (std::size_t i = 0; i < record.engines.size(); ++i) {
    std::string points;
    for (std::size_t at = 0; at < past.size(); ++at) {
      const auto mean = GeometricMean(*past[at], record.engines[i]);
      if (mean && *mean <= most) points += fmt::format("{:.1f},{:.1f} ", x(at), y(*mean));
    }
    if (points.empty()) continue;
    svg += fmt::format(
        "<polyline {} points=\"{}\" fill=none stroke=\"var(--c)\" stroke-width=2 "
        "stroke-linejoin=round />",
        ColourOf(i), points);
  }
  svg += fmt::format("<text x={} y={}>{}</text><text x={} y={} text-anchor=end>{}</text></svg>",
                     kLeft, kHeight - 3, past.front()->date.substr(0, 10), kWidth, kHeight - 3,
                     past.back()->date.substr(0, 10));
  std::string key = "<div class=key>";
  for (std::size_t i = 0; i < record.engines.size(); ++i) {
    if (record.engines[i] == "interpreter") continue;
    key += fmt::format("<span {}>{}</span>", ColourOf(i), Escaped(record.engines[i]));
  }
  return svg + key + "</div>\n";
}

std::string HistoryOf(const Record& record, const std::vector<Record>& history) {
  const std::set<std::string> timed = TimedWorkloads(record);
  std::vector<const Record*> past;
  for (const Record& one : history) {
    if (!timed.empty() && TimedWorkloads(one) == timed && GeometricMean(one, "vm"))
      past.push_back(&one);
  }
  if (past.empty()) return "";
  std::string html = fmt::format(
      "<h2>History</h2>\n<p class=soft>Geometric means, {} = 1; runs of the same {} "
      "workloads.</p>\n",
      kReference, timed.size());
  if (past.size() > 1) html += ChartOf(record, past);
  html += "<div class=scroll><table><tr><th>date<th>commit";
  for (const std::string& engine : record.engines) html += "<th>" + Escaped(engine);
  html += "</tr>\n";
  for (auto one = past.rbegin(); one != past.rend(); ++one) {
    html += fmt::format("<tr><td>{}<td>{}", Escaped((*one)->date), Escaped((*one)->commit));
    for (const std::string& engine : record.engines) {
      const auto mean = GeometricMean(**one, engine);
      html += mean ? fmt::format("<td>{:.3f}", *mean) : "<td>–";
    }
    html += "</tr>\n";
  }
  return html + "</table></div>\n";
}

}  // namespace

std::string PageOf(const Record& record, const std::vector<Record>& history) {
  std::string html = fmt::format(
      "<!doctype html>\n<html lang=en><meta charset=utf-8>\n"
      "<meta name=viewport content=\"width=device-width, initial-scale=1\">\n"
      "<title>Quicksilver: benchmark</title>\n<style>{}</style>\n<body>\n"
      "<h1>Quicksilver beside its peers</h1>\n<p class=soft>{}{} · {}</p>\n",
      kStyle, Escaped(record.date), record.commit.empty() ? "" : " · " + Escaped(record.commit),
      Escaped(record.machine));
  html += MeansOf(record);
  html += SectionOf(record, Kind::kTime, "CPU time of the whole process");
  html += SectionOf(record, Kind::kStartUp, "Start-up");
  html += SectionOf(record, Kind::kMemory, "Peak memory");
  html += fmt::format(
      "<p class=soft style=\"margin-top:1rem\">Medians, and the ratio to {}; shorter is better. A "
      "bar "
      "that fills its line is {} times as long as {}'s, or longer.</p>\n",
      kReference, kFullBar, kReference);
  return html + HistoryOf(record, history) + "</body></html>\n";
}

}  // namespace quicksilver::bench
