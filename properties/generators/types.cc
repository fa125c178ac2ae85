#include "properties/generators/types.h"

#include <utility>

namespace quicksilver::properties {

TypeTable::TypeTable() {
  rows_.reserve(48);
  for (const TypeKind kind :
       {TypeKind::kAny, TypeKind::kNothing, TypeKind::kNumber, TypeKind::kSmall, TypeKind::kTruth,
        TypeKind::kText, TypeKind::kRange, TypeKind::kCapability, TypeKind::kOther}) {
    Add({.kind = kind});
  }
}

TypeId TypeTable::Add(Row row) {
  rows_.push_back(row);
  return static_cast<TypeId>(rows_.size() - 1);
}

TypeId TypeTable::Compound(TypeKind kind, TypeId first, TypeId second, std::uint16_t index) {
  for (std::size_t i = Index(TypeId::kFirstCompound); i < rows_.size(); ++i) {
    const Row& row = rows_[i];
    if (row.kind == kind && row.first == first && row.second == second && row.index == index) {
      return static_cast<TypeId>(i);
    }
  }
  return Add({.kind = kind, .first = first, .second = second, .index = index});
}

TypeId TypeTable::ChantOf(const Signature& signature) {
  std::size_t index = 0;
  while (index < signatures_.size() && signatures_[index] != signature) ++index;
  if (index == signatures_.size()) signatures_.push_back(signature);
  return Compound(TypeKind::kChant, TypeId::kAny, TypeId::kAny, static_cast<std::uint16_t>(index));
}

TypeId TypeTable::AddForm(Form form) {
  forms_.push_back(std::move(form));
  return Add({.kind = TypeKind::kForm, .index = static_cast<std::uint16_t>(forms_.size() - 1)});
}

TypeId TypeTable::AddVariant(Variant variant) {
  variants_.push_back(std::move(variant));
  return Add(
      {.kind = TypeKind::kVariant, .index = static_cast<std::uint16_t>(variants_.size() - 1)});
}

TypeId TypeTable::AddModule() { return Add({.kind = TypeKind::kModule, .index = modules_++}); }

bool TypeTable::FitsOther(TypeId from, TypeId to) const {
  if (from == TypeId::kOther) return false;
  if (to == TypeId::kAny) return true;
  if (to == TypeId::kNumber) return from == TypeId::kSmall;
  const Row& a = rows_[Index(from)];
  const Row& b = rows_[Index(to)];
  if (a.kind != b.kind) return false;
  switch (a.kind) {
    case TypeKind::kList:
    case TypeKind::kMap:
    case TypeKind::kMaybe:
    case TypeKind::kIterator:
    case TypeKind::kStep:
      return Fits(a.first, b.first);
    case TypeKind::kOutcome:
      return Fits(a.first, b.first) && Fits(a.second, b.second);
    case TypeKind::kChant: {
      const Signature& left = signatures_[a.index];
      const Signature& right = signatures_[b.index];
      if (left.params.size() != right.params.size() || left.takes_rest || right.takes_rest) {
        return false;
      }
      for (std::size_t i = 0; i < left.params.size(); ++i) {
        if (!Fits(right.params[i], left.params[i])) return false;
      }
      return Fits(left.result, right.result);
    }
    default:
      return false;
  }
}

bool TypeTable::IsScalar(TypeId type) const {
  switch (KindOf(type)) {
    case TypeKind::kNothing:
    case TypeKind::kNumber:
    case TypeKind::kSmall:
    case TypeKind::kTruth:
    case TypeKind::kRange:
    case TypeKind::kCapability:
    case TypeKind::kChant:
      return true;
    default:
      return false;
  }
}

}  // namespace quicksilver::properties
