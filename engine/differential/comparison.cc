#include "engine/differential/comparison.h"

#include <algorithm>
#include <charconv>

#include "engine/runtime/format.h"

namespace quicksilver {
namespace {

std::string Escaped(std::string_view text) {
  std::string escaped;
  AppendEscaped(text, escaped);
  return escaped;
}

std::string Describe(const RequestRecord& request) {
  return request.resource + " for " + QuoteText(request.justification) +
         (request.granted ? " granted" : " refused");
}

// Where both errors look alike, what does not show decides.
std::string Described(const Error& error) {
  return error.ToString() + " (span " + std::to_string(error.span.begin) + " to " +
         std::to_string(error.span.end) + (error.located ? ")" : ", not located)");
}

std::optional<Difference> CompareErrors(const Outcome& left, const Outcome& right) {
  if (left.error == right.error) return std::nullopt;
  const bool look_alike =
      left.error.has_value() && right.error.has_value() && left.Result() == right.Result();
  if (!look_alike) return Difference{"result", left.Result(), right.Result()};
  return Difference{"span of the error", Described(*left.error), Described(*right.error)};
}

std::optional<Difference> CompareRequests(const std::vector<RequestRecord>& left,
                                          const std::vector<RequestRecord>& right) {
  const auto [l, r] = std::ranges::mismatch(left, right);
  if (l == left.end() && r == right.end()) return std::nullopt;
  const auto number = std::to_string(l - left.begin() + 1);
  return Difference{"request " + number, l == left.end() ? "none" : Describe(*l),
                    r == right.end() ? "none" : Describe(*r)};
}

// Whether a global's text says that there were no steps or room left to write the value down. No
// canonical form begins so.
bool HasNoForm(const std::string& global) { return global.starts_with("error "); }

// Both are sorted by name. What one side could not write down is not compared.
std::optional<Difference> CompareGlobals(const Outcome& left, const Outcome& right) {
  const auto [l, r] =
      std::ranges::mismatch(left.globals, right.globals, [](const auto& a, const auto& b) {
        return a.first == b.first &&
               (a.second == b.second || HasNoForm(a.second) || HasNoForm(b.second));
      });
  const bool left_ended = l == left.globals.end();
  const bool right_ended = r == right.globals.end();
  if (left_ended && right_ended) return std::nullopt;
  if (!left_ended && !right_ended && l->first == r->first) {
    return Difference{"global " + l->first, l->second, r->second};
  }
  if (right_ended || (!left_ended && l->first < r->first)) {
    return Difference{"global " + l->first, l->second, "none"};
  }
  return Difference{"global " + r->first, "none", r->second};
}

// The line that starts at `at`, without its end; moves `at` to the next.
std::string_view TakeLine(std::string_view source, std::size_t& at) {
  const std::size_t end = std::min(source.find('\n', at), source.size());
  std::string_view line = source.substr(at, end - at);
  if (line.ends_with('\r')) line.remove_suffix(1);
  at = std::min(end + 1, source.size());
  return line;
}

constexpr std::string_view kExpect = "# expect: ";

// The lines from the start that are comments.
template <typename Visit>
void ForEachHeaderLine(std::string_view source, Visit&& visit) {
  for (std::size_t at = 0; at < source.size() && source[at] == '#';) visit(TakeLine(source, at));
}

// A header may stop after the kind of the error or after its place.
bool MeetsResult(const std::string& expected, const Outcome& outcome) {
  const std::string result = outcome.Result();
  if (expected == result) return true;
  if (!outcome.error.has_value()) return false;
  const std::string kind = "error " + std::string(ErrorKindName(outcome.error->kind));
  Error no_message = *outcome.error;
  no_message.message.clear();
  return expected == kind || expected + ": " == no_message.ToString();
}

}  // namespace

bool EndedByResource(const Outcome& outcome) {
  return outcome.error.has_value() && IsResourceError(outcome.error->kind);
}

std::optional<Difference> Compare(const Outcome& left, const Outcome& right) {
  if (EndedByResource(left) && EndedByResource(right)) {
    if (left.error->kind == right.error->kind) return std::nullopt;
    return Difference{"result", left.Result(), right.Result()};
  }
  if (left.value != right.value || left.error.has_value() != right.error.has_value()) {
    return Difference{"result", left.Result(), right.Result()};
  }
  if (auto difference = CompareErrors(left, right)) return difference;
  if (left.output != right.output) {
    return Difference{"output", QuoteText(left.output), QuoteText(right.output)};
  }
  if (auto difference = CompareRequests(left.requests, right.requests)) return difference;
  return CompareGlobals(left, right);
}

std::optional<Expectation> ReadExpectation(std::string_view source) {
  constexpr std::string_view kMessage = "# message: ";
  std::size_t at = 0;
  const std::string_view first = TakeLine(source, at);
  if (!first.starts_with(kExpect)) return std::nullopt;
  Expectation expectation{std::string(first.substr(kExpect.size())), std::nullopt};
  ForEachHeaderLine(source.substr(at), [&](std::string_view line) {
    if (line.starts_with(kMessage)) expectation.message = line.substr(kMessage.size());
  });
  return expectation;
}

std::vector<DeniedResource> ReadDenials(std::string_view source) {
  constexpr std::string_view kDeny = "# deny: ";
  std::vector<DeniedResource> denials;
  if (!source.starts_with(kExpect)) return denials;
  ForEachHeaderLine(source, [&](std::string_view line) {
    if (!line.starts_with(kDeny)) return;
    line.remove_prefix(kDeny.size());
    const std::size_t blank = std::min(line.find(' '), line.size());
    const std::size_t reason = std::min(blank + 1, line.size());
    denials.push_back({std::string(line.substr(0, blank)), std::string(line.substr(reason))});
    if (denials.back().reason.empty()) denials.back().reason = "denied by the program's header";
  });
  return denials;
}

std::expected<Limits, std::string> ReadLimits(std::string_view source, Limits limits) {
  std::size_t at = 0;
  while (at < source.size() && source[at] == '#') {
    const std::string_view line = TakeLine(source, at);
    const auto read = [line](std::string_view name, auto& limit) {
      if (!line.starts_with(name)) return true;
      const std::string_view number = line.substr(name.size());
      const char* const end = number.data() + number.size();
      const auto [stop, error] = std::from_chars(number.data(), end, limit);
      return error == std::errc() && stop == end;
    };
    if (!read("# steps: ", limits.steps) || !read("# heap: ", limits.heap_bytes) ||
        !read("# calls: ", limits.call_depth)) {
      return std::unexpected("no limit: '" + std::string(line) + "'");
    }
  }
  return limits;
}

std::optional<Difference> Compare(const Expectation& expectation, const Outcome& outcome) {
  if (!MeetsResult(expectation.result, outcome)) {
    return Difference{"result", expectation.result, outcome.Result()};
  }
  if (!expectation.message.has_value()) return std::nullopt;
  const std::string message =
      outcome.error.has_value() ? Escaped(outcome.error->message) : std::string("no error");
  if (message == *expectation.message) return std::nullopt;
  return Difference{"message", *expectation.message, message};
}

}  // namespace quicksilver
