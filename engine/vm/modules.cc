// Groves, files, aspects, traces.

#include <string_view>
#include <unordered_set>

#include "engine/runtime/messages.h"
#include "engine/vm/machine.h"

namespace quicksilver {

// --- Aspects
// ----------------------------------------------------------------------------------------

bool Machine::DefineAspect(const Word* pc, RawValue* /*base*/, RawValue* k) {
  const AspectInfo& aspect = ModuleOf(k).chunk().aspects[pc[1]];
  // The key lives as long as the entry, so a later aspect of the name brings its own.
  aspects_.erase(aspect.name);
  aspects_.emplace(aspect.name, &aspect);
  return true;
}

bool Machine::Embody(const Word* pc, RawValue* base, RawValue* k) {
  const EmbodyInfo& info = ModuleOf(k).chunk().embodies[pc[1]];
  // More methods than a window holds come in a list.
  RawValue& first = base[AOf(*pc)];
  const bool listed = BOf(*pc) == kEmbodyList;
  const std::size_t given = !listed                       ? BOf(*pc)
                            : first.is(ObjectType::kList) ? first.as<List>()->length
                                                          : 0;
  if (info.methods.size() != given) return InvalidBytecode();
  if (const auto aspect = aspects_.find(info.aspect); aspect != aspects_.end()) {
    const std::unordered_set<std::string_view> methods(info.methods.begin(), info.methods.end());
    for (const std::string& method : aspect->second->methods) {
      if (!methods.contains(method)) {
        return Raise(ErrorKind::kCustomError,
                     "Missing chant '" + method + "' of aspect '" + info.aspect + "'");
      }
    }
  }
  for (std::size_t i = 0; i < info.methods.size(); ++i) {
    Value method =
        listed ? first.as<List>()->items()[i] : Value::Adopt(TakeCell(base[AOf(*pc) + i]));
    runtime->methods().Register(info.target, info.methods[i], std::move(method));
  }
  if (listed) DropCell(first);
  return true;
}

// --- Groves
// -----------------------------------------------------------------------------------------

bool Machine::NewGrove(const Word* pc, RawValue* base, RawValue* k) {
  const RawValue cell = base[BOf(*pc)];
  if (!cell.is(ObjectType::kCell)) return InvalidBytecode();
  base[AOf(*pc)] = RawValue::Of(
      runtime->heap().NewGrove(ModuleOf(k).chunk().constants.text(pc[1]), cell.as<Cell>()));
  return CheckHeap();
}

bool Machine::OfferNamed(const Word* pc, RawValue* base, RawValue* k) {
  const RawValue grove = base[AOf(*pc)];
  const RawValue cell = base[BOf(*pc)];
  if (!grove.is(ObjectType::kGrove) || !cell.is(ObjectType::kCell) ||
      grove.as<Grove>()->variables != cell.as<Cell>() || pc[1] >= cell.as<Cell>()->count) {
    return InvalidBytecode();
  }
  if (cell.as<Cell>()->slots()[pc[1]].is_unbound()) return NameNotBound(k, pc[2]);
  const std::string_view name = ModuleOf(k).chunk().constants.text(pc[2]);
  if (!runtime->heap().AddExport(grove.as<Grove>(), name, pc[1])) return OutOfMemory();
  return CheckHeap();
}

bool Machine::OfferGlobal(const Word* pc, RawValue* base, RawValue* k) {
  LinkedModule& module = ModuleOf(k);
  const std::size_t slot = 2 * std::size_t{pc[1]};
  if (GlobalsOf(k)[slot].is_unbound()) return UnboundGlobal(pc, base, k);
  if (!runtime->heap().AddExport(module.state().OwnGrove(), module.chunk().globals[pc[1]],
                                 static_cast<std::uint32_t>(slot))) {
    return OutOfMemory();
  }
  return CheckHeap();
}

// --- Files
// ------------------------------------------------------------------------------------------

Value Machine::LoadFile(std::string_view path, const ModuleState& importer) {
  const auto refuse = [&](std::string_view why) {
    std::string message = "Cannot load '";
    message += path;
    message += "': ";
    message += why;
    return runtime->Raise(ErrorKind::kCustomError, std::move(message));
  };
  std::string name;
  std::expected<std::shared_ptr<const Chunk>, std::string> chunk;
  const auto load = [&] {
    const std::expected<ModuleSource, std::string> source =
        runtime->host().Load(path, importer.name());
    if (!source.has_value()) {
      chunk = std::unexpected(source.error());
      return;
    }
    name = source->name;
    if (!files_.contains(name)) chunk = provider_.CompileModule(*source);
  };
  // The host, the parser and the compiler reckon with as much stack as a program has when it
  // begins.
  if (!runtime->stack().Run(load, NativeStack::kHostAllowance + NativeStack::kReserve)) {
    runtime->RaiseStackOverflow();
    return Value::Raised();
  }
  if (!chunk) return refuse(chunk.error());
  std::unique_ptr<File>& file = files_[name];
  if (file != nullptr) {
    if (file->running) return refuse("import cycle");
    if (file->failed) return refuse("it has failed before");
    return Value::Share(file->state.OwnGrove());
  }
  file = std::make_unique<File>(runtime->heap(), name, file_count_++);
  // The map may move its entries while the file imports others.
  File& running = *file;
  running.state.Extend((*chunk)->globals);
  LinkedModule& module = Link(running, *chunk);
  running.running = true;
  Value result = Value::Raised();
  if (!runtime->stack().Run([&] { result = Execute(module.Program(), {}); })) {
    runtime->RaiseStackOverflow();
  }
  running.running = false;
  running.failed = result.is_raised();
  if (running.failed) return result;
  return Value::Share(running.state.OwnGrove());
}

bool Machine::Import(const Word* pc, RawValue* base, RawValue* k) {
  LinkedModule& module = ModuleOf(k);
  PrepareCallback(TopOf(base));
  Value grove = LoadFile(module.chunk().constants.text(pc[1]), module.state());
  if (grove.is_raised()) return false;
  base[AOf(*pc)] = grove.Take();
  return CheckHeap();
}

bool Machine::GatherFrom(RawValue source, RawValue* k, std::uint32_t name, Value* value,
                         std::uint8_t* flags) {
  if (!source.is(ObjectType::kGrove)) {
    return Raise(ErrorKind::kTypeError, ExpectedMessage("Grove", AsValue(source)));
  }
  const std::string_view spelling = ModuleOf(k).chunk().constants.text(name);
  const Grove* grove = source.as<Grove>();
  ExportView view;
  if (!ViewExport(*grove, spelling, &view)) return InvalidBytecode();
  if (view.value == nullptr) {
    std::string message = "Export '";
    message += spelling;
    message += "' not found in module '";
    message += grove->name->view();
    message += "'";
    return Raise(ErrorKind::kCustomError, std::move(message));
  }
  if (view.value->is_unbound()) return NameNotBound(k, name);
  *value = *view.value;
  *flags = view.by_variant ? kEntryVariant : 0;
  return true;
}

namespace {

// Whether a number that bytecode has made is an index below `count`.
bool IsIndex(const Value& value, std::uint64_t count) {
  return value.is_number() && value.number() >= 0 && value.number() < static_cast<double>(count);
}

}  // namespace

// An export reads an entry of the grove, or the variable elsewhere that the entry is an alias of.
bool Machine::ViewExport(const Grove& grove, std::string_view name, ExportView* view) {
  const std::int64_t slot = Heap::FindExport(&grove, name);
  if (slot < 0) return true;
  Cell* cell = CurrentGlobals(grove.variables);
  auto at = static_cast<std::uint64_t>(slot);
  if (at >= cell->count) return false;
  // Aliases that lead to themselves are found as by Brent ("An improved Monte Carlo factorization
  // algorithm", 1980): the entry of step 2^n is compared with all of the next 2^n steps.
  const Value* marked = nullptr;
  for (std::uint64_t steps = 0, mark_at = 1;; ++steps) {
    const Value* entry = cell->slots() + at;
    const unsigned flags = at + 1 < cell->count ? EntryFlags(entry[1].raw()) : 0;
    if ((flags & kEntryAlias) == 0) {
      *view = {entry, (flags & kEntryVariant) != 0};
      return true;
    }
    if (entry == marked || !entry[0].is(ObjectType::kCell)) return false;
    if (steps == mark_at) {
      marked = entry;
      mark_at *= 2;
    }
    const Cell* alias = entry[0].as<Cell>();
    const Value* parts = entry[0].as<Cell>()->slots();
    if (alias->count != 2 || !parts[0].is(ObjectType::kCell)) return false;
    cell = CurrentGlobals(parts[0].as<Cell>());
    if (!IsIndex(parts[1], cell->count)) return false;
    at = static_cast<std::uint64_t>(parts[1].number());
  }
}

bool Machine::Gather(const Word* pc, RawValue* base, RawValue* k) {
  Value value;
  std::uint8_t flags = 0;
  if (!GatherFrom(base[BOf(*pc)], k, pc[1], &value, &flags)) return false;
  return Deliver(std::move(value), base[AOf(*pc)]);
}

bool Machine::GatherGlobal(const Word* pc, RawValue* base, RawValue* k) {
  Value value;
  std::uint8_t flags = 0;
  if (!GatherFrom(base[BOf(*pc)], k, pc[1], &value, &flags)) return false;
  RawValue* entry = GlobalsOf(k) + 2 * std::size_t{pc[2]};
  entry[1] = RawValue::Number(flags);
  AssignCell(entry[0], value.Take());
  return true;
}

bool Machine::GatherNamed(const Word* pc, RawValue* base, RawValue* k) {
  Value value;
  std::uint8_t flags = 0;
  const RawValue cell = base[AOf(*pc)];
  if (!cell.is(ObjectType::kCell) || std::uint64_t{pc[2]} + 1 >= cell.as<Cell>()->count) {
    return InvalidBytecode();
  }
  if (!GatherFrom(base[BOf(*pc)], k, pc[1], &value, &flags)) return false;
  Value* entry = cell.as<Cell>()->slots() + pc[2];
  entry[1] = Value::Number(flags);
  entry[0] = std::move(value);
  return true;
}

// --- Observation
// ------------------------------------------------------------------------------------

bool Machine::Trace(const Word* pc, RawValue* base, RawValue* k) {
  if (trace_ == nullptr) return true;
  const LinkedFunction& function = CodeOf(base[-1]);
  const TracePoint point{ModuleOf(k).state().index(), pc[1], function.index,
                         static_cast<std::uint32_t>(pc - function.code), AOf(*pc)};
  trace_->OnValue(point, AsValue(base[AOf(*pc)]));
  return true;
}

}  // namespace quicksilver
