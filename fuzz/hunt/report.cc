#include "fuzz/hunt/report.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <vector>

#include "engine/bytecode/opcodes.h"
#include "fuzz/hunt/exit_codes.h"
#include "fuzz/hunt/terminal.h"

namespace quicksilver::hunt {
namespace {

using properties::Incomparable;
using properties::IncomparableName;
using properties::kIncomparableCount;

constexpr int kShownLinesOfMinimal = 12;

double PerSecond(std::uint64_t count, double seconds) {
  return seconds > 0 ? static_cast<double>(count) / seconds : 0;
}

std::string Rate(std::uint64_t count, double seconds) {
  return Grouped(static_cast<std::uint64_t>(std::llround(PerSecond(count, seconds))));
}

// `StackOverflow 80, FuelExhausted 20`: those that are not 0.
std::string Reasons(const std::array<Counter, kIncomparableCount>& counts) {
  std::vector<std::string> parts;
  for (int i = 0; i < kIncomparableCount; ++i) {
    const std::uint64_t count = counts[static_cast<std::size_t>(i)].Get();
    if (count == 0) continue;
    parts.push_back(
        fmt::format("{} {}", IncomparableName(static_cast<Incomparable>(i)), Grouped(count)));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::uint64_t Agreed(const Statistics& statistics) {
  std::uint64_t agreed = 0;
  for (const OracleStatistics& oracle : statistics.oracles) agreed += oracle.agree.Get();
  return agreed;
}

std::uint64_t Checked(const Statistics& statistics) {
  std::uint64_t checked = 0;
  for (const OracleStatistics& oracle : statistics.oracles) checked += oracle.checked();
  return checked;
}

std::uint64_t Diverged(const Statistics& statistics) {
  std::uint64_t diverged = 0;
  for (const OracleStatistics& oracle : statistics.oracles) diverged += oracle.diverge.Get();
  return diverged;
}

std::uint64_t TotalTime(const Statistics& statistics) {
  std::uint64_t total = 0;
  for (const Counter& stage : statistics.stages) total += stage.Get();
  return total;
}

// `generate 20 %, interpret 31 %, …`: those that took at least `least` of the time.
std::string StageShares(const Statistics& statistics, double least) {
  const double total = std::max(1.0, static_cast<double>(TotalTime(statistics)));
  std::vector<std::string> parts;
  for (int i = 0; i < kStageCount; ++i) {
    const double share =
        static_cast<double>(statistics.stages[static_cast<std::size_t>(i)].Get()) / total;
    if (share < least) continue;
    parts.push_back(fmt::format("{} {:.0f} %", StageName(static_cast<Stage>(i)), share * 100));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string Cut(std::string line, std::size_t columns) {
  if (line.size() > columns) line.resize(columns);
  return line + '\n';
}

std::string Goal(const CampaignOptions& options) {
  std::vector<std::string> parts;
  if (options.programs.has_value()) parts.push_back(Grouped(*options.programs) + " programs");
  if (options.seconds.has_value()) parts.push_back(fmt::format("{:g} s", *options.seconds));
  return parts.empty() ? "until interrupted" : fmt::format("{}", fmt::join(parts, " within "));
}

// --- The summary's parts

std::string Opcodes(const OpcodeCoverage& coverage) {
  // A hunt with one oracle that compiles nothing, such as round_trip, misses no opcode.
  if (coverage.opcode_count() == 0) return "opcodes       no code was looked at\n";
  std::vector<std::string_view> missing;
  for (unsigned op = 0; op < kOpcodeCount; ++op) {
    if (!coverage.Saw(static_cast<Opcode>(op))) missing.push_back(kOpcodes[op].name);
  }
  std::string text =
      fmt::format("opcodes       {} of {} in compiled code; {} pairs\n", coverage.opcode_count(),
                  kOpcodeCount, Grouped(coverage.pair_count()));
  if (!missing.empty())
    text += fmt::format("              missing: {}\n", fmt::join(missing, ", "));
  return text;
}

// What a stage or an oracle cost, in microseconds of CPU time: its share of the elapsed time, which
// is what is cheap to measure, of the CPU time. So other work on the machine does not show.
double CpuMicroseconds(const Campaign::Snapshot& snapshot, std::uint64_t time) {
  const double total = std::max(1.0, static_cast<double>(TotalTime(snapshot.statistics)));
  return static_cast<double>(time) / total * snapshot.cpu_seconds * 1e6;
}

std::string OracleTable(const Subject& subject, const Campaign::Snapshot& snapshot) {
  const Statistics& statistics = snapshot.statistics;
  const std::uint64_t total = TotalTime(statistics);
  std::string text =
      fmt::format("{:<16} {:>6} {:>11} {:>11} {:>8} {:>8} {:>10}  {}\n", "oracle", "one in",
                  "checked", "agree", "diverge", "time", "us a check", "incomparable");
  for (std::size_t i = 0; i < subject.oracles.size(); ++i) {
    const OracleStatistics& counts = statistics.oracles[i];
    const std::uint64_t checked = counts.checked();
    const std::uint64_t time = counts.nanoseconds.Get();
    const std::string reasons = Reasons(counts.incomparable);
    const double microseconds =
        CpuMicroseconds(snapshot, time) / static_cast<double>(std::max<std::uint64_t>(1, checked));
    text += fmt::format("{:<16} {:>6} {:>11} {:>11} {:>8} {:>8} {:>10.1f}  {}\n",
                        subject.oracles[i].name, subject.oracles[i].one_in, Grouped(checked),
                        Grouped(counts.agree.Get()), Grouped(counts.diverge.Get()),
                        Percent(time, total), microseconds, reasons.empty() ? "0" : reasons);
  }
  return text;
}

std::string StageTable(const Campaign::Snapshot& snapshot) {
  const Statistics& statistics = snapshot.statistics;
  const std::uint64_t total = TotalTime(statistics);
  const double programs =
      static_cast<double>(std::max<std::uint64_t>(1, statistics.programs.Get()));
  std::string text =
      fmt::format("{:<16} {:>8} {:>14} {:>14}\n", "stage", "time", "us a program", "programs/s");
  for (int i = 0; i < kStageCount; ++i) {
    const std::uint64_t time = statistics.stages[static_cast<std::size_t>(i)].Get();
    if (time == 0) continue;
    const double microseconds = CpuMicroseconds(snapshot, time) / programs;
    text += fmt::format("{:<16} {:>8} {:>14.1f} {:>14}\n", StageName(static_cast<Stage>(i)),
                        Percent(time, total), microseconds, Rate(1, microseconds * 1e-6));
  }
  return text;
}

std::string Indented(std::string_view text, int most_lines) {
  std::string result;
  int lines = 0;
  while (!text.empty()) {
    if (lines++ == most_lines) return result + "      ...\n";
    const std::size_t end = std::min(text.find('\n'), text.size());
    result += fmt::format("      {}\n", text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return result;
}

// One bug may have been met under several signatures.
struct FiledTogether {
  const SignatureEntry* first = nullptr;
  std::vector<const SignatureEntry*> others;
};

std::vector<FiledTogether> ByFolder(const std::vector<const SignatureEntry*>& entries) {
  std::vector<FiledTogether> findings;
  for (const SignatureEntry* entry : entries) {
    const auto same = std::ranges::find_if(findings, [&](const FiledTogether& finding) {
      const std::string_view path = finding.first->path.Get();
      return !path.empty() && path == entry->path.Get();
    });
    if (same == findings.end()) {
      findings.push_back({entry, {}});
    } else {
      same->others.push_back(entry);
    }
  }
  return findings;
}

std::string OneFinding(const Subject& subject, const FiledTogether& finding, std::size_t number) {
  const SignatureEntry& entry = *finding.first;
  const bool moved = !entry.filed_as.Get().empty();
  std::string text = fmt::format("  {}. {}\n", number,
                                 Printable((moved ? entry.filed_as : entry.signature).Get()));
  if (moved) text += fmt::format("     found as {}\n", Printable(entry.signature.Get()));
  text += fmt::format("     {} times, first by program {} (gen --seed {} --profile {})\n",
                      Grouped(entry.count.load()), Grouped(entry.draw.index), entry.draw.seed,
                      subject.profiles[entry.draw.profile]);
  const FindingState state = entry.state.load();
  if (state == FindingState::kDescribed) text += "     not reduced: the hunt was ended at once\n";
  if (entry.nodes_after != 0) {
    text += fmt::format("     {} nodes -> {} in {:.2f} s\n", Grouped(entry.nodes_before),
                        entry.nodes_after, static_cast<double>(entry.reduce_nanoseconds) * 1e-9);
  }
  if (!entry.error.Get().empty()) text += fmt::format("     {}\n", Printable(entry.error.Get()));
  text += Indented(Printable(entry.note.Get()), kShownLinesOfMinimal);
  if (!entry.minimal.Get().empty()) {
    text += Indented(Printable(entry.minimal.Get()), kShownLinesOfMinimal);
  }
  if (!entry.path.Get().empty()) {
    text += fmt::format("     {}{}{}\n",
                        state == FindingState::kKnown ? "filed by an earlier hunt: " : "",
                        entry.has_program ? "quicksilver-hunt replay " : "", entry.path.Get());
  }
  for (const SignatureEntry* other : finding.others) {
    text += fmt::format("     {} times as {}\n", Grouped(other->count.load()),
                        Printable(other->signature.Get()));
  }
  return text;
}

std::string Findings(const Subject& subject, const SignatureTable& signatures) {
  const std::vector<const SignatureEntry*> entries = signatures.Described();
  if (entries.empty()) return "findings      none\n";
  const std::vector<FiledTogether> findings = ByFolder(entries);
  std::string text = fmt::format("findings      {}\n", findings.size());
  for (std::size_t i = 0; i < findings.size(); ++i) {
    text += OneFinding(subject, findings[i], i + 1);
  }
  if (signatures.overflow() > 0) {
    text += fmt::format("  and {} sights of other signatures, for which there was no room\n",
                        Grouped(signatures.overflow()));
  }
  return text;
}

// --- What it comes to

struct Result {
  int exit_code = kExitOk;
  std::string words;
};

Result ResultOfFindings(const SignatureTable& signatures) {
  std::array<std::size_t, 3> kinds{};
  std::size_t not_filed = 0;
  for (const FiledTogether& finding : ByFolder(signatures.Described())) {
    ++kinds[static_cast<std::size_t>(finding.first->kind)];
    if (finding.first->state.load() == FindingState::kNotFiled) ++not_filed;
  }
  std::vector<std::string> parts;
  constexpr std::array<std::string_view, 3> kNames = {"divergence", "crash", "hang"};
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    if (kinds[i] == 0) continue;
    const std::string_view plural = i == 1 ? "es" : "s";
    parts.push_back(fmt::format("{} {}{}", kinds[i], kNames[i], kinds[i] == 1 ? "" : plural));
  }
  std::string words = fmt::format("{}", fmt::join(parts, ", "));
  if (not_filed > 0) words += fmt::format("; {} could not be written", not_filed);
  return {kExitFinding, words};
}

Result ResultOf(const CampaignOptions& options, const Campaign::Snapshot& snapshot, Ending ending) {
  if (snapshot.signatures.size() > 0) return ResultOfFindings(snapshot.signatures);
  if (ending == Ending::kFailed) return {kExitInternal, "failed"};
  if (ending == Ending::kInterrupted) return {kExitInterrupted, "interrupted, nothing found"};
  const Statistics& statistics = snapshot.statistics;
  const std::uint64_t programs = statistics.all_programs();
  if (programs == 0) return {kExitStarved, "starved: no programs"};
  if (options.programs.has_value() && programs < *options.programs) {
    return {kExitStarved, fmt::format("starved: {} programs of {}", Grouped(programs),
                                      Grouped(*options.programs))};
  }
  const std::uint64_t incomparable = statistics.incomparable_programs();
  if (static_cast<double>(incomparable) > kMostIncomparable * static_cast<double>(programs)) {
    return {kExitStarved, fmt::format("starved: {} of the programs are incomparable",
                                      Percent(incomparable, programs))};
  }
  return {kExitOk, "ok"};
}

}  // namespace

std::string Grouped(std::uint64_t number) {
  std::string digits = fmt::format("{}", number);
  for (std::size_t i = digits.size(); i > 3;) {
    i -= 3;
    digits.insert(i, 1, ',');
  }
  return digits;
}

std::string Percent(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return "-";
  if (part == 0) return "0 %";
  if (part == whole) return "100 %";
  const double share = 100 * static_cast<double>(part) / static_cast<double>(whole);
  const double distance = std::min(share, 100 - share);
  const int digits = std::clamp(1 - static_cast<int>(std::floor(std::log10(distance))), 1, 8);
  return fmt::format("{:.{}f} %", share, digits);
}

std::string StatusLines(const Subject& subject, const CampaignOptions& options,
                        const Campaign::Snapshot& snapshot, std::size_t columns) {
  const Statistics& statistics = snapshot.statistics;
  const std::uint64_t programs = statistics.all_programs();
  const std::uint64_t checked = Checked(statistics);
  std::string text = Cut(
      fmt::format("{:.0f} s of {}: {} programs, {}/s, {} a CPU second{}", snapshot.elapsed_seconds,
                  Goal(options), Grouped(programs), Rate(programs, snapshot.elapsed_seconds),
                  Rate(programs, snapshot.cpu_seconds), snapshot.stopping ? "; ending" : ""),
      columns);
  text += Cut(fmt::format("{} checks by {} oracles: {} agree, {} diverge; incomparable {} {}",
                          Grouped(checked), subject.oracles.size(),
                          Percent(Agreed(statistics), checked), Grouped(Diverged(statistics)),
                          Percent(statistics.incomparable_programs(), programs),
                          Reasons(statistics.incomparable)),
              columns);
  text += Cut(fmt::format("opcodes {} of {}, pairs {}; {} signatures, {} workers lost",
                          statistics.coverage.opcode_count(), kOpcodeCount,
                          Grouped(statistics.coverage.pair_count()), snapshot.signatures.size(),
                          statistics.lost.Get()),
              columns);
  text += Cut(StageShares(statistics, 0.005), columns);
  return text;
}

std::string StatusLine(const Campaign::Snapshot& snapshot) {
  const Statistics& statistics = snapshot.statistics;
  const std::uint64_t programs = statistics.all_programs();
  return fmt::format("{:.0f} s: {} programs, {}/s, {} diverge, incomparable {}, {} signatures\n",
                     snapshot.elapsed_seconds, Grouped(programs),
                     Rate(programs, snapshot.elapsed_seconds), Grouped(Diverged(statistics)),
                     Percent(statistics.incomparable_programs(), programs),
                     snapshot.signatures.size());
}

Summary Summarise(const Subject& subject, const CampaignOptions& options,
                  const Campaign::Snapshot& snapshot, Ending ending) {
  const Statistics& statistics = snapshot.statistics;
  const std::uint64_t programs = statistics.all_programs();
  std::string text = fmt::format(
      "hunt          seed {}, {} processes, {}\n"
      "programs      {} in {:.1f} s, {} of them lost with their worker; {:.1f} MB of source\n"
      "speed         {} programs/s; {} a second of CPU time, of which there were {:.1f} s\n"
      "comparisons   {} runs of an engine, {} chunks compiled\n",
      options.seed, options.jobs, Goal(options), Grouped(programs), snapshot.elapsed_seconds,
      Grouped(statistics.lost.Get()), static_cast<double>(statistics.source_bytes.Get()) * 1e-6,
      Rate(programs, snapshot.elapsed_seconds), Rate(programs, snapshot.cpu_seconds),
      snapshot.cpu_seconds, Grouped(statistics.engine_runs.Get()),
      Grouped(statistics.chunks.Get()));
  const std::string reasons = Reasons(statistics.incomparable);
  text += fmt::format("incomparable  {} of the programs{}{}\n",
                      Percent(statistics.incomparable_programs(), programs),
                      reasons.empty() ? "" : ": ", reasons);
  text += Opcodes(statistics.coverage) + '\n';
  text += OracleTable(subject, snapshot) + '\n';
  text += StageTable(snapshot) + '\n';
  text += Findings(subject, snapshot.signatures);
  if (snapshot.first_seconds.has_value()) {
    text += fmt::format("first         finding after {:.2f} s\n", *snapshot.first_seconds);
  }
  const Result result = ResultOf(options, snapshot, ending);
  text += fmt::format("result: {}\n", result.words);
  return {std::move(text), result.exit_code};
}

}  // namespace quicksilver::hunt
