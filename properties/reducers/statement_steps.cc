// Statements go: for every block all of them, then halves, quarters, … and single ones.
#include "properties/reducers/reducer.h"

namespace quicksilver::properties {
namespace {

void ListCuts(const Block& block, Steps& steps) {
  ForEachCut(block.statements.size(), [&](std::size_t begin, std::size_t end) {
    steps.push_back([&block, begin, end](Edit& edit) {
      for (std::size_t i = begin; i < end; ++i) edit.Drop(*block.statements[i]);
    });
  });
}

}  // namespace

void ListStatementSteps(const TreeIndex& index, Steps& steps) {
  for (const Block* block : index.blocks) ListCuts(*block, steps);
}

}  // namespace quicksilver::properties
