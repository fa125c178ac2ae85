#ifndef QUICKSILVER_RUNTIME_HEAP_H_
#define QUICKSILVER_RUNTIME_HEAP_H_

// The memory of one context: size-classed slabs, a byte budget, reference counting, and a cycle
// collector for closures that hold themselves through their variables.
//
// Why counting: value semantics need to know exactly whether a list is shared when it is updated,
// and a count says so at once, also after a helper chant that looked at the list has returned.
// Registers are counted too, but the compiler knows statically which of them own something, so
// numbers cost nothing.
// Invariant: an object's `refs` is the number of owners; it is freed when the last one lets go,
// without native recursion. Destroying the heap frees everything, reachable or not, without
// visiting objects. Allocation of objects never fails: it may overrun the budget by a little, and
// engines ask over_budget() where they can raise OutOfMemory. Blocks whose size a program chooses
// go through TryAllocate, which fails instead. It is wrong to free an object's memory by hand, or
// to use a heap from two threads at once.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "engine/base/assert.h"
#include "engine/base/native_stack.h"
#include "engine/runtime/object.h"
#include "engine/runtime/value.h"

namespace quicksilver {

class Heap {
 public:
  explicit Heap(std::uint64_t limit_bytes) : limit_(limit_bytes) {}
  ~Heap();
  Heap(const Heap&) = delete;
  Heap& operator=(const Heap&) = delete;

  // --- Budget ---
  std::uint64_t bytes_in_use() const { return in_use_; }
  // The most that was in use, to the accuracy of a slab.
  std::uint64_t peak_bytes() const { return in_use_ > peak_ ? in_use_ : peak_; }
  void ResetPeak() { peak_ = in_use_; }
  // What the heap holds of the system's memory, used or not.
  std::uint64_t reserved_bytes() const { return reserved_; }
  std::uint64_t limit() const { return limit_; }
  void set_limit(std::uint64_t bytes) { limit_ = bytes; }
  // More is in use than the limit allows: raise OutOfMemory (after CollectCycles did not help).
  bool over_budget() const { return in_use_ > limit_; }
  // Whether `bytes` more would fit. Collects cycles before it says no.
  bool Fits(std::uint64_t bytes);
  std::uint64_t object_count() const { return objects_; }

  // --- Raw blocks ---
  // Never null; for sizes that the program's text bounds.
  void* Allocate(std::size_t bytes) {
    if (bytes <= kLargestSmall) [[likely]] {
      const unsigned size_class = ClassOf(bytes);
      if (FreeCell* cell = free_[size_class]; cell != nullptr) [[likely]] {
        free_[size_class] = NextOf(cell);
        in_use_ += kClassBytes[size_class];
        return Unpoison(cell, kClassBytes[size_class]);
      }
    }
    return AllocateSlow(bytes);
  }
  // Null when the budget or the system has no room; for sizes that a program's values choose.
  // Collects cycles before it gives up.
  void* TryAllocate(std::uint64_t bytes);
  // `bytes` as it was asked for.
  void Free(void* block, std::size_t bytes);

  // --- Objects: each comes with one reference, for the caller. ---
  Text* NewText(std::string_view bytes);
  // Null when there is no room. `size` bytes at `data` are to be filled in by the caller before the
  // text is shared.
  Text* TryNewText(std::uint64_t size, char** data);
  List* NewList();                           // empty
  List* NewList(std::span<Value> items);     // moves the items in; up to 65,535 of them
  List* TryNewList(std::uint64_t capacity);  // empty, with room; null when there is none
  Map* NewMap();
  Range* NewRange(double start, double end);
  Box* NewBox(ObjectType type, Value value);  // kTriumph, kMishap, kPresent
  Closure* NewClosure(const ChantCode* code, std::uint32_t capture_count);  // captures Nothing
  Cell* NewCell(std::uint32_t count);  // slots Unbound; may collect cycles first
  FormDef* NewForm(const FormInfo* info, std::uint32_t capture_count);
  Struct* NewStruct(FormDef* form);  // shares form; fields Nothing
  VariantDef* NewVariantDef(const VariantInfo* info);
  VariantValue* NewVariantValue(VariantDef* definition, std::uint32_t case_index);
  Constructor* NewConstructor(VariantDef* definition, std::uint32_t case_index);
  Iterator* NewIterator(IteratorKind kind, Value inner, Value function, double position);
  Capability* NewCapability(std::string_view resource, std::string_view justification);
  Grove* NewGrove(std::string_view name, Cell* variables);  // shares variables; no exports
  // Offers `name` as slot `slot`; a name offered again reads the new slot. False when there is no
  // room for one more.
  [[nodiscard]] bool AddExport(Grove* grove, std::string_view name, std::uint32_t slot);
  // The slot, or -1.
  static std::int64_t FindExport(const Grove* grove, std::string_view name);

