#ifndef QUICKSILVER_FUZZ_HUNT_FINDING_FOLDER_H_
#define QUICKSILVER_FUZZ_HUNT_FINDING_FOLDER_H_

// Findings on the disk: one folder a signature, named after it.
//
// The name is made of the signature alone, so a later hunt that comes across the same signature
// finds the folder there. Invariant: a folder is complete or absent: it is written beside its place
// and moved there. It is wrong to read anything from a folder's name.

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace quicksilver::hunt {

struct FindingFile {
  std::string name;
  std::string bytes;
};

// `equivalence-value-at-binary-by-subnum-1a2b3c4d`.
std::string FolderNameOf(std::string_view signature);

// Where the finding lies or would lie.
std::string FolderOf(const std::string& findings, std::string_view signature);
bool HasFolder(const std::string& findings, std::string_view signature);

// Makes the folder, or replaces it. Its path, or one line on what could not be written.
std::expected<std::string, std::string> WriteFolder(const std::string& findings,
                                                    std::string_view signature,
                                                    const std::vector<FindingFile>& files);

}  // namespace quicksilver::hunt

#endif  // QUICKSILVER_FUZZ_HUNT_FINDING_FOLDER_H_
