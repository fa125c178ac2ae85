// repl: reads entries, runs them in a session, shows what they give.
#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <string_view>

#include "engine/bytecode/disassembler.h"
#include "engine/cli/commands.h"
#include "engine/cli/exit_codes.h"
#include "engine/cli/line_reader.h"
#include "engine/cli/session.h"

namespace quicksilver {
namespace {

constexpr std::string_view kHelp =
    "An entry is run when it is complete; an empty line ends it in any case. Both engines run it\n"
    "and are compared. Lines are numbered through the session.\n"
    "  :disasm  show the bytecode of the last entry\n"
    "  :reset   forget everything that was entered\n"
    "  :help    show this\n"
    "  :quit    leave, as the end of input does\n";

class Repl {
 public:
  Repl(const Options& options, Output& output)
      : options_(options),
        output_(output),
        session_(options.limits, options.compile, options.denied, output),
        reader_(output) {}

  // The exit status.
  int Run() {
    if (reader_.is_interactive()) {
      output_.Write("quicksilver " QS_VERSION ", :help for help\n");
    }
    std::string entry;
    while (true) {
      const std::optional<std::string> line = reader_.Read(Prompt(entry));
      if (!line.has_value()) break;
      if (entry.empty() && line->starts_with(":")) {
        if (!RunCommand(*line)) return Status();
        continue;
      }
      const bool blank = line->find_first_not_of(" \t\r") == std::string::npos;
      if (entry.empty() && blank) continue;
      entry += *line + '\n';
      if (!blank && session_.NeedsMore(entry)) continue;
      RunEntry(entry);
      entry.clear();
    }
    if (!entry.empty()) RunEntry(entry);
    if (reader_.is_interactive()) output_.Write("\n");
    return Status();
  }

 private:
  std::string Prompt(const std::string& entry) const {
    if (entry.empty()) return fmt::format("{}> ", session_.next_line());
    const auto lines = static_cast<std::size_t>(std::ranges::count(entry, '\n'));
    return fmt::format("{}. ", session_.next_line() + lines);
  }

  int Status() const { return differed_ ? kExitFailed : kExitOk; }

  void RunEntry(const std::string& entry) {
    const Session::Answer answer = session_.Run(entry);
    const std::optional<std::string>& value = answer.outcome.value;
    if (value.has_value() && *value != "Nothing") output_.Write(*value + '\n');
    // In the order in which things happened, also where both streams go to one place.
    output_.Flush();
    WriteError(answer.report);
    if (!answer.difference.has_value()) return;
    differed_ = true;
    WriteError(fmt::format("the engines differ: {}\n  interpreter: {}\n  vm: {}\n",
                           answer.difference->what, answer.difference->left,
                           answer.difference->right));
  }

  // False to leave.
  bool RunCommand(std::string_view line) {
    const std::string_view command = line.substr(0, line.find_last_not_of(" \t\r") + 1);
    if (command == ":quit") return false;
    if (command == ":help") {
      output_.Write(kHelp);
    } else if (command == ":reset") {
      session_.Reset();
    } else if (command == ":disasm") {
      ShowLast();
    } else {
      output_.Flush();
      Complain(fmt::format("there is no command '{}'; :help lists them", command));
    }
    return true;
  }

  void ShowLast() {
    const Program* last = session_.last();
    if (last == nullptr) {
      output_.Flush();
      return Complain("nothing has been entered yet");
    }
    DisassemblyOptions listing;
    listing.source = last->source();
    output_.Write(Disassemble(*Code::Compile(*last, options_.compile).chunk(), listing));
  }

  const Options& options_;
  Output& output_;
  Session session_;
  LineReader reader_;
  bool differed_ = false;
};

}  // namespace

int RunRepl(const Options& options, Output& output) { return Repl(options, output).Run(); }

}  // namespace quicksilver
