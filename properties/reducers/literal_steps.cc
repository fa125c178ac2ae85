// Numbers move towards 0, texts towards "". Ends of ranges and bounds of loops are numbers too, so
// this is also what makes loops turn less often.
#include <cmath>
#include <string>

#include "engine/base/utf8.h"
#include "properties/reducers/reducer.h"

namespace quicksilver::properties {
namespace {

// The numbers to try for `value`, the simplest first.
std::vector<double> SimplerNumbers(double value) {
  std::vector<double> numbers;
  const auto add = [&](double number) {
    if (number != value && number < 1e300) numbers.push_back(number);
  };
  for (const double small : {0.0, 1.0, 2.0, 3.0}) {
    if (small < value || value != std::floor(value)) add(small);
  }
  if (value != std::floor(value)) {
    add(std::floor(value));
    add(0.5);
  } else if (value > 4) {
    if (value > 10) add(10);
    add(std::floor(value / 2));
    add(value - 1);
  }
  return numbers;
}

// The texts to try: none of it, each half, without the last and without the first code point, `a`.
std::vector<std::string> SimplerTexts(std::string_view value) {
  std::vector<std::string> texts;
  if (value.empty()) return texts;
  texts.emplace_back();
  const std::size_t length = CountCodePoints(value);
  if (length > 1) {
    const std::size_t half = CodePointOffset(value, length / 2);
    texts.emplace_back(value.substr(0, half));
    texts.emplace_back(value.substr(half));
    texts.emplace_back(value.substr(0, CodePointOffset(value, length - 1)));
    texts.emplace_back(value.substr(CodePointOffset(value, 1)));
  }
  if (value != "a") texts.emplace_back("a");
  return texts;
}

void ListSteps(const Expr& expr, Steps& steps) {
  if (expr.kind == ExprKind::kNumber) {
    for (const double number : SimplerNumbers(As<NumberExpr>(expr).value)) {
      steps.push_back([&expr, number](Edit& edit) { edit.Replace(expr, edit.Number(number)); });
    }
  } else if (expr.kind == ExprKind::kText) {
    for (std::string& text : SimplerTexts(As<TextExpr>(expr).value)) {
      steps.push_back(
          [&expr, text = std::move(text)](Edit& edit) { edit.Replace(expr, edit.Text(text)); });
    }
  }
  if (expr.kind == ExprKind::kTruth || expr.kind == ExprKind::kNothing) {
    for (const double number : {0.0, 1.0}) {
      steps.push_back([&expr, number](Edit& edit) { edit.Replace(expr, edit.Number(number)); });
    }
  }
}

void ListSteps(const Pattern& pattern, Steps& steps) {
  if (pattern.kind == PatternKind::kNumber) {
    for (const double number : SimplerNumbers(std::abs(pattern.number))) {
      steps.push_back([&pattern, number](Edit& edit) {
        Pattern& changed = edit.Changed(pattern);
        changed.number = number;
        edit.Replace(pattern, changed);
      });
    }
  } else if (pattern.kind == PatternKind::kText) {
    for (std::string& text : SimplerTexts(pattern.text)) {
      steps.push_back([&pattern, text = std::move(text)](Edit& edit) {
        Pattern& changed = edit.Changed(pattern);
        changed.text = As<TextExpr>(edit.Text(text)).value;
        edit.Replace(pattern, changed);
      });
    }
  }
  if (pattern.kind == PatternKind::kWildcard) return;
  steps.push_back([&pattern](Edit& edit) { edit.ReplaceByWildcard(pattern); });
  for (const Pattern* field : pattern.fields) {
    steps.push_back([&pattern, field](Edit& edit) { edit.Replace(pattern, *field); });
  }
}

}  // namespace

void ListLiteralSteps(const TreeIndex& index, Steps& steps) {
  for (const Expr* expr : index.expressions) ListSteps(*expr, steps);
  for (const Pattern* pattern : index.patterns) ListSteps(*pattern, steps);
}

}  // namespace quicksilver::properties
