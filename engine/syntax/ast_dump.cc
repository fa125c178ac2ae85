#include "engine/syntax/ast_dump.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <span>

#include "engine/base/assert.h"
#include "engine/base/native_stack.h"
#include "engine/base/number_text.h"
#include "engine/syntax/ast_children.h"
#include "engine/syntax/literal.h"

namespace quicksilver {
namespace {

constexpr std::size_t kDeepestIndent = 40;

class Dump {
 public:
  explicit Dump(const Ast& ast) : ast_(ast) {}

  std::string Run() {
    NativeStack::Scope scope(stack_);
    DumpStatements(ast_.program);
    for (const Comment& comment : ast_.comments) Line("Comment", comment.text, comment.span);
    return std::move(out_);
  }

 private:
  template <typename Body>
  void Deeper(Body&& body) {
    ++depth_;
    const bool room = stack_.Run(body);
    QS_ASSERT(room, "the stack's budget holds a tree of the highest nesting");
    static_cast<void>(room);
    --depth_;
  }

  std::string_view Name(Symbol symbol) const {
    return symbol == Symbol::kNone ? std::string_view("_") : ast_.Name(symbol);
  }

  void Line(std::string_view kind, std::string_view detail, Span span) {
    out_.append(std::min(depth_, kDeepestIndent) * 2, ' ').append(kind);
    if (!detail.empty()) out_.append(" ").append(detail);
    const Position begin = ast_.lines.PositionOf(span.begin);
    const Position end = ast_.lines.PositionOf(span.end);
    out_ += fmt::format(" {}:{}-{}:{}\n", begin.line, begin.column, end.line, end.column);
  }

  // A line without a span, for parts that have none of their own.
  void Label(std::string_view text) {
    out_.append(std::min(depth_, kDeepestIndent) * 2, ' ').append(text).append("\n");
  }

  static std::string Quoted(std::string_view text) {
    std::string quoted;
    AppendTextLiteral(quoted, text);
    return quoted;
  }

  std::string TypeText(const TypeExpr* type) {
    std::string text;
    if (type != nullptr) AppendType(text, *type);
    return text;
  }

  void AppendType(std::string& text, const TypeExpr& type) {
    Deeper([&] {
      text += Name(type.name);
      for (const TypeExpr* const& argument : type.arguments) {
        text += &argument == type.arguments.data() ? "<" : ", ";
        AppendType(text, *argument);
      }
      if (!type.arguments.empty()) text += '>';
    });
  }

  std::string TypesText(std::span<const TypeExpr* const> types) {
    std::string text;
    for (const TypeExpr* type : types) text.append(text.empty() ? "" : ", ").append(TypeText(type));
    return text.empty() ? text : "<" + text + ">";
  }

  static std::string Joined(std::string_view name, std::string_view separator,
                            const std::string& type) {
    std::string text(name);
    if (!type.empty()) text.append(separator).append(type);
    return text;
  }

  // What belongs to the expression alone; its children follow on lines of their own.
  std::string Detail(const Expr& expr) {
    switch (expr.kind) {
      case ExprKind::kNumber: {
        std::string text;
        AppendNumber(text, As<NumberExpr>(expr).value);
        return text;
      }
      case ExprKind::kText:
        return Quoted(As<TextExpr>(expr).value);
      case ExprKind::kTruth:
        return As<TruthExpr>(expr).value ? "true" : "false";
      case ExprKind::kName:
        return std::string(Name(As<NameExpr>(expr).name));
      case ExprKind::kUnary: {
        constexpr std::string_view kOps[] = {"-", "not", "borrow", "borrow mut"};
        return std::string(kOps[static_cast<std::size_t>(As<UnaryExpr>(expr).op)]);
      }
      case ExprKind::kBinary:
        return std::string(BinaryOpText(As<BinaryExpr>(expr).op));
      case ExprKind::kLogical:
        return As<LogicalExpr>(expr).op == LogicalOp::kAnd ? "and" : "or";
      case ExprKind::kCall:
        return TypesText(As<CallExpr>(expr).type_arguments);
      case ExprKind::kField:
        return std::string(Name(As<FieldExpr>(expr).field));
      case ExprKind::kMap:
        return Keys(As<MapExpr>(expr).entries);
      case ExprKind::kStruct:
        return TypesText(As<StructExpr>(expr).type_arguments) + Keys(As<StructExpr>(expr).entries);
      case ExprKind::kOutcome: {
        constexpr std::string_view kCases[] = {"Triumph", "Mishap", "Present"};
        return std::string(kCases[static_cast<std::size_t>(As<OutcomeExpr>(expr).outcome)]);
      }
      case ExprKind::kRequest: {
        const auto& request = As<RequestExpr>(expr);
        return fmt::format("{} {}", request.resource, Quoted(request.justification));
      }
      default:
        return {};
    }
  }

