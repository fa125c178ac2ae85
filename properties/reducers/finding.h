#ifndef QUICKSILVER_PROPERTIES_REDUCERS_FINDING_H_
#define QUICKSILVER_PROPERTIES_REDUCERS_FINDING_H_

// A finding: everything about one divergence, as the files of one folder.
//
//   finding.md    for people: the program, where and how the two sides part, tree and code, replay
//   finding.json  for programs: what a replay needs (see FiledFinding), and the figures
//   minimal.gw    the smallest program, with the header of a regression: it goes unchanged into
//                 corpus/regressions/, where `quicksilver check` expects the definition's result
//   original.gw   the program as it was found
//   modules/…     what the program imports, if it does, so that it runs from the folder
// Invariant: the same divergence gives the same bytes, times aside; a folder is complete or absent,
// also if the process is killed. It is wrong to file a divergence that has no reduction: give the
// original as the result of one that took no steps.

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "properties/oracles/oracle.h"
#include "properties/reducers/reduce.h"
#include "properties/reducers/signature.h"
#include "properties/test_program.h"

namespace quicksilver::properties {

struct FindingFile {
  std::string name;  // may begin with a folder: `modules/shapes.gw`
  std::string bytes;
};

// Where a program came from; what is not known stays empty.
struct Provenance {
  std::uint64_t seed = 1;  // of the oracle, and of the generator if it was one
  std::string profile;
  std::vector<std::uint8_t> choices;
  std::uint64_t hunt_seed = 0;
  std::uint64_t index = 0;
};

struct FindingInput {
  const TestProgram& original;
  const Reduction& reduction;
  Signature signature;
  Limits limits;
  Provenance provenance;
};

// The folder's files. Runs the oracle on the reduced program to see both sides.
std::vector<FindingFile> MakeFinding(const FindingInput& input, Oracle& oracle);

// `equivalence-value-at-binary-by-subnum-1a2b3c4d`: a file name for any signature's text, of a
// divergence or of a death. Depends on the text alone, so that a later hunt finds the folder.
std::string FindingName(std::string_view signature);

// Writes the files into a new folder below `findings`, which is made if needed; a finding of this
// name that is there already is left as it is. The folder's path, or one line on what could not be
// written.
std::expected<std::string, std::string> WriteFinding(const std::string& findings,
                                                     const std::string& name,
                                                     const std::vector<FindingFile>& files);

// What a replay needs of a filed finding.
struct FiledFinding {
  std::string signature;
  std::string oracle;
  std::uint64_t seed = 0;
  std::string left_engine;  // names of configurations; empty where no runs are compared
  std::string right_engine;
  Limits limits;
  std::string profile;
  std::vector<std::uint8_t> choices;
  std::string minimal;  // the texts of the two programs
  std::string original;
};

// The error says which file is missing or what is wrong with it.
std::expected<FiledFinding, std::string> ReadFinding(const std::string& folder);

// --- The parts

// minimal.gw: the program behind a header that says what the definition makes of it, what it once
// broke and which requests are refused.
std::string RegressionFile(const Program& minimal, const Diagnosis& diagnosis);

std::string FindingPage(const FindingInput& input, Oracle& oracle, const TestProgram& minimal,
                        const Diagnosis& diagnosis);

std::string FindingJson(const FindingInput& input, const Diagnosis& diagnosis);
// `minimal` and `original` stay empty.
std::expected<FiledFinding, std::string> ParseFindingJson(const std::string& text);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_REDUCERS_FINDING_H_
