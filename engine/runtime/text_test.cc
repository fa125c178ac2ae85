#include "engine/runtime/text.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "engine/base/utf8.h"
#include "engine/runtime/runtime_test_support.h"

namespace quicksilver {
namespace {

constexpr std::uint64_t kTextBudget = std::uint64_t{1} << 28;

Value Join(Heap& heap, const Value& left, const Value& right) {
  return JoinTexts(heap, left.as<Text>(), right.as<Text>());
}

TEST(Text, CountsAndSlicesByCodePoint) {
  Heap heap(kTextBudget);
  Value text = MakeText(heap, "a\u00e9\u20ac\U0001F600z");
  EXPECT_EQ(TextLength(text.as<Text>()), 5u);
  EXPECT_EQ(TextSlice(text.as<Text>(), 0, 5), text.as<Text>()->view());
  EXPECT_EQ(TextSlice(text.as<Text>(), 1, 2), "\u00e9");
  EXPECT_EQ(TextSlice(text.as<Text>(), 2, 4), "\u20ac\U0001F600");
  EXPECT_EQ(TextSlice(text.as<Text>(), 5, 5), "");
  Value ascii = MakeText(heap, "hello");
  EXPECT_EQ(TextLength(ascii.as<Text>()), 5u);
  EXPECT_EQ(TextSlice(ascii.as<Text>(), 1, 3), "el");
  Value empty = MakeText(heap, "");
  EXPECT_EQ(TextLength(empty.as<Text>()), 0u);
  EXPECT_EQ(TextSlice(empty.as<Text>(), 0, 0), "");
}

TEST(Text, KnowsWhetherItIsAscii) {
  Heap heap(kTextBudget);
  for (int round = 0; round < 2; ++round) {
    EXPECT_TRUE(IsAscii(MakeText(heap, "").as<Text>()));
    EXPECT_TRUE(IsAscii(MakeText(heap, "\x7F").as<Text>()));
    EXPECT_FALSE(IsAscii(MakeText(heap, "caf\u00e9").as<Text>()));
  }
  // Joining carries what is known; it must carry it truthfully in all combinations.
  const std::string ascii(70, 'a');
  const std::string other = ascii + "\u00e9";
  for (const bool left_known : {false, true}) {
    for (const bool right_known : {false, true}) {
      for (const std::string& left : {ascii, other}) {
        for (const std::string& right : {ascii, other}) {
          Value a = MakeText(heap, left);
          Value b = MakeText(heap, right);
          if (left_known) IsAscii(a.as<Text>());
          if (right_known) IsAscii(b.as<Text>());
          Value joined = Join(heap, a, b);
          EXPECT_EQ(IsAscii(joined.as<Text>()), left == ascii && right == ascii);
          EXPECT_EQ(TextLength(joined.as<Text>()), CountCodePoints(left + right));
        }
      }
    }
  }
}

TEST(Text, ComparesAndHashesByBytes) {
  Heap heap(kTextBudget);
  Value a = MakeText(heap, "same");
  Value b = MakeText(heap, "same");
  Value c = MakeText(heap, "sane");
  Value longer = MakeText(heap, "same ");
  EXPECT_TRUE(TextEquals(a.as<Text>(), a.as<Text>()));
  EXPECT_TRUE(TextEquals(a.as<Text>(), b.as<Text>()));
  EXPECT_FALSE(TextEquals(a.as<Text>(), c.as<Text>()));
  EXPECT_FALSE(TextEquals(a.as<Text>(), longer.as<Text>()));
  EXPECT_EQ(TextHash(a.as<Text>()), TextHash(b.as<Text>()));
  EXPECT_EQ(TextHash(a.as<Text>()), HashBytes("same")) << "maps find keys by text and by bytes";
  EXPECT_NE(TextHash(a.as<Text>()), TextHash(c.as<Text>()));
  EXPECT_NE(HashBytes(""), 0u) << "0 means that no hash was computed";
}

TEST(Text, JoinsWithTheEmptyTextWithoutCopying) {
  Heap heap(kTextBudget);
  Value text = MakeText(heap, "text");
  Value empty = MakeText(heap, "");
  EXPECT_EQ(Join(heap, text, empty).object(), text.object());
  EXPECT_EQ(Join(heap, empty, text).object(), text.object());
}

TEST(Text, AppendsInPlaceWhereRoomIsLeft) {
  Heap heap(kTextBudget);
  Value text = MakeText(heap, std::string(100, 'a'));
  text = Join(heap, text, MakeText(heap, "b"));  // now in a buffer with room
  const TextBuffer* buffer = text.as<Text>()->buffer();
  ASSERT_NE(buffer, nullptr);
  Value before = text;
  text = Join(heap, text, MakeText(heap, "c"));
  EXPECT_EQ(text.as<Text>()->buffer(), buffer) << "appending copied although there was room";
  EXPECT_EQ(TextOf(before), std::string(100, 'a') + "b") << "appending changed the original";
  EXPECT_EQ(TextOf(text), std::string(100, 'a') + "bc");
  Value other = Join(heap, before, MakeText(heap, "d"));
  EXPECT_NE(other.as<Text>()->buffer(), buffer) << "a second append to the same prefix must copy";
  EXPECT_EQ(TextOf(text), std::string(100, 'a') + "bc") << "and must not overwrite the first";
  EXPECT_EQ(TextOf(other), std::string(100, 'a') + "bd");
}

TEST(Text, AppendsATextToItself) {
  Heap heap(kTextBudget);
  Value text = MakeText(heap, "0123456789");
  std::string expected = "0123456789";
  for (int i = 0; i < 12; ++i) {
    text = Join(heap, text, text);
    expected += expected;
    ASSERT_EQ(TextOf(text), expected);
  }
}

TEST(Text, BuildsATextOfNPiecesWithLogarithmicallyManyMoves) {
  Heap heap(kTextBudget);
  Value text = MakeText(heap, "");
  Value piece = MakeText(heap, "ab");
  const TextBuffer* buffer = nullptr;
  int moves = 0;
  for (int i = 0; i < 100'000; ++i) {
    text = Join(heap, text, piece);
    moves += text.as<Text>()->buffer() != buffer;
    buffer = text.as<Text>()->buffer();
  }
  EXPECT_EQ(text.as<Text>()->size, 200'000u);
  EXPECT_LE(moves, 16) << "appending copies more often than by doubling";
  EXPECT_LE(heap.bytes_in_use(), 200'000u * 3) << "earlier buffers are still alive";
}

TEST(Text, StillGrowsInProportionNearTheBudget) {
  for (std::uint64_t budget = 4'000'000; budget <= 8'000'000; budget += 500'000) {
    Heap heap(budget);
    Value text = MakeText(heap, "");
    Value piece = MakeText(heap, std::string(50, 'x'));
    const TextBuffer* buffer = nullptr;
    int moves = 0;
    while (moves < 1000) {
      Value longer = Join(heap, text, piece);
      if (longer.is_raised()) break;
      text = std::move(longer);
      moves += text.as<Text>()->buffer() != buffer;
      buffer = text.as<Text>()->buffer();
    }
    EXPECT_LE(moves, 30) << "a text near the budget is copied for every piece";
    EXPECT_GT(text.as<Text>()->size, budget / 3);
    EXPECT_LE(heap.bytes_in_use(), budget + 4096);
  }
}

TEST(Text, RefusesToBecomeLargerThanItsSizeCanSay) {
  // The bytes are never touched: only the sizes are what a text of 4 GiB would have.
  Heap heap(std::uint64_t{16} << 30);
  Value text = MakeText(heap, std::string(100, 'a'));
  text = Join(heap, text, text);
  Text* object = text.as<Text>();
  const TextBuffer original = *object->buffer();
  Value piece = MakeText(heap, std::string(0xF1, 'b'));
  object->size = 0xFFFF'FF00;
  EXPECT_TRUE(Join(heap, text, piece).is_raised()) << "by copying";
  object->buffer()->used = object->size;
  object->buffer()->capacity = std::uint64_t{1} << 33;
  EXPECT_TRUE(Join(heap, text, piece).is_raised()) << "where there is room";
  object->size = 200;
  *object->buffer() = original;
}

TEST(Text, BehavesAsACopiedValueUnderRandomAppends) {
  const std::vector<std::string> pieces{
      "", "a", "\u00e9", "bc", "\U0001F600", std::string(40, 'd'), std::string(90, 'e')};
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    TestRandom random(seed);
    Heap heap(kTextBudget);
    {
      std::vector<std::pair<Value, std::string>> variables(4);
      for (auto& [text, model] : variables) text = MakeText(heap, "");
      for (int step = 0; step < 600; ++step) {
        auto& [text, model] = variables[random.Below(variables.size())];
        const auto& [other, other_model] = variables[random.Below(variables.size())];
        switch (random.Below(8)) {
          case 0:
          case 1: {
            const Value copy = other;
            const std::string copied = other_model;
            text = copy;
            model = copied;
            break;
          }
          case 2:
            if (model.size() + other_model.size() < 5000) {
              text = Join(heap, text, other);
              model += std::string(other_model);
            }
            break;
          case 3: {
            const std::size_t length = CountCodePoints(model);
            const std::size_t start = random.Below(length + 1);
            const std::size_t end = start + random.Below(length - start + 1);
            const std::string slice(TextSlice(text.as<Text>(), start, end));
            const std::size_t first = CodePointOffset(model, start);
            ASSERT_EQ(slice, model.substr(first, CodePointOffset(model, end) - first));
            if (random.OneIn(6)) {
              text = MakeText(heap, slice);
              model = slice;
            }
            break;
          }
          default: {
            const std::string& piece = pieces[random.Below(pieces.size())];
            text = Join(heap, text, MakeText(heap, piece));
            model += piece;
          }
        }
        for (const auto& [each, expected] : variables) {
          ASSERT_EQ(each.as<Text>()->view(), expected) << "aliasing became visible at " << step;
        }
        ASSERT_EQ(TextLength(text.as<Text>()), CountCodePoints(model));
      }
    }
    ASSERT_EQ(heap.bytes_in_use(), 0u) << "texts leave something behind";
  }
}

}  // namespace
}  // namespace quicksilver
