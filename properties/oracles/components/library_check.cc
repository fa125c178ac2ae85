#include "properties/oracles/components/library_check.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <string_view>
#include <vector>

#include "properties/oracles/components/library_model.h"

namespace quicksilver::properties {
namespace {

using Values = std::vector<ModelValue>;

// --- Arguments

double AnyNumber(Choices& choices) {
  double number = 0;
  switch (choices.Below(6)) {
    case 0:
    case 1:
      number = choices.SmallNumber();
      break;
    case 2:
    case 3:
      // Halves and quarters, where rounding has to decide.
      number = choices.Below(64) / 4.0;
      break;
    case 4:
      number = choices.Number();
      break;
    default:
      number = choices.Flip(50) ? std::numeric_limits<double>::infinity()
                                : std::numeric_limits<double>::quiet_NaN();
      break;
  }
  return choices.Flip(40) ? -number : number;
}

ModelValue NumberOf(Choices& choices) {
  const double number = AnyNumber(choices);
  // A NaN's sign is nobody's business.
  return ModelValue::Number(std::isnan(number) ? std::numeric_limits<double>::quiet_NaN() : number);
}

// Few different code points, so that parts of texts are found in them, of every width.
ModelValue TextOf(Choices& choices, std::uint32_t least = 0) {
  constexpr std::u32string_view kLetters = U"aaaab,é€😀";
  std::u32string text;
  const std::uint32_t size = least + choices.Below(8);
  for (std::uint32_t i = 0; i < size; ++i) {
    text += kLetters[choices.Below(static_cast<std::uint32_t>(kLetters.size()))];
  }
  return ModelValue::Text(text);
}
// What is looked for.
ModelValue PatternOf(Choices& choices, std::uint32_t least = 0) {
  constexpr std::array<std::u32string_view, 7> kPatterns = {U"",   U"a", U"aa", U",",
                                                            U"ab", U"é", U"😀a"};
  return ModelValue::Text(std::u32string(kPatterns[least + choices.Below(7 - least)]));
}

ModelValue IndexBelow(Choices& choices, std::size_t bound) {
  return ModelValue::Number(choices.Below(static_cast<std::uint32_t>(bound)));
}

ModelValue KeyOf(Choices& choices) {
  return ModelValue::Text({static_cast<char32_t>(U'a' + choices.Below(5))});
}

ModelValue ValueOf(Choices& choices, int depth);

ModelValue ListOf(Choices& choices, int depth, std::uint32_t least = 0) {
  Values items;
  const std::uint32_t size = least + choices.Below(6);
  for (std::uint32_t i = 0; i < size; ++i) items.push_back(ValueOf(choices, depth - 1));
  return ModelValue::List(std::move(items));
}

ModelValue MapOf(Choices& choices, int depth) {
  ModelValue map;
  map.type = ModelValue::Type::kMap;
  const std::uint32_t size = choices.Below(5);
  for (std::uint32_t i = 0; i < size; ++i) {
    const char key = static_cast<char>('a' + choices.Below(5));
    map.entries[std::string(1, key)] = ValueOf(choices, depth - 1);
  }
  return map;
}

ModelValue ValueOf(Choices& choices, int depth) {
  switch (choices.Below(depth > 0 ? 6 : 4)) {
    case 0:
    case 1:
      return ModelValue::Number(choices.SmallNumber());
    case 2:
      return ModelValue::Text(std::u32string(choices.Below(3), U'é'));
    case 3:
      return ModelValue::Truth(choices.Flip(50));
    case 4:
      return ListOf(choices, depth);
    default:
      return MapOf(choices, depth);
  }
}

ModelValue NumbersOf(Choices& choices) {
  Values items;
  const std::uint32_t size = 1 + choices.Below(5);
  for (std::uint32_t i = 0; i < size; ++i) items.push_back(NumberOf(choices));
  return ModelValue::List(std::move(items));
}

ModelValue TextsOf(Choices& choices) {
  Values items;
  const std::uint32_t size = choices.Below(5);
  for (std::uint32_t i = 0; i < size; ++i) items.push_back(TextOf(choices));
  return ModelValue::List(std::move(items));
}

// Start and end of a part.
void AddBounds(Choices& choices, std::size_t size, Values& args) {
  const std::uint32_t begin = choices.Below(static_cast<std::uint32_t>(size) + 1);
  args.push_back(ModelValue::Number(begin));
  args.push_back(
      ModelValue::Number(begin + choices.Below(static_cast<std::uint32_t>(size) + 1 - begin)));
}

// An equal value, or one with a single difference somewhere inside, near the end as a rule: what
// stops early does not get there.
ModelValue Neighbour(Choices& choices, ModelValue value) {
  ModelValue* at = &value;
  while (at->type == ModelValue::Type::kList && !at->items.empty() && choices.Flip(80)) {
    at = &at->items[at->items.size() - 1 - choices.Below(2) % at->items.size()];
  }
  if (choices.Flip(40)) return value;
  if (at->type == ModelValue::Type::kList && choices.Flip(50)) {
    if (at->items.empty() || choices.Flip(50)) {
      at->items.push_back(ModelValue::Number(0));
    } else {
      at->items.pop_back();
    }
  } else {
    *at = ValueOf(choices, 1);
  }
  return value;
}

// --- Calls

enum class Takes : std::uint8_t {
  kNumber,
  kTwoNumbers,
  kText,
  kTwoTexts,
  kTextPattern,
  kReplace,
  kTextPart,
  kTextIndex,
  kRepeat,
  kPad,
  kTexts,
  kMeasurable,
  kList,
  kTwoLists,
  kListValue,
  kListPart,
  kNumbers,
  kFill,
  kMap,
  kMapKey,
  kMapKeyValue,
};

struct Call {
  std::string_view name;
  Takes takes;
};

constexpr auto kCalls = std::to_array<Call>({
    {"round", Takes::kNumber},
    {"floor", Takes::kNumber},
    {"ceil", Takes::kNumber},
    {"abs", Takes::kNumber},
    {"sign", Takes::kNumber},
    {"min", Takes::kTwoNumbers},
    {"max", Takes::kTwoNumbers},
    {"length", Takes::kMeasurable},
    {"slice", Takes::kTextPart},
    {"concat", Takes::kTwoTexts},
    {"split", Takes::kTextPattern},
    {"join", Takes::kTexts},
    {"starts_with", Takes::kTextPattern},
    {"ends_with", Takes::kTextPattern},
    {"contains", Takes::kTextPattern},
    {"replace", Takes::kReplace},
    {"char_at", Takes::kTextIndex},
    {"repeat", Takes::kRepeat},
    {"pad_left", Takes::kPad},
    {"pad_right", Takes::kPad},
    {"reverse", Takes::kText},
    {"list_length", Takes::kList},
    {"list_push", Takes::kListValue},
    {"list_concat", Takes::kTwoLists},
    {"list_reverse", Takes::kList},
    {"list_slice", Takes::kListPart},
    {"list_sum", Takes::kNumbers},
    {"list_product", Takes::kNumbers},
    {"list_min", Takes::kNumbers},
    {"list_max", Takes::kNumbers},
    {"list_contains", Takes::kListValue},
    {"list_index_of", Takes::kListValue},
    {"list_fill", Takes::kFill},
    {"map_keys", Takes::kMap},
    {"map_values", Takes::kMap},
    {"map_size", Takes::kMap},
    {"map_has", Takes::kMapKey},
    {"map_set", Takes::kMapKeyValue},
    {"map_remove", Takes::kMapKey},
});

Values ArgumentsFor(Choices& choices, Takes takes) {
  Values args;
  const auto add = [&](ModelValue value) { args.push_back(std::move(value)); };
  switch (takes) {
    case Takes::kTwoNumbers:
      add(NumberOf(choices));
      [[fallthrough]];
    case Takes::kNumber:
      add(NumberOf(choices));
      break;
    case Takes::kTwoTexts:
      add(TextOf(choices));
      [[fallthrough]];
    case Takes::kText:
      add(TextOf(choices));
      break;
    case Takes::kTextPattern:
      add(TextOf(choices));
      add(PatternOf(choices));
      break;
    case Takes::kReplace:
      add(TextOf(choices));
      add(PatternOf(choices, 1));
      add(PatternOf(choices));
      break;
    case Takes::kTextPart:
      add(TextOf(choices));
      AddBounds(choices, args[0].text.size(), args);
      break;
    case Takes::kTextIndex:
      add(TextOf(choices, 1));
      add(IndexBelow(choices, args[0].text.size()));
      break;
    case Takes::kRepeat:
      add(TextOf(choices));
      add(IndexBelow(choices, 5));
      break;
    case Takes::kPad:
      add(TextOf(choices));
      add(IndexBelow(choices, 12));
      add(ModelValue::Text({choices.Flip(50) ? U'.' : U'€'}));
      break;
    case Takes::kTexts:
      add(TextsOf(choices));
      add(PatternOf(choices));
      break;
    case Takes::kMeasurable:
      add(choices.Flip(50) ? TextOf(choices) : ValueOf(choices, 0));
      if (args[0].type != ModelValue::Type::kText) args[0] = ListOf(choices, 1);
      break;
    case Takes::kTwoLists:
      add(ListOf(choices, 2));
      [[fallthrough]];
    case Takes::kList:
      add(ListOf(choices, 2));
      break;
    case Takes::kListValue:
      add(ListOf(choices, 3));
      add(args[0].items.empty() || choices.Flip(30)
              ? ValueOf(choices, 1)
              : Neighbour(choices, args[0].items[choices.Below(
                                       static_cast<std::uint32_t>(args[0].items.size()))]));
      break;
    case Takes::kListPart:
      add(ListOf(choices, 1));
      AddBounds(choices, args[0].items.size(), args);
      break;
    case Takes::kNumbers:
      add(NumbersOf(choices));
      break;
    case Takes::kFill:
      add(IndexBelow(choices, 4));
      add(ValueOf(choices, 1));
      break;
    case Takes::kMapKeyValue:
    case Takes::kMapKey:
      add(MapOf(choices, 1));
      add(KeyOf(choices));
      if (takes == Takes::kMapKeyValue) add(ValueOf(choices, 1));
      break;
    case Takes::kMap:
      add(MapOf(choices, 2));
      break;
  }
  return args;
}

LibraryCase CallCase(Choices& choices) {
  const Call& call = kCalls[choices.Below(static_cast<std::uint32_t>(kCalls.size()))];
  const Values args = ArgumentsFor(choices, call.takes);
  const ModelValue result = *CallModel(call.name, args);
  LibraryCase made;
  std::string names;
  std::string canonical;
  for (std::size_t i = 0; i < args.size(); ++i) {
    const char name = static_cast<char>('a' + i);
    made.source += fmt::format("bind {} to {}\n", name, args[i].Source());
    names += fmt::format("{}{}", i == 0 ? "" : ", ", name);
    canonical += ", " + args[i].Canonical();
  }
  const std::string called = fmt::format("{}({})", call.name, names);
  made.source += fmt::format("[{}, {}, {}]\n", called, called, names);
  const std::string shown = result.Canonical();
  made.expected = fmt::format("List[{}, {}{}]", shown, shown, canonical);
  return made;
}

LibraryCase EqualityCase(Choices& choices) {
  const ModelValue a = ListOf(choices, 3, 1);
  const ModelValue b = Neighbour(choices, a);
  const std::string equal = ModelValue::Truth(AreEqual(a, b)).Canonical();
  const std::string unequal = ModelValue::Truth(!AreEqual(a, b)).Canonical();
  return {fmt::format("bind a to {}\nbind b to {}\n[a is b, a is not b, b is a]\n", a.Source(),
                      b.Source()),
          fmt::format("List[{}, {}, {}]", equal, unequal, equal)};
}

// Two definitions with the same fields: structs are told apart by their forms.
LibraryCase FormCase(Choices& choices) {
  const ModelValue a = ListOf(choices, 2);
  ModelValue b = Neighbour(choices, a);
  if (b.type != a.type) b = a;
  const bool same = choices.Flip(50);
  const std::string equal = ModelValue::Truth(same && AreEqual(a, b)).Canonical();
  return {fmt::format("form P with\n  a as List\nend\nform Q with\n  a as List\nend\n"
                      "P {{ a: {} }} is {} {{ a: {} }}\n",
                      a.Source(), same ? 'P' : 'Q', b.Source()),
          equal};
}

// Iterators are values: one that was stepped is where it was.
LibraryCase IteratorCase(Choices& choices) {
  const ModelValue list = ListOf(choices, 1);
  const std::size_t size = list.items.size();
  std::string source = fmt::format("bind i0 to iter({})\n", list.Source());
  const std::uint32_t steps = 1 + choices.Below(static_cast<std::uint32_t>(size) + 1);
  for (std::uint32_t i = 1; i < steps; ++i) {
    source += fmt::format("bind i{} to iter_next(i{})[0]\n", i, i - 1);
  }
  std::string shown;
  std::string expected;
  for (int round = 0; round < 3; ++round) {
    const std::uint32_t at = choices.Below(steps);
    shown += fmt::format("{}iter_next(i{})[1]", round == 0 ? "" : ", ", at);
    expected += fmt::format("{}{}", round == 0 ? "" : ", ",
                            at < size ? "Present(" + list.items[at].Canonical() + ")" : "Absent");
  }
  return {fmt::format("{}[{}]\n", source, shown), fmt::format("List[{}]", expected)};
}

}  // namespace

LibraryCase GenerateLibraryCase(Choices& choices) {
  switch (choices.Below(10)) {
    case 0:
      return FormCase(choices);
    case 1:
      return IteratorCase(choices);
    case 2:
    case 3:
      return EqualityCase(choices);
    default:
      return CallCase(choices);
  }
}

std::optional<std::string> CheckLibrary(const LibraryCase& made, Context& context) {
  const std::expected<Program, Error> program = Program::Parse(made.source);
  if (!program.has_value()) {
    return fmt::format("{}\ndoes not parse: {}", made.source, program.error().ToString());
  }
  const std::string result = context.RunToOutcome(*program).Result();
  context.Reset();
  if (result == made.expected) return std::nullopt;
  return fmt::format("{}gives\n{}\ninstead of\n{}", made.source, result, made.expected);
}

}  // namespace quicksilver::properties
