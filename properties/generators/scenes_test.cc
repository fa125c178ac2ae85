#include "properties/generators/scenes.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <set>
#include <string>

#include "engine/engine.h"
#include "properties/generators/scene_texts.h"
#include "properties/test_program.h"

namespace quicksilver::properties {
namespace {

constexpr std::uint64_t kTexts = 60;  // of each scene

TEST(Scenes, ParseEndAndRaiseOnlyWhereTheyAreMarked) {
  // If this fails, a scene is not what the generator promises of its programs.
  TestWorld world;
  Context context(EngineKind::kInterpreter, TestLimits(), &world);
  for (std::size_t which = 0; which < SceneCount(); ++which) {
    for (std::uint64_t seed = 0; seed < kTexts; ++seed) {
      Choices choices = Choices::FromSeed(seed);
      const Scene scene = WriteScene(choices, which);
      const auto program = Program::Parse(scene.text);
      ASSERT_TRUE(program.has_value()) << program.error().ToString() << "\n" << scene.text;
      const Outcome outcome = context.RunToOutcome(*program);
      context.Reset();
      EXPECT_LT(outcome.steps, 6000u) << scene.text;
      if (!outcome.error.has_value()) continue;
      EXPECT_NE(std::ranges::find(scene.deliberate, outcome.error->span), scene.deliberate.end())
          << outcome.error->ToString() << "\n"
          << scene.text;
    }
  }
}

TEST(Scenes, TellWhatHappenedInTheirLastLine) {
  // If this fails, a scene plays and nobody looks: the values of other statements are lost.
  for (const std::string_view text : SceneTexts()) {
    const std::size_t told = text.find("→");
    ASSERT_NE(told, std::string_view::npos) << text;
    EXPECT_EQ(text[told - 1], '\n') << text;
    EXPECT_EQ(text.find('\n', told), text.size() - 1) << text;
  }
}

TEST(Scenes, VaryAndHaveASimplestForm) {
  for (std::size_t which = 0; which < SceneCount(); ++which) {
    std::set<std::string> texts;
    for (std::uint64_t seed = 0; seed < kTexts; ++seed) {
      Choices choices = Choices::FromSeed(seed);
      texts.insert(WriteScene(choices, which).text);
    }
    EXPECT_GE(texts.size(), 6u) << "scene " << which << " is always the same";
    Choices none = Choices::FromBytes({});
    const std::string simplest = WriteScene(none, which).text;
    EXPECT_EQ(simplest.find_first_of("#"), std::string::npos);
    for (const std::string_view mark : {"«", "¦", "»", "‹", "›"}) {
      EXPECT_EQ(simplest.find(mark), std::string::npos) << simplest;
    }
  }
}

}  // namespace
}  // namespace quicksilver::properties
