#ifndef QUICKSILVER_PROPERTIES_GENERATORS_PROGRAM_WRITER_H_
#define QUICKSILVER_PROPERTIES_GENERATORS_PROGRAM_WRITER_H_

// Writes one random program as a syntax tree. Private to the program generator: a class whose parts
// stand in files of their own, each about one thing:
//   program_writer.cc  budgets, names, types, blocks, the program as a whole
//   write_leaves.cc    literals and variables          write_expressions.cc  operators, detours
//   write_builtins.cc  calls of builtins               write_calls.cc        calls of chants
//   write_statements.cc  statements without blocks     write_places.cc       set of parts
//   write_control.cc   should, loops, ways out         write_match.cc        match and patterns
//   write_chants.cc    chants of every sort            write_definitions.cc  forms … imports
//   write_errors.cc    attempt, and errors on purpose  write_large.cc        what only size shows
//
// How it keeps its promises:
//   * Types. Every expression is made for a type that is asked for (`goal`).
//   * Facts. Every expression says how large its value may get and what is sure about it; a
//     variable's facts hold for ever, since every set is checked against them.
//   * Cost. cost_ is an upper estimate of the steps of the chant that is being written, each
//     statement counted as often as the loops around it may run it; a call adds the callee's.
//   * Errors. Around::errors says which kinds may leave the place that is being written: those that
//     a handler around it catches. A chant that may raise is called only where that is so.
// Invariant: a deliberate node is marked by the end of its span, which is 1 instead of 0.

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/base/assert.h"
#include "engine/runtime/error.h"
#include "engine/syntax/ast.h"
#include "properties/generators/builtin_signatures.h"
#include "properties/generators/choices.h"
#include "properties/generators/profile.h"
#include "properties/generators/scope.h"
#include "properties/generators/types.h"
#include "properties/trees/tree_builder.h"

namespace quicksilver::properties {

// Chants take arguments of at most so many parts, and give results of at most so many: what one
// gives another may take.
inline constexpr std::uint32_t kArgumentSize = 40;
// Nothing is larger, but for what write_large.cc makes.
inline constexpr std::uint32_t kValueSize = 200;
// What a weave may be set to is at least so large, and it may grow by so much beyond.
inline constexpr std::uint32_t kLeastBase = 20;
inline constexpr std::uint32_t kReserve = 40;
// Statements of the file, at most.
inline constexpr std::uint32_t kMostStatements = 60;
// Any callable value costs at most so many steps.
inline constexpr std::uint32_t kCallbackCost = 80;
// The keys that maps have.
inline constexpr std::uint32_t kKeyCount = 8;
inline constexpr std::uint32_t kNamedKeyCount = 6;  // the first of them can be written after a dot
// Candidates among which one is picked.
inline constexpr std::size_t kMostCandidates = 32;

// Of what never gives a value: whatever is said about that value is true.
inline constexpr Facts kFactsOfNoValue = {
    .size = 1, .least = 2, .inner = 1, .keys = 0b11, .most = 0};

struct Made {
  const Expr* expr = nullptr;
  Facts facts;
};

struct MadeBlock {
  Block block{};
  Facts facts;
};

// A set of error kinds.
using ErrorKinds = std::uint32_t;
constexpr ErrorKinds KindBit(ErrorKind kind) { return 1u << static_cast<unsigned>(kind); }
inline constexpr ErrorKinds kEveryError = KindBit(ErrorKind::kStackOverflow) - 1;

class ProgramWriter {
 public:
  ProgramWriter(Choices& choices, const Profile& profile);

  // Called once.
  Ast Write();
  // How many nodes are marked.
  int deliberate() const { return deliberate_; }

 private:
  using Exprs = std::vector<const Expr*>;
  using Statements = std::vector<const Stmt*>;

  // What is around the place that is being written.
  struct Around {
    bool file = true;    // a statement of the file itself: it declares globals
    bool grove = false;  // a statement of a grove itself
    bool chant = false;
    bool loop = false;
    bool may_yield = true;         // any value of the result's type will do
    std::uint8_t function = 0;     // how many chants
    TypeId result = TypeId::kAny;  // of the innermost chant
    ErrorKinds errors = 0;         // which may leave this place
    std::uint32_t multiplier = 1;  // how often it may run in one call of the chant
  };

