#ifndef QUICKSILVER_BENCH_SUITES_SOURCES_H_
#define QUICKSILVER_BENCH_SUITES_SOURCES_H_

// What the suites run: texts of this repository, and long texts made of them.
//
// Invariant: every text parses. A file that is not there ends the process with its name: without
// it there is nothing to measure. It is wrong to call these inside a timed loop.

#include <cstddef>
#include <string>
#include <string_view>

#include "engine/engine.h"

namespace quicksilver::bench {

// The file's text, from the root of the repository.
std::string SourceOf(const std::string& path);
// The same without the comments at its head.
std::string WithoutHead(std::string_view source);

// At least `bytes` of source: the programs of bench/ again and again, each in a chant of its own.
// What real programs consist of, in the same proportions at every length.
std::string LongSource(std::size_t bytes);

// Parsed, or the process ends.
Program MustParse(std::string_view source);

// What ends the process when a run fails: a benchmark of an error is worth nothing.
void MustHold(bool holds, std::string_view what);

}  // namespace quicksilver::bench

#endif  // QUICKSILVER_BENCH_SUITES_SOURCES_H_
