#include <algorithm>
#include <array>
#include <functional>
#include <utility>

#include "properties/generators/program_writer.h"

namespace quicksilver::properties {

// A call, or a pipeline that does the same. `method`: the callee is `x.m`, which is no value.
Expr* ProgramWriter::MakeCall(const Expr* callee, const Exprs& arguments, bool method) {
  const TreeBuilder::Exprs all(arguments);
  // `v | (f(a))` would be needed where the callee is a call; those stay calls.
  if (!all.empty() && callee->kind != ExprKind::kCall && Flip(profile_.pipeline)) {
    if (all.size() == 1 && !method && Flip(50)) return tree_.Pipeline(all[0], callee);
    return tree_.Pipeline(all[0], tree_.Call(callee, all.subspan(1)));
  }
  if (callee->kind == ExprKind::kName && Flip(profile_.annotation / 4)) {
    const std::array<const TypeExpr*, 1> types = {TypeName(TypeId::kNumber)};
    return tree_.Call(callee, all, types);
  }
  return tree_.Call(callee, all);
}

void ProgramWriter::WriteArguments(const Signature& signature, std::uint8_t least_items,
                                   Exprs& out) {
  for (const TypeId param : signature.params) {
    const bool list = types_.KindOf(param) == TypeKind::kList;
    const Facts needed = {.least = list ? least_items : std::uint8_t{0}};
    out.push_back(Meeting(param, needed, kArgumentSize).expr);
  }
  if (!signature.takes_rest) return;
  for (std::uint32_t rest = Below(4); rest > 0; --rest) {
    out.push_back(Bounded(signature.rest, kArgumentSize / 4).expr);
  }
}

bool ProgramWriter::MayCall(std::int32_t chant) const {
  if (chant == kNoChant) return CanAfford(kCallbackCost);
  const ChantInfo& info = chants_[static_cast<std::size_t>(chant)];
  return (info.errors & ~around_.errors) == 0 && CanAfford(info.cost);
}

bool ProgramWriter::IsCallable(TypeId type, TypeId goal) const {
  return types_.KindOf(type) == TypeKind::kChant &&
         types_.Fits(types_.SignatureOf(type).result, goal);
}

std::optional<Made> ProgramWriter::Call(TypeId goal) {
  // A variable, a part of one, what a variable gives when it is called, or a method.
  struct Candidate {
    enum class Sort : std::uint8_t { kVariable, kPart, kCurried, kMethod };
    Sort sort = Sort::kVariable;
    std::uint32_t index = 0;
    std::uint32_t part = 0;
  };
  using Sort = Candidate::Sort;
  std::array<Candidate, kMostCandidates> found{};
  std::uint32_t count = 0;
  const auto add = [&](Candidate candidate) {
    if (count < found.size()) found.at(count++) = candidate;
  };
  for (Scope::Index i = scope_.count(); i-- > 0 && count < found.size();) {
    const Variable& variable = scope_[i];
    if (variable.type == TypeId::kOther || types_.IsPlain(variable.type)) continue;
    if (!scope_.IsVisible(i)) continue;
    if (types_.KindOf(variable.type) == TypeKind::kChant) {
      if (IsCallable(variable.type, goal) && MayCall(variable.chant)) add({Sort::kVariable, i});
      if (GivesCallable(variable, goal)) add({Sort::kCurried, i});
      continue;
    }
    ForEachPart(variable, [&](std::uint32_t part, TypeId type, std::int32_t chant) {
      if (IsCallable(type, goal) && MayCall(chant)) add({Sort::kPart, i, part});
    });
  }
  for (std::uint32_t i = 0; i < methods_.size(); ++i) {
    const Method& method = methods_[i];
    if (types_.Fits(method.signature.result, goal) && MayCall(method.chant)) {
      add({Sort::kMethod, i});
    }
  }
  if (count == 0) return std::nullopt;
  const Candidate chosen = found.at(Below(count));
  if (chosen.sort == Sort::kMethod) return CallMethod(methods_[chosen.index]);
  const Variable variable = scope_[chosen.index];
  switch (chosen.sort) {
    case Sort::kVariable:
      return CallOf(tree_.NameOf(variable.name), types_.SignatureOf(variable.type), variable.chant);
    case Sort::kCurried:
      return CallCurried(variable);
    default:
      break;
  }
  Signature signature;
  std::int32_t chant = kNoChant;
  ForEachPart(variable, [&](std::uint32_t part, TypeId type, std::int32_t known) {
    if (part != chosen.part || types_.KindOf(type) != TypeKind::kChant) return;
    signature = types_.SignatureOf(type);
    chant = known;
  });
  const Made callee = PartOf(chosen.index, chosen.part);
  return CallOf(callee.expr, std::move(signature), chant);
}

// Whether calling it gives something that, when called, gives a value of `goal`.
bool ProgramWriter::GivesCallable(const Variable& variable, TypeId goal) const {
  const TypeId given = types_.SignatureOf(variable.type).result;
  return IsCallable(given, goal) && MayCall(variable.chant) && MayCall(kNoChant);
}

// f(…)(…), or v | (f(…)): in parentheses it is what f gives that is called.
Made ProgramWriter::CallCurried(const Variable& variable) {
  const Signature outer = types_.SignatureOf(variable.type);
  const Signature inner = types_.SignatureOf(outer.result);
  Charge(kCallbackCost);
  Charge(variable.chant == kNoChant ? kCallbackCost
                                    : chants_[static_cast<std::size_t>(variable.chant)].cost);
  Exprs outer_arguments;
  WriteArguments(outer, LeastItems(variable.chant), outer_arguments);
  Expr* callee = tree_.Call(tree_.NameOf(variable.name), outer_arguments);
  Exprs arguments;
  WriteArguments(inner, 0, arguments);
  if (arguments.size() == 1 && Flip(40)) {
    callee->parenthesized = true;
    return {tree_.Pipeline(arguments.front(), callee), {.size = kArgumentSize}};
  }
  return {tree_.Call(callee, arguments), {.size = kArgumentSize}};
}

std::uint8_t ProgramWriter::LeastItems(std::int32_t chant) const {
  return chant == kNoChant ? 0 : chants_[static_cast<std::size_t>(chant)].least_items;
}

Made ProgramWriter::CallOf(const Expr* callee, Signature signature, std::int32_t chant) {
  Charge(chant == kNoChant ? kCallbackCost : chants_[static_cast<std::size_t>(chant)].cost);
  Exprs arguments;
  WriteArguments(signature, LeastItems(chant), arguments);
  return {MakeCall(callee, arguments, false), {.size = kArgumentSize}};
}

Made ProgramWriter::CallMethod(Method method) {
  Charge(chants_[static_cast<std::size_t>(method.chant)].cost);
  const Made receiver = Bounded(method.receiver, kArgumentSize);
  Exprs arguments;
  WriteArguments(method.signature, 0, arguments);
  const Expr* callee = tree_.Field(receiver.expr, method.name);
  return {MakeCall(callee, arguments, true), {.size = kArgumentSize}};
}

// A statement that calls, right after the definition, inside an attempt if it must be.
void ProgramWriter::WriteUse(std::int32_t chant, TypeId result, const std::function<Made()>& call,
                             Statements& out) {
  const ChantInfo info = chants_[static_cast<std::size_t>(chant)];
  if (!Flip(profile_.used_at_once) || !CanAfford(info.cost)) return;
  const bool caught = (info.errors & ~around_.errors) != 0;
  Statements statements;
  {
    const Restore around(around_);
    around_.errors |= info.errors;
    around_.file = around_.file && !caught;
    around_.grove = around_.grove && !caught;
    const Made made = call();
    switch (Below(3)) {
      case 0:
        statements.push_back(tree_.ExprStmtOf(made.expr));
        break;
      case 1:
        if (HasBuiltin(BuiltinNamed("println"))) {
          statements.push_back(tree_.ExprStmtOf(CallBuiltin<BuiltinNamed("println")>({made.expr})));
          break;
        }
        [[fallthrough]];
      default: {
        const bool weave = Flip(50);
        const Symbol name = NameForNew();
        statements.push_back(weave ? tree_.Weave(name, made.expr) : tree_.Bind(name, made.expr));
        if (!caught) Declare(name, result, made.facts, weave);
        break;
      }
    }
  }
  if (!caught) {
    out.insert(out.end(), statements.begin(), statements.end());
    return;
  }
  const MadeBlock handler = WriteBlock(TypeId::kAny);
  const std::array<Handler, 1> handlers = {tree_.HandlerOf("_", handler.block)};
  out.push_back(tree_.Attempt(tree_.BlockOf(statements), handlers));
}

// The name under which methods for values of the type are sought; empty if the type is no good as
// a receiver.
std::string_view ProgramWriter::ReceiverName(TypeId type) const {
  switch (types_.KindOf(type)) {
    case TypeKind::kNothing:
      return "Nothing";
    case TypeKind::kNumber:
      return "Number";
    case TypeKind::kTruth:
      return "Truth";
    case TypeKind::kText:
      return "Text";
    case TypeKind::kRange:
      return "Range";
    case TypeKind::kCapability:
      return "Capability";
    case TypeKind::kList:
      return "List";
    case TypeKind::kMaybe:
      return "Maybe";
    case TypeKind::kOutcome:
      return "Outcome";
    case TypeKind::kIterator:
      return "Iterator";
    case TypeKind::kForm:
      return tree_.TextOf(types_.FormOf(type).name.name);
    case TypeKind::kVariant:
      return tree_.TextOf(types_.VariantOf(type).name.name);
    default:
      return {};  // a Map's key may have the method's name; a callable may be a Builtin
  }
}

}  // namespace quicksilver::properties
