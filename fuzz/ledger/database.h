#ifndef QUICKSILVER_FUZZ_LEDGER_DATABASE_H_
#define QUICKSILVER_FUZZ_LEDGER_DATABASE_H_

// SQLite as values: a database that closes itself, statements that are asked once, errors that say
// which file and what to do.
//
// Opened with a write-ahead log and full synchronisation: what a committed transaction wrote is
// there after a power cut. Invariant: a Statement is gone before its Database. It is wrong to use
// one Database from two threads, or to keep it over a fork.

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace quicksilver::ledger {

struct Error {
  enum class Kind : std::uint8_t {
    kAbsent,   // there is no such file
    kDamaged,  // it is no database, or not a sound one, or one of another program
    kFull,     // the disk
    kBusy,     // another process has been writing for too long
    kOther,
  };
  Kind kind = Kind::kOther;
  std::string message;  // one line
};

template <typename T>
using Result = std::expected<T, Error>;

// Whether a file that is not there is made.
enum class Opening : std::uint8_t { kExisting, kMake };

class Statement {
 public:
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  // Parameters are numbered from 1.
  Statement& Bind(int index, std::string_view text);
  Statement& BindBytes(int index, std::string_view bytes);
  Statement& Bind(int index, std::uint64_t number);
  Statement& Bind(int index, double number);

  // Whether there is a row, which is then the current one.
  Result<bool> Step();
  // Of the current row, from 0; what is null is empty or 0.
  std::string Text(int column) const;
  std::uint64_t Number(int column) const;
  double Real(int column) const;

 private:
  friend class Database;
  Statement(const class Database& database, sqlite3_stmt* statement)
      : database_(&database), statement_(statement) {}
  const Database* database_;
  sqlite3_stmt* statement_;
};

class Database {
 public:
  static Result<Database> Open(const std::string& path, Opening opening);
  Database(Database&& other) noexcept;
  Database& operator=(Database&& other) noexcept;
  ~Database();

  Result<void> Run(const std::string& sql) const;
  Result<Statement> Prepare(std::string_view sql) const;
  // Rows that the last statement changed.
  std::uint64_t changes() const;
  const std::string& path() const { return path_; }

  // What SQLite says now, as an error.
  Error LastError() const;

 private:
  Database(std::string path, sqlite3* handle) : path_(std::move(path)), handle_(handle) {}
  std::string path_;
  sqlite3* handle_ = nullptr;
};

// While it lives, what is written is one transaction; undone unless committed.
class Transaction {
 public:
  static Result<Transaction> Begin(const Database& database);
  Transaction(Transaction&& other) noexcept : database_(other.database_) {
    other.database_ = nullptr;
  }
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();
  Result<void> Commit();

 private:
  explicit Transaction(const Database& database) : database_(&database) {}
  const Database* database_;
};

}  // namespace quicksilver::ledger

#endif  // QUICKSILVER_FUZZ_LEDGER_DATABASE_H_
