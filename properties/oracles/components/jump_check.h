#ifndef QUICKSILVER_PROPERTIES_ORACLES_COMPONENTS_JUMP_CHECK_H_
#define QUICKSILVER_PROPERTIES_ORACLES_COMPONENTS_JUMP_CHECK_H_

// The jump patcher against a layout that is made anew, from nothing, after each widening.
//
// The model decides which jumps are wide by a fixpoint over the whole function, one jump a round,
// and then writes the code that must come out, word for word. How many Nops were put before a jump
// is the one thing that it takes from the patcher, after checking that it is in bounds: the padding
// policy leaves it open. Where the patcher has given up exactness (JumpPatcher::kExactRounds), it
// may have widened more than the model, never less.
// Invariant: the patcher has been told of every step once. It is wrong to keep using it after a
// complaint.

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/compiler/jump_patcher.h"
#include "properties/generators/jump_graph.h"

namespace quicksilver::properties {

class JumpPatcherUnderTest {
 public:
  JumpPatcherUnderTest(JumpPolicy policy, std::uint64_t seed, bool announced_backwards);

  // Changes what the patcher has made before it is compared: a planted bug.
  using Fault = std::function<void(std::vector<Word>&)>;
  void set_fault(Fault fault) { fault_ = std::move(fault); }

  // Emits one step. kFinish patches and compares; what is wrong, or nothing.
  std::optional<std::string> Add(const JumpStep& step);

  // Over all functions so far: for tests, which assert that something was tested.
  std::uint32_t widened() const { return widened_; }
  std::uint32_t most_rounds() const { return most_rounds_; }

 private:
  struct Item {
    JumpStep step;
    std::uint32_t start = 0;    // old position
    std::uint32_t padding = 0;  // Nops before it, as the patcher chose
    bool wide = false;
    std::uint32_t place = 0;  // new position, behind the padding

    bool IsRelaxable() const;
    std::uint32_t words() const;
  };

  void StartFunction();
  std::optional<std::string> Emit(const JumpStep& step);
  std::optional<std::string> Bind(std::uint32_t label);
  std::optional<std::string> Finish();

  // Which paddings and widths the patcher chose, as far as that is its choice.
  std::optional<std::string> TakeChoices(const std::vector<Word>& code);
  // Gives the items their places as they are now wide or narrow.
  void LayOut();
  std::uint32_t PlaceOf(std::uint32_t label) const;
  std::int64_t OffsetOf(const Item& jump) const;
  // Widens the first jump that does not reach; whether there was one.
  bool WidenOne();
  std::vector<Word> ExpectedCode() const;
  std::optional<std::string> CompareMap() const;

  JumpPolicy policy_;
  bool announced_backwards_;
  JumpPatcher patcher_;
  Fault fault_;
  std::vector<JumpPatcher::Label> labels_;
  std::vector<Word> code_;
  std::vector<Item> items_;
  // For each label the number of items before it; nothing while it is unbound.
  std::array<std::optional<std::size_t>, kJumpLabels> bound_;
  std::uint32_t size_after_ = 0;  // of the code, as last laid out
  std::uint32_t widened_ = 0;
  std::uint32_t most_rounds_ = 0;
};

std::optional<std::string> CheckJumps(const JumpGraph& graph);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ORACLES_COMPONENTS_JUMP_CHECK_H_
