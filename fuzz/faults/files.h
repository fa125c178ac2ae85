#ifndef QUICKSILVER_FUZZ_FAULTS_FILES_H_
#define QUICKSILVER_FUZZ_FAULTS_FILES_H_

// Files of the drill, written.
//
// Invariant: a file whose bytes are right already is not touched, so that a build sees only what
// changed.

#include <expected>
#include <string>
#include <string_view>

namespace quicksilver::faults {

// Writes `bytes` unless they are there, and makes the folders on the way. Whether the file was
// written, or one line on why it could not be.
std::expected<bool, std::string> WriteIfDifferent(const std::string& path, std::string_view bytes);

}  // namespace quicksilver::faults

#endif  // QUICKSILVER_FUZZ_FAULTS_FILES_H_
