#include "fuzz/campaign/death_report.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <fmt/format.h>
#include <sys/wait.h>
#include <vector>

#include "fuzz/hunt/child_process.h"

namespace quicksilver::campaign {
namespace {

bool Has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

std::vector<std::string_view> LinesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// A complaint without what changes from input to input: numbers, and what it quotes.
std::string WithoutParticulars(std::string_view line) {
  std::string result;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') {
      result += "\"...\"";
      i = line.find('"', i + 1);
      if (i == std::string_view::npos) break;
    } else if (std::isdigit(static_cast<unsigned char>(line[i])) == 0) {
      result += line[i];
    } else if (result.empty() || result.back() != 'N') {
      result += 'N';
    }
  }
  return result;
}

// `    #3 0x55d2 in quicksilver::Parser::Next() /home/x/engine/syntax/parser.cc:12:3`: the function
// of the first line whose file is ours.
std::string InnermostOfOurs(std::string_view report) {
  for (const std::string_view line : LinesOf(report)) {
    const std::size_t in = line.find(" in ");
    if (!Has(line, "#") || !Has(line, " 0x") || in == std::string_view::npos) continue;
    const std::string_view rest = line.substr(in + 4);
    const bool ours = Has(rest, "/engine/") || Has(rest, "/properties/") || Has(rest, "/fuzz/");
    if (!ours || Has(rest, "AssertionFailed") || Has(rest, "fuzz::Fail")) continue;
    // Up to the file; without arguments and the folder of nameless things.
    std::string function(rest.substr(0, rest.find(" /")));
    constexpr std::string_view kNameless = "(anonymous namespace)::";
    for (std::size_t at = 0; (at = function.find(kNameless)) != std::string::npos;) {
      function.erase(at, kNameless.size());
    }
    return function.substr(0, function.find('('));
  }
  return "";
}

// What target.h's Fail prints: the complaint, and the program between lines of dashes.
struct Complaint {
  std::string line;
  std::string shown;
};

std::optional<Complaint> ComplaintIn(std::string_view output) {
  const std::size_t error = output.find("ERROR: libFuzzer: deadly signal");
  if (error == std::string_view::npos) return std::nullopt;
  std::string_view before = output.substr(0, output.rfind('\n', error));
  Complaint complaint;
  constexpr std::string_view kDashes = "\n----\n";
  const std::size_t first = before.find(kDashes);
  if (first != std::string_view::npos) {
    const std::size_t begin = first + kDashes.size();
    const std::size_t last = before.rfind("\n----");
    if (last >= begin) complaint.shown = before.substr(begin, last - begin);
    before = before.substr(0, first);
  }
  // Lines that go into detail are indented.
  const std::vector<std::string_view> lines = LinesOf(before);
  for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
    if (line->empty() || line->starts_with(' ')) continue;
    // Without a complaint the last line is the fuzzer's own.
    const bool fuzzers = line->starts_with('#') || line->starts_with("INFO: ") ||
                         line->starts_with("Running: ") || line->starts_with("\t") ||
                         Has(*line, "assertion failed") || Has(*line, "terminate called");
    if (fuzzers) break;
    complaint.line = *line;
    break;
  }
  if (complaint.line.empty()) return std::nullopt;
  return complaint;
}

std::string AtPlace(std::string_view what, std::string_view target, const std::string& function) {
  return function.empty() ? fmt::format("{}: in target {}", what, target)
                          : fmt::format("{}: in {}", what, function);
}

}  // namespace

DeathReport ReadDeathReport(std::string_view target, int wait_status, const std::string& output) {
  DeathReport report;
  // The clock may run out while another report is being written: the first one counts.
  if (output.find("libFuzzer: timeout") < output.find("libFuzzer: out-of-memory") &&
      output.find("libFuzzer: timeout") < output.find("libFuzzer: deadly signal")) {
    report.kind = "timeout";
    report.signature = fmt::format("timeout: in target {}", target);
    return report;
  }
  if (Has(output, "detected memory leaks")) {
    report.kind = "leak";
    report.signature = AtPlace("leak", target, InnermostOfOurs(output));
    return report;
  }
  if (Has(output, "libFuzzer: out-of-memory") || Has(output, "allocation-size-too-big") ||
      Has(output, "AddressSanitizer: out of memory") || Has(output, "rss-limit-exceeded")) {
    report.kind = "out-of-memory";
    report.signature = AtPlace("out-of-memory", target, InnermostOfOurs(output));
    return report;
  }
  if (const auto complaint = ComplaintIn(output); complaint.has_value()) {
    report.kind = "divergence";
    // In brackets: the signature of an oracle of the hunt that complains of the same.
    const bool named = complaint->line.starts_with('[') && complaint->line.ends_with(']');
    report.signature = named ? complaint->line.substr(1, complaint->line.size() - 2)
                             : fmt::format("{}: {}", target, WithoutParticulars(complaint->line));
    report.program = complaint->shown;
    return report;
  }
  report.kind = "crash";
  hunt::Death death;
  death.kind = WIFEXITED(wait_status) ? hunt::Death::Kind::kExit : hunt::Death::Kind::kSignal;
  death.number = WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : WTERMSIG(wait_status);
  death.report = output;
  const std::string signature = death.Signature();
  // The fuzzer's own verdict names no place.
  if (Has(signature, "libFuzzer") || !death.NamesPlace()) {
    report.signature = AtPlace("crash", target, InnermostOfOurs(output));
  } else {
    report.signature = "crash: " + signature;
  }
  return report;
}

}  // namespace quicksilver::campaign
