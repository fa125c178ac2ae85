#include "fuzz/ledger/ledger.h"

#include <array>
#include <ctime>
#include <fmt/format.h>
#include <utility>

namespace quicksilver::ledger {
namespace {

// `QSLG`: whose file it is. PRAGMA takes no parameters, so the numbers stand in the text.
constexpr std::uint64_t kApplication = 0x51534C47;
constexpr std::uint64_t kVersion = 2;

constexpr std::string_view kOtherSignatures = R"(
  CREATE TABLE other_signature (
    signature TEXT PRIMARY KEY,
    filed_as TEXT REFERENCES finding(signature) ON DELETE CASCADE) WITHOUT ROWID;
)";

constexpr std::string_view kSchema = R"(
  CREATE TABLE finding (
    signature TEXT PRIMARY KEY, name TEXT, kind TEXT, state TEXT, count INTEGER,
    first_seen REAL, last_seen REAL, seconds REAL, target TEXT, seed INTEGER,
    "commit" TEXT, seen_commit TEXT, fixed_commit TEXT, first_bad TEXT,
    size_before INTEGER, size_after INTEGER, unit TEXT, reducer TEXT,
    input BLOB, minimal BLOB, program TEXT, page TEXT, report TEXT, remark TEXT, replay TEXT);
  CREATE TABLE sight (
    id TEXT PRIMARY KEY,
    signature TEXT REFERENCES finding(signature) ON DELETE CASCADE) WITHOUT ROWID;
  CREATE TABLE sample (
    seconds REAL, target TEXT, runs INTEGER, per_second REAL, coverage INTEGER,
    features INTEGER, corpus INTEGER);
  CREATE TABLE stage (stage TEXT, target TEXT, seconds REAL, PRIMARY KEY (stage, target));
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT);
)";

constexpr std::string_view kColumns =
    "signature, name, kind, state, count, first_seen, last_seen, seconds, target, seed, "
    "\"commit\", seen_commit, fixed_commit, first_bad, size_before, size_after, unit, reducer, "
    "input, minimal, program, page, report, remark, replay";

Finding FindingIn(const Statement& row) {
  int at = 0;
  Finding finding;
  finding.signature = row.Text(at++);
  finding.name = row.Text(at++);
  finding.kind = row.Text(at++);
  finding.state = StateNamed(row.Text(at++)).value_or(State::kRaw);
  finding.count = row.Number(at++);
  finding.first_seen = row.Real(at++);
  finding.last_seen = row.Real(at++);
  finding.seconds = row.Real(at++);
  finding.target = row.Text(at++);
  finding.seed = row.Number(at++);
  for (std::string* text :
       {&finding.commit, &finding.seen_commit, &finding.fixed_commit, &finding.first_bad}) {
    *text = row.Text(at++);
  }
  finding.size_before = row.Number(at++);
  finding.size_after = row.Number(at++);
  for (std::string* text :
       {&finding.unit, &finding.reducer, &finding.input, &finding.minimal, &finding.program,
        &finding.page, &finding.report, &finding.remark, &finding.replay}) {
    *text = row.Text(at++);
  }
  return finding;
}

void BindFinding(Statement& statement, const Finding& finding) {
  statement.Bind(1, finding.signature)
      .Bind(2, finding.name)
      .Bind(3, finding.kind)
      .Bind(4, StateName(finding.state))
      .Bind(5, finding.count)
      .Bind(6, finding.first_seen)
      .Bind(7, finding.last_seen)
      .Bind(8, finding.seconds)
      .Bind(9, finding.target)
      .Bind(10, finding.seed)
      .Bind(11, finding.commit)
      .Bind(12, finding.seen_commit)
      .Bind(13, finding.fixed_commit)
      .Bind(14, finding.first_bad)
      .Bind(15, finding.size_before)
      .Bind(16, finding.size_after)
      .Bind(17, finding.unit)
      .Bind(18, finding.reducer)
      .BindBytes(19, finding.input)
      .BindBytes(20, finding.minimal)
      .Bind(21, finding.program)
      .Bind(22, finding.page)
      .Bind(23, finding.report)
      .Bind(24, finding.remark)
      .Bind(25, finding.replay);
}

Result<void> Finish(Statement& statement) {
  auto stepped = statement.Step();
  if (!stepped.has_value()) return std::unexpected(stepped.error());
  return {};
}

// The rows of a question, each as `row_of` makes it.
template <typename RowOf>
auto AllRows(Result<Statement> statement, RowOf row_of)
    -> Result<std::vector<decltype(row_of(*statement))>> {
  std::vector<decltype(row_of(*statement))> rows;
  if (!statement.has_value()) return std::unexpected(statement.error());
  while (true) {
    auto more = statement->Step();
    if (!more.has_value()) return std::unexpected(more.error());
    if (!*more) return rows;
    rows.push_back(row_of(*statement));
  }
}

