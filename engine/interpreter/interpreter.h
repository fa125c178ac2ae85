#ifndef QUICKSILVER_INTERPRETER_INTERPRETER_H_
#define QUICKSILVER_INTERPRETER_INTERPRETER_H_

// The tree-walking interpreter: the executable definition of Glimmer-Weave.
//
// It is meant to be checked against LANGUAGE.md page by page: one function per construct, in the
// order of the definition, no optimisation that a reader would have to reason about beyond resolved
// names. Invariant: its recursion goes through the runtime's NativeStack, so depth is bounded by
// the language's limits. It is wrong to use it while another run of the same Runtime is going on.

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/runtime/runtime.h"
#include "engine/runtime/trace.h"
#include "engine/runtime/value.h"
#include "engine/syntax/ast.h"

namespace quicksilver {

class Interpreter {
 public:
  // `runtime` outlives the interpreter.
  explicit Interpreter(Runtime& runtime);
  ~Interpreter();
  Interpreter(const Interpreter&) = delete;
  Interpreter& operator=(const Interpreter&) = delete;

  // Runs `program` as the main file on fresh globals and a fresh method table (Runtime::Begin is
  // called with `limits` and `host`). `program` must outlive the interpreter or the next Reset:
  // values refer to it. Raised: runtime.error() is set and located. `name` identifies the main file
  // to the host's module loader (importer).
  Value Run(const Ast& program, const Limits& limits, Host& host, std::string_view name = "");

  // Runs `program` on the globals, methods and modules that the last Run or Continue left: an entry
  // of a session.
  Value Continue(const Ast& program, const Limits& limits, Host& host, std::string_view name = "");

  // The main file's globals other than untouched builtins, by name in byte order.
  std::vector<std::pair<std::string, Value>> Globals() const;

  // Forgets globals, modules and code. Values from earlier runs must be gone.
  void Reset();

  // Reports every evaluated expression until set to null.
  void set_trace(TraceSink* sink);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace quicksilver

#endif  // QUICKSILVER_INTERPRETER_INTERPRETER_H_
