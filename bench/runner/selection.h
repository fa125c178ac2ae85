#ifndef QUICKSILVER_BENCH_RUNNER_SELECTION_H_
#define QUICKSILVER_BENCH_RUNNER_SELECTION_H_

// Those of several things that were asked for by name.
//
// Invariant: what is selected keeps its order. It is wrong to ignore a name that nothing has: who
// asked for it would take silence for a result.

#include <algorithm>
#include <expected>
#include <fmt/format.h>
#include <string>
#include <vector>

namespace quicksilver::bench {

// All of `things` if `names` is empty. `what` names one in the error: `no workload 'fibb'`.
template <typename Thing>
std::expected<std::vector<Thing>, std::string> Select(const std::vector<Thing>& things,
                                                      const std::vector<std::string>& names,
                                                      const char* what) {
  if (names.empty()) return things;
  for (const std::string& name : names) {
    if (std::ranges::find(things, name, &Thing::name) == things.end()) {
      return std::unexpected(fmt::format("no {} '{}'", what, name));
    }
  }
  std::vector<Thing> selected;
  for (const Thing& thing : things) {
    if (std::ranges::find(names, thing.name) != names.end()) selected.push_back(thing);
  }
  return selected;
}

}  // namespace quicksilver::bench

#endif  // QUICKSILVER_BENCH_RUNNER_SELECTION_H_
