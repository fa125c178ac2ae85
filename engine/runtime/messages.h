#ifndef QUICKSILVER_RUNTIME_MESSAGES_H_
#define QUICKSILVER_RUNTIME_MESSAGES_H_

// The texts of error messages, one function each: messages are part of the semantics.
// It is wrong to spell a message anywhere else.

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/runtime/value.h"

namespace quicksilver {

// type_of: "Number", a form's name, a case's name, … The view lives as long as the value.
std::string_view TypeName(RawValue value);
inline std::string_view TypeName(const Value& value) { return TypeName(value.raw()); }

// `Expected Number, got Text`.
std::string ExpectedMessage(std::string_view expected, const Value& got);
// `Expected Number, got Text + Number`.
std::string OperandsMessage(const Value& left, std::string_view op, const Value& right);
std::string ArityMessage(std::uint64_t expected, bool at_least, std::uint64_t got);
std::string IndexMessage(double truncated_index, std::uint64_t length);
std::string FieldNotFoundMessage(std::string_view field, const Value& object);
std::string NotIterableMessage(const Value& value);
std::string NotCallableMessage(const Value& value);
// `Cannot use 'break' outside of a loop`; a yield is outside of a chant.
std::string OutsideMessage(std::string_view what);

}  // namespace quicksilver

#endif  // QUICKSILVER_RUNTIME_MESSAGES_H_
