#include "engine/compiler/function_builder.h"

#include <algorithm>

#include "engine/base/assert.h"

namespace quicksilver {

FunctionBuilder::FunctionBuilder(const CompileOptions& options)
    : options_(options),
      registers_(options.allocation, options.seed),
      patcher_(options.jumps, options.seed) {}

void FunctionBuilder::Begin(Function* function) {
  function_ = function;
  code_.clear();
  lines_.clear();
  registers_.Reset();
  patcher_.Reset();
  values_.clear();
  live_.clear();
  locked_.clear();
  handlers_.clear();
  loops_for_next_.clear();
  last_get_index_ = 0;
  occupant_.fill(kNoValue);
  jumped_to_.clear();
  local_registers_ = 0;
  parameters_ = 0;
  reachable_ = true;
}

void FunctionBuilder::AddLine(std::uint32_t at) {
  // The last line's span is kept beside it: to read back at once what was written in other pieces
  // makes a processor wait.
  if (!lines_.empty() && line_span_ == span_) return;
  line_span_ = span_;
  if (!lines_.empty() && lines_.back().pc == at) {
    lines_.back().span = span_;
    return;
  }
  lines_.emplace_back(at, span_);
}

void FunctionBuilder::Record(std::uint32_t at, std::uint16_t operand, Arg arg) {
  if (options_.record_values && arg.value != kNoValue) {
    function_->operand_values.push_back({at, operand, arg.value});
  }
}

std::uint32_t FunctionBuilder::Emit(Opcode op, Arg a, Arg b, Arg c, std::uint32_t extension1,
                                    std::uint32_t extension2) {
  const OpcodeInfo& info = InfoOf(op);
  const std::uint32_t at = pc();
  AddLine(at);
  code_.push_back(EncodeABC(op, a.number, b.number, c.number));
  if (info.extension1 != OperandKind::kNone) code_.push_back(extension1);
  if (info.extension2 != OperandKind::kNone) code_.push_back(extension2);
  Record(at, 0, a);
  Record(at, 1, b);
  Record(at, 2, c);
  const auto written = [this](OperandKind kind, Arg arg) {
    if (kind == OperandKind::kDef && arg.value != kNoValue) values_[arg.value].is_set = true;
  };
  written(info.a, a);
  written(info.b, b);
  if (info.flow == Flow::kEnd || info.flow == Flow::kJump) reachable_ = false;
  if (op == Opcode::kGetIndex) last_get_index_ = pc();
  Unlock();
  return at;
}

std::uint32_t FunctionBuilder::EmitBx(Opcode op, Arg a, std::uint32_t bx) {
  const std::uint32_t at = pc();
  AddLine(at);
  code_.push_back(EncodeABx(op, a.number, bx));
  Record(at, 0, a);
  if (InfoOf(op).a == OperandKind::kDef && a.value != kNoValue) values_[a.value].is_set = true;
  Unlock();
  return at;
}

std::uint32_t FunctionBuilder::EmitSlot(Opcode op, Arg reg, ValueId in_slot) {
  QS_ASSERT(values_[in_slot].place == Place::kSlot, "the value is not in a slot");
  const std::uint32_t at = Emit(op, reg, {}, {}, values_[in_slot].index);
  RecordOperand(at, kPlaceOperand, in_slot);
  return at;
}

std::uint32_t FunctionBuilder::EmitJump(Opcode op, Label label, Arg a, Arg b, Arg c,
                                        std::uint32_t extension) {
  const OpcodeInfo& info = InfoOf(op);
  std::uint32_t at;
  if (info.b == OperandKind::kJump16) {
    at = EmitBx(op, a, 0);
    if (info.flow == Flow::kJump) reachable_ = false;
  } else if (info.extension1 == OperandKind::kJump) {
    at = Emit(op, a, b, c, 0, extension);
  } else {
    at = Emit(op, a, b, c, extension, 0);
  }
  patcher_.AddJump(at, label);
  jumped_to_[static_cast<std::size_t>(label)] = true;
  return at;
}

void FunctionBuilder::EmitLoopForNext(Label behind_next, std::uint32_t state,
                                      std::uint32_t element) {
  loops_for_next_.push_back(EmitJump(Opcode::kLoopForNext, behind_next, {state}, {element}));
}

void FunctionBuilder::PairGetIndex(std::uint32_t reg) {
  if (last_get_index_ == 0 || last_get_index_ != pc()) return;
  Word& last = code_.back();
  // What reads the register that it writes gives up its value, which only a GetIndex does.
  if (AOf(last) != reg || BOf(last) == reg || COf(last) == reg) return;
  last = EncodeABC(Opcode::kGetIndexPair, AOf(last), BOf(last), COf(last));
}

void FunctionBuilder::RecordWindow(std::uint32_t at, std::span<const ValueId> values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    Record(at, static_cast<std::uint16_t>(kWindowOperand + i), {0, values[i]});
  }
}

