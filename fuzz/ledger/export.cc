#include "fuzz/ledger/export.h"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace quicksilver::ledger {
namespace {

std::string Hexadecimal(std::string_view bytes) {
  std::string text;
  text.reserve(2 * bytes.size());
  for (const char c : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return text;
}

bool IsText(std::string_view bytes) {
  return std::ranges::all_of(bytes, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte >= 0x20 && byte != 0x7F) || c == '\n' || c == '\t';
  });
}

std::string SizesOf(const Finding& finding) {
  if (finding.size_before == 0) return "-";
  // What needs no program at all comes down to nothing.
  if (finding.state == State::kRaw && finding.size_after == 0)
    return fmt::format("{} {}", finding.size_before, finding.unit);
  return fmt::format("{} -> {} {}", finding.size_before, finding.size_after, finding.unit);
}

std::string Indented(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    result += fmt::format("    {}\n", text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return result;
}

}  // namespace

std::string FindingsJson(std::span<const Finding> findings) {
  using Json = nlohmann::ordered_json;
  Json list = Json::array();
  for (const Finding& finding : findings) {
    list.push_back({{"signature", finding.signature},
                    {"name", finding.name},
                    {"kind", finding.kind},
                    {"state", StateName(finding.state)},
                    {"count", finding.count},
                    {"first_seen", TimeText(finding.first_seen)},
                    {"last_seen", TimeText(finding.last_seen)},
                    {"seconds", finding.seconds},
                    {"target", finding.target},
                    {"seed", finding.seed},
                    {"commit", finding.commit},
                    {"seen_commit", finding.seen_commit},
                    {"fixed_commit", finding.fixed_commit},
                    {"first_bad_commit", finding.first_bad},
                    {"size_before", finding.size_before},
                    {"size_after", finding.size_after},
                    {"unit", finding.unit},
                    {"reducer", finding.reducer},
                    {"program", finding.program},
                    {"input_hex", Hexadecimal(finding.input)},
                    {"minimal_hex", Hexadecimal(finding.minimal)},
                    {"page", finding.page},
                    {"report", finding.report},
                    {"remark", finding.remark},
                    {"replay", finding.replay}});
  }
  const Json json = {{"format", 1}, {"findings", std::move(list)}};
  // A report may contain anything.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string FindingsTable(std::span<const Finding> findings) {
  if (findings.empty()) return "no findings\n";
  std::string text =
      fmt::format("{:>3}  {:<10} {:<13} {:>9}  {:<21} {:>11}  {:<19} {}\n", "", "state", "kind",
                  "times", "found by", "after", "size", "signature");
  std::size_t number = 0;
  for (const Finding& finding : findings) {
    text += fmt::format("{:>3}  {:<10} {:<13} {:>9}  {:<21} {:>11}  {:<19} {}\n", ++number,
                        StateName(finding.state), finding.kind, finding.count, finding.target,
                        DurationText(finding.seconds), SizesOf(finding), finding.signature);
  }
  return text;
}

std::string FindingText(const Finding& finding) {
  std::string text = fmt::format("{}\n\n", finding.signature);
  const auto line = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) text += fmt::format("{:<12} {}\n", name, value);
  };
  line("name", finding.name);
  line("kind", finding.kind);
  line("state", std::string(StateName(finding.state)));
  line("times", fmt::format("{}", finding.count));
  line("first seen", fmt::format("{}, after {} of the campaign", TimeText(finding.first_seen),
                                 DurationText(finding.seconds)));
  line("last seen", TimeText(finding.last_seen));
  line("found by", fmt::format("{}, seed {}", finding.target, finding.seed));
  line("commit", finding.commit);
  line("last in", finding.seen_commit);
  line("fixed in", finding.fixed_commit);
  line("first bad", finding.first_bad);
  line("size", SizesOf(finding));
  line("made small by", finding.reducer);
  line("replay", finding.replay);
  line("remark", finding.remark);
  const auto part = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) text += fmt::format("\n{}\n\n{}", name, Indented(value));
  };
  part("program", finding.program);
  if (finding.program.empty()) {
    const std::string& bytes = finding.minimal.empty() ? finding.input : finding.minimal;
    part("input", IsText(bytes) ? bytes : Hexadecimal(bytes));
  }
  if (!finding.page.empty()) {
    part("page", finding.page);
  } else {
    part("report", finding.report);
  }
  return text;
}

std::string TimeText(double seconds_since_1970) {
  const auto time = static_cast<std::time_t>(seconds_since_1970);
  std::tm parts{};
  ::gmtime_r(&time, &parts);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02} UTC", parts.tm_year + 1900,
                     parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
}

std::string DurationText(double seconds) {
  if (seconds < 60) return fmt::format("{:.1f} s", seconds);
  const auto whole = static_cast<std::uint64_t>(seconds);
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
}

}  // namespace quicksilver::ledger
