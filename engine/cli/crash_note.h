#ifndef QUICKSILVER_CLI_CRASH_NOTE_H_
#define QUICKSILVER_CLI_CRASH_NOTE_H_

// Says what was being run when the process dies of a failed assertion, a signal or a sanitizer's
// report: one of a thousand programs, on one of many configurations.
//
// Invariant: nothing is allocated and nothing locked on the way down. It is wrong to let the text
// that a note names go before the note is replaced.

#include <memory>

namespace quicksilver {

// Makes dying threads tell their notes. Once a process.
void InstallCrashNotes();

// The calling thread's note, and a stack of its own to tell it from when the other one is full.
// At most one a thread.
class CrashNote {
 public:
  CrashNote();
  ~CrashNote();
  CrashNote(const CrashNote&) = delete;
  CrashNote& operator=(const CrashNote&) = delete;

  // Both are kept by pointer.
  void Set(const char* program, const char* configuration);

 private:
  std::unique_ptr<char[]> stack_;
};

}  // namespace quicksilver

#endif  // QUICKSILVER_CLI_CRASH_NOTE_H_
