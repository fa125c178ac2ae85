// Chants as values, forms, variants, aspects: section 6 of the definition.

#include <fmt/format.h>
#include <string_view>
#include <unordered_set>

#include "engine/base/assert.h"
#include "engine/interpreter/tree_walker.h"
#include "engine/runtime/messages.h"
#include "engine/runtime/variants.h"

namespace quicksilver {

// --- Chants -----------------------------------------------------------------------------------

Value TreeWalker::MakeClosure(const ChantBody& body, Frame& frame) {
  Closure* closure = heap().NewClosure(&body, static_cast<std::uint32_t>(body.captures.size()));
  Capture(body.captures, closure->captures(), frame);
  return Value::Adopt(closure);
}

void TreeWalker::Capture(const std::vector<CapturedFrom>& sources, Value* captures, Frame& frame) {
  for (std::size_t i = 0; i < sources.size(); ++i) {
    switch (sources[i].from) {
      case CapturedFrom::From::kSlot:
        captures[i] = frame.slots[sources[i].index];
        break;
      case CapturedFrom::From::kCapture:
        captures[i] = frame.captures[sources[i].index];
        break;
      case CapturedFrom::From::kSelf:
        captures[i] = Value::Share(frame.self);
        break;
    }
  }
}

// --- Forms ------------------------------------------------------------------------------------

Completion TreeWalker::ExecuteForm(const FormStmt& stmt, Frame& frame, Value* result) {
  const NodeInfo& info = frame.nodes[stmt.id];
  const FormCode& code = frame.unit->code.forms[info.first];
  FormDef* form = heap().NewForm(&code, static_cast<std::uint32_t>(code.captures.size()));
  Value value = Value::Adopt(form);
  Capture(code.captures, form->captures(), frame);
  Declare(info.use, value, Mark::kFixed, frame);
  return Finish(std::move(value), result);
}

bool TreeWalker::FieldAccepts(FormDef& form, const FieldInfo& field, const Value& value) {
  if (field.type != FieldType::kNamed) return MatchesPrimitive(field.type, value);
  // The name means what it means where the form was declared, now.
  const auto& code = static_cast<const FormCode&>(*form.info);
  Scope declaration;
  declaration.captures = form.captures();
  declaration.self = &form;
  declaration.unit = code.unit;
  return MatchesNamed(field.type_name, Read(code.types[field.resolution], declaration), value);
}

// The definition, all values, then what is unknown or twice, then what is missing, then types.
Value TreeWalker::EvaluateStruct(const StructExpr& expr, Frame& frame) {
  const Value definition = Evaluate(*expr.definition, frame);
  if (definition.is_raised()) return Value::Raised();
  Region values;
  if (!values.Open(frames_, expr.entries.size())) return StackOverflow(expr.span, frame);
  for (const Entry& entry : expr.entries) {
    Value value = Evaluate(*entry.value, frame);
    if (value.is_raised()) return value;
    values.Add(std::move(value));
  }
  if (!definition.is(ObjectType::kForm)) {
    return Fail(ErrorKind::kTypeError, ExpectedMessage("form", definition), expr.span, frame);
  }
  auto* form = definition.as<FormDef>();
  const auto& code = static_cast<const FormCode&>(*form->info);
  const auto complain = [&](std::string_view what, std::string_view field) {
    return Fail(ErrorKind::kCustomError,
                fmt::format("{} field '{}' in struct '{}'", what, field, code.name), expr.span,
                frame);
  };

  Struct* made = heap().NewStruct(form);
  Value result = Value::Adopt(made);
  for (std::size_t i = 0; i < code.fields.size(); ++i) made->fields()[i] = Value::Unbound();
  for (std::size_t i = 0; i < expr.entries.size(); ++i) {
    const std::string_view name = frame.unit->Name(expr.entries[i].key);
    const auto position = code.positions.find(name);
    if (position == code.positions.end()) return complain("Unknown", name);
    Value& field = made->fields()[position->second];
    if (!field.is_unbound()) return complain("Duplicate", name);
    field = std::move(values.slots()[i]);
  }
  for (std::size_t i = 0; i < code.fields.size(); ++i) {
    if (made->fields()[i].is_unbound()) return complain("Missing", code.fields[i].name);
  }
  for (std::size_t i = 0; i < code.fields.size(); ++i) {
    const Value& value = made->fields()[i];
    if (!FieldAccepts(*form, code.fields[i], value)) {
      return Fail(ErrorKind::kTypeError, ExpectedMessage(code.fields[i].type_name, value),
                  expr.span, frame);
    }
  }
  return result;
}

// --- Variants ---------------------------------------------------------------------------------

Completion TreeWalker::ExecuteVariant(const VariantStmt& stmt, Frame& frame, Value* result) {
  const VariantCode& code = frame.unit->code.variants[frame.nodes[stmt.id].first];
  VariantDef* definition = heap().NewVariantDef(&code);
  Value value = Value::Adopt(definition);
  Declare(code.declared[0], value, Mark::kByVariant, frame);
  for (std::size_t i = 0; i < code.cases.size(); ++i) {
    const auto index = static_cast<std::uint32_t>(i);
    Value each = code.cases[i].constructor
                     ? Value::Adopt(heap().NewConstructor(definition, index))
                     : Value::Adopt(heap().NewVariantValue(definition, index));
    Declare(code.declared[i + 1], std::move(each), Mark::kByVariant, frame);
  }
  return Finish(std::move(value), result);
}

// --- Aspects ----------------------------------------------------------------------------------

Completion TreeWalker::ExecuteAspect(const AspectStmt& stmt, Frame& frame) {
  std::vector<std::string> methods;
  for (const AspectMethod& method : stmt.methods) {
    methods.emplace_back(frame.unit->Name(method.name));
  }
  aspects_[std::string(frame.unit->Name(stmt.name))] = std::move(methods);
  return Completion::kNormal;
}

Completion TreeWalker::ExecuteEmbody(const EmbodyStmt& stmt, Frame& frame) {
  const std::string aspect(frame.unit->Name(stmt.aspect));
  if (const auto declared = aspects_.find(aspect); declared != aspects_.end()) {
    std::unordered_set<std::string_view> given;
    for (const Chant* chant : stmt.chants) given.insert(frame.unit->Name(chant->name));
    for (const std::string& method : declared->second) {
      if (given.contains(method)) continue;
      Fail(ErrorKind::kCustomError,
           fmt::format("Missing chant '{}' of aspect '{}'", method, aspect), stmt.span, frame);
      return Completion::kError;
    }
  }
  const Resolution& code = frame.unit->code;
  const std::string_view type = frame.unit->Name(stmt.target->name);
  for (const std::uint32_t index : code.embodies[frame.nodes[stmt.id].first]) {
    const ChantBody& body = code.chants[index];
    runtime_.methods().Register(type, body.name, MakeClosure(body, frame));
    has_methods_ = true;
  }
  return Completion::kNormal;
}

}  // namespace quicksilver
