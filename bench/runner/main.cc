#include "bench/runner/commands.h"
#include "bench/runner/options.h"

int main(int argc, char** argv) {
  namespace bench = quicksilver::bench;
  using bench::Command;
  const auto options = bench::ParseOptions(argc, argv);
  if (!options) return options.error();
  switch (options->command) {
    case Command::kRun:
      return bench::RunCommand(*options);
    case Command::kGate:
      return bench::GateCommand(*options);
    case Command::kSmall:
      return bench::SmallCommand(*options);
  }
}
