#ifndef QUICKSILVER_PROPERTIES_TEST_MODULES_H_
#define QUICKSILVER_PROPERTIES_TEST_MODULES_H_

// The texts of the modules that test programs import.
//
// Invariant: each is the file of the same path below corpus/regressions (a test compares them). It
// is wrong to include this for the modules' list: TestModules() is.

#include "properties/test_program.h"

namespace quicksilver::properties {

inline constexpr TestModule kTestModules[] = {
    {"modules/counter.gw",
     R"(# A module with state of its own: a variable that its chants share.
weave count as 0
chant tick(step) then
  set count to count + step
  yield count
end
chant reset() then
  set count to 0
end
bind limit to 10
offer count, tick, reset, limit
)"},
    {"modules/shapes.gw",
     R"(# A module that offers definitions, and imports another.
gather limit as most from "counter.gw"
form Point with x as Number, y as Number end
variant Shape then Dot, Circle(r: Number), Box(w: Number, h: Number) end
chant area(shape) then
  match shape with
    when Circle(r) then yield r * r * 3
    when Box(w, h) then yield w * h
    otherwise then yield 0
  end
end
chant capped(n) then
  should n > most then yield most end
  yield n
end
offer Point, Shape, Dot, Circle, Box, area, capped
)"},
    {"modules/failing.gw",
     R"(# A module that fails while it loads.
bind before to 1
bind broken to 1 / 0
offer before, broken
)"},
};

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_TEST_MODULES_H_