  // What is known about a chant that has a name.
  struct ChantInfo {
    ErrorKinds errors = 0;
    std::uint32_t cost = 0;
    std::uint8_t least_items = 0;  // of the Lists that it is given
  };

  // A chant that gives a List back as it was but for its items, and takes a Number besides.
  struct Mover {
    Symbol name;
    TypeId list;
    std::int32_t chant;
  };

  // A name that a grove or a module offers.
  struct Member {
    Symbol name;
    TypeId type;
    Facts facts;
    std::int32_t chant = kNoChant;
  };
  struct Module {
    std::vector<Member> members;
  };

  struct Method {
    Symbol name;
    TypeId receiver;
    Signature signature;  // without self
    std::int32_t chant;   // index of what is known about it
  };

  // What the end of a block takes back.
  struct Mark {
    Scope::Index variables;
    std::size_t methods;
    std::size_t definitions;
    std::size_t movers;
  };

  // Undoes a change of a member at the end of a C++ scope.
  template <typename T>
  class Restore {
   public:
    explicit Restore(T& place) : place_(place), old_(place) {}
    ~Restore() { place_ = old_; }
    Restore(const Restore&) = delete;
    Restore& operator=(const Restore&) = delete;

   private:
    T& place_;
    T old_;
  };

  // While it lives, the body of a chant is being written: what is around, the costs and the depth
  // are the chant's own.
  class InChant {
   public:
    InChant(ProgramWriter& writer, TypeId result, ErrorKinds errors, std::uint64_t most_cost);
    ~InChant();
    InChant(const InChant&) = delete;
    InChant& operator=(const InChant&) = delete;
    // Of one call.
    std::uint32_t cost() const;

   private:
    ProgramWriter& writer_;
    Around around_;
    std::uint64_t cost_;
    std::uint64_t most_cost_;
    int depth_;
    Mark mark_;
  };

  // --- program_writer.cc
  bool Flip(std::uint32_t percent) { return choices_.Flip(percent); }
  std::uint32_t Below(std::uint32_t bound) { return choices_.Below(bound); }
  void Charge(std::uint64_t steps) { cost_ += steps * around_.multiplier; }
  bool CanAfford(std::uint64_t steps) const {
    return cost_ + steps * around_.multiplier <= most_cost_;
  }
  bool Tired() const { return fuel_ <= 0; }
  Mark EnterBlock() const;
  void LeaveBlock(const Mark& mark);
  MadeBlock WriteBlock(TypeId goal);
  void WriteStatements(std::uint32_t count, Statements& out);
  // Statements of a block that is entered already, the last of which gives a value of `goal`.
  Facts WriteBody(TypeId goal, Statements& out);
  // Statements until the nodes are used up.
  void WriteMany(Statements& out);
  void WriteBeginning(Statements& out);
  void WriteFirstVariables(Statements& out);
  void WriteInChant(Statements& out);
  void WriteEnd(Statements& out);
  Symbol NameForLocal();
  Symbol NameForGlobal();
  Symbol NameForNew();      // where the statement stands
  Symbol NameForNothing();  // numbered: never used otherwise
  Symbol Numbered(std::string_view stem);
  Scope::Index Declare(Symbol name, TypeId type, const Facts& facts, bool weave);
  TypeId RandomType(int depth);
  TypeId ScalarType();
  const TypeExpr* TypeName(TypeId type);
  Symbol Key(std::uint32_t index);

  // One of the newest variables that can be named here and of which `fits(variable)` holds.
  template <typename Predicate>
  std::optional<Scope::Index> PickVariable(Predicate&& fits) {
    std::array<Scope::Index, kMostCandidates> found{};
    std::uint32_t count = 0;
    for (Scope::Index i = scope_.count(); i-- > 0 && count < found.size();) {
      if (fits(scope_[i]) && scope_.IsVisible(i)) found.at(count++) = i;
    }
    if (count == 0) return std::nullopt;
    return found.at(Below(count));
  }

