#ifndef QUICKSILVER_SYNTAX_SYNTAX_ERROR_H_
#define QUICKSILVER_SYNTAX_SYNTAX_ERROR_H_

// Why a text is not a program: the first thing wrong with it, in reading order.
//
// Invariant: `position` is where `span` begins.
// It is wrong to use it for anything found after parsing: errors of a run have their own type.

#include <string>

#include "engine/syntax/source.h"

namespace quicksilver {

struct SyntaxError {
  std::string message;
  Span span;
  Position position;
};

}  // namespace quicksilver

#endif  // QUICKSILVER_SYNTAX_SYNTAX_ERROR_H_
