// ledger: what campaigns have found, read from the terminal.
#include <fmt/format.h>

#include "fuzz/hunt/commands.h"
#include "fuzz/hunt/exit_codes.h"
#include "fuzz/ledger/export.h"
#include "fuzz/ledger/ledger.h"

namespace quicksilver::hunt {
namespace {

int Refuse(const ledger::Error& error, Terminal& terminal) {
  terminal.Complain(error.message);
  return error.kind == ledger::Error::Kind::kFull ? kExitCannotWrite : kExitNoInput;
}

int ForOne(const Options& options, ledger::Ledger& ledger, Terminal& terminal) {
  const auto finding = ledger.Find(options.signature);
  if (!finding.has_value()) return Refuse(finding.error(), terminal);
  if (!finding->has_value()) {
    terminal.Complain(fmt::format("'{}' has no finding '{}'", options.ledger, options.signature));
    return kExitNoInput;
  }
  if (options.ledger_action == LedgerAction::kShow) {
    terminal.Write(Printable(FindingText(**finding)));
    return kExitOk;
  }
  const auto forgotten = ledger.Forget((*finding)->signature);
  if (!forgotten.has_value()) return Refuse(forgotten.error(), terminal);
  terminal.Write(Printable(fmt::format("forgotten: {}\n", (*finding)->signature)));
  return kExitOk;
}

}  // namespace

int ReadLedger(const Options& options, Terminal& terminal) {
  auto ledger = ledger::Ledger::Open(options.ledger);
  if (!ledger.has_value()) return Refuse(ledger.error(), terminal);
  switch (options.ledger_action) {
    case LedgerAction::kShow:
    case LedgerAction::kForget:
      return ForOne(options, *ledger, terminal);
    case LedgerAction::kList:
    case LedgerAction::kExport:
      break;
  }
  const auto findings = ledger->Findings();
  if (!findings.has_value()) return Refuse(findings.error(), terminal);
  terminal.Write(options.ledger_action == LedgerAction::kExport
                     ? FindingsJson(*findings)
                     : Printable(FindingsTable(*findings)));
  return kExitOk;
}

}  // namespace quicksilver::hunt
