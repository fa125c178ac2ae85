#ifndef QUICKSILVER_INTERPRETER_INTERPRETER_TESTING_H_
#define QUICKSILVER_INTERPRETER_INTERPRETER_TESTING_H_

// What the interpreter's tests share: source text in, one line out.
//
// Invariant: every Session has a runtime of its own. It is wrong to include this outside tests.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/interpreter/interpreter.h"
#include "engine/runtime/format.h"
#include "engine/syntax/parser.h"

namespace quicksilver {

// Keeps what is printed, denies what it is told to, and has its modules in memory.
class TestHost : public Host {
 public:
  void Write(std::string_view text) override { output += text; }
  std::optional<std::string> Deny(std::string_view resource, std::string_view) override {
    if (resource != denied) return std::nullopt;
    return "not today";
  }
  std::expected<ModuleSource, std::string> Load(std::string_view path,
                                                std::string_view importer) override {
    loads.push_back(std::string(importer) + " < " + std::string(path));
    const auto found = modules.find(std::string(path));
    if (found == modules.end()) return std::unexpected("no such file");
    return ModuleSource{found->first, found->second};
  }

  std::string output;
  std::string denied;
  std::map<std::string, std::string> modules;
  std::vector<std::string> loads;
};

// An interpreter with what it needs; programs stay alive as long as it does.
class Session {
 public:
  explicit Session(Limits limits = {}) : limits_(limits), runtime_(limits_, host_) {
    interpreter_ = std::make_unique<Interpreter>(runtime_);
  }

  // The canonical form of the program's value, or its error's line.
  std::string Run(std::string_view source) { return Start(source, false); }
  std::string Continue(std::string_view source) { return Start(source, true); }

  // `name: canonical form` of each final global.
  std::vector<std::string> Globals() {
    std::vector<std::string> lines;
    for (const auto& [name, value] : interpreter_->Globals()) {
      lines.push_back(name + ": " + Canonical(value));
    }
    return lines;
  }

  TestHost& host() { return host_; }
  Runtime& runtime() { return runtime_; }
  Interpreter& interpreter() { return *interpreter_; }
  std::string main_name;

 private:
  std::string Start(std::string_view source, bool again) {
    std::expected<Ast, SyntaxError> parsed = Parse(source);
    if (!parsed.has_value()) {
      const SyntaxError& error = parsed.error();
      return "error SyntaxError at " + std::to_string(error.position.line) + ":" +
             std::to_string(error.position.column) + ": " + error.message;
    }
    programs_.push_back(std::make_unique<Ast>(std::move(*parsed)));
    const Ast& program = *programs_.back();
    const Value value = again ? interpreter_->Continue(program, limits_, host_, main_name)
                              : interpreter_->Run(program, limits_, host_, main_name);
    if (value.is_raised()) return runtime_.TakeError().ToString();
    return Canonical(value);
  }

  std::string Canonical(const Value& value) {
    std::string text;
    if (!AppendCanonical(runtime_, value, text)) return runtime_.TakeError().ToString();
    return text;
  }

  Limits limits_;
  TestHost host_;
  Runtime runtime_;
  std::vector<std::unique_ptr<Ast>> programs_;
  std::unique_ptr<Interpreter> interpreter_;
};

// One program on an interpreter of its own.
inline std::string RunText(std::string_view source, Limits limits = {}) {
  Session session(limits);
  return session.Run(source);
}

}  // namespace quicksilver

#endif  // QUICKSILVER_INTERPRETER_INTERPRETER_TESTING_H_
