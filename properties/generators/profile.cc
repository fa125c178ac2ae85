#include "properties/generators/profile.h"

namespace quicksilver::properties {
namespace {

constexpr std::uint8_t& At(auto& weights, auto choice) {
  return weights[static_cast<std::size_t>(choice)];
}

constexpr Profile Balanced() {
  Profile p;
  p.name = "balanced";
  p.sizes = {12, 30, 60, 160};
  p.size_weights = {30, 40, 25, 5};
  p.most_first_variables = 3;

  At(p.expressions, ExpressionChoice::kLiteral) = 25;   // keeps trees finite
  At(p.expressions, ExpressionChoice::kVariable) = 40;  // most bugs are about where a value lives
  At(p.expressions, ExpressionChoice::kOperator) = 30;
  At(p.expressions, ExpressionChoice::kBuiltin) = 20;  // 84 of them share this
  At(p.expressions, ExpressionChoice::kCall) = 18;     // taken only where there is one to call
  At(p.expressions, ExpressionChoice::kElement) = 14;  // likewise
  At(p.expressions, ExpressionChoice::kWrapped) = 8;   // detours lengthen without adding meaning

  At(p.statements, StatementChoice::kPrint) = 12;  // shows order and intermediate values
  At(p.statements, StatementChoice::kBind) = 22;
  At(p.statements, StatementChoice::kWeave) = 18;
  At(p.statements, StatementChoice::kSet) = 16;
  At(p.statements, StatementChoice::kPlace) = 14;
  At(p.statements, StatementChoice::kGrow) = 8;
  At(p.statements, StatementChoice::kShould) = 12;
  At(p.statements, StatementChoice::kForEach) = 14;
  At(p.statements, StatementChoice::kWhilst) = 8;
  At(p.statements, StatementChoice::kMatch) = 8;
  At(p.statements, StatementChoice::kAttempt) = 10;
  At(p.statements, StatementChoice::kChant) = 14;
  At(p.statements, StatementChoice::kLeave) = 10;  // only in loops and chants
  At(p.statements, StatementChoice::kAlias) = 4;
  At(p.statements, StatementChoice::kDefinition) = 3;  // the beginning has most of them
  At(p.statements, StatementChoice::kLarge) = 1;       // they cost as much as all the rest
  At(p.statements, StatementChoice::kExpression) = 8;

  At(p.types, TypeChoice::kNumber) = 60;  // what loops, indexes and conditions are made of
  At(p.types, TypeChoice::kText) = 25;
  At(p.types, TypeChoice::kTruth) = 15;
  At(p.types, TypeChoice::kNothing) = 3;
  At(p.types, TypeChoice::kRange) = 5;
  At(p.types, TypeChoice::kList) = 30;  // copy-on-write, in-place updates and places need them
  At(p.types, TypeChoice::kMap) = 14;
  At(p.types, TypeChoice::kMaybe) = 10;
  At(p.types, TypeChoice::kOutcome) = 12;
  At(p.types, TypeChoice::kForm) = 12;     // where one is declared
  At(p.types, TypeChoice::kVariant) = 12;  // where one is declared
  At(p.types, TypeChoice::kIterator) = 6;
  At(p.types, TypeChoice::kChant) = 10;
  At(p.types, TypeChoice::kCapability) = 2;
  At(p.types, TypeChoice::kAny) = 5;

  At(p.large, LargeChoice::kDeepExpression) = 40;
  At(p.large, LargeChoice::kWideCall) = 40;
  At(p.large, LargeChoice::kLongList) = 40;
  At(p.large, LargeChoice::kWideForm) = 20;
  At(p.large, LargeChoice::kWideAspect) = 10;
  At(p.large, LargeChoice::kDeepPlace) = 20;
  At(p.large, LargeChoice::kDeepBlocks) = 20;
  At(p.large, LargeChoice::kManyLocals) = 10;  // hundreds of nodes each
  At(p.large, LargeChoice::kLongBody) = 10;    // likewise
  At(p.large, LargeChoice::kHuge) = 0;         // the jumps profile has some
  return p;
}

constexpr Profile Arithmetic() {
  Profile p = Balanced();
  p.name = "arithmetic";
  // Operators of numbers and truths, deep, so that constants fold, registers are reused and
  // comparisons fuse with jumps.
  p.expression_depth = 6;
  p.sizes = {20, 45, 80, 160};
  At(p.expressions, ExpressionChoice::kOperator) = 70;
  At(p.expressions, ExpressionChoice::kCall) = 10;
  p.types = {};
  At(p.types, TypeChoice::kNumber) = 80;
  At(p.types, TypeChoice::kTruth) = 30;
  At(p.types, TypeChoice::kText) = 6;  // + of texts shares an opcode with + of numbers
  At(p.types, TypeChoice::kList) = 6;
  At(p.types, TypeChoice::kAny) = 4;
  At(p.statements, StatementChoice::kPlace) = 4;
  At(p.statements, StatementChoice::kGrow) = 2;
  At(p.statements, StatementChoice::kMatch) = 4;
  At(p.statements, StatementChoice::kAlias) = 0;
  return p;
}

constexpr Profile Calls() {
  Profile p = Balanced();
  p.name = "calls";
  // Chants inside chants: captures, cells, windows, tail calls, arity.
  p.sizes = {25, 55, 100, 200};
  p.block_depth = 4;
  p.recursion = 40;
  p.pipeline = 20;
  p.begins_with_aspect = 20;  // method calls
  p.begins_with_grove = 12;
  p.has_note = 35;
  At(p.expressions, ExpressionChoice::kCall) = 50;
  At(p.expressions, ExpressionChoice::kWrapped) = 14;
  At(p.statements, StatementChoice::kChant) = 40;
  At(p.statements, StatementChoice::kLeave) = 12;
  At(p.types, TypeChoice::kChant) = 30;
  return p;
}

constexpr Profile Collections() {
  Profile p = Balanced();
  p.name = "collections";
  // Values that share storage until one of them changes.
  p.sizes = {20, 45, 80, 160};
  p.begins_with_form = 30;
  At(p.expressions, ExpressionChoice::kElement) = 35;
  At(p.expressions, ExpressionChoice::kBuiltin) = 30;
  At(p.statements, StatementChoice::kPlace) = 34;
  At(p.statements, StatementChoice::kGrow) = 20;
  At(p.statements, StatementChoice::kAlias) = 20;
  At(p.statements, StatementChoice::kForEach) = 14;
  At(p.types, TypeChoice::kNumber) = 30;
  At(p.types, TypeChoice::kList) = 50;
  At(p.types, TypeChoice::kMap) = 30;
  At(p.types, TypeChoice::kIterator) = 14;
  return p;
}

constexpr Profile Errors() {
  Profile p = Balanced();
  p.name = "errors";
  // Errors everywhere: what is released, what is kept, who catches.
  p.uncaught = 40;
  p.attempt_raises = 95;
  p.error_in_expression = 12;
  p.raising_chant = 50;
  p.block_depth = 4;
  At(p.statements, StatementChoice::kAttempt) = 50;
  At(p.statements, StatementChoice::kLeave) = 12;  // out of attempts
  return p;
}

constexpr Profile Registers() {
  Profile p = Balanced();
  p.name = "registers";
  // More values alive than comfortable: deep trees, wide windows, hundreds of locals.
  p.in_chant = 60;
  p.sizes = {30, 60, 120, 250};
  p.expression_depth = 7;
  p.most_block_statements = 5;
  At(p.expressions, ExpressionChoice::kOperator) = 50;
  At(p.statements, StatementChoice::kBind) = 50;
  At(p.statements, StatementChoice::kLarge) = 10;
  At(p.large, LargeChoice::kManyLocals) = 12;
  return p;
}

constexpr Profile Jumps() {
  Profile p = Balanced();
  p.name = "jumps";
  // Branches, loops and ways out of them, nested; bodies long enough that distances matter.
  p.sizes = {30, 60, 120, 250};
  p.block_depth = 6;
  p.most_block_statements = 3;
  At(p.statements, StatementChoice::kShould) = 40;
  At(p.statements, StatementChoice::kForEach) = 20;
  At(p.statements, StatementChoice::kWhilst) = 20;
  At(p.statements, StatementChoice::kMatch) = 20;
  At(p.statements, StatementChoice::kAttempt) = 14;
  At(p.statements, StatementChoice::kLeave) = 30;
  At(p.statements, StatementChoice::kLarge) = 3;
  At(p.large, LargeChoice::kLongBody) = 60;
  At(p.large, LargeChoice::kHuge) = 6;  // tens of milliseconds each
  At(p.types, TypeChoice::kTruth) = 40;
  return p;
}

constexpr Profile Text() {
  Profile p = Balanced();
  p.name = "text";
  // Code points of every width, joined, cut, searched and converted.
  At(p.expressions, ExpressionChoice::kBuiltin) = 50;
  At(p.expressions, ExpressionChoice::kOperator) = 40;
  At(p.statements, StatementChoice::kGrow) = 16;  // set t to t + …
  At(p.types, TypeChoice::kNumber) = 20;
  At(p.types, TypeChoice::kText) = 90;
  At(p.types, TypeChoice::kList) = 20;
  return p;
}

constexpr Profile kProfiles[] = {Balanced(), Arithmetic(), Calls(), Collections(),
                                 Errors(),   Registers(),  Jumps(), Text()};

}  // namespace

const Profile* FindProfile(std::string_view name) {
  for (const Profile& profile : kProfiles) {
    if (profile.name == name) return &profile;
  }
  return nullptr;
}

std::span<const Profile> AllProfiles() { return kProfiles; }

}  // namespace quicksilver::properties
