#ifndef QUICKSILVER_PROPERTIES_GENERATORS_TOKEN_SOUP_H_
#define QUICKSILVER_PROPERTIES_GENERATORS_TOKEN_SOUP_H_

// Tokens without a grammar, and with a little of one.
//
// Every token of the language is drawn, in spellings that are easily misread: numbers that end
// where a name could begin, texts with every escape and some wrong ones, two-word operators taken
// apart, names in other scripts. Between them stand blanks, line feeds, comments or nothing. Some
// pieces are the beginnings and ends of statements, so that the parser gets further than the first
// token. Invariant: none; most soups do not parse. It is wrong to use it for programs.

#include <string>

#include "properties/generators/choices.h"

namespace quicksilver::properties {

// One token, or a few that belong together, as source text.
std::string GenerateTokenText(Choices& choices);

std::string GenerateTokenSoup(Choices& choices);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_GENERATORS_TOKEN_SOUP_H_
