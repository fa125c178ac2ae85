#ifndef QUICKSILVER_FUZZ_FAULTS_REACH_H_
#define QUICKSILVER_FUZZ_FAULTS_REACH_H_

// Which faults lie in code that the hunt executes at all.
//
// A fault that survives although its lines ran tells of a weak oracle or generator; one whose lines
// never ran, of a generator that does not get there. Invariant: lines are counted in the unchanged
// sources, by a build with coverage. It is wrong to use counts of other sources than the faults are
// applied to.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "fuzz/faults/fault.h"

namespace quicksilver::faults {

// How often each line of each file ran. Paths as the coverage tool writes them.
using LineCounts = std::map<std::string, std::map<std::uint32_t, std::uint64_t>>;

// The counts of an lcov trace file (`SF:`, `DA:` and `end_of_record` lines; the rest is skipped).
LineCounts ReadLcov(std::string_view text);

// Whether a line of what the fault's first edit replaces ran; `source` is the unchanged file. Where
// the counts know no line of it, because it holds no code of its own, the nearest lines around it
// decide.
bool IsReached(const Fault& fault, std::string_view source, const LineCounts& counts);

}  // namespace quicksilver::faults

#endif  // QUICKSILVER_FUZZ_FAULTS_REACH_H_
