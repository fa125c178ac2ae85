#ifndef QUICKSILVER_ENGINE_H_
#define QUICKSILVER_ENGINE_H_

// Quicksilver as a library: parse Glimmer-Weave, run it on the interpreter or on the VM, compile
// once and execute many times.
//
//   Program     parsed source. Immutable; may be shared between threads.
//   Code        compiled source, or a loaded archive. Immutable; may be shared between threads.
//   Context     one engine with its heap, limits and host. Reused between runs; one thread at a
//   time.
//
// Nothing is global: two contexts on two threads do not touch. No function throws.
// Invariant: a Value belongs to the Context that made it, and is let go of before it. It is wrong
// to destroy a Program while an interpreter context that ran it still holds values or is used.

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/compiler/compiler.h"
#include "engine/runtime/error.h"
#include "engine/runtime/host.h"
#include "engine/runtime/limits.h"
#include "engine/runtime/runtime.h"
#include "engine/runtime/trace.h"
#include "engine/runtime/value.h"
#include "engine/syntax/ast.h"
#include "engine/syntax/parser.h"
#include "engine/vm/dispatch.h"

namespace quicksilver {

class Program {
 public:
  // Parses `source`. `name` is how the host's module loader knows the file; it may be empty. A
  // SyntaxError otherwise, located.
  static std::expected<Program, Error> Parse(std::string_view source, std::string_view name = "");
  // The same with a parser that serves for many programs and keeps its memory.
  static std::expected<Program, Error> Parse(Parser& parser, std::string_view source,
                                             std::string_view name = "");

  const Ast& ast() const;
  std::string_view source() const;
  std::string_view name() const;

 private:
  struct Data;
  std::shared_ptr<const Data> data_;
};

class Code {
 public:
  // Compiles; everything that parses compiles.
  static Code Compile(const Program& program, const CompileOptions& options = {});
  // The same with a compiler that serves for many programs and keeps its memory, with its options.
  static Code Compile(Compiler& compiler, const Program& program);
  // Loads what Save made, and verifies it. The error says what is wrong with the bytes.
  static std::expected<Code, std::string> Load(std::string_view archive);
  std::string Save() const;

  const std::shared_ptr<const Chunk>& chunk() const { return chunk_; }
  // For code made elsewhere; run it only if Verify has accepted it.
  explicit Code(std::shared_ptr<const Chunk> chunk, std::string name = "");
  std::string_view name() const { return name_; }

 private:
  std::shared_ptr<const Chunk> chunk_;
  std::string name_;
};

enum class EngineKind : std::uint8_t { kInterpreter, kVm };

// Everything that a run shows, as text: what oracles compare.
struct Outcome {
  std::optional<std::string> value;  // canonical form, unless there is an error
  std::optional<Error> error;
  std::string output;
  std::vector<RequestRecord> requests;
  std::vector<std::pair<std::string, std::string>> globals;  // name, canonical form
  std::uint64_t steps = 0;
  // The most that the run used of its Limits' steps and heap, 1 being all of it.
  double share_of_steps = 0;
  double share_of_heap = 0;

  // The canonical value or the error line.
  std::string Result() const;
};

class Context {
 public:
  // `host` outlives the context; none: the default host. `modules`: how a VM context compiles what
  // is imported.
  explicit Context(EngineKind kind, const Limits& limits = {}, Host* host = nullptr,
                   const CompileOptions& modules = {});
  ~Context();
  Context(Context&&) noexcept;
  Context& operator=(Context&&) noexcept;

  EngineKind kind() const;
  void set_limits(const Limits& limits);
  void set_trace(TraceSink* sink);
  // VM contexts: which of the machine's loops runs the code. Nothing on an interpreter.
  void set_dispatch(Dispatch dispatch);

  // Runs on fresh globals. A VM context compiles first (with the options for modules).
  std::expected<Value, Error> Run(const Program& program);
  // VM contexts only.
  std::expected<Value, Error> Run(const Code& code);
  // Runs on the globals, methods and modules that earlier runs left: an entry of a session.
  std::expected<Value, Error> Continue(const Program& program);

  // Run, with everything that it shows. Output goes to the outcome as well as to the host.
  Outcome RunToOutcome(const Program& program);
  Outcome RunToOutcome(const Code& code);
  Outcome ContinueToOutcome(const Program& program);

  // The canonical form, or OutOfMemory / FuelExhausted.
  std::expected<std::string, Error> Canonical(const Value& value);
  // The main file's globals after a run, by name.
  std::vector<std::pair<std::string, Value>> Globals() const;

  Runtime& runtime();
  std::uint64_t heap_bytes() const;

  // Forgets globals, modules and code. Values must be gone.
  void Reset();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace quicksilver

#endif  // QUICKSILVER_ENGINE_H_
