#include "properties/oracles/components/code_check.h"

#include <fmt/format.h>
#include <utility>

#include "engine/bytecode/archive.h"
#include "engine/bytecode/disassembler.h"
#include "engine/bytecode/verifier.h"
#include "engine/runtime/format.h"
#include "engine/runtime/host.h"
#include "engine/runtime/runtime.h"
#include "engine/vm/vm.h"
#include "properties/oracles/components/bounds_check.h"

namespace quicksilver::properties {
namespace {

using Complaint = std::optional<std::string>;

// Enough to get somewhere, and an endless loop ends at once. What a step of a call may have to
// sweep the verifier bounds by the code.
constexpr Limits kTinyLimits{.heap_bytes = 1 << 19, .call_depth = 50, .steps = 2000};

class CodeRunner : private Host, private ModuleProvider {
 public:
  explicit CodeRunner(Dispatch dispatch) : runtime_(kTinyLimits, *this), vm_(runtime_, *this) {
    vm_.set_dispatch(dispatch);
  }

  // What a run shows: its result, its output, its globals.
  std::string Run(const std::shared_ptr<const Chunk>& chunk) {
    output_.clear();
    std::string shown = Show(vm_.Run(chunk, kTinyLimits, *this));
    shown += "\noutput: " + output_;
    for (const auto& [name, value] : vm_.Globals()) {
      // Writing values down is paid for by a run of its own, however the last one ended.
      shown += "\n" + name + " = " + Show(value);
    }
    return shown;
  }

 private:
  std::string Show(const Value& value) {
    if (value.is_raised()) return "error " + runtime_.TakeError().ToString();
    std::string text;
    return AppendCanonical(runtime_, value, text) ? text : runtime_.TakeError().ToString();
  }

  void Write(std::string_view text) override { output_ += text; }
  std::optional<std::string> Deny(std::string_view resource, std::string_view) override {
    if (resource == "c") return "refused";
    return std::nullopt;
  }
  std::expected<std::shared_ptr<const Chunk>, std::string> CompileModule(
      const ModuleSource&) override {
    return std::unexpected("there are no modules");
  }

  Runtime runtime_;
  Vm vm_;
  std::string output_;
};

Complaint CheckArchived(const Chunk& chunk) {
  const std::string saved = WriteArchive(chunk);
  const auto loaded = ReadArchive(saved);
  if (!loaded.has_value()) return "accepted code is refused from the archive: " + loaded.error();
  if (WriteArchive(**loaded) != saved) return "the archive has other bytes the second time";
  return std::nullopt;
}

}  // namespace

CodeVerdict JudgeCode(std::shared_ptr<const Chunk> chunk) {
  CodeVerdict verdict;
  DisassemblyOptions everything;
  everything.alignment = everything.operand_values = true;
  if (Disassemble(*chunk, everything).empty()) verdict.complaint = "the listing is empty";
  const auto verified = Verify(*chunk);
  if (!verified.has_value()) {
    verdict.refusal = verified.error().ToString();
    return verdict;
  }
  verdict.accepted = true;
  if (const auto found = FindOutOfBounds(*chunk)) {
    verdict.unsound = found->claim;
    verdict.complaint = fmt::format("accepted: {}: {}", found->claim, found->place);
    return verdict;
  }
  if (!verdict.complaint) verdict.complaint = CheckArchived(*chunk);
  CodeRunner tail_calls(Dispatch::kTailCalls);
  CodeRunner loop(Dispatch::kLoop);
  for (int run = 0; run < 2; ++run) {
    const std::string left = tail_calls.Run(chunk);
    const std::string right = loop.Run(chunk);
    if (run == 0) verdict.result = left;
    if (left != right && !verdict.complaint) {
      verdict.complaint =
          fmt::format("run {}: the dispatch loops differ:\n{}\nand\n{}", run, left, right);
    }
    // What the first run has left behind on purpose may use up the second one's memory.
    const bool ran_out = left.find("OutOfMemory") != std::string::npos;
    if (left != verdict.result && !ran_out && !verdict.complaint) {
      verdict.complaint =
          fmt::format("the second run differs:\n{}\nafter\n{}", left, verdict.result);
    }
  }
  return verdict;
}

Complaint CheckCode(std::shared_ptr<const Chunk> chunk) {
  return JudgeCode(std::move(chunk)).complaint;
}

Complaint CheckWellFormedCode(std::shared_ptr<const Chunk> chunk) {
  const CodeVerdict verdict = JudgeCode(std::move(chunk));
  if (!verdict.accepted) return "well-formed code is refused: " + verdict.refusal;
  return verdict.complaint;
}

Complaint CheckArchive(std::string_view bytes) {
  auto loaded = ReadArchive(bytes);
  if (!loaded.has_value()) {
    if (loaded.error().empty()) return "refused without a reason";
    return std::nullopt;
  }
  return CheckCode(std::shared_ptr<const Chunk>(std::move(*loaded)));
}

}  // namespace quicksilver::properties
