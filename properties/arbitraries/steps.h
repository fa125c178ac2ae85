#ifndef QUICKSILVER_PROPERTIES_ARBITRARIES_STEPS_H_
#define QUICKSILVER_PROPERTIES_ARBITRARIES_STEPS_H_

// Single steps of state machines, as RapidCheck knows them: what generated.h is for whole inputs.
//
// Invariant: a smaller step is of the same kind or a simpler one. It is wrong to define another
// Arbitrary for these types.

#include <rapidcheck.h>

#include "properties/generators/allocation_requests.h"
#include "properties/generators/jump_graph.h"

namespace quicksilver::properties {

rc::Gen<AllocationRequest> ArbitraryAllocationRequest();
rc::Gen<JumpStep> ArbitraryJumpStep(const JumpLayout& so_far);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ARBITRARIES_STEPS_H_
