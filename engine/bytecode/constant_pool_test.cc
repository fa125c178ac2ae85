#include "engine/bytecode/constant_pool.h"

#include <algorithm>
#include <bit>
#include <gtest/gtest.h>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/assert.h"
#include "engine/base/splitmix.h"

namespace quicksilver {
namespace {

double FromBits(std::uint64_t bits) { return std::bit_cast<double>(bits); }
std::uint64_t BitsOf(double number) { return std::bit_cast<std::uint64_t>(number); }

TEST(ConstantPool, GivesEqualNumbersOneIndex) {
  ConstantPool pool;
  EXPECT_EQ(pool.AddNumber(10), 0u);
  EXPECT_EQ(pool.AddNumber(20), 1u);
  EXPECT_EQ(pool.AddNumber(10), 0u) << "the pool grows with every use of a constant";
  EXPECT_EQ(pool.size(), 2u);
  EXPECT_EQ(pool.type(1), ConstantPool::Type::kNumber);
  EXPECT_EQ(pool.number(0), 10);
  EXPECT_EQ(pool.number(1), 20);
}

TEST(ConstantPool, KeepsZeroAndNegativeZeroApart) {
  ConstantPool pool;
  const std::uint32_t zero = pool.AddNumber(0.0);
  const std::uint32_t negative = pool.AddNumber(-0.0);
  EXPECT_NE(zero, negative) << "1 / -0 would become inf instead of -inf";
  EXPECT_EQ(BitsOf(pool.number(zero)), BitsOf(0.0));
  EXPECT_EQ(BitsOf(pool.number(negative)), BitsOf(-0.0));
}

TEST(ConstantPool, FindsANanByItsBits) {
  ConstantPool pool;
  const double quiet = std::numeric_limits<double>::quiet_NaN();
  const double other = FromBits(BitsOf(quiet) | 1);
  const std::uint32_t index = pool.AddNumber(quiet);
  EXPECT_EQ(pool.AddNumber(quiet), index) << "a NaN is added anew each time: it was compared by ==";
  EXPECT_NE(pool.AddNumber(other), index) << "equality must be that of bit patterns";
  EXPECT_EQ(BitsOf(pool.number(1)), BitsOf(other));
}

TEST(ConstantPool, KeepsTextsAndNumbersApart) {
  ConstantPool pool;
  const std::uint32_t number = pool.AddNumber(1);
  const std::uint32_t text = pool.AddText("1");
  EXPECT_NE(number, text);
  EXPECT_EQ(pool.type(text), ConstantPool::Type::kText);
  EXPECT_EQ(pool.text(text), "1");
  // A number whose bits are those of a text's place: offset 0, size 1.
  const std::uint32_t disguised = pool.AddNumber(FromBits(1));
  EXPECT_NE(disguised, text) << "the type does not count";
  EXPECT_EQ(pool.AddText("1"), text);
}

TEST(ConstantPool, ComparesTextsByAllTheirBytes) {
  using namespace std::string_view_literals;  // NOLINT(google-build-using-namespace): suffix sv
  const std::vector<std::string_view> texts = {
      ""sv,         "\0"sv,      "\0\0"sv,       "a"sv,         "a\0"sv,      "\0a"sv,
      "abcdefgh"sv, "abcdefg"sv, "abcdefgh\0"sv, "abcdefghi"sv, "\xC3\xA4"sv, "\xC3\xA5"sv,
  };
  ConstantPool pool;
  for (std::uint32_t i = 0; i < texts.size(); ++i) {
    EXPECT_EQ(pool.AddText(texts[i]), i) << "text " << i << " was taken for an earlier one";
  }
  for (std::uint32_t i = 0; i < texts.size(); ++i) {
    EXPECT_EQ(pool.AddText(texts[i]), i);
    EXPECT_EQ(pool.text(i), texts[i]);
  }
}

TEST(ConstantPool, TakesItsOwnTextsAsArguments) {
  ConstantPool pool;
  pool.AddText("long enough for a block of its own on the heap");
  EXPECT_EQ(pool.AddText(pool.text(0)), 0u);
  EXPECT_EQ(pool.size(), 1u);
}

TEST(ConstantPool, HoldsAMillionConstantsWithFewProbesForEach) {
  ConstantPool pool;
  const std::uint32_t half = 500'000;
  // Consecutive integers and texts with long common prefixes: what programs have, and what bad hash
  // functions put into one place.
  for (std::uint32_t i = 0; i < half; ++i) {
    ASSERT_EQ(pool.AddNumber(i), 2 * i);
    ASSERT_EQ(pool.AddText("constant number " + std::to_string(i)), 2 * i + 1);
  }
  ASSERT_EQ(pool.size(), 1'000'000u);
  std::uint64_t total = 0;
  std::uint32_t longest = 0;
  for (std::uint32_t i = 0; i < pool.size(); ++i) {
    total += pool.ProbesFor(i);
    longest = std::max(longest, pool.ProbesFor(i));
  }
  EXPECT_LT(total, 2'000'000u) << "more than 2 probes on average: adding is not O(1)";
  EXPECT_LT(longest, 100u) << "the hash function clusters";
  for (std::uint32_t i = 0; i < half; i += 997) {
    ASSERT_EQ(pool.AddNumber(i), 2 * i) << "indexes changed while the pool grew";
    ASSERT_EQ(pool.text(2 * i + 1), "constant number " + std::to_string(i));
  }
}

TEST(ConstantPool, ClearForgetsEverythingAndKeepsTheMemory) {
  ConstantPool pool;
  for (int i = 0; i < 1000; ++i) {
    pool.AddNumber(i);
    pool.AddText(std::to_string(i));
  }
  const std::size_t capacity = pool.capacity();
  pool.Clear();
  EXPECT_EQ(pool.size(), 0u);
  EXPECT_EQ(pool.capacity(), capacity) << "the next program allocates everything again";
  EXPECT_EQ(pool.AddText("7"), 0u) << "a forgotten constant was found";
  EXPECT_EQ(pool.AddNumber(7), 1u) << "a forgotten constant was found";
  EXPECT_EQ(pool.text(0), "7");
}

TEST(ConstantPool, IsUsableAfterItsContentsWereMovedAway) {
  ConstantPool pool;
  pool.AddText("kept");
  ConstantPool taken = std::move(pool);
  pool.Clear();
  EXPECT_EQ(taken.text(0), "kept");
  EXPECT_EQ(taken.AddText("kept"), 0u);
  EXPECT_EQ(pool.AddText("new"), 0u);
  EXPECT_EQ(pool.text(0), "new");
}

TEST(ConstantPool, AgreesWithAMapOverRandomAdditions) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SplitMix64 random(seed);
    ConstantPool pool;
    std::map<std::uint64_t, std::uint32_t> numbers;
    std::map<std::string, std::uint32_t> texts;
    for (int step = 0; step < 3000; ++step) {
      const auto next = static_cast<std::uint32_t>(numbers.size() + texts.size());
      if (random.Below(2) == 0) {
        // Small bit patterns and numbers with high bits only, so that both ends of the hash work.
        const std::uint64_t bits = static_cast<std::uint64_t>(random.Below(300))
                                   << (random.Below(2) == 0 ? 0 : 52);
        const auto expected = numbers.try_emplace(bits, next).first->second;
        ASSERT_EQ(pool.AddNumber(FromBits(bits)), expected);
      } else {
        std::string text;
        for (std::uint32_t i = random.Below(12); i > 0; --i) {
          text += static_cast<char>('a' + random.Below(2));
        }
        const auto expected = texts.try_emplace(text, next).first->second;
        ASSERT_EQ(pool.AddText(text), expected);
      }
    }
    ASSERT_EQ(pool.size(), numbers.size() + texts.size());
    for (const auto& [bits, index] : numbers) ASSERT_EQ(BitsOf(pool.number(index)), bits);
    for (const auto& [text, index] : texts) ASSERT_EQ(pool.text(index), text);
  }
}

#if QS_ASSERTIONS
TEST(ConstantPoolDeathTest, DoesNotReadOneTypeAsAnother) {
  ConstantPool pool;
  pool.AddNumber(1);
  pool.AddText("1");
  EXPECT_DEATH(static_cast<void>(pool.text(0)), "the constant is a text");
  EXPECT_DEATH(static_cast<void>(pool.number(1)), "the constant is a number");
  EXPECT_DEATH(static_cast<void>(pool.number(2)), "the constant is a number");
}
#endif

}  // namespace
}  // namespace quicksilver
