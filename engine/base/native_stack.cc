#include "engine/base/native_stack.h"

#include <algorithm>
#include <sys/mman.h>
#include <unistd.h>

#include "engine/base/assert.h"

#ifdef QS_ADDRESS_SANITIZER
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif

// Calls entry(argument) with the stack pointer at `top` (16-byte aligned) and returns when it
// returns. A nested call is all that is needed, so there is no context to save: ucontext would cost
// two system calls a crossing. The frame pointer stays, which lets unwinders walk across.
extern "C" void QuicksilverCallOnStack(void* argument, void (*entry)(void*), void* top);

#if defined(__x86_64__)
asm(R"(
  .text
  .p2align 4
  .type QuicksilverCallOnStack, @function
QuicksilverCallOnStack:
  .cfi_startproc
  pushq %rbp
  .cfi_def_cfa_offset 16
  .cfi_offset %rbp, -16
  movq %rsp, %rbp
  .cfi_def_cfa_register %rbp
  movq %rdx, %rsp
  callq *%rsi
  movq %rbp, %rsp
  popq %rbp
  .cfi_def_cfa %rsp, 8
  ret
  .cfi_endproc
  .size QuicksilverCallOnStack, .-QuicksilverCallOnStack
)");
#elif defined(__aarch64__)
asm(R"(
  .text
  .p2align 4
  .type QuicksilverCallOnStack, @function
QuicksilverCallOnStack:
  .cfi_startproc
  stp x29, x30, [sp, #-16]!
  .cfi_def_cfa_offset 16
  .cfi_offset 29, -16
  .cfi_offset 30, -8
  mov x29, sp
  .cfi_def_cfa_register 29
  mov sp, x2
  blr x1
  mov sp, x29
  .cfi_def_cfa_register 31
  ldp x29, x30, [sp], #16
  ret
  .cfi_endproc
  .size QuicksilverCallOnStack, .-QuicksilverCallOnStack
)");
#else
#error "QuicksilverCallOnStack is needed for this architecture"
#endif

namespace quicksilver {
namespace {

// What the first frame on a new segment needs; it lives on the caller's stack.
struct Crossing {
  void (*entry)(void*);
  void* closure;
#ifdef QS_ADDRESS_SANITIZER
  const void* caller_bottom = nullptr;
  std::size_t caller_size = 0;
#endif
};

void EnterSegment(void* argument) {
  auto* crossing = static_cast<Crossing*>(argument);
#ifdef QS_ADDRESS_SANITIZER
  __sanitizer_finish_switch_fiber(nullptr, &crossing->caller_bottom, &crossing->caller_size);
#endif
  crossing->entry(crossing->closure);
#ifdef QS_ADDRESS_SANITIZER
  __sanitizer_start_switch_fiber(nullptr, crossing->caller_bottom, crossing->caller_size);
#endif
}

}  // namespace

NativeStack::~NativeStack() {
  QS_ASSERT(active_.empty(), "a native stack is destroyed while code runs on it");
  if (spare_.memory != nullptr) Unmap(spare_);
}

bool NativeStack::OnSegment(std::uintptr_t address) const {
  return std::any_of(active_.begin(), active_.end(), [address](const Segment& segment) {
    const auto begin = reinterpret_cast<std::uintptr_t>(segment.memory);
    return address >= begin && address < begin + segment.size;
  });
}

NativeStack::Segment NativeStack::Map(std::size_t size) {
  void* memory = mmap(nullptr, size, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  if (memory == MAP_FAILED) return {};
  // Overrunning the segment faults instead of writing over somebody else's memory.
  mprotect(memory, static_cast<std::size_t>(sysconf(_SC_PAGESIZE)), PROT_NONE);
  return {memory, size};
}

void NativeStack::Unmap(Segment segment) {
#ifdef QS_ADDRESS_SANITIZER
  ASAN_UNPOISON_MEMORY_REGION(segment.memory, segment.size);
#endif
  munmap(segment.memory, segment.size);
}

bool NativeStack::RunOnNewSegment(void (*entry)(void*), void* closure) {
  const std::size_t wanted =
      active_.empty() ? kFirstSegment : std::min(active_.back().size * 2, kLargestSegment);
  Segment segment = spare_;
  spare_ = {};
  if (segment.memory != nullptr && segment.size < wanted) {
    Unmap(segment);
    segment = {};
  }
  const std::size_t size = segment.memory != nullptr ? segment.size : wanted;
  if (used_ + size > budget_) {
    spare_ = segment;
    return false;
  }
  if (segment.memory == nullptr) segment = Map(size);
  if (segment.memory == nullptr) return false;

  used_ += segment.size;
  active_.push_back(segment);
  const std::uintptr_t saved_limit = limit_;
  const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  limit_ = reinterpret_cast<std::uintptr_t>(segment.memory) + page;

  Crossing crossing{};
  crossing.entry = entry;
  crossing.closure = closure;
  char* bottom = static_cast<char*>(segment.memory) + page;
  char* top = static_cast<char*>(segment.memory) + segment.size;
#ifdef QS_ADDRESS_SANITIZER
  void* fake_stack = nullptr;
  __sanitizer_start_switch_fiber(&fake_stack, bottom, static_cast<std::size_t>(top - bottom));
#else
  static_cast<void>(bottom);
#endif
  QuicksilverCallOnStack(&crossing, &EnterSegment, top);
#ifdef QS_ADDRESS_SANITIZER
  __sanitizer_finish_switch_fiber(fake_stack, nullptr, nullptr);
#endif

  limit_ = saved_limit;
  active_.pop_back();
  used_ -= segment.size;
  if (spare_.memory == nullptr) {
    spare_ = segment;
  } else if (segment.size > spare_.size) {
    Unmap(spare_);
    spare_ = segment;
  } else {
    Unmap(segment);
  }
  return true;
}

}  // namespace quicksilver
