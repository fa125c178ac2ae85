#ifndef QUICKSILVER_BYTECODE_CONTROL_FLOW_H_
#define QUICKSILVER_BYTECODE_CONTROL_FLOW_H_

// The basic blocks of a function, how control goes from one to another, and which handlers cover
// which blocks.
//
// Blocks also end where a handler's range begins or ends, so that a handler covers a block wholly
// or not at all. Coverage is kept in a binary tree over the blocks: each handler is attached to the
// O(log n) nodes whose blocks make up its range, because attempts nested n deep cover n * n / 2
// blocks in all. Invariant: blocks are in the order of their code and cover it; node 1 is the root
// of the tree, the children of node k are 2k and 2k + 1, the leaf of block b is LeafOf(b). It is
// wrong to build it for code whose jumps and handlers are not known to be in bounds.

#include <cstdint>
#include <span>
#include <vector>

#include "engine/bytecode/chunk.h"

namespace quicksilver {

struct CodeBlock {
  std::uint32_t begin = 0;        // pc of the first instruction
  std::uint32_t end = 0;          // pc behind the last
  std::uint32_t next = kNoIndex;  // the block that control falls into
  std::uint32_t jump = kNoIndex;  // the block that its last instruction jumps to
};

class ControlFlow {
 public:
  // Analyses `function`; the memory of an earlier one is used again.
  void Build(const Function& function);

  std::span<const CodeBlock> blocks() const { return blocks_; }
  // The block that begins at `pc`.
  std::uint32_t BlockAt(std::uint32_t pc) const { return block_at_[pc]; }

  bool has_handlers() const { return leaves_ != 0; }
  std::uint32_t LeafOf(std::uint32_t block) const { return leaves_ + block; }
  std::uint32_t node_count() const { return 2 * leaves_; }
  // The handlers attached to a node.
  std::span<const std::uint32_t> HandlersAt(std::uint32_t node) const {
    return std::span(attached_).subspan(attached_begin_[node],
                                        attached_begin_[node + 1] - attached_begin_[node]);
  }

 private:
  void MarkLeaders(const Function& function);
  void MakeBlocks(const Function& function);
  void AttachHandlers(const Function& function);
  // Calls visit(node) for the nodes that make up the blocks [begin, end).
  template <typename Visit>
  void ForEachNode(std::uint32_t begin, std::uint32_t end, Visit&& visit) const;

  std::vector<CodeBlock> blocks_;
  std::vector<std::uint32_t> block_at_;  // by pc; kNoIndex where no block begins
  std::uint32_t leaves_ = 0;             // a power of two; 0 without handlers
  std::vector<std::uint32_t> attached_begin_;
  std::vector<std::uint32_t> attached_;
};

}  // namespace quicksilver

#endif  // QUICKSILVER_BYTECODE_CONTROL_FLOW_H_
