// Definitions: chants, forms, variants, aspects, groves, imports.
#include <unordered_set>

#include "engine/base/assert.h"
#include "engine/compiler/code_generator.h"
#include "engine/runtime/variants.h"

namespace quicksilver {

ValueId CodeGenerator::CapturedValue(VariableId variable) const {
  return analysis_->variable(variable).function == context_->id ? value_of_[variable] : kNoValue;
}

void CodeGenerator::EmitClosure(ValueId closure, const Chant& chant, std::uint32_t function) {
  const std::uint32_t pc = b().Emit(Opcode::kCreateClosure, b().Reg(closure), {}, {}, function);
  if (!options_.record_values) return;
  std::vector<ValueId> captured;
  for (const VariableId variable : analysis_->function(analysis_->FunctionOf(&chant)).captures) {
    captured.push_back(CapturedValue(variable));
  }
  b().RecordWindow(pc, captured);
}

void CodeGenerator::ChantDefinition(const ChantStmt& stmt, ValueId target, NodeId grove) {
  const std::uint32_t index = FunctionIndexFor(*stmt.chant);
  b().set_span(stmt.span);
  const ValueId closure = b().NewTemporary();
  EmitClosure(closure, *stmt.chant, index);
  CopyTo(target, {closure, true});
  Declare(analysis_->Declared(stmt.id), stmt.chant->name, {closure, true}, 0, grove);
}

void CodeGenerator::Form(const FormStmt& stmt, ValueId target, NodeId grove) {
  auto form = std::make_unique<CompiledForm>();
  form->name = ast_->Name(stmt.name);
  form->captures.push_back({CaptureKind::kGlobals, 0});
  std::vector<ValueId> captured{kNoValue};
  const VariableId self = analysis_->Declared(stmt.id);
  std::unordered_set<Symbol> generics;
  for (const Generic& parameter : stmt.generics) {
    if (!parameter.lifetime) generics.insert(parameter.name);
  }
  for (const FieldDecl& field : stmt.fields) {
    FieldInfo info;
    info.name = ast_->Name(field.name);
    info.type_name = ast_->Name(field.type->name);
    info.type = PrimitiveFieldType(info.type_name);
    if (info.type == FieldType::kNamed && generics.contains(field.type->name)) {
      info.type = FieldType::kAnything;
    }
    if (info.type == FieldType::kNamed) {
      info.resolution = static_cast<std::uint32_t>(form->resolutions.size());
      std::vector<NameStep> steps;
      const auto capture = [&](VariableId variable) {
        form->captures.push_back(SourceOf(variable));
        captured.push_back(CapturedValue(variable));
        return static_cast<std::uint32_t>(form->captures.size() - 1);
      };
      for (const Candidate& candidate : analysis_->UseAt(&field)) {
        switch (candidate.kind) {
          case Candidate::Kind::kGrove:
            steps.push_back(
                {NameStep::Kind::kCaptureCell, capture(candidate.index), candidate.slot * 2});
            break;
          case Candidate::Kind::kGlobal:
            steps.push_back(
                {NameStep::Kind::kGlobal, GlobalIndex(static_cast<Symbol>(candidate.index)), 0});
            break;
          case Candidate::Kind::kVariable:
            if (candidate.index == self) {
              steps.push_back({NameStep::Kind::kSelf, 0, 0});
            } else if (analysis_->variable(candidate.index).boxed()) {
              steps.push_back({NameStep::Kind::kCaptureCell, capture(candidate.index), 0});
            } else {
              steps.push_back({NameStep::Kind::kCapture, capture(candidate.index), 0});
            }
            break;
        }
      }
      form->resolutions.push_back(std::move(steps));
    }
    form->fields.push_back(std::move(info));
  }
  chunk_->forms.push_back(std::move(form));
  b().set_span(stmt.span);
  const ValueId value = b().NewTemporary();
  const std::uint32_t pc = b().Emit(Opcode::kDefineForm, b().Reg(value), {}, {},
                                    static_cast<std::uint32_t>(chunk_->forms.size() - 1));
  b().RecordWindow(pc, captured);
  CopyTo(target, {value, true});
  Declare(self, stmt.name, {value, true}, 0, grove);
}

void CodeGenerator::VariantDefinition(const VariantStmt& stmt, ValueId target, NodeId grove) {
  auto info = std::make_unique<VariantInfo>();
  info->name = ast_->Name(stmt.name);
  for (const CaseDecl& declared : stmt.cases) {
    info->cases.push_back({std::string(ast_->Name(declared.name)), declared.constructor,
                           static_cast<std::uint32_t>(declared.fields.size())});
  }
  chunk_->variants.push_back(std::move(info));
  b().set_span(stmt.span);
  const ValueId definition = b().NewTemporary();
  b().Emit(Opcode::kDefineVariant, b().Reg(definition), {}, {},
           static_cast<std::uint32_t>(chunk_->variants.size() - 1));
  CopyTo(target, {definition, true});
  // Cases are made from a reference of their own: declaring the definition uses it up.
  const Operand source = Own({definition, false});
  VariableId variable = analysis_->Declared(stmt.id);
  const auto next = [&] { return variable == kNoVariable ? kNoVariable : variable++; };
  b().Pin(source.value);
  Declare(next(), stmt.name, {definition, true}, kEntryVariant, grove);
  for (std::size_t i = 0; i < stmt.cases.size(); ++i) {
    const ValueId made = b().NewTemporary();
    const InstructionArg to = b().Reg(made);
    b().Emit(Opcode::kMakeCase, to, b().Reg(source.value), {}, static_cast<std::uint32_t>(i));
    Declare(next(), stmt.cases[i].name, {made, true}, kEntryVariant, grove);
  }
  b().Unpin(source.value);
  b().Release(source.value);
}

void CodeGenerator::Aspect(const AspectStmt& stmt) {
  AspectInfo info;
  info.name = ast_->Name(stmt.name);
  for (const AspectMethod& method : stmt.methods)
    info.methods.emplace_back(ast_->Name(method.name));
  chunk_->aspects.push_back(std::move(info));
  b().set_span(stmt.span);
  b().Emit(Opcode::kDefineAspect, {}, {}, {},
           static_cast<std::uint32_t>(chunk_->aspects.size() - 1));
}

void CodeGenerator::Embody(const EmbodyStmt& stmt) {
  EmbodyInfo info;
  info.aspect = ast_->Name(stmt.aspect);
  info.target = ast_->Name(stmt.target->name);
  PendingWindow window(windows_);
  ValueId list = kNoValue;
  const auto flush = [&] {
    const std::uint32_t start = b().Assemble(window.values());
    const auto count = static_cast<std::uint32_t>(window.size());
    if (list == kNoValue) {
      list = b().Continue(window[0]);
      b().RecordWindow(b().Emit(Opcode::kCreateList, {start, list}, b().Imm(start), b().Imm(count)),
                       window.values());
      for (std::size_t i = 1; i < window.size(); ++i) b().Forget(window[i]);
    } else {
      b().RecordWindow(b().Emit(Opcode::kAppendList, b().Reg(list), b().Imm(start), b().Imm(count)),
                       window.values());
      for (const ValueId value : window.values()) b().Forget(value);
    }
    window.Clear();
  };
  const bool wide = stmt.chants.size() > kWidestArguments;
  for (const Chant* chant : stmt.chants) {
    info.methods.emplace_back(ast_->Name(chant->name));
    const std::uint32_t index = FunctionIndexFor(*chant);
    b().set_span(stmt.span);
    const ValueId closure = b().NewTemporary();
    EmitClosure(closure, *chant, index);
    window.Add(closure);
    if (wide && window.size() == kWidestArguments) flush();
  }
  if (wide && !window.empty()) flush();
  chunk_->embodies.push_back(std::move(info));
  const auto embody = static_cast<std::uint32_t>(chunk_->embodies.size() - 1);
  b().set_span(stmt.span);
  if (wide) {
    const ValueId methods[] = {list};
    b().RecordWindow(b().Emit(Opcode::kEmbody, b().Reg(list), b().Imm(kEmbodyList), {}, embody),
                     methods);
    b().Forget(list);
    return;
  }
  const std::uint32_t start = window.empty() ? 0 : b().Assemble(window.values());
  const std::uint32_t pc = b().Emit(Opcode::kEmbody, b().Imm(start),
                                    b().Imm(static_cast<std::uint32_t>(window.size())), {}, embody);
  b().RecordWindow(pc, window.values());
  for (std::size_t i = window.size(); i-- > 0;) b().Forget(window[i]);
}

void CodeGenerator::Grove(const GroveStmt& stmt, ValueId target, NodeId grove) {
  const std::uint32_t entries = analysis_->GroveEntryCount(stmt.id);
  b().set_span(stmt.span);
  const ValueId cell = b().NewTemporary();
  b().Emit(Opcode::kNewCell, b().Reg(cell), {}, {}, entries * 2);
  OpenScope();
  b().MakeLocal(cell);
  value_of_[analysis_->GroveCell(stmt.id)] = cell;
  context_->locals.push_back(cell);
  const Operand variables = InRegister({cell, false});
  const ValueId object = b().NewTemporary();
  const InstructionArg to = b().Reg(object);
  b().Emit(Opcode::kNewGrove, to, b().Reg(variables.value), {}, NameConstant(stmt.name));
  DropIfOwned(variables);
  b().MakeLocal(object);
  context_->locals.push_back(object);
  value_of_[analysis_->GroveObject(stmt.id)] = object;
  Statements(stmt.body, kNoValue, stmt.id);
  if (!b().reachable()) return CloseScope();
  const Operand result = Own(InRegister({object, false}));
  b().Pin(result.value);
  CloseScope();
  b().Unpin(result.value);
  b().set_span(stmt.span);
  CopyTo(target, result);
  Declare(analysis_->Declared(stmt.id), stmt.name, result, 0, grove);
}

void CodeGenerator::Offer(const OfferStmt& stmt) {
  for (const OfferName& offer : stmt.names) {
    if (analysis_->OfferingGrove(&offer) != kNoVariable) {
      OfferInGrove(offer, stmt.span);
      continue;
    }
    b().set_span(stmt.span);
    const std::span<const Candidate> use = analysis_->UseAt(&offer);
    if (context_->is_program && context_->scopes.empty()) {
      // At the top of a file names are globals.
      b().Emit(Opcode::kOfferGlobal, {}, {}, {},
               GlobalIndex(static_cast<Symbol>(use.back().index)));
    } else {
      // Only top-level offers are the file's; this one is looked at, in case it is unbound.
      DropIfOwned(ReadName(use, kNoValue, false));
    }
  }
}

// The grove's own entry, or an entry that leads to the variable elsewhere.
void CodeGenerator::OfferInGrove(const OfferName& offer, Span span) {
  const NodeId grove = analysis_->OfferingGrove(&offer);
  const VariableId own = analysis_->GroveCell(grove);
  const std::uint32_t slot = analysis_->OfferEntry(grove, offer.name) * 2;
  const Label done = b().NewLabel();
  b().set_span(span);
  const auto emit_offer = [&] {
    const Operand cell = GroveCell({Candidate::Kind::kGrove, own, slot / 2});
    const Operand object = InRegister(ReadVariable(analysis_->GroveObject(grove), kNoValue));
    const InstructionArg reg = b().Reg(object.value);
    b().Emit(Opcode::kOfferNamed, reg, b().Reg(cell.value), {}, slot, NameConstant(offer.name));
    DropIfOwned(object);
    DropIfOwned(cell);
  };
  const auto define = [&](Operand value, std::uint8_t flags) {
    const Operand cell = GroveCell({Candidate::Kind::kGrove, own, slot / 2});
    const InstructionArg from = b().Reg(value.value);
    b().Emit(Opcode::kDefineNamed, from, b().Reg(cell.value), b().Imm(flags), slot);
    b().Forget(value.value);
    DropIfOwned(cell);
    emit_offer();
  };
  const auto alias = [&](Operand cell, std::uint32_t index) {
    const ValueId pair = b().NewTemporary();
    b().Emit(Opcode::kNewCell, b().Reg(pair), {}, {}, 2);
    const InstructionArg target = b().Reg(cell.value);
    b().Emit(Opcode::kStoreCell, target, b().Reg(pair), {}, 0);
    b().Forget(cell.value);
    const Operand number = Constant(index, kNoValue);
    const InstructionArg at = b().Reg(number.value);
    b().Emit(Opcode::kStoreCell, at, b().Reg(pair), {}, 1);
    b().Forget(number.value);
    define({pair, true}, kEntryAlias);
  };
  for (const Candidate& candidate : analysis_->UseAt(&offer)) {
    switch (candidate.kind) {
      case Candidate::Kind::kGrove: {
        const Operand cell = GroveCell(candidate);
        const Label next = b().NewLabel();
        if (!candidate.bound) {
          b().EmitJump(Opcode::kJumpIfUnbound, next, {}, b().Reg(cell.value), {},
                       candidate.slot * 2);
        }
        if (candidate.index == own) {
          emit_offer();
        } else {
          alias(Own({cell.value, false}), candidate.slot * 2);
        }
        if (candidate.bound) {
          DropIfOwned(cell);
          break;
        }
        if (cell.owned) b().Emit(Opcode::kDrop, b().Reg(cell.value));
        b().EmitJump(Opcode::kJump, done);
        b().Bind(next);
        DropIfOwned(cell);
        break;
      }
      case Candidate::Kind::kGlobal: {
        // Reading it first raises when it is unbound.
        DropIfOwned(ReadName(std::span(&candidate, 1), kNoValue, false));
        const ValueId globals = b().NewTemporary();
        b().Emit(Opcode::kLoadGlobals, b().Reg(globals));
        alias({globals, true}, GlobalIndex(static_cast<Symbol>(candidate.index)) * 2);
        break;
      }
      case Candidate::Kind::kVariable: {
        const Variable& variable = analysis_->variable(candidate.index);
        if (!variable.boxed()) {
          define(InRegister(Own(ReadVariable(candidate.index, kNoValue))),
                 variable.by_variant ? kEntryVariant : 0);
        } else if (variable.function == context_->id) {
          alias(InRegister(Own({value_of_[candidate.index], false})), 0);
        } else {
          const ValueId cell = b().NewTemporary();
          b().Emit(Opcode::kLoadCapture, b().Reg(cell), {}, {}, CaptureOf(candidate.index));
          alias({cell, true}, 0);
        }
        break;
      }
    }
  }
  b().Bind(done);
}

void CodeGenerator::Summon(const SummonStmt& stmt, NodeId grove) {
  b().set_span(stmt.span);
  const ValueId module = b().NewTemporary();
  b().Emit(Opcode::kImport, b().Reg(module), {}, {}, TextConstant(stmt.path));
  Declare(analysis_->Declared(stmt.id), stmt.alias, {module, true}, 0, grove);
}

void CodeGenerator::Gather(const GatherStmt& stmt, NodeId grove) {
  Operand source;
  if (stmt.from_path) {
    b().set_span(stmt.span);
    source = {b().NewTemporary(), true};
    b().Emit(Opcode::kImport, b().Reg(source.value), {}, {}, TextConstant(stmt.path));
  } else {
    b().set_span(stmt.grove_span);
    source = Own(InRegister(ReadName(analysis_->Use(stmt.id), kNoValue, false)));
  }
  b().Pin(source.value);
  VariableId variable = analysis_->Declared(stmt.id);
  for (const GatherName& name : stmt.names) {
    b().set_span(stmt.span);
    if (variable != kNoVariable) {
      const ValueId value = b().NewTemporary();
      const InstructionArg to = b().Reg(value);
      b().Emit(Opcode::kGather, to, b().Reg(source.value), {}, NameConstant(name.name));
      DeclareLocal(variable++, {value, true});
    } else if (grove != kNoGrove) {
      const auto entry = static_cast<std::uint32_t>(analysis_->GroveEntry(grove, name.alias));
      const Operand cell = GroveCell({Candidate::Kind::kGrove, analysis_->GroveCell(grove), entry});
      const InstructionArg to = b().Reg(cell.value);
      b().Emit(Opcode::kGatherNamed, to, b().Reg(source.value), {}, NameConstant(name.name),
               entry * 2);
      DropIfOwned(cell);
    } else {
      b().Emit(Opcode::kGatherGlobal, {}, b().Reg(source.value), {}, NameConstant(name.name),
               GlobalIndex(name.alias));
    }
  }
  b().Unpin(source.value);
  b().Release(source.value);
}

}  // namespace quicksilver
