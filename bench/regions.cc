// Runs programs under callgrind so that each stage of each is a region with a count of its own.
//
//   valgrind --tool=callgrind --collect-atstart=no --callgrind-out-file=OUT regions FILE.gw...
//
// writes OUT.1, OUT.2, …, each of which names its region in a line `desc: Trigger: Client Request:
// fib/execute` and has its count in a line `totals:`. Regions are parse, compile, execute and
// interpret. Each stage has been through once before it is counted, on the same parser, compiler
// and context, so that what is counted is the work and not making room for it. Counts of the same
// build are the same every time. It is wrong to time this, or to compare the counts of different
// compilers.
//
// It knows the engine by engine/engine.h alone, so that one text of it measures any two versions.
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <valgrind/callgrind.h>

#include "engine/engine.h"

namespace quicksilver {
namespace {

// What stands between two regions is not collected, and DUMP_STATS_AT begins counting anew.
template <typename Work>
auto Region(std::string_view program, const char* stage, Work&& work) {
  const std::string name = std::string(program) + "/" + stage;
  CALLGRIND_TOGGLE_COLLECT;
  auto result = work();
  CALLGRIND_TOGGLE_COLLECT;
  CALLGRIND_DUMP_STATS_AT(name.c_str());
  return result;
}

bool Measure(std::string_view name, const std::string& source) {
  Parser parser;
  Compiler compiler;
  Context vm(EngineKind::kVm);
  Context interpreter(EngineKind::kInterpreter);
  const auto program = Program::Parse(parser, source);
  if (!program) return false;
  const Code code = Code::Compile(compiler, *program);
  if (!vm.Run(code) || !interpreter.Run(*program)) return false;

  const bool parsed =
      Region(name, "parse", [&] { return Program::Parse(parser, source).has_value(); });
  const bool compiled =
      Region(name, "compile", [&] { return Code::Compile(compiler, *program).chunk() != nullptr; });
  const bool executed = Region(name, "execute", [&] { return vm.Run(code).has_value(); });
  const bool interpreted =
      Region(name, "interpret", [&] { return interpreter.Run(*program).has_value(); });
  return parsed && compiled && executed && interpreted;
}

}  // namespace
}  // namespace quicksilver

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    std::ifstream file(argv[i], std::ios::binary);
    const std::string source{std::istreambuf_iterator<char>(file), {}};
    std::string_view name = argv[i];
    name.remove_prefix(name.rfind('/') + 1);
    name = name.substr(0, name.find('.'));
    if (!file || source.empty() || !quicksilver::Measure(name, source)) {
      std::fprintf(stderr, "%s: cannot be read, or does not run\n", argv[i]);
      return 1;
    }
  }
  return 0;
}
