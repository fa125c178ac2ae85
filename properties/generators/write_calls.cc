#include <algorithm>
#include <array>
#include <functional>

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

void ProgramWriter::WriteArguments(const Signature& signature, std::uint32_t size, Exprs& out) {
  for (const TypeId param : signature.params) out.push_back(Bounded(param, size).expr);
  if (!signature.takes_rest) return;
  for (std::uint32_t rest = Below(4); rest > 0; --rest) {
    out.push_back(Bounded(signature.rest, size / 4).expr);
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
  struct Candidate {
    enum class Sort : std::uint8_t { kVariable, kMember, kMethod } sort = Sort::kVariable;
    std::uint32_t index = 0;
    std::uint32_t member = 0;
  };
  std::array<Candidate, kMostCandidates> found{};
  std::uint32_t count = 0;
  const auto add = [&](Candidate candidate) {
    if (count < found.size()) found.at(count++) = candidate;
  };
  for (Scope::Index i = scope_.count(); i-- > 0;) {
    const Variable& variable = scope_[i];
    if (IsCallable(variable.type, goal)) {
      if (scope_.IsVisible(i) && MayCall(variable.chant)) add({Candidate::Sort::kVariable, i});
    } else if (types_.KindOf(variable.type) == TypeKind::kModule && scope_.IsVisible(i)) {
      const std::vector<Member>& members = modules_[types_.IndexOf(variable.type)].members;
      for (std::uint32_t m = 0; m < members.size(); ++m) {
        if (IsCallable(members[m].type, goal) && MayCall(members[m].chant)) {
          add({Candidate::Sort::kMember, i, m});
        }
      }
    }
  }
  for (std::uint32_t i = 0; i < methods_.size(); ++i) {
    const Method& method = methods_[i];
    if (types_.Fits(method.signature.result, goal) && MayCall(method.chant)) {
      add({Candidate::Sort::kMethod, i});
    }
  }
  if (count == 0) return std::nullopt;
  const Candidate chosen = found.at(Below(count));
  switch (chosen.sort) {
    case Candidate::Sort::kVariable: {
      const Variable variable = scope_[chosen.index];
      return CallOf(tree_.NameOf(variable.name), types_.SignatureOf(variable.type), variable.chant);
    }
    case Candidate::Sort::kMember: {
      const Variable variable = scope_[chosen.index];
      const Member member = modules_[types_.IndexOf(variable.type)].members[chosen.member];
      return CallOf(tree_.Field(tree_.NameOf(variable.name), member.name),
                    types_.SignatureOf(member.type), member.chant);
    }
    default:
      return CallMethod(methods_[chosen.index]);
  }
}

Made ProgramWriter::CallOf(const Expr* callee, Signature signature, std::int32_t chant) {
  const std::uint32_t size =
      chant == kNoChant ? kArgumentSize : chants_[static_cast<std::size_t>(chant)].argument_size;
  Charge(chant == kNoChant ? kCallbackCost : chants_[static_cast<std::size_t>(chant)].cost);
  Exprs arguments;
  WriteArguments(signature, size, arguments);
  return {MakeCall(callee, arguments, false), {.size = kArgumentSize}};
}

Made ProgramWriter::CallMethod(Method method) {
  Charge(chants_[static_cast<std::size_t>(method.chant)].cost);
  const Made receiver = Bounded(method.receiver, kArgumentSize);
  Exprs arguments;
  WriteArguments(method.signature, kArgumentSize, arguments);
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
