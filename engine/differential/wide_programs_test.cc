// Programs with more of something than a field of an instruction can number: 255 to 257 and 65,535
// to 70,000 cases, fields, parameters, … Whatever runs on the interpreter compiles, verifies, comes
// back from an archive and gives the same everywhere.

#include <functional>
#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <vector>

#include "engine/differential/comparison.h"
#include "engine/differential/configurations.h"

namespace quicksilver {
namespace {

// `piece(0) separator piece(1) … piece(count - 1)`
std::string Joined(int count, std::string_view separator, const auto& piece) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    if (i != 0) text += separator;
    text += piece(i);
  }
  return text;
}

std::string Numbered(std::string_view name, int number) {
  return std::string(name) + std::to_string(number);
}
std::string Names(std::string_view name, int count) {
  return Joined(count, ", ", [&](int i) { return Numbered(name, i); });
}
std::string Numbers(int count) {
  return Joined(count, ", ", [](int i) { return std::to_string(i); });
}

// What a program has `count` of, its text, and its result.
struct Width {
  std::string_view name;
  std::function<std::string(int count)> source;
  std::function<std::string(int count)> result;
};

std::string FirstAndLast(int count) {
  return "List[Number(0), Number(" + std::to_string(count - 1) + ")]";
}

const std::vector<Width>& Widths() {
  static const std::vector<Width>* const kWidths = new std::vector<Width>{
      {"UnitCases",
       [](int n) {
         return "variant V then " + Names("C", n) + " end\nbind last to " + Numbered("C", n - 1) +
                "\nmatch last with\nwhen C0 then 0\nwhen " + Numbered("C", n - 2) +
                " then 1\nwhen " + Numbered("C", n - 1) + " then [last, C0, last is C0]\nend";
       },
       [](int n) {
         return "List[Variant V." + Numbered("C", n - 1) + ", Variant V.C0, Truth(false)]";
       }},
      {"Constructors",
       [](int n) {
         const std::string last = Numbered("C", n - 1);
         return "variant V then " +
                Joined(n, ", ", [](int i) { return Numbered("C", i) + "(a: Number)"; }) +
                " end\nmatch " + last + "(5) with\nwhen C0(a) then 0\nwhen " +
                Numbered("C", n - 2) + "(a) then 1\nwhen " + last + "(a) then [a, " + last +
                ", type_of(" + last + "(1)), C0 is " + last + "]\nend";
       },
       [](int n) {
         const std::string last = Numbered("C", n - 1);
         return "List[Number(5), Constructor(V." + last + "), Text(\"" + last +
                "\"), Truth(false)]";
       }},
      {"FieldsOfACase",
       [](int n) {
         return "variant V then C(" +
                Joined(n, ", ", [](int i) { return Numbered("f", i) + ": Number"; }) +
                ") end\nmatch C(" + Numbers(n) + ") with\nwhen C(" + Names("p", n) +
                ") then [p0, " + Numbered("p", n - 1) + "]\nend";
       },
       FirstAndLast},
      {"FieldsOfAForm",
       [](int n) {
         const auto given = [](int i) { return Numbered("f", i) + ": " + std::to_string(i); };
         return "form P with " +
                Joined(n, ", ", [](int i) { return Numbered("f", i) + " as Number"; }) +
                " end\nweave p as P { " + Joined(n, ", ", given) + " }\nbind q to P { " +
                Joined(n, ", ", [&](int i) { return given(n - 1 - i); }) + " }\nset p." +
                Numbered("f", n - 1) + " to 5\n[p." + Numbered("f", n - 1) + ", q.f0, q." +
                Numbered("f", n - 1) + ", p is q]";
       },
       [](int n) {
         return "List[Number(5), Number(0), Number(" + std::to_string(n - 1) + "), Truth(false)]";
       }},
      {"TypesOfFields",
       [](int n) {
         return "form Q with a as Number end\nbind q to Q { a: 1 }\nform P<" + Names("T", n) +
                "> with " +
                Joined(n, ", ",
                       [](int i) {
                         return Numbered("f", i) + (i % 2 == 0 ? " as Q" : Numbered(" as T", i));
                       }) +
                " end\nbind p to P { " +
                Joined(n, ", ", [](int i) { return Numbered("f", i) + ": q"; }) + " }\np." +
                Numbered("f", n - 1) + ".a";
       },
       [](int) { return "Number(1)"; }},
      {"Parameters",
       [](int n) {
         return "chant f(" + Names("p", n) + ") then [p0, " + Numbered("p", n - 1) +
                "] end\nchant g(" + Names("p", n) + ") then yield f(" + Names("p", n) +
                ") end\nbind once to f(" + Numbers(n) + ")\nshould once is g(" + Numbers(n) +
                ") then once end";
       },
       FirstAndLast},
      {"ArgumentsOfARestParameter",
       [](int n) {
         return "chant f(...xs) then [xs[0], xs[length(xs) - 1]] end\nf(" + Numbers(n) + ")";
       },
       FirstAndLast},
      {"ArgumentsOfAMethod",
       [](int n) {
         return "embody A for Truth then chant m(self, " + Names("p", n) + ") then [p0, " +
                Numbered("p", n - 1) + "] end end\ntrue.m(" + Numbers(n) + ")";
       },
       FirstAndLast},
      {"Elements", [](int n) { return "bind x to [" + Numbers(n) + "]\n[x[0], x[length(x) - 1]]"; },
       FirstAndLast},
      {"Texts",
       [](int n) {
         return "bind x to [" +
                Joined(n, ", ", [](int i) { return '"' + std::to_string(i) + '"'; }) +
                "]\n[to_number(x[0]), to_number(x[length(x) - 1])]";
       },
       FirstAndLast},
      {"Keys",
       [](int n) {
         return "bind m to {" +
                Joined(n, ", ", [](int i) { return Numbered("k", i) + ": " + std::to_string(i); }) +
                "}\n[m.k0, m[\"" + Numbered("k", n - 1) + "\"]]";
       },
       FirstAndLast},
      {"Places",
       [](int n) {
         return "weave m as {}\n" +
                Joined(n, "\n",
                       [](int i) {
                         return "set m." + Numbered("k", i) + " to " + std::to_string(i);
                       }) +
                "\n[m.k0, m." + Numbered("k", n - 1) + "]";
       },
       FirstAndLast},
      {"Globals",
       [](int n) {
         return Joined(n, "\n",
                       [](int i) {
                         return "weave " + Numbered("g", i) + " as " + std::to_string(i);
                       }) +
                "\n[g0, " + Numbered("g", n - 1) + "]";
       },
       FirstAndLast},
      {"Locals",
       [](int n) {
         return "chant f() then\n" +
                Joined(n, "\n",
                       [](int i) {
                         return "weave " + Numbered("l", i) + " as " + std::to_string(i);
                       }) +
                "\n[l0, " + Numbered("l", n - 1) + "]\nend\nf()";
       },
       FirstAndLast},
      {"Captures",
       [](int n) {
         return "chant f() then\n" +
                Joined(n, "\n", [](int i) { return "weave " + Numbered("l", i) + " as 0"; }) +
                "\nchant g() then\n" +
                Joined(
                    n, "\n",
                    [](int i) { return "set " + Numbered("l", i) + " to " + std::to_string(i); }) +
                "\nend\ng()\n[l0, " + Numbered("l", n - 1) + "]\nend\nf()";
       },
       FirstAndLast},
      {"Chants",
       [](int n) {
         return Joined(n, "\n",
                       [](int i) {
                         return "chant " + Numbered("f", i) + "() then " + std::to_string(i) +
                                " end";
                       }) +
                "\n[f0(), " + Numbered("f", n - 1) + "()]";
       },
       FirstAndLast},
      {"Calls",
       [](int n) {
         return "weave s as 0\nchant f(x) then\nset s to s + x\nend\n" +
                Joined(n, "\n", [](int) { return "f(1)"; }) + "\ns";
       },
       [](int n) { return "Number(" + std::to_string(n) + ")"; }},
      {"InlineCaches",
       [](int n) {
         return "form P with f as Number end\nbind p to P { f: 1 }\nweave s as 0\n" +
                Joined(n, "\n", [](int) { return "set s to s + p.f"; }) + "\ns";
       },
       [](int n) { return "Number(" + std::to_string(n) + ")"; }},
      {"Methods",
       [](int n) {
         return "aspect A then\n" +
                Joined(n, "\n", [](int i) { return "chant " + Numbered("m", i) + "(self)"; }) +
                "\nend\nembody A for Truth then\n" +
                Joined(n, "\n",
                       [](int i) {
                         return "chant " + Numbered("m", i) + "(self) then " + std::to_string(i) +
                                " end";
                       }) +
                "\nend\n[true.m0(), true." + Numbered("m", n - 1) + "()]";
       },
       FirstAndLast},
      {"Embodies",
       [](int n) {
         return Joined(n, "\n",
                       [](int i) {
                         const std::string method = "chant " + Numbered("m", i) + "(self)";
                         return "aspect " + Numbered("A", i) + " then " + method + " end\nembody " +
                                Numbered("A", i) + " for Truth then " + method + " then " +
                                std::to_string(i) + " end end";
                       }) +
                "\n[true.m0(), true." + Numbered("m", n - 1) + "()]";
       },
       FirstAndLast},
      {"Forms",
       [](int n) {
         return Joined(n, "\n",
                       [](int i) { return "form " + Numbered("F", i) + " with a as Number end"; }) +
                "\n[F0 { a: 0 }.a, " + Numbered("F", n - 1) + " { a: " + std::to_string(n - 1) +
                " }.a]";
       },
       FirstAndLast},
      {"Variants",
       [](int n) {
         return Joined(n, "\n",
                       [](int i) {
                         return "variant " + Numbered("V", i) + " then " + Numbered("A", i) +
                                " end";
                       }) +
                "\n[A0, " + Numbered("A", n - 1) + "]";
       },
       [](int n) {
         return "List[Variant V0.A0, Variant V" + std::to_string(n - 1) + ".A" +
                std::to_string(n - 1) + "]";
       }},
      {"Arms",
       [](int n) {
         return "chant f(v) then\nmatch v with\n" +
                Joined(n, "\n",
                       [](int i) {
                         return "when " + std::to_string(i) + " then " + std::to_string(i);
                       }) +
                "\nend\nend\n[f(0), f(" + std::to_string(n - 1) + ")]";
       },
       FirstAndLast},
      {"Handlers",
       [](int n) {
         return "attempt then\n1 / 0\n" +
                Joined(n - 1, "\n",
                       [](int i) {
                         return "harmonize on \"" + Numbered("K", i) + "\" then " +
                                std::to_string(i);
                       }) +
                "\nharmonize on DivisionByZero then \"caught\"\nend";
       },
       [](int) { return "Text(\"caught\")"; }},
      {"Offers",
       [](int n) {
         return "grove M with\n" +
                Joined(
                    n, "\n",
                    [](int i) { return "bind " + Numbered("o", i) + " to " + std::to_string(i); }) +
                "\noffer " + Names("o", n) + "\nend\ngather o0 as a, " + Numbered("o", n - 1) +
                " as b from M\nshould [a, b] is [M.o0, M." + Numbered("o", n - 1) +
                "] then [a, b] end";
       },
       FirstAndLast},
      {"OffersOfVariablesElsewhere",
       [](int n) {
         return "chant f() then\n" +
                Joined(n, "\n", [](int i) { return "weave " + Numbered("l", i) + " as 0"; }) +
                "\ngrove M with\noffer " + Names("l", n) + "\nend\nset " + Numbered("l", n - 1) +
                " to " + std::to_string(n - 1) + "\n[M.l0, M." + Numbered("l", n - 1) +
                "]\nend\nf()";
       },
       FirstAndLast},
      {"Gathered",
       [](int n) {
         return "grove M with\nbind o to 7\noffer o\nend\nchant f() then\ngather " +
                Joined(n, ", ", [](int i) { return "o as " + Numbered("o", i); }) +
                " from M\no0 + " + Numbered("o", n - 1) + "\nend\nf()";
       },
       [](int) { return "Number(14)"; }},
      {"Groves",
       [](int n) {
         return Joined(n, "\n",
                       [](int i) {
                         return "grove " + Numbered("G", i) + " with bind v to " +
                                std::to_string(i) + " offer v end";
                       }) +
                "\n[G0.v, " + Numbered("G", n - 1) + ".v]";
       },
       FirstAndLast},
  };
  return *kWidths;
}

