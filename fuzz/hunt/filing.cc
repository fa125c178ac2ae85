#include "fuzz/hunt/filing.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace quicksilver::hunt {
namespace {

std::string Fenced(std::string_view text) {
  std::string fence = "```";
  while (text.find(fence) != std::string_view::npos) fence += '`';
  const std::string_view end = text.ends_with('\n') ? "" : "\n";
  return fmt::format("{}\n{}{}{}\n", fence, text, end, fence);
}

std::string PageOf(const Origin& origin, const PlainFinding& finding) {
  std::string page = fmt::format("# {}\n\n", finding.signature);
  if (!finding.what.empty()) page += fmt::format("{}\n\n", finding.what);
  if (!finding.remark.empty()) page += fmt::format("{}\n\n", finding.remark);
  if (!finding.original.empty()) {
    page += fmt::format("    quicksilver-hunt replay {}\n", finding.folder);
  }
  page += fmt::format("    quicksilver-hunt gen --seed {} --profile {}\n\n", origin.draw.seed,
                      origin.profile);
  page += fmt::format("Found by {} as program {} of the hunt with seed {}.\n\n", origin.oracle,
                      origin.draw.index, origin.hunt_seed);
  if (!finding.minimal.empty()) page += "## Program\n\n" + Fenced(finding.minimal) + "\n";
  if (!finding.report.empty()) page += "## What it said\n\n" + Fenced(finding.report) + "\n";
  if (!finding.original.empty()) page += "## As it was found\n\n" + Fenced(finding.original);
  return page;
}

std::string JsonOf(const Origin& origin, const PlainFinding& finding) {
  using Json = nlohmann::ordered_json;
  const Json json = {
      {"format", 1},
      {"kind", finding.kind},
      {"signature", finding.signature},
      {"oracle", origin.oracle},
      {"seed", origin.draw.seed},
      {"what", finding.what},
      {"remark", finding.remark},
      {"report", finding.report},
      {"profile", origin.profile},
      {"hunt_seed", origin.hunt_seed},
      {"index", origin.draw.index},
  };
  // A report may contain anything.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::vector<properties::FindingFile> FilesOf(const Origin& origin, const PlainFinding& finding) {
  std::vector<properties::FindingFile> files = {{"finding.md", PageOf(origin, finding)},
                                                {"finding.json", JsonOf(origin, finding)}};
  if (!finding.original.empty()) files.push_back({"original.gw", std::string(finding.original)});
  if (!finding.minimal.empty()) files.push_back({"minimal.gw", std::string(finding.minimal)});
  return files;
}

}  // namespace quicksilver::hunt