Result<std::uint64_t> NumberOf(const Database& database, std::string_view sql) {
  auto rows = AllRows(database.Prepare(sql), [](const Statement& row) { return row.Number(0); });
  if (!rows.has_value()) return std::unexpected(rows.error());
  return rows->empty() ? 0 : rows->front();
}

Error Damaged(const Database& database, std::string_view why) {
  return {Error::Kind::kDamaged,
          fmt::format("'{}' is damaged ({}): move it away, or put a sound copy in its place",
                      database.path(), why)};
}

Result<void> CheckOrMake(const Database& database) {
  auto begun = Transaction::Begin(database);
  if (!begun.has_value()) return std::unexpected(begun.error());
  const auto application = NumberOf(database, "PRAGMA application_id");
  if (!application.has_value()) return std::unexpected(application.error());
  const auto tables = NumberOf(database, "SELECT count(*) FROM sqlite_master");
  if (!tables.has_value()) return std::unexpected(tables.error());
  if (*application == 0 && *tables == 0) {
    if (auto made = database.Run(std::string(kSchema) + std::string(kOtherSignatures) +
                                 fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}",
                                             kApplication, kVersion));
        !made.has_value()) {
      return made;
    }
    return begun->Commit();
  }
  if (*application != kApplication) {
    return std::unexpected(
        Error{Error::Kind::kDamaged,
              fmt::format("'{}' is no ledger but another program's database", database.path())});
  }
  const auto version = NumberOf(database, "PRAGMA user_version");
  if (!version.has_value()) return std::unexpected(version.error());
  const bool lacks_other_signatures = *version == 1;
  if (*version != kVersion && !lacks_other_signatures) {
    return std::unexpected(
        Error{Error::Kind::kDamaged, fmt::format("'{}' is a ledger of format {}, this is for {}",
                                                 database.path(), *version, kVersion)});
  }
  const auto sound = AllRows(database.Prepare("PRAGMA quick_check(1)"),
                             [](const Statement& row) { return row.Text(0); });
  if (!sound.has_value()) return std::unexpected(sound.error());
  if (sound->size() != 1 || sound->front() != "ok") {
    return std::unexpected(Damaged(database, sound->empty() ? "it says nothing" : sound->front()));
  }
  if (!lacks_other_signatures) return {};
  if (auto added = database.Run(std::string(kOtherSignatures) +
                                fmt::format("PRAGMA user_version = {}", kVersion));
      !added.has_value()) {
    return added;
  }
  return begun->Commit();
}

// Puts the finding in unless its signature is there. Whether it was new.
Result<bool> InsertIfNew(const Database& database, const Finding& finding) {
  auto insert = database.Prepare(
      fmt::format("INSERT OR IGNORE INTO finding ({}) VALUES ({})", kColumns,
                  "?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20,?21,"
                  "?22,?23,?24,?25"));
  if (!insert.has_value()) return std::unexpected(insert.error());
  BindFinding(*insert, finding);
  if (auto done = Finish(*insert); !done.has_value()) return std::unexpected(done.error());
  return database.changes() == 1;
}

double Now() {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

constexpr std::array<std::string_view, 4> kStates = {"raw", "minimised", "regression", "fixed"};

}  // namespace

std::string_view StateName(State state) { return kStates[static_cast<std::size_t>(state)]; }

std::optional<State> StateNamed(std::string_view name) {
  for (std::size_t i = 0; i < kStates.size(); ++i) {
    if (kStates[i] == name) return static_cast<State>(i);
  }
  return std::nullopt;
}

Result<Ledger> Ledger::Open(const std::string& path, Opening opening) {
  auto database = Database::Open(path, opening);
  if (!database.has_value()) return std::unexpected(database.error());
  if (auto checked = CheckOrMake(*database); !checked.has_value()) {
    return std::unexpected(checked.error());
  }
  return Ledger(std::move(*database));
}

Result<bool> Ledger::KnowsSight(std::string_view sight) const {
  auto asked = database_.Prepare("SELECT 1 FROM sight WHERE id = ?");
  if (!asked.has_value()) return std::unexpected(asked.error());
  return asked->Bind(1, sight).Step();
}

Result<void> Ledger::Dismiss(std::string_view sight) {
  auto noted = database_.Prepare("INSERT OR IGNORE INTO sight (id, signature) VALUES (?, NULL)");
  if (!noted.has_value()) return std::unexpected(noted.error());
  return Finish(noted->Bind(1, sight));
}

