// trace: the value of every expression, from one engine or from both side by side.
#include <fmt/format.h>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "engine/cli/commands.h"
#include "engine/cli/exit_codes.h"
#include "engine/cli/hosts.h"
#include "engine/cli/programs.h"
#include "engine/cli/report.h"
#include "engine/differential/trace_events.h"
#include "engine/syntax/tree_walk.h"

namespace quicksilver {
namespace {

// The modules that the run has numbered, from 1: those that are programs, in the order of loading.
class NumberedModules {
 public:
  explicit NumberedModules(const FileHost& host) : host_(host) {}

  // Looks at what has been loaded since.
  const std::vector<Program>& Update() {
    for (; looked_at_ < host_.modules().size(); ++looked_at_) {
      const ModuleSource& module = host_.modules()[looked_at_];
      std::expected<Program, Error> program = Program::Parse(module.text, module.name);
      if (program.has_value()) programs_.push_back(std::move(*program));
    }
    return programs_;
  }

 private:
  const FileHost& host_;
  std::size_t looked_at_ = 0;
  std::vector<Program> programs_;
};

// What and where the nodes of the program and of the modules that it loads are.
class NodeNames {
 public:
  NodeNames(const Program& program, const FileHost& host) : modules_(host) {
    names_.push_back(NamesOf(program.ast(), ""));
  }

  // `3:5 Binary`, `m.gw:3:5 Binary`.
  std::string Of(const TracePoint& point) {
    if (point.module >= names_.size()) {
      const std::vector<Program>& programs = modules_.Update();
      for (std::size_t i = names_.size() - 1; i < programs.size(); ++i) {
        names_.push_back(NamesOf(programs[i].ast(), std::string(programs[i].name()) + ':'));
      }
    }
    if (point.module >= names_.size()) return "? ?";
    const std::vector<std::string>& names = names_[point.module];
    return point.node < names.size() ? names[point.node] : "? ?";
  }

 private:
  static std::vector<std::string> NamesOf(const Ast& ast, const std::string& file) {
    std::vector<std::string> names(ast.node_count);
    TreeVisitor visitor;
    visitor.expression = [&](const Expr& expr) {
      const Position at = ast.lines.PositionOf(expr.span.begin);
      names[expr.id] = fmt::format("{}{}:{} {}", file, at.line, at.column, ExprKindName(expr.kind));
    };
    VisitTree(ast, visitor);
    return names;
  }

  NumberedModules modules_;
  std::vector<std::vector<std::string>> names_;  // by module and node id
};

// One engine's run.
class TracedRun {
 public:
  TracedRun(const Program& program, EngineKind engine, const Options& options)
      : host(options.paths.front(), nullptr, options.denied),
        names(program, host),
        program_(program),
        engine_(engine),
        options_(options) {}

  // Gives the result line and sets the exit status that goes with it.
  std::string Run(TraceSink& sink) {
    CompileOptions compile = options_.compile;
    compile.trace = true;
    Context context(engine_, options_.limits, &host, compile);
    context.set_trace(&sink);
    const std::expected<Value, Error> value = context.Run(program_);
    context.set_trace(nullptr);
    if (!value.has_value()) {
      exit_code = ExitCodeOf(value.error());
      return value.error().ToString();
    }
    const std::expected<std::string, Error> text = context.Canonical(*value);
    return text.has_value() ? *text : text.error().ToString();
  }

  FileHost host;
  NodeNames names;
  int exit_code = kExitOk;

