#ifndef QUICKSILVER_VM_VM_TEST_SUPPORT_H_
#define QUICKSILVER_VM_VM_TEST_SUPPORT_H_

// A Vm with everything around it, for tests: source text or chunks in, canonical forms and error
// lines out.
//
// Invariant: once a Bench is reset nothing may be left on its heap; LeakedObjects says what is. It
// is wrong to compare anything but text: what a program shows is what counts.

#include <expected>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/compiler/compiler.h"
#include "engine/runtime/format.h"
#include "engine/runtime/host.h"
#include "engine/runtime/runtime.h"
#include "engine/syntax/parser.h"
#include "engine/vm/vm.h"

namespace quicksilver {

inline std::unique_ptr<Chunk> CompileForTest(std::string_view source, std::string_view file = "",
                                             const std::vector<std::string>& globals = {},
                                             const CompileOptions& options = {}) {
  const auto ast = Parse(source);
  if (!ast.has_value()) return nullptr;
  return Compiler(options).Compile(*ast, file, globals);
}

class Bench : private Host, private ModuleProvider {
 public:
  explicit Bench(Dispatch dispatch = Dispatch::kTailCalls, const Limits& limits = {})
      : limits_(limits), runtime_(limits, *this), vm_(runtime_, *this) {
    vm_.set_dispatch(dispatch);
  }

  // A file that programs can import, and a resource that is refused.
  void AddModule(const std::string& path, std::string source) {
    modules_[path] = std::move(source);
  }
  void Refuse(std::string resource) { refused_ = std::move(resource); }

  std::string Run(std::string_view source, const CompileOptions& options = {}) {
    return Run(std::shared_ptr<const Chunk>(CompileForTest(source, "", {}, options)));
  }
  std::string Run(std::shared_ptr<const Chunk> chunk) {
    if (chunk == nullptr) return "does not parse";
    session_ = chunk;
    return Show(vm_.Run(std::move(chunk), limits_, *this));
  }
  std::string Continue(std::string_view source) {
    const std::vector<std::string> globals =
        session_ == nullptr ? std::vector<std::string>() : session_->globals;
    session_ = CompileForTest(source, "", globals);
    return Show(vm_.Continue(session_, limits_, *this));
  }

  // `name=value` of every global, comma separated.
  std::string Globals() {
    std::string text;
    for (const auto& [name, value] : vm_.Globals()) {
      if (!text.empty()) text += ", ";
      text += name + "=" + Show(value);
    }
    return text;
  }

  // Objects that are left when everything has been forgotten.
  std::uint64_t LeakedObjects() {
    vm_.Reset();
    return runtime_.heap().object_count();
  }

  const std::string& output() const { return output_; }
  Limits& limits() { return limits_; }
  Vm& vm() { return vm_; }
  Runtime& runtime() { return runtime_; }

 private:
  std::string Show(Value value) {
    if (value.is_raised()) {
      if (!runtime_.error().located) return "unlocated " + runtime_.TakeError().ToString();
      return runtime_.TakeError().ToString();
    }
    std::string text;
    return AppendCanonical(runtime_, value, text) ? text : runtime_.TakeError().ToString();
  }

  void Write(std::string_view text) override { output_ += text; }
  std::optional<std::string> Deny(std::string_view resource, std::string_view) override {
    if (resource == refused_) return "refused";
    return std::nullopt;
  }
  std::expected<ModuleSource, std::string> Load(std::string_view path, std::string_view) override {
    const auto found = modules_.find(std::string(path));
    if (found == modules_.end()) return std::unexpected("no such file");
    return ModuleSource{found->first, found->second};
  }
  std::expected<std::shared_ptr<const Chunk>, std::string> CompileModule(
      const ModuleSource& source) override {
    return std::shared_ptr<const Chunk>(CompileForTest(source.text, source.name));
  }

  Limits limits_;
  Runtime runtime_;
  Vm vm_;
  std::map<std::string, std::string> modules_;
  std::string refused_;
  std::string output_;
  std::shared_ptr<const Chunk> session_;
};

// Tests that are instantiated for both dispatch loops: programs that leave nothing on the heap.
class OnBothLoops : public testing::TestWithParam<Dispatch> {
 protected:
  std::string Run(std::string_view source, const Limits& limits = {}) {
    Bench bench(GetParam(), limits);
    std::string result = bench.Run(source);
    EXPECT_EQ(bench.LeakedObjects(), 0u) << "left over by:\n" << source;
    return result;
  }
};

inline std::string NameOfLoop(const testing::TestParamInfo<Dispatch>& each) {
  return each.param == Dispatch::kTailCalls ? "TailCalls" : "Goto";
}

}  // namespace quicksilver

#endif  // QUICKSILVER_VM_VM_TEST_SUPPORT_H_
