#ifndef QUICKSILVER_PROPERTIES_ORACLES_MODELS_H_
#define QUICKSILVER_PROPERTIES_ORACLES_MODELS_H_

// Parts of the engine do what naive models of them do.
//
// What both engines share (builtins, equality, numbers as text, collections) and what a program
// shows late (register allocator, jump patcher, constant pool, lexer) is checked on inputs of its
// own: the seed draws one of the checks of components/ and its input. The program makes no
// difference, so a finding's smallest program is empty and its seed says everything. Invariant: the
// verdict is a function of the seed. It is wrong to reduce by anything but the seed.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "properties/generators/choices.h"
#include "properties/oracles/oracle.h"

namespace quicksilver::properties {

class ModelsOracle : public Oracle {
 public:
  // A complaint, or nothing.
  using Checker = std::function<std::optional<std::string>(Choices&)>;
  struct Model {
    std::string_view name;
    int inputs;   // checked at a time: what all of them take should be near a quarter millisecond
    int choices;  // that an input may take; 0: as many as it likes
    Checker check;
  };

  ModelsOracle();
  // Other checks: a planted bug.
  explicit ModelsOracle(std::vector<Model> models);

  std::string_view name() const override { return "models"; }
  Verdict Check(const TestProgram& program, const Limits& limits, std::uint64_t seed) override;

 private:
  std::vector<Model> models_;
};

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ORACLES_MODELS_H_
