#include "bench/runner/commands.h"
#include "bench/runner/options.h"

int main(int argc, char** argv) {
  using namespace quicksilver::bench;
  const auto options = ParseOptions(argc, argv);
  if (!options) return options.error();
  switch (options->command) {
    case Command::kRun:
      return RunCommand(*options);
    case Command::kGate:
      return GateCommand(*options);
    case Command::kSmall:
      return SmallCommand(*options);
  }
}
