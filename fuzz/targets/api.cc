// Bytes as calls of the library: programs and code that outlive each other, contexts used again and
// by turns. Whatever was called before, a program gives what it gives on a new context.
#include "fuzz/targets/context_calls.h"
#include "fuzz/targets/target.h"

namespace quicksilver {

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  properties::Choices choices =
      properties::Choices::FromBytes(std::span<const std::uint8_t>(data, size));
  fuzz::MakeContextCalls(choices);
  return 0;
}

}  // namespace quicksilver
