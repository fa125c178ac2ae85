#include "engine/runtime/error.h"

#include "engine/runtime/format.h"

namespace quicksilver {
namespace {

constexpr std::string_view kNames[kErrorKindCount] = {
#define X(name, resource) #name,
    QUICKSILVER_ERROR_KINDS(X)
#undef X
};

constexpr bool kIsResource[kErrorKindCount] = {
#define X(name, resource) resource,
    QUICKSILVER_ERROR_KINDS(X)
#undef X
};

// IsResourceError is written out for the sake of constant folding; the table is the truth.
constexpr bool TableAgrees() {
  for (int kind = 0; kind < kErrorKindCount; ++kind) {
    if (kIsResource[kind] != IsResourceError(static_cast<ErrorKind>(kind))) return false;
  }
  return true;
}
static_assert(TableAgrees());

}  // namespace

std::string_view ErrorKindName(ErrorKind kind) { return kNames[static_cast<int>(kind)]; }

std::optional<ErrorKind> ErrorKindFromName(std::string_view name) {
  for (int kind = 0; kind < kErrorKindCount; ++kind) {
    if (kNames[kind] == name) return static_cast<ErrorKind>(kind);
  }
  return std::nullopt;
}

std::string Error::ToString() const {
  std::string text = "error ";
  text += ErrorKindName(kind);
  text += " at ";
  if (!file.empty()) {
    AppendEscaped(file, text);
    text += ':';
  }
  text += std::to_string(position.line);
  text += ':';
  text += std::to_string(position.column);
  text += ": ";
  AppendEscaped(message, text);
  return text;
}

}  // namespace quicksilver
