// Bytes as an archive whose checksum is right: it is refused with a reason, or it is sound code
// whose archive is stable and that runs without harm.
#include "engine/bytecode/archive.h"

#include "fuzz/targets/feedback.h"
#include "fuzz/targets/target.h"
#include "properties/oracles/components/code_check.h"

using namespace quicksilver;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string bytes(fuzz::TextOf(data, size));
  UpdateArchiveChecksum(bytes);
  fuzz::Expect(properties::CheckArchive(bytes));
  const auto chunk = ReadArchive(bytes);
  if (!chunk.has_value()) return 0;
  fuzz::ReportCode(**chunk);
  const std::string saved = WriteArchive(**chunk);
  const auto again = ReadArchive(saved);
  if (!again.has_value()) fuzz::Fail("what was loaded and saved is refused: " + again.error());
  fuzz::Expect(WriteArchive(**again) == saved, "saving again gives other bytes");
  return 0;
}