  // --- write_leaves.cc
  Made Literal(TypeId goal);
  Made Leaf(TypeId goal);
  Made NumberLiteral(double value);
  Made SmallLiteral(std::uint32_t least, std::uint32_t most);
  Made TextLiteral();
  Made LiteralWithItems(TypeId goal);
  Made LiteralMeeting(TypeId goal, const Facts& needed);
  std::optional<Made> ReadVariable(TypeId goal);
  Made Read(Scope::Index variable);
  bool IsReadable(const Variable& variable) const;

  // --- write_expressions.cc
  Made Expression(TypeId goal);
  // At most `size` parts.
  Made Bounded(TypeId goal, std::uint32_t size);
  // A value that may stand where a value with these facts did.
  Made Meeting(TypeId goal, const Facts& needed, std::uint32_t size);
  Made Compound(TypeId goal);
  Made Operator(TypeId goal);
  Made NumberOperator();
  Made TruthOperator();
  Made TextOperator();
  Made ListLiteral(TypeId item, std::uint32_t least, std::uint32_t most);
  Made MapLiteral(TypeId value);
  Made FormLiteral(TypeId form);
  Made VariantLiteral(TypeId variant);
  Made CaseLiteral(TypeId variant, std::uint32_t which);
  Made RangeLiteral();
  Made NonEmptyList(TypeId item);
  const Expr* NonZero();
  std::optional<Made> Element(TypeId goal);
  // Calls visit(part, type) for the parts that the variable's value is sure to have: an item, its
  // fields by place, its keys by bit, what it offers.
  template <typename Visit>
  void ForEachPart(const Variable& variable, Visit&& visit) {
    const TypeId type = variable.type;
    switch (types_.KindOf(type)) {
      case TypeKind::kText:
        if (variable.facts.least > 0) visit(0, TypeId::kText, kNoChant);
        return;
      case TypeKind::kList:
        if (variable.facts.least > 0) visit(0, types_.FirstOf(type), kNoChant);
        return;
      case TypeKind::kMap:
        for (std::uint32_t key = 0; key < kKeyCount; ++key) {
          if ((variable.facts.keys >> key & 1) != 0) visit(key, types_.FirstOf(type), kNoChant);
        }
        return;
      case TypeKind::kForm:
        for (std::uint32_t i = 0; i < types_.FormOf(type).fields.size(); ++i) {
          visit(i, types_.FormOf(type).fields[i].type, kNoChant);
        }
        return;
      case TypeKind::kModule: {
        const std::vector<Member>& members = modules_[types_.IndexOf(type)].members;
        for (std::uint32_t i = 0; i < members.size(); ++i) {
          visit(i, members[i].type, members[i].chant);
        }
        return;
      }
      case TypeKind::kStep: {
        const TypeId item = types_.FirstOf(type);
        visit(0, types_.IteratorOf(item), kNoChant);
        visit(1, types_.MaybeOf(item), kNoChant);
        return;
      }
      default:
        return;
    }
  }
  Made PartOf(Scope::Index variable, std::uint32_t part);
  const Expr* IndexBelow(std::uint32_t length);
  Made Noted(TypeId goal);
  Made Tried(TypeId goal);
  Made Wrapped(TypeId goal);
  const Expr* Condition();
  const Expr* Comparison();

  // --- write_builtins.cc
  bool HasBuiltin(BuiltinNumber builtin);
  Expr* BuiltinName(BuiltinNumber builtin);
  template <BuiltinNumber kBuiltin>
  Expr* CallBuiltin(std::initializer_list<const Expr*> arguments) {
    const Expr* callee = BuiltinName(kBuiltin);
    return tree_.Call(callee, TreeBuilder::Exprs(arguments.begin(), arguments.size()));
  }
  std::optional<Made> Builtin(TypeId goal);
  std::optional<Made> AnyBuiltin();
  std::optional<Made> WriteBuiltinNumber(BuiltinNumber builtin);
  struct BuiltinArguments;
  std::optional<Made> WriteBuiltin(BuiltinArguments& call);
  bool WriteArgument(Spec spec, BuiltinArguments& call);
  bool WriteNumberArgument(Spec spec, BuiltinArguments& call);
  bool WriteTextArgument(Spec spec, BuiltinArguments& call);
  bool WriteVariantArgument(Spec spec, BuiltinArguments& call);
  TypeId TypeOfSpec(Spec spec, const BuiltinArguments& call);
  bool BindResult(Spec spec, TypeId goal, BuiltinArguments& call);
  Facts ResultFacts(const BuiltinArguments& call);
  Expr* PrintCall(std::uint32_t arguments);

