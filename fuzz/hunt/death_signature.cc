// What makes two deaths the same.
#include <array>
#include <cctype>
#include <cstring>
#include <fmt/format.h>
#include <optional>
#include <string_view>

#include "fuzz/hunt/child_process.h"

namespace quicksilver::hunt {
namespace {

// The rest of the line that begins at `begin`.
std::string_view LineAt(std::string_view text, std::size_t begin) {
  const std::size_t end = text.find('\n', begin);
  return text.substr(begin, end == std::string_view::npos ? end : end - begin);
}

// The first whole line that contains `mark`.
std::optional<std::string_view> LineWith(std::string_view text, std::string_view mark) {
  const std::size_t at = text.find(mark);
  if (at == std::string_view::npos) return std::nullopt;
  const std::size_t before = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
  return LineAt(text, before == std::string_view::npos ? 0 : before + 1);
}

// Without the directories in front of the repository's own, and with every hexadecimal address as
// 0x: the same fault is the same text in every checkout and every run.
std::string Generalised(std::string_view line) {
  std::string result;
  for (std::size_t i = 0; i < line.size();) {
    if (line.substr(i).starts_with("0x")) {
      result += "0x";
      i += 2;
      while (i < line.size() && std::isxdigit(static_cast<unsigned char>(line[i])) != 0) ++i;
      continue;
    }
    result += line[i++];
  }
  for (const std::string_view folder : {"/engine/", "/properties/", "/fuzz/"}) {
    const std::size_t at = result.find(folder);
    if (at == std::string::npos) continue;
    std::size_t begin = at;
    while (begin > 0 && result[begin - 1] != ' ' && result[begin - 1] != '(') --begin;
    result.erase(begin, at + 1 - begin);
  }
  return result;
}

// The line of the report that says most, if one says anything: our own assertion's, a sanitizer's
// verdict, the library's.
std::optional<std::string_view> TellingLine(std::string_view report) {
  for (const std::string_view mark : {": assertion failed: ", ": runtime error: ", "SUMMARY: ",
                                      "terminate called after throwing"}) {
    if (const auto line = LineWith(report, mark); line.has_value()) return line;
  }
  return std::nullopt;
}

}  // namespace

bool Death::NamesPlace() const { return kind != Kind::kHang && TellingLine(report).has_value(); }

std::string Death::Signature() const {
  if (kind == Kind::kHang) return "hang";
  if (const auto line = TellingLine(report); line.has_value()) return Generalised(*line);
  if (kind == Kind::kExit) return fmt::format("exit status {}", number);
  const char* name = ::sigabbrev_np(number);
  return name != nullptr ? fmt::format("SIG{}", name) : fmt::format("signal {}", number);
}

}  // namespace quicksilver::hunt
