#ifndef QUICKSILVER_VM_VM_H_
#define QUICKSILVER_VM_VM_H_

// The Quicksilver virtual machine: runs chunks on a Runtime.
//
// It reads bytecode only. Running the same chunk again on one Vm relinks nothing: globals start
// over, code, constants and caches stay. Invariant: a chunk is either the compiler's output or
// verified; then no program and no bytecode can make the machine touch memory that is not its own.
// It is wrong to use a Vm while a run of the same Runtime is going on, or from two threads at once.

#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/bytecode/chunk.h"
#include "engine/runtime/runtime.h"
#include "engine/runtime/trace.h"
#include "engine/runtime/value.h"
#include "engine/vm/dispatch.h"

namespace quicksilver {

class Machine;

// How the machine gets the code of a file that a program imports.
class ModuleProvider {
 public:
  virtual ~ModuleProvider() = default;
  // The code of a module that the host has found, compiled or verified, with chunk.file its name;
  // or why there is none. Asked once for each name: whoever imports a module again gets what it
  // made, whatever the host's text has become.
  virtual std::expected<std::shared_ptr<const Chunk>, std::string> CompileModule(
      const ModuleSource& source) = 0;
};

class Vm {
 public:
  // Both outlive the Vm.
  Vm(Runtime& runtime, ModuleProvider& modules);
  ~Vm();
  Vm(const Vm&) = delete;
  Vm& operator=(const Vm&) = delete;

  // Runs `chunk` as the main file on fresh globals and a fresh method table (Runtime::Begin is
  // called with `limits` and `host`). Raised: runtime.error() is set and located.
  Value Run(const std::shared_ptr<const Chunk>& chunk, const Limits& limits, Host& host);

  // Runs a session's next program on the globals, methods and modules that the last Run or Continue
  // left. The names in chunk.globals begin with those of the session so far, in their order.
  Value Continue(const std::shared_ptr<const Chunk>& chunk, const Limits& limits, Host& host);

  // The main file's globals other than untouched builtins, by name in byte order.
  std::vector<std::pair<std::string, Value>> Globals() const;

  // Forgets globals, methods, modules and code. Code that values kept by the host still need goes
  // when they are gone, or with the Vm, which they must not outlive.
  void Reset();

  // Reports to `sink` what Trace instructions see, until set to null.
  void set_trace(TraceSink* sink);
  void set_dispatch(Dispatch dispatch);

 private:
  std::unique_ptr<Machine> machine_;
};

}  // namespace quicksilver

#endif  // QUICKSILVER_VM_VM_H_
