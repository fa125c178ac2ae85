// What a failing property leaves behind: a minimal program that a person can run, or, when it
// crashes, its input on disk.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <unistd.h>
#include <utility>

#include "engine/bytecode/decoded_instruction.h"
#include "properties/arbitraries/programs.h"
#include "properties/arbitraries/property.h"
#include "properties/generators/allocation_requests.h"
#include "properties/oracles/engine.h"
#include "properties/oracles/equivalence.h"

namespace quicksilver::properties {
namespace {

// Makes every `from` a `to`, which has the same operands: a planted bug.
CodeFault Instead(Opcode from, Opcode to) {
  return [from, to](Chunk& chunk) {
    for (const auto& function : chunk.functions) {
      for (std::uint32_t pc = 0; pc < function->code.size();) {
        Word& word = function->code[pc];
        pc += InfoOf(OpOf(word)).words();
        if (OpOf(word) == from) word = (word & ~Word{0xFF}) | static_cast<Word>(to);
      }
    }
  };
}

// What RapidCheck says about a property that fails, as ForAllInputs makes it.
struct Failure {
  std::string counterexample;
  std::string description;
  std::size_t shrinks = 0;
};

// What stands in the parentheses that RapidCheck puts around an argument.
std::string Inside(const std::string& shown) {
  const std::size_t begin = shown.find('\n') + 1;
  return shown.substr(begin, shown.rfind(')') - begin);
}

Failure FailureOf(const CodeFault& fault) {
  EquivalenceOracle oracle(fault);
  const auto property = rc::detail::toProperty([&](const ReducibleProgram& program) {
    const Verdict verdict = oracle.Check(program.program, TestLimits(), program.seed);
    if (verdict.diverges()) RC_FAIL(verdict.divergence.what);
  });
  rc::detail::TestParams params;
  params.seed = 1;
  params.maxSuccess = 2000;
  const rc::detail::TestResult result =
      rc::detail::checkProperty(property, rc::detail::TestMetadata{"planted", "planted"}, params);
  Failure failure;
  if (!result.is<rc::detail::FailureResult>()) return failure;
  const auto& found = result.get<rc::detail::FailureResult>();
  failure.counterexample = Inside(found.counterExample.front().second);
  failure.description = found.description;
  failure.shrinks = found.reproduce.shrinkPath.size();
  return failure;
}

class ShrinkingProperty
    : public ::testing::TestWithParam<std::pair<const char*, std::pair<Opcode, Opcode>>> {};

TEST_P(ShrinkingProperty, PrintsAMinimalProgramForAPlantedBug) {
  const auto [from, to] = GetParam().second;
  const Failure failure = FailureOf(Instead(from, to));
  ASSERT_FALSE(failure.counterexample.empty()) << "the bug was not found";
  EXPECT_GT(failure.shrinks, 0u);
  // Without the line that names the seed.
  const std::string program = failure.counterexample.substr(failure.counterexample.find('\n') + 1);
  const auto parsed = Program::Parse(program);
  ASSERT_TRUE(parsed.has_value()) << "what is printed does not run:\n" << program;
  EXPECT_LE(parsed->ast().node_count, 12u) << "not minimal:\n" << program;
  EXPECT_LE(program.size(), 80u) << "not minimal:\n" << program;
  RecordProperty("minimal", program);
}

INSTANTIATE_TEST_SUITE_P(
    Bugs, ShrinkingProperty,
    ::testing::Values(std::pair{"SubtractionAdds", std::pair{Opcode::kSubNum, Opcode::kAddNum}},
                      std::pair{"MultiplicationDivides",
                                std::pair{Opcode::kMulNum, Opcode::kDivNum}},
                      std::pair{"EqualIsNotEqual", std::pair{Opcode::kEq, Opcode::kNe}},
                      std::pair{"NotKeepsTheTruth", std::pair{Opcode::kNot, Opcode::kTest}}),
    [](const auto& bug) { return bug.param.first; });

// --- Crashes

std::filesystem::path CrashFolder() {
  return std::filesystem::path(::testing::TempDir()) /
         ("quicksilver_crash_" + std::to_string(::getpid()));
}

std::string ContentsOf(const std::filesystem::path& folder) {
  std::ostringstream all;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    all << std::ifstream(entry.path()).rdbuf();
  }
  return all.str();
}

// A property whose check dies when the requests hold a reset.
void CheckThatDies(void (*die)()) {
  ForAll<AllocationRequests>(300, [die](const AllocationRequests& requests) -> Complaint {
    for (const AllocationRequest& request : requests.requests) {
      if (request.kind == AllocationRequest::Kind::kReset) die();
    }
    return std::nullopt;
  });
}

// Calls itself until there is no stack left.
volatile bool full = false;
int FillStack(int depth) {
  volatile char block[4096];
  block[0] = static_cast<char>(depth);
  return full ? 0 : FillStack(depth + 1) + block[0];
}

void ExpectInputOnDisk(void (*die)()) {
  const std::filesystem::path folder = CrashFolder();
  std::filesystem::remove_all(folder);
  ::setenv("QS_CRASH_DIR", folder.c_str(), 1);
  EXPECT_DEATH(CheckThatDies(die), "the input of the dying check is in ");
  ::unsetenv("QS_CRASH_DIR");
  const std::string left = ContentsOf(folder);
  EXPECT_NE(left.find("policy "), std::string::npos) << "the input was lost";
  EXPECT_NE(left.find("  reset\n"), std::string::npos) << "another input than the one that crashed";
  std::filesystem::remove_all(folder);
}

TEST(InputNoteDeathTest, AnAbortLeavesItsInputOnDisk) {
  ExpectInputOnDisk([] { std::abort(); });
}

TEST(InputNoteDeathTest, ASegmentationFaultLeavesItsInputOnDisk) {
  ExpectInputOnDisk([] {
    // Under a sanitizer this is its report, else the signal.
    volatile int* volatile nowhere = nullptr;
    *nowhere = 1;
  });
}

TEST(InputNoteDeathTest, AStackThatIsFullLeavesItsInputOnDisk) {
  ExpectInputOnDisk([] { FillStack(0); });
}

TEST(InputNote, LeavesNothingWhenNothingDies) {
  const std::filesystem::path folder = CrashFolder();
  std::filesystem::remove_all(folder);
  ::setenv("QS_CRASH_DIR", folder.c_str(), 1);
  {
    const InputNote note("Some.Test", "input");
  }
  ::unsetenv("QS_CRASH_DIR");
  EXPECT_EQ(ContentsOf(folder), "");
  std::filesystem::remove_all(folder);
}

TEST(RunCheck, ShrinksACrashWhenEveryCheckHasAProcess) {
  const auto property = rc::detail::toProperty([](const Generated<AllocationRequests>& generated) {
    const Complaint complaint = RunInChild([&]() -> Complaint {
      for (const AllocationRequest& request : generated.value.requests) {
        if (request.kind == AllocationRequest::Kind::kReset) ::_exit(77);
      }
      return std::nullopt;
    });
    if (complaint) RC_FAIL(*complaint);
  });
  rc::detail::TestParams params;
  params.seed = 1;
  params.maxSuccess = 300;
  const auto result =
      rc::detail::checkProperty(property, rc::detail::TestMetadata{"crash", "crash"}, params);
  ASSERT_TRUE(result.is<rc::detail::FailureResult>());
  const auto& found = result.get<rc::detail::FailureResult>();
  EXPECT_NE(found.description.find("ended with status 77"), std::string::npos) << found.description;
  const std::string smallest = Inside(found.counterExample.front().second);
  EXPECT_EQ(smallest.substr(0, smallest.find("from")), "policy lifo, seed 0:\n  reset\n");
}

}  // namespace
}  // namespace quicksilver::properties
