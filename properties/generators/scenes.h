#ifndef QUICKSILVER_PROPERTIES_GENERATORS_SCENES_H_
#define QUICKSILVER_PROPERTIES_GENERATORS_SCENES_H_

// Short stories that random writing tells too rarely: several features that must meet in one place.
//
// A call site that sees two forms with the same field names, an update in place that raises, a
// pattern with too few fields, a variable that changes its type, NaN on either side of every
// comparison: each is likely for a person and unlikely for dice. A scene is a text with holes for
// numbers and with alternatives; all its names end in `_q`, which nothing else does. Invariant: a
// scene names nothing of the program around it but builtins, ends within a few hundred steps, and
// raises only where it is marked. What it finds out is in variables of the file at its end. It is
// wrong to put a scene for one known bug here: a scene is about features that meet.

#include <string>
#include <vector>

#include "engine/syntax/source.h"
#include "properties/generators/choices.h"

namespace quicksilver::properties {

struct Scene {
  std::string text;              // whole statements
  std::vector<Span> deliberate;  // of what raises on purpose, in code points of `text`
};

Scene WriteScene(Choices& choices);

// How many there are, and one of them: for tests, which run each.
std::size_t SceneCount();
Scene WriteScene(Choices& choices, std::size_t which);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_GENERATORS_SCENES_H_
