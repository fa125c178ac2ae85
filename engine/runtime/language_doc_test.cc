#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <string>

#include "engine/runtime/builtins.h"
#include "engine/runtime/error.h"

namespace quicksilver {
namespace {

// LANGUAGE.md from `heading` to the next heading of the same level.
std::string Section(const std::string& heading) {
  std::ifstream file(QS_SOURCE_DIR "/engine/LANGUAGE.md");
  std::stringstream text;
  text << '\n' << file.rdbuf();
  const std::string all = text.str();
  const std::size_t start = all.find("\n## " + heading);
  if (start == std::string::npos) return "";
  return all.substr(start, all.find("\n## ", start + 1) - start);
}

TEST(LanguageDocument, NamesEveryBuiltinWithItsArguments) {
  const std::string section = Section("7. Builtins");
  ASSERT_FALSE(section.empty());
  for (const BuiltinInfo& builtin : Builtins()) {
    EXPECT_NE(section.find("`" + std::string(builtin.name) + "("), std::string::npos)
        << builtin.name << " has no signature in section 7";
  }
}

TEST(LanguageDocument, NamesEveryErrorKindAndWhetherItIsAResource) {
  const std::string section = Section("5. Errors");
  ASSERT_FALSE(section.empty());
  for (int i = 0; i < kErrorKindCount; ++i) {
    const auto kind = static_cast<ErrorKind>(i);
    const std::string row = "\n| " + std::string(ErrorKindName(kind)) +
                            (IsResourceError(kind) ? " (resource) |" : " |");
    EXPECT_NE(section.find(row), std::string::npos) << "no row" << row;
  }
}

}  // namespace
}  // namespace quicksilver
