#ifndef QUICKSILVER_FUZZ_TARGETS_TARGET_H_
#define QUICKSILVER_FUZZ_TARGETS_TARGET_H_

// What the fuzz targets share: how bytes become text, and what happens when a check fails.
//
// A target is glue: bytes, a generator, a check of the testing library. Invariant: a target's
// verdict depends on its input alone; what it keeps between inputs is memory that is used again. It
// is wrong for a target to return anything but 0, or to swallow a complaint.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "properties/oracles/components/code_check.h"
#include "properties/oracles/oracle.h"

namespace quicksilver::fuzz {

inline std::string_view TextOf(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// Prints the complaint with what was checked, and ends the process so that the input is kept.
[[noreturn]] void Fail(std::string_view complaint, std::string_view shown = "");

// The same, for what an oracle of the hunt complains of as well: under its signature, so that it is
// one finding whoever meets it.
[[noreturn]] void FailAs(std::string_view signature, std::string_view complaint,
                         std::string_view shown);

// Fails unless there is nothing to complain about.
inline void Expect(const std::optional<std::string>& complaint, std::string_view shown = "") {
  if (complaint.has_value()) Fail(*complaint, shown);
}
inline void Expect(bool holds, std::string_view complaint, std::string_view shown = "") {
  if (!holds) Fail(complaint, shown);
}

// Fails if bytecode has broken a rule: under the refusal oracle's signature where it is one that
// the verifier did not keep.
void ExpectSound(const properties::CodeVerdict& verdict, std::string_view shown = "");

// Fails, with both sides and the program, if the verdict is a divergence.
void ExpectAgreement(std::string_view oracle, const properties::Verdict& verdict,
                     const properties::TestProgram& program);

}  // namespace quicksilver::fuzz

namespace quicksilver {

// What libFuzzer calls, and the replay driver. Its name in C has no namespace.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

}  // namespace quicksilver

#endif  // QUICKSILVER_FUZZ_TARGETS_TARGET_H_