 private:
  const Program& program_;
  EngineKind engine_;
  const Options& options_;
};

std::string PlaceOnVm(const TracePoint& point) {
  return fmt::format("f{} pc {} r{}", point.function, point.pc, point.reg);
}

int TraceOne(const Program& program, const Options& options, Output& output) {
  TracedRun run(program, options.engine, options);
  const bool on_vm = options.engine == EngineKind::kVm;
  TraceRecorder recorder(options.max_events, [&](const TraceEvent& event) {
    std::string line = fmt::format("{:<16} {}", run.names.Of(event.point), event.value);
    if (on_vm) line = fmt::format("{:<80} {}", line, PlaceOnVm(event.point));
    output.Write(line + '\n');
  });
  const std::string result = run.Run(recorder);
  if (recorder.overflowed()) {
    output.Write(fmt::format("only the first {} events are shown\n", options.max_events));
  }
  output.Write("result: " + result + '\n');
  return run.exit_code;
}

// The nodes that the VM's code reports, in the program and in the modules that were loaded.
std::set<TracedNode> NodesReportedByVm(const Program& program, const FileHost& host,
                                       const CompileOptions& options) {
  CompileOptions compile = options;
  compile.trace = true;
  std::set<TracedNode> nodes;
  AddTracedNodes(*Code::Compile(program, compile).chunk(), 0, nodes);
  std::uint32_t number = 0;
  NumberedModules modules(host);
  for (const Program& module : modules.Update()) {
    AddTracedNodes(*Code::Compile(module, compile).chunk(), ++number, nodes);
  }
  return nodes;
}

int TraceBoth(const Program& program, const Options& options, Output& output) {
  std::vector<TraceEvent> interpreter_events;
  std::vector<TraceEvent> vm_events;
  const auto into = [](std::vector<TraceEvent>& events) {
    return [&events](TraceEvent event) { events.push_back(std::move(event)); };
  };
  TracedRun interpreter(program, EngineKind::kInterpreter, options);
  TraceRecorder interpreter_recorder(options.max_events, into(interpreter_events));
  const std::string interpreter_result = interpreter.Run(interpreter_recorder);
  TracedRun vm(program, EngineKind::kVm, options);
  TraceRecorder vm_recorder(options.max_events, into(vm_events));
  const std::string vm_result = vm.Run(vm_recorder);

  const bool cut = interpreter_recorder.overflowed() || vm_recorder.overflowed();
  const std::set<TracedNode> reported =
      NodesReportedByVm(program, interpreter.host, options.compile);
  bool differs = interpreter_result != vm_result;
  for (const AlignedEvent& event : Align(interpreter_events, vm_events, reported)) {
    const bool one_ended = !event.interpreter.has_value() || !event.vm.has_value();
    if (event.differs && one_ended && cut) break;  // it was not the run that ended
    const auto side = [&](std::optional<std::size_t> index, TracedRun& run,
                          const std::vector<TraceEvent>& events) {
      if (!index.has_value()) return std::string("nothing more");
      const TraceEvent& shown = events[*index];
      return fmt::format("{:<16} {}", run.names.Of(shown.point), shown.value);
    };
    if (event.differs) {
      differs = true;
      const std::string place =
          event.vm.has_value() ? PlaceOnVm(vm_events[*event.vm].point) : std::string();
      output.Write("first difference:\n");
      output.Write(fmt::format("  interpreter  {}\n",
                               side(event.interpreter, interpreter, interpreter_events)));
      output.Write(fmt::format("  vm           {:<78} {}\n", side(event.vm, vm, vm_events), place));
      break;
    }
    const std::string line = side(event.interpreter, interpreter, interpreter_events);
    output.Write(fmt::format("{:<80} {}\n", line,
                             event.vm.has_value() ? PlaceOnVm(vm_events[*event.vm].point) : "-"));
  }
  if (cut)
    output.Write(fmt::format("only the first {} events were compared\n", options.max_events));
  output.Write(fmt::format("result on the interpreter: {}\nresult on the vm: {}\n",
                           interpreter_result, vm_result));
  return differs ? kExitFailed : interpreter.exit_code;
}

}  // namespace

int TraceProgram(const Options& options, Output& output) {
  const std::expected<Program, LoadFailure> program = LoadProgram(options.paths.front());
  if (!program.has_value()) return Report(program.error());
  return options.both ? TraceBoth(*program, options, output) : TraceOne(*program, options, output);
}

}  // namespace quicksilver
