#include "properties/generators/scope.h"

namespace quicksilver::properties {

Scope::Index Scope::Declare(const Variable& variable) {
  const auto name = static_cast<Index>(variable.name);
  if (name >= newest_.size()) newest_.resize(name + 32);
  variables_.push_back({variable, newest_[name]});
  newest_[name] = static_cast<Index>(variables_.size());
  return static_cast<Index>(variables_.size() - 1);
}

void Scope::Leave(Index mark) {
  while (variables_.size() > mark) {
    const Entry& entry = variables_.back();
    newest_[static_cast<Index>(entry.variable.name)] = entry.hidden;
    variables_.pop_back();
  }
}

}  // namespace quicksilver::properties
