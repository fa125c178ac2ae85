#ifndef QUICKSILVER_PROPERTIES_REDUCERS_SOURCE_TEXT_H_
#define QUICKSILVER_PROPERTIES_REDUCERS_SOURCE_TEXT_H_

// Pieces of a program's text for people.
//
// Invariant: a piece is one line and at most as many code points as asked. It is wrong to run a
// piece.

#include <cstddef>
#include <string>
#include <string_view>

#include "engine/syntax/source.h"

namespace quicksilver::properties {

// The text of a span.
std::string Snippet(std::string_view source, Span span, std::size_t columns = 60);

// `text` with blanks up to so many code points.
std::string Padded(std::string text, std::size_t columns);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_REDUCERS_SOURCE_TEXT_H_
