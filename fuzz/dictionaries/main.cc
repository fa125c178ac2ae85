// Prints the dictionary for fuzzers that change program text, made from the engine's own tables, or
// compares a file with it.
//
//   quicksilver-dictionary           prints it
//   quicksilver-dictionary FILE      exit status 1 if FILE is anything else
//
// To bring the committed one up to date:
//   quicksilver-dictionary >fuzz/dictionaries/glimmer.dict
#include <cstdio>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "engine/runtime/builtins.h"
#include "engine/runtime/error.h"
#include "engine/syntax/token.h"

namespace quicksilver::fuzz {
namespace {

constexpr int kStale = 1;
constexpr int kUsage = 64;

// What no table lists: how texts, numbers and comments are written, names that mean something in
// some places only, and what fits around a body.
constexpr std::string_view kShapes[] = {
    // Texts and comments.
    "\"\"", "\\n", "\\t", "\\\"", "\\\\", "\\{", "{x}", "#", "\n", "\xEF\xBB\xBF", "\xCE\xBB",
    // Numbers at which something changes.
    "0", "1", "-1", "0.1", "255", "256", "65536", "1e308", "9007199254740993", "5e-324",
    // Types of fields, and the places where names are read otherwise.
    "Number", "Text", "Truth", "Nothing", "List", "Map", "Chant", "Outcome", "Maybe", "Range",
    "Iterator", "Grove", "Capability", "self", "_", "'a",
    // Statements that take a body.
    "should true then\n", "for each i in range(0, 3) then\n", "whilst false then\n",
    "chant f(x) then\n", "attempt\n", "harmonize on _ then\n", "match x with\n", "when 1 then\n",
    "\nend\n"};

// As AFL++ and libFuzzer both read it.
std::string Quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (byte < 0x20 || byte >= 0x7F) {
      quoted += fmt::format("\\x{:02X}", byte);
    } else {
      quoted += c;
    }
  }
  return quoted + "\"\n";
}

std::string Dictionary() {
  std::string text =
      "# Words, signs and builtins of the language. Made by quicksilver-dictionary: change the\n"
      "# tables of the engine, not this file.\n";
#define X(name, spelling) text += Quoted(spelling);
  text += "\n# Keywords\n";
  QUICKSILVER_KEYWORDS(X)
  text += "\n# Operators of two words\n";
  QUICKSILVER_TWO_WORD_OPERATORS(X)
  text += "\n# Signs\n";
  QUICKSILVER_SIGNS(X)
#undef X
  text += "\n# Kinds of errors\n";
  for (int kind = 0; kind < kErrorKindCount; ++kind) {
    text += Quoted(ErrorKindName(static_cast<ErrorKind>(kind)));
  }
  text += "\n# Builtins\n";
  for (const BuiltinInfo& builtin : Builtins()) text += Quoted(fmt::format("{}(", builtin.name));
  text += "\n# Shapes\n";
  for (const std::string_view shape : kShapes) text += Quoted(shape);
  return text;
}

int Compare(const char* path) {
  std::ifstream file(path, std::ios::binary);
  const std::string committed{std::istreambuf_iterator<char>(file), {}};
  if (file && committed == Dictionary()) return 0;
  fmt::print(stderr,
             "{} is not what the engine's tables give; make it again:\n"
             "  quicksilver-dictionary >{}\n",
             path, path);
  return kStale;
}

}  // namespace
}  // namespace quicksilver::fuzz

int main(int argc, char** argv) {
  if (argc > 2) {
    fmt::print(stderr, "usage: quicksilver-dictionary [FILE]\n");
    return quicksilver::fuzz::kUsage;
  }
  if (argc == 2) return quicksilver::fuzz::Compare(argv[1]);
  fmt::print("{}", quicksilver::fuzz::Dictionary());
  return 0;
}
