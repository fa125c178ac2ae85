// Groves, files and what passes between them: sections 6 and 10 ("Groves and files") of the
// definition.

#include <fmt/format.h>

#include "engine/base/assert.h"
#include "engine/interpreter/resolver.h"
#include "engine/interpreter/tree_walker.h"
#include "engine/runtime/messages.h"
#include "engine/syntax/parser.h"

namespace quicksilver {

// --- Groves -----------------------------------------------------------------------------------

Completion TreeWalker::ExecuteGrove(const GroveStmt& stmt, Frame& frame, Value* result) {
  const NodeInfo& info = frame.nodes[stmt.id];
  const GroveCode& code = frame.unit->code.groves[info.first];
  const Value variables = Value::Adopt(heap().NewCell(code.entry_count * NamedEntry::kSlots));
  const Value grove =
      Value::Adopt(heap().NewGrove(frame.unit->Name(stmt.name), variables.as<Cell>()));
  {
    const BlockGuard holder(frame.slots, code.body);
    frame.slots[code.slot] = grove;
    const Completion completion = ExecuteBlock(stmt.body, BlockSlots{}, frame, nullptr);
    if (completion != Completion::kNormal) return completion;
  }
  Declare(info.use, grove, Mark::kFixed, frame);
  return Finish(grove, result);
}

Completion TreeWalker::ExecuteOffer(const OfferStmt& stmt, Frame& frame) {
  const std::uint32_t first = frame.nodes[stmt.id].first;
  for (std::size_t i = 0; i < stmt.names.size(); ++i) {
    const OfferCode& offer = frame.unit->code.offers[first + i];
    const std::string_view name = frame.unit->Name(stmt.names[i].name);
    const Value value = Read(offer.name, frame);
    if (value.is_unbound()) {
      Fail(ErrorKind::kUndefinedVariable, std::string(name), stmt.span, frame);
      return Completion::kError;
    }
    if (!Offer(offer, name, value, frame)) {
      runtime_.RaiseOutOfMemory();
      Locate(stmt.span, frame);
      return Completion::kError;
    }
  }
  return Completion::kNormal;
}

// Records the variable, not its value: whoever reads the export sees later changes. False when
// there is no room.
bool TreeWalker::Offer(const OfferCode& offer, std::string_view name, const Value& value,
                       Frame& frame) {
  const NameUse& use = SeeThrough(offer.name, frame);
  if (offer.to == OfferCode::To::kFile) {
    if (frame.unit->grove.is_nothing()) return true;  // nobody imports the main program
    const auto where = frame.unit->globals->Find(frame.unit->entries[use.index]);
    return heap().AddExport(frame.unit->grove.as<Grove>(), name, where.slot);
  }
  if (offer.to == OfferCode::To::kNobody) return true;
  const Value& holder = offer.grove.place == Place::kCapture ? frame.captures[offer.grove.index]
                                                             : frame.slots[offer.grove.index];
  auto* grove = holder.as<Grove>();
  std::uint32_t slot = offer.alias * NamedEntry::kSlots;
  const NamedEntry alias(grove->variables, offer.alias);
  switch (use.place) {
    case Place::kGrove: {
      const Value& owner = use.grove_captured ? frame.captures[use.index] : frame.slots[use.index];
      Cell* cell = owner.as<Grove>()->variables;
      if (cell == grove->variables) {
        slot = use.entry * NamedEntry::kSlots;
      } else {
        alias.DefineAlias(cell, use.entry * NamedEntry::kSlots);
      }
      break;
    }
    case Place::kGlobal: {
      const auto where = frame.unit->globals->Find(frame.unit->entries[use.index]);
      alias.DefineAlias(where.cell, where.slot);
      break;
    }
    case Place::kSlotCell:
      alias.DefineAlias(frame.slots[use.index].as<Cell>(), 0);
      break;
    case Place::kCaptureCell:
      alias.DefineAlias(frame.captures[use.index].as<Cell>(), 0);
      break;
    case Place::kSlot:
    case Place::kCapture:
    case Place::kSelf:
      // A variable that cannot change is as good as its value.
      alias.Define(value, use.by_variant ? Mark::kByVariant : Mark::kFixed);
      break;
  }
  return heap().AddExport(grove, name, slot);
}

// --- Imports ----------------------------------------------------------------------------------

Completion TreeWalker::ExecuteSummon(const SummonStmt& stmt, Frame& frame) {
  Value grove = Import(stmt.path, stmt.span, frame);
  if (grove.is_raised()) return Completion::kError;
  Declare(frame.nodes[stmt.id].use, std::move(grove), Mark::kFixed, frame);
  return Completion::kNormal;
}

Completion TreeWalker::ExecuteGather(const GatherStmt& stmt, Frame& frame) {
  const NodeInfo& info = frame.nodes[stmt.id];
  Value source = stmt.from_path ? Import(stmt.path, stmt.span, frame) : Read(info.use, frame);
  if (source.is_raised()) return Completion::kError;
  if (source.is_unbound()) {
    Fail(ErrorKind::kUndefinedVariable, std::string(frame.unit->Name(stmt.grove)), stmt.grove_span,
         frame);
    return Completion::kError;
  }
  if (!source.is(ObjectType::kGrove)) {
    Fail(ErrorKind::kTypeError, ExpectedMessage("Grove", source), stmt.span, frame);
    return Completion::kError;
  }
  const auto* grove = source.as<Grove>();
  for (std::size_t i = 0; i < stmt.names.size(); ++i) {
    const std::string_view name = frame.unit->Name(stmt.names[i].name);
    const std::int64_t slot = Heap::FindExport(grove, name);
    if (slot < 0) {
      Fail(ErrorKind::kCustomError,
           fmt::format("Export '{}' not found in module '{}'", name, grove->name->view()),
           stmt.span, frame);
      return Completion::kError;
    }
    bool by_variant = false;
    Value value = NamedEntry(grove->variables->slots() + slot).Target(&by_variant);
    Declare(frame.unit->code.declared[info.first + i], std::move(value),
            by_variant ? Mark::kByVariant : Mark::kFixed, frame);
  }
  return Completion::kNormal;
}

Value TreeWalker::CannotLoad(std::string_view path, std::string_view why, Span span, Frame& frame) {
  return Fail(ErrorKind::kCustomError, fmt::format("Cannot load '{}': {}", path, why), span, frame);
}

Value TreeWalker::Import(std::string_view path, Span span, Frame& frame) {
  // The host and the parser reckon with as much stack as a program has when it begins.
  Value grove;
  if (!runtime_.stack().Run([&] { grove = ImportHere(path, span, frame); },
                            NativeStack::kHostAllowance + NativeStack::kReserve)) {
    return StackOverflow(span, frame);
  }
  return grove;
}

Value TreeWalker::ImportHere(std::string_view path, Span span, Frame& frame) {
  const auto source = runtime_.host().Load(path, frame.unit->importer_name);
  if (!source.has_value()) return CannotLoad(path, source.error(), span, frame);
  const auto known = files_.find(source->name);
  if (known == files_.end()) return LoadFile(*source, path, span, frame);
  const bool running = known->second.is_nothing();
  if (running) return CannotLoad(path, "import cycle", span, frame);
  if (known->second.is_absent()) return CannotLoad(path, "it has failed before", span, frame);
  return known->second;
}

Value TreeWalker::LoadFile(const ModuleSource& source, std::string_view path, Span span,
                           Frame& frame) {
  std::expected<Ast, SyntaxError> parsed = Parse(source.text);
  if (!parsed.has_value()) {
    const SyntaxError& error = parsed.error();
    return CannotLoad(
        path, fmt::format("{}:{}: {}", error.position.line, error.position.column, error.message),
        span, frame);
  }
  auto owned = std::make_unique<Ast>(std::move(*parsed));
  environments_.push_back(std::make_unique<Environment>(heap()));
  Unit* unit = AddUnit(*owned, *environments_.back());
  if (unit == nullptr) return StackOverflow(span, frame);
  unit->owned = std::move(owned);
  unit->ast = unit->owned.get();
  unit->source.file = source.name;
  unit->importer_name = source.name;
  const Value variables = unit->globals->FirstCell();
  unit->grove = Value::Adopt(heap().NewGrove(GroveNameOf(source.name), variables.as<Cell>()));

  files_[source.name] = Value::Nothing();
  if (RunUnit(*unit).is_raised()) {
    // A file runs once, whatever came of it.
    files_[source.name] = Value::Absent();
    return Value::Raised();
  }
  files_[source.name] = unit->grove;
  return unit->grove;
}

// Null when the stack's budget is spent.
Unit* TreeWalker::AddUnit(const Ast& program, Environment& globals) {
  auto unit = std::make_unique<Unit>();
  unit->ast = &program;
  unit->source.lines = program.lines;
  unit->number = next_unit_++;
  unit->globals = &globals;
  std::optional<Resolution> code = Resolve(program, *unit, runtime_.stack());
  if (!code.has_value()) return nullptr;
  unit->code = std::move(*code);
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < program.symbols.size(); ++i) {
    if (unit->code.is_global[i]) names.push_back(program.symbols[i]);
  }
  const std::vector<NamedEntry> entries = globals.Link(names);
  unit->entries.resize(program.symbols.size());
  for (std::size_t i = 0, next = 0; i < program.symbols.size(); ++i) {
    if (unit->code.is_global[i]) unit->entries[i] = entries[next++];
  }
  units_.push_back(std::move(unit));
  return units_.back().get();
}

}  // namespace quicksilver
