#ifndef QUICKSILVER_FUZZ_CAMPAIGN_AFL_H_
#define QUICKSILVER_FUZZ_CAMPAIGN_AFL_H_

// One instance of AFL++ on a fuzz target, and the folder in which all instances of that target
// meet.
//
// Everything the campaign knows about AFL++ is here. An instance's folder is SYNC/TARGET/INSTANCE;
// instances, on this machine and on others whose folders are copied there, take from each other's
// queues what is new to them. AFL++ has no sanitizers and no reducer: what it finds is judged and
// made small by libFuzzer's build of the same target (fuzzer.h), and so are corpora. Invariant: two
// instances in one sync folder have different names, which is up to whoever names the machines. It
// is wrong to remove what an instance has written while others go by it.

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

#include "fuzz/campaign/fuzzer.h"
#include "fuzz/campaign/process.h"

namespace quicksilver::campaign {

struct AflSetup {
  std::string root;     // the repository
  std::string bin;      // where AFL++'s build of fuzz_TARGET is
  std::string sync;     // what the instances share
  std::string machine;  // what its instances are called by; at most 20 characters count
};

class AflInstance {
 public:
  // Number 0 is the machine's main instance, which passes on what those of other machines found;
  // the others are secondary and differ in what they prefer. One line on what is missing.
  static std::expected<AflInstance, std::string> Find(const AflSetup& setup,
                                                      const std::string& target,
                                                      std::uint32_t number);

  const std::string& name() const { return name_; }

  // Goes on with its queue, or begins with `corpus`, for `seconds` or until it is sent SIGINT.
  Command Fuzz(const std::string& corpus, double seconds, std::uint64_t seed) const;
  // As its folder has them; `loaded` if `pid` is past reading its queue. `runs` are those of all
  // its turns, `features` the inputs in its queue: each has an edge, or a number of times, of its
  // own.
  FuzzerFigures Figures(pid_t pid) const;

  // Why it could not begin, from what it has printed.
  static std::string Complaint(std::string_view output);

  // Folders of inputs that cover something, of all instances of the target.
  std::vector<std::string> Queues() const;
  // Files that made the target die or hang, of all instances but those named.
  struct Death {
    std::string file;
    std::string kind;  // as the names of libFuzzer's artifacts begin: `crash`, `timeout`
  };
  std::vector<Death> Deaths(const std::vector<std::string>& but) const;

 private:
  std::string program_;
  std::string folder_;  // SYNC/TARGET
  std::string name_;
  std::uint32_t number_ = 0;
  std::vector<std::string> options_;
  std::vector<std::string> environment_;
};

}  // namespace quicksilver::campaign

#endif  // QUICKSILVER_FUZZ_CAMPAIGN_AFL_H_
