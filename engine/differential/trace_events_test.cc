#include "engine/differential/trace_events.h"

#include <gtest/gtest.h>

namespace quicksilver {
namespace {

TraceEvent Event(NodeId node, std::string value, std::uint32_t module = 0) {
  TraceEvent event;
  event.point.module = module;
  event.point.node = node;
  event.value = std::move(value);
  return event;
}

const std::set<TracedNode> kAll = {{0, 1}, {0, 2}, {0, 3}, {1, 1}};

TEST(TraceAlignment, PairsEqualTracesAndSkipsWhatTheVmDoesNotReport) {
  const std::vector<TraceEvent> interpreter = {Event(1, "a"), Event(9, "folded"), Event(2, "b")};
  const std::vector<TraceEvent> vm = {Event(1, "a"), Event(2, "b")};
  const auto aligned = Align(interpreter, vm, kAll);
  ASSERT_EQ(aligned.size(), 3u);
  EXPECT_EQ(aligned[0].vm, 0u);
  EXPECT_EQ(aligned[1].vm, std::nullopt);
  EXPECT_FALSE(aligned[1].differs);
  EXPECT_EQ(aligned[2].interpreter, 2u);
  EXPECT_EQ(aligned[2].vm, 1u);
  EXPECT_FALSE(aligned[2].differs);
}

TEST(TraceAlignment, EndsAtTheFirstDifference) {
  const std::vector<TraceEvent> base = {Event(1, "a"), Event(2, "b"), Event(3, "c")};
  const std::vector<std::vector<TraceEvent>> others = {
      {Event(1, "a"), Event(2, "x"), Event(3, "c")},     // another value
      {Event(1, "a"), Event(3, "b"), Event(3, "c")},     // another node
      {Event(1, "a"), Event(1, "b", 1), Event(3, "c")},  // another module
      {Event(1, "a")},                                   // the end
  };
  for (const auto& other : others) {
    for (const auto& [left, right] : {std::pair(base, other), std::pair(other, base)}) {
      const auto aligned = Align(left, right, kAll);
      ASSERT_EQ(aligned.size(), 2u);
      EXPECT_FALSE(aligned[0].differs);
      EXPECT_TRUE(aligned[1].differs);
    }
  }
}

TEST(TraceRecorder, CutsValuesAndStopsCountingEventsAtItsLimit) {
  std::vector<TraceEvent> events;
  TraceRecorder recorder(2, [&](TraceEvent event) { events.push_back(std::move(event)); });
  // 2 to the power of 40 elements when written out.
  const auto program =
      Program::Parse("weave x as [1]\nfor each i in range(0, 40) then\n  set x to [x, x]\nend\n");
  ASSERT_TRUE(program.has_value());
  Context context(EngineKind::kInterpreter);
  ASSERT_TRUE(context.Run(*program).has_value());
  {
    const Value value = context.Globals().front().second;
    for (int i = 0; i < 3; ++i) recorder.OnValue({}, value);
  }
  ASSERT_EQ(events.size(), 2u);
  EXPECT_TRUE(recorder.overflowed());
  EXPECT_TRUE(events[0].value.starts_with("List[List[List["));
  EXPECT_TRUE(events[0].value.ends_with("\xE2\x80\xA6")) << events[0].value;
  EXPECT_EQ(events[0].value.size(), TraceRecorder::kShownColumns - 1 + 3);
}

}  // namespace
}  // namespace quicksilver
