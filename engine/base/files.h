#ifndef QUICKSILVER_BASE_FILES_H_
#define QUICKSILVER_BASE_FILES_H_

// Whole files in and out, with the reason when it does not work.
//
// Invariant: a file that WriteFile was asked to replace is either the old one or the new one, never
// a part. It is wrong to use these for what does not fit into memory.

#include <expected>
#include <string>
#include <string_view>

namespace quicksilver {

// The bytes of the file, whatever they are; `-` is standard input. The error is one line:
// `cannot read 'x.gw': No such file or directory`.
std::expected<std::string, std::string> ReadFile(const std::string& path);

// Replaces the file, or makes it. Written beside and renamed, unless `path` is a device or a pipe.
// The error is one line: `cannot write 'x.qsb': No space left on device`.
std::expected<void, std::string> WriteFile(const std::string& path, std::string_view bytes);

// All of `bytes` to an open file: 0, or the errno of what went wrong.
int WriteAll(int file, std::string_view bytes);

// Closes a file that was written with the result `error`: that, or the errno of closing, which may
// be what finds out that the disk is full.
int CloseAfter(int file, int error);

}  // namespace quicksilver

#endif  // QUICKSILVER_BASE_FILES_H_