Result<bool> Ledger::Record(const Finding& finding, std::string_view sight, std::uint64_t times) {
  auto transaction = Transaction::Begin(database_);
  if (!transaction.has_value()) return std::unexpected(transaction.error());
  auto known = KnowsSight(sight);
  if (!known.has_value() || *known) {
    return known.has_value() ? Result<bool>(false) : std::unexpected(known.error());
  }
  const Result<std::string> filed_as = FiledAs(finding.signature);
  if (!filed_as.has_value()) return std::unexpected(filed_as.error());
  Result<bool> is_new = false;
  if (*filed_as == finding.signature) {
    Finding first = finding;
    first.count = 0;
    first.first_seen = first.last_seen = Now();
    first.seen_commit = finding.commit;
    is_new = InsertIfNew(database_, first);
    if (!is_new.has_value()) return is_new;
  }
  {
    auto noted = database_.Prepare("INSERT INTO sight (id, signature) VALUES (?, ?)");
    if (!noted.has_value()) return std::unexpected(noted.error());
    if (auto done = Finish(noted->Bind(1, sight).Bind(2, *filed_as)); !done.has_value()) {
      return std::unexpected(done.error());
    }
    // What was taken for mended and is seen again is not.
    auto counted = database_.Prepare(
        "UPDATE finding SET count = count + ?2, last_seen = ?3, seen_commit = ?4, "
        "state = CASE WHEN state <> 'fixed' THEN state WHEN size_after > 0 THEN 'minimised' "
        "ELSE 'raw' END WHERE signature = ?1");
    if (!counted.has_value()) return std::unexpected(counted.error());
    counted->Bind(1, *filed_as).Bind(2, times).Bind(3, Now()).Bind(4, finding.commit);
    if (auto done = Finish(*counted); !done.has_value()) return std::unexpected(done.error());
  }
  if (auto done = transaction->Commit(); !done.has_value()) return std::unexpected(done.error());
  return is_new;
}

Result<std::string> Ledger::FiledAs(std::string_view signature) const {
  auto asked = database_.Prepare("SELECT filed_as FROM other_signature WHERE signature = ?");
  if (!asked.has_value()) return std::unexpected(asked.error());
  auto row = asked->Bind(1, signature).Step();
  if (!row.has_value()) return std::unexpected(row.error());
  return *row ? asked->Text(0) : std::string(signature);
}

Result<std::vector<std::string>> Ledger::OtherSignatures() const {
  return AllRows(database_.Prepare("SELECT signature FROM other_signature"),
                 [](const Statement& row) { return row.Text(0); });
}

Result<void> Ledger::FileAs(std::string_view signature, const Finding& as) {
  auto transaction = Transaction::Begin(database_);
  if (!transaction.has_value()) return std::unexpected(transaction.error());
  {
    Finding first = as;
    first.count = 0;
    first.first_seen = first.last_seen = Now();
    first.seen_commit = as.commit;
    if (auto done = InsertIfNew(database_, first); !done.has_value()) {
      return std::unexpected(done.error());
    }
  }
  // In this order: what refers to a row goes before the row does.
  for (const std::string_view sql :
       {"UPDATE finding SET (count, first_seen, last_seen, seconds) = (SELECT finding.count + "
        "old.count, "
        "min(finding.first_seen, old.first_seen), max(finding.last_seen, old.last_seen), "
        "min(finding.seconds, old.seconds) FROM finding AS old WHERE old.signature = ?1) "
        "WHERE signature = ?2 AND EXISTS (SELECT 1 FROM finding WHERE signature = ?1)",
        "UPDATE sight SET signature = ?2 WHERE signature = ?1",
        "UPDATE other_signature SET filed_as = ?2 WHERE filed_as = ?1",
        "INSERT OR REPLACE INTO other_signature (signature, filed_as) VALUES (?1, ?2)",
        "DELETE FROM finding WHERE signature = ?1 AND ?2 <> ?1"}) {
    auto statement = database_.Prepare(sql);
    if (!statement.has_value()) return std::unexpected(statement.error());
    if (auto done = Finish(statement->Bind(1, signature).Bind(2, as.signature));
        !done.has_value()) {
      return done;
    }
  }
  return transaction->Commit();
}

Result<void> Ledger::Describe(const Finding& finding) {
  auto update = database_.Prepare(
      "UPDATE finding SET name = ?2, kind = ?3, state = ?4, target = ?9, seed = ?10, "
      "size_before = ?15, size_after = ?16, unit = ?17, reducer = ?18, input = ?19, "
      "minimal = ?20, program = ?21, page = ?22, report = ?23, remark = ?24, replay = ?25 "
      "WHERE signature = ?1");
  if (!update.has_value()) return std::unexpected(update.error());
  BindFinding(*update, finding);
  return Finish(*update);
}

