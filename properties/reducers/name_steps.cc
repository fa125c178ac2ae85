// Names become a, b, c, … in the order in which the program introduces them.
//
// Names that mean something by themselves stay: builtins, types, `_`, what modules offer. All names
// change at once first; where that does not work, one by one.
#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "engine/runtime/builtins.h"
#include "properties/reducers/reducer.h"

namespace quicksilver::properties {
namespace {

bool Stays(std::string_view name) {
  static constexpr std::string_view kTypes[] = {
      "Number",  "Text",    "Truth",  "Nothing",  "List",       "Map",     "Chant",
      "Outcome", "Maybe",   "Range",  "Iterator", "Capability", "Grove",   "Function",
      "Any",     "Triumph", "Mishap", "Present",  "Absent",     "Builtin", "_"};
  if (FindBuiltin(name).has_value()) return true;
  return std::ranges::find(kTypes, name) != std::end(kTypes);
}

// The names that the program declares, in the order of the text.
class Declared {
 public:
  explicit Declared(const TreeIndex& index) {
    for (const Stmt* stmt : index.statements) Add(*stmt);
    for (const Chant* chant : index.chants) {
      Add(chant->name, chant->name_span);
      for (const Param& param : chant->params) Add(param.name, param.span);
      for (const Generic& generic : chant->generics) Add(generic.name, chant->span);
    }
    for (const Pattern* pattern : index.patterns) {
      if (pattern->kind == PatternKind::kName) Add(pattern->name, pattern->name_span);
    }
  }

  std::vector<Symbol> InOrder(const Ast& ast) const {
    std::vector<std::pair<std::uint32_t, Symbol>> places;
    for (const auto& [symbol, place] : first_) {
      if (!Stays(ast.Name(symbol))) places.emplace_back(place, symbol);
    }
    std::ranges::sort(places);
    std::vector<Symbol> symbols;
    for (const auto& [place, symbol] : places) symbols.push_back(symbol);
    return symbols;
  }

 private:
  void Add(Symbol symbol, Span span) {
    if (symbol == Symbol::kNone) return;
    const auto [place, added] = first_.emplace(symbol, span.begin);
    if (!added) place->second = std::min(place->second, span.begin);
  }
  void Add(const FieldDecl& field) { Add(field.name, field.name_span); }

  void Add(const Stmt& stmt) {
    switch (stmt.kind) {
      case StmtKind::kBind:
      case StmtKind::kWeave:
        return Add(As<BindStmt>(stmt).name, As<BindStmt>(stmt).name_span);
      case StmtKind::kForEach:
        return Add(As<ForEachStmt>(stmt).name, As<ForEachStmt>(stmt).name_span);
      case StmtKind::kForm:
        Add(As<FormStmt>(stmt).name, As<FormStmt>(stmt).name_span);
        for (const FieldDecl& field : As<FormStmt>(stmt).fields) Add(field);
        return;
      case StmtKind::kVariant:
        Add(As<VariantStmt>(stmt).name, As<VariantStmt>(stmt).name_span);
        for (const CaseDecl& one : As<VariantStmt>(stmt).cases) {
          Add(one.name, one.name_span);
          for (const FieldDecl& field : one.fields) Add(field);
        }
        return;
      case StmtKind::kAspect:
        Add(As<AspectStmt>(stmt).name, As<AspectStmt>(stmt).name_span);
        for (const AspectMethod& method : As<AspectStmt>(stmt).methods) {
          Add(method.name, method.name_span);
          for (const Param& param : method.params) Add(param.name, param.span);
        }
        return;
      case StmtKind::kEmbody:
        return Add(As<EmbodyStmt>(stmt).aspect, As<EmbodyStmt>(stmt).aspect_span);
      case StmtKind::kGrove:
        return Add(As<GroveStmt>(stmt).name, As<GroveStmt>(stmt).name_span);
      case StmtKind::kSummon:
        return Add(As<SummonStmt>(stmt).alias, stmt.span);
      default:
        return;
    }
  }

  std::map<Symbol, std::uint32_t> first_;
};

// a … z, then a1 … z1, and so on; `m` when `number` is 12.
std::string ShortName(std::size_t number) {
  std::string name(1, static_cast<char>('a' + number % 26));
  if (number >= 26) name += std::to_string(number / 26);
  return name;
}

}  // namespace

void ListNameSteps(const TreeIndex& index, Steps& steps) {
  const Ast& ast = index.ast();
  const std::vector<Symbol> declared = Declared(index).InOrder(ast);
  // Every other name in the tree, among them those that have to stay.
  std::set<std::string, std::less<>> taken;
  for (std::size_t i = 0; i < ast.symbols.size(); ++i) {
    const auto symbol = static_cast<Symbol>(i);
    if (std::ranges::find(declared, symbol) == declared.end()) {
      taken.insert(std::string(ast.Name(symbol)));
    }
  }
  std::vector<std::pair<Symbol, std::string>> renamed;
  std::size_t next = 0;
  for (const Symbol symbol : declared) {
    std::string name;
    do {
      name = ShortName(next++);
    } while (taken.contains(name));
    renamed.emplace_back(symbol, std::move(name));
  }
  steps.push_back([renamed](Edit& edit) {
    for (const auto& [symbol, name] : renamed) edit.Rename(symbol, name);
  });
  for (const auto& one : renamed) {
    const Symbol symbol = one.first;
    const std::string& name = one.second;
    const auto same = [&](Symbol other) { return ast.Name(other) == name; };
    if (std::ranges::any_of(declared, same)) continue;  // would be two things of one name
    steps.push_back([symbol, name](Edit& edit) { edit.Rename(symbol, name); });
  }
}

}  // namespace quicksilver::properties
