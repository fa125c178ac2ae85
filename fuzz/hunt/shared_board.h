#ifndef QUICKSILVER_FUZZ_HUNT_SHARED_BOARD_H_
#define QUICKSILVER_FUZZ_HUNT_SHARED_BOARD_H_

// The memory that the processes of a hunt share.
//
// The parent makes it before it starts workers, so every worker has it at the same address. A
// worker writes down what it is about to do before it does it: whatever kills the process, the
// parent knows on which program. Invariant: `next` has been given out to exactly one worker for
// each number below it, so the programs of a hunt are a prefix of the sequence that its seed
// determines. It is wrong to keep a pointer to anything outside in here.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "fuzz/hunt/signature_table.h"
#include "fuzz/hunt/statistics.h"
#include "fuzz/hunt/subject.h"

namespace quicksilver::hunt {

enum class Task : std::uint8_t {
  kNone,
  kGenerate,
  kCheck,
  kDescribe,  // runs the engines again to tell where they differ
  kReduce,
};
std::string_view TaskName(Task task);

// A death that the next worker in the same place is to reduce and file. The program is in the
// place.
struct DeathNote {
  static constexpr std::size_t kMostReport = std::size_t{64} << 10;

  std::atomic<bool> pending{false};
  SignatureEntry* entry = nullptr;  // in the board's own table
  bool hang = false;
  SharedText<512> death;           // Death::Signature
  SharedText<kMostReport> report;  // the end of what the worker said on standard error
};

// One worker's part.
struct WorkerPlace {
  static constexpr std::size_t kMostSource = std::size_t{1} << 20;

  // Changes whenever the worker gets something done.
  Counter progress;
  std::atomic<Task> task{Task::kNone};
  Draw draw;
  std::uint32_t oracle = 0;  // kCheck and later: which
  // The program's text, once it has been made; and while it is being reduced, the text that is
  // being tried.
  SharedText<kMostSource> source;
  SharedText<kMostSource> candidate;
  DeathNote death;
  Statistics statistics;
};

struct SharedBoard {
  std::atomic<std::uint64_t> next{0};  // index of the next program
  std::uint64_t end = 0;               // no program from here on
  std::atomic<bool> stop{false};       // finish what you are at
  // Reductions end when this has passed, on the monotonic clock.
  std::atomic<std::uint64_t> reduce_until{~std::uint64_t{0}};
  SignatureTable signatures;
};

// The board and the workers' places, mapped once.
class SharedMemory {
 public:
  // Null when the memory cannot be had; errno says why.
  static std::unique_ptr<SharedMemory> Make(std::size_t workers);
  ~SharedMemory();
  SharedMemory(const SharedMemory&) = delete;
  SharedMemory& operator=(const SharedMemory&) = delete;

  SharedBoard& board() { return *board_; }
  WorkerPlace& place(std::size_t worker) { return places_[worker]; }
  std::size_t workers() const { return workers_; }

 private:
  SharedMemory(void* memory, std::size_t bytes, std::size_t workers);

  void* memory_;
  std::size_t bytes_;
  std::size_t workers_;
  SharedBoard* board_;
  WorkerPlace* places_;
};

}  // namespace quicksilver::hunt

#endif  // QUICKSILVER_FUZZ_HUNT_SHARED_BOARD_H_
