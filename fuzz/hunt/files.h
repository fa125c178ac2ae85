#ifndef QUICKSILVER_FUZZ_HUNT_FILES_H_
#define QUICKSILVER_FUZZ_HUNT_FILES_H_

// Whole files in and out, with the reason when it does not work.
//
// Invariant: an error is one line that names the file. It is wrong to use these for what does not
// fit into memory.

#include <expected>
#include <string>
#include <string_view>

namespace quicksilver::hunt {

// The bytes of the file; `-` is standard input.
std::expected<std::string, std::string> ReadFile(const std::string& path);

// Makes the file, or replaces its bytes.
std::expected<void, std::string> WriteFile(const std::string& path, std::string_view bytes);

// Whether files can be made in the folder, which is made if need be: tried with a file of one
// block.
std::expected<void, std::string> TryFolder(const std::string& path);

}  // namespace quicksilver::hunt

#endif  // QUICKSILVER_FUZZ_HUNT_FILES_H_
