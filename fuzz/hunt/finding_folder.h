#ifndef QUICKSILVER_FUZZ_HUNT_FINDING_FOLDER_H_
#define QUICKSILVER_FUZZ_HUNT_FINDING_FOLDER_H_

// The folder of findings: what is there already, and what takes its place.
//
// What an earlier hunt has filed stays. A death is filed as it was found, and once more when it has
// been reduced. Invariant: a folder is whole, the old one or the new one. It is wrong to read
// anything from a folder's name.

#include <expected>
#include <string>
#include <vector>

#include "properties/reducers/finding.h"

namespace quicksilver::hunt {

bool HasFolder(const std::string& findings, const std::string& name);

// As properties::WriteFinding, but in place of what is there. While the new folder is being written
// the old one is kept beside it.
std::expected<std::string, std::string> ReplaceFinding(
    const std::string& findings, const std::string& name,
    const std::vector<properties::FindingFile>& files);

}  // namespace quicksilver::hunt

#endif  // QUICKSILVER_FUZZ_HUNT_FINDING_FOLDER_H_
