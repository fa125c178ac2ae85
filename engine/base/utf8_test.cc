#include "engine/base/utf8.h"

#include <gtest/gtest.h>
#include <random>
#include <string>
#include <vector>

namespace quicksilver {
namespace {

bool IsScalarValue(char32_t code_point) {
  return code_point <= kLastCodePoint && (code_point < 0xD800 || code_point > 0xDFFF);
}

DecodedCodePoint Decode(const std::string& bytes) {
  return DecodeUtf8(bytes.data(), bytes.data() + bytes.size());
}

TEST(Utf8, DecodesWhatItEncodesForEveryCodePoint) {
  for (char32_t code_point = 0; code_point <= kLastCodePoint; ++code_point) {
    if (!IsScalarValue(code_point)) continue;
    std::string bytes;
    AppendUtf8(bytes, code_point);
    const DecodedCodePoint decoded = Decode(bytes);
    ASSERT_EQ(decoded.code_point, code_point) << "a code point changes on its way";
    ASSERT_EQ(decoded.length, bytes.size());
    ASSERT_EQ(Utf8Length(bytes[0]), bytes.size());
    ASSERT_TRUE(IsValidUtf8(bytes));
    ASSERT_EQ(CountCodePoints(bytes), 1u);
  }
}

TEST(Utf8, RejectsEverySequenceThatIsNotTheShortestFormOfAScalarValue) {
  const std::vector<std::string> invalid = {
      "\x80",  // a continuation alone
      "\xBF",
      "\xC0\x80",      // overlong NUL
      "\xC1\xBF",      // overlong U+007F
      "\xE0\x80\x80",  // overlong
      "\xE0\x9F\xBF",  // overlong U+07FF
      "\xF0\x80\x80\x80",
      "\xF0\x8F\xBF\xBF",  // overlong U+FFFF
      "\xED\xA0\x80",      // U+D800
      "\xED\xBF\xBF",      // U+DFFF
      "\xF4\x90\x80\x80",  // U+110000
      "\xF5\x80\x80\x80",
      "\xFF",
      "\xC3",  // cut short
      "\xE2\x82",
      "\xF0\x9F\x98",
      "\xC3(",  // the second byte is no continuation
      "\xE2\x82(",
      "\xF0\x9F\x98(",
  };
  for (const std::string& bytes : invalid) {
    EXPECT_EQ(Decode(bytes).length, 0u) << "accepted " << testing::PrintToString(bytes);
    EXPECT_EQ(FindInvalidUtf8("0123456789" + bytes), 10u);
    EXPECT_FALSE(IsValidUtf8(bytes));
  }
}

TEST(Utf8, AcceptsTheNeighboursOfEveryForbiddenRange) {
  for (const char32_t code_point :
       {0x7Fu, 0x80u, 0x7FFu, 0x800u, 0xD7FFu, 0xE000u, 0xFFFFu, 0x10000u, 0x10FFFFu}) {
    std::string bytes;
    AppendUtf8(bytes, code_point);
    EXPECT_EQ(Decode(bytes).code_point, code_point);
  }
}

TEST(Utf8, CountsAndFindsCodePointsAsAWalkWould) {
  std::mt19937_64 random(20);
  const char32_t samples[] = {'a', 'b', 0xE9, 0x416, 0x20AC, 0x4E2D, 0x1F600};
  for (int round = 0; round < 300; ++round) {
    std::string text;
    std::vector<std::size_t> starts;
    const std::size_t length = random() % 40;
    for (std::size_t index = 0; index < length; ++index) {
      starts.push_back(text.size());
      AppendUtf8(text, samples[random() % std::size(samples)]);
    }
    starts.push_back(text.size());
    ASSERT_EQ(CountCodePoints(text), length);
    for (std::size_t index = 0; index <= length; ++index) {
      ASSERT_EQ(CodePointOffset(text, index), starts[index]) << "in " << text;
    }
    ASSERT_EQ(CodePointOffset(text, length + 5), text.size());
  }
}

TEST(Utf8, ValidatesLongAsciiAndFindsTheLastByteWrong) {
  std::string text(1000, 'x');
  EXPECT_TRUE(IsValidUtf8(text));
  text.back() = '\x80';
  EXPECT_EQ(FindInvalidUtf8(text), 999u);
}

TEST(UnicodeProperties, LettersAreGeneralCategoryL) {
  for (const char32_t letter :
       {U'a', U'Z', U'é', U'ß', U'ж', U'中', U'ª', U'ʰ', U'א', U'ก', U'𝒜', U'ǅ'}) {
    EXPECT_TRUE(IsLetter(letter)) << static_cast<std::uint32_t>(letter);
  }
  for (const char32_t other : {U'0', U'_', U'@', U'[', U'`', U'{', U'٣', U'Ⅷ', U'²', U'\u0301',
                               U'\u00A0', U'€', U'😀', U'×', U'÷'}) {
    EXPECT_FALSE(IsLetter(other)) << static_cast<std::uint32_t>(other);
  }
}

TEST(UnicodeProperties, TheTablesHoldAsManyCodePointsAsUnicodeSays) {
  std::size_t letters = 0;
  std::size_t spaces = 0;
  for (char32_t code_point = 0; code_point <= kLastCodePoint; ++code_point) {
    letters += IsLetter(code_point);
    spaces += IsWhiteSpace(code_point);
  }
  EXPECT_EQ(letters, 131'756u) << "Unicode 14.0 has this many letters";
  EXPECT_EQ(spaces, 25u) << "the property White_Space has this many code points";
}

TEST(UnicodeProperties, WhiteSpaceIsTheUnicodeProperty) {
  for (const char32_t space :
       {U' ', U'\t', U'\n', U'\v', U'\f', U'\r', U'\u0085', U'\u00A0', U'\u1680', U'\u2000',
        U'\u200A', U'\u2028', U'\u2029', U'\u202F', U'\u205F', U'\u3000'}) {
    EXPECT_TRUE(IsWhiteSpace(space)) << static_cast<std::uint32_t>(space);
  }
  for (const char32_t other : {U'a', U'\0', U'\u200B', U'\uFEFF', U'\u180E', U'\u001F'}) {
    EXPECT_FALSE(IsWhiteSpace(other)) << static_cast<std::uint32_t>(other);
  }
}

}  // namespace
}  // namespace quicksilver
