#include "engine/runtime/builtins.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "engine/runtime/builtins_testing.h"

namespace quicksilver {
namespace {

// What every argument must be: a letter of LANGUAGE.md's table, `.` for anything.
//   T Text, N Number, L List, M Map, F callable, O Outcome, Y Maybe, V variant value, I Iterator,
//   C Text, List or Map, G List, Range or Iterator, K Text, Truth or Number
const std::map<std::string_view, std::string_view> kSignatures = {
    {"length", "C"},
    {"slice", "TNN"},
    {"concat", "TT"},
    {"upper", "T"},
    {"lower", "T"},
    {"split", "TT"},
    {"join", "LT"},
    {"trim", "T"},
    {"starts_with", "TT"},
    {"ends_with", "TT"},
    {"contains", "TT"},
    {"replace", "TTT"},
    {"char_at", "TN"},
    {"repeat", "TN"},
    {"pad_left", "TNT"},
    {"pad_right", "TNT"},
    {"reverse", "T"},
    {"abs", "N"},
    {"sqrt", "N"},
    {"pow", "NN"},
    {"min", "NN"},
    {"max", "NN"},
    {"floor", "N"},
    {"ceil", "N"},
    {"round", "N"},
    {"sign", "N"},
    {"clamp", "NNN"},
    {"sin", "N"},
    {"cos", "N"},
    {"tan", "N"},
    {"log", "N"},
    {"exp", "N"},
    {"list_length", "L"},
    {"list_push", "L."},
    {"list_pop", "L"},
    {"list_reverse", "L"},
    {"list_first", "L"},
    {"list_last", "L"},
    {"list_concat", "LL"},
    {"list_slice", "LNN"},
    {"list_flatten", "L"},
    {"list_sum", "L"},
    {"list_product", "L"},
    {"list_min", "L"},
    {"list_max", "L"},
    {"list_contains", "L."},
    {"list_index_of", "L."},
    {"list_fill", "N."},
    {"map_keys", "M"},
    {"map_values", "M"},
    {"map_has", "MT"},
    {"map_size", "M"},
    {"map_set", "MT."},
    {"map_remove", "MT"},
    {"to_text", "."},
    {"to_number", "K"},
    {"to_truth", "."},
    {"type_of", "."},
    {"print", ""},
    {"println", ""},
    {"is_triumph", "."},
    {"is_mishap", "."},
    {"expect_triumph", "OT"},
    {"expect_mishap", "OT"},
    {"triumph_or", "O."},
    {"triumph_or_else", "OF"},
    {"refine_triumph", "OF"},
    {"refine_mishap", "OF"},
    {"then_triumph", "OF"},
    {"both_triumph", "OO"},
    {"either_triumph", "OO"},
    {"triumph_or_absent", "O"},
    {"is_present", "."},
    {"is_absent", "."},
    {"expect_present", "YT"},
    {"present_or", "Y."},
    {"present_or_else", "YF"},
    {"refine_present", "YF"},
    {"then_present", "YF"},
    {"present_or_mishap", "Y."},
    {"is_variant", ".T"},
    {"expect_variant", "VTT"},
    {"variant_or", "VT."},
    {"refine_variant", "VTF"},
    {"iter", "G"},
    {"iter_next", "I"},
    {"iter_map", "IF"},
    {"iter_filter", "IF"},
    {"iter_take", "IN"},
    {"iter_fold", "I.F"},
    {"iter_collect", "I"},
};

std::string_view Wanted(char letter) {
  switch (letter) {
    case 'T':
      return "Text";
    case 'N':
      return "Number";
    case 'L':
      return "List";
    case 'M':
      return "Map";
    case 'F':
      return "Chant";
    case 'O':
      return "Outcome";
    case 'Y':
      return "Maybe";
    case 'V':
      return "Variant";
    case 'I':
      return "Iterator";
    case 'C':
      return "Text, List or Map";
    case 'G':
      return "List, Range or Iterator";
    default:
      return "Text, Truth or Number";
  }
}

class BuiltinTable : public BuiltinsTest {
 protected:
  BuiltinTable() {
    variant_.name = "E";
    variant_.cases = {{"Unit", false, 0}};
  }

  // An argument that satisfies `letter`. Those of an empty List or Text make the work fail in many
  // builtins, so that a wrong type behind them proves that types come first.
  Value Right(char letter) {
    switch (letter) {
      case 'T':
      case 'C':
      case 'K':
        return T("");
      case 'N':
        return N(-1);
      case 'L':
      case 'G':
        return L({});
      case 'M':
        return M({});
      case 'F':
        return B("print");
      case 'O':
        return Mishap(N(1));
      case 'Y':
        return Value::Absent();
      case 'V': {
        const Value definition = Value::Adopt(heap().NewVariantDef(&variant_));
        return Value::Adopt(heap().NewVariantValue(definition.as<VariantDef>(), 0));
      }
      case 'I':
        return Value::Adopt(heap().NewIterator(IteratorKind::kList, L({}), Value(), 0));
      default:
        return N(7);
    }
  }

