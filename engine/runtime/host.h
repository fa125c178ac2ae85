#ifndef QUICKSILVER_RUNTIME_HOST_H_
#define QUICKSILVER_RUNTIME_HOST_H_

// What a program may ask of the world: output, capabilities, modules. The default host discards
// output, grants every request and has no modules.
//
// Invariant: the engine calls a host only on the thread that runs the program. A host may use other
// contexts from inside a call; it is wrong to use the calling context from there.

#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace quicksilver {

struct ModuleSource {
  std::string name;  // identity: a module is loaded once per name; also what its errors print
  std::string text;
};

// What the Grove of a file is called: the file's name without folders and ending.
std::string_view GroveNameOf(std::string_view module);

class Host {
 public:
  virtual ~Host() = default;

  // The program printed `text`.
  virtual void Write(std::string_view text);

  // Nothing: granted. A text: denied, with the reason.
  virtual std::optional<std::string> Deny(std::string_view resource,
                                          std::string_view justification);

  // Finds the module `path` that `importer` (empty for the main program) asks for, or says why not.
  virtual std::expected<ModuleSource, std::string> Load(std::string_view path,
                                                        std::string_view importer);
};

}  // namespace quicksilver

#endif  // QUICKSILVER_RUNTIME_HOST_H_
