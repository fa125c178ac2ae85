#include "properties/oracles/components/library_model.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "engine/base/number_text.h"

namespace quicksilver::properties {
namespace {

using Values = std::vector<ModelValue>;
using ValueType = ModelValue::Type;

std::string Utf8(std::u32string_view text) {
  std::string bytes;
  const auto add = [&](char32_t bits) { bytes += static_cast<char>(bits); };
  for (const char32_t c : text) {
    if (c < 0x80) {
      add(c);
    } else if (c < 0x800) {
      add(0xC0 | c >> 6);
      add(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
      add(0xE0 | c >> 12);
      add(0x80 | (c >> 6 & 0x3F));
      add(0x80 | (c & 0x3F));
    } else {
      add(0xF0 | c >> 18);
      add(0x80 | (c >> 12 & 0x3F));
      add(0x80 | (c >> 6 & 0x3F));
      add(0x80 | (c & 0x3F));
    }
  }
  return bytes;
}

std::string NumberText(double number) {
  char buffer[kLongestNumberText];
  return std::string(buffer, FormatNumber(number, buffer));
}

// A literal has no sign, and there is none for what is not finite.
std::string NumberSource(double number) {
  if (std::isnan(number)) return "(1e308 * 10 - 1e308 * 10)";
  const std::string size = std::isinf(number) ? "(1e308 * 10)" : NumberText(std::fabs(number));
  return std::signbit(number) ? "(-" + size + ")" : size;
}

std::string Joined(const Values& values, std::string (ModelValue::*write)() const) {
  std::string text;
  for (const ModelValue& value : values) {
    if (&value != values.data()) text += ", ";
    text += (value.*write)();
  }
  return text;
}

std::string JoinedEntries(const ModelValue& map, std::string (ModelValue::*write)() const,
                          bool backwards) {
  std::vector<std::string> parts;
  for (const auto& [key, value] : map.entries) parts.push_back(key + ": " + (value.*write)());
  if (backwards) std::ranges::reverse(parts);
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text;
}

// --- Texts: the places where `part` is found from the left, without overlap

std::vector<std::size_t> Occurrences(const std::u32string& text, const std::u32string& part) {
  std::vector<std::size_t> places;
  for (std::size_t at = 0; at + part.size() <= text.size();) {
    const bool here = std::equal(part.begin(), part.end(), text.begin() + static_cast<long>(at));
    if (here) places.push_back(at);
    at += here ? part.size() : 1;
  }
  return places;
}

Values Split(const std::u32string& text, const std::u32string& by) {
  Values pieces;
  if (by.empty()) {
    for (const char32_t c : text) pieces.push_back(ModelValue::Text({c}));
    return pieces;
  }
  std::size_t begin = 0;
  for (const std::size_t at : Occurrences(text, by)) {
    pieces.push_back(ModelValue::Text(text.substr(begin, at - begin)));
    begin = at + by.size();
  }
  pieces.push_back(ModelValue::Text(text.substr(begin)));
  return pieces;
}

std::u32string Replaced(const std::u32string& text, const std::u32string& from,
                        const std::u32string& to) {
  std::u32string result;
  std::size_t begin = 0;
  for (const std::size_t at : Occurrences(text, from)) {
    result += text.substr(begin, at - begin) + to;
    begin = at + from.size();
  }
  return result + text.substr(begin);
}

bool Contains(const std::u32string& text, const std::u32string& part) {
  for (std::size_t at = 0; at + part.size() <= text.size(); ++at) {
    if (text.substr(at, part.size()) == part) return true;
  }
  return false;
}

// --- Numbers

double Lesser(double a, double b) {
  if (a != a || b != b) return std::numeric_limits<double>::quiet_NaN();
  if (a == 0 && b == 0) return std::signbit(a) || std::signbit(b) ? -0.0 : 0.0;
  return b < a ? b : a;
}
double Greater(double a, double b) { return -Lesser(-a, -b); }

// Halves away from zero, by looking at the two whole numbers beside it.
double Rounded(double x) {
  if (!std::isfinite(x) || std::fabs(x) >= 0x1p52) return x;
  const double size = std::fabs(x);
  const double below = static_cast<double>(static_cast<std::int64_t>(size));
  return std::copysign(size - below >= 0.5 ? below + 1 : below, x);
}

double Floored(double x) {
  if (!std::isfinite(x) || std::fabs(x) >= 0x1p52) return x;
  const double cut = static_cast<double>(static_cast<std::int64_t>(x));
  return cut > x ? cut - 1 : std::copysign(cut, x);
}

double Sign(double x) {
  if (x != x) return x;
  return x > 0 ? 1 : x < 0 ? -1 : 0;
}

ModelValue Part(const ModelValue& of, const ModelValue& begin, const ModelValue& end) {
  const auto from = static_cast<std::size_t>(begin.number);
  const auto count = static_cast<std::size_t>(end.number) - from;
  if (of.type == ValueType::kText) return ModelValue::Text(of.text.substr(from, count));
  const auto first = of.items.begin() + static_cast<std::ptrdiff_t>(from);
  return ModelValue::List(Values(first, first + static_cast<std::ptrdiff_t>(count)));
}

std::size_t SizeOf(const ModelValue& value) {
  return value.type == ValueType::kText   ? value.text.size()
         : value.type == ValueType::kList ? value.items.size()
                                          : value.entries.size();
}

std::size_t IndexOf(const Values& items, const ModelValue& wanted) {
  std::size_t index = 0;
  while (index < items.size() && !AreEqual(items[index], wanted)) ++index;
  return index;
}

// --- The table

struct Builtin {
  std::string_view name;
  std::function<ModelValue(const Values&)> call;
};

ModelValue N(double value) { return ModelValue::Number(value); }
ModelValue B(bool value) { return ModelValue::Truth(value); }
ModelValue T(std::u32string value) { return ModelValue::Text(std::move(value)); }
ModelValue L(Values value) { return ModelValue::List(std::move(value)); }
ModelValue Size(std::size_t size) { return N(static_cast<double>(size)); }

ModelValue With(ModelValue list, const Values& more) {
  list.items.insert(list.items.end(), more.begin(), more.end());
  return list;
}

template <typename Combine>
ModelValue Folded(const Values& items, double from, Combine&& combine) {
  for (const ModelValue& item : items) from = combine(from, item.number);
  return N(from);
}

ModelValue Padded(const Values& a, bool left) {
  const auto width = static_cast<std::size_t>(a[1].number);
  const std::size_t more = width > a[0].text.size() ? width - a[0].text.size() : 0;
  const std::u32string padding(more, a[2].text[0]);
  return T(left ? padding + a[0].text : a[0].text + padding);
}

const std::vector<Builtin>& Builtins() {
  static const std::vector<Builtin> builtins = {
      {"length", [](const Values& a) { return Size(SizeOf(a[0])); }},
      {"slice", [](const Values& a) { return Part(a[0], a[1], a[2]); }},
      {"concat", [](const Values& a) { return T(a[0].text + a[1].text); }},
      {"split", [](const Values& a) { return L(Split(a[0].text, a[1].text)); }},
      {"join",
       [](const Values& a) {
         std::u32string text;
         for (std::size_t i = 0; i < a[0].items.size(); ++i) {
           text += (i == 0 ? U"" : a[1].text) + a[0].items[i].text;
         }
         return T(text);
       }},
      {"starts_with", [](const Values& a) { return B(a[0].text.starts_with(a[1].text)); }},
      {"ends_with", [](const Values& a) { return B(a[0].text.ends_with(a[1].text)); }},
      {"contains", [](const Values& a) { return B(Contains(a[0].text, a[1].text)); }},
      {"replace", [](const Values& a) { return T(Replaced(a[0].text, a[1].text, a[2].text)); }},
      {"char_at",
       [](const Values& a) { return T({a[0].text[static_cast<std::size_t>(a[1].number)]}); }},
      {"repeat",
       [](const Values& a) {
         std::u32string text;
         for (double i = 0; i < a[1].number; ++i) text += a[0].text;
         return T(text);
       }},
      {"pad_left", [](const Values& a) { return Padded(a, true); }},
      {"pad_right", [](const Values& a) { return Padded(a, false); }},
      {"reverse",
       [](const Values& a) { return T(std::u32string(a[0].text.rbegin(), a[0].text.rend())); }},
      {"abs",
       [](const Values& a) { return N(a[0].number < 0 ? -a[0].number : a[0].number + 0.0); }},
      {"min", [](const Values& a) { return N(Lesser(a[0].number, a[1].number)); }},
      {"max", [](const Values& a) { return N(Greater(a[0].number, a[1].number)); }},
      {"floor", [](const Values& a) { return N(Floored(a[0].number)); }},
      {"ceil", [](const Values& a) { return N(-Floored(-a[0].number)); }},
      {"round", [](const Values& a) { return N(Rounded(a[0].number)); }},
      {"sign", [](const Values& a) { return N(Sign(a[0].number)); }},
      {"list_length", [](const Values& a) { return Size(a[0].items.size()); }},
      {"list_push", [](const Values& a) { return With(a[0], {a[1]}); }},
      {"list_concat", [](const Values& a) { return With(a[0], a[1].items); }},
      {"list_reverse",
       [](const Values& a) { return L(Values(a[0].items.rbegin(), a[0].items.rend())); }},
      {"list_slice", [](const Values& a) { return Part(a[0], a[1], a[2]); }},
      {"list_sum", [](const Values& a) { return Folded(a[0].items, 0, std::plus<double>()); }},
      {"list_product",
       [](const Values& a) { return Folded(a[0].items, 1, std::multiplies<double>()); }},
      {"list_min",
       [](const Values& a) { return Folded(a[0].items, a[0].items[0].number, Lesser); }},
      {"list_max",
       [](const Values& a) { return Folded(a[0].items, a[0].items[0].number, Greater); }},
      {"list_contains",
       [](const Values& a) { return B(IndexOf(a[0].items, a[1]) < a[0].items.size()); }},
      {"list_index_of",
       [](const Values& a) {
         const std::size_t index = IndexOf(a[0].items, a[1]);
         return index < a[0].items.size() ? Size(index) : N(-1);
       }},
      {"list_fill",
       [](const Values& a) { return L(Values(static_cast<std::size_t>(a[0].number), a[1])); }},
      {"map_keys",
       [](const Values& a) {
         Values keys;
         for (const auto& [key, value] : a[0].entries) {
           keys.push_back(T(std::u32string(key.begin(), key.end())));
         }
         return L(keys);
       }},
      {"map_values",
       [](const Values& a) {
         Values values;
         for (const auto& [key, value] : a[0].entries) values.push_back(value);
         return L(values);
       }},
      {"map_size", [](const Values& a) { return Size(a[0].entries.size()); }},
      {"map_has", [](const Values& a) { return B(a[0].entries.contains(Utf8(a[1].text))); }},
      {"map_set",
       [](const Values& a) {
         ModelValue map = a[0];
         map.entries[Utf8(a[1].text)] = a[2];
         return map;
       }},
      {"map_remove",
       [](const Values& a) {
         ModelValue map = a[0];
         map.entries.erase(Utf8(a[1].text));
         return map;
       }},
  };
  return builtins;
}

}  // namespace

ModelValue ModelValue::Number(double value) {
  ModelValue model;
  model.number = value;
  return model;
}
ModelValue ModelValue::Truth(bool value) {
  ModelValue model;
  model.type = ValueType::kTruth;
  model.truth = value;
  return model;
}
ModelValue ModelValue::Text(std::u32string value) {
  ModelValue model;
  model.type = ValueType::kText;
  model.text = std::move(value);
  return model;
}
ModelValue ModelValue::List(std::vector<ModelValue> items) {
  ModelValue model;
  model.type = ValueType::kList;
  model.items = std::move(items);
  return model;
}

std::string ModelValue::Source() const {
  switch (type) {
    case ValueType::kNumber:
      return NumberSource(number);
    case ValueType::kText:
      return "\"" + Utf8(text) + "\"";
    case ValueType::kTruth:
      return truth ? "true" : "false";
    case ValueType::kList:
      return "[" + Joined(items, &ModelValue::Source) + "]";
    case ValueType::kMap:
      break;
  }
  // Not in the order in which they come out.
  return "{" + JoinedEntries(*this, &ModelValue::Source, true) + "}";
}

std::string ModelValue::Canonical() const {
  switch (type) {
    case ValueType::kNumber:
      return "Number(" + NumberText(number) + ")";
    case ValueType::kText:
      return "Text(\"" + Utf8(text) + "\")";
    case ValueType::kTruth:
      return truth ? "Truth(true)" : "Truth(false)";
    case ValueType::kList:
      return "List[" + Joined(items, &ModelValue::Canonical) + "]";
    case ValueType::kMap:
      break;
  }
  return "Map{" + JoinedEntries(*this, &ModelValue::Canonical, false) + "}";
}

bool AreEqual(const ModelValue& a, const ModelValue& b) {
  if (a.type != b.type) return false;
  switch (a.type) {
    case ValueType::kNumber:
      return a.number == b.number;
    case ValueType::kText:
      return a.text == b.text;
    case ValueType::kTruth:
      return a.truth == b.truth;
    case ValueType::kList:
      return std::ranges::equal(a.items, b.items, AreEqual);
    case ValueType::kMap:
      break;
  }
  return std::ranges::equal(a.entries, b.entries, [](const auto& x, const auto& y) {
    return x.first == y.first && AreEqual(x.second, y.second);
  });
}

std::optional<ModelValue> CallModel(std::string_view builtin, const std::vector<ModelValue>& args) {
  const auto found = std::ranges::find(Builtins(), builtin, &Builtin::name);
  if (found == Builtins().end()) return std::nullopt;
  return found->call(args);
}

}  // namespace quicksilver::properties
