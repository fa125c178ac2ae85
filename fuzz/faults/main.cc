#include "fuzz/faults/drill.h"
#include "fuzz/faults/options.h"

int main(int argc, char** argv) {
  const auto options = quicksilver::faults::ParseOptions(argc, argv);
  return options ? quicksilver::faults::RunTask(*options) : options.error();
}
