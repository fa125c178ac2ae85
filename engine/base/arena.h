#ifndef QUICKSILVER_BASE_ARENA_H_
#define QUICKSILVER_BASE_ARENA_H_

// A bump allocator for objects that live and die together, such as the nodes of one syntax tree.
//
// Invariant: every pointer handed out stays valid and unmoved until the arena is destroyed or
// Reset; destructors are never run, so only trivially destructible types are accepted.
// It is wrong to use it for objects with lifetimes of their own: nothing is given back early.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace quicksilver {

class Arena {
 public:
  Arena() = default;
  Arena(Arena&&) noexcept = default;
  Arena& operator=(Arena&&) noexcept = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  template <typename T, typename... Args>
  T* New(Args&&... args) {
    static_assert(std::is_trivially_destructible_v<T>, "the arena never runs destructors");
    return ::new (Allocate(sizeof(T), alignof(T))) T{std::forward<Args>(args)...};
  }

  // Copies `items` into the arena. An empty span costs nothing.
  template <typename T>
  std::span<T> Copy(std::span<const T> items) {
    static_assert(std::is_trivially_copyable_v<T>, "the arena never runs destructors");
    if (items.empty()) return {};
    T* memory = static_cast<T*>(Allocate(items.size() * sizeof(T), alignof(T)));
    std::uninitialized_copy(items.begin(), items.end(), memory);
    return {memory, items.size()};
  }

  void* Allocate(std::size_t size, std::size_t alignment) {
    std::uintptr_t at = (cursor_ + alignment - 1) & ~(alignment - 1);
    if (at + size > end_ || cursor_ == 0) return AllocateSlow(size, alignment);
    cursor_ = at + size;
    return reinterpret_cast<void*>(at);
  }

  // Bytes obtained from the system.
  std::size_t bytes() const { return bytes_; }

  // Forgets every object but keeps the largest block, so that a reused arena does not allocate.
  void Reset() {
    if (blocks_.empty()) return;
    Block last = std::move(blocks_.back());
    blocks_.clear();
    cursor_ = reinterpret_cast<std::uintptr_t>(last.memory.get());
    end_ = cursor_ + last.size;
    bytes_ = last.size;
    blocks_.push_back(std::move(last));
  }

 private:
  struct Block {
    std::unique_ptr<std::byte[]> memory;
    std::size_t size;
  };

  void* AllocateSlow(std::size_t size, std::size_t alignment) {
    const std::size_t needed = size + alignment;
    std::size_t block = blocks_.empty() ? kFirstBlock : blocks_.back().size * 2;
    if (block > kLargestBlock) block = kLargestBlock;
    if (block < needed) block = needed;
    blocks_.push_back({std::unique_ptr<std::byte[]>(new std::byte[block]), block});
    bytes_ += block;
    cursor_ = reinterpret_cast<std::uintptr_t>(blocks_.back().memory.get());
    end_ = cursor_ + block;
    const std::uintptr_t at = (cursor_ + alignment - 1) & ~(alignment - 1);
    cursor_ = at + size;
    return reinterpret_cast<void*>(at);
  }

  // The tree of a line or two. glibc's malloc keeps blocks up to 1032 bytes at hand.
  static constexpr std::size_t kFirstBlock = 1024;
  static constexpr std::size_t kLargestBlock = 1024 * 1024;
  std::vector<Block> blocks_;
  std::uintptr_t cursor_ = 0;
  std::uintptr_t end_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace quicksilver

#endif  // QUICKSILVER_BASE_ARENA_H_
