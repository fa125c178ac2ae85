#ifndef QUICKSILVER_FUZZ_HUNT_FILES_H_
#define QUICKSILVER_FUZZ_HUNT_FILES_H_

// Where findings will go, tried before the hunt begins: a folder that cannot be written would be
// noticed only when the first is lost.

#include <expected>
#include <string>

namespace quicksilver::hunt {

// Whether files can be made in the folder, which is made if need be: tried with a file of one
// block.
std::expected<void, std::string> TryFolder(const std::string& path);

}  // namespace quicksilver::hunt

#endif  // QUICKSILVER_FUZZ_HUNT_FILES_H_
