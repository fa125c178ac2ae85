// The smallest useful host: parse once, compile once, run many times, look at the result.
#include <iostream>

#include "engine/engine.h"

int main() {
  namespace qs = quicksilver;
  const auto program = qs::Program::Parse("chant square(n) then yield n * n end\nsquare(12) + 1");
  if (!program.has_value()) {
    std::cerr << program.error().ToString() << '\n';
    return 2;
  }
  const qs::Code code = qs::Code::Compile(*program);
  qs::Context context(qs::EngineKind::kVm);
  for (int i = 0; i < 3; ++i) {
    const auto result = context.Run(code);
    if (!result.has_value()) return 1;
    std::cout << *context.Canonical(*result) << '\n';
  }
}