Label FunctionBuilder::NewLabel() {
  const Label label = patcher_.NewLabel();
  jumped_to_.resize(static_cast<std::size_t>(label) + 1, false);
  return label;
}

void FunctionBuilder::Bind(Label label) {
  patcher_.Bind(label, pc());
  // Code behind the label does not follow from the line before it.
  if (jumped_to_[static_cast<std::size_t>(label)]) reachable_ = true;
}

void FunctionBuilder::AddHandler(std::uint32_t begin, std::uint32_t end, Label target, bool any,
                                 ErrorKind kind, std::vector<std::uint32_t> keep) {
  PendingHandler handler{{begin, end, 0, any, kind, 0}, target};
  std::vector<std::vector<std::uint32_t>>& sets = function_->keep_sets;
  // Handlers of one attempt share a set.
  if (sets.empty() || sets.back() != keep) sets.push_back(std::move(keep));
  handler.entry.keep = static_cast<std::uint32_t>(sets.size() - 1);
  handlers_.push_back(handler);
  jumped_to_[static_cast<std::size_t>(target)] = true;
}

void FunctionBuilder::AddAlignment(NodeId node, ValueId value) {
  function_->alignment.push_back({node, pc(), static_cast<std::uint8_t>(values_[value].index)});
}

void FunctionBuilder::Finish() {
  patcher_.Finish(code_);
  // Labels lie in front of padding, and these jumps go to an instruction itself, behind its own:
  // their labels lie at its end.
  for (const std::uint32_t at : loops_for_next_) {
    code_[patcher_.MapInstruction(at) + 1] -= InfoOf(Opcode::kForNext).words();
  }
  for (LineEntry& line : lines_) line.pc = patcher_.MapInstruction(line.pc);
  for (const PendingHandler& pending : handlers_) {
    HandlerEntry entry = pending.entry;
    entry.begin = patcher_.MapTarget(entry.begin);
    entry.end = patcher_.MapTarget(entry.end);
    entry.target = patcher_.MapTarget(patcher_.PositionOf(pending.target));
    function_->handlers.push_back(entry);
  }
  for (AlignmentPoint& point : function_->alignment) {
    point.pc = patcher_.MapInstruction(point.pc);
  }
  for (OperandValue& operand : function_->operand_values) {
    operand.pc = patcher_.MapInstruction(operand.pc);
  }
  function_->register_count = std::max<std::uint32_t>(1, registers_.high_water());
  function_->slot_count = registers_.slot_count();
  for (std::vector<std::uint32_t>& set : function_->keep_sets) {
    for (std::uint32_t& index : set) {
      if (index >= kRegisters) index = function_->register_count + (index - kRegisters);
    }
  }
  // A callee's frame may only lie over this one's registers, never over its slots.
  if (function_->slot_count != 0) MakeCallsFar();
  function_->code.assign(code_.begin(), code_.end());
  function_->lines.assign(lines_.begin(), lines_.end());
}

void FunctionBuilder::MakeCallsFar() {
  for (std::size_t at = 0; at < code_.size(); at += InfoOf(OpOf(code_[at])).words()) {
    if (OpOf(code_[at]) == Opcode::kCall) {
      code_[at] = (code_[at] & ~Word{0xFF}) | static_cast<Word>(Opcode::kCallFar);
    } else if (OpOf(code_[at]) == Opcode::kCallMethod) {
      code_[at] = (code_[at] & ~Word{0xFF}) | static_cast<Word>(Opcode::kCallMethodFar);
    }
  }
}

}  // namespace quicksilver
