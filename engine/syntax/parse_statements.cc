#include <algorithm>

#include "engine/syntax/parse_run.h"

namespace quicksilver {

bool ParseRun::ParseBlock(Block& block) {
  bool parsed = false;
  if (!memory_.stack.Run([&] { parsed = ParseStatements(block); })) return FailTooDeep();
  return parsed;
}

// Statements up to a word that closes a block, or the end; whoever called says which it must be.
bool ParseRun::ParseStatements(Block& block) {
  block.span.begin = LastEnd();
  ListOf<const Stmt*> list(*this);
  for (;;) {
    AllowNewline();
    const TokenKind kind = Peek().kind;
    if (kind == TokenKind::kEnd || kind == TokenKind::kOtherwise || kind == TokenKind::kWhen ||
        kind == TokenKind::kHarmonize || kind == TokenKind::kEndOfInput) {
      break;
    }
    statement_at_ = at_;
    const Stmt* statement = ParseStatement();
    if (statement == nullptr) return false;
    block.height = std::max(block.height, statement->height);
    list.Add(statement);
  }
  block.span.end = Begin();
  block.statements = list.Finish();
  return true;
}

Stmt* ParseRun::ParseStatement() {
  const std::uint32_t begin = Begin();
  switch (Peek().kind) {
    case TokenKind::kBind:
      return ParseBind();
    case TokenKind::kWeave:
      return ParseWeave();
    case TokenKind::kSet:
      return ParseSet();
    case TokenKind::kYield:
      return ParseYield();
    case TokenKind::kBreak:
      ++at_;
      return NewStmt<BreakStmt>(StmtKind::kBreak, begin);
    case TokenKind::kContinue:
      ++at_;
      return NewStmt<ContinueStmt>(StmtKind::kContinue, begin);
    case TokenKind::kShould:
      return ParseShould();
    case TokenKind::kWhilst:
      return ParseWhilst();
    case TokenKind::kFor:
      return ParseForEach();
    case TokenKind::kForm:
      return ParseForm();
    case TokenKind::kVariant:
      return ParseVariant();
    case TokenKind::kAspect:
      return ParseAspect();
    case TokenKind::kEmbody:
      return ParseEmbody();
    case TokenKind::kMatch:
      return ParseMatch();
    case TokenKind::kAttempt:
      return ParseAttempt();
    case TokenKind::kGrove:
      return ParseGrove();
    case TokenKind::kOffer:
      return ParseOffer();
    case TokenKind::kSummon:
      return ParseSummon();
    case TokenKind::kGather:
      return ParseGather();
    case TokenKind::kChant:
      if (Peek(1).kind != TokenKind::kLeftParen) return ParseChantStmt();
      break;
    default:
      break;
  }
  const Expr* expr = ParseExpr();
  if (expr == nullptr) return nullptr;
  auto* stmt = NewStmt<ExprStmt>(StmtKind::kExpr, begin, expr->height);
  stmt->expr = expr;
  return stmt;
}

Stmt* ParseRun::ParseBind() {
  const std::uint32_t begin = Begin();
  ++at_;
  Symbol name = Symbol::kNone;
  Span name_span;
  const TypeExpr* type = nullptr;
  std::uint32_t height = 0;
  if (!ExpectName(name, name_span) || !ParseOptionalType(TokenKind::kColon, type, height) ||
      !Expect(TokenKind::kTo)) {
    return nullptr;
  }
  const Expr* value = ParseExpr();
  if (value == nullptr) return nullptr;
  auto* stmt = NewStmt<BindStmt>(StmtKind::kBind, begin);
  stmt->height = static_cast<std::uint16_t>(std::max<std::uint32_t>(height, value->height));
  stmt->name = name;
  stmt->name_span = name_span;
  stmt->type = type;
  stmt->value = value;
  return stmt;
}

Stmt* ParseRun::ParseWeave() {
  const std::uint32_t begin = Begin();
  ++at_;
  Symbol name = Symbol::kNone;
  Span name_span;
  if (!ExpectName(name, name_span)) return nullptr;
  const TypeExpr* type = nullptr;
  if (Is(TokenKind::kColon) || (Is(TokenKind::kAs) && TypeAndAsAhead())) {
    ++at_;
    type = ParseType();
    if (type == nullptr) return nullptr;
  }
  if (!Expect(TokenKind::kAs)) return nullptr;
  const Expr* value = ParseExpr();
  if (value == nullptr) return nullptr;
  auto* stmt = NewStmt<BindStmt>(StmtKind::kWeave, begin);
  stmt->height = type == nullptr ? value->height : std::max(type->height, value->height);
  stmt->name = name;
  stmt->name_span = name_span;
  stmt->type = type;
  stmt->value = value;
  return stmt;
}

// At the first `as` of a weave: whether a well-formed type and another `as` follow on its line.
bool ParseRun::TypeAndAsAhead() const {
  std::size_t open = 0;
  bool type_next = true;
  for (std::size_t at = at_ + 1;; ++at) {
    const Token& token = tokens_[at];
    if (token.line_start) return false;
    const TokenKind before = tokens_[at - 1].kind;
    switch (token.kind) {
      case TokenKind::kName:
        if (!type_next) return false;
        type_next = false;
        break;
      case TokenKind::kLess:
        if (type_next || before != TokenKind::kName) return false;
        ++open;
        type_next = true;
        break;
      case TokenKind::kComma:
        if (type_next || open == 0) return false;
        type_next = true;
        break;
      case TokenKind::kGreater:
        if (open == 0 || (type_next && before != TokenKind::kComma)) return false;
        --open;
        type_next = false;
        break;
      default:
        return token.kind == TokenKind::kAs && !type_next && open == 0;
    }
  }
}

Stmt* ParseRun::ParseSet() {
  const std::uint32_t begin = Begin();
  ++at_;
  Symbol root = Symbol::kNone;
  Span root_span;
  std::span<const PlaceStep> steps;
  std::uint32_t height = 0;
  if (!ExpectName(root, root_span) || !ParsePlace(steps, height) || !Expect(TokenKind::kTo)) {
    return nullptr;
  }
  const Expr* value = ParseExpr();
  if (value == nullptr) return nullptr;
  auto* stmt = NewStmt<SetStmt>(StmtKind::kSet, begin);
  stmt->height = static_cast<std::uint16_t>(std::max<std::uint32_t>(height, value->height));
  stmt->root = root;
  stmt->root_span = root_span;
  stmt->steps = steps;
  stmt->value = value;
  return stmt;
}

// The steps behind a place's root; each counts as a postfix on what is before it.
bool ParseRun::ParsePlace(std::span<const PlaceStep>& steps, std::uint32_t& height) {
  ListOf<PlaceStep> list(*this);
  while (Is(TokenKind::kDot) || Is(TokenKind::kLeftBracket)) {
    std::uint16_t raised = 0;
    if (!Raise(height, raised)) return false;
    height = raised;
    PlaceStep step{};
    if (Accept(TokenKind::kDot)) {
      if (!AcceptWord(step.field)) return Fail("a name");
    } else {
      NewlineScope newlines(*this, true);
      DepthScope depth(*this);
      ++at_;
      if (!Descend()) return false;
      step.index = ParseExpr();
      if (step.index == nullptr || !Expect(TokenKind::kRightBracket)) return false;
      height = std::max<std::uint32_t>(height, step.index->height + 1u);
    }
    step.end = LastEnd();
    list.Add(step);
  }
  steps = list.Finish();
  return true;
}

Stmt* ParseRun::ParseYield() {
  const std::uint32_t begin = Begin();
  ++at_;
  const Expr* value = nullptr;
  const bool bare = Peek().line_start || Is(TokenKind::kEndOfInput) || Is(TokenKind::kEnd) ||
                    Is(TokenKind::kOtherwise) || Is(TokenKind::kWhen) || Is(TokenKind::kHarmonize);
  if (!bare) {
    value = ParseExpr();
    if (value == nullptr) return nullptr;
  }
  auto* stmt = NewStmt<YieldStmt>(StmtKind::kYield, begin, value == nullptr ? 0 : value->height);
  stmt->value = value;
  return stmt;
}

Stmt* ParseRun::ParseShould() {
  const std::uint32_t begin = Begin();
  DepthScope depth(*this);
  if (!Descend()) return nullptr;
  ++at_;
  const Expr* condition = ParseExpr();
  Block then_block;
  Block else_block;
  if (condition == nullptr || !Expect(TokenKind::kThen) || !ParseBlock(then_block)) return nullptr;
  const bool has_else = Accept(TokenKind::kOtherwise);
  if (has_else && !ParseBlock(else_block)) return nullptr;
  if (!Accept(TokenKind::kEnd)) {
    return Fail(has_else ? "'end'" : "'otherwise' or 'end'"), nullptr;
  }
  auto* stmt = NewStmt<ShouldStmt>(StmtKind::kShould, begin);
  stmt->height = static_cast<std::uint16_t>(
      std::max({condition->height, then_block.height, else_block.height}) + 1);
  stmt->condition = condition;
  stmt->then_block = then_block;
  stmt->else_block = else_block;
  stmt->has_else = has_else;
  return stmt;
}

Stmt* ParseRun::ParseWhilst() {
  const std::uint32_t begin = Begin();
  DepthScope depth(*this);
  if (!Descend()) return nullptr;
  ++at_;
  const Expr* condition = ParseExpr();
  Block body;
  if (condition == nullptr || !Expect(TokenKind::kThen) || !ParseBlock(body) ||
      !Expect(TokenKind::kEnd)) {
    return nullptr;
  }
  auto* stmt = NewStmt<WhilstStmt>(StmtKind::kWhilst, begin);
  stmt->height = static_cast<std::uint16_t>(std::max(condition->height, body.height) + 1);
  stmt->condition = condition;
  stmt->body = body;
  return stmt;
}

Stmt* ParseRun::ParseForEach() {
  const std::uint32_t begin = Begin();
  DepthScope depth(*this);
  if (!Descend()) return nullptr;
  ++at_;
  Symbol name = Symbol::kNone;
  Span name_span;
  if (!Expect(TokenKind::kEach) || !ExpectName(name, name_span) || !Expect(TokenKind::kIn)) {
    return nullptr;
  }
  const Expr* iterable = ParseExpr();
  Block body;
  if (iterable == nullptr || !Expect(TokenKind::kThen) || !ParseBlock(body) ||
      !Expect(TokenKind::kEnd)) {
    return nullptr;
  }
  auto* stmt = NewStmt<ForEachStmt>(StmtKind::kForEach, begin);
  stmt->height = static_cast<std::uint16_t>(std::max(iterable->height, body.height) + 1);
  stmt->name = name;
  stmt->name_span = name_span;
  stmt->iterable = iterable;
  stmt->body = body;
  return stmt;
}

Stmt* ParseRun::ParseAttempt() {
  const std::uint32_t begin = Begin();
  DepthScope depth(*this);
  if (!Descend()) return nullptr;
  ++at_;
  AllowNewline();
  Accept(TokenKind::kThen);
  Block body;
  if (!ParseBlock(body)) return nullptr;
  std::uint32_t height = body.height;
  ListOf<Handler> handlers(*this);
  while (Is(TokenKind::kHarmonize)) {
    Handler handler{};
    if (!ParseHandler(handler, height)) return nullptr;
    handlers.Add(handler);
  }
  if (!Accept(TokenKind::kEnd)) return Fail("'harmonize' or 'end'"), nullptr;
  auto* stmt =
      NewStmt<AttemptStmt>(StmtKind::kAttempt, begin, static_cast<std::uint16_t>(height + 1));
  stmt->body = body;
  stmt->handlers = handlers.Finish();
  return stmt;
}

bool ParseRun::ParseHandler(Handler& handler, std::uint32_t& height) {
  handler.span.begin = Begin();
  ++at_;
  if (!Expect(TokenKind::kOn)) return false;
  handler.quoted = Is(TokenKind::kText);
  if (handler.quoted) {
    if (!ExpectText(handler.kind)) return false;
  } else {
    if (!Is(TokenKind::kName)) return Fail("the name of an error");
    handler.kind = ast_.Name(static_cast<Symbol>(Peek().payload));
    ++at_;
  }
  if (!Expect(TokenKind::kThen) || !ParseBlock(handler.body)) return false;
  handler.span.end = LastEnd();
  height = std::max<std::uint32_t>(height, handler.body.height);
  return true;
}

Stmt* ParseRun::ParseGrove() {
  const std::uint32_t begin = Begin();
  DepthScope depth(*this);
  if (!Descend()) return nullptr;
  ++at_;
  Symbol name = Symbol::kNone;
  Span name_span;
  Block body;
  if (!ExpectName(name, name_span) || !Expect(TokenKind::kWith) || !ParseBlock(body) ||
      !Expect(TokenKind::kEnd)) {
    return nullptr;
  }
  auto* stmt =
      NewStmt<GroveStmt>(StmtKind::kGrove, begin, static_cast<std::uint16_t>(body.height + 1));
  stmt->name = name;
  stmt->name_span = name_span;
  stmt->body = body;
  return stmt;
}

Stmt* ParseRun::ParseOffer() {
  const std::uint32_t begin = Begin();
  ++at_;
  ListOf<OfferName> names(*this);
  do {
    OfferName offer{};
    if (!ExpectName(offer.name, offer.span)) return nullptr;
    names.Add(offer);
  } while (AcceptComma() && Is(TokenKind::kName));
  auto* stmt = NewStmt<OfferStmt>(StmtKind::kOffer, begin);
  stmt->names = names.Finish();
  return stmt;
}

Stmt* ParseRun::ParseSummon() {
  const std::uint32_t begin = Begin();
  ++at_;
  Symbol name = Symbol::kNone;
  Span span;
  std::string_view path;
  if (!ExpectName(name, span) || !Expect(TokenKind::kFrom) || !ExpectText(path)) return nullptr;
  Symbol alias = name;
  if (Accept(TokenKind::kAs) && !ExpectName(alias, span)) return nullptr;
  auto* stmt = NewStmt<SummonStmt>(StmtKind::kSummon, begin);
  stmt->name = name;
  stmt->alias = alias;
  stmt->path = path;
  return stmt;
}

Stmt* ParseRun::ParseGather() {
  const std::uint32_t begin = Begin();
  ++at_;
  ListOf<GatherName> names(*this);
  do {
    GatherName gathered{};
    if (!ExpectName(gathered.name, gathered.span)) return nullptr;
    gathered.alias = gathered.name;
    Span alias_span;
    if (Accept(TokenKind::kAs) && !ExpectName(gathered.alias, alias_span)) return nullptr;
    gathered.span.end = LastEnd();
    names.Add(gathered);
  } while (AcceptComma() && Is(TokenKind::kName));
  if (!Expect(TokenKind::kFrom)) return nullptr;
  std::string_view path;
  Symbol grove = Symbol::kNone;
  Span grove_span;
  const bool from_path = Is(TokenKind::kText);
  if (!from_path && !Is(TokenKind::kName)) return Fail("a text or a name"), nullptr;
  if (from_path ? !ExpectText(path) : !ExpectName(grove, grove_span)) return nullptr;
  auto* stmt = NewStmt<GatherStmt>(StmtKind::kGather, begin);
  stmt->names = names.Finish();
  stmt->from_path = from_path;
  stmt->path = path;
  stmt->grove = grove;
  stmt->grove_span = grove_span;
  return stmt;
}

}  // namespace quicksilver
