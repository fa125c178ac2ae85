// hunt: the campaign, its status and its summary.
#include <chrono>
#include <sys/ioctl.h>
#include <unistd.h>

#include "engine/base/files.h"
#include "fuzz/hunt/campaign.h"
#include "fuzz/hunt/commands.h"
#include "fuzz/hunt/exit_codes.h"
#include "fuzz/hunt/files.h"
#include "fuzz/hunt/judgement.h"
#include "fuzz/hunt/report.h"
#include "fuzz/hunt/results.h"

namespace quicksilver::hunt {
namespace {

// How often a line is written where there is no terminal.
constexpr double kLogSeconds = 10;

std::size_t ColumnsOfTerminal() {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

}  // namespace

int RunHunt(const Options& options, Terminal& terminal) {
  const Subject subject = SubjectFor(options);
  CampaignOptions campaign_options;
  campaign_options.seed = options.seed;
  campaign_options.programs = options.programs;
  campaign_options.seconds = options.seconds;
  campaign_options.jobs = options.jobs;
  campaign_options.until_first = options.until_first;
  campaign_options.findings = options.findings;

  // Better to hear it now than after a night.
  if (const auto writable = TryFolder(options.findings); !writable.has_value()) {
    terminal.Complain(writable.error());
    return kExitCannotWrite;
  }
  Campaign campaign(subject, campaign_options);
  double next_line = kLogSeconds;
  const Ending ending = campaign.Run([&](const Campaign::Snapshot& snapshot) {
    if (terminal.status_is_live()) {
      terminal.ShowStatus(StatusLines(subject, campaign_options, snapshot, ColumnsOfTerminal()));
    } else if (snapshot.elapsed_seconds >= next_line) {
      next_line += kLogSeconds;
      terminal.ShowStatus(StatusLine(snapshot));
    }
  });
  terminal.ClearStatus();
  if (ending == Ending::kFailed) terminal.Complain(campaign.failure());
  if (!campaign.has_figures()) return kExitInternal;
  const Summary summary = Summarise(subject, campaign_options, campaign.Result(), ending);
  if (!options.results.empty()) {
    const std::string results = ResultsJson(subject, campaign_options, campaign.Result());
    if (options.results == "-") {
      terminal.Write(summary.text + results);
      return summary.exit_code;
    }
    if (const auto written = WriteFile(options.results, results); !written.has_value()) {
      terminal.Write(summary.text);
      terminal.Complain(written.error());
      return kExitCannotWrite;
    }
  }
  terminal.Write(summary.text);
  return summary.exit_code;
}

}  // namespace quicksilver::hunt
