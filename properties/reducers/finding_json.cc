// finding.json.
#include <array>
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "properties/reducers/finding.h"

namespace quicksilver::properties {
namespace {

using Json = nlohmann::ordered_json;

std::string Hex(const std::vector<std::uint8_t>& bytes) {
  std::string hex;
  for (const std::uint8_t byte : bytes) hex += fmt::format("{:02x}", byte);
  return hex;
}

std::optional<std::vector<std::uint8_t>> Unhex(const std::string& hex) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  if (hex.size() % 2 != 0) return std::nullopt;
  std::vector<std::uint8_t> bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const std::size_t high = kDigits.find(hex[i]);
    const std::size_t low = kDigits.find(hex[i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    bytes.push_back(static_cast<std::uint8_t>(high * 16 + low));
  }
  return bytes;
}

Json CulpritJson(const Culprit& culprit) {
  Json json = {{"file", culprit.file},
               {"line", culprit.position.line},
               {"column", culprit.position.column},
               {"source", culprit.source},
               {"expected", culprit.expected},
               {"got", culprit.got}};
  if (!culprit.in_code) return json;
  json["function"] = culprit.function;
  json["pc"] = culprit.pc;
  json["traced_code"] = culprit.traced_code;
  json["instruction"] = culprit.instruction;
  if (culprit.has_register) json["register"] = culprit.reg;
  return json;
}

// Values of a finding's file, each with a complaint of its own.
class Reader {
 public:
  explicit Reader(const Json& json) : json_(json) {}

  std::string Text(const Json& object, const char* key) {
    if (object.contains(key) && object[key].is_string()) return object[key].get<std::string>();
    return Complain(key, "a text"), std::string();
  }
  std::uint64_t Number(const Json& object, const char* key) {
    if (object.contains(key) && object[key].is_number_unsigned()) {
      return object[key].get<std::uint64_t>();
    }
    return Complain(key, "a whole number"), 0;
  }
  const Json& Object(const char* key) {
    if (json_.contains(key) && json_[key].is_object()) return json_[key];
    Complain(key, "an object");
    return empty_;
  }

  std::string complaint;

 private:
  void Complain(const char* key, const char* wanted) {
    if (complaint.empty()) complaint = fmt::format("'{}' is not {}", key, wanted);
  }

  const Json& json_;
  const Json empty_ = Json::object();
};

}  // namespace

std::string FindingJson(const FindingInput& input, const Diagnosis& diagnosis) {
  const Signature& signature = diagnosis.signature;
  const Divergence& divergence = diagnosis.divergence;
  const Provenance& from = input.provenance;
  const Reduction& reduction = input.reduction;
  const Json json = {
      {"format", 1},
      {"kind", "divergence"},
      {"signature", signature.ToString()},
      {"oracle", signature.oracle},
      {"seed", from.seed},
      {"difference", DifferenceKindName(signature.kind)},
      {"node", signature.node},
      {"opcode", signature.opcode},
      {"what", divergence.what},
      {"left", {{"engine", divergence.left_engine}, {"shows", divergence.left}}},
      {"right", {{"engine", divergence.right_engine}, {"shows", divergence.right}}},
      {"culprit", CulpritJson(diagnosis.culprit)},
      {"limits",
       {{"heap_bytes", input.limits.heap_bytes},
        {"call_depth", input.limits.call_depth},
        {"steps", input.limits.steps}}},
      {"profile", from.profile},
      {"hunt_seed", from.hunt_seed},
      {"index", from.index},
      {"choices", Hex(from.choices)},
      {"reduction",
       {{"nodes_before", reduction.nodes_before},
        {"nodes_after", reduction.nodes_after},
        {"steps", reduction.steps},
        {"runs", reduction.runs},
        {"complete", reduction.complete}}},
  };
  // Texts of programs are UTF-8, but what an engine said may be anything.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::expected<FiledFinding, std::string> ParseFindingJson(const std::string& text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return std::unexpected("it is not a JSON object");
  Reader reader(json);
  FiledFinding finding;
  if (reader.Number(json, "format") != 1 && reader.complaint.empty()) {
    return std::unexpected("it is of a format that is not known here");
  }
  finding.signature = reader.Text(json, "signature");
  finding.oracle = reader.Text(json, "oracle");
  finding.seed = reader.Number(json, "seed");
  finding.left_engine = reader.Text(reader.Object("left"), "engine");
  finding.right_engine = reader.Text(reader.Object("right"), "engine");
  const Json& limits = reader.Object("limits");
  finding.limits.heap_bytes = reader.Number(limits, "heap_bytes");
  finding.limits.call_depth = static_cast<std::uint32_t>(reader.Number(limits, "call_depth"));
  finding.limits.steps = reader.Number(limits, "steps");
  finding.profile = reader.Text(json, "profile");
  std::optional<std::vector<std::uint8_t>> choices = Unhex(reader.Text(json, "choices"));
  if (!reader.complaint.empty()) return std::unexpected(reader.complaint);
  if (!choices.has_value()) return std::unexpected("'choices' are not hexadecimal");
  finding.choices = std::move(*choices);
  return finding;
}

}  // namespace quicksilver::properties