void ExpectAgreement(const Width& width, int count,
                     const std::vector<Configuration>& configurations) {
  SCOPED_TRACE(std::string(width.name) + ": " + std::to_string(count));
  const std::expected<Program, Error> program = Program::Parse(width.source(count));
  ASSERT_TRUE(program.has_value()) << program.error().ToString();
  std::optional<Outcome> reference;
  for (const Configuration& configuration : configurations) {
    Host host;
    const std::expected<Outcome, std::string> outcome =
        RunOn(configuration, *program, Limits{}, host);
    ASSERT_TRUE(outcome.has_value()) << configuration.name << ": " << outcome.error();
    if (!reference.has_value()) {
      reference = *outcome;
      EXPECT_EQ(outcome->Result(), width.result(count)) << "the interpreter is wrong";
      continue;
    }
    const std::optional<Difference> difference = Compare(*reference, *outcome);
    EXPECT_FALSE(difference.has_value())
        << configuration.name << ", " << difference->what << ": " << difference->left.substr(0, 400)
        << "\nbut " << difference->right.substr(0, 400);
  }
}

class WidePrograms : public testing::TestWithParam<std::size_t> {};

// One byte numbers registers, counts and some constants.
TEST_P(WidePrograms, AgreeOnEveryConfigurationWhereAByteEnds) {
  const std::vector<Configuration> all = AllConfigurations();
  for (const int count : {255, 256, 257}) ExpectAgreement(Widths()[GetParam()], count, all);
}

