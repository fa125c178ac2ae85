#ifndef QUICKSILVER_FUZZ_HUNT_SIGNATURE_TABLE_H_
#define QUICKSILVER_FUZZ_HUNT_SIGNATURE_TABLE_H_

// What has been found, by signature, in memory that all processes of a hunt share.
//
// The first process to claim a signature owns it: it alone reduces and files; the others count.
// Entries are found by hash with open addressing, and a hash is claimed by one exchange, so that no
// process ever waits for another, which may have died. Invariant: an entry never goes away, its
// signature and draw never change, and everything but the count is written by the owner alone (by
// the parent once the owner has died). Texts are cut to the room there is, so that what was found
// can be shown even if nothing could be written to a disk. It is wrong to read more than hash and
// count of an entry that is not yet described, and `path`, `error`, `minimal` or `filed_as` of one
// that is still being reduced.

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "fuzz/hunt/subject.h"

namespace quicksilver::hunt {

// Text in shared memory.
template <std::size_t kRoom>
class SharedText {
 public:
  void Set(std::string_view text) {
    size_ = static_cast<std::uint32_t>(text.size() < kRoom ? text.size() : kRoom);
    for (std::size_t i = 0; i < size_; ++i) bytes_[i] = text[i];
    cut_ = size_ < text.size();
  }
  std::string_view Get() const { return {bytes_.data(), size_}; }
  bool cut() const { return cut_; }

 private:
  std::uint32_t size_ = 0;
  bool cut_ = false;
  std::array<char, kRoom> bytes_{};
};

enum class FindingKind : std::uint8_t { kDivergence, kCrash, kHang };
enum class FindingState : std::uint8_t {
  kClaimed,    // not described yet
  kDescribed,  // kind, draw, oracle and signature are set; being reduced
  kFiled,
  kKnown,     // the folder of findings had it from an earlier hunt
  kNotFiled,  // `error` says why
};

struct SignatureEntry {
  std::atomic<std::uint64_t> hash{0};  // 0: free
  std::atomic<std::uint64_t> count{0};
  std::atomic<FindingState> state{FindingState::kClaimed};
  FindingKind kind = FindingKind::kDivergence;
  std::uint32_t owner = 0;  // the worker's number
  Draw draw;
  std::uint32_t oracle = 0;  // index into Subject::oracles
  bool has_program = false;  // false: the generator itself died
  SharedText<512> signature;
  // Under which it was filed, where that is another one: of an oracle that is stronger.
  SharedText<512> filed_as;
  SharedText<512> path;
  SharedText<512> error;
  SharedText<2048> note;  // what a person should know besides: both sides, a report's first lines
  SharedText<4096> minimal;
  std::uint32_t nodes_before = 0;
  std::uint32_t nodes_after = 0;
  std::uint64_t reduce_nanoseconds = 0;
  std::uint64_t found_nanoseconds = 0;  // on the monotonic clock

  bool described() const {
    return state.load(std::memory_order_acquire) >= FindingState::kDescribed;
  }
  void Publish(FindingState next) { state.store(next, std::memory_order_release); }
};

class SignatureTable {
 public:
  static constexpr std::size_t kMost = 512;

  struct Claim {
    SignatureEntry* entry = nullptr;  // null: the table is full
    bool is_owner = false;
  };
  // Counts one more sight of `signature`. The owner describes the entry and publishes it.
  Claim Count(std::string_view signature);

  // Signatures claimed so far.
  std::size_t size() const;
  // Sights of signatures for which there was no room.
  std::uint64_t overflow() const { return overflow_.load(std::memory_order_relaxed); }

  // The described entries, in the order in which they were found.
  std::vector<const SignatureEntry*> Described() const;
  // All that `owner` has left unfinished: for the parent, when the owner has died.
  std::vector<SignatureEntry*> UnfinishedOf(std::uint32_t owner);

 private:
  std::atomic<std::uint64_t> overflow_{0};
  std::array<SignatureEntry, kMost> entries_;
};

}  // namespace quicksilver::hunt

#endif  // QUICKSILVER_FUZZ_HUNT_SIGNATURE_TABLE_H_
