#ifndef QUICKSILVER_RUNTIME_FORMAT_H_
#define QUICKSILVER_RUNTIME_FORMAT_H_

// Values as text, for programs (to_text) and for people and oracles (canonical form), and equality.
//
// None of the three recurses natively: values may be nested 10,000 deep or, through sharing, be
// exponentially large when written out, so each charges a step per element and counts its bytes.
// It is wrong to print a value any other way.

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "engine/runtime/runtime.h"
#include "engine/runtime/value.h"

namespace quicksilver {

// Appends to_text of `value`. False, with an error pending, when steps or room run out (the text
// may not become larger than the heap's budget has room for).
bool AppendText(Runtime& runtime, const Value& value, std::string& out);
// to_text as a value; a Text is itself.
Value ToTextValue(Runtime& runtime, const Value& value);

// Appends the canonical form. False, with an error pending, beyond kMaxCanonicalBytes or out of
// steps.
bool AppendCanonical(Runtime& runtime, const Value& value, std::string& out);

// Equality of section 3. Nothing when steps run out (error pending).
std::optional<bool> Equals(Runtime& runtime, const Value& left, const Value& right);
// The answer where no steps can run out: immediates, numbers, identical objects, different types,
// texts; nothing when a structural walk is needed.
inline std::optional<bool> EqualsQuick(RawValue left, RawValue right);

// Truthiness of section 3.
inline bool IsTruthy(RawValue value);

// `text` in double quotes with Text's canonical escapes; the escapes alone.
std::string QuoteText(std::string_view text);
void AppendEscaped(std::string_view text, std::string& out);

}  // namespace quicksilver

#include "engine/runtime/format_inline.h"

#endif  // QUICKSILVER_RUNTIME_FORMAT_H_
