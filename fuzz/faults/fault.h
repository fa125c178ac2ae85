#ifndef QUICKSILVER_FUZZ_FAULTS_FAULT_H_
#define QUICKSILVER_FUZZ_FAULTS_FAULT_H_

// One mistake on purpose: a small edit to one file of the engine, with what it stands for and what
// proves that it changes something.
//
// A fault is a text file that a person can read and write:
//
//   kind: the kind of mistake, in a line
//   seen: where such a mistake has been made
//   file: engine/compiler/code_logic.cc
//   checks: hunt equivalence_source
//   faulty: what the witness shows on the faulty engine, or a part of it
//
//   --- find
//   the text to replace, as a rule whole lines
//   --- replace
//   what stands there instead
//   --- witness
//   # expect: Number(1)
//   a program, as in corpus/programs
//
// Further pairs of find and replace may follow the first. Instead of a witness a fault may name a
// file or folder of the corpus (`--- program`), or say what a test of the component shows
// (`unit:`), with the test that fails (`test: compiler_tests JumpPatcher.*`). Invariant: a Fault
// from ParseFault has a kind, an origin, a file, at least one check, at least one edit that changes
// something, and a witness of one of these sorts. It is wrong to apply one to anything but a copy.

#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace quicksilver::faults {

struct Edit {
  std::string find;
  std::string replace;

  friend bool operator==(const Edit&, const Edit&) = default;
};

struct Fault {
  std::string name;  // of its file, without `.fault`
  std::string kind;
  std::string seen;
  std::string file;                 // from the repository's root
  std::vector<std::string> checks;  // `hunt`, and targets of fuzz/targets by name
  std::vector<Edit> edits;

  std::string witness;       // a program whose first line says what the right engine gives
  std::string program;       // or a path below corpus/
  std::string faulty;        // a part of what `quicksilver check` says about either of them
  std::string unit;          // or what shows in a component
  std::string test_program;  // and the test that shows it: `bytecode_tests`
  std::string test_filter;   // `Verifier.BoundsSlots`; empty: any of its tests

  bool IsCheckedBy(std::string_view check) const;
};

// The fault that `text` describes, or one line on what is wrong with the description.
std::expected<Fault, std::string> ParseFault(std::string_view name, std::string_view text);

// `source` with the fault's edits, one after the other. An edit whose text is not there exactly
// once is an error, which says how often it is there: the engine has moved on.
std::expected<std::string, std::string> ApplyFault(const Fault& fault, std::string_view source);

// All faults of a folder in the order of their names, or the first complaint with its file's name.
std::expected<std::vector<Fault>, std::string> LoadCatalogue(const std::string& folder);

}  // namespace quicksilver::faults

#endif  // QUICKSILVER_FUZZ_FAULTS_FAULT_H_
