#ifndef QUICKSILVER_BASE_NATIVE_STACK_H_
#define QUICKSILVER_BASE_NATIVE_STACK_H_

// Stack space for recursive code whose depth is bounded by the language, not by the host's stack.
//
// Recursive functions go through Run at each level. While the present stack has room Run is a
// comparison and a direct call; when it runs out, the call continues on a fresh segment (guard page
// below it) and comes back when the callee returns. Invariant: between levels at most kReserve
// bytes are used, so nothing between two Runs may recurse by itself or keep large arrays.
// It is wrong to let an exception pass through Run, and wrong to share one NativeStack between
// threads or between two recursions that are not nested within each other.

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

namespace quicksilver {

class NativeStack {
 public:
  // `budget` bounds the bytes of all segments together.
  explicit NativeStack(std::size_t budget = kDefaultBudget) : budget_(budget) {}
  ~NativeStack();
  NativeStack(const NativeStack&) = delete;
  NativeStack& operator=(const NativeStack&) = delete;

  // Marks an entry from the host: until the scope ends, the host's own stack serves for the first
  // kHostAllowance bytes. Every public function that recurses opens one. Scopes nest.
  class Scope {
   public:
    explicit Scope(NativeStack& stack) : stack_(stack), saved_limit_(stack.limit_) {
      const auto here = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
      // An entry from code that already runs on one of the segments (a host callback) keeps it.
      if (stack.active_.empty() || !stack.OnSegment(here)) stack.limit_ = here - kHostAllowance;
    }
    ~Scope() { stack_.limit_ = saved_limit_; }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    NativeStack& stack_;
    std::uintptr_t saved_limit_;
  };

  // Calls `body` with at least `room` bytes of stack. False, without calling it, when the budget is
  // spent. More room than a level needs is for code that is not part of the recursion; at most
  // kHostAllowance + kReserve.
  template <typename Body>
  [[nodiscard]] bool Run(Body&& body, std::size_t room = kReserve) {
    const auto here = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
    if (here - room > limit_) [[likely]] {
      body();
      return true;
    }
    using Plain = std::remove_reference_t<Body>;
    return RunOnNewSegment([](void* closure) { (*static_cast<Plain*>(closure))(); },
                           const_cast<void*>(static_cast<const void*>(&body)));
  }

  // Whether the present stack has kReserve bytes, so that Run would call directly.
  bool HasRoom() const {
    return reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0)) - kReserve > limit_;
  }

  std::size_t bytes_in_use() const { return used_; }

#if defined(__SANITIZE_ADDRESS__)
#define QS_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define QS_ADDRESS_SANITIZER 1
#endif
#endif

#ifdef QS_ADDRESS_SANITIZER
  // Instrumented frames are several times larger.
  static constexpr std::size_t kReserve = 96 * 1024;
  static constexpr std::size_t kHostAllowance = 256 * 1024;
  static constexpr std::size_t kDefaultBudget = std::size_t{4} << 30;
#else
  static constexpr std::size_t kReserve = 48 * 1024;
  static constexpr std::size_t kHostAllowance = 192 * 1024;
  static constexpr std::size_t kDefaultBudget = std::size_t{1} << 30;
#endif

 private:
  struct Segment {
    void* memory = nullptr;
    std::size_t size = 0;
  };

  bool OnSegment(std::uintptr_t address) const;
  bool RunOnNewSegment(void (*entry)(void*), void* closure);
  static Segment Map(std::size_t size);
  static void Unmap(Segment segment);

  static constexpr std::size_t kFirstSegment = std::size_t{1} << 20;
  static constexpr std::size_t kLargestSegment = std::size_t{64} << 20;

  std::size_t budget_;
  std::size_t used_ = 0;
  std::uintptr_t limit_ = 0;
  std::vector<Segment> active_;
  Segment spare_;  // kept so that a loop crossing a boundary does not map and unmap each time
};

}  // namespace quicksilver

#endif  // QUICKSILVER_BASE_NATIVE_STACK_H_
