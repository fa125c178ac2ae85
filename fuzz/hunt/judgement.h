#ifndef QUICKSILVER_FUZZ_HUNT_JUDGEMENT_H_
#define QUICKSILVER_FUZZ_HUNT_JUDGEMENT_H_

// What the oracles say about one program, found out in a child process, since it may bring the
// process down.
//
// Invariant: a judgement is a divergence, a death or neither; never silence because the child is
// gone. It is wrong to judge many programs this way: each costs a process.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "fuzz/hunt/case.h"
#include "fuzz/hunt/child_process.h"
#include "fuzz/hunt/options.h"
#include "fuzz/hunt/subject.h"

namespace quicksilver::hunt {

struct Judgement {
  std::size_t oracle = 0;  // index into Subject::oracles
  std::uint64_t seed = 0;  // that showed it
  properties::VerdictKind kind = properties::VerdictKind::kAgree;
  std::string reason;         // of an incomparable verdict
  std::string signature;      // of a divergence
  std::string what;           // both sides
  std::string other_program;  // Oracle::other_program; empty if it is too long
  std::optional<Death> death;

  bool bad() const { return death.has_value() || kind == properties::VerdictKind::kDiverge; }
};

// What the subject's oracle says; the first of the seeds that it objects with decides.
Judgement Judge(const Subject& subject, std::size_t oracle, const properties::TestProgram& program,
                const std::vector<std::uint64_t>& seeds);

// The oracles that the command line asks for, with its plant.
Subject SubjectFor(const Options& options);
// The same for a program that is named: the oracle that objected to it is asked again, also if it
// is one of those that a hunt asks only when told to.
Subject SubjectFor(const Options& options, const Case& program);

// The seed on the command line, else the finding's, else many: an oracle that draws something draws
// something else each time.
std::vector<std::uint64_t> SeedsFor(const Options& options, const Case& program);

}  // namespace quicksilver::hunt

#endif  // QUICKSILVER_FUZZ_HUNT_JUDGEMENT_H_
