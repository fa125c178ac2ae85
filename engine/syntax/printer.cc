#include "engine/syntax/printer.h"

#include "engine/syntax/literal.h"
#include "engine/syntax/print_run.h"
#include "engine/syntax/token.h"

namespace quicksilver {

std::string Print(const Ast& ast) { return PrintRun(ast).Run(); }

PrintRun::PrintRun(const Ast& ast) : ast_(ast), printed_(ast.comments.size()) {}

std::string PrintRun::Run() {
  NativeStack::Scope scope(stack_);
  Progress progress;
  PrintStatements(ast_.program, progress);
  PrintCommentLines(progress, kNowhere);
  return std::move(out_);
}

void PrintRun::PrintStatements(const Block& block, Progress& progress) {
  const auto& statements = block.statements;
  for (std::size_t index = 0; index < statements.size(); ++index) {
    const bool last = index + 1 == statements.size();
    const std::uint32_t next = last ? block.span.end : statements[index + 1]->span.begin;
    PrintPiece(progress, statements[index]->span, next, [&] { PrintStmt(*statements[index]); });
  }
}

void PrintRun::PrintBlock(const Block& block, bool head_follows) {
  const auto& statements = block.statements;
  PrintTrailingComment(block.span.begin,
                       statements.empty() ? block.span.end : statements.front()->span.begin);
  out_ += '\n';
  ++indent_;
  Progress progress{block.span.begin, 0};
  PrintStatements(block, progress);
  PrintCommentLines(progress, head_follows ? HeadComments(progress, block) : block.span.end);
  --indent_;
}

std::uint32_t PrintRun::HeadComments(const Progress& progress, const Block& block) const {
  const std::uint32_t head = block.span.end;
  const std::vector<Comment>& comments = ast_.comments;
  for (std::size_t index = FindComment(progress.offset, head);
       index < comments.size() && comments[index].span.begin < head; ++index) {
    const std::uint32_t begin = comments[index].span.begin;
    if (ast_.lines.PositionOf(begin).column <= ast_.lines.PositionOf(head).column) return begin;
  }
  return head;
}

void PrintRun::PrintEnd() {
  StartLine();
  out_ += "end";
}

void PrintRun::PrintStmt(const Stmt& stmt) {
  Deeper([&] {
    switch (stmt.kind) {
      case StmtKind::kExpr:
        return PrintExpr(*As<ExprStmt>(stmt).expr);
      case StmtKind::kBind:
      case StmtKind::kWeave:
        return PrintBind(As<BindStmt>(stmt));
      case StmtKind::kSet:
        return PrintSet(As<SetStmt>(stmt));
      case StmtKind::kYield:
        out_ += "yield";
        if (const Expr* value = As<YieldStmt>(stmt).value; value != nullptr) {
          out_ += ' ';
          PrintExpr(*value);
        }
        return;
      case StmtKind::kBreak:
        out_ += "break";
        return;
      case StmtKind::kContinue:
        out_ += "continue";
        return;
      case StmtKind::kShould:
        return PrintShould(As<ShouldStmt>(stmt));
      case StmtKind::kWhilst:
        out_ += "whilst ";
        PrintExpr(*As<WhilstStmt>(stmt).condition);
        out_ += " then";
        PrintBlock(As<WhilstStmt>(stmt).body);
        return PrintEnd();
      case StmtKind::kForEach:
        out_ += "for each ";
        Name(As<ForEachStmt>(stmt).name);
        out_ += " in ";
        PrintExpr(*As<ForEachStmt>(stmt).iterable);
        out_ += " then";
        PrintBlock(As<ForEachStmt>(stmt).body);
        return PrintEnd();
      case StmtKind::kChant:
        return PrintChant(*As<ChantStmt>(stmt).chant);
      case StmtKind::kForm:
        return PrintForm(As<FormStmt>(stmt));
      case StmtKind::kVariant:
        return PrintVariant(As<VariantStmt>(stmt));
      case StmtKind::kAspect:
        return PrintAspect(As<AspectStmt>(stmt));
      case StmtKind::kEmbody:
        return PrintEmbody(As<EmbodyStmt>(stmt));
      case StmtKind::kMatch:
        return PrintMatch(As<MatchStmt>(stmt));
      case StmtKind::kAttempt:
        return PrintAttempt(As<AttemptStmt>(stmt));
      case StmtKind::kGrove:
        out_ += "grove ";
        Name(As<GroveStmt>(stmt).name);
        out_ += " with";
        PrintBlock(As<GroveStmt>(stmt).body);
        return PrintEnd();
      case StmtKind::kOffer:
        return PrintOffer(As<OfferStmt>(stmt));
      case StmtKind::kSummon:
        return PrintSummon(As<SummonStmt>(stmt));
      case StmtKind::kGather:
        return PrintGather(As<GatherStmt>(stmt));
    }
  });
}

void PrintRun::PrintBind(const BindStmt& stmt) {
  const bool bind = stmt.kind == StmtKind::kBind;
  out_ += bind ? "bind " : "weave ";
  Name(stmt.name);
  PrintOptionalType(": ", stmt.type);
  out_ += bind ? " to " : " as ";
  PrintExpr(*stmt.value);
}

void PrintRun::PrintSet(const SetStmt& stmt) {
  out_ += "set ";
  Name(stmt.root);
  for (const PlaceStep& step : stmt.steps) {
    if (step.index == nullptr) {
      out_ += '.';
      Name(step.field);
    } else {
      out_ += '[';
      PrintExpr(*step.index);
      out_ += ']';
    }
  }
  out_ += " to ";
  PrintExpr(*stmt.value);
}

void PrintRun::PrintShould(const ShouldStmt& stmt) {
  out_ += "should ";
  PrintExpr(*stmt.condition);
  out_ += " then";
  PrintBlock(stmt.then_block, stmt.has_else);
  if (stmt.has_else) {
    Progress progress{BlockTail(stmt.then_block), 0};
    PrintCommentLines(progress, stmt.then_block.span.end);
    StartLine();
    out_ += "otherwise";
    PrintBlock(stmt.else_block);
  }
  PrintEnd();
}

std::uint32_t PrintRun::BlockTail(const Block& block) {
  return block.statements.empty() ? block.span.begin : block.statements.back()->span.end;
}

void PrintRun::PrintMatch(const MatchStmt& stmt) {
  out_ += "match ";
  PrintExpr(*stmt.subject);
  out_ += " with";
  Progress progress{stmt.subject->span.end, 0};
  PrintTrailingComment(progress.offset, !stmt.arms.empty()   ? stmt.arms.front().span.begin
                                        : stmt.has_otherwise ? stmt.otherwise.span.begin
                                                             : stmt.span.end);
  out_ += '\n';
  ++indent_;
  for (const MatchArm& arm : stmt.arms) {
    PrintPiece(progress, arm.span, arm.span.end, [&] {
      out_ += "when ";
      PrintPattern(*arm.pattern);
      out_ += " then";
      PrintBlock(arm.body, &arm != &stmt.arms.back() || stmt.has_otherwise);
      out_.pop_back();  // PrintPiece ends the line
    });
  }
  if (stmt.has_otherwise) {
    PrintCommentLines(progress, stmt.otherwise.span.begin);
    StartLine();
    out_ += "otherwise";
    PrintBlock(stmt.otherwise);
  } else if (stmt.arms.empty()) {
    PrintCommentLines(progress, stmt.span.end);
  }
  --indent_;
  PrintEnd();
}

void PrintRun::PrintAttempt(const AttemptStmt& stmt) {
  out_ += "attempt";
  PrintBlock(stmt.body, !stmt.handlers.empty());
  Progress progress{BlockTail(stmt.body), 0};
  for (const Handler& handler : stmt.handlers) {
    PrintCommentLines(progress, handler.span.begin);
    StartLine();
    out_ += "harmonize on ";
    const bool name = IsIdentifier(handler.kind) && FindKeyword(handler.kind) == TokenKind::kName;
    if (name && !handler.quoted) {
      out_ += handler.kind;
    } else {
      AppendTextLiteral(out_, handler.kind);
    }
    out_ += " then";
    PrintBlock(handler.body, &handler != &stmt.handlers.back());
    progress = {BlockTail(handler.body), 0};
  }
  PrintEnd();
}

void PrintRun::PrintOffer(const OfferStmt& stmt) {
  out_ += "offer";
  for (const OfferName& offer : stmt.names) {
    out_ += &offer == stmt.names.data() ? " " : ", ";
    Name(offer.name);
  }
}

void PrintRun::PrintSummon(const SummonStmt& stmt) {
  out_ += "summon ";
  Name(stmt.name);
  out_ += " from ";
  AppendTextLiteral(out_, stmt.path);
  if (stmt.alias != stmt.name) {
    out_ += " as ";
    Name(stmt.alias);
  }
}

void PrintRun::PrintGather(const GatherStmt& stmt) {
  out_ += "gather";
  for (const GatherName& gathered : stmt.names) {
    out_ += &gathered == stmt.names.data() ? " " : ", ";
    Name(gathered.name);
    if (gathered.alias != gathered.name) {
      out_ += " as ";
      Name(gathered.alias);
    }
  }
  out_ += " from ";
  if (stmt.from_path) {
    AppendTextLiteral(out_, stmt.path);
  } else {
    Name(stmt.grove);
  }
}

}  // namespace quicksilver
