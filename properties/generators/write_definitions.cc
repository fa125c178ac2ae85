#include <algorithm>
#include <array>
#include <utility>

#include "properties/generators/program_writer.h"

namespace quicksilver::properties {
namespace {

constexpr std::array<std::string_view, 4> kFieldNames = {"a", "b", "x", "größe"};

}  // namespace

void ProgramWriter::WriteDefinition(Statements& out) {
  switch (Below(6)) {
    case 5:
      return WriteOffer(out);
    case 0:
      return WriteForm(out);
    case 1:
      return WriteVariant(out);
    case 2:
      return WriteAspect(out);
    case 3:
      if (block_depth_ < 2) return WriteGrove(out);
      [[fallthrough]];
    default:
      return WriteImport(out);
  }
}

// --- Forms and variants -------------------------------------------------------------------------

// How a form's field says that it takes values of the type. It is checked, so it must be right.
const TypeExpr* ProgramWriter::FieldType(TypeId type) {
  constexpr std::array<std::string_view, 3> kAnything = {"Any", "T", "Z"};
  switch (types_.KindOf(type)) {
    case TypeKind::kForm:
      if (types_.FormOf(type).name.grove == Symbol::kNone) break;
      return tree_.Type("Any");
    case TypeKind::kVariant:
      if (types_.VariantOf(type).name.grove == Symbol::kNone) break;
      return tree_.Type("Any");
    case TypeKind::kAny:
      return tree_.Type(kAnything.at(Below(kAnything.size())));
    case TypeKind::kStep:
      return tree_.Type("List");
    case TypeKind::kModule:
    case TypeKind::kOther:
      return tree_.Type("Any");
    default:
      break;
  }
  return TypeName(type);
}

void ProgramWriter::WriteForm(Statements& out) {
  const Symbol name = Numbered("Form");
  Form form;
  form.name.name = name;
  std::vector<FieldDecl> fields;
  const std::uint32_t count = choices_.Between(1, kFieldNames.size());
  for (std::uint32_t i = 0; i < count; ++i) {
    const TypeId type = RandomType(1);
    const Symbol field = tree_.Name(kFieldNames.at(i));
    form.fields.push_back({field, type});
    fields.push_back({field, {}, FieldType(type)});
  }
  std::vector<Generic> generics;
  if (Flip(profile_.annotation)) {
    if (Flip(50)) generics.push_back({tree_.Name("a"), true});
    generics.push_back({tree_.Name("T"), false});
  }
  out.push_back(tree_.Form(name, fields, generics));
  scope_.Declare({.name = name});
  definitions_.push_back(types_.AddForm(std::move(form)));
  WriteUseOfForm(definitions_.back(), out);
}

// A variable that holds a value of it.
void ProgramWriter::WriteUseOfForm(TypeId form, Statements& out) {
  if (!Flip(profile_.used_at_once)) return;
  const Made value = Bounded(form, kArgumentSize);
  const bool weave = Flip(70);
  const Symbol name = NameForNew();
  out.push_back(weave ? tree_.Weave(name, value.expr) : tree_.Bind(name, value.expr));
  Declare(name, form, value.facts, weave);
}

// Likewise, and a match of it or of something that contains one.
void ProgramWriter::WriteUseOfVariant(TypeId variant, Statements& out) {
  if (!Flip(profile_.used_at_once)) return;
  TypeId type = variant;
  if (Flip(30)) type = Flip(50) ? types_.MaybeOf(variant) : types_.OutcomeOf(variant, variant);
  const Made value = Bounded(type, kArgumentSize);
  const bool weave = Flip(60);
  const Symbol name = NameForNew();
  out.push_back(weave ? tree_.Weave(name, value.expr) : tree_.Bind(name, value.expr));
  const Scope::Index index = Declare(name, type, value.facts, weave);
  if (Flip(60)) WriteMatchOf(Read(index), type, TypeId::kAny, out);
  constexpr std::array<BuiltinNumber, 4> kOfVariants = {
      BuiltinNamed("is_variant"), BuiltinNamed("expect_variant"), BuiltinNamed("variant_or"),
      BuiltinNamed("refine_variant")};
  if (!Flip(40)) return;
  const std::optional<Made> call = WriteBuiltinNumber(kOfVariants.at(Below(kOfVariants.size())));
  if (call.has_value()) out.push_back(tree_.ExprStmtOf(call->expr));
}

void ProgramWriter::WriteVariant(Statements& out) {
  const Symbol name = Numbered("Sum");
  Variant variant;
  variant.name.name = name;
  std::vector<std::vector<FieldDecl>> fields;
  const std::uint32_t count = choices_.Between(1, 3);
  fields.resize(count);
  std::vector<CaseDecl> cases;
  for (std::uint32_t i = 0; i < count; ++i) {
    // The first is a unit case, if any is, so that simple values come first.
    const bool constructor = i > 0 || Flip(30);
    const Symbol case_name = Numbered(constructor ? "Case" : "Unit");
    VariantCase one{case_name, constructor, {}};
    const std::uint32_t parts = constructor ? choices_.Between(1, 3) : 0;
    for (std::uint32_t part = 0; part < parts; ++part) {
      const TypeId type = RandomType(1);
      one.fields.push_back(type);
      fields[i].push_back({tree_.Name(kFieldNames.at(part)), {}, FieldType(type)});
    }
    cases.push_back({case_name, {}, constructor, fields[i]});
    variant.cases.push_back(std::move(one));
  }
  out.push_back(tree_.Variant(name, cases));
  scope_.Declare({.name = name});
  for (const VariantCase& one : variant.cases) scope_.Declare({.name = one.name});
  definitions_.push_back(types_.AddVariant(std::move(variant)));
  WriteUseOfVariant(definitions_.back(), out);
}

// --- Aspects ------------------------------------------------------------------------------------

void ProgramWriter::WriteAspect(Statements& out) {
  // A receiver whose type has a name.
  TypeId receiver = RandomType(1);
  if (ReceiverName(receiver).empty()) receiver = TypeId::kNumber;
  const Symbol aspect = Numbered("Aspect");
  const std::uint32_t count = choices_.Between(1, 2);
  std::vector<AspectMethod> declared;
  std::vector<std::vector<Param>> params(count);
  std::vector<const Chant*> chants;
  std::vector<Method> methods;
  for (std::uint32_t i = 0; i < count; ++i) {
    Signature signature = RandomSignature();
    signature.takes_rest = false;
    const Symbol name = Numbered("do");
    Signature with_self = signature;
    with_self.params.insert(with_self.params.begin(), receiver);
    ChantInfo info;
    const ErrorKinds errors = ErrorsOfChant();
    const Chant* chant = WriteChant(Symbol::kNone, with_self, errors, BudgetOfChant(), info);
    chants.push_back(tree_.MakeChant(name, chant->params, chant->body, chant->rest, chant->result));
    for (const Param& param : chant->params) params[i].push_back(tree_.ParamOf(param.name));
    declared.push_back({name, {}, false, params[i], nullptr});
    methods.push_back({name, receiver, signature, static_cast<std::int32_t>(chants_.size())});
    chants_.push_back(info);
  }
  if (Flip(80)) out.push_back(tree_.Aspect(aspect, declared));
  const TypeExpr* target = tree_.Type(ReceiverName(receiver));
  out.push_back(tree_.Embody(aspect, target, chants));
  methods_.insert(methods_.end(), methods.begin(), methods.end());
  for (const Method& method : methods) {
    WriteUse(method.chant, method.signature.result, [&] { return CallMethod(method); }, out);
  }
}

// --- Groves and files ---------------------------------------------------------------------------

TypeId ProgramWriter::DeclareModule(Symbol name, Module module) {
  const TypeId type = types_.AddModule();
  modules_.push_back(std::move(module));
  scope_.Declare({.name = name, .type = type});
  return type;
}

// Calls and reads of what it offers.
void ProgramWriter::UseModule(Symbol name, TypeId module, Statements& out) {
  const std::vector<Member> members = modules_[types_.IndexOf(module)].members;
  for (const Member& member : members) {
    const auto read = [&] { return tree_.Field(tree_.NameOf(name), member.name); };
    if (member.chant != kNoChant) {
      const Signature signature = types_.SignatureOf(member.type);
      const auto call = [&] { return CallOf(read(), signature, member.chant); };
      WriteUse(member.chant, signature.result, call, out);
    } else if (Flip(30)) {
      const Symbol copy = NameForNew();
      out.push_back(tree_.Bind(copy, read()));
      Declare(copy, member.type, member.facts, false);
    }
  }
}

// Whether values of it can be written here: the forms and variants in it can be named.
bool ProgramWriter::IsNameable(TypeId type) const {
  switch (types_.KindOf(type)) {
    case TypeKind::kForm:
    case TypeKind::kVariant:
      return std::ranges::find(definitions_, type) != definitions_.end();
    case TypeKind::kOutcome:
      return IsNameable(types_.FirstOf(type)) && IsNameable(types_.SecondOf(type));
    case TypeKind::kList:
    case TypeKind::kMap:
    case TypeKind::kMaybe:
    case TypeKind::kIterator:
    case TypeKind::kStep:
      return IsNameable(types_.FirstOf(type));
    case TypeKind::kChant: {
      const Signature& signature = types_.SignatureOf(type);
      return std::ranges::all_of(signature.params, [this](TypeId t) { return IsNameable(t); }) &&
             IsNameable(signature.rest) && IsNameable(signature.result);
    }
    case TypeKind::kModule:
    case TypeKind::kOther:
      return false;
    default:
      return true;
  }
}

// One or more statements of a grove.
void ProgramWriter::WriteInGrove(Statements& out) {
  constexpr std::array<std::uint8_t, 6> kWeights = {
      25,  // bind
      25,  // weave
      30,  // chant
      8,   // variant
      6,   // form
      6,   // import
  };
  switch (choices_.Pick(kWeights)) {
    case 0:
      return WriteBind(false, out);
    case 1:
      return WriteBind(true, out);
    case 2:
      return WriteChantStatement(out);
    case 3:
      return WriteVariant(out);
    case 4:
      return WriteForm(out);
    default:
      return WriteImport(out);
  }
}

// Names that the file gives to whoever imports it: nobody does, but the names must be bound.
void ProgramWriter::WriteOffer(Statements& out) {
  const std::optional<Scope::Index> found =
      PickVariable([](const Variable& variable) { return variable.type != TypeId::kOther; });
  if (!found.has_value()) return;
  const std::array<Symbol, 1> names = {scope_[*found].name};
  out.push_back(tree_.Offer(names));
}

// A grove also offers what it sees of the block around it: the variable, not a copy.
void ProgramWriter::OfferFromOutside(const Mark& mark, Module& module,
                                     std::vector<Symbol>& offered) {
  std::vector<Scope::Index> seen;
  for (Scope::Index v = 0; v < mark.variables; ++v) {
    const Variable& variable = scope_[v];
    if (!scope_.IsVisible(v) || variable.type == TypeId::kOther) continue;
    if (types_.KindOf(variable.type) != TypeKind::kModule) seen.push_back(v);
  }
  if (seen.empty()) return;
  const Variable& variable = scope_[seen[choices_.Below(static_cast<std::uint32_t>(seen.size()))]];
  offered.push_back(variable.name);
  module.members.push_back({variable.name, variable.type, variable.facts, variable.chant});
}

void ProgramWriter::WriteGrove(Statements& out) {
  const Symbol name = Numbered("Grove");
  Statements statements;
  Module module;
  std::vector<Symbol> offered;
  {
    const Restore around(around_);
    around_.grove = true;
    around_.file = false;
    ++block_depth_;
    const Mark mark = EnterBlock();
    for (std::uint32_t i = choices_.Between(1, 3); i > 0; --i) WriteInGrove(statements);
    for (Scope::Index v = mark.variables; v < scope_.count(); ++v) {
      const Variable& variable = scope_[v];
      if (!scope_.IsVisible(v) || variable.type == TypeId::kOther) continue;
      if (types_.KindOf(variable.type) == TypeKind::kModule || offered.size() == 6) continue;
      offered.push_back(variable.name);
      module.members.push_back({variable.name, variable.type, variable.facts, variable.chant});
    }
    if (Flip(50)) OfferFromOutside(mark, module, offered);
    LeaveBlock(mark);
    --block_depth_;
  }
  std::erase_if(module.members, [this](const Member& member) { return !IsNameable(member.type); });
  if (!offered.empty()) statements.push_back(tree_.Offer(offered));
  out.push_back(tree_.Grove(name, tree_.BlockOf(statements)));
  const bool gathers = !module.members.empty() && Flip(40);
  const Member member = gathers ? module.members.front() : Member{};
  UseModule(name, DeclareModule(name, std::move(module)), out);
  if (!gathers) return;
  const Symbol alias = NameForNothing();
  const std::array<GatherName, 1> names = {GatherName{member.name, alias, {}}};
  out.push_back(tree_.GatherFromGrove(names, name));
  const Scope::Index index = Declare(alias, member.type, member.facts, false);
  scope_.At(index).chant = member.chant;
}

void ProgramWriter::WriteImport(Statements& out) {
  if (Flip(50)) {
    ImportShapes(out);
  } else {
    ImportCounter(out);
  }
}

void ProgramWriter::ImportCounter(Statements& out) {
  Signature tick;
  tick.params.push_back(TypeId::kNumber);
  tick.result = TypeId::kNumber;
  Signature reset;
  reset.result = TypeId::kNumber;
  const auto known = static_cast<std::int32_t>(chants_.size());
  chants_.push_back({.cost = 6});
  const std::array<Member, 4> members = {
      Member{tree_.Name("count"), TypeId::kNumber, {}},
      Member{tree_.Name("tick"), types_.ChantOf(tick), {}, known},
      Member{tree_.Name("reset"), types_.ChantOf(reset), {}, known},
      Member{tree_.Name("limit"), TypeId::kNumber, {}}};
  if (Flip(50)) {
    const Symbol name = tree_.Name("counter");
    const Symbol alias = Numbered("Counter");
    out.push_back(tree_.Summon(name, "modules/counter.gw", alias));
    Module module;
    module.members.assign(members.begin(), members.end());
    UseModule(alias, DeclareModule(alias, std::move(module)), out);
    return;
  }
  std::vector<GatherName> names;
  for (const Member& member : members) {
    if (!names.empty() && Flip(30)) continue;
    const Symbol alias = NameForNothing();
    names.push_back({member.name, alias, {}});
    const Scope::Index index = Declare(alias, member.type, member.facts, false);
    scope_.At(index).chant = member.chant;
  }
  out.push_back(tree_.GatherFromPath(names, "modules/counter.gw"));
}

void ProgramWriter::ImportShapes(Statements& out) {
  const auto type_names =
      std::to_array<std::string_view>({"Point", "Shape", "Dot", "Circle", "Box", "area", "capped"});
  const bool summons = Flip(50);
  // Gathered twice in one program, the names would be taken.
  if (!summons && std::exchange(has_shapes_, true)) return ImportCounter(out);
  const Symbol grove = summons ? Numbered("Shapes") : Symbol::kNone;
  Form point;
  point.name = {tree_.Name("Point"), grove};
  point.fields = {{tree_.Name("x"), TypeId::kNumber}, {tree_.Name("y"), TypeId::kNumber}};
  Variant shape;
  shape.name = {tree_.Name("Shape"), grove};
  shape.cases = {{tree_.Name("Dot"), false, {}},
                 {tree_.Name("Circle"), true, {TypeId::kNumber}},
                 {tree_.Name("Box"), true, {TypeId::kNumber, TypeId::kNumber}}};
  const TypeId point_type = types_.AddForm(std::move(point));
  const TypeId shape_type = types_.AddVariant(std::move(shape));
  Signature area;
  area.params.push_back(shape_type);
  area.result = TypeId::kNumber;
  Signature capped;
  capped.params.push_back(TypeId::kNumber);
  capped.result = TypeId::kNumber;
  const auto known = static_cast<std::int32_t>(chants_.size());
  chants_.push_back({.cost = 12});
  if (summons) {
    out.push_back(tree_.Summon(tree_.Name("shapes"), "modules/shapes.gw", grove));
    Module module;
    module.members = {{tree_.Name("area"), types_.ChantOf(area), {}, known},
                      {tree_.Name("capped"), types_.ChantOf(capped), {}, known}};
    UseModule(grove, DeclareModule(grove, std::move(module)), out);
  } else {
    std::vector<GatherName> names;
    for (const std::string_view name : type_names) {
      names.push_back({tree_.Name(name), tree_.Name(name), {}});
    }
    out.push_back(tree_.GatherFromPath(names, "modules/shapes.gw"));
    for (std::size_t i = 0; i < 5; ++i) scope_.Declare({.name = tree_.Name(type_names.at(i))});
    const Scope::Index first = Declare(tree_.Name("area"), types_.ChantOf(area), {}, false);
    scope_.At(first).chant = known;
    const Scope::Index second = Declare(tree_.Name("capped"), types_.ChantOf(capped), {}, false);
    scope_.At(second).chant = known;
  }
  definitions_.push_back(point_type);
  definitions_.push_back(shape_type);
}

}  // namespace quicksilver::properties
