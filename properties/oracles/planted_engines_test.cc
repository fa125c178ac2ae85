// Oracles against engines, contexts, printers and archives that misbehave on purpose.

#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/bytecode/archive.h"
#include "engine/bytecode/archive_format.h"
#include "engine/syntax/printer.h"
#include "properties/oracles/archive.h"
#include "properties/oracles/equivalence.h"
#include "properties/oracles/oracle_testing.h"
#include "properties/oracles/round_trip.h"
#include "properties/oracles/state.h"
#include "properties/oracles/type_soundness.h"
#include "properties/oracles/work.h"

namespace quicksilver::properties {
namespace {

Outcome Failing(ErrorKind kind, Span span, std::string file = "") {
  Outcome outcome;
  outcome.error = Error{kind, "m", true, span, {1, span.begin + 1}, std::move(file)};
  return outcome;
}

template <typename... Engines>
std::vector<std::unique_ptr<Engine>> ListOf(Engines... engines) {
  std::vector<std::unique_ptr<Engine>> list;
  (list.push_back(std::move(engines)), ...);
  return list;
}

// --- Equivalence ---------------------------------------------------------------------------------

TEST(EquivalenceOfOtherEngines, ComparesEachWithTheDefinition) {
  const auto one = [] { return std::make_unique<FakeEngine>("one", Ending("Number(1)")); };
  const auto two = [] { return std::make_unique<FakeEngine>("two", Ending("Number(2)")); };
  EquivalenceOracle same(one(), ListOf(one(), one()));
  EXPECT_TRUE(CheckOf(same, "").agrees());
  EquivalenceOracle second(one(), ListOf(one(), two()));
  const Verdict verdict = CheckOf(second, "");
  ASSERT_TRUE(verdict.diverges()) << "only the first engine is compared";
  EXPECT_EQ(verdict.divergence.right_engine, "two");
  EXPECT_EQ(second.left(), nullptr) << "an engine that cannot be traced is no ConfiguredEngine";
  EXPECT_EQ(second.right(), nullptr);
}

TEST(EquivalenceOfOtherEngines, ADifferenceOfOneIsSeenBesideAnIncomparableOne) {
  const auto engine = [](Outcome outcome) {
    return std::make_unique<FakeEngine>("engine", std::move(outcome));
  };
  EquivalenceOracle oracle(
      engine(Ending("Number(1)")),
      ListOf(engine(Failing(ErrorKind::kOutOfMemory, {0, 1})), engine(Ending("Number(2)"))));
  EXPECT_TRUE(CheckOf(oracle, "").diverges());
  EquivalenceOracle calm(
      engine(Ending("Number(1)")),
      ListOf(engine(Failing(ErrorKind::kOutOfMemory, {0, 1})), engine(Ending("Number(1)"))));
  EXPECT_EQ(CheckOf(calm, "").kind, VerdictKind::kIncomparable)
      << "a program that one engine could not run counts as agreed";
}

// --- Round trip ----------------------------------------------------------------------------------

std::string Without(std::string text, std::string_view characters) {
  std::erase_if(text, [&](char c) { return characters.find(c) != std::string_view::npos; });
  return text;
}

TEST(RoundTripOfWrongPrinters, EachIsReported) {
  struct Wrong {
    std::string_view name;
    RoundTripOracle::Printer print;
    std::string_view program;
    std::string_view what;
  };
  int printed = 0;
  const Wrong wrongs[] = {
      {"drops parentheses", [](const Ast& ast) { return Without(Print(ast), "()"); },
       "bind x to (1 + 2) * 3", "the printed program is another tree"},
      {"drops a sign", [](const Ast& ast) { return Without(Print(ast), "-"); }, "bind x to -1",
       "the printed program is another tree"},
      {"loses the ends of blocks",
       [](const Ast& ast) {
         const std::string text = Print(ast);
         return text.substr(0, text.rfind("end"));
       },
       "whilst false then 1 end", "the printed program does not parse"},
      {"prints otherwise the second time",
       [&printed](const Ast& ast) { return Print(ast) + std::string(++printed % 2, '\n'); },
       "bind x to 1", "the printed program prints otherwise"},
      {"drops a statement",
       [](const Ast& ast) {
         const std::string text = Print(ast);
         return text.substr(text.find('\n') + 1);
       },
       "bind x to 1\nx + 1", "the printed program is another tree"},
      {"loses a comment behind a line",
       [](const Ast& ast) {
         const std::string text = Print(ast);
         const std::size_t comment = text.find("  # ");
         return comment == std::string::npos
                    ? text
                    : text.substr(0, comment) + text.substr(text.find('\n', comment));
       },
       "bind x to 1\nx + 1", "a comment was lost or changed"},
      {"takes a comment for the line behind it",
       [](const Ast& ast) {
         std::string text = Print(ast);
         const std::size_t comment = text.starts_with("# ") ? 0 : text.find("\n# ");
         if (comment != std::string::npos) text.erase(text.find('\n', comment + 1), 1);
         return text;
       },
       "bind x to 1\nx + 1", "the program printed with comments is another tree"},
  };
  for (const Wrong& wrong : wrongs) {
    RoundTripOracle right;
    EXPECT_TRUE(CheckOf(right, wrong.program).agrees()) << wrong.name;
    RoundTripOracle oracle(wrong.print);
    const Verdict verdict = CheckOf(oracle, wrong.program);
    ASSERT_TRUE(verdict.diverges()) << "a printer that " << wrong.name << " goes unnoticed";
    EXPECT_EQ(verdict.divergence.kind, DifferenceKind::kProof);
    EXPECT_EQ(verdict.divergence.what, wrong.what) << wrong.name;
  }
}

// What well-typed programs hardly ever write is printed as well: a truth that equals a negation.
TEST(RoundTripOfWrongPrinters, OneThatRunsTwoTokensIntoOneIsReported) {
  RoundTripOracle oracle([](const Ast& ast) {
    std::string text = Print(ast);
    for (std::size_t at = 0; (at = text.find("== not", at)) != std::string::npos;) {
      text.replace(at, 2, "is");
    }
    return text;
  });
  const TestProgram program = ProgramOf("bind x to [1, 2 + 3, {a: 4 * 5}, \"t\"]");
  int seen = 0;
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    seen += oracle.Check(program, TestLimits(), seed).diverges() ? 1 : 0;
  }
  EXPECT_GT(seen, 1);
}

// --- Archive -------------------------------------------------------------------------------------

// Loads an archive whatever its checksum says.
std::expected<Code, std::string> LoadUnchecked(std::string_view bytes) {
  std::string mended(bytes);
  UpdateArchiveChecksum(mended);
  return Code::Load(mended);
}

// Loads an archive of any build.
std::expected<Code, std::string> LoadOfAnyBuild(std::string_view bytes) {
  std::string mended(bytes);
  const std::string own = WriteArchive(*Code::Compile(ProgramOf("").program).chunk());
  if (mended.size() >= kArchiveHeaderSize) {
    mended.replace(kArchiveFingerprintOffset, 8, own, kArchiveFingerprintOffset, 8);
  }
  return Code::Load(mended);
}

// Loads the code of another program.
std::expected<Code, std::string> LoadAnother(std::string_view bytes, std::string_view program) {
  if (std::expected<Code, std::string> loaded = Code::Load(bytes); !loaded.has_value()) {
    return loaded;
  }
  return Code::Compile(ProgramOf(program).program);
}

TEST(ArchiveOfWrongFormats, EachIsReported) {
  constexpr std::string_view kProgram = "bind x to 1 println(x) x";
  int saved = 0;
  std::string stale;
  const std::vector<std::pair<std::string_view, ArchiveOracle::Format>> formats = {
      {"a reader without a checksum", {WriteArchive, LoadUnchecked}},
      {"a reader that takes archives of other builds", {WriteArchive, LoadOfAnyBuild}},
      {"a writer that cannot be read",
       {[](const Chunk& chunk) { return WriteArchive(chunk).substr(1); }, Code::Load}},
      {"a writer that never writes the same",
       {[&saved](const Chunk& chunk) { return WriteArchive(chunk) + std::to_string(++saved); },
        [](std::string_view bytes) { return Code::Load(bytes.substr(0, bytes.size() - 1)); }}},
      // The program was changed after its code was saved.
      {"a stale archive",
       {[&stale](const Chunk& chunk) {
          if (stale.empty()) {
            stale = WriteArchive(*Code::Compile(ProgramOf("bind x to 2 x").program).chunk());
          }
          return stale.empty() ? WriteArchive(chunk) : stale;
        },
        Code::Load}},
      {"a reader of something else",
       {[](const Chunk&) {
          return WriteArchive(*Code::Compile(ProgramOf("bind y to 2 y").program).chunk());
        },
        [](std::string_view bytes) { return LoadAnother(bytes, "bind y to 2 y"); }}},
  };
  ArchiveOracle right;
  EXPECT_TRUE(CheckOf(right, kProgram).agrees());
  for (const auto& [name, format] : formats) {
    ArchiveOracle wrong(format);
    EXPECT_TRUE(CheckOf(wrong, kProgram).diverges()) << name << " goes unnoticed";
  }
}

TEST(ArchiveOfWrongFormats, ComparesWhatTheLoadedCodeShows) {
  // Loses the places of all lines but the first: what is shown differs in errors only.
  const ArchiveOracle::Format format = {[](const Chunk& chunk) {
                                          std::unique_ptr<Chunk> copy =
                                              *ReadArchive(WriteArchive(chunk));
                                          copy->lines = LineTable();
                                          return WriteArchive(*copy);
                                        },
                                        Code::Load};
  ArchiveOracle wrong(format);
  EXPECT_TRUE(CheckOf(wrong, "bind x to 1\nx").agrees());
  const Verdict verdict = CheckOf(wrong, "bind x to 1\nx / 0");
  ASSERT_TRUE(verdict.diverges());
  EXPECT_EQ(verdict.divergence.kind, DifferenceKind::kErrorSpan);
}

// --- Type soundness ------------------------------------------------------------------------------

TestProgram WellTyped(std::vector<Span> deliberate) {
  TestProgram program = ProgramOf("1 + 2");
  program.deliberate = std::move(deliberate);
  program.well_typed = true;
  return program;
}

Verdict SoundnessOf(Outcome outcome, const TestProgram& program) {
  TypeSoundnessOracle oracle(std::make_unique<FakeEngine>("engine", std::move(outcome)));
  return oracle.Check(program, TestLimits(), kOracleSeed);
}

TEST(TypeSoundnessOfWrongEngines, ReportsEveryKindOfErrorOutsideDeliberateNodes) {
  for (int i = 0; i < kErrorKindCount; ++i) {
    const auto kind = static_cast<ErrorKind>(i);
    const Verdict outside = SoundnessOf(Failing(kind, {0, 5}), WellTyped({{10, 20}}));
    const Verdict inside = SoundnessOf(Failing(kind, {12, 20}), WellTyped({{0, 3}, {10, 20}}));
    if (IsResourceError(kind)) {
      EXPECT_EQ(outside.kind, VerdictKind::kIncomparable) << ErrorKindName(kind);
      continue;
    }
    ASSERT_TRUE(outside.diverges()) << ErrorKindName(kind) << " passes anywhere";
    EXPECT_EQ(outside.divergence.kind, DifferenceKind::kProof);
    EXPECT_EQ(outside.divergence.what, ErrorKindName(kind));
    EXPECT_TRUE(inside.agrees()) << ErrorKindName(kind) << " is not allowed where it is meant";
  }
}

TEST(TypeSoundnessOfWrongEngines, ADeliberateNodeAnswersForItsOwnSpanOnly) {
  const Outcome outcome = Failing(ErrorKind::kTypeError, {10, 20});
  EXPECT_TRUE(SoundnessOf(outcome, WellTyped({{10, 20}})).agrees());
  EXPECT_TRUE(SoundnessOf(outcome, WellTyped({{11, 20}})).diverges()) << "one column before it";
  EXPECT_TRUE(SoundnessOf(outcome, WellTyped({{10, 19}})).diverges()) << "one column behind it";
  EXPECT_TRUE(SoundnessOf(outcome, WellTyped({})).diverges());
}

TEST(TypeSoundnessOfWrongEngines, ErrorsOfImportedFilesNeedADeliberateNode) {
  const Outcome outcome = Failing(ErrorKind::kTypeError, {10, 20}, "modules/counter.gw");
  EXPECT_TRUE(SoundnessOf(outcome, WellTyped({})).diverges());
  EXPECT_TRUE(SoundnessOf(outcome, WellTyped({{0, 1}})).agrees());
}

TEST(TypeSoundnessOfWrongEngines, SaysNothingAboutProgramsOfUnknownTypes) {
  const Verdict verdict = SoundnessOf(Failing(ErrorKind::kTypeError, {0, 5}), ProgramOf("1 + 2"));
  EXPECT_EQ(verdict.kind, VerdictKind::kIncomparable);
  EXPECT_EQ(verdict.reason, Incomparable::kNotApplicable);
}

// --- State ---------------------------------------------------------------------------------------

// What a context shows on its run number `run` (from 0) of a program that it has run `before`
// times; `reset` says whether nothing has run since it was made or reset.
struct Asked {
  int run = 0;
  int before = 0;
  bool fresh = true;
};

struct FakeBehaviour {
  std::function<Outcome(const Asked&)> show = [](const Asked&) { return Ending("Number(1)"); };
  std::uint64_t kept_bytes = 0;  // after Reset
};

class FakeContext : public ReusedContext {
 public:
  explicit FakeContext(const FakeBehaviour& behaviour) : behaviour_(behaviour) {}