  std::string Keys(std::span<const Entry> entries) const {
    std::string keys;
    for (const Entry& entry : entries) {
      keys.append(keys.empty() ? "" : ", ").append(Quoted(Name(entry.key)));
    }
    return "{" + keys + "}";
  }

  void DumpExpr(const Expr& expr) {
    Line(ExprKindName(expr.kind), Detail(expr), expr.span);
    Deeper([&] {
      if (expr.kind == ExprKind::kChant) return DumpChant(*As<ChantExpr>(expr).chant);
      ForEachChild(expr, [this](const Expr& child) { DumpExpr(child); });
    });
  }

  void DumpParams(std::span<const Param> params) {
    for (const Param& param : params) {
      std::string text = param.rest ? "..." : "";
      if (param.borrow != Borrow::kNone) {
        text += param.borrow == Borrow::kMutable ? "borrow mut " : "borrow ";
      }
      if (param.lifetime != Symbol::kNone) text.append("'").append(Name(param.lifetime)) += ' ';
      text += Joined(Name(param.name), ": ", TypeText(param.type));
      Line("Param", text, param.span);
    }
  }

  std::string Head(std::string_view name, std::span<const Generic> generics) const {
    std::string text(name);
    for (const Generic& generic : generics) {
      text += &generic == generics.data() ? "<" : ", ";
      if (generic.lifetime) text += '\'';
      text += Name(generic.name);
    }
    if (!generics.empty()) text += '>';
    return text;
  }

  void DumpChant(const Chant& chant) {
    Line("Chant", Joined(Head(Name(chant.name), chant.generics), " -> ", TypeText(chant.result)),
         chant.span);
    Deeper([&] {
      DumpParams(chant.params);
      DumpStatements(chant.body);
    });
  }

  void DumpBlock(std::string_view label, const Block& block) {
    Label(label);
    Deeper([&] { DumpStatements(block); });
  }

  void DumpStatements(const Block& block) {
    for (const Stmt* stmt : block.statements) DumpStmt(*stmt);
  }

  void DumpStmt(const Stmt& stmt) {
    if (stmt.kind == StmtKind::kChant) return DumpChant(*As<ChantStmt>(stmt).chant);
    Line(StmtKindName(stmt.kind), Detail(stmt), stmt.span);
    Deeper([&] {
      ForEachChild(stmt, [this](const Expr& child) { DumpExpr(child); });
      DumpParts(stmt);
    });
  }

  std::string Detail(const Stmt& stmt) {
    switch (stmt.kind) {
      case StmtKind::kBind:
      case StmtKind::kWeave:
        return Joined(Name(As<BindStmt>(stmt).name), ": ", TypeText(As<BindStmt>(stmt).type));
      case StmtKind::kSet: {
        std::string place(Name(As<SetStmt>(stmt).root));
        for (const PlaceStep& step : As<SetStmt>(stmt).steps) {
          if (step.index != nullptr) {
            place += "[]";
          } else {
            place.append(".").append(Name(step.field));
          }
        }
        return place;
      }
      case StmtKind::kForEach:
        return std::string(Name(As<ForEachStmt>(stmt).name));
      case StmtKind::kForm:
        return Head(Name(As<FormStmt>(stmt).name), As<FormStmt>(stmt).generics);
      case StmtKind::kVariant:
        return Head(Name(As<VariantStmt>(stmt).name), As<VariantStmt>(stmt).generics);
      case StmtKind::kAspect:
        return Head(Name(As<AspectStmt>(stmt).name), As<AspectStmt>(stmt).generics);
      case StmtKind::kEmbody: {
        const auto& embody = As<EmbodyStmt>(stmt);
        return fmt::format("{}{} for {}", Name(embody.aspect), TypesText(embody.type_arguments),
                           TypeText(embody.target));
      }
      case StmtKind::kGrove:
        return std::string(Name(As<GroveStmt>(stmt).name));
      case StmtKind::kOffer: {
        std::string names;
        for (const OfferName& offer : As<OfferStmt>(stmt).names) {
          names.append(names.empty() ? "" : ", ").append(Name(offer.name));
        }
        return names;
      }
      case StmtKind::kSummon: {
        const auto& summon = As<SummonStmt>(stmt);
        return fmt::format("{} from {} as {}", Name(summon.name), Quoted(summon.path),
                           Name(summon.alias));
      }
      case StmtKind::kGather: {
        const auto& gather = As<GatherStmt>(stmt);
        std::string names;
        for (const GatherName& name : gather.names) {
          names += fmt::format("{}{} as {}", names.empty() ? "" : ", ", Name(name.name),
                               Name(name.alias));
        }
        return fmt::format("{} from {}", names,
                           gather.from_path ? Quoted(gather.path) : Name(gather.grove));
      }
      default:
        return {};
    }
  }

