#ifndef QUICKSILVER_FUZZ_LEDGER_LEDGER_H_
#define QUICKSILVER_FUZZ_LEDGER_LEDGER_H_

// What was ever found, once each, and how a campaign went: one file.
//
// A finding is a signature; however often it is seen, it has one row and a count. Signatures that
// have turned out to be the same bug share a row. Each sight of it
// has an id of its own (an input's hash, a hunt's seed), so that whoever was interrupted between
// writing and tidying up may report it again: it counts once. The texts that a person needs (input,
// smallest input, page, report) are in the row and not only in files. Invariant: a call that
// returned without an error survives a power cut; one that failed has changed nothing. It is wrong
// to open a ledger and fork: the child's copy damages the file.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/ledger/database.h"

namespace quicksilver::ledger {

// How far a finding has come.
enum class State : std::uint8_t {
  kRaw,         // as it was found
  kMinimised,   // made small
  kRegression,  // its smallest program is in corpus/regressions
  kFixed,       // it did not happen any more when it was last tried
};
std::string_view StateName(State state);
std::optional<State> StateNamed(std::string_view name);

struct Finding {
  std::string signature;
  std::string name;  // of its folder below findings/
  std::string kind;  // `divergence`, `crash`, `timeout`, `leak`, `out-of-memory`, `slow`
  State state = State::kRaw;
  std::uint64_t count = 0;
  double first_seen = 0;  // seconds since 1970
  double last_seen = 0;
  double seconds = 0;  // of the campaign's running time, until it was found
  std::string target;  // `hunt`, or the fuzz target's name
  std::uint64_t seed = 0;
  std::string commit;       // at which it was found
  std::string seen_commit;  // at which it was last seen
  std::string fixed_commit;
  std::string first_bad;  // commit, where it was asked for
  std::uint64_t size_before = 0;
  std::uint64_t size_after = 0;  // 0: not made smaller yet
  std::string unit;              // of the sizes: `nodes` or `bytes`
  std::string reducer;           // what made it small
  std::string input;             // bytes as they were found; empty where they could not be kept
  std::string minimal;           // the smallest input; empty: there is none
  std::string program;           // the smallest program's text, where it is about a program
  std::string page;              // finding.md, if there is one
  std::string report;            // what a process said when it died
  std::string remark;            // what a person should know besides
  std::string replay;            // the command that shows it again
};

// How a target stood at some moment.
struct Sample {
  double seconds = 0;  // of the campaign's running time
  std::string target;
  std::uint64_t runs = 0;  // by the whole campaign
  double per_second = 0;   // now
  std::uint64_t coverage = 0;
  std::uint64_t features = 0;
  std::uint64_t corpus = 0;
};

struct StageTime {
  std::string stage;
  std::string target;
  double seconds = 0;
};

class Ledger {
 public:
  // Looks the whole file over, so that damage is heard of now.
  static Result<Ledger> Open(const std::string& path, Opening opening = Opening::kExisting);

  // Counts `times` more sights of the finding, whose texts and figures are taken if the signature
  // is new. A sight whose id is known already counts nothing. Whether the signature is new.
  Result<bool> Record(const Finding& finding, std::string_view sight, std::uint64_t times = 1);
  // Notes that what was seen there is no finding; its id is known from now on. One that is known
  // already stays what it is.
  Result<void> Dismiss(std::string_view sight);
  // Whether it was recorded or dismissed.
  Result<bool> KnowsSight(std::string_view sight) const;
  // The finding `signature` is another one, `as`: its sights are that one's from now on, also those
  // to come, and its row is gone. `as` is taken if it is new; if not, what is known of it stays.
  Result<void> FileAs(std::string_view signature, const Finding& as);
  // Under what `signature` is filed: itself, unless FileAs has said otherwise.
  Result<std::string> FiledAs(std::string_view signature) const;
  // All that FileAs has been told of, by signature.
  Result<std::vector<std::string>> OtherSignatures() const;
  // Replaces all but signature, count, and the times and commits of sights.
  Result<void> Describe(const Finding& finding);
  Result<void> SetState(std::string_view signature, State state, std::string_view commit);
  Result<void> SetFirstBad(std::string_view signature, std::string_view commit);
  // Whether there was one.
  Result<bool> Forget(std::string_view signature);

  // In the order in which they were found.
  Result<std::vector<Finding>> Findings() const;
  // By signature, by name, or by the beginning of either if only one has it.
  Result<std::optional<Finding>> Find(std::string_view which) const;

  Result<void> Add(const Sample& sample);
  Result<std::vector<Sample>> Samples() const;
  Result<void> Add(const StageTime& time);
  Result<std::vector<StageTime>> StageTimes() const;

  // Small things that a campaign wants to know when it goes on; empty if not set.
  Result<void> Set(std::string_view key, std::string_view value);
  Result<std::string> Get(std::string_view key) const;

  const std::string& path() const { return database_.path(); }

 private:
  explicit Ledger(Database database) : database_(std::move(database)) {}
  Database database_;
};

}  // namespace quicksilver::ledger

#endif  // QUICKSILVER_FUZZ_LEDGER_LEDGER_H_
