#include "fuzz/hunt/shared_board.h"

#include <array>
#include <new>
#include <sys/mman.h>

namespace quicksilver::hunt {
namespace {

constexpr std::size_t kLine = 64;
constexpr std::size_t RoundUp(std::size_t bytes) { return (bytes + kLine - 1) / kLine * kLine; }

}  // namespace

std::string_view TaskName(Task task) {
  constexpr std::array<std::string_view, 5> kNames = {"between programs", "generating", "checking",
                                                      "tracing a divergence", "reducing"};
  return kNames[static_cast<std::size_t>(task)];
}

std::unique_ptr<SharedMemory> SharedMemory::Make(std::size_t workers) {
  const std::size_t bytes = RoundUp(sizeof(SharedBoard)) + workers * sizeof(WorkerPlace);
  void* memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return nullptr;
  return std::unique_ptr<SharedMemory>(new SharedMemory(memory, bytes, workers));
}

SharedMemory::SharedMemory(void* memory, std::size_t bytes, std::size_t workers)
    : memory_(memory), bytes_(bytes), workers_(workers) {
  board_ = new (memory) SharedBoard;
  auto* places = static_cast<char*>(memory) + RoundUp(sizeof(SharedBoard));
  places_ = reinterpret_cast<WorkerPlace*>(places);
  for (std::size_t i = 0; i < workers; ++i) new (places_ + i) WorkerPlace;
}

SharedMemory::~SharedMemory() { ::munmap(memory_, bytes_); }

}  // namespace quicksilver::hunt
