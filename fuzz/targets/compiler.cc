// Bytes as program text: whatever parses compiles under a policy that the bytes choose, and what
// was compiled verifies and comes back from an archive unchanged.
#include "engine/compiler/compiler.h"

#include "engine/bytecode/archive.h"
#include "engine/bytecode/verifier.h"
#include "engine/differential/configurations.h"
#include "engine/syntax/parser.h"
#include "fuzz/targets/feedback.h"
#include "fuzz/targets/target.h"
#include "fuzz/targets/views.h"

namespace quicksilver {

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::vector<Configuration> configurations = AllConfigurations();
  static Parser parser;
  const std::string_view text = fuzz::TextOf(data, size);
  const std::expected<Ast, SyntaxError> ast = parser.Parse(text);
  if (!ast.has_value()) return -1;
  const std::uint64_t seed = fuzz::SeedOf(data, size);
  const Configuration& configuration =
      configurations[1 + seed % (configurations.size() - 1)];  // the first is the interpreter
  CompileOptions options = configuration.compile;
  options.seed = seed;
  const bool listed = fuzz::OneIn(8, seed);
  if (listed) options.record_values = options.trace = true;
  const std::unique_ptr<Chunk> chunk = Compiler(options).Compile(*ast);
  fuzz::ReportCode(*chunk);
  const std::expected<void, VerifyError> verified = Verify(*chunk);
  if (!verified.has_value()) {
    fuzz::Fail(
        configuration.name + ": the compiled code does not verify: " + verified.error().ToString(),
        text);
  }
  const std::string archive = WriteArchive(*chunk);
  const auto loaded = ReadArchive(archive);
  if (!loaded.has_value()) fuzz::Fail("the archive cannot be loaded: " + loaded.error(), text);
  fuzz::Expect(WriteArchive(**loaded) == archive, "the archive has other bytes when saved again",
               text);
  if (listed) fuzz::CheckListing(*chunk, text);
  return 0;
}

}  // namespace quicksilver
