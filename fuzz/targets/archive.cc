// Bytes as an archive whose checksum is right: it is refused with a reason, or it is code that
// verifies, whose archive is stable and that runs without harm.
#include "engine/bytecode/archive.h"

#include "fuzz/targets/feedback.h"
#include "fuzz/targets/target.h"
#include "properties/oracles/components/code_check.h"

namespace quicksilver {

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string bytes(fuzz::TextOf(data, size));
  UpdateArchiveChecksum(bytes);
  auto loaded = ReadArchive(bytes);
  if (!loaded.has_value()) {
    fuzz::Expect(!loaded.error().empty(), "refused without a reason");
    return 0;
  }
  const std::shared_ptr<const Chunk> chunk = std::move(*loaded);
  const properties::CodeVerdict verdict = properties::JudgeCode(chunk);
  fuzz::ExpectSound(verdict);
  fuzz::Expect(verdict.accepted, "the verifier refuses what was loaded: " + verdict.refusal);
  fuzz::ReportCode(*chunk);
  return 0;
}

}  // namespace quicksilver
