#include "bench/runner/record.h"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "bench/runner/engines.h"
#include "properties/statistics/significance.h"

namespace quicksilver::bench {

using Json = nlohmann::ordered_json;

const std::vector<double>& SamplesOf(const Series& series, Kind kind) {
  return kind == Kind::kMemory ? series.peak_bytes : series.cpu_seconds;
}

std::optional<double> Typical(const WorkloadRecord& workload, std::string_view engine) {
  const auto found = workload.series.find(std::string(engine));
  if (found == workload.series.end()) return std::nullopt;
  return statistics::Median(SamplesOf(found->second, workload.kind));
}

double Spread(const std::vector<double>& samples) {
  const auto [least, most] = std::ranges::minmax(samples);
  return (most - least) / statistics::Median(samples);
}

std::optional<double> Ratio(const WorkloadRecord& workload, std::string_view engine) {
  const auto own = Typical(workload, engine);
  const auto reference = Typical(workload, kReference);
  if (!own || !reference || !(*reference > 0)) return std::nullopt;
  return *own / *reference;
}

std::optional<double> GeometricMean(const Record& record, std::string_view engine,
                                    std::size_t* count) {
  double logarithms = 0;
  std::size_t ratios = 0;
  for (const WorkloadRecord& workload : record.workloads) {
    if (workload.kind != Kind::kTime) continue;
    if (const auto ratio = Ratio(workload, engine); ratio && *ratio > 0) {
      logarithms += std::log(*ratio);
      ++ratios;
    }
  }
  if (count != nullptr) *count = ratios;
  if (ratios == 0) return std::nullopt;
  return std::exp(logarithms / static_cast<double>(ratios));
}

std::string ToJson(const Record& record) {
  Json json = {{"date", record.date},
               {"commit", record.commit},
               {"machine", record.machine},
               {"engines", record.engines}};
  Json& workloads = json["workloads"] = Json::array();
  for (const WorkloadRecord& workload : record.workloads) {
    Json entry = {{"name", workload.name},
                  {"kind", FolderOf(workload.kind)},
                  {"about", workload.about},
                  {"result", workload.result}};
    for (const auto& [engine, series] : workload.series) {
      entry["series"][engine] = {{"cpu_seconds", series.cpu_seconds},
                                 {"peak_bytes", series.peak_bytes}};
    }
    workloads.push_back(std::move(entry));
  }
  Json& means = json["geometric_means"] = Json::object();
  for (const std::string& engine : record.engines) {
    if (const auto mean = GeometricMean(record, engine)) means[engine] = *mean;
  }
  return json.dump(1) + "\n";
}

std::expected<Record, std::string> FromJson(std::string_view text) {
  try {
    const Json json = Json::parse(text);
    Record record{json.at("date"), json.at("commit"), json.at("machine"), json.at("engines"), {}};
    for (const Json& entry : json.at("workloads")) {
      WorkloadRecord workload{
          entry.at("name"), Kind::kTime, entry.at("about"), entry.at("result"), {}};
      const auto kind = std::ranges::find(kKinds, entry.at("kind").get<std::string>(), FolderOf);
      if (kind == std::end(kKinds)) return std::unexpected("a workload of an unknown kind");
      workload.kind = *kind;
      for (const auto& [engine, series] : entry.at("series").items()) {
        Series read{series.at("cpu_seconds"), series.at("peak_bytes")};
        if (read.cpu_seconds.empty() || read.peak_bytes.empty()) {
          return std::unexpected("a series without samples");
        }
        workload.series.emplace(engine, std::move(read));
      }
      record.workloads.push_back(std::move(workload));
    }
    return record;
  } catch (const Json::exception& error) {
    return std::unexpected(error.what());
  }
}

}  // namespace quicksilver::bench
