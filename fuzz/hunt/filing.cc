#include "fuzz/hunt/filing.h"

#include <fmt/format.h>
#include <vector>

#include <nlohmann/json.hpp>

#include "fuzz/hunt/finding_folder.h"

namespace quicksilver::hunt {
namespace {

std::string Fenced(std::string_view language, std::string_view text) {
  std::string fence = "```";
  while (text.find(fence) != std::string_view::npos) fence += '`';
  const std::string_view end = text.ends_with('\n') ? "" : "\n";
  return fmt::format("{}{}\n{}{}{}\n", fence, language, text, end, fence);
}

std::string PageOf(const Origin& origin, const PlainFinding& finding) {
  std::string page = fmt::format("# {}\n\n", finding.signature);
  if (!finding.what.empty()) page += fmt::format("{}\n\n", finding.what);
  if (!finding.remark.empty()) page += fmt::format("{}\n\n", finding.remark);
  const std::string folder = origin.findings + "/" + FolderNameOf(finding.signature);
  if (!finding.original.empty()) page += fmt::format("    quicksilver-hunt replay {}\n", folder);
  page += fmt::format("    quicksilver-hunt gen --seed {} --profile {}\n\n", origin.draw.seed,
                      origin.profile);
  page += fmt::format("Found by {} as program {} of the hunt with seed {}.\n\n", origin.oracle,
                      origin.draw.index, origin.hunt_seed);
  if (!finding.minimal.empty()) page += "## Program\n\n" + Fenced("", finding.minimal) + "\n";
  if (!finding.report.empty()) page += "## What it said\n\n" + Fenced("", finding.report) + "\n";
  if (!finding.original.empty()) {
    page += "## As it was generated\n\n" + Fenced("", finding.original);
  }
  return page;
}

}  // namespace

std::expected<std::string, std::string> FilePlain(const Origin& origin,
                                                  const PlainFinding& finding) {
  const nlohmann::ordered_json json = {
      {"format", 1},
      {"kind", finding.kind},
      {"signature", finding.signature},
      {"oracle", origin.oracle},
      {"seed", origin.draw.seed},
      {"profile", origin.profile},
      {"hunt_seed", origin.hunt_seed},
      {"index", origin.draw.index},
      {"what", finding.what},
      {"remark", finding.remark},
      {"report", finding.report},
  };
  using Json = nlohmann::ordered_json;
  // A report may contain anything.
  const std::string text = json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  std::vector<FindingFile> files = {{"finding.md", PageOf(origin, finding)},
                                    {"finding.json", text}};
  if (!finding.original.empty()) files.push_back({"original.gw", std::string(finding.original)});
  if (!finding.minimal.empty()) files.push_back({"minimal.gw", std::string(finding.minimal)});
  return WriteFolder(origin.findings, finding.signature, files);
}

std::expected<std::string, std::string> FileReduced(const Origin& origin,
                                                    std::string_view signature,
                                                    const properties::TestProgram& original,
                                                    properties::Oracle& judge, const Limits& limits,
                                                    const properties::Reduction& reduction) {
  static_cast<void>(judge);
  static_cast<void>(limits);
  return FilePlain(
      origin, {"divergence", signature, original.program.source(), reduction.source, "", "", ""});
}

}  // namespace quicksilver::hunt
