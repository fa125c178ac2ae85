// Whether corpus/programs uses all of the language: every kind of node, every builtin, every kind
// of error and, compiled in every way, every opcode.
#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <ranges>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/files.h"
#include "engine/bytecode/decoded_instruction.h"
#include "engine/differential/comparison.h"
#include "engine/differential/configurations.h"
#include "engine/runtime/builtins.h"
#include "engine/syntax/tree_walk.h"

namespace quicksilver {
namespace {

namespace fs = std::filesystem;

class CorpusCompleteness : public testing::Test {
 protected:
  // Read once: the corpus is some 10 MB.
  static void SetUpTestSuite() {
    programs_ = new std::vector<Program>();
    expected_kinds_ = new std::set<std::string>();
    std::vector<fs::directory_entry> files;
    for (const auto& entry : fs::recursive_directory_iterator(QS_SOURCE_DIR "/corpus/programs")) {
      if (entry.path().extension() == ".gw") files.push_back(entry);
    }
    // The short ones come first: a search ends when everything was seen, mostly long before the
    // programs of many thousand lines.
    std::ranges::sort(files, {}, [](const fs::directory_entry& file) { return file.file_size(); });
    for (const fs::directory_entry& file : files) {
      const auto source = ReadFile(file.path().string());
      if (!source.has_value()) continue;
      constexpr std::string_view kError = "error ";
      const std::optional<Expectation> expectation = ReadExpectation(*source);
      if (expectation.has_value() && expectation->result.starts_with(kError)) {
        const std::string kind = expectation->result.substr(kError.size());
        expected_kinds_->insert(kind.substr(0, kind.find(' ')));
      }
      auto program = Program::Parse(*source, file.path().string());
      if (program.has_value()) programs_->push_back(std::move(*program));
    }
  }
  static void TearDownTestSuite() {
    delete programs_;
    delete expected_kinds_;
  }

  void SetUp() override { ASSERT_GT(programs_->size(), 500u) << "the corpus was not found"; }

  // Fails with the names of what was not seen.
  template <typename NameOf>
  static void ExpectAll(std::string_view what, const std::vector<bool>& seen, NameOf&& name_of) {
    std::vector<std::string> missing;
    for (std::size_t i = 0; i < seen.size(); ++i) {
      if (!seen[i]) missing.emplace_back(name_of(i));
    }
    EXPECT_TRUE(missing.empty()) << "no program of the corpus uses " << what << ": "
                                 << fmt::format("{}", fmt::join(missing, ", "));
  }

  static std::vector<Program>* programs_;
  static std::set<std::string>* expected_kinds_;
};

std::vector<Program>* CorpusCompleteness::programs_ = nullptr;
std::set<std::string>* CorpusCompleteness::expected_kinds_ = nullptr;

TEST_F(CorpusCompleteness, EveryKindOfNodeIsUsed) {
  std::vector<bool> expressions(kExprKindCount);
  std::vector<bool> statements(kStmtKindCount);
  std::vector<bool> patterns(kPatternKindCount);
  TreeVisitor visitor;
  visitor.expression = [&](const Expr& expr) {
    expressions[static_cast<std::size_t>(expr.kind)] = true;
  };
  visitor.statement = [&](const Stmt& stmt) {
    statements[static_cast<std::size_t>(stmt.kind)] = true;
  };
  visitor.pattern = [&](const Pattern& pattern) {
    patterns[static_cast<std::size_t>(pattern.kind)] = true;
  };
  for (const Program& program : *programs_) VisitTree(program.ast(), visitor);
  ExpectAll("the expressions", expressions,
            [](std::size_t i) { return ExprKindName(static_cast<ExprKind>(i)); });
  ExpectAll("the statements", statements,
            [](std::size_t i) { return StmtKindName(static_cast<StmtKind>(i)); });
  ExpectAll("the patterns", patterns,
            [](std::size_t i) { return PatternKindName(static_cast<PatternKind>(i)); });
}

TEST_F(CorpusCompleteness, EveryBuiltinIsUsed) {
  std::vector<bool> seen(Builtins().size());
  for (const Program& program : *programs_) {
    const Ast& ast = program.ast();
    TreeVisitor visitor;
    visitor.expression = [&](const Expr& expr) {
      if (expr.kind != ExprKind::kName) return;
      const auto builtin = FindBuiltin(ast.Name(As<NameExpr>(expr).name));
      if (builtin.has_value()) seen[static_cast<std::size_t>(*builtin)] = true;
    };
    VisitTree(ast, visitor);
  }
  ExpectAll("the builtins", seen, [](std::size_t i) { return Builtins()[i].name; });
}

TEST_F(CorpusCompleteness, EveryKindOfErrorIsExpectedOrHandled) {
  std::set<std::string> seen = *expected_kinds_;
  for (const Program& program : *programs_) {
    TreeVisitor visitor;
    visitor.statement = [&](const Stmt& stmt) {
      if (stmt.kind != StmtKind::kAttempt) return;
      for (const Handler& handler : As<AttemptStmt>(stmt).handlers) seen.emplace(handler.kind);
    };
    VisitTree(program.ast(), visitor);
  }
  std::vector<bool> kinds;
  for (int kind = 0; kind < kErrorKindCount; ++kind) {
    kinds.push_back(seen.contains(std::string(ErrorKindName(static_cast<ErrorKind>(kind)))));
  }
  ExpectAll("the errors", kinds,
            [](std::size_t i) { return ErrorKindName(static_cast<ErrorKind>(i)); });
}

TEST_F(CorpusCompleteness, EveryOpcodeIsEmitted) {
  std::vector<bool> seen(kOpcodeCount);
  std::vector<Configuration> configurations = AllConfigurations();
  std::erase_if(configurations, [](const Configuration& configuration) {
    return configuration.engine == EngineKind::kInterpreter;
  });
  std::size_t looked_at = 0;
  for (const Program& program : *programs_) {
    if (std::ranges::count(seen, false) == 0) break;
    // What only a long program needs (wide constants, say) it needs however it is compiled.
    const bool is_long = ++looked_at > programs_->size() * 9 / 10;
    for (const Configuration& configuration :
         configurations | std::views::take(is_long ? 2 : configurations.size())) {
      const Code code = Code::Compile(program, configuration.compile);
      for (const std::unique_ptr<Function>& function : code.chunk()->functions) {
        for (std::uint32_t pc = 0; pc < function->code.size();) {
          const DecodedInstruction instruction = DecodeInstruction(function->code, pc);
          seen[static_cast<std::size_t>(instruction.op)] = true;
          pc = instruction.end();
        }
      }
    }
  }
  ExpectAll("the opcodes", seen, [](std::size_t i) { return kOpcodes[i].name; });
}

}  // namespace
}  // namespace quicksilver
