#include "engine/bytecode/control_flow.h"

#include <bit>

#include "engine/bytecode/decoded_instruction.h"

namespace quicksilver {
namespace {

constexpr std::uint32_t kLeader = 0;

}  // namespace

void ControlFlow::Build(const Function& function) {
  MarkLeaders(function);
  MakeBlocks(function);
  AttachHandlers(function);
}

void ControlFlow::MarkLeaders(const Function& function) {
  const auto size = static_cast<std::uint32_t>(function.code.size());
  block_at_.assign(size, kNoIndex);
  const auto mark = [&](std::uint32_t pc) {
    if (pc < size) block_at_[pc] = kLeader;
  };
  mark(0);
  for (std::uint32_t pc = 0; pc < size;) {
    const DecodedInstruction instruction = DecodeInstruction(function.code, pc);
    pc = instruction.end();
    if (const auto target = instruction.JumpTarget()) mark(static_cast<std::uint32_t>(*target));
    if (instruction.info->flow != Flow::kNext) mark(pc);
  }
  for (const HandlerEntry& handler : function.handlers) {
    mark(handler.begin);
    mark(handler.end);
    mark(handler.target);
  }
}

void ControlFlow::MakeBlocks(const Function& function) {
  const auto size = static_cast<std::uint32_t>(function.code.size());
  blocks_.clear();
  for (std::uint32_t pc = 0; pc < size; ++pc) {
    if (block_at_[pc] == kNoIndex) continue;
    block_at_[pc] = static_cast<std::uint32_t>(blocks_.size());
    blocks_.push_back({.begin = pc});
  }
  for (std::uint32_t i = 0; i < blocks_.size(); ++i) {
    CodeBlock& block = blocks_[i];
    block.end = i + 1 < blocks_.size() ? blocks_[i + 1].begin : size;
    std::uint32_t last = block.begin;
    while (last + InfoOf(OpOf(function.code[last])).words() < block.end) {
      last += InfoOf(OpOf(function.code[last])).words();
    }
    const DecodedInstruction instruction = DecodeInstruction(function.code, last);
    if (const auto target = instruction.JumpTarget()) {
      block.jump = block_at_[static_cast<std::uint32_t>(*target)];
    }
    const Flow flow = instruction.info->flow;
    if (flow == Flow::kNext || flow == Flow::kBranch) block.next = i + 1;
  }
}

template <typename Visit>
void ControlFlow::ForEachNode(std::uint32_t begin, std::uint32_t end, Visit&& visit) const {
  // From the leaves upwards: a node that is a right child at the left border, or a left child at
  // the right border, cannot be replaced by its parent.
  for (begin += leaves_, end += leaves_; begin < end; begin /= 2, end /= 2) {
    if (begin % 2 == 1) visit(begin++);
    if (end % 2 == 1) visit(--end);
  }
}

void ControlFlow::AttachHandlers(const Function& function) {
  leaves_ = 0;
  if (function.handlers.empty()) return;
  const auto block_count = static_cast<std::uint32_t>(blocks_.size());
  leaves_ = std::bit_ceil(block_count);
  const auto for_each_pair = [&](auto&& visit) {
    for (std::uint32_t i = 0; i < function.handlers.size(); ++i) {
      const HandlerEntry& handler = function.handlers[i];
      if (handler.begin == handler.end) continue;
      const std::uint32_t end =
          handler.end < function.code.size() ? BlockAt(handler.end) : block_count;
      ForEachNode(BlockAt(handler.begin), end, [&](std::uint32_t node) { visit(node, i); });
    }
  };
  // Counted, summed up, then placed.
  attached_begin_.assign(node_count() + 1, 0);
  for_each_pair([&](std::uint32_t node, std::uint32_t) { ++attached_begin_[node]; });
  std::uint32_t total = 0;
  for (std::uint32_t& begin : attached_begin_) total += begin, begin = total;
  attached_.resize(total);
  for_each_pair([&](std::uint32_t node, std::uint32_t handler) {
    attached_[--attached_begin_[node]] = handler;
  });
}

}  // namespace quicksilver
