#ifndef QUICKSILVER_FUZZ_HUNT_PLANTS_H_
#define QUICKSILVER_FUZZ_HUNT_PLANTS_H_

// Faults to put into the VM's code on purpose: a drill that shows a hunt finding, reducing and
// filing something, and what it looks like.
//
// A plant changes code between the compiler and the machine, so every build has it and none is
// spoilt by it. Invariant: only a subject that asks for a plant is spoilt. It is wrong to measure
// with these how good the harness is: they are few and easy; a catalogue of real mistakes does
// that.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "properties/oracles/oracles.h"

namespace quicksilver::hunt {

struct Plant {
  std::string_view name;
  std::string_view what;
  // Equivalence under this fault.
  std::unique_ptr<properties::Oracle> (*make)() = nullptr;
};

std::span<const Plant> AllPlants();
std::vector<std::string> PlantNames();

// The oracles of a subject with the plant, which exists.
std::vector<properties::OracleEntry> OraclesWith(std::string_view plant);

}  // namespace quicksilver::hunt

#endif  // QUICKSILVER_FUZZ_HUNT_PLANTS_H_
