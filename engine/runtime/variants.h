#ifndef QUICKSILVER_RUNTIME_VARIANTS_H_
#define QUICKSILVER_RUNTIME_VARIANTS_H_

// Operations on structs' field types and variants that are data, not control: constructing a case,
// matching a value against a field's primitive type.
// It is wrong to resolve names here: what a kNamed field type means depends on the engine's scopes.

#include <span>
#include <string_view>

#include "engine/runtime/object.h"
#include "engine/runtime/runtime.h"

namespace quicksilver {

// Calls a constructor: arity is checked (raised unlocated), the arguments are moved in.
Value Construct(Runtime& runtime, Constructor& constructor, std::span<Value> args);

// The field type that a name spells: a primitive, kAnything for one of the form's generics (the
// caller looks those up after the primitives), else kNamed.
FieldType PrimitiveFieldType(std::string_view name);

// Whether `value` satisfies a primitive type (not kNamed).
bool MatchesPrimitive(FieldType type, const Value& value);

// Whether `value` satisfies a kNamed type. `resolved` is what the name means where the form was
// declared, Unbound when it means nothing.
bool MatchesNamed(std::string_view name, const Value& resolved, const Value& value);

}  // namespace quicksilver

#endif  // QUICKSILVER_RUNTIME_VARIANTS_H_