  // Frees an object whose count has become zero, and what that frees in turn.
  void FreeUnreferenced(Object* object);

  // Frees groups of objects that only refer to each other. Counts stay exact, so this is right at
  // any moment at which every live object is owned by somebody. Returns the objects freed.
  std::size_t CollectCycles();

  // The heap that an object lives on.
  static Heap& Of(const void* object) { return *SlabOf(object)->heap; }

  static void ReleaseBuffer(TextBuffer* buffer);

 private:
  friend class CycleCollector;

  // malloc maps what takes more than 128 KiB with its alignment by itself, and unmaps it when it is
  // freed: with slabs twice as large a new heap's first object cost 0.2 ms, and under
  // AddressSanitizer three quarters of a short program's time.
  static constexpr std::size_t kSlabBytes = 32 * 1024;
  static constexpr std::size_t kLargestSmall = 8192;
  // Free cells are listed up to a page at a time, those larger than a page one by one: most heaps
  // are small, and what is never touched costs nothing.
  static constexpr std::size_t kListedBytes = 4096;
  static constexpr std::size_t kFirstListed = 8;
  static constexpr unsigned kClasses = 36;
  // Lists that grow and go in a loop would otherwise be mapped, touched and unmapped each time:
  // half the time of a program that maps and filters lists of a thousand. AddressSanitizer wants to
  // see every free.
  static constexpr unsigned kSpareSizes = 16;  // in slabs
#ifdef QS_ADDRESS_SANITIZER
  static constexpr std::uint64_t kMostSpareBytes = 0;
#else
  static constexpr std::uint64_t kMostSpareBytes = std::uint64_t{4} << 20;
#endif
  // Below this many bytes empty slabs are not worth looking for.
  static constexpr std::uint64_t kTrimFloor = std::uint64_t{16} << 20;

  struct FreeCell {
    FreeCell* next;
  };
  // The head of 32 KiB (or, for one large block, more) aligned to 32 KiB.
  struct Slab {
    Heap* heap;
    Slab* previous;
    Slab* next;
    std::size_t bytes;
    std::size_t cells;       // 0: one large block
    std::size_t listed;      // cells that have been free or in use; those behind are untouched
    std::size_t free_cells;  // Trim's scratch
    std::size_t padding;
  };
  static_assert(sizeof(Slab) == 64);

  // Steps of 16 to 256, of 64 to 512, then four steps an octave.
  static constexpr unsigned ClassOf(std::size_t bytes) {
    if (bytes <= 256) return bytes == 0 ? 0 : static_cast<unsigned>((bytes - 1) / 16);
    if (bytes <= 512) return 16 + static_cast<unsigned>((bytes - 257) / 64);
    if (bytes <= 1024) return 20 + static_cast<unsigned>((bytes - 513) / 128);
    if (bytes <= 2048) return 24 + static_cast<unsigned>((bytes - 1025) / 256);
    if (bytes <= 4096) return 28 + static_cast<unsigned>((bytes - 2049) / 512);
    return 32 + static_cast<unsigned>((bytes - 4097) / 1024);
  }
  static constexpr std::size_t kClassBytes[kClasses] = {
      16,   32,   48,   64,   80,   96,   112,  128,  144,  160,  176,  192,
      208,  224,  240,  256,  320,  384,  448,  512,  640,  768,  896,  1024,
      1280, 1536, 1792, 2048, 2560, 3072, 3584, 4096, 5120, 6144, 7168, 8192};

