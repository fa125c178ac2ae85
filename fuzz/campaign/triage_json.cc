// How the commands identify and reduce answer: one line of JSON.
#include <nlohmann/json.hpp>

#include "fuzz/campaign/triage.h"

namespace quicksilver::campaign {
namespace {

using Json = nlohmann::json;

// Bytes as a list of numbers: they need be no text.
Json Bytes(const std::string& bytes) {
  return Json(std::vector<std::uint8_t>(bytes.begin(), bytes.end()));
}

std::string BytesIn(const Json& json) {
  const auto bytes = json.get<std::vector<std::uint8_t>>();
  return {bytes.begin(), bytes.end()};
}

std::string Line(const Json& json) {
  return json.dump(-1, ' ', true, Json::error_handler_t::replace) + "\n";
}

// The last line of what a command wrote; sanitizers and others may have spoken before.
Json LastLineJson(const std::string& output) {
  if (output.empty() || output.back() != '\n') return {};
  const std::size_t before =
      output.size() < 2 ? std::string::npos : output.rfind('\n', output.size() - 2);
  return Json::parse(output.substr(before == std::string::npos ? 0 : before + 1), nullptr, false);
}

}  // namespace

std::string ToJson(const Identity& identity) {
  return Line({{"died", identity.died},
               {"kind", identity.kind},
               {"signature", identity.signature},
               {"report", identity.report},
               {"program", identity.program},
               {"oracle", identity.oracle},
               {"seed", identity.seed}});
}

std::string ToJson(const Smallest& smallest) {
  return Line({{"reducer", smallest.reducer},
               {"input", Bytes(smallest.input)},
               {"program", smallest.program},
               {"page", smallest.page},
               {"size_before", smallest.size_before},
               {"size_after", smallest.size_after},
               {"unit", smallest.unit},
               {"folder", smallest.folder},
               {"filed_as", smallest.filed_as}});
}

std::optional<Identity> IdentityIn(const std::string& json) {
  const Json parsed = LastLineJson(json);
  if (!parsed.is_object() || !parsed.contains("died")) return std::nullopt;
  return Identity{parsed["died"],    parsed["kind"],   parsed["signature"], parsed["report"],
                  parsed["program"], parsed["oracle"], parsed["seed"]};
}

std::optional<Smallest> SmallestIn(const std::string& json) {
  const Json parsed = LastLineJson(json);
  if (!parsed.is_object() || !parsed.contains("reducer")) return std::nullopt;
  return Smallest{parsed["reducer"], BytesIn(parsed["input"]), parsed["program"],
                  parsed["page"],    parsed["size_before"],    parsed["size_after"],
                  parsed["unit"],    parsed["folder"],         parsed["filed_as"]};
}

}  // namespace quicksilver::campaign
