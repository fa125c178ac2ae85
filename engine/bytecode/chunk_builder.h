#ifndef QUICKSILVER_BYTECODE_CHUNK_BUILDER_H_
#define QUICKSILVER_BYTECODE_CHUNK_BUILDER_H_

// Chunks made by hand, for tests: a small assembler.
//
//   ChunkBuilder chunk;
//   Assembler& program = chunk.Add("_", 1);
//   program.Op(Opcode::kLoadNothing, 0);
//   program.Op(Opcode::kHalt, 0);
//   const Chunk& built = chunk.Build();
//
// Invariant: what is emitted is what stands in the code, right or wrong; only labels are resolved.
// It is wrong to use it outside tests: it knows nothing of ownership, line tables or wide jumps.

#include <cstdint>
#include <deque>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/bytecode/chunk.h"
#include "engine/bytecode/decoded_instruction.h"

namespace quicksilver {

class Assembler {
 public:
  explicit Assembler(Function& function) : function_(&function) {}

  Function& function() { return *function_; }
  std::uint32_t pc() const { return static_cast<std::uint32_t>(function_->code.size()); }

  // One instruction with its extension words; gives its position.
  std::uint32_t Op(Opcode op, unsigned a = 0, unsigned b = 0, unsigned c = 0,
                   std::initializer_list<Word> extensions = {}) {
    const std::uint32_t at = pc();
    function_->code.push_back(EncodeABC(op, a, b, c));
    function_->code.insert(function_->code.end(), extensions);
    return at;
  }
  std::uint32_t OpBx(Opcode op, unsigned a, unsigned bx) {
    const std::uint32_t at = pc();
    function_->code.push_back(EncodeABx(op, a, bx));
    return at;
  }

  // A jump to `label`, wherever that is or will be bound. `extensions` are the words before the
  // jump's own.
  std::uint32_t JumpTo(Opcode op, std::string label, unsigned a = 0, unsigned b = 0,
                       std::initializer_list<Word> extensions = {}, unsigned c = 0) {
    const std::uint32_t at = Op(op, a, b, c, extensions);
    if (InfoOf(op).b != OperandKind::kJump16) function_->code.push_back(0);
    jumps_.emplace_back(at, std::move(label));
    return at;
  }
  void Bind(std::string label) { labels_.emplace_back(std::move(label), pc()); }

  // `keep` as frame indexes.
  void Handler(std::uint32_t begin, std::uint32_t end, std::uint32_t target,
               std::vector<std::uint32_t> keep = {}) {
    HandlerEntry handler{.begin = begin, .end = end, .target = target, .any = true};
    handler.keep = static_cast<std::uint32_t>(function_->keep_sets.size());
    function_->keep_sets.push_back(std::move(keep));
    function_->handlers.push_back(handler);
  }

  void Resolve() {
    for (const auto& [at, name] : jumps_) {
      for (const auto& [label, position] : labels_) {
        if (label == name) Patch(at, position);
      }
    }
    jumps_.clear();
  }

 private:
  void Patch(std::uint32_t at, std::uint32_t position) {
    const DecodedInstruction jump = DecodeInstruction(function_->code, at);
    const std::uint32_t offset = position - jump.end();
    if (jump.info->b == OperandKind::kJump16) {
      function_->code[at] = EncodeABx(jump.op, AOf(jump.word), offset & 0xFFFF);
    } else {
      function_->code[jump.end() - 1] = offset;
    }
  }

  Function* function_;
  std::vector<std::pair<std::uint32_t, std::string>> jumps_;
  std::vector<std::pair<std::string, std::uint32_t>> labels_;
};

class ChunkBuilder {
 public:
  ChunkBuilder() : chunk_(std::make_unique<Chunk>()) {}

  // The next function; the first one is the program.
  Assembler& Add(std::string_view name, std::uint32_t registers, std::uint32_t parameters = 0) {
    auto function = std::make_unique<Function>();
    function->name = name;
    function->register_count = registers;
    function->required = parameters;
    chunk_->functions.push_back(std::move(function));
    return assemblers_.emplace_back(*chunk_->functions.back());
  }

  std::uint32_t Number(double number) { return chunk_->constants.AddNumber(number); }
  std::uint32_t Text(std::string_view text) { return chunk_->constants.AddText(text); }
  std::uint32_t Global(std::string_view name) {
    chunk_->globals.emplace_back(name);
    return static_cast<std::uint32_t>(chunk_->globals.size() - 1);
  }
  Chunk& chunk() { return *chunk_; }

  // The chunk with its jumps resolved; it stays the builder's.
  const Chunk& Build() {
    for (Assembler& assembler : assemblers_) assembler.Resolve();
    return *chunk_;
  }
  std::unique_ptr<Chunk> Take() {
    Build();
    return std::move(chunk_);
  }

 private:
  std::unique_ptr<Chunk> chunk_;
  std::deque<Assembler> assemblers_;
};

}  // namespace quicksilver

#endif  // QUICKSILVER_BYTECODE_CHUNK_BUILDER_H_
