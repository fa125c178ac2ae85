#ifndef QUICKSILVER_COMPILER_ANALYSIS_H_
#define QUICKSILVER_COMPILER_ANALYSIS_H_

// What the code generator must know of a statement before it compiles it: what each name means and
// which variables chants capture.
//
// Names are resolved as section 4 of the definition says: the innermost variable declared textually
// before the use in an enclosing block, otherwise the global of that name. A grove's names are
// tried when reached, before what lies outside the grove, so a use resolves to a list of
// candidates; it ends where one is certain to be bound: a variable, a global, or a grove's name
// that a statement of the grove before the use has bound. Captured variables that can change
// (weave) live in Cells; all others are captured by value, which nobody can tell apart, because a
// chant can only see a variable that was initialised before it. Invariant: tables are indexed by
// NodeId or keyed by the address of the syntax node, and hold for one Ast. It is wrong to use them
// after the Ast is gone.

#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/base/native_stack.h"
#include "engine/syntax/ast.h"

namespace quicksilver {

using VariableId = std::uint32_t;
using FunctionId = std::uint32_t;
inline constexpr std::uint32_t kNoVariable = 0xFFFF'FFFF;

struct Variable {
  Symbol name = Symbol::kNone;
  FunctionId function = 0;
  bool is_weave = false;
  bool captured = false;
  bool by_variant = false;  // declared by a `variant` statement: patterns compare with it
  bool is_set = false;      // some `set` names it as its root
  bool boxed() const { return is_weave && captured; }
};

struct Candidate {
  enum class Kind : std::uint8_t { kVariable, kGrove, kGlobal };
  Kind kind = Kind::kGlobal;
  std::uint32_t index = 0;  // VariableId; for kGrove of the variable that holds the grove's Cell
  std::uint32_t slot = 0;   // kGrove: the entry
  bool bound = false;       // kGrove: certainly bound, the last of its list
};

// A use of a name: grove entries to try first, then one that is bound, one variable or the global.
struct CandidateRange {
  std::uint32_t first = 0;  // into Analysis::candidates
  std::uint32_t count = 0;
};

struct FunctionAnalysis {
  const Chant* chant = nullptr;  // null: the program
  FunctionId parent = 0;
  VariableId self = kNoVariable;  // the variable that names this chant, where a body can see it
  VariableId first_param = 0;
  std::vector<VariableId> captures;  // in order of their indexes
};

class Analysis {
 public:
  // Begins with `program`, to which all that follows refers. Keeps the memory of earlier programs.
  void Start(const Ast& program);
  // Analyses the next statement of the program's own block. They are analysed in their order, and
  // none depends on a later one: what comes next may look at each while it is still in the caches.
  void Add(const Stmt& stmt, NativeStack& stack);

  std::size_t variable_count() const { return variables_.size(); }
  const Variable& variable(VariableId id) const { return variables_[id]; }
  const FunctionAnalysis& function(FunctionId id) const { return functions_[id]; }
  std::size_t function_count() const { return functions_.size(); }

  // The use of a NameExpr, SetStmt root, GatherStmt grove or StructExpr (by node id).
  std::span<const Candidate> Use(NodeId node) const { return CandidatesOf(uses_[node]); }
  // The use of a pattern's name, a field's type name or an offered name (by address of the Pattern,
  // FieldDecl, OfferName).
  std::span<const Candidate> UseAt(const void* site) const;
  // The first variable that a statement declares: bind, weave, for each, chant, form, grove,
  // summon: one; variant: the definition, then each case; gather: one each. kNoVariable where it
  // makes globals.
  VariableId Declared(NodeId stmt) const { return declared_[stmt]; }
  // The variable that a name pattern binds.
  VariableId BoundBy(const Pattern* pattern) const;
  // The function of a chant.
  FunctionId FunctionOf(const Chant* chant) const { return function_of_[chant->number]; }
  // Which of the function's captures the variable is.
  std::uint32_t CaptureIndex(FunctionId function, VariableId variable) const {
    return capture_index_.at(CaptureKey(function, variable));
  }
  // The variable that holds a grove's Cell while its body runs.
  VariableId GroveCell(NodeId grove) const { return grove_cells_.at(grove); }
  // The entry of a name that the grove declares, or -1. Entry i has its value in Cell slot 2 i and
  // its flags in 2 i + 1.
  std::int64_t GroveEntry(NodeId grove, Symbol name) const;
  // All entries of a grove: its names, and one more for each other name that its body offers.
  std::uint32_t GroveEntryCount(NodeId grove) const;
  // The variable that holds the grove itself, for its offers.
  VariableId GroveObject(NodeId grove) const { return grove_objects_.at(grove); }
  // The innermost grove around an offer, also from inside chants, or kNoVariable.
  NodeId OfferingGrove(const OfferName* offer) const;
  // The entry through which a grove offers `name`.
  std::uint32_t OfferEntry(NodeId grove, Symbol name) const;

 private:
  friend class Analyser;
  std::span<const Candidate> CandidatesOf(CandidateRange use) const {
    return std::span(candidates_).subspan(use.first, use.count);
  }

  static std::uint64_t CaptureKey(FunctionId function, VariableId variable) {
    return std::uint64_t{function} << 32 | variable;
  }

  // One name in scope. What it shadows lies below it: an index of `in_scope_`, or kNotInScope.
  struct Binding {
    Candidate candidate;
    Symbol name = Symbol::kNone;
    std::uint32_t shadowed = kNotInScope;
  };
  static constexpr std::uint32_t kNotInScope = 0xFFFF'FFFF;
  struct Scope {
    std::size_t names;  // size of in_scope_ at entry
    NodeId grove;       // the grove whose names this scope's declarations are, or none
  };

  std::vector<Variable> variables_;
  std::vector<FunctionAnalysis> functions_;
  std::vector<Candidate> candidates_;
  std::vector<CandidateRange> uses_;
  std::vector<VariableId> declared_;
  std::unordered_map<const void*, CandidateRange> site_uses_;
  std::unordered_map<const Pattern*, VariableId> bound_;
  std::vector<FunctionId> function_of_;                             // by Chant::number
  std::unordered_map<std::uint64_t, std::uint32_t> capture_index_;  // by CaptureKey
  std::unordered_map<NodeId, VariableId> grove_cells_;
  std::unordered_map<NodeId, VariableId> grove_objects_;
  std::unordered_map<const OfferName*, NodeId> offering_groves_;
  // A grove's entries: first the names that it declares, then others that its body offers.
  struct GroveEntries {
    std::unordered_map<Symbol, std::uint32_t> index;
    std::uint32_t declared = 0;
  };
  std::unordered_map<NodeId, GroveEntries> grove_entries_;

  // The walk's own; empty between statements but for the size of `innermost_`.
  std::vector<std::uint32_t> innermost_;  // by Symbol: its binding in `in_scope_`, or kNotInScope
  std::vector<Binding> in_scope_;
  std::vector<Scope> scopes_;
};

}  // namespace quicksilver

#endif  // QUICKSILVER_COMPILER_ANALYSIS_H_
