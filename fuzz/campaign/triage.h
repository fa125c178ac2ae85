#ifndef QUICKSILVER_FUZZ_CAMPAIGN_TRIAGE_H_
#define QUICKSILVER_FUZZ_CAMPAIGN_TRIAGE_H_

// What an input that brought a fuzz target down is: which finding, and how small it can be.
//
// Identify runs it once more. If a check failed and showed a program, the hunt's oracles are asked
// about that program first, so that one fault has one signature whoever finds it; only what they do
// not object to is told apart by what the target said. ReduceInput takes, in this order: the hunt's
// reducers with the oracle that objects; the same reducers with the target itself, if its input is
// program text; libFuzzer's own minimiser otherwise, whose result is kept only if it has the
// signature that it started from. Both run what may crash or hang in processes of their own.
// Invariant: a smallest input has its finding's signature, which may be another one than the input
// had (Smallest::filed_as). It is wrong to call these in the process that keeps the ledger: the
// supervisor runs them as commands.

#include <cstdint>
#include <optional>
#include <string>

#include "fuzz/campaign/fuzzer.h"

namespace quicksilver::campaign {

struct Identity {
  bool died = false;  // false: it does not happen when the input is run alone
  std::string kind;   // as ledger::Finding::kind
  std::string signature;
  std::string report;      // what the target said
  std::string program;     // text, if it is about a program
  std::string oracle;      // of the hunt that objects to the program; empty: none does
  std::uint64_t seed = 0;  // with which it does
};
Identity Identify(const Fuzzer& fuzzer, const std::string& input);

// Whether an input that ran out of its time ends when it gets four times as much, and has then used
// less than its time of a processor's: others had the processors, and nobody could mend that.
bool EndsGivenTime(const Fuzzer& fuzzer, const std::string& input);

struct Smallest {
  std::string reducer = {};  // what made it small; empty: nothing did
  std::string input = {};    // bytes for the target; empty: it is about the program alone
  std::string program = {};
  std::string page = {};  // finding.md
  std::uint64_t size_before = 0;
  std::uint64_t size_after = 0;
  std::string unit = {};
  std::string folder = {};  // of the finding, if one was written for the hunt
  // The signature that the finding goes by from now on, if a stronger oracle has taken it over.
  std::string filed_as = {};
};
// Files go below `findings` and into `scratch`, which both exist.
Smallest ReduceInput(const Fuzzer& fuzzer, const std::string& input, const Identity& identity,
                     const std::string& findings, const std::string& scratch, double seconds);

// Both as JSON and back: how the commands answer the supervisor.
std::string ToJson(const Identity& identity);
std::string ToJson(const Smallest& smallest);
std::optional<Identity> IdentityIn(const std::string& json);
std::optional<Smallest> SmallestIn(const std::string& json);

}  // namespace quicksilver::campaign

#endif  // QUICKSILVER_FUZZ_CAMPAIGN_TRIAGE_H_
