#ifndef QUICKSILVER_FUZZ_HUNT_FINDING_FOLDER_H_
#define QUICKSILVER_FUZZ_HUNT_FINDING_FOLDER_H_

// The folder of findings: what is there already, and what takes its place.
//
// What an earlier hunt has filed stays. A death is filed as it was found, and once more when it has
// been reduced. One bug has several signatures and one folder, which the other signatures' names
// lead to, so that nobody reduces it again. Invariant: a folder is whole, the old one or the new
// one. It is wrong to read anything from a folder's name.

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "properties/reducers/finding.h"

namespace quicksilver::hunt {

bool HasFolder(const std::string& findings, const std::string& name);

// The name of the folder that findings called `name` are in: its own, or the one that it was noted
// to be filed in. Nothing if that is not there.
std::optional<std::string> FolderFor(const std::string& findings, const std::string& name);
// Notes that findings called `name` are in the folder `filed_in`. What cannot be written down is
// found out again.
void NoteFiledIn(const std::string& findings, const std::string& name, const std::string& filed_in);

// As properties::WriteFinding, but in place of what is there. While the new folder is being written
// the old one is kept beside it.
std::expected<std::string, std::string> ReplaceFinding(
    const std::string& findings, const std::string& name,
    const std::vector<properties::FindingFile>& files);

}  // namespace quicksilver::hunt

#endif  // QUICKSILVER_FUZZ_HUNT_FINDING_FOLDER_H_
