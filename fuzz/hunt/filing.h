#ifndef QUICKSILVER_FUZZ_HUNT_FILING_H_
#define QUICKSILVER_FUZZ_HUNT_FILING_H_

// What a folder of a finding contains: `finding.md` for people, `finding.json` for programs,
// `original.gw` as it was generated and `minimal.gw` as it was reduced.
//
// Invariant: finding.json has all that a replay needs besides the program. It is wrong to write
// times or anything else into these files that makes two hunts' findings differ for no reason.

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "fuzz/hunt/campaign_options.h"
#include "fuzz/hunt/shared_board.h"
#include "fuzz/hunt/subject.h"
#include "properties/oracles/oracle.h"
#include "properties/reducers/reduce.h"

namespace quicksilver::hunt {

// Where a finding comes from.
struct Origin {
  std::string findings;  // the folder for all of them
  std::uint64_t hunt_seed = 0;
  Draw draw;
  std::string profile;
  std::string oracle;
};

// All of these return the folder's path, or one line on what could not be written.

// A divergence with its smallest program, which `judge` objects to.
std::expected<std::string, std::string> FileReduced(const Origin& origin,
                                                    std::string_view signature,
                                                    const properties::TestProgram& original,
                                                    properties::Oracle& judge, const Limits& limits,
                                                    const properties::Reduction& reduction);

// What brought a process down, or a divergence that could not be reduced. `minimal` is empty where
// there is none; so is `original` if the generator itself died.
struct PlainFinding {
  std::string_view kind = {};  // `crash`, `hang`, `divergence`
  std::string_view signature = {};
  std::string_view original = {};
  std::string_view minimal = {};
  std::string_view what = {};    // both sides of a divergence
  std::string_view report = {};  // what a process said when it died
  std::string_view remark = {};  // what a person should know besides
};
std::expected<std::string, std::string> FilePlain(const Origin& origin,
                                                  const PlainFinding& finding);

}  // namespace quicksilver::hunt

#endif  // QUICKSILVER_FUZZ_HUNT_FILING_H_
