#include "fuzz/campaign/commands.h"

#include <algorithm>
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "fuzz/campaign/bisect.h"
#include "fuzz/campaign/options.h"
#include "fuzz/campaign/report.h"
#include "fuzz/campaign/status.h"
#include "fuzz/campaign/supervisor.h"
#include "fuzz/campaign/triage.h"
#include "fuzz/hunt/exit_codes.h"
#include "fuzz/hunt/terminal.h"
#include "fuzz/ledger/export.h"

namespace quicksilver::campaign {
namespace {

using hunt::Printable;
using hunt::Terminal;

// How often a line is written where there is no terminal.
constexpr double kLogSeconds = 30;

std::size_t ColumnsOfTerminal() {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

int Complain(const std::string& message, int exit_code) {
  fmt::print(stderr, "quicksilver-campaign: {}\n", Printable(message));
  return exit_code;
}

ReportSources SourcesOf(const Options& options) {
  return {.root = options.campaign.root,
          .charts = options.charts,
          .directory = options.campaign.directory};
}

// Writes every form of the report, and shows the table.
int Conclude(const Options& options, ledger::Ledger& ledger, Terminal& terminal) {
  const auto findings = ledger.Findings();
  if (!findings.has_value()) return Complain(findings.error().message, hunt::kExitInternal);
  const auto written = WriteReports(SourcesOf(options), ledger);
  terminal.Write(Printable(FindingsTable(*findings)));
  if (!written.has_value()) return Complain(written.error(), hunt::kExitCannotWrite);
  terminal.Write(fmt::format("report: {}/report.html\n", options.campaign.directory));
  const bool open = std::ranges::any_of(*findings, [](const ledger::Finding& finding) {
    return finding.state != ledger::State::kFixed;
  });
  return open ? hunt::kExitFinding : hunt::kExitOk;
}

int RunCampaign(const Options& options) {
  Terminal terminal;
  Supervisor supervisor(options.campaign);
  if (const auto prepared = supervisor.Prepare(); !prepared.has_value()) {
    return Complain(prepared.error(), hunt::kExitInternal);
  }
  double next_line = 0;
  const auto run =
      supervisor.Run([&](const Supervisor::Snapshot& snapshot, const std::string& news) {
        if (!news.empty()) {
          terminal.WriteError(
              Printable(fmt::format("[{}] {}\n", ledger::DurationText(snapshot.elapsed), news)));
        }
        if (terminal.status_is_live()) {
          terminal.ShowStatus(Printable(StatusTable(snapshot, ColumnsOfTerminal())));
        } else if (snapshot.elapsed >= next_line) {
          next_line = snapshot.elapsed + kLogSeconds;
          terminal.ShowStatus(Printable(StatusLine(snapshot)));
        }
      });
  terminal.ClearStatus();
  const int concluded = Conclude(options, supervisor.ledger(), terminal);
  if (!run.has_value()) return Complain(run.error(), hunt::kExitInternal);
  if (supervisor.interrupted() && concluded == hunt::kExitOk) return hunt::kExitInterrupted;
  return concluded;
}

int Judge(const Options& options) {
  const auto fuzzer = Fuzzer::Find(options.campaign.root, options.campaign.bin, options.target);
  if (!fuzzer.has_value()) return Complain(fuzzer.error(), hunt::kExitNoInput);
  if (::access(options.file.c_str(), R_OK) != 0) {
    return Complain(fmt::format("cannot read '{}'", options.file), hunt::kExitNoInput);
  }
  Identity identity = Identify(*fuzzer, options.file);
  if (options.action == Action::kIdentify) {
    if (identity.kind == "timeout" && EndsGivenTime(*fuzzer, options.file)) identity = {};
    fmt::print("{}", ToJson(identity));
    return hunt::kExitOk;
  }
  if (!identity.died) return Complain("it does not happen any more", hunt::kExitNothingToReduce);
  fmt::print("{}", ToJson(ReduceInput(*fuzzer, options.file, identity, options.findings,
                                      options.scratch, options.campaign.reduce_seconds)));
  return hunt::kExitOk;
}

int Report(const Options& options, Terminal& terminal) {
  auto ledger = ledger::Ledger::Open(Folders(options.campaign.directory).ledger());
  if (!ledger.has_value()) return Complain(ledger.error().message, hunt::kExitNoInput);
  return Conclude(options, *ledger, terminal);
}

int Bisect(const Options& options, Terminal& terminal) {
  auto ledger = ledger::Ledger::Open(Folders(options.campaign.directory).ledger());
  if (!ledger.has_value()) return Complain(ledger.error().message, hunt::kExitNoInput);
  const auto first =
      FirstBad(options.campaign, *ledger, options.signature, options.good,
               [&](const std::string& line) { terminal.WriteError(Printable(line + "\n")); });
  if (!first.has_value()) return Complain(first.error(), hunt::kExitInternal);
  terminal.Write(fmt::format("first bad commit: {}\n", *first));
  return hunt::kExitOk;
}

}  // namespace

int RunCommandLine(int argc, const char* const* argv) {
  hunt::PrepareStandardStreams();
  const auto options = ParseOptions(argc, argv);
  if (!options.has_value()) return options.error();
  Terminal terminal;
  switch (options->action) {
    case Action::kRun:
      return RunCampaign(*options);
    case Action::kIdentify:
    case Action::kReduce:
      return Judge(*options);
    case Action::kReport:
      return Report(*options, terminal);
    case Action::kBisect:
      return Bisect(*options, terminal);
  }
  return hunt::kExitInternal;
}

}  // namespace quicksilver::campaign
