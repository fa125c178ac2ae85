#include "engine/vm/linked_module.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <memory>
#include <type_traits>

#include "engine/runtime/builtins.h"
#include "engine/runtime/host.h"

namespace quicksilver {

// --- The variables of a file
// ------------------------------------------------------------------------

Cell* ModuleState::Globals() {
  if (!globals_.is_object()) globals_ = Value::Adopt(heap_.NewCell(2));
  return globals_.as<Cell>();
}

void ModuleState::Fill(const std::vector<std::string>& names, std::size_t from) {
  Value* slots = globals_.as<Cell>()->slots();
  for (std::size_t i = from; i < names.size(); ++i) {
    const auto builtin = FindBuiltin(names[i]);
    slots[2 * i] = builtin ? Value::Builtin(*builtin) : Value::Unbound();
    slots[2 * i + 1] = Value::Number(builtin ? kEntryUntouchedBuiltin : 0);
  }
}

void ModuleState::Extend(const std::vector<std::string>& names) {
  if (names.empty()) return;
  Cell* old = globals_.is_object() ? globals_.as<Cell>() : nullptr;
  if (old != nullptr && old->count >= 2 * names.size()) {
    // An entry without flags has not been filled yet.
    std::size_t from = 0;
    while (from < names.size() && old->slots()[2 * from + 1].is_number()) ++from;
    return Fill(names, from);
  }
  // Room for twice as many, once there has to be a second Cell: a session grows a name at a time.
  const std::size_t entries = old == nullptr ? names.size() : std::bit_ceil(names.size());
  Value grown = Value::Adopt(heap_.NewCell(static_cast<std::uint32_t>(2 * entries)));
  std::size_t from = 0;
  if (old != nullptr) {
    Value* slots = grown.as<Cell>()->slots();
    while (2 * from < old->count && old->slots()[2 * from + 1].is_number()) {
      slots[2 * from] = std::move(old->slots()[2 * from]);
      slots[2 * from + 1] = old->slots()[2 * from + 1];
      ++from;
    }
    // Forms that were defined earlier hold the old Cell.
    old->slots()[0] = grown;
    if (grove_.is_object()) {
      Grove* grove = grove_.as<Grove>();
      Value before = Value::Adopt(std::exchange(grove->variables, Value(grown).Take().as<Cell>()));
    }
  }
  globals_ = std::move(grown);
  Fill(names, from);
}

void ModuleState::RestartEntries(const std::vector<std::string>& names) {
  grove_ = Value();
  if (globals_.is_object() && globals_.object()->refs == 1 &&
      globals_.as<Cell>()->count >= 2 * names.size()) {
    return Fill(names, 0);
  }
  Clear();
  Extend(names);
}

void ModuleState::DropValues() {
  if (globals_.is_object()) {
    // Forms refer back to the Cell: its values have to go one by one.
    const Value keep = globals_;
    Cell* cell = globals_.as<Cell>();
    for (std::uint32_t i = 0; i < cell->count; ++i) cell->slots()[i] = Value::Unbound();
  }
  grove_ = Value();
  globals_ = Value();
}

Grove* ModuleState::OwnGrove() {
  if (!grove_.is_object()) {
    grove_ = Value::Adopt(heap_.NewGrove(GroveNameOf(name_), Globals()));
  }
  return grove_.as<Grove>();
}

Cell* CurrentGlobals(Cell* globals) {
  const auto successor = [](Cell* cell) -> Cell* {
    // A grove's entry that is an alias also begins with a Cell, but says so.
    if (cell->count == 0 || !cell->slots()[0].is(ObjectType::kCell) ||
        (cell->count > 1 && cell->slots()[1].bits() == RawValue::Number(kEntryAlias).bits)) {
      return nullptr;
    }
    Cell* next = cell->slots()[0].as<Cell>();
    return next->count > cell->count ? next : nullptr;
  };
  while (Cell* next = successor(globals)) globals = next;
  return globals;
}

// --- Code
// -------------------------------------------------------------------------------------------

LinkedModule::LinkedModule(const std::shared_ptr<const Chunk>& chunk, ModuleState& state,
                           Heap& heap)
    : chunk_(chunk), state_(&state), heap_(heap) {
  const ConstantPool& pool = chunk_->constants;
  const std::size_t functions = chunk_->functions.size();
  std::size_t cache_count = 0;
  for (const auto& function : chunk_->functions) cache_count += function->cache_count;
  std::size_t steps = 0;
  for (const PlaceInfo& place : chunk_->places) steps += place.steps.size();

  // The strictest alignment first.
  const std::size_t constants_bytes = (pool.size() + kHidden) * sizeof(RawValue);
  block_ = std::make_unique_for_overwrite<std::byte[]>(
      functions * sizeof(LinkedFunction) + cache_count * sizeof(InlineCache) +
      steps * sizeof(PlaceStepCache) + constants_bytes +
      chunk_->places.size() * sizeof(std::uint32_t));
  std::byte* free = block_.get();
  const auto take = [&free]<typename T>(T*& table, std::size_t count) {
    static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= alignof(std::uint64_t));
    table = reinterpret_cast<T*>(free);
    std::uninitialized_value_construct_n(table, count);
    free += count * sizeof(T);
  };
  InlineCache* caches = nullptr;
  take(functions_, functions);
  take(caches, cache_count);
  take(place_caches_, steps);
  take(constants_, pool.size() + kHidden);
  take(place_caches_of_, chunk_->places.size());

