#ifndef QUICKSILVER_PROPERTIES_ORACLES_COMPONENTS_LIBRARY_MODEL_H_
#define QUICKSILVER_PROPERTIES_ORACLES_COMPONENTS_LIBRARY_MODEL_H_

// Builtins once more, as LANGUAGE.md says them: both engines share the real ones, so comparing the
// engines says nothing about these.
//
// Values are copied whole, texts are code points in a row, searches look everywhere. Invariant: a
// ModelValue writes itself as the program that makes it and as its canonical form. It is wrong to
// use anything of engine/runtime here; a number's text is the one thing taken from the engine, and
// number_check has the C library for that.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace quicksilver::properties {

struct ModelValue {
  enum class Type : std::uint8_t { kNumber, kText, kTruth, kList, kMap };
  Type type = Type::kNumber;
  double number = 0;
  bool truth = false;
  std::u32string text;
  std::vector<ModelValue> items;
  std::map<std::string, ModelValue> entries;

  static ModelValue Number(double value);
  static ModelValue Truth(bool value);
  static ModelValue Text(std::u32string value);
  static ModelValue List(std::vector<ModelValue> items);

  // An expression of the language.
  std::string Source() const;
  std::string Canonical() const;
};

// `a is b`.
bool AreEqual(const ModelValue& a, const ModelValue& b);

// What the builtin gives for arguments that it takes; nothing where it raises or has no model.
std::optional<ModelValue> CallModel(std::string_view builtin, const std::vector<ModelValue>& args);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ORACLES_COMPONENTS_LIBRARY_MODEL_H_
