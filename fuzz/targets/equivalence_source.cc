// Program text, changed as a tree: the VM under three of its configurations does what the
// interpreter does.
#include "fuzz/mutators/program_mutator.h"
#include "fuzz/targets/comparison.h"
#include "fuzz/targets/feedback.h"
#include "fuzz/targets/target.h"

namespace quicksilver {

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static fuzz::Comparison comparison;
  std::expected<Program, Error> program = Program::Parse(fuzz::TextOf(data, size));
  if (!program.has_value()) return -1;
  comparison.Check({std::move(*program)}, fuzz::SeedOf(data, size));
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned int seed) {
  const std::string text = fuzz::MutateProgram(fuzz::TextOf(data, size), seed, max_size);
  return text.copy(reinterpret_cast<char*>(data), max_size);
}

extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* data1, std::size_t size1,
                                                 const std::uint8_t* data2, std::size_t size2,
                                                 std::uint8_t* out, std::size_t max_out_size,
                                                 unsigned int seed) {
  const std::string text = fuzz::CrossPrograms(fuzz::TextOf(data1, size1),
                                               fuzz::TextOf(data2, size2), seed, max_out_size);
  return text.copy(reinterpret_cast<char*>(out), max_out_size);
}

}  // namespace quicksilver
