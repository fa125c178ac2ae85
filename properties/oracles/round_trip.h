#ifndef QUICKSILVER_PROPERTIES_ORACLES_ROUND_TRIP_H_
#define QUICKSILVER_PROPERTIES_ORACLES_ROUND_TRIP_H_

// Printing a tree and parsing the text gives the tree back, and printing that gives the same text;
// comments behind every line or between all lines change nothing, and none of them gets lost. The
// same holds of the program with its expressions scrambled: which operators stand beside each other
// in well-typed programs is but a part of what the printer has to keep apart.
//
// What is stored, filed and reduced is text, so this is what makes findings trustworthy. Invariant:
// trees are compared by EqualAsts, texts byte by byte. It is wrong to expect the printed text to be
// the program's own source: layout is the printer's.

#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/syntax/syntax_error.h"
#include "properties/oracles/oracle.h"

namespace quicksilver::properties {

// The texts of the comments, sorted: printing moves a comment out of the middle of a statement in
// front of it.
std::vector<std::string_view> CommentsOf(const Ast& ast);

class RoundTripOracle : public Oracle {
 public:
  using Printer = std::function<std::string(const Ast&)>;

  RoundTripOracle();
  // With a printer other than the engine's: a planted bug.
  explicit RoundTripOracle(Printer print);

  std::string_view name() const override { return "round_trip"; }
  // Limits make no difference; the seed scrambles.
  Verdict Check(const TestProgram& program, const Limits& limits, std::uint64_t seed) override;

 private:
  std::optional<Verdict> CheckScrambled(const Ast& tree) const;
  // What is wrong with how `text`, which is `tree` with comments, is read and printed.
  std::optional<Verdict> CheckComments(const Ast& tree, const std::string& text) const;
  // What is wrong if `tree`, whose text was `text`, prints otherwise.
  std::optional<Verdict> PrintsAs(const Ast& tree, const std::string& text,
                                  std::string_view name) const;

  Printer print_;
};

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ORACLES_ROUND_TRIP_H_
