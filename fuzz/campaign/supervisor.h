#ifndef QUICKSILVER_FUZZ_CAMPAIGN_SUPERVISOR_H_
#define QUICKSILVER_FUZZ_CAMPAIGN_SUPERVISOR_H_

// A campaign: gives turns to the hunt and to the fuzz targets, and takes what they find home.
//
// It runs no program under test itself; every turn, merge, identification and reduction is a child
// that may die or be killed. A finding goes: artifact on the disk, identified, into the ledger, and
// only then is the artifact removed; so whenever the campaign is killed, what was found is on the
// disk or in the ledger, and --resume takes it up. What the ledger cannot take because the disk is
// full waits in memory, with no new turns, until there is room. Invariant: the ledger is written by
// this process alone. It is wrong to run two in one directory (DirectoryLock), or one in a process
// with other children.

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "fuzz/campaign/afl.h"
#include "fuzz/campaign/folders.h"
#include "fuzz/campaign/fuzzer.h"
#include "fuzz/campaign/process.h"
#include "fuzz/campaign/schedule.h"
#include "fuzz/ledger/ledger.h"

namespace quicksilver::campaign {

struct CampaignOptions {
  std::string root = ".";                   // the repository
  std::string bin = "build/fuzz/bin";       // where fuzz_TARGET is
  std::string tools = "build/release/bin";  // quicksilver-hunt, quicksilver-seeds
  std::string self;                         // this program
  std::string directory = "build/campaign";
  std::vector<std::string> targets;  // empty: all
  bool hunt = true;
  double seconds = 8 * 3600;  // of the whole campaign, earlier parts included
  std::uint32_t jobs = 2;
  double slice_seconds = 0;  // of one turn; 0: a 40th of the campaign for each, 5 to 180 s
  double reduce_seconds = 30;
  bool resume = false;
  std::uint64_t seed = 1;
  std::string plant;   // of the hunt, for drills
  std::string commit;  // what is under test
  bool afl = false;    // AFL++ drives the targets; libFuzzer judges, merges and looks for leaks
  std::string afl_bin = "build/fuzz-afl/bin";
  std::string sync;     // what AFL++'s instances share; empty: sync/ in the directory
  std::string machine;  // what this machine's instances are called by; empty: its host name
  std::uint32_t secondaries = 1;  // instances of AFL++ beside the main one, for every target
};

// One that takes turns, as the status shows it.
struct Contender {
  std::string name;
  std::optional<Fuzzer> fuzzer = {};    // none: the hunt
  std::optional<AflInstance> afl = {};  // what drives it, if libFuzzer does not
  // Whose corpus, artifacts and findings its are: its own number, or that of the target's main
  // instance.
  std::size_t owner = 0;
  FuzzerFigures figures = {};  // of the turn at hand, or the last
  std::uint64_t runs = 0;      // in earlier turns
  std::uint64_t corpus_files = 0;
  double last_new = -1;  // campaign seconds; below 0: nothing yet
  std::uint64_t findings = 0;
  std::uint32_t turns = 0;
  std::uint32_t turns_since_merge = 0;
  std::uint32_t failures = 0;  // turns in a row that came to nothing
  std::string trouble = {};    // what the last failure said
  bool busy = false;
  std::string doing = {};  // `fuzz`, `merge`, …
};

class Supervisor {
 public:
  struct Snapshot {
    const std::vector<Contender>& contenders;
    double elapsed = 0;
    double total = 0;
    std::size_t findings = 0;
    std::size_t waiting = 0;  // to be identified, reduced or written
    std::string state;        // `running`, `ending`, `the disk is full: …`
  };
  // Called about once a second, and with `news` when something is worth a line.
  using Watcher = std::function<void(const Snapshot&, const std::string& news)>;

  explicit Supervisor(CampaignOptions options);
  ~Supervisor();

  // Everything that may be wrong before the first turn; one line on what is.
  std::expected<void, std::string> Prepare();
  // Until the time is over or a signal; one line if the campaign could not go on.
  std::expected<void, std::string> Run(const Watcher& watcher);

  bool interrupted() const { return interrupts_ > 0; }
  ledger::Ledger& ledger() { return *ledger_; }
  const Folders& folders() const { return folders_; }

 private:
  enum class JobKind : std::uint8_t { kFuzz, kHunt, kMerge, kLeaks, kIdentify, kReduce, kRecheck };
  struct Job;
  struct Pending;

  // supervisor.cc: time, which job is next, processes, the disk.
  double Elapsed() const;
  void News(const std::string& text);
  void StartJobs();
  // These and all other Start…: whether something was started, or given up, so that the next may
  // be.
  bool StartOne();
  bool Start(JobKind kind, std::size_t contender, Command command, double seconds);
  void CollectEnded();
  void OnEnd(Job& job, int wait_status);
  void WatchDisk();
  void OnSignal(int signal);
  void TakeSamples();
  bool WorkLeft() const;
  std::expected<void, std::string> AddTarget(const std::string& target);
  // Writes now or, when the disk is full, as soon as there is room.
  void Write(std::function<ledger::Result<void>()> write);
  void FlushWrites();

