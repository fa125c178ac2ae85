#ifndef QUICKSILVER_COMPILER_COMPILER_H_
#define QUICKSILVER_COMPILER_COMPILER_H_

// AST to bytecode. Everything that parses compiles: there is no "unsupported".
//
// Invariant: the meaning of the chunk does not depend on the options, only its shape does. The
// syntax tree is not needed after Compile. It is wrong to use one Compiler from two threads at
// once; it keeps scratch memory so that compiling the next program allocates little.

#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/bytecode/chunk.h"
#include "engine/compiler/jump_patcher.h"
#include "engine/compiler/register_allocator.h"
#include "engine/syntax/ast.h"

namespace quicksilver {

struct CompileOptions {
  bool optimise = true;
  AllocationPolicy allocation = AllocationPolicy::kLifo;
  JumpPolicy jumps = JumpPolicy::kNarrow;
  std::uint64_t seed = 1;      // kRandom and kPad
  bool record_values = false;  // Function::operand_values
  bool trace = false;          // Trace instructions and Function::alignment
  // With `trace`: fold and fuse all the same; nodes that disappear so are not reported.
  bool trace_fused = false;
};

class Compiler {
 public:
  explicit Compiler(const CompileOptions& options = {});
  ~Compiler();
  Compiler(const Compiler&) = delete;
  Compiler& operator=(const Compiler&) = delete;

  // `file` is the module's name for error positions (empty for the main program). `globals` are the
  // names that have entries already (a session's earlier programs), in their order; they keep their
  // indexes.
  std::unique_ptr<Chunk> Compile(const Ast& program, std::string_view file = "",
                                 const std::vector<std::string>& globals = {});

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace quicksilver

#endif  // QUICKSILVER_COMPILER_COMPILER_H_
