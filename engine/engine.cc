#include "engine/engine.h"

#include <utility>

#include "engine/bytecode/archive.h"
#include "engine/interpreter/interpreter.h"
#include "engine/runtime/format.h"
#include "engine/syntax/parser.h"
#include "engine/vm/vm.h"

namespace quicksilver {

// --- Program and Code
// -----------------------------------------------------------------------------

struct Program::Data {
  std::string source;
  std::string name;
  Ast ast;
};

std::expected<Program, Error> Program::Parse(std::string_view source, std::string_view name) {
  Parser parser;
  return Parse(parser, source, name);
}

std::expected<Program, Error> Program::Parse(Parser& parser, std::string_view source,
                                             std::string_view name) {
  std::expected<Ast, SyntaxError> parsed = parser.Parse(source);
  if (!parsed.has_value()) {
    Error error;
    error.kind = ErrorKind::kSyntaxError;
    error.message = parsed.error().message;
    error.located = true;
    error.span = parsed.error().span;
    error.position = parsed.error().position;
    return std::unexpected(std::move(error));
  }
  Program program;
  program.data_ = std::make_shared<const Data>(
      Data{std::string(source), std::string(name), std::move(*parsed)});
  return program;
}

const Ast& Program::ast() const { return data_->ast; }
std::string_view Program::source() const { return data_->source; }
std::string_view Program::name() const { return data_->name; }

Code::Code(std::shared_ptr<const Chunk> chunk, std::string name)
    : chunk_(std::move(chunk)), name_(std::move(name)) {}

Code Code::Compile(const Program& program, const CompileOptions& options) {
  Compiler compiler(options);
  return Compile(compiler, program);
}

Code Code::Compile(Compiler& compiler, const Program& program) {
  return Code(compiler.Compile(program.ast()), std::string(program.name()));
}

std::expected<Code, std::string> Code::Load(std::string_view archive) {
  auto chunk = ReadArchive(archive);
  if (!chunk.has_value()) return std::unexpected(std::move(chunk.error()));
  return Code(std::shared_ptr<const Chunk>(std::move(*chunk)));
}

std::string Code::Save() const { return WriteArchive(*chunk_); }

std::string Outcome::Result() const {
  return error.has_value() ? error->ToString() : value.value_or("");
}

// --- Context
// --------------------------------------------------------------------------------------

namespace {

double Share(std::uint64_t used, std::uint64_t limit) {
  return limit == 0 ? 1 : static_cast<double>(used) / static_cast<double>(limit);
}

// Passes everything on, and keeps what was written while it is asked to.
class RecordingHost : public Host {
 public:
  explicit RecordingHost(Host* target) : target_(target != nullptr ? target : &default_) {}

  void Record(std::string* output) { output_ = output; }

  void Write(std::string_view text) override {
    if (output_ != nullptr) output_->append(text);
    target_->Write(text);
  }
  std::optional<std::string> Deny(std::string_view resource,
                                  std::string_view justification) override {
    return target_->Deny(resource, justification);
  }
  std::expected<ModuleSource, std::string> Load(std::string_view path,
                                                std::string_view importer) override {
    return target_->Load(path, importer);
  }

 private:
  Host default_;
  Host* target_;
  std::string* output_ = nullptr;
};

// Modules, compiled with the context's options.
class CompilingProvider : public ModuleProvider {
 public:
  explicit CompilingProvider(const CompileOptions& options) : options_(options) {}

  std::expected<std::shared_ptr<const Chunk>, std::string> CompileModule(
      const ModuleSource& source) override {
    if (tools_ == nullptr) tools_ = std::make_unique<Tools>(options_);
    std::expected<Ast, SyntaxError> parsed = tools_->parser.Parse(source.text);
    if (!parsed.has_value()) {
      const SyntaxError& error = parsed.error();
      return std::unexpected(std::to_string(error.position.line) + ':' +
                             std::to_string(error.position.column) + ": " + error.message);
    }
    return std::shared_ptr<const Chunk>(tools_->compiler.Compile(*parsed, source.name));
  }

 private:
  struct Tools {
    explicit Tools(const CompileOptions& options) : compiler(options) {}
    Parser parser;
    Compiler compiler;
  };
  CompileOptions options_;
  std::unique_ptr<Tools> tools_;  // most contexts never import anything
};

}  // namespace

class Context::Impl {
 public:
  Impl(EngineKind kind, const Limits& limits, Host* host, const CompileOptions& modules)
      : kind_(kind),
        limits_(limits),
        host_(host),
        options_(modules),
        provider_(modules),
        runtime_(limits, host_) {
    if (kind == EngineKind::kInterpreter) {
      interpreter_ = std::make_unique<Interpreter>(runtime_);
    } else {
      vm_.emplace(runtime_, provider_);
    }
  }

  EngineKind kind() const { return kind_; }
  void set_limits(const Limits& limits) { limits_ = limits; }
  void set_trace(TraceSink* sink) {
    if (interpreter_ != nullptr) {
      interpreter_->set_trace(sink);
    } else {
      vm_->set_trace(sink);
    }
  }

  void set_dispatch(Dispatch dispatch) {
    if (vm_.has_value()) vm_->set_dispatch(dispatch);
  }

