#ifndef QUICKSILVER_PROPERTIES_ORACLES_COMPONENTS_CONSTANT_CHECK_H_
#define QUICKSILVER_PROPERTIES_ORACLES_COMPONENTS_CONSTANT_CHECK_H_

// The constant pool against a list that is searched from the front.
//
// Invariant: none. It is wrong to give it sets of many thousands: the model takes quadratic time.

#include <algorithm>
#include <bit>
#include <cstdint>
#include <fmt/format.h>
#include <optional>
#include <string>
#include <vector>

#include "engine/bytecode/constant_pool.h"
#include "properties/generators/constant_set.h"

namespace quicksilver::properties {

// Adds all constants to `pool` in their order; what is wrong, or nothing. Pool is ConstantPool, or
// one with a planted bug.
template <typename Pool>
std::optional<std::string> CheckConstantPool(const ConstantSet& set, Pool& pool) {
  std::vector<GeneratedConstant> model;
  for (std::size_t i = 0; i < set.constants.size(); ++i) {
    if (i > 0 && i == set.clear_before) {
      pool.Clear();
      model.clear();
    }
    const GeneratedConstant& constant = set.constants[i];
    const auto expected =
        static_cast<std::uint32_t>(std::ranges::find(model, constant) - model.begin());
    if (expected == model.size()) model.push_back(constant);
    const std::uint32_t index = constant.is_text
                                    ? pool.AddText(constant.text)
                                    : pool.AddNumber(std::bit_cast<double>(constant.bits));
    if (index != expected) {
      return fmt::format("{} has index {}, {} expected", Describe(constant), index, expected);
    }
    if (pool.size() != model.size()) {
      return fmt::format("the pool has {} constants, {} expected", pool.size(), model.size());
    }
  }
  for (std::uint32_t index = 0; index < model.size(); ++index) {
    const GeneratedConstant& constant = model[index];
    if ((pool.type(index) == ConstantPool::Type::kText) != constant.is_text) {
      return fmt::format("constant {} has another type than {}", index, Describe(constant));
    }
    const bool same = constant.is_text
                          ? pool.text(index) == constant.text
                          : std::bit_cast<std::uint64_t>(pool.number(index)) == constant.bits;
    if (!same) return fmt::format("constant {} is no longer {}", index, Describe(constant));
  }
  return std::nullopt;
}

std::optional<std::string> CheckConstants(const ConstantSet& set);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ORACLES_COMPONENTS_CONSTANT_CHECK_H_