  // --- write_calls.cc
  Expr* MakeCall(const Expr* callee, const Exprs& arguments, bool method);
  void WriteArguments(const Signature& signature, std::uint8_t least_items, Exprs& out);
  bool MayCall(std::int32_t chant) const;
  bool IsCallable(TypeId type, TypeId goal) const;
  std::optional<Made> Call(TypeId goal);
  Made CallOf(const Expr* callee, Signature signature, std::int32_t chant);
  // f(…)(…), or the second call as a pipeline.
  Made CallCurried(const Variable& variable);
  std::uint8_t LeastItems(std::int32_t chant) const;
  bool GivesCallable(const Variable& variable, TypeId goal) const;
  Made CallMethod(Method method);
  void WriteUse(std::int32_t chant, TypeId result, const std::function<Made()>& call,
                Statements& out);
  std::string_view ReceiverName(TypeId type) const;

  // --- write_chants.cc
  Signature RandomSignature();
  void DeclareParams(const Signature& signature, std::uint8_t least_items,
                     std::vector<Param>& params);
  // The body costs about `most_cost` and may raise `errors`; `info` is filled.
  const Chant* WriteChant(Symbol name, const Signature& signature, ErrorKinds errors,
                          std::uint32_t most_cost, ChantInfo& info);
  // A nameless chant of the signature, or the name of a builtin that can do its work.
  Made ChantValue(TypeId type);
  Made CalledAtOnce(TypeId goal);
  ErrorKinds ErrorsOfChant();
  std::uint32_t BudgetOfChant() const;
  Scope::Index DeclareChant(Symbol name, const Signature& signature, const ChantInfo& info);
  // … and writes a statement that calls it, mostly.
  void DeclareAndUse(Symbol name, const Signature& signature, const ChantInfo& info,
                     Statements& out);
  const Stmt* StopAtZero(Symbol counter, TypeId result);
  const Expr* CountedCall(Symbol chant, Symbol counter, const Signature& signature);
  const Chant* WriteCountingChant(Symbol name, Symbol next, const Signature& signature, bool tail,
                                  ChantInfo& info);
  void WriteRecursion(Symbol next, Symbol counter, const Signature& signature, Statements& out);
  void WriteChantStatement(Statements& out);
  void WritePlainChant(Statements& out);
  void WriteRecursiveChant(Statements& out);
  void WriteMutualChants(Statements& out);
  void WriteTailLoop(Statements& out);
  void WriteMaker(Statements& out);
  void WriteForward(Statements& out);
  void WriteMover(Statements& out);
  void WriteNote(Statements& out);

  // --- write_statements.cc
  void WriteStatement(Statements& out);
  // False if such a statement is impossible here.
  bool WriteStatementOf(StatementChoice choice, Statements& out);
  void WriteBind(bool weave, Statements& out);
  bool Rebind(Statements& out);
  bool WriteSet(Statements& out);
  bool WriteGrow(Statements& out);
  const Expr* Grown(Scope::Index variable, bool guarded, std::uint32_t& added);
  bool WriteAlias(Statements& out);
  bool WriteMove(Statements& out);
  // The last statement of a block, whose value is one of `goal`.
  Facts WriteLast(TypeId goal, Statements& out);

  // --- write_places.cc
  bool HasParts(const Variable& variable) const;
  bool WritePlace(Statements& out);
  bool WritePlaceIn(Scope::Index variable, Statements& out);
  bool Grow(Scope::Index variable, std::uint32_t added);

  // --- write_control.cc
  Facts WriteShould(TypeId goal, Statements& out);
  MadeBlock WriteLoopBody(Symbol name, TypeId type, const Facts& facts, std::uint32_t trips);
  bool WriteForEach(Statements& out);
  bool WriteWhilst(Statements& out);
  bool WriteLeave(Statements& out);

