#include "properties/generators/program_writer.h"

#include <algorithm>
#include <charconv>

namespace quicksilver::properties {
namespace {

// Few, so that they meet. Two are not ASCII.
constexpr auto kVariableNames =
    std::to_array<std::string_view>({"a", "b", "c", "d", "e", "i", "k", "m", "n", "p",
                                     "s", "t", "u", "v", "w", "x", "y", "z", "ä", "ж"});

// Builtins whose names locals take now and then: used often, and never needed for a literal.
constexpr auto kShadowable = std::to_array<BuiltinNumber>({
    BuiltinNamed("abs"),
    BuiltinNamed("length"),
    BuiltinNamed("list_push"),
    BuiltinNamed("map_set"),
    BuiltinNamed("to_text"),
    BuiltinNamed("print"),
    BuiltinNamed("min"),
    BuiltinNamed("list_first"),
});

// The first kNamedKeyCount are names, one of them a keyword.
constexpr std::array<std::string_view, kKeyCount> kKeys = {"a",    "b", "key",       "end",
                                                           "ключ", "Z", "two words", ""};

}  // namespace

ProgramWriter::ProgramWriter(Choices& choices, const Profile& profile)
    : choices_(choices), profile_(profile), most_cost_(profile.most_cost) {
  builtin_names_.fill(Symbol::kNone);
}

// --- The program --------------------------------------------------------------------------------

Ast ProgramWriter::Write() {
  const std::size_t size = choices_.Pick(profile_.size_weights);
  fuel_ = static_cast<int>(profile_.sizes.at(size));
  if (Flip(profile_.uncaught)) around_.errors = kEveryError;
  Statements statements;
  WriteBeginning(statements);
  if (Flip(profile_.in_chant)) WriteInChant(statements);
  WriteMany(statements);
  WriteEnd(statements);
  return tree_.Finish(statements);
}

void ProgramWriter::WriteMany(Statements& out) {
  for (std::uint32_t i = 0; i < kMostStatements && !Tired() && !choices_.exhausted(); ++i) {
    WriteStatement(out);
  }
}

void ProgramWriter::WriteBeginning(Statements& out) {
  if (Flip(profile_.has_note)) WriteNote(out);
  WriteFirstVariables(out);
  if (Flip(profile_.begins_with_import)) WriteImport(out);
  if (Flip(profile_.begins_with_form)) WriteForm(out);
  if (Flip(profile_.begins_with_variant)) WriteVariant(out);
  if (Flip(profile_.begins_with_aspect)) WriteAspect(out);
  if (Flip(profile_.begins_with_grove)) WriteGrove(out);
}

void ProgramWriter::WriteFirstVariables(Statements& out) {
  for (std::uint32_t i = Below(profile_.most_first_variables + 1u); i > 0; --i) {
    const TypeId type = RandomType(1);
    const bool weave = !Flip(30);
    const Made value = Literal(type);
    const Symbol name = NameForNew();
    out.push_back(weave ? tree_.Weave(name, value.expr) : tree_.Bind(name, value.expr));
    Declare(name, type, value.facts, weave);
  }
}

// Nearly the whole program as the body of a chant: its variables are locals, not globals.
void ProgramWriter::WriteInChant(Statements& out) {
  const Symbol name = NameForGlobal();
  Statements statements;
  ChantInfo info;
  info.errors = around_.errors;
  const int rest = fuel_ / 4;
  fuel_ -= rest;
  {
    const InChant chant(*this, TypeId::kAny, around_.errors, most_cost_ / 2);
    scope_.Declare({.name = name});
    --block_depth_;
    WriteFirstVariables(statements);
    WriteMany(statements);
    ++block_depth_;
    Exprs state;
    for (Scope::Index i = scope_.count(); i-- > 0 && state.size() < 8;) {
      if (scope_[i].type != TypeId::kOther && scope_.IsVisible(i)) {
        state.push_back(tree_.NameOf(scope_[i].name));
      }
    }
    statements.push_back(tree_.ExprStmtOf(tree_.List(state)));
    info.cost = chant.cost();
  }
  fuel_ += rest;
  out.push_back(tree_.ChantStmtOf(tree_.MakeChant(name, {}, tree_.BlockOf(statements))));
  Signature signature;
  DeclareChant(name, signature, info);
  const Symbol result = NameForGlobal();
  out.push_back(tree_.Bind(result, tree_.Call(tree_.NameOf(name), {})));
  Charge(info.cost);
  Declare(result, TypeId::kAny, {.size = 8 * kValueSize}, false);
}

void ProgramWriter::WriteEnd(Statements& out) {
  if (!Flip(profile_.ends_with_state)) {
    WriteLast(TypeId::kAny, out);
    return;
  }
  Exprs state;
  for (Scope::Index i = 0; i < scope_.count() && state.size() < 8; ++i) {
    if (scope_[i].type != TypeId::kOther && scope_.IsVisible(i)) {
      state.push_back(tree_.NameOf(scope_[i].name));
    }
  }
  out.push_back(tree_.ExprStmtOf(tree_.List(state)));
}

// --- Blocks -------------------------------------------------------------------------------------

ProgramWriter::Mark ProgramWriter::EnterBlock() const {
  return {scope_.Enter(), methods_.size(), definitions_.size(), movers_.size()};
}

void ProgramWriter::LeaveBlock(const Mark& mark) {
  scope_.Leave(mark.variables);
  methods_.erase(methods_.begin() + static_cast<std::ptrdiff_t>(mark.methods), methods_.end());
  movers_.erase(movers_.begin() + static_cast<std::ptrdiff_t>(mark.movers), movers_.end());
  definitions_.resize(mark.definitions);
}

ProgramWriter::InChant::InChant(ProgramWriter& writer, TypeId result, ErrorKinds errors,
                                std::uint64_t most_cost)
    : writer_(writer),
      around_(writer.around_),
      cost_(writer.cost_),
      most_cost_(writer.most_cost_),
      depth_(writer.depth_),
      mark_(writer.EnterBlock()) {
  writer_.around_ = {.file = false,
                     .chant = true,
                     .function = static_cast<std::uint8_t>(around_.function + 1),
                     .result = result,
                     .errors = errors};
  writer_.cost_ = 0;
  writer_.most_cost_ = most_cost;
  if (++writer_.block_depth_ < writer_.profile_.block_depth) writer_.depth_ = 0;
}

ProgramWriter::InChant::~InChant() {
  writer_.LeaveBlock(mark_);
  --writer_.block_depth_;
  writer_.around_ = around_;
  writer_.cost_ = cost_;
  writer_.most_cost_ = most_cost_;
  writer_.depth_ = depth_;
}

std::uint32_t ProgramWriter::InChant::cost() const {
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(writer_.cost_ + 4, 1'000'000));
}

