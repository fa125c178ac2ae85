// disasm, ast, tokens, format.
#include <fmt/format.h>

#include "engine/base/files.h"
#include "engine/bytecode/disassembler.h"
#include "engine/cli/commands.h"
#include "engine/cli/exit_codes.h"
#include "engine/cli/programs.h"
#include "engine/cli/report.h"
#include "engine/syntax/ast_dump.h"
#include "engine/syntax/ast_equality.h"
#include "engine/syntax/parser.h"
#include "engine/syntax/printer.h"

namespace quicksilver {
namespace {

// The program in canonical layout. Nothing is ever rewritten into another program: if the printer
// failed to say the same, that is an error and not a result.
std::expected<std::string, std::string> Formatted(const Program& program) {
  std::string text = Print(program.ast());
  const std::expected<Ast, SyntaxError> again = Parse(text);
  if (!again.has_value() || !EqualAsts(program.ast(), *again) || Print(*again) != text) {
    return std::unexpected(fmt::format(
        "cannot format '{}': printing it gives another program, which is a defect of quicksilver",
        program.name()));
  }
  return text;
}

int FormatProgram(const std::string& path, const Options& options, Output& output) {
  const std::expected<Program, LoadFailure> program = LoadProgram(path);
  if (!program.has_value()) {
    // What is wrong with a text does not name its file.
    if (options.paths.size() > 1 && program.error().syntax_error.has_value()) {
      WriteError(path + ":\n");
    }
    return Report(program.error());
  }
  const std::expected<std::string, std::string> text = Formatted(*program);
  if (!text.has_value()) {
    Complain(text.error());
    return kExitFailed;
  }
  const bool canonical = *text == program->source();
  if (options.check_only) {
    if (!canonical) output.Write(path + '\n');
    return canonical ? kExitOk : kExitFailed;
  }
  if (!options.in_place) {
    output.Write(*text);
    return kExitOk;
  }
  if (canonical) return kExitOk;
  const std::expected<void, std::string> written = WriteFile(path, *text);
  if (written.has_value()) return kExitOk;
  Complain(written.error());
  return kExitCannotWrite;
}

}  // namespace

int ShowBytecode(const Options& options, Output& output) {
  const std::expected<LoadedProgram, LoadFailure> loaded = LoadProgramOrCode(options.paths.front());
  if (!loaded.has_value()) return Report(loaded.error());
  const Code code =
      loaded->code.has_value() ? *loaded->code : Code::Compile(*loaded->program, options.compile);
  DisassemblyOptions listing;
  listing.source = loaded->source();
  output.Write(Disassemble(*code.chunk(), listing));
  return kExitOk;
}

int ShowAst(const Options& options, Output& output) {
  const std::expected<Program, LoadFailure> program = LoadProgram(options.paths.front());
  if (!program.has_value()) return Report(program.error());
  output.Write(DumpAst(program->ast()));
  return kExitOk;
}

int ShowTokens(const Options& options, Output& output) {
  const std::expected<std::string, std::string> source = ReadFile(options.paths.front());
  if (!source.has_value()) {
    Complain(source.error());
    return kExitNoInput;
  }
  const TokenDump dump = DumpTokens(*source);
  output.Write(dump.text);
  if (!dump.error.has_value()) return kExitOk;
  output.Flush();
  Error error;
  error.kind = ErrorKind::kSyntaxError;
  error.message = dump.error->message;
  error.located = true;
  error.span = dump.error->span;
  error.position = dump.error->position;
  WriteError(DescribeError(error, *source));
  return ExitCodeOf(error);
}

// Every file is looked at, whatever is wrong with others; the first fault gives the status.
int FormatPrograms(const Options& options, Output& output) {
  int status = kExitOk;
  for (const std::string& path : options.paths) {
    const int result = FormatProgram(path, options, output);
    if (status == kExitOk) status = result;
  }
  return status;
}

}  // namespace quicksilver
