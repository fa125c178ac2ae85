// Texts that nobody would write: the parser must answer every one of them, quickly, with a tree or
// with an error that lies inside the text.

#include <chrono>
#include <gtest/gtest.h>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/utf8.h"
#include "engine/syntax/ast_dump.h"
#include "engine/syntax/ast_equality.h"
#include "engine/syntax/parser.h"
#include "engine/syntax/printer.h"
#include "engine/syntax/token.h"

namespace quicksilver {
namespace {

// Uses everything once. The comments stand where comments are hard to keep.
constexpr std::string_view kEverything = R"(# everything
bind a: List<Number> to [1, 2.5e-3, "t\u{e9}xt\n", true, false, nothing,] # end
weave b as M<A, B> as {end: 1, "x y": Absent,} weave c as -x[0]?.f(1)(2)
set c[0].end[g<A>(1)] to not a is not b and c at least d or e | m.f(1) | (g(2))
chant f<'a, T>(p, borrow mut 'a q: T, borrow r, ...s) -> T then # why
  yield p
  yield
end
form P<T> with x as T, y as List<T> end
variant V then Unit, Pair(a: N, b: N) # pair
end
aspect A with chant m(self) -> N chant n(self, ...x) end
embody A<N> for P<N> then chant m(self) then self.x end end
should a < b then break otherwise continue end
whilst a > (b) then f(chant(x) then x # inner
  end) end
for each i in range(1, # in
  2) then i end
match v with # head
  when -1 then 1
  # about pairs
  when Pair(x, Present(_)) then 2 when Triumph("t") then 3 when Absent then 4 when true then 5
  otherwise then 6
end
attempt P<N>{x: 1, "y": []} harmonize on TypeError then 1 harmonize on "E" then 2 end
grove G with offer a, b end
summon G from "g.gw" as H
gather a, b as c from "g.gw" gather d from G
request VGA.write with justification "why" + Triumph(Mishap(Present(1)))
ünï - borrow mut ünï * 2 / 3 % 4
)";

void ExpectAnswer(Parser& parser, std::string_view source) {
  const auto parsed = parser.Parse(source);
  if (parsed.has_value()) {
    const std::string printed = Print(*parsed);
    const auto again = parser.Parse(printed);
    ASSERT_TRUE(again.has_value())
        << "printed text does not parse: " << again.error().message << "\n"
        << printed << "\nof\n"
        << source;
    ASSERT_TRUE(EqualAsts(*parsed, *again)) << printed << "\nof\n" << source;
    ASSERT_EQ(Print(*again), printed) << "printing is not stable for\n" << source;
    ASSERT_EQ(parsed->comments.size(), again->comments.size()) << "a comment is lost of\n"
                                                               << source;
    return;
  }
  const SyntaxError& error = parsed.error();
  ASSERT_FALSE(error.message.empty());
  ASSERT_LE(error.span.begin, error.span.end);
  ASSERT_LE(error.span.begin, source.size());
  ASSERT_EQ(MakeLineTable(source).PositionOf(error.span.begin), error.position) << source;
  ASSERT_TRUE(IsValidUtf8(error.message)) << "the message repeats bytes it should not";
  ASSERT_FALSE(CaretDisplay(source, error.position).empty());
}

TEST(HostileInput, EveryPrefixOfAProgramGetsAnAnswer) {
  Parser parser;
  ASSERT_TRUE(parser.Parse(kEverything).has_value()) << parser.Parse(kEverything).error().message;
  for (std::size_t length = 0; length <= kEverything.size(); ++length) {
    ExpectAnswer(parser, kEverything.substr(0, length));
    ExpectAnswer(parser, kEverything.substr(length));
  }
}

TEST(HostileInput, EveryProgramWithOneByteChangedGetsAnAnswer) {
  Parser parser;
  for (const char replacement : {'\n', ' ', '(', ')', '"', '<', '.', '#', '\xFF'}) {
    for (std::size_t index = 0; index < kEverything.size(); ++index) {
      std::string source(kEverything);
      source[index] = replacement;
      ExpectAnswer(parser, source);
    }
  }
}