MadeBlock ProgramWriter::WriteBlock(TypeId goal) {
  const Restore around(around_);
  around_.file = false;
  around_.grove = false;
  ++block_depth_;
  const Mark mark = EnterBlock();
  Statements statements;
  const Facts facts = WriteBody(goal, statements);
  LeaveBlock(mark);
  --block_depth_;
  return {tree_.BlockOf(statements), facts};
}

void ProgramWriter::WriteStatements(std::uint32_t count, Statements& out) {
  for (std::uint32_t i = 0; i < count && !Tired(); ++i) WriteStatement(out);
}

Facts ProgramWriter::WriteBody(TypeId goal, Statements& out) {
  WriteStatements(Below(profile_.most_block_statements + 1u), out);
  if (around_.loop && Flip(profile_.leaves_loop)) WriteLeave(out);
  if (goal != TypeId::kAny || Tired() || Flip(40)) return WriteLast(goal, out);
  // A value that nobody needs may come from any statement.
  WriteStatement(out);
  return {.size = kArgumentSize};
}

// --- Names --------------------------------------------------------------------------------------

Symbol ProgramWriter::Numbered(std::string_view stem) {
  char buffer[32];
  char* end = std::copy(stem.begin(), stem.end(), buffer);
  end = std::to_chars(end, buffer + sizeof(buffer), ++numbered_).ptr;
  return tree_.Name({buffer, static_cast<std::size_t>(end - buffer)});
}

Symbol ProgramWriter::NameForNothing() { return Numbered("v"); }

Symbol ProgramWriter::NameForLocal() {
  if (Flip(profile_.shadow_builtin)) {
    const BuiltinNumber builtin = kShadowable.at(Below(kShadowable.size()));
    Symbol& name = builtin_names_.at(builtin);
    if (name == Symbol::kNone) name = tree_.Name(kBuiltinSignatures.at(builtin).name);
    return name;
  }
  const std::uint32_t first = Below(kVariableNames.size());
  const bool may_hide = Flip(profile_.shadow);
  for (std::uint32_t i = 0; i < kVariableNames.size(); ++i) {
    const Symbol name = tree_.Name(kVariableNames.at((first + i) % kVariableNames.size()));
    if (may_hide || !scope_.IsDeclared(name)) return name;
  }
  return NameForNothing();
}

// A name that no global has, and no chant takes for a builtin.
Symbol ProgramWriter::NameForGlobal() {
  const std::uint32_t first = Below(kVariableNames.size());
  if (Flip(profile_.shadow_builtin)) {
    const BuiltinNumber builtin = kShadowable.at(first % kShadowable.size());
    const Symbol name = tree_.Name(kBuiltinSignatures.at(builtin).name);
    if (!used_builtins_.test(builtin) && !scope_.IsDeclared(name)) {
      builtin_names_.at(builtin) = name;
      return name;
    }
  }
  for (std::uint32_t i = 0; i < kVariableNames.size(); ++i) {
    const Symbol name = tree_.Name(kVariableNames.at((first + i) % kVariableNames.size()));
    if (!scope_.IsDeclared(name)) return name;
  }
  return NameForNothing();
}

Symbol ProgramWriter::NameForNew() {
  if (around_.grove) return NameForNothing();
  return around_.file ? NameForGlobal() : NameForLocal();
}

