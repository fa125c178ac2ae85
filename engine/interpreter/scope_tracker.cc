#include "engine/interpreter/scope_tracker.h"

#include <algorithm>

#include "engine/base/assert.h"

namespace quicksilver {

ScopeTracker::ScopeTracker(const Ast& ast, Resolution& resolution)
    : ast_(ast), resolution_(resolution), bindings_(ast.symbols.size()) {
  resolution_.is_global.resize(ast.symbols.size());
  functions_.emplace_back();
  functions_.back().id = next_function_id_++;
  Scope file;
  file.kind = ScopeKind::kFile;
  scopes_.push_back(std::move(file));
}

// --- Scopes -----------------------------------------------------------------------------------

void ScopeTracker::EnterFunction(std::vector<CapturedFrom>& captures, Symbol self) {
  Function function;
  function.id = next_function_id_++;
  function.captures = &captures;
  function.self = self;
  functions_.push_back(std::move(function));
  if (self == Symbol::kNone) return;
  Local local;
  local.function = static_cast<std::uint32_t>(functions_.size() - 1);
  local.self = true;
  BindingsOf(self).push_back({.local = NewLocal(local)});
}

std::uint32_t ScopeTracker::LeaveFunction() {
  const Function& function = functions_.back();
  const std::uint32_t size = function.frame_size;
  if (function.self != Symbol::kNone) BindingsOf(function.self).pop_back();
  functions_.pop_back();
  return size;
}

void ScopeTracker::EnterBlock() {
  Scope scope;
  scope.first_slot = functions_.back().next_slot;
  scopes_.push_back(std::move(scope));
}

BlockSlots ScopeTracker::LeaveBlock() {
  const Scope& scope = scopes_.back();
  const BlockSlots slots{scope.first_slot, functions_.back().next_slot};
  for (const Symbol name : scope.bound) BindingsOf(name).pop_back();
  functions_.back().next_slot = scope.first_slot;
  scopes_.pop_back();
  return slots;
}

void ScopeTracker::EnterGrove(std::span<const Symbol> names) {
  EnterBlock();
  scopes_.back().kind = ScopeKind::kGrove;
  Local holder;
  holder.function = static_cast<std::uint32_t>(functions_.size() - 1);
  holder.slot = NewSlot();
  OpenGrove grove;
  grove.holder = NewLocal(holder);
  for (const Symbol name : names) {
    Bind(name, {.local = grove.holder, .grove = true, .entry = grove.entry_count++});
  }
  groves_.push_back(grove);
}

GroveCode ScopeTracker::LeaveGrove() {
  GroveCode code;
  code.slot = locals_[groves_.back().holder].slot;
  code.entry_count = groves_.back().entry_count;
  code.body = LeaveBlock();
  groves_.pop_back();
  return code;
}

std::uint32_t ScopeTracker::AddGroveEntry() { return groves_.back().entry_count++; }

NameUse ScopeTracker::InnermostGrove() { return UseOf(groves_.back().holder); }

// --- Declarations -----------------------------------------------------------------------------

std::uint32_t ScopeTracker::NewSlot() {
  Function& function = functions_.back();
  const std::uint32_t slot = function.next_slot++;
  function.frame_size = std::max(function.frame_size, function.next_slot);
  return slot;
}

std::uint32_t ScopeTracker::NewLocal(Local local) {
  locals_.push_back(local);
  return static_cast<std::uint32_t>(locals_.size() - 1);
}

void ScopeTracker::Bind(Symbol name, Binding binding) {
  BindingsOf(name).push_back(binding);
  scopes_.back().bound.push_back(name);
}

NameUse ScopeTracker::Declare(Symbol name, Variable variable) {
  switch (scopes_.back().kind) {
    case ScopeKind::kFile:
      resolution_.is_global[static_cast<std::uint32_t>(name)] = true;
      return {.place = Place::kGlobal, .index = static_cast<std::uint32_t>(name)};
    case ScopeKind::kGrove:
      // A grove's own statements stand in its own scope: the innermost binding is the entry.
      return UseOfEntry(BindingsOf(name).back());
    case ScopeKind::kBlock:
      break;
  }
  Local local;
  local.function = static_cast<std::uint32_t>(functions_.size() - 1);
  local.slot = NewSlot();
  local.weave = variable == Variable::kWeave;
  local.by_variant = variable == Variable::kByVariant;
  const std::uint32_t id = NewLocal(local);
  Bind(name, {.local = id});
  return UseOf(id);
}

std::uint32_t ScopeTracker::DeclareSlot(Symbol name) {
  if (IsUnnamed(name)) return NewSlot();
  return Declare(name, Variable::kFixed).index;
}

// --- Names ------------------------------------------------------------------------------------

NameUse ScopeTracker::Resolve(Symbol name) { return ResolveFrom(name, BindingsOf(name).size()); }

// What `name` means when only its first `depth` bindings count.
NameUse ScopeTracker::ResolveFrom(Symbol name, std::size_t depth) {
  std::vector<Binding>& bindings = BindingsOf(name);
  // Outermost first, so that an entry's `otherwise` is there before it is wanted.
  std::size_t first = depth;
  while (first > 0 && bindings[first - 1].grove &&
         bindings[first - 1].otherwise_function != functions_.back().id) {
    --first;
  }
  for (std::size_t at = first; at < depth; ++at) {
    Binding& binding = bindings[at];
    if (!binding.grove || binding.otherwise_function == functions_.back().id) continue;
    NameUse outer;
    if (at == 0) {
      resolution_.is_global[static_cast<std::uint32_t>(name)] = true;
      outer.index = static_cast<std::uint32_t>(name);
    } else if (bindings[at - 1].grove) {
      outer = UseOfEntry(bindings[at - 1]);
    } else {
      outer = UseOf(bindings[at - 1].local);
    }
    binding.otherwise_function = functions_.back().id;
    binding.otherwise = static_cast<std::uint32_t>(resolution_.uses.size());
    resolution_.uses.push_back(outer);
  }
  if (depth == 0) {
    resolution_.is_global[static_cast<std::uint32_t>(name)] = true;
    return {.place = Place::kGlobal, .index = static_cast<std::uint32_t>(name)};
  }
  const Binding& binding = bindings[depth - 1];
  return binding.grove ? UseOfEntry(binding) : UseOf(binding.local);
}

NameUse ScopeTracker::UseOf(std::uint32_t id) {
  const Local& local = locals_[id];
  NameUse use;
  use.weave = local.weave;
  use.by_variant = local.by_variant;
  if (local.function + 1 == functions_.size()) {
    use.place = local.self ? Place::kSelf : Place::kSlot;
    use.index = local.slot;
    use.entry = id;  // for Finish
    return use;
  }
  use.place = local.weave ? Place::kCaptureCell : Place::kCapture;
  use.index = CaptureOf(id);
  return use;
}

NameUse ScopeTracker::UseOfEntry(const Binding& binding) {
  const NameUse holder = UseOf(binding.local);
  NameUse use;
  use.place = Place::kGrove;
  use.grove_captured = holder.place == Place::kCapture;
  use.index = holder.index;
  use.entry = binding.entry;
  use.otherwise = binding.otherwise;
  return use;
}

// The capture of the current function that is `id`; every function between here and the one that
// declares it captures it too.
std::uint32_t ScopeTracker::CaptureOf(std::uint32_t id) {
  Local& local = locals_[id];
  local.captured = true;
  std::size_t depth = functions_.size() - 1;
  while (depth > local.function && !functions_[depth].capture_of.contains(id)) --depth;
  CapturedFrom source{local.self ? CapturedFrom::From::kSelf : CapturedFrom::From::kSlot,
                      local.slot};
  if (depth > local.function) {
    source = {CapturedFrom::From::kCapture, functions_[depth].capture_of[id]};
  }
  for (++depth; depth < functions_.size(); ++depth) {
    Function& function = functions_[depth];
    const auto index = static_cast<std::uint32_t>(function.captures->size());
    function.captures->push_back(source);
    function.capture_of.emplace(id, index);
    source = {CapturedFrom::From::kCapture, index};
  }
  return source.index;
}

void ScopeTracker::KeepInCell(const NameUse& use) {
  if (use.place == Place::kSlot && use.weave) locals_[use.entry].captured = true;
}

void ScopeTracker::Patch(NameUse& use) const {
  if (use.place != Place::kSlot) return;
  if (use.weave && locals_[use.entry].captured) use.place = Place::kSlotCell;
  use.entry = 0;
}

void ScopeTracker::Finish() {
  for (NodeInfo& node : resolution_.nodes) Patch(node.use);
  for (NameUse& use : resolution_.uses) Patch(use);
  for (NameUse& use : resolution_.declared) Patch(use);
  for (PatternInfo& pattern : resolution_.patterns) Patch(pattern.name);
  for (OfferCode& offer : resolution_.offers) Patch(offer.name);
  for (VariantCode& variant : resolution_.variants) {
    for (NameUse& use : variant.declared) Patch(use);
  }
  resolution_.frame_size = functions_.back().frame_size;
}

}  // namespace quicksilver
