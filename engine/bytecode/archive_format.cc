#include "engine/bytecode/archive_format.h"

#include "engine/bytecode/opcodes.h"
#include "engine/runtime/builtins.h"
#include "engine/runtime/error.h"

namespace quicksilver {

std::uint64_t ArchiveFingerprint() {
  Fnv1a64 hash;
  const auto add_name = [&](std::string_view name) {
    hash.Add(name);
    hash.Add(std::uint8_t{0});
  };
  for (const OpcodeInfo& info : kOpcodes) {
    add_name(info.name);
    for (const OperandKind kind : {info.a, info.b, info.c, info.extension1, info.extension2}) {
      hash.Add(static_cast<std::uint8_t>(kind));
    }
    hash.Add(static_cast<std::uint8_t>(info.window));
    hash.Add(static_cast<std::uint8_t>(info.flow));
  }
  for (const BuiltinInfo& builtin : Builtins()) {
    add_name(builtin.name);
    hash.Add(static_cast<std::uint8_t>(builtin.min_args));
    hash.Add(static_cast<std::uint8_t>(builtin.max_args));
    hash.Add(static_cast<std::uint8_t>(builtin.updates_first));
  }
  for (int i = 0; i < kErrorKindCount; ++i) add_name(ErrorKindName(static_cast<ErrorKind>(i)));
  return hash.hash();
}

}  // namespace quicksilver
