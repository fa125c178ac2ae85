#include "fuzz/ledger/database.h"

#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <utility>

#include "engine/base/assert.h"

namespace quicksilver::ledger {
namespace {

// How long to wait for another process that writes.
constexpr int kPatienceMilliseconds = 10'000;

std::unexpected<Error> Failure(Error::Kind kind, std::string message) {
  return std::unexpected(Error{kind, std::move(message)});
}

Error ErrorOf(const std::string& path, int code, const char* says) {
  switch (code & 0xFF) {
    case SQLITE_FULL:
      return {Error::Kind::kFull, fmt::format("cannot write '{}': the disk is full", path)};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {Error::Kind::kBusy,
              fmt::format("cannot use '{}': another process is writing to it", path)};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return {Error::Kind::kDamaged,
              fmt::format("'{}' is damaged ({}): move it away, or put a sound copy in its place",
                          path, says)};
    // What does not fit beside the database, its log and its index, is not called full by SQLite.
    case SQLITE_IOERR:
      if (errno == ENOSPC) {
        return {Error::Kind::kFull, fmt::format("cannot write '{}': the disk is full", path)};
      }
      break;
    default:
      break;
  }
  return {Error::Kind::kOther, fmt::format("cannot use '{}': {}", path, says)};
}

}  // namespace

// --- Statement

Statement::Statement(Statement&& other) noexcept
    : database_(other.database_), statement_(std::exchange(other.statement_, nullptr)) {}

Statement::~Statement() { sqlite3_finalize(statement_); }

Statement& Statement::Bind(int index, std::string_view text) {
  sqlite3_bind_text64(statement_, index, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  return *this;
}

Statement& Statement::BindBytes(int index, std::string_view bytes) {
  sqlite3_bind_blob64(statement_, index, bytes.data(), bytes.size(), SQLITE_TRANSIENT);
  return *this;
}

Statement& Statement::Bind(int index, std::uint64_t number) {
  sqlite3_bind_int64(statement_, index, static_cast<sqlite3_int64>(number));
  return *this;
}

Statement& Statement::Bind(int index, double number) {
  sqlite3_bind_double(statement_, index, number);
  return *this;
}

Result<bool> Statement::Step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return std::unexpected(database_->LastError());
}

std::string Statement::Text(int column) const {
  const void* bytes = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  return bytes == nullptr ? "" : std::string(static_cast<const char*>(bytes), size);
}

std::uint64_t Statement::Number(int column) const {
  return static_cast<std::uint64_t>(sqlite3_column_int64(statement_, column));
}

double Statement::Real(int column) const { return sqlite3_column_double(statement_, column); }

// --- Database

Result<Database> Database::Open(const std::string& path, Opening opening) {
  struct stat about{};
  if (::stat(path.c_str(), &about) != 0) {
    if (errno != ENOENT && errno != ENOTDIR) {
      return Failure(Error::Kind::kOther,
                     fmt::format("cannot read '{}': {}", path, std::strerror(errno)));
    }
    if (opening == Opening::kExisting) {
      return Failure(Error::Kind::kAbsent, fmt::format("there is no ledger '{}'", path));
    }
  } else if (!S_ISREG(about.st_mode)) {
    return Failure(Error::Kind::kDamaged, fmt::format("'{}' is not a file", path));
  }
  sqlite3* handle = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | (opening == Opening::kMake ? SQLITE_OPEN_CREATE : 0);
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
  Database database(path, handle);
  if (code != SQLITE_OK) return std::unexpected(database.LastError());
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_timeout(handle, kPatienceMilliseconds);
  if (auto set = database.Run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                              "PRAGMA foreign_keys = ON");
      !set.has_value()) {
    return std::unexpected(set.error());
  }
  return database;
}

Database::Database(Database&& other) noexcept
    : path_(std::move(other.path_)), handle_(std::exchange(other.handle_, nullptr)) {}

Database& Database::operator=(Database&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(handle_, other.handle_);
  return *this;
}

Database::~Database() { sqlite3_close_v2(handle_); }

Result<void> Database::Run(const std::string& sql) const {
  if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK) return {};
  return std::unexpected(LastError());
}

Result<Statement> Database::Prepare(std::string_view sql) const {
  sqlite3_stmt* statement = nullptr;
  const int code =
      sqlite3_prepare_v2(handle_, sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
  if (code == SQLITE_OK) return Statement(*this, statement);
  return std::unexpected(LastError());
}

std::uint64_t Database::changes() const {
  return static_cast<std::uint64_t>(sqlite3_changes64(handle_));
}

Error Database::LastError() const {
  if (handle_ == nullptr) return {Error::Kind::kOther, "there is no memory for a database"};
  const int system_error = sqlite3_system_errno(handle_);
  if (system_error != 0) errno = system_error;
  return ErrorOf(path_, sqlite3_extended_errcode(handle_), sqlite3_errmsg(handle_));
}

// --- Transaction

Result<Transaction> Transaction::Begin(const Database& database) {
  if (auto begun = database.Run("BEGIN IMMEDIATE"); !begun.has_value()) {
    return std::unexpected(begun.error());
  }
  return Transaction(database);
}

Transaction::~Transaction() {
  // An error that undid the transaction has left none to undo, which is just as well.
  if (database_ != nullptr) static_cast<void>(database_->Run("ROLLBACK"));
}

Result<void> Transaction::Commit() {
  QS_ASSERT(database_ != nullptr, "a transaction is committed once");
  auto committed = database_->Run("COMMIT");
  if (committed.has_value()) database_ = nullptr;
  return committed;
}

}  // namespace quicksilver::ledger
