#ifndef QUICKSILVER_PROPERTIES_REDUCERS_TREE_INDEX_H_
#define QUICKSILVER_PROPERTIES_REDUCERS_TREE_INDEX_H_

// The parts of a parsed program in one place: by node id, by parent, outermost first.
//
// Invariant: `expressions`, `statements`, `patterns` and `chants` list every part once, a parent
// before its children and otherwise in source order; parents are node ids, and a node inside a
// chant's body has the chant's node as an ancestor. The index refers to the tree, which must stay
// where it is. It is wrong to use it for a tree whose node ids are not dense (built trees are
// parsed first).

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/engine.h"
#include "engine/syntax/ast.h"

namespace quicksilver::properties {

inline constexpr NodeId kNoNode = 0xFFFF'FFFF;

struct IndexedNode {
  // One of the two, unless the id belongs to no node.
  const Expr* expr = nullptr;
  const Stmt* stmt = nullptr;
  NodeId parent = kNoNode;

  std::string_view kind() const;  // `Binary`, `Should`; `-` for no node
  Span span() const;
};

class TreeIndex {
 public:
  explicit TreeIndex(const Ast& ast);
  explicit TreeIndex(const Program& program) : TreeIndex(program.ast()) { program_ = &program; }

  const Ast& ast() const { return ast_; }
  // The program that the tree is of; null if only the tree was given.
  const Program* program() const { return program_; }
  const std::vector<IndexedNode>& nodes() const { return nodes_; }
  const IndexedNode& node(NodeId id) const { return nodes_[id]; }

  std::vector<const Expr*> expressions;
  std::vector<const Stmt*> statements;
  std::vector<const Pattern*> patterns;
  std::vector<const Chant*> chants;
  std::vector<const Block*> blocks;

  // The expression with exactly this span, or else the statement, or else the smallest node that
  // contains it; kNoNode when there is none.
  NodeId Find(Span span) const;
  // The number of ancestors.
  std::uint32_t DepthOf(NodeId id) const;
  // Whether the grammar wants a name where the expression stands, by itself or as the grove of one:
  // for the form of a struct (`x { … }`) and before type arguments (`x<T>(…)`).
  bool WantsAName(const Expr& expr) const;

 private:
  const Ast& ast_;
  const Program* program_ = nullptr;
  std::vector<IndexedNode> nodes_;
};

// The blocks of a statement itself, in source order; of a chant statement its body.
std::vector<const Block*> BlocksOf(const Stmt& stmt);

// The size of a program as people count it and as findings report it: expressions, patterns, and
// statements other than those that are only an expression.
std::uint32_t CountNodes(const Ast& ast);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_REDUCERS_TREE_INDEX_H_
