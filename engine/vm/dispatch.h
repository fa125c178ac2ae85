#ifndef QUICKSILVER_VM_DISPATCH_H_
#define QUICKSILVER_VM_DISPATCH_H_

// How the machine gets from one instruction to the next. All ways do the same; they exist because
// compilers differ in what they make of each.
//
// Invariant: no program can tell which one ran it. It is wrong to choose one for anything but
// speed or comparison.

#include <cstdint>

namespace quicksilver {

enum class Dispatch : std::uint8_t {
  kTailCalls,  // clang only; elsewhere kLoop
  kLoop,       // computed goto
};

}  // namespace quicksilver

#endif  // QUICKSILVER_VM_DISPATCH_H_