  // --- write_match.cc
  Facts WriteMatch(TypeId goal, Statements& out);
  Facts WriteMatchOf(const Made& subject, TypeId type, TypeId goal, Statements& out);
  // Declares the pattern's variables. `always`: it matches every value of the type.
  const Pattern* WritePattern(TypeId type, const Facts& facts, int depth, bool& always);
  const Pattern* WriteBoxedPattern(TypeId type, const Facts& facts, int depth, bool& always);
  const Pattern* WriteCasePattern(TypeId type, const Facts& facts, int depth, bool& always);
  Symbol NameForPattern(Scope::Index first);

  // --- write_definitions.cc
  void WriteDefinition(Statements& out);
  void WriteForm(Statements& out);
  void WriteVariant(Statements& out);
  void WriteAspect(Statements& out);
  void WriteGrove(Statements& out);
  void OfferFromOutside(const Mark& mark, Module& module, std::vector<Symbol>& offered);
  void WriteImport(Statements& out);
  void ImportCounter(Statements& out);
  void ImportShapes(Statements& out);
  TypeId DeclareModule(Symbol name, Module module);
  void UseModule(Symbol name, TypeId module, Statements& out);
  const TypeExpr* FieldType(TypeId type);
  void WriteUseOfForm(TypeId form, Statements& out);
  void WriteUseOfVariant(TypeId variant, Statements& out);
  void WriteInGrove(Statements& out);
  void WriteOffer(Statements& out);
  bool IsNameable(TypeId type) const;

  // --- write_errors.cc
  Facts WriteAttempt(TypeId goal, Statements& out);
  // Null if none of the kinds that may be raised here can be raised by an expression.
  const Expr* RaisingExpression();
  const Expr* RaisingExpressionOf(ErrorKind kind);
  const Expr* WronglyTyped();
  const Expr* WrongArity();
  const Expr* FailingCall();
  bool CanRaise(ErrorKind kind) const;
  std::optional<ErrorKind> PickKind(ErrorKinds kinds);
  bool WriteRaisingStatement(ErrorKind kind, Statements& out);
  bool WriteRaisingPlace(ErrorKind kind, Statements& out);
  void PlaceRaising(const Expr* raising, Statements& out);
  Expr* Deliberate(Expr* expr);

  // --- write_large.cc
  void WriteLarge(Statements& out);
  void WriteDeepExpression(Statements& out);
  void WriteWideCall(Statements& out);
  void WriteLongList(Statements& out);
  void WriteManyLocals(Statements& out);
  void WriteManyUses(const std::vector<Symbol>& names, Statements& out);
  void WriteLongBody(std::uint32_t count, Statements& out);
  void WriteWideForm(Statements& out);
  void WriteWideAspect(Statements& out);
  void WriteDeepPlace(Statements& out);
  void WriteDeepBlocks(Statements& out);
  void WriteHuge(Statements& out);

  Choices& choices_;
  const Profile& profile_;
  TreeBuilder tree_;
  TypeTable types_;
  Scope scope_;
  Around around_;
  std::vector<Method> methods_;
  std::vector<Mover> movers_;
  std::vector<TypeId> definitions_;  // forms and variants that can be named here
  std::vector<ChantInfo> chants_;
  std::vector<Module> modules_;  // by the index of their types
  int fuel_ = 0;                 // nodes that may still be written
  std::uint64_t cost_ = 0;       // steps of the chant that is being written, at most
  std::uint64_t most_cost_ = 0;
  int depth_ = 0;  // of expressions
  int block_depth_ = 0;
  int deliberate_ = 0;
  std::uint32_t numbered_ = 0;
  Scope::Index pattern_start_ = 0;     // the variables of the pattern that is being written
  std::vector<Symbol> pattern_units_;  // unit cases that the pattern being written names alone
  bool has_shapes_ = false;            // the names of that module are taken
  Symbol note_ = Symbol::kNone;
  std::bitset<kBuiltinCount> used_builtins_;  // named somewhere: no global may take the name
  std::array<Symbol, kBuiltinCount> builtin_names_;
};

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_GENERATORS_PROGRAM_WRITER_H_
