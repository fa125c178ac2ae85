#ifndef QUICKSILVER_FUZZ_CAMPAIGN_FUZZER_H_
#define QUICKSILVER_FUZZ_CAMPAIGN_FUZZER_H_

// A fuzz target and how its fuzzing engine is spoken to: command lines, and what it prints.
//
// Everything the campaign knows about libFuzzer is here; what it knows about AFL++ is in afl.h.
// Invariant: a command that fuzzes writes below the folders it is given and nowhere
// else. It is wrong to let a campaign's folders have names with line ends.

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fuzz/campaign/process.h"

namespace quicksilver::campaign {

struct FuzzerFigures {
  bool loaded = false;  // it has read its corpus
  std::uint64_t runs = 0;
  std::uint64_t coverage = 0;
  std::uint64_t features = 0;
  std::uint64_t corpus = 0;
  std::uint64_t per_second = 0;
};

class Fuzzer {
 public:
  // `root`: the repository; `bin`: where fuzz_TARGET is. One line on what is missing.
  static std::expected<Fuzzer, std::string> Find(const std::string& root, const std::string& bin,
                                                 const std::string& target);
  // The targets of a repository, in order.
  static std::vector<std::string> AllTargets(const std::string& root);

  const std::string& target() const { return target_; }

  struct Folders {
    std::string corpus;     // grows
    std::string artifacts;  // takes what makes the target die
    std::string temporary;
  };
  // Fuzzes for `seconds` beyond reading the corpus, or until the target dies.
  Command Fuzz(const Folders& folders, double seconds, std::uint64_t seed) const;
  // Runs the corpus and looks for memory that is never given back.
  Command LookForLeaks(const Folders& folders) const;
  // Copies into `to` what of the folders in `from` covers something that nothing smaller covers.
  Command Merge(const Folders& folders, const std::string& to,
                const std::vector<std::string>& from) const;
  // Runs one input, with so many times the target's own timeout.
  Command Replay(const std::string& input, bool leaks, int patience = 1) const;
  // What a person types.
  std::string ReplayText(const std::string& input) const;
  // Makes an input that makes the target die smaller, into `output`.
  Command Minimise(const std::string& input, const std::string& output, double seconds) const;

  // Seconds that one input may take.
  double timeout() const { return timeout_; }
  std::uint64_t memory_bytes() const { return memory_bytes_; }

  // The file into which it says it has written what it died of; empty if it does not.
  static std::string ArtifactIn(std::string_view output);
  static FuzzerFigures FiguresIn(std::string_view output);

 private:
  std::string target_;
  std::string program_;
  std::vector<std::string> options_;
  double timeout_ = 10;
  std::uint64_t memory_bytes_ = std::uint64_t{2} << 30;
};

// Names and values out of the target's options file; a dictionary as a path. Empty if there is
// none.
std::vector<std::pair<std::string, std::string>> TargetOptions(const std::string& root,
                                                               std::string_view target);

// Whether the target's input is a program's text.
bool ReadsProgramText(std::string_view target);

}  // namespace quicksilver::campaign

#endif  // QUICKSILVER_FUZZ_CAMPAIGN_FUZZER_H_
