#include "engine/runtime/heap.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <utility>

#ifdef QS_ADDRESS_SANITIZER
#include <sanitizer/asan_interface.h>
#endif

namespace quicksilver {

#ifdef QS_ADDRESS_SANITIZER
__attribute__((no_sanitize("address"))) Heap::FreeCell* Heap::NextOf(const FreeCell* cell) {
  return cell->next;
}

__attribute__((no_sanitize("address"))) void Heap::SetNext(FreeCell* cell, FreeCell* next) {
  cell->next = next;
}

void* Heap::Unpoison(void* cell, std::size_t bytes) {
  ASAN_UNPOISON_MEMORY_REGION(cell, bytes);
  return cell;
}

void Heap::Poison(void* cell, std::size_t bytes) { ASAN_POISON_MEMORY_REGION(cell, bytes); }
#endif

namespace {

// The budget is far below what the machine has, or the host chose badly: nothing can go on.
[[noreturn]] void NoMemory() {
  std::fputs("quicksilver: the system has no memory left\n", stderr);
  std::abort();
}

// What malloc puts in front of a block. Slabs are that much shorter, so that the next one begins
// where the next aligned address is: otherwise there would be a gap of nearly a slab between each
// two.
constexpr std::size_t kMallocHead = 16;

// `bytes` is a multiple of `alignment`; null when the system has no memory.
void* AllocateAligned(std::size_t alignment, std::size_t bytes) {
  void* block = nullptr;
  return posix_memalign(&block, alignment, bytes - kMallocHead) == 0 ? block : nullptr;
}

}  // namespace

Heap::~Heap() {
  while (slabs_ != nullptr) Return(slabs_);
  DropSpares();
}

void Heap::Link(Slab* slab) {
  slab->heap = this;
  reserved_ += slab->bytes;
  slab->previous = nullptr;
  slab->next = slabs_;
  if (slabs_ != nullptr) slabs_->previous = slab;
  slabs_ = slab;
}

void Heap::Unlink(Slab* slab) {
  reserved_ -= slab->bytes;
  if (slab->previous != nullptr) slab->previous->next = slab->next;
  if (slab->next != nullptr) slab->next->previous = slab->previous;
  if (slabs_ == slab) slabs_ = slab->next;
}

void Heap::Refill(unsigned size_class) {
  const std::size_t bytes = kClassBytes[size_class];
  Slab*& slab = reserves().filling[size_class];
  if (slab == nullptr) slab = NewSlab(bytes);
  // As many as there are, up to a page: a program of a line needs one or two.
  const std::size_t page = std::max<std::size_t>(1, kListedBytes / bytes);
  const std::size_t listed = std::min(page, std::max(slab->listed, kFirstListed));
  const std::size_t end = std::min(slab->cells, slab->listed + listed);
  char* first = reinterpret_cast<char*>(slab + 1);
  FreeCell* list = free_[size_class];
  // Built backwards so that cells are handed out in address order.
  for (std::size_t i = end; i-- > slab->listed;) {
    auto* cell = reinterpret_cast<FreeCell*>(first + i * bytes);
    SetNext(cell, list);
    list = cell;
  }
  free_[size_class] = list;
  slab->listed = end;
  if (end == slab->cells) slab = nullptr;
}

Heap::Slab* Heap::NewSlab(std::size_t cell_bytes) {
  // A program that fills one size class after another would otherwise hold them all. Doubling the
  // distance makes the search cost no more than what has been allocated since the last one.
  if (reserved_ >= trim_at_) {
    Trim();
    trim_at_ = std::max(kTrimFloor, reserved_ * 2);
  }
  auto* slab = static_cast<Slab*>(AllocateAligned(kSlabBytes, kSlabBytes));
  if (slab == nullptr) NoMemory();
  slab->bytes = kSlabBytes;
  constexpr std::size_t kRoom = kSlabBytes - kMallocHead - sizeof(Slab);
  slab->cells = kRoom / cell_bytes;
  slab->listed = 0;
  Link(slab);
  Poison(slab + 1, kRoom);
  return slab;
}

void Heap::Trim() {
  for (Slab* slab = slabs_; slab != nullptr; slab = slab->next) slab->free_cells = 0;
  for (FreeCell* cell : free_) {
    for (; cell != nullptr; cell = NextOf(cell)) ++SlabOf(cell)->free_cells;
  }
  for (Slab* slab : reserves().filling) {
    if (slab != nullptr) slab->free_cells += slab->cells - slab->listed;
  }
  const auto is_empty = [](const Slab* slab) {
    return slab->cells != 0 && slab->free_cells == slab->cells;
  };
  for (FreeCell*& list : free_) {
    FreeCell* last = nullptr;
    for (FreeCell* cell = std::exchange(list, nullptr); cell != nullptr; cell = NextOf(cell)) {
      if (is_empty(SlabOf(cell))) continue;
      if (last == nullptr) {
        list = cell;
      } else {
        SetNext(last, cell);
      }
      last = cell;
    }
    if (last != nullptr) SetNext(last, nullptr);
  }
  for (Slab*& slab : reserves().filling) {
    if (slab != nullptr && is_empty(slab)) slab = nullptr;
  }
  for (Slab* slab = slabs_; slab != nullptr;) {
    Slab* next = slab->next;
    if (is_empty(slab)) Return(slab);
    slab = next;
  }
}

void Heap::Return(Slab* slab) {
  Unlink(slab);
  Unpoison(slab, slab->bytes - kMallocHead);
  std::free(slab);
}

bool Heap::Spare(Slab* slab) {
  const std::size_t size = slab->bytes / kSlabBytes;
  if (size > kSpareSizes || spare_bytes_ + slab->bytes > kMostSpareBytes) return false;
  Unlink(slab);
  reserved_ += slab->bytes;
  spare_bytes_ += slab->bytes;
  slab->next = std::exchange(reserves().spare[size - 1], slab);
  return true;
}

Heap::Slab* Heap::TakeSpare(std::uint64_t bytes) {
  const std::uint64_t size = bytes / kSlabBytes;
  if (size > kSpareSizes || spare_bytes_ == 0) return nullptr;
  Slab*& spare = reserves_->spare[size - 1];
  if (spare == nullptr) return nullptr;
  Slab* const slab = std::exchange(spare, spare->next);
  reserved_ -= bytes;
  spare_bytes_ -= bytes;
  return slab;
}

void Heap::DropSpares() {
  if (spare_bytes_ == 0) return;
  for (Slab*& spare : reserves_->spare) {
    while (spare != nullptr) std::free(std::exchange(spare, spare->next));
  }
  reserved_ -= std::exchange(spare_bytes_, 0);
}

void* Heap::AllocateSlow(std::size_t bytes) {
  peak_ = std::max(peak_, in_use_);
  if (bytes <= kLargestSmall) {
    Refill(ClassOf(bytes));
    return Allocate(bytes);
  }
  void* block = AllocateLarge(bytes);
  if (block == nullptr) NoMemory();
  return block;
}

void* Heap::AllocateIfFits(std::uint64_t bytes) {
  return bytes <= kLargestSmall ? Allocate(static_cast<std::size_t>(bytes)) : TryAllocate(bytes);
}

void* Heap::AllocateLarge(std::uint64_t bytes) {
  const std::uint64_t wanted = bytes + sizeof(Slab) + kMallocHead;
  const std::uint64_t whole = (wanted + kSlabBytes - 1) & ~std::uint64_t{kSlabBytes - 1};
  Slab* slab = TakeSpare(whole);
  // Who grows beyond what is kept has no use for what it grew through: 0.5 MB of a list's 9. To
  // touch as much again costs no more than to touch the new block.
  if (whole > kSpareSizes * kSlabBytes && whole > spare_bytes_) DropSpares();
  if (slab == nullptr) slab = static_cast<Slab*>(AllocateAligned(kSlabBytes, whole));
  if (slab == nullptr) return nullptr;
  slab->bytes = whole;
  slab->cells = 0;
  Link(slab);
  in_use_ += LargeCharge(bytes);
  peak_ = std::max(peak_, in_use_);
  return slab + 1;
}

bool Heap::Fits(std::uint64_t bytes) {
  const auto fits = [&] { return bytes <= limit_ && in_use_ <= limit_ - bytes; };
  if (fits()) return true;
  CollectCycles();
  return fits();
}

void* Heap::TryAllocate(std::uint64_t bytes) {
  // No sum of sizes comes near overflowing below this.
  if (bytes > (std::uint64_t{1} << 46)) return nullptr;
  if (!Fits(bytes <= kLargestSmall ? bytes : LargeCharge(bytes))) return nullptr;
  if (bytes <= kLargestSmall) return Allocate(static_cast<std::size_t>(bytes));
  return AllocateLarge(bytes);
}

void Heap::Free(void* block, std::size_t bytes) {
  if (bytes <= kLargestSmall) {
    unsigned size_class = ClassOf(bytes);
    in_use_ -= kClassBytes[size_class];
    auto* cell = static_cast<FreeCell*>(block);
    Poison(cell, kClassBytes[size_class]);
#ifdef QS_ADDRESS_SANITIZER
    if (quarantine_.size() < kQuarantine) {
      quarantine_.push_back({cell, size_class});
      return;
    }
    const Quarantined out = std::exchange(quarantine_[oldest_], {cell, size_class});
    oldest_ = (oldest_ + 1) % kQuarantine;
    cell = out.cell;
    size_class = out.size_class;
#endif
    SetNext(cell, free_[size_class]);
    free_[size_class] = cell;
    return;
  }
  FreeLarge(static_cast<Slab*>(block) - 1, bytes);
}

void Heap::FreeLarge(Slab* slab, std::size_t bytes) {
  in_use_ -= LargeCharge(bytes);
  if (!Spare(slab)) Return(slab);
}

}  // namespace quicksilver
