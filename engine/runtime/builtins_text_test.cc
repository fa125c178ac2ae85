#include <cmath>
#include <string>

#include "engine/runtime/builtins_testing.h"

namespace quicksilver {
namespace {

using TextBuiltins = BuiltinsTest;

constexpr const char* kSmile = "\xF0\x9F\x98\x80";  // one code point of four bytes

TEST_F(TextBuiltins, LengthCountsCodePointsElementsAndKeys) {
  EXPECT_EQ(Run("length", {T("")}), "Number(0)");
  EXPECT_EQ(Run("length", {T("h\u00e9l")}), "Number(3)");
  EXPECT_EQ(Run("length", {T(std::string(kSmile) + "x")}), "Number(2)");
  EXPECT_EQ(Run("length", {L({N(1), L({N(2), N(3)})})}), "Number(2)");
  EXPECT_EQ(Run("length", {M({{"a", N(1)}, {"b", N(2)}})}), "Number(2)");
  EXPECT_EQ(Run("length", {R(0, 3)}), "TypeError: Expected Text, List or Map, got Range");
}

TEST_F(TextBuiltins, SliceTakesStartAndEndInCodePoints) {
  const Value text = T(std::string("a\u00e9") + kSmile + "d");
  EXPECT_EQ(Run("slice", {text, N(1), N(3)}), std::string("Text(\"\u00e9") + kSmile + "\")");
  EXPECT_EQ(Run("slice", {text, N(4), N(4)}), "Text(\"\")") << "an empty slice at the end is right";
  EXPECT_EQ(Run("slice", {text, N(-0.9), N(1.9)}), "Text(\"a\")") << "bounds truncate toward zero";
  EXPECT_EQ(Run("slice", {text, N(0), N(4)}), Show(text));
  EXPECT_EQ(Run("slice", {T(""), N(0), N(0)}), "Text(\"\")");
}

TEST_F(TextBuiltins, SliceNamesTheFirstBoundThatIsWrong) {
  const Value text = T("abc");
  const auto wrong = [&](double start, double end) {
    return Run("slice", {text, N(start), N(end)});
  };
  EXPECT_EQ(wrong(-1, 9), "IndexOutOfBounds: Index -1 out of bounds (length 3)");
  EXPECT_EQ(wrong(4.7, 9), "IndexOutOfBounds: Index 4 out of bounds (length 3)");
  EXPECT_EQ(wrong(0, 4), "IndexOutOfBounds: Index 4 out of bounds (length 3)");
  EXPECT_EQ(wrong(2, 1), "IndexOutOfBounds: Index 1 out of bounds (length 3)");
  EXPECT_EQ(wrong(2, -0.5), "IndexOutOfBounds: Index 0 out of bounds (length 3)");
  EXPECT_EQ(wrong(NAN, 1), "IndexOutOfBounds: Index NaN out of bounds (length 3)");
  EXPECT_EQ(wrong(0, NAN), "IndexOutOfBounds: Index NaN out of bounds (length 3)");
  EXPECT_EQ(wrong(0, INFINITY), "IndexOutOfBounds: Index inf out of bounds (length 3)");
}

TEST_F(TextBuiltins, ConcatLeavesItsOperands) {
  Value left = T(std::string(100, 'x'));
  Value args[] = {left, T("1")};
  const Value one = Call("concat", args);
  Value more[] = {left, T("2")};
  const Value two = Call("concat", more);
  const std::string start(100, 'x');
  EXPECT_EQ(one.as<Text>()->view(), start + "1");
  EXPECT_EQ(two.as<Text>()->view(), start + "2")
      << "the second join saw what the first had written behind the text";
  EXPECT_EQ(left.as<Text>()->size, 100u);
}

TEST_F(TextBuiltins, UpperAndLowerChangeAsciiLettersOnly) {
  EXPECT_EQ(Run("upper", {T("az`{\u00e9\u00df")}), "Text(\"AZ`{\u00e9\u00df\")");
  EXPECT_EQ(Run("lower", {T("AZ@[\u00c9")}), "Text(\"az@[\u00c9\")");
  EXPECT_EQ(Run("upper", {T("")}), "Text(\"\")");
}

TEST_F(TextBuiltins, SplitKeepsEmptyPieces) {
  const auto split = [&](std::string_view text, std::string_view by) {
    return Run("split", {T(text), T(by)});
  };
  EXPECT_EQ(split("a,b,,c", ","), "List[Text(\"a\"), Text(\"b\"), Text(\"\"), Text(\"c\")]");
  EXPECT_EQ(split("a,", ","), "List[Text(\"a\"), Text(\"\")]");
  EXPECT_EQ(split("", ","), "List[Text(\"\")]");
  EXPECT_EQ(split("", ""), "List[]");
  EXPECT_EQ(split("a\u00e9", ""), "List[Text(\"a\"), Text(\"\u00e9\")]");
  EXPECT_EQ(split("aaa", "aa"), "List[Text(\"\"), Text(\"a\")]") << "pieces do not overlap";
  EXPECT_EQ(split("--", "--"), "List[Text(\"\"), Text(\"\")]");
}

TEST_F(TextBuiltins, JoinPutsTheSeparatorBetween) {
  EXPECT_EQ(Run("join", {L({T("a"), T(""), T("c")}), T("--")}), "Text(\"a----c\")");
  EXPECT_EQ(Run("join", {L({T("solo")}), T(",")}), "Text(\"solo\")");
  EXPECT_EQ(Run("join", {L({}), T(",")}), "Text(\"\")");
  EXPECT_EQ(Run("join", {L({N(1)}), N(2)}), "TypeError: Expected Text, got Number")
      << "the separator's type comes before the elements'";
  EXPECT_EQ(Run("join", {L({T("a"), Value::Absent(), N(1)}), T("")}),
            "TypeError: Expected Text, got Absent");
}

TEST_F(TextBuiltins, TrimRemovesUnicodeWhiteSpaceAtBothEnds) {
  EXPECT_EQ(Run("trim", {T(" \t\u00a0\u3000a b\u2003\n")}), "Text(\"a b\")");
  EXPECT_EQ(Run("trim", {T(" \u2003 ")}), "Text(\"\")");
  EXPECT_EQ(Run("trim", {T("\u200b x")}), "Text(\"\u200b x\")")
      << "zero width space is no white space";
  EXPECT_EQ(Run("trim", {T("\u00e9")}), "Text(\"\u00e9\")");
}

TEST_F(TextBuiltins, StartsWithEndsWithAndContains) {
  EXPECT_EQ(Run("starts_with", {T("abc"), T("ab")}), "Truth(true)");
  EXPECT_EQ(Run("starts_with", {T("ab"), T("abc")}), "Truth(false)");
  EXPECT_EQ(Run("ends_with", {T("abc"), T("bc")}), "Truth(true)");
  EXPECT_EQ(Run("ends_with", {T("abc"), T("b")}), "Truth(false)");
  EXPECT_EQ(Run("contains", {T("abc"), T("b")}), "Truth(true)");
  EXPECT_EQ(Run("contains", {T("abc"), T("ac")}), "Truth(false)");
  for (const char* name : {"starts_with", "ends_with", "contains"}) {
    EXPECT_EQ(Run(name, {T(""), T("")}), "Truth(true)") << name;
    EXPECT_EQ(Run(name, {T("x"), T("")}), "Truth(true)") << name;
  }
}

TEST_F(TextBuiltins, ContainsLooksThroughRepetitiveTextInLinearTime) {
  // A search that starts again after every partial match would need 10^11 comparisons.
  const Value haystack = T(std::string(1'000'000, 'a'));
  std::string partial(500'000, 'a');
  partial += 'b';
  const Value needle = T(partial);
  EXPECT_EQ(Run("contains", {haystack, needle}), "Truth(false)");
}

// A long text is searched in pieces: a hit that lies in two of them, or ends the text, counts too.
TEST_F(TextBuiltins, FindsAHitWhereverItLiesInALongText) {
  const std::string pattern = "abcdefg";
  for (std::size_t at = 0; at <= 1'200; ++at) {
    const std::string before(at, '.');
    const std::string after((at * 7) % 900, '.');
    const Value text = T(before + pattern + after);
    EXPECT_EQ(Run("replace", {text, T(pattern), T("")}), Show(T(before + after))) << at;
    EXPECT_EQ(Run("replace", {T(before + "abcdef" + after), T(pattern), T("")}),
              Show(T(before + "abcdef" + after)))
        << "the beginning of the pattern is no hit, at " << at;
  }
}

TEST_F(TextBuiltins, ReplaceGoesFromLeftToRightWithoutOverlap) {
  const auto replace = [&](std::string_view text, std::string_view what, std::string_view with) {
    return Run("replace", {T(text), T(what), T(with)});
  };
  EXPECT_EQ(replace("aaa", "aa", "b"), "Text(\"ba\")");
  EXPECT_EQ(replace("xax", "a", "aa"), "Text(\"xaax\")");
  EXPECT_EQ(replace("a b c", " ", ""), "Text(\"abc\")");
  EXPECT_EQ(replace("aaa", "a", ""), "Text(\"\")");
  EXPECT_EQ(replace("no", "yes", "!"), "Text(\"no\")");
  EXPECT_EQ(replace("x", "x", "\u00e9\u00e9"), "Text(\"\u00e9\u00e9\")");
  EXPECT_EQ(replace("", "", "x"), "CustomError: Cannot replace an empty text");
}

TEST_F(TextBuiltins, CharAtGivesOneCodePoint) {
  const Value text = T(std::string("a\u00e9") + kSmile);
  EXPECT_EQ(Run("char_at", {text, N(1)}), "Text(\"\u00e9\")");
  EXPECT_EQ(Run("char_at", {text, N(2.9)}), std::string("Text(\"") + kSmile + "\")");
  EXPECT_EQ(Run("char_at", {text, N(-0.9)}), "Text(\"a\")");
  EXPECT_EQ(Run("char_at", {text, N(3)}), "IndexOutOfBounds: Index 3 out of bounds (length 3)");
  EXPECT_EQ(Run("char_at", {text, N(-1)}), "IndexOutOfBounds: Index -1 out of bounds (length 3)");
  EXPECT_EQ(Run("char_at", {text, N(NAN)}), "IndexOutOfBounds: Index NaN out of bounds (length 3)");
  EXPECT_EQ(Run("char_at", {T(""), N(-0.5)}), "IndexOutOfBounds: Index 0 out of bounds (length 0)");
}

TEST_F(TextBuiltins, RepeatTruncatesAndClampsItsCount) {
  EXPECT_EQ(Run("repeat", {T("ab"), N(3.9)}), "Text(\"ababab\")");
  EXPECT_EQ(Run("repeat", {T("ab"), N(-3)}), "Text(\"\")");
  EXPECT_EQ(Run("repeat", {T("ab"), N(NAN)}), "Text(\"\")");
  EXPECT_EQ(Run("repeat", {T(""), N(INFINITY)}), "Text(\"\")");
  Value args[] = {T("abcde"), N(1000)};
  const Value long_text = Call("repeat", args);
  ASSERT_EQ(long_text.as<Text>()->size, 5000u);
  for (std::uint32_t i = 0; i < 5000; i += 5) {
    ASSERT_EQ(long_text.as<Text>()->view().substr(i, 5), "abcde") << "at byte " << i;
  }
}

TEST_F(TextBuiltins, PaddingFillsToAWidthInCodePoints) {
  EXPECT_EQ(Run("pad_left", {T("7"), N(3), T("0")}), "Text(\"007\")");
  EXPECT_EQ(Run("pad_right", {T("7"), N(3), T("0")}), "Text(\"700\")");
  EXPECT_EQ(Run("pad_left", {T("\u00e9"), N(2), T(kSmile)}),
            std::string("Text(\"") + kSmile + "\u00e9\")");
  EXPECT_EQ(Run("pad_right", {T("\u00e9"), N(2.9), T("\u00e8")}), "Text(\"\u00e9\u00e8\")");
  EXPECT_EQ(Run("pad_left", {T("abc"), N(2), T("-")}), "Text(\"abc\")");
  EXPECT_EQ(Run("pad_left", {T("abc"), N(NAN), T("-")}), "Text(\"abc\")");
  for (const char* pad : {"", "ab", "\u00e9x"}) {
    EXPECT_EQ(Run("pad_right", {T("long enough"), N(1), T(pad)}),
              "CustomError: Pad character must be a single character")
        << '"' << pad << '"';
  }
}

TEST_F(TextBuiltins, ReverseTurnsCodePointsAround) {
  EXPECT_EQ(Run("reverse", {T(std::string("a\u00e9") + kSmile)}),
            std::string("Text(\"") + kSmile + "\u00e9a\")");
  EXPECT_EQ(Run("reverse", {T("")}), "Text(\"\")");
}

TEST_F(TextBuiltins, ResultsBeyondTheBudgetAreOutOfMemoryBeforeTheyAreBuilt) {
  Limits limits;
  limits.heap_bytes = 1 << 20;
  Begin(limits);
  const std::string expected = "OutOfMemory: Memory limit 1048576 bytes exceeded";
  const Value text = T(std::string(100'000, 'x'));
  const std::uint64_t before = heap().bytes_in_use();
  EXPECT_EQ(Run("repeat", {T("x"), N(1e12)}), expected);
  EXPECT_EQ(Run("repeat", {T("x"), N(INFINITY)}), expected);
  EXPECT_EQ(Run("pad_left", {T("x"), N(1e300), T("-")}), expected);
  EXPECT_EQ(Run("pad_right", {T("x"), N(INFINITY), T("-")}), expected);
  EXPECT_EQ(Run("replace", {text, T("x"), text}), expected);
  EXPECT_EQ(Run("split", {text, T("")}), expected);
  EXPECT_EQ(Run("split", {text, T("x")}), expected);
  EXPECT_EQ(
      Run("join", {L({text, text, text, text, text, text, text, text, text, text, text}), T("")}),
      expected);
  EXPECT_EQ(heap().bytes_in_use(), before) << "a failed builtin kept memory";
}

TEST_F(TextBuiltins, LongWorkIsCharged) {
  Limits limits;
  limits.steps = 1000;
  Begin(limits);
  EXPECT_EQ(Run("repeat", {T("x"), N(1e6)}), "FuelExhausted: Step limit 1000 exceeded");
  Begin(limits);
  EXPECT_EQ(Run("reverse", {T(std::string(100'000, 'x'))}),
            "FuelExhausted: Step limit 1000 exceeded");
}

}  // namespace
}  // namespace quicksilver
