#include "properties/oracles/components/constant_check.h"

namespace quicksilver::properties {

std::optional<std::string> CheckConstants(const ConstantSet& set) {
  ConstantPool pool;
  return CheckConstantPool(set, pool);
}

}  // namespace quicksilver::properties
