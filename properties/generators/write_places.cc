#include <array>

#include "properties/generators/program_writer.h"

namespace quicksilver::properties {

// Whether some part of it may be set.
bool ProgramWriter::HasParts(const Variable& variable) const {
  switch (types_.KindOf(variable.type)) {
    case TypeKind::kList:
      return variable.facts.least > 0;
    case TypeKind::kMap:
      return true;
    case TypeKind::kForm:
      return !types_.FormOf(variable.type).fields.empty();
    default:
      return false;
  }
}

bool ProgramWriter::WritePlace(Statements& out) {
  const std::optional<Scope::Index> found = PickVariable(
      [this](const Variable& variable) { return variable.settable && HasParts(variable); });
  return found.has_value() && WritePlaceIn(*found, out);
}

bool ProgramWriter::WritePlaceIn(Scope::Index index, Statements& out) {
  const Variable variable = scope_[index];
  TypeId type = variable.type;
  Facts facts = variable.facts;
  std::vector<PlaceStep> steps;
  for (;;) {
    const TypeKind kind = types_.KindOf(type);
    const bool last = !steps.empty() && !Flip(70);
    if (last) break;
    PlaceStep step;
    if (kind == TypeKind::kList && facts.least > 0) {
      step.index = IndexBelow(facts.least);
      type = types_.FirstOf(type);
      facts = {.size = facts.size, .least = facts.inner};
    } else if (kind == TypeKind::kMap) {
      const std::uint32_t key = Below(kKeyCount);
      const bool known = (facts.keys >> key & 1) != 0;
      if (key < kNamedKeyCount && Flip(50)) {
        step.field = Key(key);
      } else {
        step.index = tree_.Text(tree_.TextOf(Key(key)));
      }
      type = types_.FirstOf(type);
      facts = {.size = facts.size, .least = facts.inner};
      if (!known) {
        // Only a last step may add a key.
        steps.push_back(step);
        break;
      }
    } else if (kind == TypeKind::kForm && !types_.FormOf(type).fields.empty()) {
      const std::vector<FormField>& fields = types_.FormOf(type).fields;
      const FormField field = fields[Below(static_cast<std::uint32_t>(fields.size()))];
      step.field = field.name;
      type = field.type;
      facts = {.size = facts.size};
    } else {
      break;
    }
    steps.push_back(step);
  }
  if (steps.empty()) return false;
  const bool scalar = types_.IsScalar(type);
  const Made value = Meeting(type, {.least = facts.least}, scalar ? kValueSize : facts.least + 6u);
  if (!scalar && !Grow(index, value.facts.size)) return false;
  out.push_back(tree_.Set(variable.name, steps, value.expr));
  return true;
}

}  // namespace quicksilver::properties
