#ifndef QUICKSILVER_FUZZ_HUNT_CHILD_PROCESS_H_
#define QUICKSILVER_FUZZ_HUNT_CHILD_PROCESS_H_

// Processes that may die of what they run, and what they said when they did.
//
// A child is a fork: it runs a function and exits. It dies with its parent, leaves no core dump,
// does not hear the terminal's interrupts (the parent tells it what to do), and what it writes to
// standard error is kept for its parent. Invariant: a ChildProcess that goes out of scope has been
// ended and waited for. It is wrong to start one from a process with several threads.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <sys/types.h>

namespace quicksilver::hunt {

// How a process came to its end, unless it ended well.
struct Death {
  enum class Kind : std::uint8_t { kExit, kSignal, kHang };
  Kind kind = Kind::kExit;
  int number = 0;      // exit status or signal
  std::string report;  // the end of what it wrote to standard error

  // What makes two deaths the same: the first line of an assertion's or a sanitizer's report that
  // names a place; failing that, the signal. Addresses, process numbers and line ends are left out.
  std::string Signature() const;
  // Whether that is a line of a report, which names a place in the source.
  bool NamesPlace() const;
};

// A closed file that a child writes its complaints to.
class ReportFile {
 public:
  ReportFile();
  ~ReportFile();
  ReportFile(const ReportFile&) = delete;
  ReportFile& operator=(const ReportFile&) = delete;
  bool ok() const { return file_ >= 0; }
  int descriptor() const { return file_; }
  void Empty();
  // The last `most` bytes.
  std::string Tail(std::size_t most) const;

 private:
  int file_;
};

class ChildProcess {
 public:
  ChildProcess() = default;
  ~ChildProcess() { Kill(); }
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  // Runs `body` in a child, whose exit status it returns. False when no process can be had; errno
  // says why.
  bool Start(const std::function<int()>& body, ReportFile& report);
  bool running() const { return pid_ > 0; }
  pid_t pid() const { return pid_; }

  // CPU time used so far; 0 when unknown.
  std::uint64_t CpuNanoseconds() const;
  // Whether it has ended; then `status` is what waitpid says. Does not wait.
  bool HasEnded(int& status);
  // Ends it at once and waits.
  void Kill();

 private:
  pid_t pid_ = -1;
};

// How a process with this wait status died; nothing if it exited with 0.
std::optional<Death> DeathOf(int wait_status, const ReportFile& report);

// Enough for whatever is asked about one program with the limits of a hunt, sanitizers included.
inline constexpr double kProbeSeconds = 60;

// Runs `body` in a child until it ends, for at most `cpu_seconds` of its own time (or ten times as
// much of everybody's). What it died of, or nothing if it ended well. A child that cannot be
// started has ended well.
std::optional<Death> Probe(const std::function<void()>& body, double cpu_seconds);

// Whether this program was built with a sanitizer that reserves memory for itself.
bool HasSanitizer();

}  // namespace quicksilver::hunt

#endif  // QUICKSILVER_FUZZ_HUNT_CHILD_PROCESS_H_
