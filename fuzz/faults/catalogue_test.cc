// The catalogue itself: complete, varied, and in step with the engine.
#include <filesystem>
#include <gtest/gtest.h>
#include <set>

#include "engine/base/files.h"
#include "fuzz/faults/baseline.h"
#include "fuzz/faults/fault.h"

namespace quicksilver::faults {
namespace {

const std::string kRoot = QS_SOURCE_DIR;

std::vector<Fault> Catalogue() {
  auto catalogue = LoadCatalogue(kRoot + "/fuzz/faults/catalogue");
  EXPECT_TRUE(catalogue.has_value()) << catalogue.error();
  return catalogue.value_or(std::vector<Fault>());
}

// A failure means that the engine has moved on: the fault has to be written anew for it.
TEST(Catalogue, AppliesToTheSources) {
  for (const Fault& fault : Catalogue()) {
    const auto source = ReadFile(kRoot + "/" + fault.file);
    ASSERT_TRUE(source.has_value()) << fault.name << ": " << source.error();
    const auto applied = ApplyFault(fault, *source);
    EXPECT_TRUE(applied.has_value()) << fault.name << ": " << applied.error();
  }
}

TEST(Catalogue, IsLargeAndHasAWitnessThatRunsForMostFaults) {
  const std::vector<Fault> catalogue = Catalogue();
  EXPECT_GE(catalogue.size(), 100u);
  std::size_t runs = 0;
  for (const Fault& fault : catalogue) {
    if (!fault.witness.empty() || !fault.program.empty() || !fault.test_program.empty()) ++runs;
  }
  EXPECT_GE(runs * 10, catalogue.size() * 9);
}

// A failure means that a part of the engine could lose its tests without any fault telling.
TEST(Catalogue, HasFaultsInEveryRoom) {
  std::set<std::string> rooms;
  for (const Fault& fault : Catalogue()) {
    rooms.insert(std::filesystem::path(fault.file).parent_path().filename().string());
  }
  for (const char* room :
       {"base", "syntax", "runtime", "interpreter", "bytecode", "compiler", "vm"}) {
    EXPECT_TRUE(rooms.contains(room)) << room;
  }
}

TEST(Catalogue, NamesOnlyProgramsThatExist) {
  for (const Fault& fault : Catalogue()) {
    if (fault.program.empty()) continue;
    EXPECT_TRUE(std::filesystem::exists(kRoot + "/" + fault.program)) << fault.name;
  }
}

TEST(Baseline, KnowsEveryFaultAndWhySurvivorsSurvive) {
  const auto text = ReadFile(kRoot + "/fuzz/faults/baseline.tsv");
  ASSERT_TRUE(text.has_value()) << text.error();
  const auto baseline = ReadRecords(*text);
  ASSERT_TRUE(baseline.has_value()) << baseline.error();
  for (const std::string& flaw : FlawsOf(*baseline, Catalogue())) ADD_FAILURE() << flaw;
}

}  // namespace
}  // namespace quicksilver::faults
