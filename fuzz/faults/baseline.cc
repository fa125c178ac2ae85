#include "fuzz/faults/baseline.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace quicksilver::faults {
namespace {

const Record* Find(const std::vector<Record>& records, const std::string& fault) {
  const auto found = std::ranges::find(records, fault, &Record::fault);
  return found == records.end() ? nullptr : &*found;
}

}  // namespace

std::vector<std::string> Complaints(const std::vector<Record>& baseline,
                                    const std::vector<Record>& drill) {
  std::vector<std::string> complaints;
  for (const Record& record : drill) {
    if (record.killed) continue;
    const Record* const known = Find(baseline, record.fault);
    if (known != nullptr && known->killed) {
      complaints.push_back(fmt::format("{} survives; it was killed by {} ({})", record.fault,
                                       known->by, known->oracle));
    } else if (known == nullptr || known->reason.empty()) {
      complaints.push_back(
          fmt::format("{} survives, and the baseline gives no reason", record.fault));
    }
  }
  return complaints;
}

std::vector<std::string> FlawsOf(const std::vector<Record>& baseline,
                                 const std::vector<Fault>& catalogue) {
  std::vector<std::string> flaws;
  for (const Fault& fault : catalogue) {
    if (Find(baseline, fault.name) == nullptr) {
      flaws.push_back(fmt::format("{} has no line", fault.name));
    }
  }
  std::set<std::string> seen;
  for (const Record& record : baseline) {
    if (!seen.insert(record.fault).second) {
      flaws.push_back(fmt::format("{} has two lines", record.fault));
    }
    if (std::ranges::find(catalogue, record.fault, &Fault::name) == catalogue.end()) {
      flaws.push_back(fmt::format("there is no fault {}", record.fault));
    }
    if (!record.killed && record.reason.empty()) {
      flaws.push_back(fmt::format("{} survives without a reason", record.fault));
    }
  }
  return flaws;
}

std::vector<Record> Updated(const std::vector<Record>& baseline, const std::vector<Record>& drill) {
  std::vector<Record> updated = drill;
  for (Record& record : updated) {
    const Record* const known = Find(baseline, record.fault);
    if (!record.killed && record.reason.empty() && known != nullptr) record.reason = known->reason;
  }
  for (const Record& record : baseline) {
    if (Find(drill, record.fault) == nullptr) updated.push_back(record);
  }
  std::ranges::sort(updated, {}, &Record::fault);
  return updated;
}

}  // namespace quicksilver::faults
