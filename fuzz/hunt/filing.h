#ifndef QUICKSILVER_FUZZ_HUNT_FILING_H_
#define QUICKSILVER_FUZZ_HUNT_FILING_H_

// Findings that properties/reducers/finding.h does not cover: what brought a process down, and
// divergences that could not be reduced.
//
// The files have the same names, and finding.json the same keys, as far as they mean something.
// Invariant: finding.json has all that a replay needs besides the program. It is wrong to write
// times or anything else into these files that makes two hunts' findings differ for no reason.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/hunt/subject.h"
#include "properties/reducers/finding.h"

namespace quicksilver::hunt {

// Where a finding comes from.
struct Origin {
  std::uint64_t hunt_seed = 0;
  Draw draw;
  std::string profile;
  std::string oracle;
};

// What is not known stays empty: there is no `minimal` of what could not be reduced, and no
// `original` if the generator itself died.
struct PlainFinding {
  std::string_view kind = {};  // `crash`, `hang`, `divergence`
  std::string_view signature = {};
  std::string_view folder = {};  // its path, for the replay command
  std::string_view original = {};
  std::string_view minimal = {};
  std::string_view what = {};    // both sides of a divergence
  std::string_view report = {};  // what a process said when it died
  std::string_view remark = {};  // what a person should know besides
};

std::vector<properties::FindingFile> FilesOf(const Origin& origin, const PlainFinding& finding);

}  // namespace quicksilver::hunt

#endif  // QUICKSILVER_FUZZ_HUNT_FILING_H_
