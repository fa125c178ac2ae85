#ifndef QUICKSILVER_PROPERTIES_ARBITRARIES_PROPERTY_H_
#define QUICKSILVER_PROPERTIES_ARBITRARIES_PROPERTY_H_

// How the suites say "for all": a check that returns a complaint, on generated inputs, inside a
// TEST.
//
// A failure prints the smallest input, the complaint and RC_PARAMS to reproduce it; a crash leaves
// the input on disk (input_note.h). With QS_FORK set every check runs in a process of its own, so
// that an input which crashes is made small as well. Invariant: the number of inputs is what the
// test states, times max_success / 100 of RC_PARAMS. It is wrong to state so many that the suite
// takes longer than a person waits.

#include <functional>
#include <gtest/gtest.h>
#include <optional>
#include <rapidcheck.h>
#include <string>
#include <string_view>
#include <utility>

#include "properties/arbitraries/generated.h"
#include "properties/arbitraries/input_note.h"

namespace quicksilver::properties {

using Complaint = std::optional<std::string>;

// `AllocatorProperty.AgreesWithTheModel`: the running test.
std::string RunningTest();

// What `check` says. With QS_FORK set it runs in a child, and its death is a complaint.
Complaint RunCheck(const std::function<Complaint()>& check);

// What `check` says in a child process; what became of the child where it dies.
Complaint RunInChild(const std::function<Complaint()>& check);

// Runs `testable` as RapidCheck does; the result as a failure of the running test, if it is one.
void ReportResult(const rc::detail::Property& property, int inputs);

// `testable` takes generated arguments, or none and generates inside.
template <typename Testable>
void Examine(int inputs, Testable&& testable) {
  ReportResult(rc::detail::toProperty(std::forward<Testable>(testable)), inputs);
}

// `check` takes an Input that has an Arbitrary and returns a complaint.
template <typename Input, typename Check>
void ForAllInputs(int inputs, Check&& check) {
  const std::string test = RunningTest();
  Examine(inputs, [&](const Input& input) {
    const InputNote note(test, Describe(input));
    const Complaint complaint = RunCheck([&] { return check(input); });
    if (complaint) RC_FAIL(*complaint);
  });
}

// `check` takes a T that one of our generators makes and returns a complaint.
template <typename T, typename Check>
void ForAll(int inputs, Check&& check) {
  ForAllInputs<Generated<T>>(inputs,
                             [&](const Generated<T>& generated) { return check(generated.value); });
}

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ARBITRARIES_PROPERTY_H_
