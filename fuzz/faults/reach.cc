#include "fuzz/faults/reach.h"

#include <algorithm>
#include <charconv>

namespace quicksilver::faults {
namespace {

template <typename Number>
bool TakeNumber(std::string_view& text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

}  // namespace

LineCounts ReadLcov(std::string_view text) {
  LineCounts counts;
  std::map<std::uint32_t, std::uint64_t>* file = nullptr;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.starts_with("SF:")) {
      file = &counts[std::string(line.substr(3))];
    } else if (line.starts_with("DA:") && file != nullptr) {
      line.remove_prefix(3);
      std::uint32_t number = 0;
      std::uint64_t count = 0;
      if (!TakeNumber(line, number) || !line.starts_with(',')) continue;
      line.remove_prefix(1);
      if (TakeNumber(line, count)) (*file)[number] += count;
    } else if (line == "end_of_record") {
      file = nullptr;
    }
  }
  return counts;
}

bool IsReached(const Fault& fault, std::string_view source, const LineCounts& counts) {
  const auto file = std::ranges::find_if(
      counts, [&](const auto& entry) { return entry.first.ends_with("/" + fault.file); });
  const std::size_t at = source.find(fault.edits.front().find);
  if (file == counts.end() || file->second.empty() || at == std::string_view::npos) return false;
  const auto lines_in = [](std::string_view text) {
    return static_cast<std::uint32_t>(std::ranges::count(text, '\n'));
  };
  const std::uint32_t first = lines_in(source.substr(0, at)) + 1;
  const std::uint32_t last = first + lines_in(fault.edits.front().find);
  const auto begin = file->second.lower_bound(first);
  const auto end = file->second.upper_bound(last);
  const auto ran = [](const auto& line) { return line.second > 0; };
  if (begin != end) return std::any_of(begin, end, ran);
  return (begin != file->second.begin() && ran(*std::prev(begin))) ||
         (end != file->second.end() && ran(*end));
}

}  // namespace quicksilver::faults
