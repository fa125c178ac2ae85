#include "engine/compiler/compiler.h"

#include "engine/base/native_stack.h"
#include "engine/compiler/analysis.h"
#include "engine/compiler/code_generator.h"
#include "engine/compiler/last_uses.h"

namespace quicksilver {

class Compiler::Impl {
 public:
  explicit Impl(const CompileOptions& options) : options_(options), generator_(options_, stack_) {}

  std::unique_ptr<Chunk> Compile(const Ast& program, std::string_view file,
                                 const std::vector<std::string>& globals) {
    NativeStack::Scope scope(stack_);
    auto chunk = std::make_unique<Chunk>();
    chunk->file = file;
    chunk->lines = program.lines;
    chunk->globals = globals;
    analysis_.Start(program);
    if (options_.optimise) {
      last_uses_.Start(program);
    } else {
      last_uses_.Clear();
    }
    generator_.Run(program, analysis_, last_uses_, *chunk, [this](const Stmt& stmt) {
      analysis_.Add(stmt, stack_);
      if (options_.optimise) last_uses_.Add(stmt, analysis_, stack_);
    });
    return chunk;
  }

 private:
  const CompileOptions options_;
  NativeStack stack_;
  Analysis analysis_;
  LastUses last_uses_;
  CodeGenerator generator_;
};

Compiler::Compiler(const CompileOptions& options) : impl_(std::make_unique<Impl>(options)) {}
Compiler::~Compiler() = default;

std::unique_ptr<Chunk> Compiler::Compile(const Ast& program, std::string_view file,
                                         const std::vector<std::string>& globals) {
  return impl_->Compile(program, file, globals);
}

}  // namespace quicksilver
