#include <cmath>

#include "engine/syntax/literal.h"
#include "engine/syntax/print_run.h"

namespace quicksilver {
namespace {

// A chant without a name whose body is one statement no higher than this goes on one line. The
// bound keeps the look at the body short wherever chants are nested.
constexpr std::uint16_t kHighestOneLiner = 8;

bool IsSimple(StmtKind kind) {
  switch (kind) {
    case StmtKind::kExpr:
    case StmtKind::kBind:
    case StmtKind::kWeave:
    case StmtKind::kSet:
    case StmtKind::kYield:
    case StmtKind::kBreak:
    case StmtKind::kContinue:
      return true;
    default:
      return false;
  }
}

}  // namespace

// The lines of a declaration's items between its head and its `end`. `body` runs from somewhere in
// the head to the statement's end.
template <typename Item, typename SpanOf, typename PrintItem>
void PrintRun::PrintItems(Span body, std::span<const Item> items, SpanOf span_of,
                          PrintItem print_item) {
  const auto begin_of = [&](std::size_t index) {
    return index < items.size() ? span_of(items[index]).begin : body.end;
  };
  PrintTrailingComment(body.begin, begin_of(0));
  out_ += '\n';
  ++indent_;
  Progress progress{body.begin, 0};
  for (std::size_t index = 0; index < items.size(); ++index) {
    PrintPiece(progress, span_of(items[index]), begin_of(index + 1),
               [&] { print_item(items[index]); });
  }
  PrintCommentLines(progress, body.end);
  --indent_;
}

void PrintRun::PrintForm(const FormStmt& stmt) {
  out_ += "form ";
  Name(stmt.name);
  PrintGenerics(stmt.generics);
  out_ += " with";
  PrintItems(
      {stmt.name_span.end, stmt.span.end}, stmt.fields,
      [](const FieldDecl& field) { return Span{field.name_span.begin, field.type->span.end}; },
      [this](const FieldDecl& field) {
        Name(field.name);
        PrintOptionalType(" as ", field.type);
      });
  PrintEnd();
}

void PrintRun::PrintVariant(const VariantStmt& stmt) {
  out_ += "variant ";
  Name(stmt.name);
  PrintGenerics(stmt.generics);
  out_ += " then";
  PrintItems(
      {stmt.name_span.end, stmt.span.end}, stmt.cases,
      [](const CaseDecl& item) {
        const bool unit = item.fields.empty();
        return Span{item.name_span.begin,
                    unit ? item.name_span.end : item.fields.back().type->span.end};
      },
      [this](const CaseDecl& item) {
        Name(item.name);
        if (item.fields.empty()) return;
        for (const FieldDecl& field : item.fields) {
          out_ += &field == item.fields.data() ? "(" : ", ";
          Name(field.name);
          PrintOptionalType(": ", field.type);
        }
        out_ += ')';
      });
  PrintEnd();
}

void PrintRun::PrintAspect(const AspectStmt& stmt) {
  out_ += "aspect ";
  Name(stmt.name);
  PrintGenerics(stmt.generics);
  out_ += " then";
  PrintItems(
      {stmt.name_span.end, stmt.span.end}, stmt.methods,
      [](const AspectMethod& method) {
        Span span = method.name_span;
        for (const Param& param : method.params) span.end = param.span.end;
        if (method.result != nullptr) span.end = method.result->span.end;
        return span;
      },
      [this](const AspectMethod& method) {
        out_ += "chant ";
        Name(method.name);
        PrintParams(method.params);
        PrintOptionalType(" -> ", method.result);
      });
  PrintEnd();
}

void PrintRun::PrintEmbody(const EmbodyStmt& stmt) {
  out_ += "embody ";
  Name(stmt.aspect);
  PrintTypeArguments(stmt.type_arguments);
  out_ += " for ";
  PrintType(*stmt.target);
  out_ += " then";
  PrintItems(
      {stmt.target->span.end, stmt.span.end}, stmt.chants,
      [](const Chant* chant) { return chant->span; },
      [this](const Chant* chant) { PrintChant(*chant); });
  PrintEnd();
}

void PrintRun::PrintChant(const Chant& chant) {
  out_ += "chant";
  if (chant.name != Symbol::kNone) {
    out_ += ' ';
    Name(chant.name);
  }
  PrintGenerics(chant.generics);
  PrintParams(chant.params);
  PrintOptionalType(" -> ", chant.result);
  out_ += " then";
  if (!FitsOnALine(chant)) {
    PrintBlock(chant.body);
    return PrintEnd();
  }
  for (const Stmt* stmt : chant.body.statements) {
    out_ += ' ';
    PrintStmt(*stmt);
  }
  out_ += " end";
}

bool PrintRun::FitsOnALine(const Chant& chant) const {
  if (chant.name != Symbol::kNone) return false;
  if (HasComment(chant.body.span.begin, chant.body.span.end)) return false;
  if (chant.body.statements.empty()) return true;
  const Stmt& only = *chant.body.statements.front();
  return chant.body.statements.size() == 1 && IsSimple(only.kind) &&
         only.height <= kHighestOneLiner && !HasNamelessChant(only);
}

void PrintRun::PrintParams(std::span<const Param> params) {
  out_ += '(';
  for (const Param& param : params) {
    if (&param != params.data()) out_ += ", ";
    if (param.rest) out_ += "...";
    if (param.borrow != Borrow::kNone) {
      out_ += param.borrow == Borrow::kMutable ? "borrow mut " : "borrow ";
    }
    if (param.lifetime != Symbol::kNone) {
      out_ += '\'';
      Name(param.lifetime);
      out_ += ' ';
    }
    Name(param.name);
    PrintOptionalType(": ", param.type);
  }
  out_ += ')';
}

void PrintRun::PrintGenerics(std::span<const Generic> generics) {
  if (generics.empty()) return;
  for (const Generic& generic : generics) {
    out_ += &generic == generics.data() ? "<" : ", ";
    if (generic.lifetime) out_ += '\'';
    Name(generic.name);
  }
  out_ += '>';
}

void PrintRun::PrintOptionalType(std::string_view separator, const TypeExpr* type) {
  if (type == nullptr) return;
  out_ += separator;
  PrintType(*type);
}

void PrintRun::PrintType(const TypeExpr& type) {
  Deeper([&] {
    Name(type.name);
    PrintTypeArguments(type.arguments);
  });
}

void PrintRun::PrintTypeArguments(std::span<const TypeExpr* const> types) {
  if (types.empty()) return;
  for (const TypeExpr* const& type : types) {
    out_ += &type == types.data() ? "<" : ", ";
    PrintType(*type);
  }
  out_ += '>';
}

void PrintRun::PrintPattern(const Pattern& pattern) {
  Deeper([&] { PrintPatternHere(pattern); });
}

void PrintRun::PrintPatternHere(const Pattern& pattern) {
  switch (pattern.kind) {
    case PatternKind::kWildcard:
      out_ += '_';
      return;
    case PatternKind::kNumber:
      if (std::signbit(pattern.number)) out_ += '-';
      return AppendNumberLiteral(out_, std::fabs(pattern.number));
    case PatternKind::kText:
      return AppendTextLiteral(out_, pattern.text);
    case PatternKind::kTruth:
      out_ += pattern.truth ? "true" : "false";
      return;
    case PatternKind::kNothing:
      out_ += "nothing";
      return;
    case PatternKind::kAbsent:
      out_ += "Absent";
      return;
    case PatternKind::kName:
      return Name(pattern.name);
    case PatternKind::kConstructor:
      Name(pattern.name);
      break;
    case PatternKind::kTriumph:
      out_ += "Triumph";
      break;
    case PatternKind::kMishap:
      out_ += "Mishap";
      break;
    case PatternKind::kPresent:
      out_ += "Present";
      break;
  }
  out_ += '(';
  for (const Pattern* const& field : pattern.fields) {
    if (&field != pattern.fields.data()) out_ += ", ";
    PrintPattern(*field);
  }
  out_ += ')';
}

}  // namespace quicksilver
