#ifndef QUICKSILVER_FUZZ_FAULTS_WITNESS_H_
#define QUICKSILVER_FUZZ_FAULTS_WITNESS_H_

// Whether a fault really changes what can be observed.
//
// Invariant: a witness that holds has been seen to tell the faulty build from the right one, by the
// program or the test that the fault's description names. It is wrong to count a fault whose
// witness does not hold: it may be no fault at all.

#include <expected>
#include <string>

#include "fuzz/faults/fault.h"
#include "fuzz/faults/workshop.h"

namespace quicksilver::faults {

// The program that the witness runs on; empty where a description is all there is.
std::string WitnessTarget(const Fault& fault);

// Runs the witness on `program`, a build of its target in which the fault is installed (`faulty`)
// or not. Nothing when it shows what it should, otherwise one line on what it shows.
std::expected<void, std::string> CheckWitness(const Fault& fault, const Workshop& workshop,
                                              const std::string& program, bool faulty);

}  // namespace quicksilver::faults

#endif  // QUICKSILVER_FUZZ_FAULTS_WITNESS_H_
