#ifndef QUICKSILVER_FUZZ_HUNT_FINDING_FOLDER_H_
#define QUICKSILVER_FUZZ_HUNT_FINDING_FOLDER_H_

// Where findings lie that have no signature of their own kind: deaths, and what shows only once.
//
// Divergences have properties::FindingName; the names made here are made like it from any text.
// Invariant: a name depends on the text alone, so that a later hunt finds the folder. It is wrong
// to read anything from a folder's name.

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "properties/reducers/finding.h"

namespace quicksilver::hunt {

// `crash-sigsegv-while-checking-equivalence-1a2b3c4d`.
std::string FolderNameOf(std::string_view signature);

bool HasFolder(const std::string& findings, const std::string& name);

// As properties::WriteFinding, but in place of what is there. While the new folder is being written
// the old one is kept beside it.
std::expected<std::string, std::string> ReplaceFinding(
    const std::string& findings, const std::string& name,
    const std::vector<properties::FindingFile>& files);

}  // namespace quicksilver::hunt

#endif  // QUICKSILVER_FUZZ_HUNT_FINDING_FOLDER_H_
