#ifndef QUICKSILVER_PROPERTIES_ORACLES_REWRITES_TREE_FACTS_H_
#define QUICKSILVER_PROPERTIES_ORACLES_REWRITES_TREE_FACTS_H_

// What the rewrites must know about a program that a single node does not tell: where an expression
// stands, and what its names can mean.
//
// The facts are gathered in one walk and are deliberately coarse (a name is judged by all its
// declarations in the file at once): a rewrite that is not sure does not apply. They use nothing of
// the engines' own name resolution, which is under test. Invariant: facts hold for the tree that
// they were made from, which is a parsed one: its ids are dense and its spans true. It is wrong to
// ask about nodes of a copy.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/syntax/ast.h"

namespace quicksilver::properties {

class TreeFacts {
 public:
  explicit TreeFacts(const Ast& ast);

  const Ast& ast() const { return ast_; }

  // --- Where an expression stands
  // Its parent means something else when another kind of expression stands here: the `x.m` of
  // `x.m(…)`, the `f` of `f<T>(…)`, the stage of a pipeline, the definition of a struct literal.
  bool IsPartOfForm(const Expr& expr) const { return part_of_form_[expr.id]; }
  // The call of a `yield`, which may be a tail call.
  bool IsYieldedCall(const Expr& expr) const { return yielded_call_[expr.id]; }
  // It contains a `?` that would leave another chant if the expression stood inside one.
  bool HasTry(const Expr& expr) const { return has_try_[expr.id]; }

  // --- Where a statement stands
  bool IsLast(const Stmt& stmt) const { return last_[stmt.id]; }  // of its block: the block's value
  // Directly in the file or in a grove: what it declares is an entry, not a variable.
  bool IsOuter(const Stmt& stmt) const { return outer_[stmt.id]; }
  // The last of a chant's body: its value is the chant's.
  bool EndsChant(const Stmt& stmt) const { return ends_chant_[stmt.id]; }

  // --- What names mean
  // The name of a builtin, and nothing in the file declares it.
  bool IsBuiltin(Symbol name) const { return names_[Index(name)].builtin; }
  // Whether reading the name here gives the same as reading it anywhere later, and cannot raise: a
  // builtin, a chant that the file's top declares before this place, or a parameter, if that is the
  // name's only declaration.
  bool IsSteady(const NameExpr& use) const;
  // As IsSteady, and what it names is a chant or a builtin.
  bool IsSteadyCallable(const NameExpr& use) const;
  // Names only variables of blocks that are declared by bind, weave, parameters, loops and
  // patterns, and nothing else anywhere: no global, field, key, type or chant. All its uses can be
  // renamed.
  bool IsPlainLocal(Symbol name) const;
  // Every name that some expression reads, in the order of the symbols.
  const std::vector<Symbol>& read_names() const { return read_names_; }

  // Names that begin with this are new: `fresh`, with more letters where the program has such
  // names.
  const std::string& fresh_prefix() const { return fresh_prefix_; }

 private:
  struct NameFacts {
    std::uint32_t declarations = 0;  // of variables, of any sort
    std::uint32_t plain = 0;         // of those, by bind, weave, parameter, loop, pattern
    bool at_top = false;             // one of them makes a global or a grove's entry
    bool other_use = false;          // as a field, key, type, method, export, …
    bool read = false;
    bool builtin = false;
    const ChantStmt* top_chant = nullptr;
    const Block* parameter_of = nullptr;  // the body of the chant whose parameter it is
  };
  static std::size_t Index(Symbol name) { return static_cast<std::size_t>(name); }

  void NoteExpr(const Expr& expr);
  void NoteStmt(const Stmt& stmt);
  void NotePattern(const Pattern& pattern);
  void NoteChant(const Chant& chant, bool is_method);
  void NoteDefinition(const Stmt& stmt);
  void NoteBlock(const Block& block);
  void NoteOuter(const Block& block);
  void MarkTries();
  void Declare(Symbol name, bool plain);
  void NoteType(const TypeExpr* type);
  void Other(Symbol name);

  const Ast& ast_;
  std::vector<bool> part_of_form_;  // by node id
  std::vector<bool> yielded_call_;
  std::vector<bool> has_try_;
  std::vector<bool> last_;
  std::vector<bool> outer_;
  std::vector<bool> ends_chant_;
  std::vector<const Expr*> tries_;
  std::vector<const Expr*> parent_;  // the expression around it, by node id
  std::vector<const Block*> grove_bodies_;
  std::vector<NameFacts> names_;  // by symbol
  std::vector<Symbol> read_names_;
  std::string fresh_prefix_;
};

// The operand that is evaluated before everything else in `expr`; null for a leaf.
const Expr* FirstOperand(const Expr& expr);

// The expression that a statement evaluates first, and once each time that the statement is
// reached; null where there is none.
const Expr* FirstExpression(const Stmt& stmt);

// Whether the statement makes a variable, a definition or an export of its block.
bool Declares(const Stmt& stmt);

// Whether the block has a `break` or `continue` of the loop whose body it is.
bool LeavesItsLoop(const Block& block);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ORACLES_REWRITES_TREE_FACTS_H_