Result<void> Ledger::SetState(std::string_view signature, State state, std::string_view commit) {
  auto update = database_.Prepare(
      "UPDATE finding SET state = ?2, fixed_commit = CASE ?2 WHEN 'fixed' THEN ?3 ELSE "
      "fixed_commit END WHERE signature = ?1");
  if (!update.has_value()) return std::unexpected(update.error());
  return Finish(update->Bind(1, signature).Bind(2, StateName(state)).Bind(3, commit));
}

Result<void> Ledger::SetFirstBad(std::string_view signature, std::string_view commit) {
  auto update = database_.Prepare("UPDATE finding SET first_bad = ?2 WHERE signature = ?1");
  if (!update.has_value()) return std::unexpected(update.error());
  return Finish(update->Bind(1, signature).Bind(2, commit));
}

Result<bool> Ledger::Forget(std::string_view signature) {
  auto removal = database_.Prepare("DELETE FROM finding WHERE signature = ?");
  if (!removal.has_value()) return std::unexpected(removal.error());
  if (auto done = Finish(removal->Bind(1, signature)); !done.has_value()) {
    return std::unexpected(done.error());
  }
  return database_.changes() > 0;
}

Result<std::vector<Finding>> Ledger::Findings() const {
  return AllRows(database_.Prepare(fmt::format(
                     "SELECT {} FROM finding ORDER BY first_seen, signature", kColumns)),
                 FindingIn);
}

Result<std::optional<Finding>> Ledger::Find(std::string_view which) const {
  auto all = Findings();
  if (!all.has_value()) return std::unexpected(all.error());
  std::optional<Finding> found;
  for (Finding& finding : *all) {
    if (finding.signature == which || finding.name == which) return std::move(finding);
    if (!finding.signature.starts_with(which) && !finding.name.starts_with(which)) continue;
    if (found.has_value()) {
      return std::unexpected(Error{
          Error::Kind::kOther,
          fmt::format("'{}' may be '{}' or '{}'", which, found->signature, finding.signature)});
    }
    found = std::move(finding);
  }
  return found;
}

Result<void> Ledger::Add(const Sample& sample) {
  auto insert = database_.Prepare("INSERT INTO sample VALUES (?, ?, ?, ?, ?, ?, ?)");
  if (!insert.has_value()) return std::unexpected(insert.error());
  return Finish(insert->Bind(1, sample.seconds)
                    .Bind(2, sample.target)
                    .Bind(3, sample.runs)
                    .Bind(4, sample.per_second)
                    .Bind(5, sample.coverage)
                    .Bind(6, sample.features)
                    .Bind(7, sample.corpus));
}

Result<std::vector<Sample>> Ledger::Samples() const {
  return AllRows(database_.Prepare("SELECT * FROM sample ORDER BY seconds, rowid"),
                 [](const Statement& row) {
                   return Sample{row.Real(0),   row.Text(1),   row.Number(2), row.Real(3),
                                 row.Number(4), row.Number(5), row.Number(6)};
                 });
}

Result<void> Ledger::Add(const StageTime& time) {
  auto add = database_.Prepare(
      "INSERT INTO stage VALUES (?1, ?2, ?3) "
      "ON CONFLICT (stage, target) DO UPDATE SET seconds = seconds + ?3");
  if (!add.has_value()) return std::unexpected(add.error());
  return Finish(add->Bind(1, time.stage).Bind(2, time.target).Bind(3, time.seconds));
}

Result<std::vector<StageTime>> Ledger::StageTimes() const {
  return AllRows(
      database_.Prepare("SELECT * FROM stage ORDER BY target, stage"),
      [](const Statement& row) { return StageTime{row.Text(0), row.Text(1), row.Real(2)}; });
}

Result<void> Ledger::Set(std::string_view key, std::string_view value) {
  auto set = database_.Prepare("INSERT OR REPLACE INTO meta VALUES (?, ?)");
  if (!set.has_value()) return std::unexpected(set.error());
  return Finish(set->Bind(1, key).Bind(2, value));
}

Result<std::string> Ledger::Get(std::string_view key) const {
  auto asked = database_.Prepare("SELECT value FROM meta WHERE key = ?");
  if (!asked.has_value()) return std::unexpected(asked.error());
  asked->Bind(1, key);
  auto found = asked->Step();
  if (!found.has_value()) return std::unexpected(found.error());
  return *found ? asked->Text(0) : "";
}

}  // namespace quicksilver::ledger
