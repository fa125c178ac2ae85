#ifndef QUICKSILVER_PROPERTIES_GENERATORS_SOURCE_TEXT_H_
#define QUICKSILVER_PROPERTIES_GENERATORS_SOURCE_TEXT_H_

// Any bytes that somebody may hand to the parser.
//
// From bytes without sense, over UTF-8 with its edges and its faults, to programs that are cut off,
// have a token more, less or elsewhere, or a byte changed. Invariant: none. It is wrong to expect
// the result to be UTF-8.

#include <string>
#include <string_view>

#include "properties/generators/choices.h"

namespace quicksilver::properties {

struct SourceText {
  std::string text;
};

SourceText GenerateSourceText(Choices& choices);

// `program` with one to four changes of bytes or tokens.
std::string SpoilSource(Choices& choices, std::string program);

// The text with all bytes visible.
std::string Describe(const SourceText& source);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_GENERATORS_SOURCE_TEXT_H_