TEST(HostileInput, EveryProgramWithOneWordLeftOutGetsAnAnswer) {
  Parser parser;
  for (std::size_t begin = 0; begin < kEverything.size(); ++begin) {
    const std::size_t end =
        std::min(kEverything.find_first_of(" \n", begin + 1), kEverything.size());
    std::string source(kEverything);
    source.erase(begin, end - begin);
    ExpectAnswer(parser, source);
  }
}

TEST(HostileInput, RandomBytesGetAnAnswer) {
  std::mt19937_64 random(1);
  Parser parser;
  for (int round = 0; round < 20'000; ++round) {
    std::string source;
    const std::size_t length = random() % 60;
    for (std::size_t index = 0; index < length; ++index) source += static_cast<char>(random());
    ExpectAnswer(parser, source);
  }
}

TEST(HostileInput, RandomTokensGetAnAnswer) {
  std::mt19937_64 random(2);
  Parser parser;
  int accepted = 0;
  for (int round = 0; round < 100'000; ++round) {
    std::string source;
    const std::size_t length = 1 + random() % 12;
    for (std::size_t index = 0; index < length; ++index) {
      const auto kind = static_cast<TokenKind>(2 + random() % (kTokenKindCount - 2));
      if (kind == TokenKind::kNumber) {
        source += "1";
      } else if (kind == TokenKind::kText) {
        source += "\"t\"";
      } else if (kind == TokenKind::kName || random() % 3 == 0) {
        source += random() % 2 == 0 ? "a" : "b";
      } else if (kind == TokenKind::kLifetime) {
        source += "'a";
      } else {
        source += TokenText(kind);
      }
      source += random() % 6 == 0 ? (random() % 2 == 0 ? "\n" : " # note\n") : " ";
    }
    ExpectAnswer(parser, source);
    accepted += parser.Parse(source).has_value();
  }
  EXPECT_GT(accepted, 1000) << "too few of these texts are programs to say much";
}

TEST(HostileInput, TimeGrowsWithTheLengthOfTheText) {
  const auto repeat = [](std::string_view piece, std::size_t times) {
    std::string text;
    for (std::size_t index = 0; index < times; ++index) text += piece;
    return text;
  };
  // A quadratic parser would need minutes for these; the bound is generous for slow machines.
  constexpr std::size_t kTimes = 200'000;
  std::vector<std::string> sources = {
      repeat("a<", kTimes),
      repeat("a<b,", kTimes),
      repeat("a<b<c>,", kTimes),
      "f(" + repeat("a<b,", kTimes) + "c>(d)",
      repeat("a<b>\n", kTimes),
      repeat("weave x as a<\n", kTimes),
      repeat("weave x as a<b as ", kTimes),
      repeat("weave x as M<N> as 1 ", kTimes),
      repeat("is ", kTimes),
      repeat("at ", kTimes),
      repeat("\"\\n", kTimes),
      repeat("# c\n", kTimes),
      repeat("f(1) # c\n", kTimes),
      "f(" + repeat("1, # c\n", kTimes) + ")",
      repeat("\n", kTimes * 5),
      "chant f(" + repeat("_, ", kTimes) + "x) then end",
      repeat("should x then # c\n 1 end # d\n", kTimes / 10),
  };
  std::string names = "chant f(";
  for (std::size_t index = 0; index < kTimes; ++index) names += "a" + std::to_string(index) + ",";
  sources.push_back(names + ") then end");
  Parser parser;
  for (const std::string& source : sources) {
    const auto start = std::chrono::steady_clock::now();
    const auto parsed = parser.Parse(source);
    if (parsed.has_value()) Print(*parsed);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    EXPECT_LT(seconds.count(), 20.0) << source.substr(0, 60);
  }
}

TEST(HostileInput, TokensOfAnyTextCanBeDumped) {
  std::mt19937_64 random(3);
  for (int round = 0; round < 2'000; ++round) {
    std::string source(kEverything.substr(random() % kEverything.size(), 40));
    if (!source.empty()) source[random() % source.size()] = static_cast<char>(random());
    const TokenDump dump = DumpTokens(source);
    ASSERT_EQ(dump.error.has_value(), dump.text.find("end of input") == std::string::npos);
  }
}

}  // namespace
}  // namespace quicksilver
