#ifndef QUICKSILVER_BENCH_RUNNER_WORKLOAD_H_
#define QUICKSILVER_BENCH_RUNNER_WORKLOAD_H_

// The programs that are measured, as they lie in bench/: `x.gw` and its twin `x.lua` are one
// workload, `x`.
//
// Invariant: every workload has both files and says in the first line of its .gw file what it is
// about. It is wrong to time a workload at its small size: starting the process would be most of
// it.

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace quicksilver::bench {

// What is told of a workload, and the folder below bench/ it lies in.
enum class Kind : std::uint8_t {
  kTime,     // programs/: CPU time
  kStartUp,  // startup/: CPU time, and it takes many runs to see it
  kMemory,   // memory/: the most memory resident
};
inline constexpr Kind kKinds[] = {Kind::kTime, Kind::kStartUp, Kind::kMemory};
std::string_view FolderOf(Kind kind);

struct Workload {
  std::string name;
  Kind kind = Kind::kTime;
  std::string about;   // the comment in the first line
  std::string folder;  // where both files are
};

// All workloads of a kind, by name, below `root`, which is bench/. The error says what is missing.
std::expected<std::vector<Workload>, std::string> FindWorkloads(const std::string& root, Kind kind);

// The text of a program (either language) with the size that its `small:` remark gives. A program
// without such a remark stays as it is.
std::string AtSmallSize(std::string_view source);

// The number a run came to: `Number(50)` and `50`, each with a line end, are the same.
std::string ResultIn(std::string_view output);

}  // namespace quicksilver::bench

#endif  // QUICKSILVER_BENCH_RUNNER_WORKLOAD_H_
