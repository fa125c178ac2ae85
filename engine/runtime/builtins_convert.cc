// The conversions, and print.

#include <limits>

#include "engine/base/number_text.h"
#include "engine/runtime/builtins_support.h"
#include "engine/runtime/builtins_table.h"
#include "engine/runtime/format.h"

namespace quicksilver {
namespace {

// The Number grammar with an optional sign, and the three names that are no literals.
std::optional<double> ReadNumber(std::string_view text) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (text == "inf") return kInfinity;
  if (text == "-inf") return -kInfinity;
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const std::expected<double, NumberError> number = ParseNumber(text);
  if (!number) return std::nullopt;
  return negative ? -*number : *number;
}

Value PrintArguments(Runtime& runtime, std::span<Value> args, std::string_view end) {
  std::string line;
  for (std::size_t i = 0; i < args.size(); ++i) {
    if (i != 0) line += ' ';
    if (!AppendText(runtime, args[i], line)) return Value::Raised();
  }
  line += end;
  runtime.Write(line);
  return Value::Nothing();
}

}  // namespace

Value BuiltinToText(Runtime& runtime, std::span<Value> args) {
  return ToTextValue(runtime, args[0]);
}

Value BuiltinToNumber(Runtime& runtime, std::span<Value> args) {
  const Value& value = args[0];
  if (value.is_number()) return value;
  if (value.is_truth()) return Value::Number(value.truth() ? 1 : 0);
  if (!value.is(ObjectType::kText)) {
    RaiseExpected(runtime, "Text, Truth or Number", value);
    return Value::Raised();
  }
  const Text* text = value.as<Text>();
  if (!ChargeBytes(runtime, text->size)) return Value::Raised();
  const std::optional<double> number = ReadNumber(text->view());
  if (!number) return RaiseCustomWith(runtime, "Cannot convert '", text, "' to number");
  return Value::Number(*number);
}

Value BuiltinToTruth(Runtime&, std::span<Value> args) {
  return Value::Truth(IsTruthy(args[0].raw()));
}

Value BuiltinTypeOf(Runtime& runtime, std::span<Value> args) {
  return Value::Adopt(runtime.heap().NewText(TypeName(args[0])));
}

Value BuiltinPrint(Runtime& runtime, std::span<Value> args) {
  return PrintArguments(runtime, args, "");
}

Value BuiltinPrintln(Runtime& runtime, std::span<Value> args) {
  return PrintArguments(runtime, args, "\n");
}

}  // namespace quicksilver
