#include "fuzz/faults/record.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace quicksilver::faults {
namespace {

constexpr std::string_view kHeading =
    "fault\tseed\tverdict\tby\toracle\tprograms\tseconds\tnodes\treason";
constexpr std::size_t kColumns = 9;

std::vector<std::string_view> Split(std::string_view line) {
  std::vector<std::string_view> cells;
  for (;;) {
    const std::size_t tab = line.find('\t');
    cells.push_back(line.substr(0, tab));
    if (tab == std::string_view::npos) return cells;
    line.remove_prefix(tab + 1);
  }
}

template <typename Number>
bool Read(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

bool ReadRecord(std::string_view line, Record& record) {
  const std::vector<std::string_view> cells = Split(line);
  if (cells.size() != kColumns) return false;
  record.fault = cells[0];
  record.killed = cells[2] == "killed";
  record.by = cells[3];
  record.oracle = cells[4];
  record.reason = cells[8];
  return !record.fault.empty() && (record.killed || cells[2] == "survived") &&
         Read(cells[1], record.seed) && Read(cells[5], record.programs) &&
         Read(cells[6], record.seconds) && Read(cells[7], record.nodes);
}

// A cell ends at a tab or the end of a line.
std::string Cell(std::string text) {
  std::ranges::replace_if(text, [](char byte) { return byte == '\t' || byte == '\n'; }, ' ');
  return text;
}

}  // namespace

std::string WriteRecords(const std::vector<Record>& records) {
  std::string text(kHeading);
  text += '\n';
  for (const Record& record : records) {
    text += fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{:.2f}\t{}\t{}\n", Cell(record.fault), record.seed,
                        record.killed ? "killed" : "survived", Cell(record.by), Cell(record.oracle),
                        record.programs, record.seconds, record.nodes, Cell(record.reason));
  }
  return text;
}

std::expected<std::vector<Record>, std::string> ReadRecords(std::string_view text) {
  std::vector<Record> records;
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (number == 1) {
      if (line != kHeading) return std::unexpected("the heading is not that of a drill");
      continue;
    }
    Record record;
    if (!ReadRecord(line, record)) return std::unexpected(fmt::format("line {} is none", number));
    records.push_back(std::move(record));
  }
  return records;
}

}  // namespace quicksilver::faults
