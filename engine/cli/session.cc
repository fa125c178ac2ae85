#include "engine/cli/session.h"

#include <algorithm>
#include <utility>

#include "engine/base/utf8.h"
#include "engine/cli/report.h"

namespace quicksilver {
namespace {

std::size_t CodePoints(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) {
    const unsigned length = DecodeUtf8(text.data() + at, text.data() + text.size()).length;
    at += length == 0 ? 1 : length;
  }
  return count;
}

}  // namespace

Session::Session(const Limits& limits, const CompileOptions& compile,
                 const std::vector<std::string>& denied, Output& output)
    : interpreter_host_("", &output, denied),
      vm_host_("", nullptr, denied),
      interpreter_(EngineKind::kInterpreter, limits, &interpreter_host_),
      vm_(EngineKind::kVm, limits, &vm_host_, compile) {}

std::string Session::Placed(std::string_view entry) const {
  return std::string(next_line_ - 1, '\n').append(entry);
}

bool Session::NeedsMore(std::string_view entry) const {
  const std::expected<Program, Error> program = Program::Parse(entry);
  if (program.has_value()) return false;
  // A text that is not closed begins anywhere and ends where the input does.
  if (program.error().message == "Unterminated text") return true;
  const std::size_t last = entry.find_last_not_of(" \t\r\n");
  const std::string_view trimmed = entry.substr(0, last == std::string_view::npos ? 0 : last + 1);
  return program.error().span.begin >= CodePoints(trimmed);
}

Session::Answer Session::Run(std::string_view entry) {
  const std::string source = Placed(entry);
  transcript_ += entry;
  next_line_ += static_cast<std::size_t>(std::ranges::count(entry, '\n'));

  Answer answer;
  std::expected<Program, Error> program = Program::Parse(source);
  if (!program.has_value()) {
    answer.outcome.error = program.error();
    answer.report = DescribeError(program.error(), source);
    return answer;
  }
  programs_.push_back(std::move(*program));
  answer.outcome = interpreter_.ContinueToOutcome(programs_.back());
  answer.difference = Compare(answer.outcome, vm_.ContinueToOutcome(programs_.back()));
  if (const std::optional<Error>& error = answer.outcome.error) {
    const std::string* module = interpreter_host_.TextOf(error->file);
    answer.report = DescribeError(*error, module != nullptr ? *module : transcript_);
  }
  return answer;
}

void Session::Reset() {
  interpreter_.Reset();
  vm_.Reset();
  programs_.clear();
  transcript_.clear();
  next_line_ = 1;
}

}  // namespace quicksilver