Symbol ProgramWriter::Key(std::uint32_t index) { return tree_.Name(kKeys.at(index)); }

Scope::Index ProgramWriter::Declare(Symbol name, TypeId type, const Facts& facts, bool weave) {
  Variable variable;
  variable.name = name;
  variable.type = type;
  variable.facts = facts;
  variable.weave = weave;
  variable.settable = weave;
  variable.global = around_.file || around_.grove;
  variable.function = around_.function;
  variable.multiplier = around_.multiplier;
  variable.base = facts.size;
  if (weave) {
    // Every later set must be as good.
    variable.facts.least = std::min<std::uint8_t>(facts.least, 4);
    variable.facts.inner = std::min<std::uint8_t>(facts.inner, 3);
    variable.facts.most = static_cast<std::uint8_t>(kLargestSmall);
    if (!types_.IsScalar(type)) {
      variable.base = std::max(facts.size, kLeastBase);
      variable.reserve = kReserve;
      variable.facts.size = variable.base + variable.reserve;
    }
  }
  return scope_.Declare(variable);
}

// --- Types --------------------------------------------------------------------------------------

TypeId ProgramWriter::ScalarType() {
  constexpr std::array<std::uint8_t, 4> kWeights = {50, 25, 20, 5};
  constexpr std::array<TypeId, 4> kTypes = {TypeId::kNumber, TypeId::kText, TypeId::kTruth,
                                            TypeId::kNothing};
  return kTypes.at(choices_.Pick(kWeights));
}

TypeId ProgramWriter::RandomType(int depth) {
  const auto choice = static_cast<TypeChoice>(choices_.Pick(profile_.types));
  switch (choice) {
    case TypeChoice::kNumber:
      return TypeId::kNumber;
    case TypeChoice::kText:
      return TypeId::kText;
    case TypeChoice::kTruth:
      return TypeId::kTruth;
    case TypeChoice::kNothing:
      return TypeId::kNothing;
    case TypeChoice::kRange:
      return TypeId::kRange;
    case TypeChoice::kCapability:
      return TypeId::kCapability;
    case TypeChoice::kForm:
    case TypeChoice::kVariant:
      if (definitions_.empty()) return ScalarType();
      return definitions_[Below(static_cast<std::uint32_t>(definitions_.size()))];
    case TypeChoice::kAny:
      return depth == 0 ? ScalarType() : TypeId::kAny;
    default:
      break;
  }
  if (depth == 0) return ScalarType();
  switch (choice) {
    case TypeChoice::kList:
      return types_.ListOf(RandomType(depth - 1));
    case TypeChoice::kMap:
      return types_.MapOf(RandomType(depth - 1));
    case TypeChoice::kMaybe:
      return types_.MaybeOf(RandomType(depth - 1));
    case TypeChoice::kOutcome: {
      const TypeId triumph = RandomType(depth - 1);
      return types_.OutcomeOf(triumph, ScalarType());
    }
    case TypeChoice::kIterator: {
      const TypeId item = RandomType(0);
      return Flip(20) ? types_.StepOf(item) : types_.IteratorOf(item);
    }
    default: {
      Signature signature;
      for (std::uint32_t params = Below(3); params > 0; --params) {
        signature.params.push_back(ScalarType());
      }
      signature.result = ScalarType();
      return types_.ChantOf(signature);
    }
  }
}

const TypeExpr* ProgramWriter::TypeName(TypeId type) {
  const auto of = [&](std::string_view name, std::initializer_list<TypeId> parts) {
    std::vector<const TypeExpr*> arguments;
    for (const TypeId part : parts) arguments.push_back(TypeName(part));
    return tree_.Type(name, arguments);
  };
  switch (types_.KindOf(type)) {
    case TypeKind::kNothing:
      return tree_.Type("Nothing");
    case TypeKind::kNumber:
    case TypeKind::kSmall:
      return tree_.Type("Number");
    case TypeKind::kTruth:
      return tree_.Type("Truth");
    case TypeKind::kText:
      return tree_.Type("Text");
    case TypeKind::kRange:
      return tree_.Type("Range");
    case TypeKind::kCapability:
      return tree_.Type("Capability");
    case TypeKind::kList:
      return of("List", {types_.FirstOf(type)});
    case TypeKind::kStep:
      return tree_.Type("List");
    case TypeKind::kMap:
      return tree_.Type("Map");
    case TypeKind::kMaybe:
      return of("Maybe", {types_.FirstOf(type)});
    case TypeKind::kOutcome:
      return of("Outcome", {types_.FirstOf(type), types_.SecondOf(type)});
    case TypeKind::kIterator:
      return tree_.Type("Iterator");
    case TypeKind::kChant:
      return tree_.Type(numbered_ % 2 == 0 ? "Chant" : "Function");
    case TypeKind::kForm:
      return tree_.Type(tree_.TextOf(types_.FormOf(type).name.name));
    case TypeKind::kVariant:
      return tree_.Type(tree_.TextOf(types_.VariantOf(type).name.name));
    default:
      return tree_.Type("Any");
  }
}

}  // namespace quicksilver::properties
