#include <algorithm>

#include "engine/syntax/print_run.h"

namespace quicksilver {
namespace {

constexpr std::size_t kDeepestIndent = 40;
constexpr std::size_t kIndentWidth = 2;

}  // namespace

void PrintRun::Indent(std::string& out) const {
  out.append(std::min(indent_, kDeepestIndent) * kIndentWidth, ' ');
}

std::size_t PrintRun::FindComment(std::uint32_t begin, std::uint32_t end) const {
  const std::vector<Comment>& comments = ast_.comments;
  const auto first = std::lower_bound(
      comments.begin(), comments.end(), begin,
      [](const Comment& comment, std::uint32_t offset) { return comment.span.begin < offset; });
  auto index = static_cast<std::size_t>(first - comments.begin());
  while (index < comments.size() && printed_[index]) ++index;
  return index < comments.size() && comments[index].span.begin < end ? index : comments.size();
}

bool PrintRun::HasComment(std::uint32_t begin, std::uint32_t end) const {
  return FindComment(begin, end) < ast_.comments.size();
}

void PrintRun::PrintTrailingComment(std::uint32_t begin, std::uint32_t end) {
  const std::size_t index = FindComment(begin, end);
  if (index == ast_.comments.size() || ast_.comments[index].own_line) return;
  out_.append("  ").append(ast_.comments[index].text);
  printed_[index] = true;
}

void PrintRun::PrintCommentLines(Progress& progress, std::uint32_t end) {
  for (std::size_t index = FindComment(progress.offset, end); index < ast_.comments.size();
       index = FindComment(progress.offset, end)) {
    const Comment& comment = ast_.comments[index];
    PrintBlankLine(progress, comment.span.begin);
    StartLine();
    out_.append(comment.text).append("\n");
    printed_[index] = true;
    progress.offset = comment.span.end;
    latest_line_ = std::max(latest_line_, LastLine(comment.span));
    progress.line = latest_line_;
  }
}

void PrintRun::PrintBlankLine(Progress& progress, std::uint32_t offset) {
  if (progress.line == 0) return;
  if (ast_.lines.PositionOf(offset).line > progress.line + 1) out_ += '\n';
}

void PrintRun::HoistComments(std::size_t at, std::uint32_t begin, std::uint32_t end) {
  std::string lines;
  for (std::size_t index = FindComment(begin, end); index < ast_.comments.size();
       index = FindComment(begin, end)) {
    Indent(lines);
    lines.append(ast_.comments[index].text).append("\n");
    printed_[index] = true;
    begin = ast_.comments[index].span.end;
  }
  out_.insert(at, lines);
}

std::uint32_t PrintRun::LastLine(Span span) const {
  return ast_.lines.PositionOf(span.end > span.begin ? span.end - 1 : span.begin).line;
}

}  // namespace quicksilver
