#include "engine/bytecode/verifier.h"

#include <fmt/format.h>

#include "engine/bytecode/code_checks.h"
#include "engine/bytecode/table_checks.h"
#include "engine/bytecode/written_analysis.h"

namespace quicksilver {

std::string VerifyError::ToString() const {
  if (function == kNoIndex) return message;
  if (pc == kNoIndex) return fmt::format("function {}: {}", function, message);
  return fmt::format("function {}, pc {}: {}", function, pc, message);
}

std::expected<void, VerifyError> Verify(const Chunk& chunk) {
  if (auto tables = CheckTables(chunk); !tables) {
    return std::unexpected(VerifyError{kNoIndex, kNoIndex, tables.error()});
  }
  // Heads first: code refers to other functions' captures.
  const auto count = static_cast<std::uint32_t>(chunk.functions.size());
  for (std::uint32_t i = 0; i < count; ++i) {
    if (auto head = CheckFunctionHead(chunk, i); !head) {
      return std::unexpected(VerifyError{i, kNoIndex, head.error()});
    }
  }
  WrittenAnalysis analysis;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (auto code = CheckCode(chunk, i); !code) return code;
    if (auto written = analysis.Check(chunk, *chunk.functions[i]); !written) {
      return std::unexpected(VerifyError{i, written.error().pc, written.error().message});
    }
  }
  return {};
}

}  // namespace quicksilver