  VariantInfo variant_;
};

TEST_F(BuiltinTable, FindsEveryBuiltinByItsName) {
  for (std::size_t i = 0; i < Builtins().size(); ++i) {
    const auto found = FindBuiltin(Builtins()[i].name);
    ASSERT_TRUE(found.has_value()) << Builtins()[i].name;
    EXPECT_EQ(static_cast<std::size_t>(*found), i) << Builtins()[i].name << " stands twice";
  }
  for (const std::string_view name : {"", "a", "lengt", "lengthy", "zzz", "Length", "seek"}) {
    EXPECT_FALSE(FindBuiltin(name).has_value()) << name;
  }
}

TEST_F(BuiltinTable, HoldsTheDefinitionsBuiltinsAndNoOthers) {
  EXPECT_EQ(Builtins().size(), kSignatures.size());
  for (const BuiltinInfo& builtin : Builtins()) {
    const auto found = kSignatures.find(builtin.name);
    ASSERT_NE(found, kSignatures.end()) << builtin.name;
    EXPECT_EQ(static_cast<std::size_t>(builtin.min_args), found->second.size()) << builtin.name;
    const bool prints = builtin.name.starts_with("print");
    EXPECT_EQ(builtin.max_args, prints ? -1 : builtin.min_args) << builtin.name;
  }
}

TEST_F(BuiltinTable, EveryBuiltinChecksItsArityFirst) {
  for (const auto& [name, signature] : kSignatures) {
    if (name.starts_with("print")) continue;
    const std::string expected =
        "ArityMismatch: Expected " + std::to_string(signature.size()) + " arguments, got ";
    for (const std::size_t count : {std::size_t{0}, signature.size() + 1}) {
      // A Range is wrong for nearly everything, and must not matter yet.
      std::vector<Value> args(count, R(0, 1));
      EXPECT_EQ(Show(Call(name, args)), expected + std::to_string(count)) << name;
    }
  }
}

TEST_F(BuiltinTable, EveryBuiltinChecksItsTypesFromLeftToRightBeforeItsWork) {
  for (const auto& [name, signature] : kSignatures) {
    for (std::size_t wrong = 0; wrong < signature.size(); ++wrong) {
      if (signature[wrong] == '.') continue;
      std::vector<Value> args;
      for (std::size_t i = 0; i < wrong; ++i) args.push_back(Right(signature[i]));
      args.push_back(Value::Nothing());
      // Wrong in another way: must not be reported.
      while (args.size() < signature.size()) args.push_back(Bool(true));
      EXPECT_EQ(Show(Call(name, args)),
                "TypeError: Expected " + std::string(Wanted(signature[wrong])) + ", got Nothing")
          << name << ", argument " << wrong + 1;
      EXPECT_TRUE(args[wrong].is_nothing()) << name << " changed an argument it refused";
    }
  }
}

TEST_F(BuiltinTable, UpdatersAreTheOnesThatTakeTheirFirstArgument) {
  std::vector<std::string_view> updaters;
  for (const BuiltinInfo& builtin : Builtins()) {
    if (builtin.updates_first) updaters.push_back(builtin.name);
  }
  const std::vector<std::string_view> expected = {"list_push",   "list_pop", "list_reverse",
                                                  "list_concat", "map_set",  "map_remove"};
  EXPECT_EQ(updaters, expected) << "an engine may move a variable out for a builtin that copies";
}

TEST_F(BuiltinTable, CallablesAreChantsBuiltinsAndConstructors) {
  VariantInfo info{"E", {{"Wrap", true, 1}}};
  const Value definition = Value::Adopt(heap().NewVariantDef(&info));
  const Value wrap = Value::Adopt(heap().NewConstructor(definition.as<VariantDef>(), 0));
  EXPECT_EQ(Run("refine_triumph", {Triumph(N(1)), wrap}), "Triumph(Variant E.Wrap(Number(1)))");
  EXPECT_EQ(Run("refine_triumph", {Triumph(N(4)), B("sqrt")}), "Triumph(Number(2))");
  EXPECT_EQ(Run("refine_triumph", {Triumph(N(4)), F(1, [](Args args) { return args[0]; })}),
            "Triumph(Number(4))");
  EXPECT_EQ(Run("refine_triumph", {Mishap(N(1)), definition}), "TypeError: Expected Chant, got E");
}

}  // namespace
}  // namespace quicksilver