  constants_ += kHidden;
  constants_[-2].bits = reinterpret_cast<std::uintptr_t>(this);
  for (std::uint32_t i = 0; i < pool.size(); ++i) {
    if (pool.type(i) == ConstantPool::Type::kText) {
      constants_[i] = RawValue::Unbound();
      continue;
    }
    // A NaN of other bits could turn into a tag when arithmetic makes it quiet.
    const double number = pool.number(i);
    constants_[i] =
        RawValue::Number(number == number ? number : std::numeric_limits<double>::quiet_NaN());
  }
  PointAtGlobals();

  for (std::uint32_t i = 0; i < functions; ++i) {
    const Function& from = *chunk_->functions[i];
    LinkedFunction& to = functions_[i];
    to.name = from.name;
    to.required = from.required;
    to.rest = from.rest;
    to.code = from.code.data();
    to.constants = constants_;
    to.arity = from.rest ? kNoFixedArity : from.required;
    to.frame_size = std::max(from.frame_size(), from.parameter_count());
    to.register_count = from.register_count;
    to.index = i;
    to.function = &from;
    to.module = this;
    to.caches = caches;
    caches += from.cache_count;
  }
  std::uint32_t step = 0;
  for (std::size_t i = 0; i < chunk_->places.size(); ++i) {
    place_caches_of_[i] = step;
    step += static_cast<std::uint32_t>(chunk_->places[i].steps.size());
  }

  // The module's own reference: the count never gets to zero.
  program_ = {};
  program_.refs = 1;
  program_.type = ObjectType::kChant;
  program_.code = functions_;
}

RawValue LinkedModule::TextConstant(std::uint32_t index) {
  RawValue& constant = constants_[index];
  if (constant.is_unbound()) {
    constant = RawValue::Of(heap_.NewText(chunk_->constants.text(index)));
    has_texts_ = true;
  }
  return constant;
}

void LinkedModule::DropConstants() {
  if (!std::exchange(has_texts_, false)) return;
  for (std::uint32_t i = 0; i < chunk_->constants.size(); ++i) {
    RawValue& constant = constants_[i];
    if (!constant.is_object()) continue;
    const RawValue old = std::exchange(constant, RawValue::Unbound());
    old.Release();
  }
}

}  // namespace quicksilver
