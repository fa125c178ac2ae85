#include "properties/oracles/models.h"

#include <gtest/gtest.h>
#include <string>

#include "properties/oracles/components/library_check.h"
#include "properties/oracles/components/library_model.h"
#include "properties/oracles/oracle_testing.h"

namespace quicksilver::properties {
namespace {

using Values = std::vector<ModelValue>;

TEST(Models, AgreeWithTheEngineAndNameTheModelThatDoesNot) {
  const TestProgram program = ProgramOf("1");
  ModelsOracle right;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const Verdict verdict = right.Check(program, TestLimits(), seed);
    EXPECT_TRUE(verdict.agrees()) << "seed " << seed << ": " << verdict.divergence.right;
  }
  ModelsOracle wrong({{"something", 1, 8, [](Choices&) { return "a complaint"; }}});
  const Verdict verdict = wrong.Check(program, TestLimits(), 1);
  ASSERT_TRUE(verdict.diverges());
  EXPECT_EQ(verdict.divergence.what, "model of something");
  EXPECT_EQ(verdict.divergence.right, "a complaint");
}

TEST(LibraryModel, FollowsTheDefinition) {
  const auto text = [](std::u32string_view t) { return ModelValue::Text(std::u32string(t)); };
  const auto number = [](double n) { return ModelValue::Number(n); };
  const auto call = [](std::string_view name, const Values& args) {
    return CallModel(name, args)->Canonical();
  };
  EXPECT_EQ(call("round", {number(2.5)}), "Number(3)");
  EXPECT_EQ(call("round", {number(-2.5)}), "Number(-3)");
  EXPECT_EQ(call("ceil", {number(-0.5)}), "Number(-0)");
  EXPECT_EQ(call("min", {number(0), number(-0.0)}), "Number(-0)");
  EXPECT_EQ(call("split", {text(U"aaa"), text(U"aa")}), R"(List[Text(""), Text("a")])");
  EXPECT_EQ(call("split", {text(U""), text(U"")}), "List[]");
  EXPECT_EQ(call("replace", {text(U"aaa"), text(U"aa"), text(U"é")}), "Text(\"éa\")");
  EXPECT_EQ(call("pad_left", {text(U"€"), number(3), text(U".")}), "Text(\"..€\")");
  EXPECT_EQ(call("list_index_of", {ModelValue::List({number(1)}), number(2)}), "Number(-1)");
  EXPECT_FALSE(CallModel("print", {}).has_value());
}

TEST(LibraryCheck, SeesAnotherResultAndAnArgumentThatChanges) {
  Context context(EngineKind::kInterpreter);
  EXPECT_EQ(CheckLibrary({"[1, 2]", "List[Number(1), Number(2)]"}, context), std::nullopt);
  EXPECT_NE(CheckLibrary({"[1, 3]", "List[Number(1), Number(2)]"}, context), std::nullopt);
  EXPECT_NE(CheckLibrary({"1 / 0", "Number(1)"}, context), std::nullopt);
}

TEST(LibraryCheck, AgreesOnBothEngines) {
  for (const EngineKind engine : {EngineKind::kInterpreter, EngineKind::kVm}) {
    Context context(engine);
    for (std::uint64_t seed = 0; seed < 3000; ++seed) {
      Choices choices = Choices::FromSeed(seed);
      const auto complaint = CheckLibrary(GenerateLibraryCase(choices), context);
      ASSERT_EQ(complaint, std::nullopt) << "seed " << seed << "\n" << *complaint;
    }
  }
}

}  // namespace
}  // namespace quicksilver::properties