  std::expected<Value, Error> Run(const Program& program) {
    if (interpreter_ == nullptr) return Run(Compile(program, {}));
    return Finished(interpreter_->Run(program.ast(), limits_, host_));
  }

  std::expected<Value, Error> Run(const Code& code) {
    QS_ASSERT(vm_.has_value(), "code runs on VM contexts only");
    // A session that follows begins with this chunk's globals.
    if (session_chunk_ != code.chunk()) session_chunk_ = code.chunk();
    return Finished(vm_->Run(code.chunk(), limits_, host_));
  }

  std::expected<Value, Error> Continue(const Program& program) {
    if (interpreter_ != nullptr) {
      return Finished(interpreter_->Continue(program.ast(), limits_, host_));
    }
    const Code code = Compile(
        program, session_chunk_ != nullptr ? session_chunk_->globals : std::vector<std::string>());
    session_chunk_ = code.chunk();
    return Finished(vm_->Continue(code.chunk(), limits_, host_));
  }

  template <typename Run>
  Outcome Record(Run&& run) {
    Outcome outcome;
    host_.Record(&outcome.output);
    runtime_.heap().ResetPeak();
    std::expected<Value, Error> result = run();
    host_.Record(nullptr);
    outcome.steps = runtime_.steps_used();
    outcome.share_of_steps = Share(outcome.steps, limits_.steps);
    outcome.share_of_heap = Share(runtime_.heap().peak_bytes(), limits_.heap_bytes);
    if (result.has_value()) {
      std::expected<std::string, Error> canonical = Canonical(*result);
      if (canonical.has_value()) {
        outcome.value = std::move(*canonical);
      } else {
        outcome.error = std::move(canonical.error());
      }
    } else {
      outcome.error = std::move(result.error());
    }
    for (const auto& [name, value] : Globals()) {
      const std::expected<std::string, Error> canonical = Canonical(value);
      outcome.globals.emplace_back(
          name, canonical.has_value() ? *canonical : canonical.error().ToString());
    }
    outcome.requests = runtime_.requests();
    return outcome;
  }

  std::expected<std::string, Error> Canonical(const Value& value) {
    std::string text;
    if (AppendCanonical(runtime_, value, text)) return text;
    runtime_.error().located = true;
    return std::unexpected(runtime_.TakeError());
  }

  std::vector<std::pair<std::string, Value>> Globals() const {
    return interpreter_ != nullptr ? interpreter_->Globals() : vm_->Globals();
  }

  Runtime& runtime() { return runtime_; }

  void Reset() {
    session_chunk_ = nullptr;
    if (interpreter_ != nullptr) {
      interpreter_->Reset();
    } else {
      vm_->Reset();
    }
  }

 private:
  Code Compile(const Program& program, const std::vector<std::string>& globals) {
    if (compiler_ == nullptr) compiler_ = std::make_unique<Compiler>(options_);
    return Code(compiler_->Compile(program.ast(), "", globals), std::string(program.name()));
  }

  std::expected<Value, Error> Finished(Value value) {
    if (!value.is_raised()) return value;
    return std::unexpected(runtime_.TakeError());
  }

  EngineKind kind_;
  Limits limits_;
  RecordingHost host_;
  CompileOptions options_;
  CompilingProvider provider_;
  Runtime runtime_;
  std::unique_ptr<Interpreter> interpreter_;
  std::optional<Vm> vm_;
  std::unique_ptr<Compiler> compiler_;
  std::shared_ptr<const Chunk> session_chunk_;
};

Context::Context(EngineKind kind, const Limits& limits, Host* host, const CompileOptions& modules)
    : impl_(std::make_unique<Impl>(kind, limits, host, modules)) {}
Context::~Context() = default;
Context::Context(Context&&) noexcept = default;
Context& Context::operator=(Context&&) noexcept = default;

EngineKind Context::kind() const { return impl_->kind(); }
void Context::set_limits(const Limits& limits) { impl_->set_limits(limits); }
void Context::set_trace(TraceSink* sink) { impl_->set_trace(sink); }
void Context::set_dispatch(Dispatch dispatch) { impl_->set_dispatch(dispatch); }

std::expected<Value, Error> Context::Run(const Program& program) { return impl_->Run(program); }
std::expected<Value, Error> Context::Run(const Code& code) { return impl_->Run(code); }
std::expected<Value, Error> Context::Continue(const Program& program) {
  return impl_->Continue(program);
}

Outcome Context::RunToOutcome(const Program& program) {
  return impl_->Record([&] { return impl_->Run(program); });
}
Outcome Context::RunToOutcome(const Code& code) {
  return impl_->Record([&] { return impl_->Run(code); });
}
Outcome Context::ContinueToOutcome(const Program& program) {
  return impl_->Record([&] { return impl_->Continue(program); });
}

std::expected<std::string, Error> Context::Canonical(const Value& value) {
  return impl_->Canonical(value);
}
std::vector<std::pair<std::string, Value>> Context::Globals() const { return impl_->Globals(); }
Runtime& Context::runtime() { return impl_->runtime(); }
std::uint64_t Context::heap_bytes() const { return impl_->runtime().heap().bytes_in_use(); }
void Context::Reset() { impl_->Reset(); }

}  // namespace quicksilver
