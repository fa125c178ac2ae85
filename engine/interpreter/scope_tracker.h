#ifndef QUICKSILVER_INTERPRETER_SCOPE_TRACKER_H_
#define QUICKSILVER_INTERPRETER_SCOPE_TRACKER_H_

// The scopes that are open at one point of the resolver's walk, and what each name means there.
//
// Every name has a stack of bindings, the innermost last, so looking up is taking the last one;
// leaving a scope takes its bindings off. A name without bindings is the file's global. Invariant:
// scopes are entered and left in the order of the text. A slot is given to one variable at a time
// and given again after the variable's block has ended. It is wrong to keep a NameUse that was made
// before Finish without letting Finish see it.

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "engine/interpreter/resolution.h"
#include "engine/syntax/ast.h"

namespace quicksilver {

class ScopeTracker {
 public:
  enum class Variable : std::uint8_t { kFixed, kWeave, kByVariant };

  // Begins inside the file's own function and top-level scope.
  ScopeTracker(const Ast& ast, Resolution& resolution);

  // A chant, or a form's field types: captures are added to `captures`, which must stay where it
  // is. `self`: the name that means the chant or form itself inside, kNone where that is an entry.
  void EnterFunction(std::vector<CapturedFrom>& captures, Symbol self);
  std::uint32_t LeaveFunction();  // gives the frame's size

  void EnterBlock();
  BlockSlots LeaveBlock();

  // A grove's body; `names` are what its own statements declare, without repetition.
  void EnterGrove(std::span<const Symbol> names);
  GroveCode LeaveGrove();
  bool in_grove() const { return !groves_.empty(); }
  // An entry of the innermost grove beyond its names, and where the Grove is found from here.
  std::uint32_t AddGroveEntry();
  NameUse InnermostGrove();

  // Whether what the current scope's statements declare are the file's globals / are locals.
  bool at_top_level() const { return scopes_.back().kind == ScopeKind::kFile; }
  bool declares_locals() const { return scopes_.back().kind == ScopeKind::kBlock; }

  NameUse Declare(Symbol name, Variable variable);
  // A slot for a parameter or pattern variable; `_` gets one without a name.
  std::uint32_t DeclareSlot(Symbol name);
  NameUse Resolve(Symbol name);
  // Makes a local weave that `use` means live in a Cell, as if a chant had captured it.
  void KeepInCell(const NameUse& use);

  // Turns slots of captured weaves into slots of Cells, wherever a NameUse was stored.
  void Finish();

 private:
  enum class ScopeKind : std::uint8_t { kFile, kBlock, kGrove };

  struct Local {
    std::uint32_t function = 0;  // depth
    std::uint32_t slot = 0;
    bool self = false;
    bool weave = false;
    bool by_variant = false;
    bool captured = false;
  };
  struct Binding {
    std::uint32_t local = 0;  // a grove's entry: the hidden local that holds the Grove
    bool grove = false;
    std::uint32_t entry = 0;
    // What the name means further out, once for each function that asks (grove entries only).
    std::uint32_t otherwise_function = 0xFFFF'FFFF;
    std::uint32_t otherwise = 0;
  };
  struct Scope {
    ScopeKind kind = ScopeKind::kBlock;
    std::uint32_t first_slot = 0;
    std::vector<Symbol> bound;
  };
  struct Function {
    std::uint32_t id = 0;
    std::vector<CapturedFrom>* captures = nullptr;
    std::unordered_map<std::uint32_t, std::uint32_t> capture_of;  // local: capture
    std::uint32_t next_slot = 0;
    std::uint32_t frame_size = 0;
    Symbol self = Symbol::kNone;
  };
  struct OpenGrove {
    std::uint32_t holder = 0;  // local
    std::uint32_t entry_count = 0;
  };

  std::vector<Binding>& BindingsOf(Symbol name) {
    return bindings_[static_cast<std::uint32_t>(name)];
  }
  std::uint32_t NewSlot();
  std::uint32_t NewLocal(Local local);
  void Bind(Symbol name, Binding binding);
  NameUse UseOf(std::uint32_t local);
  NameUse UseOfEntry(const Binding& binding);
  NameUse ResolveFrom(Symbol name, std::size_t depth);
  std::uint32_t CaptureOf(std::uint32_t local);
  void Patch(NameUse& use) const;

  bool IsUnnamed(Symbol name) const { return ast_.Name(name) == "_"; }

  const Ast& ast_;
  Resolution& resolution_;
  std::vector<std::vector<Binding>> bindings_;  // by Symbol
  std::vector<Local> locals_;
  std::vector<Scope> scopes_;
  std::vector<Function> functions_;
  std::vector<OpenGrove> groves_;
  std::uint32_t next_function_id_ = 0;
};

}  // namespace quicksilver

#endif  // QUICKSILVER_INTERPRETER_SCOPE_TRACKER_H_
