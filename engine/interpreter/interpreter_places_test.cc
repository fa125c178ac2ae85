// set: what it changes, what it leaves alone, and that it copies nothing that is not shared.

#include <gtest/gtest.h>

#include "engine/interpreter/interpreter_testing.h"

namespace quicksilver {
namespace {

constexpr std::uint64_t kListBytes = 100'000 * 8;

// The heap's peak while `program` runs; it may use big(), a list of kListBytes.
std::uint64_t PeakOf(const std::string& program, std::string_view expected) {
  Session session;
  EXPECT_EQ(session.Run("chant big() then list_fill(100000, 0) end\n" + program), expected)
      << program;
  return session.runtime().heap().peak_bytes();
}

TEST(InterpreterPlaces, SetOfAnUnsharedPlaceCopiesNothing) {
  const std::string loop = "for each i in range(0, 100000) then\n";
  const std::string kPrograms[] = {
      // A global, a local, a captured variable, a grove's variable.
      "weave xs as big()\n" + loop + "set xs[i] to i\nend\nxs[99999]",
      "chant f() then\nweave xs as big()\n" + loop +
          "set xs[i] to i\nend\nyield xs[99999]\nend\nf()",
      "chant f() then\nweave xs as big()\nchant put(i) then set xs[i] to i end\n" + loop +
          "put(i)\nend\nyield xs[99999]\nend\nf()",
      "grove G with\nweave xs as big()\nchant put(i) then set xs[i] to i end\n"
      "chant get(i) then xs[i] end\noffer put, get\nend\n" +
          loop + "G.put(i)\nend\nG.get(99999)",
      // Nested places.
      "weave g as [[], big()]\n" + loop + "set g[1][i] to i\nend\ng[1][99999]",
      "weave m as {a: {b: big()}}\n" + loop + "set m.a[\"b\"][i] to i\nend\nm.a.b[99999]",
      "form P with\nxs as List\nend\nweave p as [P { xs: big() }]\n" + loop +
          "set p[0].xs[i] to i\nend\np[0].xs[99999]",
      // Looking at it before and while setting.
      "weave xs as big()\nweave n as 0\nwhilst n < 100000 then\nshould xs then\nset xs[n] to "
      "n\nend\n"
      "set n to n + 1\nend\nxs[99999]",
      "weave xs as big()\n" + loop +
          "match xs with\nwhen 5 then 0\notherwise set xs[i] to i\nend\n"
          "end\nxs[99999]",
      "weave xs as big()\nchant look(ys, i) then ys[i] end\n" + loop +
          "set xs[i] to look(xs, i) + i\nend\nxs[99999]",
      "weave xs as big()\nshould true then\nbind seen to xs\nseen[0]\nend\n" + loop +
          "set xs[i] to i\nend\nxs[99999]",
      "weave xs as big()\n" + loop +
          "attempt\nset xs[i] to i\nset xs[i] to 1 / 0\n"
          "harmonize on _ then nothing\nend\nend\nxs[99999]",
  };
  for (const std::string& program : kPrograms) {
    EXPECT_LT(PeakOf(program, "Number(99999)"), kListBytes * 3 / 2)
        << "a set copied the list it should have changed in place:\n"
        << program;
  }
}

TEST(InterpreterPlaces, AShareIsCopiedOnce) {
  EXPECT_GT(PeakOf("weave xs as big()\nbind ys to xs\nset xs[0] to 1\nys[0]", "Number(0)"),
            kListBytes * 2)
      << "the measure would not notice a copy";
}

TEST(InterpreterPlaces, NoAliasCanBeSeen) {
  EXPECT_EQ(RunText("weave a as [[1], [2]]\nbind b to a\nbind row to a[0]\nset a[0][0] to 9\n"
                    "[a, b, row]"),
            "List[List[List[Number(9)], List[Number(2)]], List[List[Number(1)], List[Number(2)]], "
            "List[Number(1)]]");
  EXPECT_EQ(RunText("weave a as [1]\nset a[0] to a\na"), "List[List[Number(1)]]");
  EXPECT_EQ(RunText("weave m as {x: [1]}\nbind n to m\nset m.x[0] to 2\n[m, n]"),
            "List[Map{x: List[Number(2)]}, Map{x: List[Number(1)]}]");
  EXPECT_EQ(RunText("form P with\na as List\nend\nweave p as P { a: [1] }\nbind q to p\n"
                    "set p.a[0] to 2\n[p, q]"),
            "List[Struct P{a: List[Number(2)]}, Struct P{a: List[Number(1)]}]");
  EXPECT_EQ(RunText("weave row as [0]\nweave g as [row, row]\nset g[0][0] to 1\n[g, row]"),
            "List[List[List[Number(1)], List[Number(0)]], List[Number(0)]]");
}

TEST(InterpreterPlaces, AnIndexMayChangeTheRoot) {
  EXPECT_EQ(RunText("weave xs as [1, 2, 3]\nchant other() then\nset xs to [7, 8]\n0\nend\n"
                    "set xs[other()] to 5\nxs"),
            "List[Number(5), Number(8)]")
      << "the root is looked up after the index expressions";
}

TEST(InterpreterPlaces, MapsInsertAtTheLastStepOnly) {
  EXPECT_EQ(RunText("weave m as {}\nset m.a to 1\nset m[\"b\"] to 2\nm"),
            "Map{a: Number(1), b: Number(2)}");
  EXPECT_EQ(RunText("weave m as {}\nset m.a.b to 1"),
            "error FieldNotFound at 2:5: Field 'a' not found on Map");
  EXPECT_EQ(RunText("weave m as {}\nset m[1] to 1"),
            "error TypeError at 2:5: Expected Text, got Number");
}

TEST(InterpreterPlaces, StructFieldsAreDeclaredAndTyped) {
  const std::string form = "form P with\na as Number\nend\nweave p as P { a: 1 }\n";
  EXPECT_EQ(RunText(form + "set p.a to \"x\""),
            "error TypeError at 5:5: Expected Number, got Text");
  EXPECT_EQ(RunText(form + "set p.z to 1"), "error FieldNotFound at 5:5: Field 'z' not found on P");
  EXPECT_EQ(RunText(form + "set p[\"a\"] to 1"),
            "error TypeError at 5:5: Expected List or Map, got P");
  EXPECT_EQ(RunText(form + "attempt\nset p.a to \"x\"\nharmonize on _ then p\nend"),
            "Struct P{a: Number(1)}");
}

TEST(InterpreterPlaces, OtherValuesHaveNoPlaces) {
  EXPECT_EQ(RunText("weave t as \"abc\"\nset t[0] to \"x\""),
            "error TypeError at 2:5: Expected List or Map, got Text");
  EXPECT_EQ(RunText("weave r as range(0, 1)\nset r.start to 1"),
            "error TypeError at 2:5: Expected Map or struct, got Range");
  EXPECT_EQ(RunText("weave n as 1\nset n.x to 1"),
            "error TypeError at 2:5: Expected Map or struct, got Number");
  EXPECT_EQ(RunText("weave xs as [1]\nset xs[\"a\"] to 1"),
            "error TypeError at 2:5: Expected Number, got Text");
}

TEST(InterpreterForms, FieldTypesResolveWhereTheFormWasDeclared) {
  EXPECT_EQ(
      RunText("chant make() then\nform Q with\nn as Number\nend\nform P with\nq as Q\nnext as P2\n"
              "end\nyield [P, Q]\nend\nbind pq to make()\nbind P to pq[0]\nbind Q to pq[1]\n"
              "variant P2 then Leaf end\nP { q: Q { n: 1 }, next: Leaf }"),
      "Struct P{q: Struct Q{n: Number(1)}, next: Variant P2.Leaf}");
  EXPECT_EQ(
      RunText("form Q with end\nchant make() then\nform Q with end\nform P with\nq as Q\nend\n"
              "yield P\nend\nbind P to make()\nP { q: Q {} }"),
      "error TypeError at 10:1: Expected Q, got Q")
      << "the type means the form beside the declaration, not the caller's";
  EXPECT_EQ(
      RunText("chant make() then\nform Node with\nnext as Node\nvalue as T\nend\nyield Node\nend\n"
              "bind N to make()\nN { next: 1, value: 2 }"),
      "error TypeError at 9:1: Expected Node, got Number")
      << "a form's field may be of the form itself";
  EXPECT_EQ(RunText("form Box<Item> with\nv as Item\nw as Any\nx as K\nend\n"
                    "Box { v: 1, w: \"a\", x: [] }"),
            "Struct Box{v: Number(1), w: Text(\"a\"), x: List[]}");
}

TEST(InterpreterPatterns, NamesBindUnlessAVariantMadeThem) {
  EXPECT_EQ(
      RunText("variant C then Red, Green end\nbind Blue to 5\nchant f(v) then\nmatch v with\n"
              "when Red then \"red\"\nwhen Blue then Blue\nend\nend\n[f(Red), f(Green), f(5)]"),
      "List[Text(\"red\"), Variant C.Green, Number(5)]");
  EXPECT_EQ(RunText("chant f(v) then\nvariant C then Red, Green end\nmatch v with\n"
                    "when Red then 1\nwhen x then x\nend\nend\nf(3)"),
            "Number(3)");
  EXPECT_EQ(
      RunText("chant f(v) then\nmatch v with\nwhen Red then Red\nend\nend\nbind early to f(7)\n"
              "variant C then Red end\nattempt\nf(7)\nharmonize on MatchFailed then early\nend"),
      "Number(7)")
      << "what the name is made by is asked when the arm is reached";
}

TEST(InterpreterPatterns, ConstructorsNeedCaseArityAndDefinition) {
  const std::string variants = "variant S then Circle(r: Number), Box(w: Any, h: Any), Unit end\n";
  EXPECT_EQ(
      RunText(variants + "match Box(1, Present([2])) with\nwhen Circle(r) then r\n"
                         "when Box(_, Absent) then 0\nwhen Box(w, Present(x)) then [w, x]\nend"),
      "List[Number(1), List[Number(2)]]");
  EXPECT_EQ(
      RunText(variants + "match Box(1, 2) with\nwhen Box(w) then w\nwhen _ then \"other\"\nend"),
      "Text(\"other\")");
  EXPECT_EQ(RunText(variants + "match Unit with when Unit() then 1 end"), "Number(1)");
  EXPECT_EQ(RunText(variants + "match 5 with\nwhen Nope(x) then x\nend"),
            "error UndefinedVariable at 3:6: Nope");
  EXPECT_EQ(RunText(variants + "match Circle(1) with\nwhen length(x) then x\nwhen -1 then 0\n"
                               "when \"a\" then 1\nwhen nothing then 2\nwhen false then 3\n"
                               "otherwise 4\nend"),
            "Number(4)");
}

}  // namespace
}  // namespace quicksilver
