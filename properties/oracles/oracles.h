#ifndef QUICKSILVER_PROPERTIES_ORACLES_ORACLES_H_
#define QUICKSILVER_PROPERTIES_ORACLES_ORACLES_H_

// The lists of all oracles: what the hunt, the gate and the reducer choose from by name.
//
// Every oracle says on which share of programs it runs unless somebody asks for more, because some
// cost many times what a run costs. Invariant: names are those that the oracles give themselves,
// and the list is in the order of strength: a program that several oracles object to is filed under
// the first. It is wrong to report programs as checked by an oracle that did not draw them.

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "properties/oracles/oracle.h"

namespace quicksilver::properties {

struct OracleEntry {
  std::string_view name;
  std::string_view claim;  // a line for people
  // Runs on one program in so many; 1: on every one.
  std::uint32_t one_in = 1;
  std::unique_ptr<Oracle> (*make)() = nullptr;
};

std::span<const OracleEntry> AllOracles();

// Oracles that look at a clock: their verdict is not a function of program and seed, so only who
// asks for one by name gets it.
std::span<const OracleEntry> ClockedOracles();

// The entry called `name` of either list, or null.
const OracleEntry* FindOracle(std::string_view name);
// A new oracle; null when there is none of that name.
std::unique_ptr<Oracle> MakeOracle(std::string_view name);

// Seeds to ask an oracle with that draws something else for each: enough for every policy to be
// drawn.
std::vector<std::uint64_t> ManySeeds();

// Whether the oracle runs on the program that was generated from `seed`. Different oracles draw
// different programs.
bool IsDrawn(const OracleEntry& oracle, std::uint64_t seed);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ORACLES_ORACLES_H_
