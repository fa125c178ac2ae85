#include "fuzz/hunt/worker.h"

#include <utility>

namespace quicksilver::hunt {
namespace {

using properties::EngineStage;
using properties::Incomparable;
using properties::TestProgram;
using properties::Verdict;
using properties::VerdictKind;

Stage StageOf(EngineStage stage) {
  switch (stage) {
    case EngineStage::kInterpret:
      return Stage::kInterpret;
    case EngineStage::kCompile:
      return Stage::kCompile;
    case EngineStage::kVerify:
      return Stage::kVerify;
    case EngineStage::kArchive:
      return Stage::kArchive;
    case EngineStage::kExecute:
      return Stage::kExecute;
    case EngineStage::kDone:
      return Stage::kCompare;
  }
  return Stage::kOthers;
}

}  // namespace

Worker::Worker(const Subject& subject, const CampaignOptions& options, SharedMemory& memory,
               std::uint32_t number)
    : subject_(subject),
      hunt_seed_(options.seed),
      board_(memory.board()),
      place_(memory.place(number)),
      statistics_(place_.statistics),
      clock_(statistics_.stages),
      triage_(subject, options, memory.board(), place_, number) {
  for (const properties::OracleEntry& entry : subject.oracles) {
    oracles_.push_back(entry.make());
    oracles_.back()->set_observer(this);
  }
}

int Worker::Run() {
  if (place_.death.pending.load()) {
    clock_.Enter(Stage::kReduce);
    triage_.FileDeath();
    clock_.Enter(Stage::kLoop);
  }
  while (!board_.stop.load(std::memory_order_relaxed)) {
    const std::uint64_t index = board_.next.fetch_add(1, std::memory_order_relaxed);
    if (index >= board_.end) break;
    HuntOne(subject_.At(hunt_seed_, index));
  }
  clock_.Enter(Stage::kLoop);
  return 0;
}

void Worker::HuntOne(const Draw& draw) {
  place_.draw = draw;
  place_.source.Set("");
  place_.candidate.Set("");
  place_.task.store(Task::kGenerate);
  clock_.Enter(Stage::kGenerate);
  {
    const TestProgram program = subject_.generate(draw.seed, draw.profile);
    clock_.Enter(Stage::kLoop);
    place_.source.Set(program.program.source());
    counted_incomparable_ = false;
    for (std::uint32_t i = 0; i < oracles_.size(); ++i) {
      if (properties::IsDrawn(subject_.oracles[i], draw.seed)) Ask(i, program, draw);
    }
    statistics_.source_bytes.Add(program.program.source().size());
  }
  statistics_.programs.Add();
  statistics_.by_profile[draw.profile].Add();
  place_.task.store(Task::kNone);
  place_.progress.Add();
}

void Worker::Ask(std::uint32_t oracle, const TestProgram& program, const Draw& draw) {
  place_.oracle = oracle;
  place_.task.store(Task::kCheck);
  const std::uint64_t begin = clock_.Enter(Stage::kOthers);
  const Verdict verdict = oracles_[oracle]->Check(program, subject_.limits, draw.seed);
  const std::uint64_t end = clock_.Enter(Stage::kLoop);
  OracleStatistics& counts = statistics_.oracles[oracle];
  counts.nanoseconds.Add(end - begin);
  place_.progress.Add();
  switch (verdict.kind) {
    case VerdictKind::kAgree:
      counts.agree.Add();
      return;
    case VerdictKind::kIncomparable: {
      const auto reason = static_cast<std::size_t>(verdict.reason);
      counts.incomparable[reason].Add();
      // An oracle that does not apply has lost nothing.
      if (verdict.reason == Incomparable::kNotApplicable || counted_incomparable_) return;
      statistics_.incomparable[reason].Add();
      counted_incomparable_ = true;
      return;
    }
    case VerdictKind::kDiverge:
      counts.diverge.Add();
      clock_.Enter(Stage::kReduce);
      triage_.FileDivergence(program, verdict);
      clock_.Enter(Stage::kLoop);
      return;
  }
}

void Worker::OnStage(EngineStage stage) {
  if (stage == EngineStage::kInterpret || stage == EngineStage::kExecute) {
    statistics_.engine_runs.Add();
  }
  clock_.Enter(StageOf(stage));
}

void Worker::OnCode(const Chunk& chunk) {
  clock_.Enter(Stage::kCoverage);
  statistics_.chunks.Add();
  statistics_.coverage.Add(chunk);
}

}  // namespace quicksilver::hunt
