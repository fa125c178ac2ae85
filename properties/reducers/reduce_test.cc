#include "properties/reducers/reduce.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

#include "engine/syntax/ast_children.h"
#include "engine/syntax/printer.h"
#include "properties/oracles/equivalence.h"
#include "properties/oracles/oracle_testing.h"
#include "properties/reducers/planted_bugs.h"
#include "properties/reducers/reducer.h"

namespace quicksilver::properties {
namespace {

struct Start {
  std::string name;
  TestProgram program;
};

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// Programs of some thirty to a hundred lines, as people write them.
const std::vector<Start>& Starts() {
  static const std::vector<Start> starts = [] {
    std::vector<Start> found;
    for (const auto& entry :
         std::filesystem::directory_iterator(QS_SOURCE_DIR "/corpus/programs/programs")) {
      if (entry.path().extension() != ".gw") continue;
      found.push_back({entry.path().filename(), ProgramOf(ReadFile(entry.path()))});
    }
    std::ranges::sort(found, {}, &Start::name);
    return found;
  }();
  return starts;
}

constexpr std::size_t kStartsOfABug = 3;

struct Result {
  std::string bug;
  std::string start;
  Signature signature;
  Reduction reduction;
};

// Every planted bug, reduced from the first programs that show it.
const std::vector<Result>& Results() {
  static const std::vector<Result> results = [] {
    std::vector<Result> made;
    for (const PlantedBug& bug : PlantedBugs()) {
      EquivalenceOracle oracle(bug.fault);
      std::size_t reduced = 0;
      for (const Start& start : Starts()) {
        const auto diagnosis = Diagnose(start.program, oracle, TestLimits(), 1);
        if (!diagnosis.has_value()) continue;
        made.push_back({std::string(bug.name), start.name, diagnosis->signature,
                        Reduce(start.program, oracle, TestLimits(), 1, diagnosis->signature)});
        if (++reduced == kStartsOfABug) break;
      }
      EXPECT_NE(reduced, 0u) << bug.name << ": no program shows it, so it tests nothing";
    }
    return made;
  }();
  return results;
}

std::string Describe(const Result& result) {
  std::ostringstream text;
  text << result.bug << " from " << result.start << "\n  " << result.signature.ToString() << "\n  "
       << result.reduction.nodes_before << " nodes to " << result.reduction.nodes_after << ", "
       << result.reduction.steps << " steps, " << result.reduction.runs << " runs, "
       << result.reduction.seconds << " s\n"
       << result.reduction.source;
  return text.str();
}

TEST(Reduce, BringsPlantedBugsDownToFiveNodes) {
  std::vector<std::uint32_t> nodes;
  for (const Result& result : Results()) {
    EXPECT_TRUE(result.reduction.complete) << Describe(result);
    EXPECT_EQ(result.reduction.defect, "") << Describe(result);
    nodes.push_back(result.reduction.nodes_after);
    std::cout << Describe(result) << "\n";
  }
  std::ranges::sort(nodes);
  ASSERT_FALSE(nodes.empty());
  EXPECT_LE(nodes[nodes.size() / 2], 5u);
}

}  // namespace
}  // namespace quicksilver::properties
