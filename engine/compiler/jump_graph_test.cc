// Random jump graphs: what the jump patcher makes of them against a model that has no offsets.
//
// A graph is a list of nodes whose jumps name nodes. The model walks it directly; the patched code
// is decoded and walked word by word. Both take their branches from the same pseudo-random
// sequence, so they must pass the same marks in the same order. Which jumps are wide is compared
// with a fixpoint that lays out the whole graph anew after each widening.

#include <algorithm>
#include <array>
#include <cstdint>
#include <gtest/gtest.h>
#include <limits>
#include <string>
#include <vector>

#include "engine/base/splitmix.h"
#include "engine/compiler/jump_patcher.h"

namespace quicksilver {
namespace {

struct Node {
  enum class Kind : std::uint8_t { kMark, kNops, kJump };
  Kind kind = Kind::kMark;
  std::uint32_t number = 0;  // kMark: its number; kNops: how many
  Opcode op = Opcode::kNop;  // kJump
  std::uint32_t target = 0;  // kJump: the index of a node, or how many there are
};
using Graph = std::vector<Node>;

constexpr std::array kJumpOpcodes = {
    Opcode::kJump,     Opcode::kLoop,          Opcode::kJumpIfTrue, Opcode::kJumpIfFalse,
    Opcode::kJumpIfLt, Opcode::kJumpIfUnbound, Opcode::kTestCase,   Opcode::kForNext};

// `reach`: how many words of Nops lie between jumps, so that targets come near the limits of a
// field.
Graph MakeGraph(std::uint64_t seed, std::uint32_t reach) {
  SplitMix64 random(seed);
  Graph graph(2 + random.Below(60));
  const auto size = static_cast<std::uint32_t>(graph.size());
  for (std::uint32_t i = 0; i < size; ++i) {
    Node& node = graph[i];
    switch (random.Below(6)) {
      case 0:
        node.kind = Node::Kind::kNops;
        node.number = 1 + random.Below(reach);
        break;
      case 1:
      case 2:
        node = {.kind = Node::Kind::kMark, .number = i, .op = Opcode::kNop, .target = 0};
        break;
      default:
        // Narrow forms most of the time: the others never change.
        const std::uint32_t choice = random.Below(random.Below(4) == 0 ? kJumpOpcodes.size() : 4);
        node = {.kind = Node::Kind::kJump,
                .number = 0,
                .op = kJumpOpcodes[choice],
                .target = random.Below(size + 1)};
        break;
    }
  }
  return graph;
}

std::uint32_t WordsOf(const Node& node, bool wide) {
  switch (node.kind) {
    case Node::Kind::kMark:
      return 2;
    case Node::Kind::kNops:
      return node.number;
    case Node::Kind::kJump:
      break;
  }
  return InfoOf(wide ? WideForm(node.op) : node.op).words();
}

// The code of a graph as a code generator emits it, and where its nodes begin.
struct Emitted {
  std::vector<Word> code;
  std::vector<std::uint32_t> starts;  // one more than there are nodes
};

Emitted Emit(const Graph& graph, JumpPatcher& patcher) {
  Emitted emitted;
  std::vector<JumpPatcher::Label> labels;
  for (std::size_t i = 0; i <= graph.size(); ++i) labels.push_back(patcher.NewLabel());
  for (std::size_t i = 0; i < graph.size(); ++i) {
    const auto here = static_cast<std::uint32_t>(emitted.code.size());
    const Node& node = graph[i];
    emitted.starts.push_back(here);
    patcher.Bind(labels[i], here);
    if (node.kind == Node::Kind::kMark) {
      emitted.code.push_back(EncodeABC(Opcode::kNewCell, 0, 0, 0));
      emitted.code.push_back(node.number);
    } else if (node.kind == Node::Kind::kNops) {
      emitted.code.insert(emitted.code.end(), node.number, EncodeABC(Opcode::kNop, 0, 0, 0));
    } else {
      patcher.AddJump(here, labels[node.target]);
      emitted.code.push_back(EncodeABC(node.op, 0, 0, 0));
      emitted.code.insert(emitted.code.end(), WordsOf(node, false) - 1, 0);
    }
  }
  emitted.starts.push_back(static_cast<std::uint32_t>(emitted.code.size()));
  patcher.Bind(labels.back(), emitted.starts.back());
  return emitted;
}

constexpr int kSteps = 400;

// The marks passed in a walk of at most kSteps marks and jumps.
std::vector<std::uint32_t> WalkGraph(const Graph& graph, std::uint64_t seed) {
  SplitMix64 branches(seed);
  std::vector<std::uint32_t> marks;
  std::uint32_t at = 0;
  for (int step = 0; step < kSteps && at < graph.size();) {
    const Node& node = graph[at++];
    if (node.kind == Node::Kind::kNops) continue;
    ++step;
    if (node.kind == Node::Kind::kMark) {
      marks.push_back(node.number);
    } else if (InfoOf(node.op).flow == Flow::kJump || branches.Below(2) == 0) {
      at = node.target;
    }
  }
  return marks;
}

std::vector<std::uint32_t> WalkCode(const std::vector<Word>& code, std::uint64_t seed) {
  SplitMix64 branches(seed);
  std::vector<std::uint32_t> marks;
  std::size_t pc = 0;
  for (int step = 0; step < kSteps && pc < code.size();) {
    const Word word = code[pc];
    if (OpOf(word) == Opcode::kNop) {
      ++pc;
      continue;
    }
    const OpcodeInfo& info = InfoOf(OpOf(word));
    const std::size_t next = pc + info.words();
    if (next > code.size()) {
      ADD_FAILURE() << "an instruction is cut off at " << pc;
      break;
    }
    ++step;
    if (OpOf(word) == Opcode::kNewCell) {
      marks.push_back(code[pc + 1]);
      pc = next;
    } else if (info.flow == Flow::kJump || branches.Below(2) == 0) {
      const std::int32_t offset =
          info.b == OperandKind::kJump16
              ? JumpOf(word)
              : static_cast<std::int32_t>(
                    code[pc + (info.extension1 == OperandKind::kJump ? 1 : 2)]);
      pc = next + static_cast<std::size_t>(offset);
      if (pc > code.size()) {
        ADD_FAILURE() << "a jump leaves the code for " << pc;
        break;
      }
    } else {
      pc = next;
    }
  }
  return marks;
}

// Which nodes are wide jumps in the smallest layout, found without any cleverness.
std::vector<bool> NaiveWidths(const Graph& graph) {
  std::vector<bool> wide(graph.size(), false);
  for (bool changed = true; changed;) {
    changed = false;
    std::vector<std::int64_t> starts = {0};
    for (std::size_t i = 0; i < graph.size(); ++i) {
      starts.push_back(starts.back() + WordsOf(graph[i], wide[i]));
    }
    for (std::size_t i = 0; i < graph.size(); ++i) {
      if (graph[i].kind != Node::Kind::kJump || WideForm(graph[i].op) == graph[i].op || wide[i]) {
        continue;
      }
      const std::int64_t offset = starts[graph[i].target] - starts[i + 1];
      if (offset < std::numeric_limits<std::int16_t>::min() ||
          offset > std::numeric_limits<std::int16_t>::max()) {
        wide[i] = true;
        changed = true;
      }
    }
  }
  return wide;
}

void CheckPositions(const Graph& graph, const Emitted& before, const std::vector<Word>& after,
                    const JumpPatcher& patcher) {
  std::uint32_t previous = 0;
  for (std::size_t i = 0; i < graph.size(); ++i) {
    const std::uint32_t old_pc = before.starts[i];
    const std::uint32_t target = patcher.MapTarget(old_pc);
    const std::uint32_t instruction = patcher.MapInstruction(old_pc);
    ASSERT_LE(target, instruction);
    ASSERT_LE(instruction, target + 3);
    ASSERT_LT(instruction, after.size());
    if (i > 0) {
      ASSERT_LT(previous, target) << "the map is not monotonic";
    }
    previous = instruction;
    for (std::uint32_t pc = target; pc < instruction; ++pc) {
      ASSERT_EQ(OpOf(after[pc]), Opcode::kNop) << "only padding lies before an instruction";
    }
    const Opcode op = OpOf(before.code[old_pc]);
    ASSERT_TRUE(OpOf(after[instruction]) == op || OpOf(after[instruction]) == WideForm(op))
        << "node " << i << " is not where the map says";
    if (graph[i].kind == Node::Kind::kMark) {
      ASSERT_EQ(after[instruction + 1], graph[i].number);
    }
  }
  ASSERT_EQ(patcher.MapTarget(before.starts.back()), after.size());
}

struct Totals {
  std::uint32_t widened = 0;
  std::uint32_t cascades = 0;
  std::size_t marks = 0;
};

void CheckGraph(std::uint64_t seed, std::uint32_t reach, Totals& totals) {
  const Graph graph = MakeGraph(seed, reach);
  for (const JumpPolicy policy : {JumpPolicy::kNarrow, JumpPolicy::kWide, JumpPolicy::kPad}) {
    SCOPED_TRACE("graph seed " + std::to_string(seed) + ", reach " + std::to_string(reach) +
                 ", policy " + std::to_string(static_cast<int>(policy)));
    JumpPatcher patcher(policy, seed);
    const Emitted emitted = Emit(graph, patcher);
    std::vector<Word> code = emitted.code;
    patcher.Finish(code);
    CheckPositions(graph, emitted, code, patcher);
    for (std::uint64_t walk = 0; walk < 4; ++walk) {
      const std::vector<std::uint32_t> marks = WalkGraph(graph, walk);
      ASSERT_EQ(marks, WalkCode(code, walk)) << "a jump goes elsewhere; walk " << walk;
      totals.marks += marks.size();
    }
    if (policy != JumpPolicy::kNarrow) continue;
    const std::vector<bool> wide = NaiveWidths(graph);
    for (std::size_t i = 0; i < graph.size(); ++i) {
      if (graph[i].kind != Node::Kind::kJump) continue;
      const Opcode op = OpOf(code[patcher.MapInstruction(emitted.starts[i])]);
      ASSERT_EQ(op, wide[i] ? WideForm(graph[i].op) : graph[i].op)
          << "node " << i << " does not have the shortest form that reaches";
    }
    totals.widened += patcher.widened();
    totals.cascades += patcher.rounds() > 2 ? 1 : 0;
  }
}

TEST(JumpGraph, IsWalkedAlikeBeforeAndAfterPatching) {
  Totals totals;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    CheckGraph(seed, 4, totals);
    if (HasFatalFailure()) return;
  }
  EXPECT_EQ(totals.widened, 0u);
  EXPECT_GT(totals.marks, 10'000u) << "the walks see too little to compare";
}

TEST(JumpGraph, IsWalkedAlikeWhereJumpsMustBeWidened) {
  Totals totals;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    CheckGraph(seed, 25'000, totals);
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(totals.widened, 300u) << "the graphs are too small to need wide jumps";
  EXPECT_GT(totals.marks, 5'000u) << "the walks see too little to compare";
}

// Graphs of jumps that reach by a hair: targets lie 32,768 words away, give or take a few.
TEST(JumpGraph, HasTheShortestFormsWhereWideningsCauseOneAnother) {
  std::uint32_t cascades = 0;
  std::uint32_t deepest = 0;
  for (std::uint64_t seed = 1; seed <= 16; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SplitMix64 random(seed);
    // Between two jumps lie a few thousand words; positions are then those of single Nops.
    Graph graph;
    std::vector<std::uint32_t> jumps;
    for (int i = 0; i < 24; ++i) {
      jumps.push_back(static_cast<std::uint32_t>(graph.size()));
      graph.push_back({.kind = Node::Kind::kJump, .number = 0, .op = Opcode::kJump, .target = 0});
      graph.resize(graph.size() + 2'000 + random.Below(9'000),
                   {.kind = Node::Kind::kNops, .number = 1, .op = Opcode::kNop, .target = 0});
    }
    const auto size = static_cast<std::int64_t>(graph.size());
    for (const std::uint32_t at : jumps) {
      const bool backward = random.Below(2) == 0;
      const std::int64_t distance = 32'770 - static_cast<std::int64_t>(random.Below(5));
      graph[at].target = static_cast<std::uint32_t>(
          std::clamp<std::int64_t>(backward ? at + 1 - distance : at + distance, 0, size));
    }
    JumpPatcher patcher;
    const Emitted emitted = Emit(graph, patcher);
    std::vector<Word> code = emitted.code;
    patcher.Finish(code);
    const std::vector<bool> wide = NaiveWidths(graph);
    for (const std::uint32_t at : jumps) {
      ASSERT_EQ(OpOf(code[patcher.MapInstruction(emitted.starts[at])]),
                wide[at] ? Opcode::kJumpWide : Opcode::kJump);
    }
    cascades += patcher.rounds() > 2 ? 1 : 0;
    deepest = std::max(deepest, patcher.rounds());
  }
  EXPECT_GT(cascades, 10u) << "widenings hardly ever cause others: nothing is tested";
  EXPECT_GT(deepest, 4u);
}

}  // namespace
}  // namespace quicksilver