  // supervisor_turns.cc: turns of the hunt and of targets.
  bool StartTurn();
  bool StartHuntTurn(std::size_t contender);
  void Watch();
  void OnFuzzEnd(Job& job, int wait_status, const std::string& output);
  void OnHuntEnd(Job& job, int wait_status, const std::string& output);
  void OnKilled(Job& job);

  // supervisor_corpora.cc: merges, and what leaks.
  Fuzzer::Folders PlacesOf(const std::string& target) const;
  // Whose corpus is to be merged or looked through for leaks now.
  std::optional<std::size_t> CorpusDue() const;
  bool StartCorpusJob(std::size_t owner);
  bool StartMerge(std::size_t owner, const std::vector<std::string>& from);
  void OnMergeEnd(Job& job, int wait_status, const std::string& output);

  // supervisor_triage.cc: what an artifact is, how small it can be, whether it happens still.
  Command ToolCommand(const char* command, std::size_t contender, const std::string& file) const;
  void ScanArtifacts(std::size_t contender);
  bool StartIdentification();
  void OnIdentifyEnd(Job& job, int wait_status, const std::string& output);
  // Behind everything that is to be in the ledger before.
  void RemoveArtifact(const std::string& file);
  // How the ledger calls an artifact that is no finding. At another commit it may be one.
  std::string DismissedSight(const std::string& target, const std::string& name) const;
  // Whether the artifact that a target says it has written is at hand, in the ledger or dismissed:
  // targets die of the same input more than once.
  bool HasTakenArtifact(std::size_t owner, const std::string& output) const;
  bool WasDismissed(const std::string& target, const std::string& name) const;
  bool StartReduction();
  void OnReduceEnd(Job& job, int wait_status, const std::string& output);
  void FileAs(ledger::Finding finding, const std::string& signature, std::size_t contender);
  bool StartRecheck();
  void OnRecheckEnd(Job& job, int wait_status, const std::string& output);

  // supervisor_findings.cc: what enters the ledger, and what is in it when a campaign goes on.
  void Record(ledger::Finding finding, const std::string& sight, std::uint64_t times,
              std::size_t contender);
  // What died without leaving its input on the disk.
  void RecordWithoutInput(std::size_t contender, int wait_status, const std::string& output,
                          const std::string& remark);
  void WriteInput(const ledger::Finding& finding);
  void ScanFolders();
  void TakeHuntFinding(const std::string& name, std::uint64_t times, const std::string& sight);
  void QueueKnown();

  // supervisor_afl.cc: what is different where AFL++ drives the targets.
  void AskToEnd(Job& job);
  FuzzerFigures FiguresOf(const Job& job, const std::string& output) const;
  // Whether nobody works on the target's corpus.
  bool IsIdle(std::size_t owner) const;
  bool MayTakeTurn(std::size_t contender) const;
  // What its instances have found, here and on other machines, into artifacts.
  void TakeDeaths();
  // Whether it is new: what was judged once, finding or not, is not.
  bool TakeDeath(std::size_t owner, const AflInstance::Death& death);

  CampaignOptions options_;
  Folders folders_;
  std::optional<DirectoryLock> lock_;
  std::optional<ledger::Ledger> ledger_;
  Schedule schedule_;
  std::vector<Contender> contenders_;
  std::vector<std::unique_ptr<Job>> jobs_;
  struct Identification {
    std::size_t contender = 0;
    std::string file;
    int attempts = 0;
  };
  std::deque<Identification> to_identify_;
  std::map<std::string, int> identifying_;  // files that are queued or at hand
  std::deque<std::string> to_reduce_;       // signatures
  std::deque<std::string> to_recheck_;
  std::deque<std::function<ledger::Result<void>()>> to_write_;
  // Signatures in the ledger or on their way, and whether they are filed under their own name.
  std::map<std::string, bool> known_;
  std::map<std::string, std::string> last_output_;  // of a target that died
  std::map<std::string, bool> pairs_;               // opcode pairs that hunts have met
  std::vector<std::size_t> leaks_due_;
  std::set<std::string> taken_;  // files of AFL++'s instances that are artifacts or in the ledger
  bool deaths_left_ = false;     // some were too many for once
  Watcher watcher_;
  double elapsed_before_ = 0;
  double started_ = 0;
  double next_sample_ = 0;
  double next_watch_ = 0;
  std::uint64_t hunt_turns_ = 0;
  bool disk_full_ = false;
  bool final_merges_ = false;
  std::optional<double> stop_at_;
  int interrupts_ = 0;
  std::string failure_;
};

}  // namespace quicksilver::campaign

#endif  // QUICKSILVER_FUZZ_CAMPAIGN_SUPERVISOR_H_
