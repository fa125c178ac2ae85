// The suites' own main: a seed that is printed, and notes of inputs that crash.

#include <cstdio>
#include <cstdlib>
#include <gtest/gtest.h>

#include "properties/arbitraries/input_note.h"

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  // What a run checks must not depend on the clock; whoever wants other inputs names a seed.
  ::setenv("RC_PARAMS", "seed=1", 0);
  std::printf("RC_PARAMS=\"%s\"\n", std::getenv("RC_PARAMS"));
  quicksilver::properties::InstallInputNotes();
  return RUN_ALL_TESTS();
}
