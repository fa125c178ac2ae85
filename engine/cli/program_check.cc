#include "engine/cli/program_check.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <utility>

#include "engine/base/utf8.h"
#include "engine/cli/hosts.h"
#include "engine/differential/comparison.h"

namespace quicksilver {
namespace {

constexpr std::size_t kShownColumns = 160;
constexpr std::size_t kShownBeforeDifference = 40;

// What differs where there was nothing to run.
constexpr char kNoCode[] = "code";

// Both sides cut to what fits on a line, from shortly before the place where they part.
std::pair<std::string, std::string> ShortenedPair(const Difference& difference) {
  const std::string& left = difference.left;
  const std::string& right = difference.right;
  const auto [l, r] = std::ranges::mismatch(left, right);
  auto same = static_cast<std::size_t>(l - left.begin());
  // Back to where a code point begins.
  while (same > 0 && same < left.size() && (left[same] & 0xC0) == 0x80) --same;
  if (std::max(left.size(), right.size()) <= kShownColumns || same <= kShownBeforeDifference) {
    return {Shortened(left, kShownColumns), Shortened(right, kShownColumns)};
  }
  std::size_t skipped = same - kShownBeforeDifference;
  while (skipped > 0 && (left[skipped] & 0xC0) == 0x80) --skipped;
  const auto shown = [&](std::string_view text) {
    return fmt::format("[{} bytes]{}", skipped, Shortened(text.substr(skipped), kShownColumns));
  };
  return {shown(left), shown(right)};
}

// A difference and where it showed.
struct Group {
  Difference difference;
  std::vector<std::string_view> configurations;
};

Finding DivergenceOf(const std::string& path, const Group& group, std::string_view reference) {
  std::string where(group.configurations.front());
  if (group.configurations.size() > 1) {
    where += fmt::format(" and {} more", group.configurations.size() - 1);
  }
  if (group.difference.what == kNoCode) {
    const std::string reason = Shortened(group.difference.right, kShownColumns);
    return {Finding::Kind::kDivergence, fmt::format("{}: {}: {}", path, where, reason)};
  }
  const auto [left, right] = ShortenedPair(group.difference);
  return {Finding::Kind::kDivergence,
          fmt::format("{}: {} differs: {} gives {}; {} gives {}", path, group.difference.what,
                      reference, left, where, right)};
}

Finding UnexpectedOf(const std::string& path, const Difference& difference) {
  const auto [expected, actual] = ShortenedPair(difference);
  return {Finding::Kind::kUnexpected, fmt::format("{}: {} is not as expected: {}; it is {}", path,
                                                  difference.what, expected, actual)};
}

void AddTo(std::vector<Group>& groups, Difference difference, std::string_view configuration) {
  const auto known = std::ranges::find(groups, difference, &Group::difference);
  if (known != groups.end()) {
    known->configurations.push_back(configuration);
  } else {
    groups.push_back({std::move(difference), {configuration}});
  }
}

// Refuses what the program's header says.
class CheckHost : public FileHost {
 public:
  CheckHost(const std::string& path, const std::vector<DeniedResource>& denials)
      : FileHost(path), denials_(denials) {}

  std::optional<std::string> Deny(std::string_view resource, std::string_view) override {
    const auto denied = std::ranges::find(denials_, resource, &DeniedResource::name);
    if (denied == denials_.end()) return std::nullopt;
    return denied->reason;
  }

 private:
  const std::vector<DeniedResource>& denials_;
};

}  // namespace

Limits CheckLimits() {
  Limits limits;
  limits.heap_bytes = std::uint64_t{256} << 20;
  limits.steps = 200'000'000;
  return limits;
}

std::vector<Finding> CheckProgram(const std::string& path, std::string_view source,
                                  std::span<const Configuration> configurations,
                                  const std::function<void(const Configuration&)>& before) {
  std::vector<Finding> findings;
  const std::optional<Expectation> expectation = ReadExpectation(source);
  const auto expect = [&](const Outcome& outcome) {
    if (!expectation.has_value()) return;
    const std::optional<Difference> difference = Compare(*expectation, outcome);
    if (difference.has_value()) findings.push_back(UnexpectedOf(path, *difference));
  };

  const std::expected<Program, Error> program = Program::Parse(source, path);
  if (!program.has_value()) {
    Outcome outcome;
    outcome.error = program.error();
    expect(outcome);
    return findings;
  }

  const std::expected<Limits, std::string> limits = ReadLimits(source, CheckLimits());
  if (!limits.has_value()) {
    return {{Finding::Kind::kUnexpected, fmt::format("{}: {}", path, limits.error())}};
  }
  const std::vector<DeniedResource> denials = ReadDenials(source);
  std::optional<Outcome> reference;
  std::vector<Group> groups;
  for (const Configuration& configuration : configurations) {
    before(configuration);
    CheckHost host(path, denials);
    std::expected<Outcome, std::string> outcome = RunOn(configuration, *program, *limits, host);
    if (!outcome.has_value()) {
      AddTo(groups, {kNoCode, "", std::move(outcome.error())}, configuration.name);
    } else if (!reference.has_value()) {
      reference = std::move(*outcome);
      expect(*reference);
    } else if (std::optional<Difference> difference = Compare(*reference, *outcome)) {
      AddTo(groups, std::move(*difference), configuration.name);
    }
  }
  for (const Group& group : groups) {
    findings.push_back(DivergenceOf(path, group, configurations.front().name));
  }
  return findings;
}

}  // namespace quicksilver