  std::string_view name() const override { return "fake"; }
  std::expected<Outcome, std::string> Run(const Program& program, const Limits&) override {
    const Asked asked{run_++, before_[&program.ast()]++, fresh_};
    fresh_ = false;
    heap_bytes_ = 100;
    return behaviour_.show(asked);
  }
  void Reset() override {
    fresh_ = true;
    heap_bytes_ = behaviour_.kept_bytes;
  }
  std::uint64_t heap_bytes() const override { return heap_bytes_; }

 private:
  const FakeBehaviour& behaviour_;
  std::map<const Ast*, int> before_;
  int run_ = 0;
  bool fresh_ = true;
  std::uint64_t heap_bytes_ = 0;
};

Verdict StateOf(const FakeBehaviour& behaviour) {
  StateOracle oracle(std::vector<StateOracle::MakeContext>{
      [&behaviour](Host&) { return std::make_unique<FakeContext>(behaviour); }});
  return CheckOf(oracle, "1");
}

TEST(StateOfWrongContexts, EachIsReported) {
  EXPECT_TRUE(StateOf(FakeBehaviour()).agrees());
  const auto showing = [](std::function<bool(const Asked&)> wrong) {
    FakeBehaviour behaviour;
    behaviour.show = [wrong](const Asked& asked) {
      return Ending(wrong(asked) ? "Number(2)" : "Number(1)");
    };
    return behaviour;
  };
  const std::pair<std::string_view, FakeBehaviour> wrongs[] = {
      {"keeps state from one run to the next",
       showing([](const Asked& asked) { return !asked.fresh; })},
      {"keeps state of a program over Reset",
       showing([](const Asked& asked) { return asked.before > 1; })},
      {"is changed by another program", showing([](const Asked& asked) { return asked.run == 3; })},
      {"wears out", showing([](const Asked& asked) { return asked.run > 4; })},
  };
  for (const auto& [name, behaviour] : wrongs) {
    const Verdict verdict = StateOf(behaviour);
    ASSERT_TRUE(verdict.diverges()) << "a context that " << name << " goes unnoticed";
    EXPECT_EQ(verdict.divergence.kind, DifferenceKind::kState) << name;
  }
}

TEST(StateOfWrongContexts, AHeapThatIsNotReturnedIsReported) {
  FakeBehaviour behaviour;
  behaviour.kept_bytes = 16;
  const Verdict verdict = StateOf(behaviour);
  ASSERT_TRUE(verdict.diverges());
  EXPECT_EQ(verdict.divergence.what, "heap after Reset");
  // Also where the program itself ran out of something.
  behaviour.show = [](const Asked&) { return Failing(ErrorKind::kFuelExhausted, {0, 1}); };
  EXPECT_TRUE(StateOf(behaviour).diverges());
  behaviour.kept_bytes = 0;
  EXPECT_EQ(StateOf(behaviour).kind, VerdictKind::kIncomparable);
}

TEST(StateOfWrongContexts, StepsThatGrowAreReported) {
  FakeBehaviour behaviour;
  behaviour.show = [](const Asked& asked) {
    return Ending("Number(1)", static_cast<std::uint64_t>(asked.run));
  };
  const Verdict verdict = StateOf(behaviour);
  ASSERT_TRUE(verdict.diverges());
  EXPECT_EQ(verdict.divergence.what, "second run: steps");
}

TEST(StateOfWrongContexts, ContextsThatShareStateAreReported) {
  // The output of each run goes to whichever context of the two began last.
  struct Shared {
    bool running = false;
  };
  class SharingContext : public ReusedContext {
   public:
    SharingContext(Shared& shared, Host& host) : shared_(shared), host_(host) {}
    std::string_view name() const override { return "sharing"; }
    std::expected<Outcome, std::string> Run(const Program&, const Limits&) override {
      const bool nested = std::exchange(shared_.running, true);
      host_.Write("x");
      shared_.running = false;
      return Ending(nested ? "Number(2)" : "Number(1)");
    }
    void Reset() override {}
    std::uint64_t heap_bytes() const override { return 0; }

   private:
    Shared& shared_;
    Host& host_;
  };
  Shared shared;
  StateOracle oracle(std::vector<StateOracle::MakeContext>{
      [&shared](Host& host) { return std::make_unique<SharingContext>(shared, host); }});
  const Verdict verdict = CheckOf(oracle, "1");
  ASSERT_TRUE(verdict.diverges());
  EXPECT_EQ(verdict.divergence.what, "while another context runs: result");
}

// --- Work ----------------------------------------------------------------------------------------

TEST(WorkOfWrongEngines, OneStepMoreIsReported) {
  const auto steps = [](std::uint64_t count) {
    return std::make_unique<FakeEngine>("steps", Ending("Number(1)", count));
  };
  WorkOracle right(steps(10), ListOf(steps(10), steps(9)));
  EXPECT_TRUE(CheckOf(right, "").agrees());
  WorkOracle wrong(steps(10), ListOf(steps(10), steps(11)));
  const Verdict verdict = CheckOf(wrong, "");
  ASSERT_TRUE(verdict.diverges());
  EXPECT_EQ(verdict.divergence.kind, DifferenceKind::kWork);
  EXPECT_EQ(verdict.divergence.what, "steps");
}

}  // namespace
}  // namespace quicksilver::properties
