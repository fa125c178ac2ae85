#ifndef QUICKSILVER_PROPERTIES_ORACLES_COMPONENTS_COMPONENT_CLAIM_H_
#define QUICKSILVER_PROPERTIES_ORACLES_COMPONENTS_COMPONENT_CLAIM_H_

// What a component's complaint says when the particulars of its input are left out.
//
// The same component is checked by an oracle of the hunt and by a fuzz target; both file what they
// find under this claim, so that one bug is one finding whoever meets it. Invariant: a claim has no
// numbers and no texts of the input, and no line break or colon. It is wrong to show it to a person
// in place of the complaint.

#include <string>
#include <string_view>

namespace quicksilver::properties {

// `component` as the models oracle calls it. `model of containers, append` for `operation 25:
// append 36 to v1: v1 is not "abc"`; `model of numbers` where a complaint begins with what was
// generated.
std::string ComponentClaim(std::string_view component, std::string_view complaint);

// The signature of such a finding, as properties::Signature writes it.
std::string ComponentSignature(std::string_view component, std::string_view complaint);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ORACLES_COMPONENTS_COMPONENT_CLAIM_H_
