#include "fuzz/hunt/judgement.h"

#include <algorithm>
#include <fmt/format.h>
#include <new>
#include <sys/mman.h>

#include "engine/base/assert.h"
#include "fuzz/hunt/plants.h"
#include "fuzz/hunt/signature_table.h"
#include "properties/reducers/signature.h"

namespace quicksilver::hunt {
namespace {

using properties::Verdict;
using properties::VerdictKind;

// What the child finds out, in memory that the parent sees.
struct Answer {
  std::uint64_t seed = 0;
  VerdictKind kind = VerdictKind::kAgree;
  SharedText<64> reason;
  SharedText<512> signature;
  SharedText<4096> what;
  SharedText<1 << 16> other_program;
};

class SharedAnswer {
 public:
  SharedAnswer()
      : memory_(::mmap(nullptr, sizeof(Answer), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                       -1, 0)) {
    QS_ASSERT(memory_ != MAP_FAILED, "there is memory for one answer");
    new (memory_) Answer;
  }
  ~SharedAnswer() { ::munmap(memory_, sizeof(Answer)); }
  SharedAnswer(const SharedAnswer&) = delete;
  SharedAnswer& operator=(const SharedAnswer&) = delete;
  Answer& operator*() { return *static_cast<Answer*>(memory_); }

 private:
  void* memory_;
};

void AskOnce(const Subject& subject, properties::Oracle& judge,
             const properties::TestProgram& program, std::uint64_t seed, Answer& answer) {
  answer.seed = seed;
  const Verdict verdict = judge.Check(program, subject.limits, seed);
  if (verdict.kind == VerdictKind::kIncomparable) {
    answer.kind = verdict.kind;
    answer.reason.Set(IncomparableName(verdict.reason));
  }
  if (!verdict.diverges()) return;
  answer.kind = verdict.kind;
  const properties::Divergence& divergence = verdict.divergence;
  answer.what.Set(fmt::format("{}\n{}: {}\n{}: {}", divergence.what, divergence.left_engine,
                              divergence.left, divergence.right_engine, divergence.right));
  const auto diagnosis =
      Diagnose(program, judge, subject.limits, seed, properties::Detail::kSignature);
  if (diagnosis.has_value()) answer.signature.Set(diagnosis->signature.ToString());
  answer.other_program.Set(judge.other_program());
}

}  // namespace

Judgement Judge(const Subject& subject, std::size_t oracle, const properties::TestProgram& program,
                const std::vector<std::uint64_t>& seeds) {
  SharedAnswer shared;
  Answer& answer = *shared;
  Judgement judgement;
  judgement.oracle = oracle;
  judgement.death = Probe(
      [&] {
        const std::unique_ptr<properties::Oracle> judge = subject.oracles[oracle].make();
        for (const std::uint64_t seed : seeds) {
          AskOnce(subject, *judge, program, seed, answer);
          if (answer.kind == VerdictKind::kDiverge) return;
        }
      },
      kProbeSeconds);
  judgement.seed = answer.seed;
  judgement.kind = answer.kind;
  judgement.reason = answer.reason.Get();
  judgement.signature = answer.signature.Get();
  judgement.what = answer.what.Get();
  if (!answer.other_program.cut()) judgement.other_program = answer.other_program.Get();
  return judgement;
}

Subject SubjectFor(const Options& options) {
  Subject subject = MakeSubject(options.profile, options.oracle);
  if (options.plant.has_value()) subject.oracles = OraclesWith(*options.plant);
  return subject;
}

Subject SubjectFor(const Options& options, const Case& program) {
  Subject subject = SubjectFor(options);
  if (options.oracle.has_value() || options.plant.has_value() || !program.oracle.has_value()) {
    return subject;
  }
  const auto is_it = [&](const properties::OracleEntry& entry) {
    return entry.name == *program.oracle;
  };
  if (std::ranges::any_of(subject.oracles, is_it)) return subject;
  if (const auto* const entry = properties::FindOracle(*program.oracle); entry != nullptr) {
    subject.oracles.insert(subject.oracles.begin(), *entry);
  }
  return subject;
}

std::vector<std::uint64_t> SeedsFor(const Options& options, const Case& program) {
  if (options.seed_given) return {options.seed};
  if (program.seed.has_value()) return {*program.seed};
  return properties::ManySeeds();
}

}  // namespace quicksilver::hunt
