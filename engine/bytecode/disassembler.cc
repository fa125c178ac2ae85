#include "engine/bytecode/disassembler.h"

#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <vector>

#include "engine/bytecode/instruction_text.h"
#include "engine/bytecode/jump_arrows.h"
#include "engine/bytecode/listing_text.h"

namespace quicksilver {
namespace {

// The `;` stands in this column, further right where a function's operations are longer, but no
// further than the second.
constexpr std::size_t kMeaningColumn = 21;
constexpr std::size_t kLastMeaningColumn = 37;
// Source lines are cut behind so many code points.
constexpr std::size_t kSourceLimit = 100;

std::string Counted(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string NameOr(std::string_view name) { return ListingText(name, kListingNameLimit); }

std::string SpanText(const Chunk& chunk, Span span) {
  const Position begin = chunk.lines.PositionOf(span.begin);
  const Position end = chunk.lines.PositionOf(span.end);
  return fmt::format("{}:{}..{}:{}", begin.line, begin.column, end.line, end.column);
}

std::vector<std::string_view> SplitLines(std::string_view source) {
  std::vector<std::string_view> lines;
  while (!source.empty()) {
    const std::size_t end = std::min(source.find('\n'), source.size());
    lines.push_back(source.substr(0, end));
    source.remove_prefix(std::min(end + 1, source.size()));
  }
  return lines;
}

// What lies beside instructions, by the pc to which it belongs, in order.
template <typename Record>
std::vector<Record> SortedByPc(const std::vector<Record>& records) {
  // Positions break ties: std::stable_sort of this library uses what C++17 deprecated.
  std::vector<std::pair<std::uint32_t, std::size_t>> order;
  order.reserve(records.size());
  for (std::size_t i = 0; i < records.size(); ++i) order.emplace_back(records[i].pc, i);
  std::ranges::sort(order);
  std::vector<Record> sorted;
  sorted.reserve(records.size());
  for (const auto& [pc, index] : order) sorted.push_back(records[index]);
  return sorted;
}

class FunctionListing {
 public:
  FunctionListing(const Chunk& chunk, const Function& function, std::uint32_t number,
                  const std::vector<std::string_view>& source, const DisassemblyOptions& options);

  std::string Text();

 private:
  struct Row {
    std::uint32_t pc;
    std::uint32_t next;
    bool is_target = false;
  };
  void FindRows();
  void FindTargets();
  void WriteHeader();
  void WriteCode();
  void WriteSourceLine(std::size_t row);
  void WriteRecords(const Row& row);
  void WriteHandlers();
  void WriteSpans();
  // The row of the instruction that begins at `pc`; rows_.size() if none does.
  std::size_t RowAt(std::int64_t pc) const;
  std::string LabelOf(std::uint32_t pc) const;

  const Chunk& chunk_;
  const Function& function_;
  const std::uint32_t number_;
  const std::vector<std::string_view>& source_;
  const DisassemblyOptions& options_;
  std::vector<Row> rows_;
  std::vector<InstructionText> texts_;
  JumpArrows arrows_{0};
  std::vector<LineEntry> spans_;
  std::vector<AlignmentPoint> alignment_;
  std::vector<OperandValue> operand_values_;
  std::size_t next_span_ = 0;
  std::size_t next_alignment_ = 0;
  std::size_t next_value_ = 0;
  std::vector<bool> shown_lines_;
  std::string out_;
};

FunctionListing::FunctionListing(const Chunk& chunk, const Function& function, std::uint32_t number,
                                 const std::vector<std::string_view>& source,
                                 const DisassemblyOptions& options)
    : chunk_(chunk),
      function_(function),
      number_(number),
      source_(source),
      options_(options),
      spans_(SortedByPc(function.lines)),
      alignment_(SortedByPc(function.alignment)),
      operand_values_(SortedByPc(function.operand_values)),
      shown_lines_(source.size() + 1, false) {}

std::string FunctionListing::Text() {
  FindRows();
  FindTargets();
  WriteHeader();
  WriteCode();
  WriteHandlers();
  WriteSpans();
  return std::move(out_);
}

void FunctionListing::FindRows() {
  for (std::uint32_t pc = 0; pc < function_.code.size();) {
    const std::uint32_t next = pc + InstructionWords(function_, pc);
    rows_.push_back({pc, next});
    texts_.push_back(DescribeInstruction(chunk_, function_, pc));
    pc = next;
  }
}

void FunctionListing::FindTargets() {
  arrows_ = JumpArrows(rows_.size());
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    const std::optional<std::int64_t> target = JumpTargetOf(function_, rows_[row].pc);
    if (!target) continue;
    const std::size_t target_row = RowAt(*target);
    if (target_row == rows_.size()) continue;
    rows_[target_row].is_target = true;
    if (options_.jump_arrows) arrows_.Add(row, target_row);
  }
  for (const HandlerEntry& handler : function_.handlers) {
    const std::size_t row = RowAt(handler.target);
    if (row < rows_.size()) rows_[row].is_target = true;
  }
  arrows_.Layout();
}

void FunctionListing::WriteHeader() {
  out_ += fmt::format(
      "function {} {}: {}{}, {}, {}, {}", number_, NameOr(function_.name),
      Counted(function_.required, "parameter"), function_.rest ? " and a rest parameter" : "",
      Counted(function_.register_count, "register"), Counted(function_.slot_count, "slot"),
      Counted(function_.capture_count, "capture"));
  if (function_.cache_count > 0) out_ += ", " + Counted(function_.cache_count, "cache");
  out_ += '\n';
  for (std::size_t i = 0; i < function_.captures.size(); ++i) {
    out_ += fmt::format("  c{} = {}\n", i, CaptureText(function_.captures[i]));
  }
}

void FunctionListing::WriteCode() {
  std::size_t column = kMeaningColumn;
  for (const InstructionText& text : texts_) {
    column = std::max(column, std::min(text.operation.size() + 1, kLastMeaningColumn));
  }
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    WriteSourceLine(row);
    const std::uint32_t pc = rows_[row].pc;
    const std::string place = rows_[row].is_target ? fmt::format("L{}", pc) : std::to_string(pc);
    out_ += fmt::format("{}{:>6}  {}", arrows_.Beside(row), place,
                        JoinInstructionText(texts_[row], column));
    WriteRecords(rows_[row]);
    out_ += '\n';
  }
  if (arrows_.omitted() > 0) {
    out_ += fmt::format("  ({} without an arrow)\n", Counted(arrows_.omitted(), "jump target"));
  }
}

// Before the first instruction of a source line that was not shown yet.
void FunctionListing::WriteSourceLine(std::size_t row) {
  const std::size_t before = next_span_;
  while (next_span_ < spans_.size() && spans_[next_span_].pc <= rows_[row].pc) ++next_span_;
  if (next_span_ == before) return;
  const std::uint32_t line = chunk_.lines.PositionOf(spans_[next_span_ - 1].span.begin).line;
  if (line > source_.size() || shown_lines_[line]) return;
  shown_lines_[line] = true;
  out_ += fmt::format("{}{:>4} | {}\n", arrows_.Above(row), line,
                      ListingText(source_[line - 1], kSourceLimit));
}

// Alignment points of the instruction's end, virtual values of its operands.
void FunctionListing::WriteRecords(const Row& row) {
  if (options_.operand_values) {
    std::string separator = "  {";
    while (next_value_ < operand_values_.size() && operand_values_[next_value_].pc < row.pc) {
      ++next_value_;
    }
    while (next_value_ < operand_values_.size() && operand_values_[next_value_].pc < row.next) {
      const OperandValue& value = operand_values_[next_value_++];
      constexpr std::string_view kOperands = "ABCs";
      const std::string operand = value.operand < kOperands.size()
                                      ? std::string(1, kOperands[value.operand])
                                  : value.operand == kJumpOperand ? std::string("A on the jump")
                                  : value.operand >= kWindowOperand
                                      ? fmt::format("window[{}]", value.operand - kWindowOperand)
                                      : fmt::format("operand {}?", value.operand);
      out_ += fmt::format("{}{}=v{}", separator, operand, value.value);
      separator = ", ";
    }
    if (separator == ", ") out_ += '}';
  }
  if (options_.alignment) {
    while (next_alignment_ < alignment_.size() && alignment_[next_alignment_].pc <= row.pc) {
      ++next_alignment_;
    }
    while (next_alignment_ < alignment_.size() && alignment_[next_alignment_].pc <= row.next) {
      const AlignmentPoint& point = alignment_[next_alignment_++];
      out_ += fmt::format("  (node {} = r{})", point.node, point.reg);
    }
  }
}

void FunctionListing::WriteHandlers() {
  if (!function_.handlers.empty()) out_ += "  handlers:\n";
  for (const HandlerEntry& handler : function_.handlers) {
    std::string kind = "any kind";
    if (!handler.any) {
      const auto number = static_cast<int>(handler.kind);
      kind = number < kErrorKindCount ? std::string(ErrorKindName(handler.kind))
                                      : fmt::format("kind {}?", number);
    }
    std::string keep = handler.keep < function_.keep_sets.size() ? "" : MissingText(handler.keep);
    if (keep.empty()) {
      for (const std::uint32_t index : function_.keep_sets[handler.keep]) {
        keep += (keep.empty() ? "" : ", ") + FrameIndexText(function_, index);
      }
      if (keep.empty()) keep = "nothing";
    }
    out_ += fmt::format("    {}..{} -> {} for {}, keeps {}\n", handler.begin, handler.end,
                        LabelOf(handler.target), kind, keep);
  }
}

void FunctionListing::WriteSpans() {
  if (!spans_.empty()) out_ += "  spans:\n";
  for (const LineEntry& entry : spans_) {
    out_ += fmt::format("    {} at {}\n",
                        MarkedText(std::to_string(entry.pc), entry.pc < function_.code.size()),
                        SpanText(chunk_, entry.span));
  }
}

std::size_t FunctionListing::RowAt(std::int64_t pc) const {
  const auto row = std::ranges::lower_bound(
      rows_, pc, {}, [](const Row& candidate) { return std::int64_t{candidate.pc}; });
  if (row == rows_.end() || row->pc != pc) return rows_.size();
  return static_cast<std::size_t>(row - rows_.begin());
}

std::string FunctionListing::LabelOf(std::uint32_t pc) const {
  return MarkedText(fmt::format("L{}", pc), RowAt(pc) < rows_.size());
}

void WriteForms(const Chunk& chunk, std::string& out) {
  for (std::size_t i = 0; i < chunk.forms.size(); ++i) {
    if (chunk.forms[i] == nullptr) {
      out += fmt::format("form {} is missing\n", i);
      continue;
    }
    const CompiledForm& form = *chunk.forms[i];
    out += fmt::format("form {} = {} {{", i, NameOr(form.name));
    for (std::size_t k = 0; k < form.fields.size(); ++k) {
      const FieldInfo& field = form.fields[k];
      out +=
          fmt::format("{}{}: {}", k == 0 ? "" : ", ", NameOr(field.name), NameOr(field.type_name));
    }
    out += '}';
    for (std::size_t k = 0; k < form.captures.size(); ++k) {
      out += fmt::format(", c{} = {}", k, CaptureText(form.captures[k]));
    }
    out += '\n';
  }
}

void WriteVariants(const Chunk& chunk, std::string& out) {
  for (std::size_t i = 0; i < chunk.variants.size(); ++i) {
    if (chunk.variants[i] == nullptr) {
      out += fmt::format("variant {} is missing\n", i);
      continue;
    }
    out += fmt::format("variant {} = {}", i, NameOr(chunk.variants[i]->name));
    std::string_view separator = ": ";
    for (const CaseInfo& one : chunk.variants[i]->cases) {
      out += fmt::format("{}{}", separator, NameOr(one.name));
      if (one.constructor) out += fmt::format("({})", one.field_count);
      separator = ", ";
    }
    out += '\n';
  }
}

std::string Names(const std::vector<std::string>& names) {
  std::string text = "{";
  for (std::size_t i = 0; i < names.size(); ++i) text += (i == 0 ? "" : ", ") + NameOr(names[i]);
  return text + "}";
}

void WriteTables(const Chunk& chunk, std::string& out) {
  for (std::uint32_t i = 0; i < chunk.constants.size(); ++i) {
    out += fmt::format("#{} = {}\n", i, ConstantText(chunk, i));
  }
  for (std::size_t i = 0; i < chunk.globals.size(); ++i) {
    out += fmt::format("g{} = {}\n", i, NameOr(chunk.globals[i]));
  }
  WriteForms(chunk, out);
  WriteVariants(chunk, out);
  for (std::uint32_t i = 0; i < chunk.key_lists.size(); ++i) {
    out += fmt::format("keys {} = {}\n", i, KeysText(chunk, i));
  }
  for (std::size_t i = 0; i < chunk.places.size(); ++i) {
    out += fmt::format("place {} = {}\n", i, PlaceText(chunk, chunk.places[i]));
  }
  for (std::size_t i = 0; i < chunk.aspects.size(); ++i) {
    out += fmt::format("aspect {} = {} {}\n", i, NameOr(chunk.aspects[i].name),
                       Names(chunk.aspects[i].methods));
  }
  for (std::size_t i = 0; i < chunk.embodies.size(); ++i) {
    out += fmt::format("embody {} = {} for {} {}\n", i, NameOr(chunk.embodies[i].aspect),
                       NameOr(chunk.embodies[i].target), Names(chunk.embodies[i].methods));
  }
}

std::string ListFunction(const Chunk& chunk, std::uint32_t number,
                         const std::vector<std::string_view>& source,
                         const DisassemblyOptions& options) {
  if (number >= chunk.functions.size() || chunk.functions[number] == nullptr) {
    return fmt::format("function {} is missing\n", number);
  }
  return FunctionListing(chunk, *chunk.functions[number], number, source, options).Text();
}

}  // namespace

std::string Disassemble(const Chunk& chunk, const DisassemblyOptions& options) {
  const std::vector<std::string_view> source = SplitLines(options.source);
  std::string out;
  if (!chunk.file.empty()) out += fmt::format("file {}\n", NameOr(chunk.file));
  WriteTables(chunk, out);
  for (std::uint32_t number = 0; number < chunk.functions.size(); ++number) {
    if (!out.empty()) out += '\n';
    out += ListFunction(chunk, number, source, options);
  }
  return out;
}

std::string DisassembleFunction(const Chunk& chunk, std::uint32_t function,
                                const DisassemblyOptions& options) {
  return ListFunction(chunk, function, SplitLines(options.source), options);
}

std::string DisassembleInstruction(const Chunk& chunk, const Function& function, std::uint32_t pc) {
  return JoinInstructionText(DescribeInstruction(chunk, function, pc), kMeaningColumn);
}

}  // namespace quicksilver