  // Slabs hide use after free from AddressSanitizer. Under it free cells are poisoned, links and
  // all, and wait in a ring before they are handed out again.
#ifdef QS_ADDRESS_SANITIZER
  static constexpr std::size_t kQuarantine = 4096;
  struct Quarantined {
    FreeCell* cell = nullptr;
    unsigned size_class = 0;
  };
  static FreeCell* NextOf(const FreeCell* cell);
  static void SetNext(FreeCell* cell, FreeCell* next);
  static void* Unpoison(void* cell, std::size_t bytes);
  static void Poison(void* cell, std::size_t bytes);
#else
  static FreeCell* NextOf(const FreeCell* cell) { return cell->next; }
  static void SetNext(FreeCell* cell, FreeCell* next) { cell->next = next; }
  static void* Unpoison(void* cell, std::size_t) { return cell; }
  static void Poison(void*, std::size_t) {}
#endif
  void* AllocateSlow(std::size_t bytes);
  void* AllocateLarge(std::uint64_t bytes);
  // Not inlined: what it needs of registers would be saved for every small block too.
  [[gnu::noinline]] void FreeLarge(Slab* slab, std::size_t bytes);
  // For objects: small ones always succeed, large ones must fit.
  void* AllocateIfFits(std::uint64_t bytes);
  // What a large block counts for: the pages it touches, not only its bytes.
  static constexpr std::uint64_t LargeCharge(std::uint64_t bytes) {
    return (bytes + sizeof(Slab) + 4095) & ~std::uint64_t{4095};
  }
  // Lists more free cells of a class that has none left.
  void Refill(unsigned size_class);
  Slab* NewSlab(std::size_t cell_bytes);
  // Gives slabs without a live cell back to the system.
  void Trim();
  static Slab* SlabOf(const void* block) {
    return reinterpret_cast<Slab*>(reinterpret_cast<std::uintptr_t>(block) & ~(kSlabBytes - 1));
  }
  void Link(Slab* slab);
  void Unlink(Slab* slab);
  void Return(Slab* slab);  // to the system
  // A large block that is kept for the next of its size, if there is room for it.
  bool Spare(Slab* slab);
  Slab* TakeSpare(std::uint64_t bytes);
  void DropSpares();

  template <typename T>
  T* New(std::size_t bytes, ObjectType type) {
    return Head<T>(Allocate(bytes), type);
  }
  template <typename T>
  T* Head(void* block, ObjectType type) {
    T* object = static_cast<T*>(block);
    object->refs = 1;
    object->type = type;
    object->color = 0;
    object->aux = 0;
    ++objects_;
    return object;
  }
  static std::size_t SizeOf(const Object* object);
  // Gives back an object's memory and the raw blocks that only it uses; its values are already
  // gone.
  void FreeShell(Object* object);
  // Lets go of everything `object` owns; objects that die of it are put on `dead_`.
  void DropChildren(Object* object);
  // Lets go of a dead list buffer's elements until one of them dies, so that `dead_` grows with the
  // depth of what is freed and not with the length of its lists. False when there is none left.
  bool DropElement(Object* object);
  void Drop(RawValue value);
  void Drop(Object* object);

  std::uint64_t limit_;
  std::uint64_t in_use_ = 0;
  std::uint64_t peak_ = 0;
  std::uint64_t spare_bytes_ = 0;
  std::uint64_t objects_ = 0;
  std::uint64_t reserved_ = 0;
  std::uint64_t trim_at_ = kTrimFloor;
  FreeCell* free_[kClasses] = {};
  // What is looked at when a list of free cells is empty or a block is large; made then, as most
  // contexts that run once never come to it.
  struct Reserves {
    Slab* filling[kClasses] = {};   // the one whose cells are not all listed, if there is one
    Slab* spare[kSpareSizes] = {};  // linked by `next`
  };
  Reserves& reserves() {
    if (reserves_ == nullptr) reserves_ = std::make_unique<Reserves>();
    return *reserves_;
  }
  std::unique_ptr<Reserves> reserves_;
#ifdef QS_ADDRESS_SANITIZER
  std::vector<Quarantined> quarantine_;  // grows to kQuarantine
  std::size_t oldest_ = 0;
#endif
  Slab* slabs_ = nullptr;
  std::vector<Object*> dead_;
  Cell* cells_ = nullptr;
  std::uint64_t cell_count_ = 0;
  std::uint64_t collect_at_cells_ = 4096;
};

}  // namespace quicksilver

#endif  // QUICKSILVER_RUNTIME_HEAP_H_
