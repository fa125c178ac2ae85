#include <algorithm>

#include "engine/syntax/parse_run.h"

namespace quicksilver {

Stmt* ParseRun::ParseMatch() {
  const std::uint32_t begin = Begin();
  DepthScope depth(*this);
  if (!Descend()) return nullptr;
  ++at_;
  const Expr* subject = ParseExpr();
  if (subject == nullptr || !Expect(TokenKind::kWith)) return nullptr;
  std::uint32_t height = subject->height;
  ListOf<MatchArm> arms(*this);
  AllowNewline();
  while (Is(TokenKind::kWhen)) {
    MatchArm arm{};
    if (!ParseArm(arm, height)) return nullptr;
    arms.Add(arm);
  }
  Block otherwise;
  const bool has_otherwise = Accept(TokenKind::kOtherwise);
  if (has_otherwise) {
    AllowNewline();
    Accept(TokenKind::kThen);
    if (!ParseBlock(otherwise)) return nullptr;
    height = std::max<std::uint32_t>(height, otherwise.height);
  }
  if (!Accept(TokenKind::kEnd)) {
    return Fail(has_otherwise ? "'end'" : "'when', 'otherwise' or 'end'"), nullptr;
  }
  auto* stmt = NewStmt<MatchStmt>(StmtKind::kMatch, begin, static_cast<std::uint16_t>(height + 1));
  stmt->subject = subject;
  stmt->arms = arms.Finish();
  stmt->otherwise = otherwise;
  stmt->has_otherwise = has_otherwise;
  return stmt;
}

bool ParseRun::ParseArm(MatchArm& arm, std::uint32_t& height) {
  arm.span.begin = Begin();
  ++at_;
  memory_.names.Clear();
  arm.pattern = ParsePattern();
  if (arm.pattern == nullptr || !Expect(TokenKind::kThen) || !ParseBlock(arm.body)) return false;
  arm.span.end = LastEnd();
  height = std::max<std::uint32_t>({height, arm.pattern->height, arm.body.height});
  return true;
}

Pattern* ParseRun::ParsePattern() {
  Pattern* pattern = nullptr;
  if (!memory_.stack.Run([&] { pattern = ParsePatternHere(); })) FailTooDeep();
  return pattern;
}

Pattern* ParseRun::ParsePatternHere() {
  const Token first = Peek();
  if (!Reachable()) return Fail("a pattern"), nullptr;
  Pattern* pattern = ast_.arena.New<Pattern>();
  ++at_;
  switch (first.kind) {
    case TokenKind::kMinus:
      if (!Is(TokenKind::kNumber)) return Fail("a number"), nullptr;
      pattern->kind = PatternKind::kNumber;
      pattern->number = -memory_.list.numbers[Peek().payload];
      ++at_;
      break;
    case TokenKind::kNumber:
      pattern->kind = PatternKind::kNumber;
      pattern->number = memory_.list.numbers[first.payload];
      break;
    case TokenKind::kText:
      pattern->kind = PatternKind::kText;
      pattern->text = memory_.list.texts[first.payload];
      break;
    case TokenKind::kTrue:
    case TokenKind::kFalse:
      pattern->kind = PatternKind::kTruth;
      pattern->truth = first.kind == TokenKind::kTrue;
      break;
    case TokenKind::kNothing:
      pattern->kind = PatternKind::kNothing;
      break;
    case TokenKind::kAbsent:
      pattern->kind = PatternKind::kAbsent;
      break;
    case TokenKind::kTriumph:
    case TokenKind::kMishap:
    case TokenKind::kPresent:
      pattern->kind = first.kind == TokenKind::kTriumph  ? PatternKind::kTriumph
                      : first.kind == TokenKind::kMishap ? PatternKind::kMishap
                                                         : PatternKind::kPresent;
      if (!Is(TokenKind::kLeftParen)) return Expect(TokenKind::kLeftParen), nullptr;
      if (!ParsePatternFields(*pattern)) return nullptr;
      break;
    case TokenKind::kName:
      pattern->name = static_cast<Symbol>(first.payload);
      pattern->name_span = first.span();
      if (Is(TokenKind::kLeftParen)) {
        pattern->kind = PatternKind::kConstructor;
        if (!ParsePatternFields(*pattern)) return nullptr;
        break;
      }
      pattern->kind = ast_.Name(pattern->name) == "_" ? PatternKind::kWildcard : PatternKind::kName;
      if (!AddName(memory_.names, pattern->name, first.span())) return nullptr;
      break;
    default:
      --at_;
      Fail("a pattern");
      return nullptr;
  }
  pattern->span = {first.begin, LastEnd()};
  return pattern;
}

// At `(`: the patterns inside; one and no more for Triumph, Mishap and Present.
bool ParseRun::ParsePatternFields(Pattern& pattern) {
  NewlineScope newlines(*this, true);
  DepthScope depth(*this);
  ListOf<const Pattern*> fields(*this);
  std::uint16_t highest = 0;
  ++at_;
  const bool single = pattern.kind != PatternKind::kConstructor;
  while (single || !Is(TokenKind::kRightParen)) {
    if (fields.items().empty() && !Descend()) return false;
    const Pattern* field = ParsePattern();
    if (field == nullptr) return false;
    highest = std::max(highest, field->height);
    fields.Add(field);
    if (single || !AcceptComma()) break;
  }
  if (!Expect(TokenKind::kRightParen)) return false;
  if (!fields.items().empty()) pattern.height = static_cast<std::uint16_t>(highest + 1);
  pattern.fields = fields.Finish();
  return true;
}

}  // namespace quicksilver