  // What a statement holds besides expressions.
  void DumpParts(const Stmt& stmt) {
    switch (stmt.kind) {
      case StmtKind::kShould:
        DumpBlock("then", As<ShouldStmt>(stmt).then_block);
        if (As<ShouldStmt>(stmt).has_else) DumpBlock("otherwise", As<ShouldStmt>(stmt).else_block);
        return;
      case StmtKind::kWhilst:
        return DumpBlock("then", As<WhilstStmt>(stmt).body);
      case StmtKind::kForEach:
        return DumpBlock("then", As<ForEachStmt>(stmt).body);
      case StmtKind::kGrove:
        return DumpBlock("with", As<GroveStmt>(stmt).body);
      case StmtKind::kForm:
        return DumpFields(As<FormStmt>(stmt).fields);
      case StmtKind::kVariant:
        for (const CaseDecl& variant_case : As<VariantStmt>(stmt).cases) {
          Line("Case", Name(variant_case.name), variant_case.name_span);
          Deeper([&] { DumpFields(variant_case.fields); });
        }
        return;
      case StmtKind::kAspect:
        for (const AspectMethod& method : As<AspectStmt>(stmt).methods) {
          Line("Method", Joined(Name(method.name), " -> ", TypeText(method.result)),
               method.name_span);
          Deeper([&] { DumpParams(method.params); });
        }
        return;
      case StmtKind::kEmbody:
        for (const Chant* chant : As<EmbodyStmt>(stmt).chants) DumpChant(*chant);
        return;
      case StmtKind::kMatch:
        return DumpArms(As<MatchStmt>(stmt));
      case StmtKind::kAttempt:
        DumpBlock("attempt", As<AttemptStmt>(stmt).body);
        for (const Handler& handler : As<AttemptStmt>(stmt).handlers) {
          Line("Handler", handler.kind, handler.span);
          Deeper([&] { DumpStatements(handler.body); });
        }
        return;
      default:
        return;
    }
  }

  void DumpFields(std::span<const FieldDecl> fields) {
    for (const FieldDecl& field : fields) {
      Line("Field", Joined(Name(field.name), ": ", TypeText(field.type)), field.name_span);
    }
  }

  void DumpArms(const MatchStmt& match) {
    for (const MatchArm& arm : match.arms) {
      Line("Arm", {}, arm.span);
      Deeper([&] {
        DumpPattern(*arm.pattern);
        DumpBlock("then", arm.body);
      });
    }
    if (match.has_otherwise) DumpBlock("otherwise", match.otherwise);
  }

  void DumpPattern(const Pattern& pattern) {
    std::string detail;
    switch (pattern.kind) {
      case PatternKind::kNumber:
        AppendNumber(detail, pattern.number);
        break;
      case PatternKind::kText:
        detail = Quoted(pattern.text);
        break;
      case PatternKind::kTruth:
        detail = pattern.truth ? "true" : "false";
        break;
      case PatternKind::kName:
      case PatternKind::kConstructor:
        detail = Name(pattern.name);
        break;
      default:
        break;
    }
    Line(fmt::format("{}Pattern", PatternKindName(pattern.kind)), detail, pattern.span);
    Deeper([&] {
      for (const Pattern* field : pattern.fields) DumpPattern(*field);
    });
  }

  const Ast& ast_;
  std::string out_;
  std::size_t depth_ = 0;
  NativeStack stack_;
};

}  // namespace

std::string DumpAst(const Ast& ast) { return Dump(ast).Run(); }

}  // namespace quicksilver
