#include "fuzz/campaign/status.h"

#include <algorithm>
#include <fmt/format.h>

#include "fuzz/hunt/report.h"
#include "fuzz/ledger/export.h"

namespace quicksilver::campaign {
namespace {

using hunt::Grouped;
using ledger::DurationText;

std::string Cut(std::string line, std::size_t columns) {
  if (line.size() > columns) line.resize(columns);
  return line + '\n';
}

std::string Bar(double share, std::size_t width) {
  const auto full =
      static_cast<std::size_t>(std::clamp(share, 0.0, 1.0) * static_cast<double>(width));
  return std::string(full, '=') + std::string(width - full, '.');
}

std::string Left(const Supervisor::Snapshot& snapshot) {
  const double left = snapshot.total - snapshot.elapsed;
  return left > 0 ? DurationText(left) + " left" : "time is over";
}

}  // namespace

std::string StatusTable(const Supervisor::Snapshot& snapshot, std::size_t columns) {
  std::string text =
      Cut(fmt::format("[{}] {} of {}, {}; {} findings, {} waiting; {}",
                      Bar(snapshot.elapsed / snapshot.total, 20), DurationText(snapshot.elapsed),
                      DurationText(snapshot.total), Left(snapshot), snapshot.findings,
                      snapshot.waiting, snapshot.state),
          columns);
  text += Cut(fmt::format("  {:<24} {:>8} {:>7} {:>8} {:>7} {:>16} {:>5}  {}", "", "exec/s", "cov",
                          "features", "corpus", "last new", "finds", ""),
              columns);
  for (const Contender& contender : snapshot.contenders) {
    const std::string last =
        contender.last_new < 0 ? "-" : DurationText(snapshot.elapsed - contender.last_new) + " ago";
    const char* mark = contender.busy ? ">" : contender.failures > 0 ? "!" : " ";
    text +=
        Cut(fmt::format("{} {:<24} {:>8} {:>7} {:>8} {:>7} {:>16} {:>5}  {}", mark, contender.name,
                        Grouped(contender.figures.per_second), contender.figures.coverage,
                        contender.figures.features,
                        std::max(contender.figures.corpus, contender.corpus_files), last,
                        contender.findings, contender.busy ? contender.doing : contender.trouble),
            columns);
  }
  return text;
}

std::string StatusLine(const Supervisor::Snapshot& snapshot) {
  std::string busy;
  for (const Contender& contender : snapshot.contenders) {
    if (!contender.busy) continue;
    busy += fmt::format("; {} {}: {}/s, {} features", contender.doing, contender.name,
                        contender.figures.per_second, contender.figures.features);
  }
  return fmt::format("{} of {}: {} findings, {} waiting, {}{}\n", DurationText(snapshot.elapsed),
                     DurationText(snapshot.total), snapshot.findings, snapshot.waiting,
                     snapshot.state, busy);
}

}  // namespace quicksilver::campaign
