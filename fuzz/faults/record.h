#ifndef QUICKSILVER_FUZZ_FAULTS_RECORD_H_
#define QUICKSILVER_FUZZ_FAULTS_RECORD_H_

// What became of one fault in one run of the drill, and files of such lines.
//
// A file is a table of tabs with a heading, so that it can be read, compared and kept under version
// control. Invariant: reading what was written gives the same records. It is wrong to compare times
// of two files that were not made on the same machine: their counts of programs can be compared.

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace quicksilver::faults {

struct Record {
  std::string fault;
  std::uint64_t seed = 0;
  bool killed = false;
  std::string by = {};  // the check that killed it: `hunt`, or a target
  std::string oracle =
      {};  // the oracle that saw it, `crash`, `hang` or `starved`; for targets empty
  std::uint64_t programs = 0;  // checked until then
  double seconds = 0;          // until then
  std::uint64_t nodes = 0;     // of the minimal program; 0: none
  std::string reason = {};     // why a survivor survives

  friend bool operator==(const Record&, const Record&) = default;
};

std::string WriteRecords(const std::vector<Record>& records);
// The records, or the line that is none.
std::expected<std::vector<Record>, std::string> ReadRecords(std::string_view text);

}  // namespace quicksilver::faults

#endif  // QUICKSILVER_FUZZ_FAULTS_RECORD_H_
