#include "fuzz/hunt/statistics.h"

namespace quicksilver::hunt {
namespace {

void AddTo(Counter& into, const Counter& from) { into.Add(from.Get()); }

template <std::size_t kCount>
void AddTo(std::array<Counter, kCount>& into, const std::array<Counter, kCount>& from) {
  for (std::size_t i = 0; i < kCount; ++i) AddTo(into[i], from[i]);
}

template <std::size_t kCount>
std::uint64_t Sum(const std::array<Counter, kCount>& counters) {
  std::uint64_t sum = 0;
  for (const Counter& counter : counters) sum += counter.Get();
  return sum;
}

}  // namespace

std::uint64_t OracleStatistics::checked() const {
  return agree.Get() + diverge.Get() + Sum(incomparable);
}

void Statistics::Merge(const Statistics& other) {
  AddTo(programs, other.programs);
  AddTo(lost, other.lost);
  AddTo(source_bytes, other.source_bytes);
  AddTo(engine_runs, other.engine_runs);
  AddTo(chunks, other.chunks);
  AddTo(incomparable, other.incomparable);
  AddTo(by_profile, other.by_profile);
  for (std::size_t i = 0; i < oracles.size(); ++i) {
    AddTo(oracles[i].agree, other.oracles[i].agree);
    AddTo(oracles[i].diverge, other.oracles[i].diverge);
    AddTo(oracles[i].nanoseconds, other.oracles[i].nanoseconds);
    AddTo(oracles[i].incomparable, other.oracles[i].incomparable);
  }
  AddTo(stages, other.stages);
  coverage.Merge(other.coverage);
}

std::uint64_t Statistics::incomparable_programs() const { return Sum(incomparable); }

}  // namespace quicksilver::hunt
