#include "bench/runner/workload.h"

#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <unistd.h>

#include "bench/runner/measure.h"
#include "bench/runner/selection.h"
#include "engine/base/files.h"
#include "properties/processes/command.h"

namespace quicksilver::bench {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using testing::Ge;
using testing::SizeIs;

TEST(SmallSize, ReplacesTheSizeInBothLanguages) {
  EXPECT_EQ(AtSmallSize("# 9 lives\nbind size to 3000 # small: 12\nsize\n"),
            "# 9 lives\nbind size to 12 # small: 12\nsize\n");
  EXPECT_EQ(AtSmallSize("local size = 3000 -- small: 12\nprint(size)\n"),
            "local size = 12 -- small: 12\nprint(size)\n");
  EXPECT_EQ(AtSmallSize("# no size\n1\n"), "# no size\n1\n");
}

TEST(Result, IsTheSameInBothLanguages) {
  EXPECT_EQ(ResultIn("Number(6765)\n"), "6765");
  EXPECT_EQ(ResultIn("6765\n"), "6765");
  EXPECT_EQ(ResultIn("Text(\"a\")\n"), "Text(\"a\")");
}

TEST(Order, LetsEveryEngineComeFirstAndLast) {
  EXPECT_THAT(OrderInRound(3, 0), ElementsAre(0, 1, 2));
  EXPECT_THAT(OrderInRound(3, 1), ElementsAre(2, 1, 0));
  EXPECT_THAT(OrderInRound(3, 2), ElementsAre(1, 2, 0));
  EXPECT_THAT(OrderInRound(3, 3), ElementsAre(1, 0, 2));
}

TEST(Select, KeepsTheOrderAndRefusesNamesThatNothingHas) {
  const std::vector<Workload> all = {{"a", {}, "", ""}, {"b", {}, "", ""}, {"c", {}, "", ""}};
  const auto two = Select(all, {"c", "a"}, "workload");
  ASSERT_TRUE(two.has_value());
  EXPECT_THAT(*two, ElementsAre(Field(&Workload::name, "a"), Field(&Workload::name, "c")));
  EXPECT_EQ(Select(all, {"d"}, "workload").error(), "no workload 'd'");
}

TEST(Workloads, OfAFolderThatIsNotThereAreAnError) {
  EXPECT_FALSE(FindWorkloads("/nowhere", Kind::kTime).has_value());
}

// What the whole benchmark rests on: a faster engine that computes something else is not faster.
class Programs : public testing::TestWithParam<Kind> {
 protected:
  Programs() : folder_(fmt::format("{}/workloads_{}", testing::TempDir(), getpid())) {
    std::filesystem::create_directories(folder_);
  }
  ~Programs() override { std::filesystem::remove_all(folder_); }

  // A copy at its small size.
  std::string Small(const Workload& workload, const std::string& extension) {
    const auto source = ReadFile(fmt::format("{}/{}{}", workload.folder, workload.name, extension));
    EXPECT_TRUE(source.has_value());
    const std::string path = fmt::format("{}/{}{}", folder_, workload.name, extension);
    EXPECT_TRUE(WriteFile(path, AtSmallSize(*source)).has_value());
    return path;
  }

 private:
  std::string folder_;
};

TEST_P(Programs, ComeToTheSameOnBothEnginesAndInLua) {
  const auto workloads = FindWorkloads(QS_SOURCE_DIR "/bench", GetParam());
  ASSERT_TRUE(workloads.has_value()) << workloads.error();
  ASSERT_THAT(*workloads, SizeIs(Ge(1u)));
  const std::string quicksilver = QS_BINARY_DIR "/bin/quicksilver";
  const std::string lua = processes::FindProgram("lua5.4");
  for (const Workload& workload : *workloads) {
    const std::string program = Small(workload, ".gw");
    const processes::CommandResult vm =
        processes::RunCommand({quicksilver, "eval", program}, ".", 60);
    EXPECT_TRUE(vm.ok()) << workload.name << ": " << vm.Complaint();
    EXPECT_THAT(vm.output, testing::StartsWith("Number(")) << workload.name;
    const processes::CommandResult interpreter =
        processes::RunCommand({quicksilver, "eval", "--engine", "interpreter", program}, ".", 60);
    EXPECT_EQ(interpreter.output, vm.output) << workload.name;
    if (lua.empty()) continue;
    const processes::CommandResult twin =
        processes::RunCommand({lua, Small(workload, ".lua")}, ".", 60);
    EXPECT_TRUE(twin.ok()) << workload.name << ": " << twin.Complaint();
    EXPECT_EQ(ResultIn(twin.output), ResultIn(vm.output)) << workload.name;
  }
}

INSTANTIATE_TEST_SUITE_P(OfEachKind, Programs, testing::ValuesIn(kKinds),
                         [](const auto& kind) { return std::string(FolderOf(kind.param)); });

}  // namespace
}  // namespace quicksilver::bench