// Two bytes number constants and jumps. The interpreter is the definition; the VM runs from an
// archive and as far from the usual code as can be.
TEST_P(WidePrograms, AgreeWhereSixteenBitsEnd) {
  std::vector<Configuration> few;
  for (const Configuration& configuration : AllConfigurations()) {
    const bool odd = !configuration.compile.optimise &&
                     configuration.compile.allocation == AllocationPolicy::kSpill &&
                     configuration.compile.jumps == JumpPolicy::kPad &&
                     configuration.dispatch == Dispatch::kLoop;
    if (configuration.engine == EngineKind::kInterpreter || configuration.through_archive || odd) {
      few.push_back(configuration);
    }
  }
  ASSERT_EQ(few.size(), 3u);
  ExpectAgreement(Widths()[GetParam()], 65'536, few);
}

// Values keep the index of their case.
TEST(WideVariants, HaveAsManyCasesAsThereAre) {
  std::vector<Configuration> few;
  for (const Configuration& configuration : AllConfigurations()) {
    if (configuration.engine == EngineKind::kInterpreter || configuration.through_archive) {
      few.push_back(configuration);
    }
  }
  for (const int count : {65'535, 65'537, 70'000, 140'000}) {
    ExpectAgreement(Widths()[0], count, few);
    ExpectAgreement(Widths()[1], count, few);
  }
}

INSTANTIATE_TEST_SUITE_P(OfEveryKind, WidePrograms, testing::Range(std::size_t{0}, Widths().size()),
                         [](const testing::TestParamInfo<std::size_t>& index) {
                           return std::string(Widths()[index.param].name);
                         });

}  // namespace
}  // namespace quicksilver
