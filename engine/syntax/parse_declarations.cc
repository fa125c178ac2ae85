#include <algorithm>

#include "engine/syntax/parse_run.h"

namespace quicksilver {

TypeExpr* ParseRun::ParseType() {
  TypeExpr* type = nullptr;
  if (!memory_.stack.Run([&] { type = ParseTypeHere(); })) FailTooDeep();
  return type;
}

TypeExpr* ParseRun::ParseTypeHere() {
  if (!Is(TokenKind::kName)) return Fail("a type"), nullptr;
  TypeExpr* type = ast_.arena.New<TypeExpr>();
  type->name = static_cast<Symbol>(Peek().payload);
  type->span.begin = Begin();
  ++at_;
  if (Is(TokenKind::kLess)) {
    DepthScope depth(*this);
    std::uint32_t height = 0;
    if (!Descend() || !ParseTypeArguments(type->arguments, height)) return nullptr;
    type->height = static_cast<std::uint16_t>(height + 1);
  }
  type->span.end = LastEnd();
  return type;
}

// At `<`. `height` becomes the highest type's if that is more.
bool ParseRun::ParseTypeArguments(std::span<const TypeExpr* const>& types, std::uint32_t& height) {
  ListOf<const TypeExpr*> list(*this);
  ++at_;
  do {
    const TypeExpr* type = ParseType();
    if (type == nullptr) return false;
    height = std::max<std::uint32_t>(height, type->height);
    list.Add(type);
  } while (AcceptComma() && !Is(TokenKind::kGreater));
  types = list.Finish();
  return Expect(TokenKind::kGreater);
}

// At `<` after a name: whether a well-formed type list, its `>` and then `(` or `{` follow.
bool ParseRun::TypeArgumentsAhead() {
  if (!ScanTypeArguments()) return false;
  const Token& next = tokens_[Peek().payload + 1];
  if (next.line_start && !newlines_free_) return false;
  return next.kind == TokenKind::kLeftParen || next.kind == TokenKind::kLeftBrace;
}

// Whether the `<` at hand opens a well-formed type list. Every `<` keeps in its payload what was
// found out about it (the place of its `>`, or kNoList), also when it was met inside the list of
// another, so that no token is looked at more than a few times however hostile the text.
bool ParseRun::ScanTypeArguments() {
  constexpr std::uint32_t kUnknown = 0;
  constexpr std::uint32_t kNoList = 1;
  if (Peek().payload != kUnknown) return Peek().payload != kNoList;
  std::vector<std::uint32_t>& open = memory_.open_angles;
  open.assign(1, static_cast<std::uint32_t>(at_));
  std::size_t at = at_ + 1;
  bool type_next = true;
  while (!open.empty()) {
    const Token& token = tokens_[at];
    const bool after_comma = tokens_[at - 1].kind == TokenKind::kComma;
    const bool reachable = newlines_free_ || !token.line_start || after_comma;
    if (reachable && type_next && token.kind == TokenKind::kName) {
      type_next = false;
    } else if (reachable && token.kind == TokenKind::kGreater && (!type_next || after_comma)) {
      tokens_[open.back()].payload = static_cast<std::uint32_t>(at);
      open.pop_back();
      type_next = false;
    } else if (reachable && !type_next && token.kind == TokenKind::kComma) {
      type_next = true;
    } else if (reachable && !type_next && token.kind == TokenKind::kLess &&
               tokens_[at - 1].kind == TokenKind::kName) {
      open.push_back(static_cast<std::uint32_t>(at));
      type_next = true;
    } else {
      for (const std::uint32_t angle : open) tokens_[angle].payload = kNoList;
      return false;
    }
    ++at;
  }
  return true;
}

bool ParseRun::ParseOptionalType(TokenKind sign, const TypeExpr*& type, std::uint32_t& height) {
  if (!Accept(sign) && !Accept(TokenKind::kAs)) return true;
  type = ParseType();
  if (type == nullptr) return false;
  height = std::max<std::uint32_t>(height, type->height);
  return true;
}

bool ParseRun::ParseGenerics(std::span<const Generic>& generics) {
  if (!Accept(TokenKind::kLess)) return true;
  ListOf<Generic> list(*this);
  memory_.names.Clear();
  do {
    const bool lifetime = Is(TokenKind::kLifetime);
    if (!lifetime && !Is(TokenKind::kName)) return Fail("a name or a lifetime");
    const Generic generic{static_cast<Symbol>(Peek().payload), lifetime};
    if (!AddName(memory_.names, generic.name, Peek().span(), lifetime)) return false;
    ++at_;
    list.Add(generic);
  } while (AcceptComma() && !Is(TokenKind::kGreater));
  generics = list.Finish();
  return Expect(TokenKind::kGreater);
}

bool ParseRun::ParseParams(std::span<const Param>& params, bool& rest, std::uint32_t& height) {
  if (!Is(TokenKind::kLeftParen)) return Expect(TokenKind::kLeftParen);
  NewlineScope newlines(*this, true);
  ListOf<Param> list(*this);
  memory_.names.Clear();
  ++at_;
  while (!Is(TokenKind::kRightParen)) {
    if (rest) return FailAt(list.items().back().span, "A rest parameter must be the last");
    Param param{};
    if (!ParseParam(param, height)) return false;
    rest = param.rest;
    list.Add(param);
    if (!AcceptComma()) break;
  }
  params = list.Finish();
  return Expect(TokenKind::kRightParen);
}

bool ParseRun::ParseParam(Param& param, std::uint32_t& height) {
  param.lifetime = Symbol::kNone;
  param.rest = Accept(TokenKind::kEllipsis);
  if (Accept(TokenKind::kBorrow)) {
    param.borrow = Accept(TokenKind::kMut) ? Borrow::kMutable : Borrow::kShared;
    if (Is(TokenKind::kLifetime)) {
      param.lifetime = static_cast<Symbol>(Peek().payload);
      ++at_;
    }
  }
  return ExpectName(param.name, param.span) && AddName(memory_.names, param.name, param.span) &&
         ParseOptionalType(TokenKind::kColon, param.type, height);
}

// `chant … end`: named, with generics, or nameless, as an expression.
Chant* ParseRun::ParseChant(bool named) {
  const std::uint32_t begin = Begin();
  DepthScope depth(*this);
  if (!Descend()) return nullptr;
  ++at_;
  Chant* chant = ast_.arena.New<Chant>();
  chant->number = ast_.chant_count++;
  std::uint32_t height = 0;
  if (named && (!ExpectName(chant->name, chant->name_span) || !ParseGenerics(chant->generics))) {
    return nullptr;
  }
  if (!ParseParams(chant->params, chant->rest, height) ||
      !ParseOptionalType(TokenKind::kArrow, chant->result, height) || !Expect(TokenKind::kThen)) {
    return nullptr;
  }
  {
    // Between `then` and `end` newlines count, whatever bracket the chant stands in.
    NewlineScope newlines(*this, false);
    if (!ParseBlock(chant->body) || !Expect(TokenKind::kEnd)) return nullptr;
  }
  chant->height =
      static_cast<std::uint16_t>(std::max<std::uint32_t>(height, chant->body.height) + 1);
  chant->span = {begin, LastEnd()};
  return chant;
}

Stmt* ParseRun::ParseChantStmt() {
  const std::uint32_t begin = Begin();
  const Chant* chant = ParseChant(true);
  if (chant == nullptr) return nullptr;
  auto* stmt = NewStmt<ChantStmt>(StmtKind::kChant, begin, chant->height);
  stmt->chant = chant;
  return stmt;
}

Stmt* ParseRun::ParseForm() {
  const std::uint32_t begin = Begin();
  DepthScope depth(*this);
  if (!Descend()) return nullptr;
  ++at_;
  Symbol name = Symbol::kNone;
  Span name_span;
  std::span<const Generic> generics;
  if (!ExpectName(name, name_span) || !ParseGenerics(generics) || !Expect(TokenKind::kWith)) {
    return nullptr;
  }
  std::uint32_t height = 0;
  ListOf<FieldDecl> fields(*this);
  memory_.names.Clear();
  for (AllowNewline(); !Is(TokenKind::kEnd); AllowNewline()) {
    if (!Is(TokenKind::kName)) return Fail("a field's name or 'end'"), nullptr;
    FieldDecl field{};
    if (!ExpectName(field.name, field.name_span) ||
        !AddName(memory_.names, field.name, field.name_span) || !Expect(TokenKind::kAs)) {
      return nullptr;
    }
    field.type = ParseType();
    if (field.type == nullptr) return nullptr;
    height = std::max<std::uint32_t>(height, field.type->height);
    fields.Add(field);
    Accept(TokenKind::kComma);
  }
  ++at_;
  auto* stmt = NewStmt<FormStmt>(StmtKind::kForm, begin, static_cast<std::uint16_t>(height + 1));
  stmt->name = name;
  stmt->name_span = name_span;
  stmt->generics = generics;
  stmt->fields = fields.Finish();
  return stmt;
}

Stmt* ParseRun::ParseVariant() {
  const std::uint32_t begin = Begin();
  DepthScope depth(*this);
  if (!Descend()) return nullptr;
  ++at_;
  Symbol name = Symbol::kNone;
  Span name_span;
  std::span<const Generic> generics;
  if (!ExpectName(name, name_span) || !ParseGenerics(generics) || !Expect(TokenKind::kThen)) {
    return nullptr;
  }
  std::uint32_t height = 0;
  ListOf<CaseDecl> cases(*this);
  memory_.case_names.Clear();
  for (AllowNewline(); !Is(TokenKind::kEnd); AllowNewline()) {
    CaseDecl variant_case{};
    if (!ParseCase(variant_case, height)) return nullptr;
    cases.Add(variant_case);
    Accept(TokenKind::kComma);
  }
  ++at_;
  auto* stmt =
      NewStmt<VariantStmt>(StmtKind::kVariant, begin, static_cast<std::uint16_t>(height + 1));
  stmt->name = name;
  stmt->name_span = name_span;
  stmt->generics = generics;
  stmt->cases = cases.Finish();
  return stmt;
}

bool ParseRun::ParseCase(CaseDecl& variant_case, std::uint32_t& height) {
  if (!Is(TokenKind::kName)) return Fail("a case's name or 'end'");
  if (!ExpectName(variant_case.name, variant_case.name_span) ||
      !AddName(memory_.case_names, variant_case.name, variant_case.name_span)) {
    return false;
  }
  variant_case.constructor = Is(TokenKind::kLeftParen);
  if (!variant_case.constructor) return true;
  NewlineScope newlines(*this, true);
  ListOf<FieldDecl> fields(*this);
  memory_.names.Clear();
  ++at_;
  do {
    FieldDecl field{};
    if (!ExpectName(field.name, field.name_span) ||
        !AddName(memory_.names, field.name, field.name_span) || !Expect(TokenKind::kColon)) {
      return false;
    }
    field.type = ParseType();
    if (field.type == nullptr) return false;
    height = std::max<std::uint32_t>(height, field.type->height);
    fields.Add(field);
  } while (AcceptComma() && !Is(TokenKind::kRightParen));
  variant_case.fields = fields.Finish();
  return Expect(TokenKind::kRightParen);
}

Stmt* ParseRun::ParseAspect() {
  const std::uint32_t begin = Begin();
  DepthScope depth(*this);
  if (!Descend()) return nullptr;
  ++at_;
  Symbol name = Symbol::kNone;
  Span name_span;
  std::span<const Generic> generics;
  if (!ExpectName(name, name_span) || !ParseGenerics(generics)) return nullptr;
  if (!Accept(TokenKind::kThen) && !Accept(TokenKind::kWith)) {
    return Fail("'then' or 'with'"), nullptr;
  }
  std::uint32_t height = 0;
  ListOf<AspectMethod> methods(*this);
  for (AllowNewline(); !Is(TokenKind::kEnd); AllowNewline()) {
    AspectMethod method{};
    if (!ParseAspectMethod(method, height)) return nullptr;
    methods.Add(method);
  }
  ++at_;
  auto* stmt =
      NewStmt<AspectStmt>(StmtKind::kAspect, begin, static_cast<std::uint16_t>(height + 1));
  stmt->name = name;
  stmt->name_span = name_span;
  stmt->generics = generics;
  stmt->methods = methods.Finish();
  return stmt;
}

bool ParseRun::ParseAspectMethod(AspectMethod& method, std::uint32_t& height) {
  if (!Accept(TokenKind::kChant)) return Fail("'chant' or 'end'");
  return ExpectName(method.name, method.name_span) &&
         ParseParams(method.params, method.rest, height) &&
         ParseOptionalType(TokenKind::kArrow, method.result, height);
}

Stmt* ParseRun::ParseEmbody() {
  const std::uint32_t begin = Begin();
  DepthScope depth(*this);
  if (!Descend()) return nullptr;
  ++at_;
  Symbol aspect = Symbol::kNone;
  Span aspect_span;
  std::span<const TypeExpr* const> type_arguments;
  std::uint32_t height = 0;
  if (!ExpectName(aspect, aspect_span)) return nullptr;
  if (Is(TokenKind::kLess) && !ParseTypeArguments(type_arguments, height)) return nullptr;
  if (!Expect(TokenKind::kFor)) return nullptr;
  const TypeExpr* target = ParseType();
  if (target == nullptr || !Expect(TokenKind::kThen)) return nullptr;
  height = std::max<std::uint32_t>(height, target->height);
  ListOf<const Chant*> chants(*this);
  for (AllowNewline(); !Is(TokenKind::kEnd); AllowNewline()) {
    if (!Is(TokenKind::kChant)) return Fail("'chant' or 'end'"), nullptr;
    const Chant* chant = ParseChant(true);
    if (chant == nullptr) return nullptr;
    height = std::max<std::uint32_t>(height, chant->height);
    chants.Add(chant);
  }
  ++at_;
  auto* stmt =
      NewStmt<EmbodyStmt>(StmtKind::kEmbody, begin, static_cast<std::uint16_t>(height + 1));
  stmt->aspect = aspect;
  stmt->aspect_span = aspect_span;
  stmt->type_arguments = type_arguments;
  stmt->target = target;
  stmt->chants = chants.Finish();
  return stmt;
}

}  // namespace quicksilver
