// The runtime's values against models that share nothing, and numbers against the C library.

#include "properties/arbitraries/property.h"
#include "properties/generators/container_operations.h"
#include "properties/generators/number_texts.h"
#include "properties/oracles/components/container_check.h"
#include "properties/oracles/components/number_check.h"

namespace quicksilver::properties {
namespace {

TEST(NumberTextProperty, ReadsBackAndAgreesWithTheCLibrary) {
  ForAll<NumberCase>(5000, CheckNumber);
}

TEST(ContainerProperty, CopyOnWriteIsNotSeenByOtherOwners) {
  ForAll<ContainerOperations>(600, CheckContainers);
}

}  // namespace
}  // namespace quicksilver::properties
