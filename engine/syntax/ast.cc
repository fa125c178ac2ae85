#include "engine/syntax/ast.h"

#include <iterator>

namespace quicksilver {
namespace {

constexpr std::string_view kExprKindNames[] = {
    "Number", "Text",  "Truth",  "Nothing", "Name",     "List",    "Map",
    "Range",  "Unary", "Binary", "Logical", "Pipeline", "Call",    "Index",
    "Field",  "Try",   "Struct", "Outcome", "Absent",   "Request", "Chant"};
static_assert(std::size(kExprKindNames) == kExprKindCount);

constexpr std::string_view kPatternKindNames[] = {"Wildcard", "Number",  "Text",        "Truth",
                                                  "Nothing",  "Name",    "Constructor", "Triumph",
                                                  "Mishap",   "Present", "Absent"};
static_assert(std::size(kPatternKindNames) == kPatternKindCount);

constexpr std::string_view kStmtKindNames[] = {
    "Expr",   "Bind",   "Weave",   "Set",   "Yield", "Break",   "Continue",
    "Should", "Whilst", "ForEach", "Chant", "Form",  "Variant", "Aspect",
    "Embody", "Match",  "Attempt", "Grove", "Offer", "Summon",  "Gather"};
static_assert(std::size(kStmtKindNames) == kStmtKindCount);

constexpr std::string_view kBinaryOpTexts[] = {"+",      "-", "*",  "/", "%", "is",
                                               "is not", "<", "<=", ">", ">="};
static_assert(std::size(kBinaryOpTexts) == static_cast<std::size_t>(BinaryOp::kGreaterEqual) + 1);

}  // namespace

std::string_view ExprKindName(ExprKind kind) {
  return kExprKindNames[static_cast<std::size_t>(kind)];
}

std::string_view PatternKindName(PatternKind kind) {
  return kPatternKindNames[static_cast<std::size_t>(kind)];
}

std::string_view StmtKindName(StmtKind kind) {
  return kStmtKindNames[static_cast<std::size_t>(kind)];
}

std::string_view BinaryOpText(BinaryOp op) { return kBinaryOpTexts[static_cast<std::size_t>(op)]; }

}  // namespace quicksilver
