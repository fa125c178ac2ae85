#ifndef QUICKSILVER_FUZZ_CAMPAIGN_FOLDERS_H_
#define QUICKSILVER_FUZZ_CAMPAIGN_FOLDERS_H_

// Where a campaign keeps what, and how it stays whole when the campaign is killed.
//
//   ledger.db           what was found, figures over time (fuzz/ledger)
//   corpora/TARGET      inputs that cover something; seeds/TARGET what it began with
//   artifacts/TARGET    what made a target die and is not in the ledger yet
//   inputs/NAME         a finding's input, as it was found
//   findings/NAME       a finding made small: what the hunt files, and minimal inputs of targets
//   quarantine/TARGET   files of a corpus that no fuzzer can use, or that only kill it
//   report.html …       written at the end
// Invariant: a corpus is the old one or the new one, whenever the campaign is killed. It is wrong
// to keep anything in temporary/.

#include <cstdint>
#include <expected>
#include <string>
#include <vector>

namespace quicksilver::campaign {

class Folders {
 public:
  explicit Folders(std::string directory) : directory_(std::move(directory)) {}

  const std::string& directory() const { return directory_; }
  std::string ledger() const { return directory_ + "/ledger.db"; }
  std::string findings() const { return directory_ + "/findings"; }
  std::string temporary() const { return directory_ + "/temporary"; }
  std::string seeds() const { return directory_ + "/seeds"; }
  std::string seeds(const std::string& target) const { return seeds() + "/" + target; }
  std::string corpus(const std::string& target) const { return directory_ + "/corpora/" + target; }
  // What a merge writes into.
  std::string merged(const std::string& target) const {
    return directory_ + "/corpora/.new-" + target;
  }
  std::string artifacts(const std::string& target) const {
    return directory_ + "/artifacts/" + target;
  }
  std::string input(const std::string& name) const { return directory_ + "/inputs/" + name; }

  // Makes what is missing, throws away what is half done. One line on what went wrong.
  std::expected<void, std::string> Prepare(const std::vector<std::string>& targets) const;
  // Moves what is no input out of the corpus: folders, links, devices, empty and huge files. How
  // many.
  std::size_t CleanCorpus(const std::string& target) const;
  // Moves every file with these bytes out of the corpus. How many.
  std::size_t Quarantine(const std::string& target, const std::string& bytes) const;
  // Puts the merged corpus, which has `files` files, into the corpus's place; says why not.
  std::expected<void, std::string> TakeMerged(const std::string& target, std::size_t files) const;

  // Bytes that may still be written; 0 when unknown.
  std::uint64_t FreeBytes() const;
  // Room that is kept for the ledger when the disk is full.
  bool KeepReserve() const;
  void GiveUpReserve() const;

 private:
  std::string directory_;
};

// Names of the regular files in a folder, in order.
std::vector<std::string> FilesIn(const std::string& folder);

// While it lives, no other campaign runs in the directory.
class DirectoryLock {
 public:
  // One line on who has it.
  static std::expected<DirectoryLock, std::string> Take(const std::string& directory);
  DirectoryLock(DirectoryLock&& other) noexcept;
  DirectoryLock& operator=(DirectoryLock&&) = delete;
  ~DirectoryLock();

 private:
  explicit DirectoryLock(int file) : file_(file) {}
  int file_;
};

}  // namespace quicksilver::campaign

#endif  // QUICKSILVER_FUZZ_CAMPAIGN_FOLDERS_H_
