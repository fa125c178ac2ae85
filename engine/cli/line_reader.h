#ifndef QUICKSILVER_CLI_LINE_READER_H_
#define QUICKSILVER_CLI_LINE_READER_H_

// Lines for the session: edited, with history, on a terminal; as they come from a pipe.
//
// libedit, which keeps one history for the whole process, is touched only for a terminal.
// Invariant: on a pipe no prompt is shown and no history kept. It is wrong to have two readers.

#include <optional>
#include <string>

#include "engine/cli/output.h"

namespace quicksilver {

class LineReader {
 public:
  explicit LineReader(Output& output);
  ~LineReader();
  LineReader(const LineReader&) = delete;
  LineReader& operator=(const LineReader&) = delete;

  // The next line without its line feed; nothing at the end of input.
  std::optional<std::string> Read(const std::string& prompt);
  bool is_interactive() const { return interactive_; }

 private:
  Output& output_;
  bool interactive_;
  std::string history_file_;  // empty: there is no place for one
};

}  // namespace quicksilver

#endif  // QUICKSILVER_CLI_LINE_READER_H_
