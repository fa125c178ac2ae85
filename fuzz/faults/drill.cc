#include "fuzz/faults/drill.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <optional>

#include "engine/base/files.h"
#include "fuzz/faults/baseline.h"
#include "fuzz/faults/fault.h"
#include "fuzz/faults/files.h"
#include "fuzz/faults/reach.h"
#include "fuzz/faults/report.h"
#include "fuzz/faults/target_run.h"
#include "fuzz/faults/witness.h"
#include "fuzz/faults/workshop.h"
#include "fuzz/hunt/exit_codes.h"

namespace quicksilver::faults {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kExitSurvivor = 1;
// Of the whole catalogue with several seeds: one in so many.
constexpr std::size_t kSample = 8;
// Built at once: ninja keeps all processors busy, and the programs do not fill the disk.
constexpr std::size_t kBatch = 64;
// For the budget that is announced: what compiling one file and linking takes as a rule.
constexpr double kUsualBuildSeconds = 6;
constexpr char kHunt[] = "quicksilver-hunt";
constexpr char kSeedMaker[] = "quicksilver-seeds";
constexpr std::string_view kTargetPrefix = "fuzz_";

void Say(const std::string& text) {
  std::fputs(text.c_str(), stdout);
  std::fflush(stdout);
}

int Complain(int status, const std::string& message) {
  std::fprintf(stderr, "ci/faults: %s\n", message.c_str());
  return status;
}

class Task {
 public:
  explicit Task(const Options& options)
      : options_(options),
        home_(options.root + "/fuzz/faults"),
        workshop_(options.root, options.build, options.root + "/build/faults") {}

  int Run() {
    if (options_.task == Options::Task::kCompare) return Compare();
    auto catalogue = LoadCatalogue(home_ + "/catalogue");
    if (!catalogue) return Complain(hunt::kExitInternal, catalogue.error());
    catalogue_ = std::move(*catalogue);
    if (const int status = Choose(); status != 0) return status;
    if (const int status = ReadBaseline(); status != 0) return status;
    switch (options_.task) {
      case Options::Task::kList:
        for (const Fault& fault : chosen_) Say(fmt::format("{:<46} {}\n", fault.name, fault.kind));
        return 0;
      case Options::Task::kCheck:
        return Check(true);
      case Options::Task::kWitnesses:
        return Witnesses();
      default:
        return Drill();
    }
  }

 private:
  int Choose() {
    if (options_.names.empty()) {
      // A stated sample: repeated hunts of everything would take a day.
      const std::size_t step = options_.seeds > 1 ? kSample : 1;
      for (std::size_t i = 0; i < catalogue_.size(); i += step) chosen_.push_back(catalogue_[i]);
    }
    for (const std::string& name : options_.names) {
      const auto found = std::ranges::find(catalogue_, name, &Fault::name);
      if (found == catalogue_.end()) {
        return Complain(hunt::kExitUsage, fmt::format("there is no fault {}", name));
      }
      chosen_.push_back(*found);
    }
    return 0;
  }

  int ReadBaseline() {
    const auto text = ReadFile(home_ + "/baseline.tsv");
    if (!text) return Complain(hunt::kExitInternal, text.error());
    auto records = ReadRecords(*text);
    if (!records) {
      return Complain(hunt::kExitInternal, fmt::format("baseline.tsv: {}", records.error()));
    }
    baseline_ = std::move(*records);
    return 0;
  }

  // Whether every fault applies to the sources as they are and, if asked, the baseline is sound.
  int Check(bool baseline_too) {
    int status = 0;
    for (const Fault& fault : chosen_) {
      const auto source = ReadFile(options_.root + "/" + fault.file);
      const auto applied = source ? ApplyFault(fault, *source) : source;
      if (!applied) {
        status = Complain(hunt::kExitInternal, fmt::format("{}: {}", fault.name, applied.error()));
      }
    }
    if (!baseline_too) return status;
    for (const std::string& flaw : FlawsOf(baseline_, catalogue_)) {
      status = Complain(hunt::kExitInternal, fmt::format("baseline.tsv: {}", flaw));
    }
    return status;
  }

  int Compare() {
    std::vector<std::vector<Record>> files;
    for (const std::string& path : options_.compare) {
      const auto text = ReadFile(path);
      if (!text) return Complain(hunt::kExitNoInput, text.error());
      auto records = ReadRecords(*text);
      if (!records) {
        return Complain(hunt::kExitNoInput, fmt::format("{}: {}", path, records.error()));
      }
      files.push_back(std::move(*records));
    }
    Say(ComparisonOf(files[0], files[1]));
    return 0;
  }

  std::expected<void, std::string> PrepareWith(const std::vector<std::string>& targets) {
    Say(fmt::format("build         {} ... ", fmt::join(targets, ", ")));
    auto ready = workshop_.Prepare(targets);
    Say(ready ? "ok\n" : "FAILED\n");
    return ready;
  }

  // Builds the jobs a batch at a time and hands each program to `use`, in order. Whatever cannot be
  // built is complained about. The exit status.
  template <typename Use>
  int ForEachBuilt(Workshop& workshop, const std::vector<Workshop::Job>& jobs, Use&& use) {
    int status = 0;
    for (std::size_t begin = 0; begin < jobs.size(); begin += kBatch) {
      const auto batch = std::span(jobs).subspan(begin, std::min(kBatch, jobs.size() - begin));
      const Clock::time_point start = Clock::now();
      const auto programs = workshop.Build(batch);
      Say(fmt::format("build         {} faults in {:.0f} s\n", batch.size(),
                      std::chrono::duration<double>(Clock::now() - start).count()));
      for (std::size_t i = 0; i < batch.size(); ++i) {
        const Fault& fault = *batch[i].fault;
        const auto done = programs[i] ? use(batch[i], *programs[i])
                                      : std::expected<void, std::string>(std::unexpected(
                                            "it does not compile:\n" + programs[i].error()));
        if (!done) {
          status = Complain(hunt::kExitInternal, fmt::format("{}: {}", fault.name, done.error()));
        }
        workshop.Discard(fault);
      }
    }
    return status;
  }

  int Witnesses() {
    if (const int status = Check(false); status != 0) return status;
    std::vector<std::string> targets;
    for (const Fault& fault : chosen_) {
      const std::string target = WitnessTarget(fault);
      if (target.empty()) Say(fmt::format("{:<46} described only\n", fault.name));
      if (!target.empty() && std::ranges::find(targets, target) == targets.end()) {
        targets.push_back(target);
      }
    }
    if (const auto ready = PrepareWith(targets); !ready) {
      return Complain(hunt::kExitInternal, ready.error());
    }
    std::vector<Workshop::Job> jobs;
    for (const Fault& fault : chosen_) {
      if (!WitnessTarget(fault).empty()) jobs.push_back({&fault, WitnessTarget(fault)});
    }
    bool all_hold = true;
    const int status = ForEachBuilt(
        workshop_, jobs,
        [&](const Workshop::Job& job,
            const std::string& program) -> std::expected<void, std::string> {
          auto held = CheckWitness(*job.fault, workshop_, workshop_.Right(job.target), false);
          if (held) held = CheckWitness(*job.fault, workshop_, program, true);
          Say(fmt::format("{:<46} {}\n", job.fault->name, held ? "holds" : held.error()));
          all_hold = all_hold && held.has_value();
          return {};
        });
    return status != 0 ? status : all_hold ? 0 : kExitSurvivor;
  }

  void AnnounceBudget() const {
    const auto runs = static_cast<double>(chosen_.size()) * options_.seeds;
    double hunting = 0;
    for (const Fault& fault : chosen_) {
      const auto known = std::ranges::find(baseline_, fault.name, &Record::fault);
      hunting +=
          known == baseline_.end() || !known->killed ? options_.hunt.seconds : known->seconds + 2;
    }
    const double building = static_cast<double>(chosen_.size()) * kUsualBuildSeconds;
    Say(fmt::format(
        "fire drill    {} faults, {} seed{} from {}; {} programs within {:g} s, {} processes\n"
        "time budget   about {:.0f} min by the baseline; at most {:.0f} min of hunts and some "
        "{:.0f} "
        "min of builds\n",
        chosen_.size(), options_.seeds, options_.seeds == 1 ? "" : "s", options_.seed,
        options_.hunt.programs, options_.hunt.seconds, options_.hunt.jobs,
        (hunting * options_.seeds + building) / 60, runs * options_.hunt.seconds / 60,
        building / 60));
  }

  void SayResult(const Record& record) {
    const std::string verdict =
        record.killed ? fmt::format("killed by {}, {} programs, {:.2f} s, {} nodes", record.oracle,
                                    record.programs, record.seconds, record.nodes)
                      : fmt::format("SURVIVES {:.0f} s", record.seconds);
    Say(fmt::format("[{}/{}] {}: {}{}\n", records_.size(), chosen_.size() * options_.seeds,
                    record.fault, verdict,
                    options_.seeds > 1 ? fmt::format(" (seed {})", record.seed) : ""));
  }

  std::expected<void, std::string> HuntFor(const Fault& fault, const std::string& program) {
    for (std::uint32_t i = 0; i < options_.seeds; ++i) {
      const auto record = RunHunt(program, options_.hunt, fault.name, options_.seed + i,
                                  workshop_.folder() + "/findings/" + fault.name);
      if (!record) return std::unexpected(record.error());
      records_.push_back(*record);
      SayResult(*record);
      // A drill takes an hour: what is known stays if it is interrupted.
      const auto written = WriteIfDifferent(ResultsPath(), WriteRecords(records_));
      if (!written) return std::unexpected(written.error());
    }
    return {};
  }

  int Drill() {
    AnnounceBudget();
    if (const int status = Check(false); status != 0) return status;
    if (const auto ready = PrepareWith({kHunt}); !ready) {
      return Complain(hunt::kExitInternal, ready.error());
    }
    std::vector<Workshop::Job> jobs;
    jobs.reserve(chosen_.size());
    for (const Fault& fault : chosen_) jobs.push_back({&fault, kHunt});
    int status =
        ForEachBuilt(workshop_, jobs, [&](const Workshop::Job& job, const std::string& program) {
          return HuntFor(*job.fault, program);
        });
    if (options_.targets) {
      if (const int of_targets = RunTargets(); of_targets != 0) status = of_targets;
    }
    const int reported = Report();
    return status != 0 ? status : reported;
  }

  // The targets that apply, one after the other, on each fault that no earlier one has killed.
  int RunTargets() {
    std::vector<const Fault*> alive;
    std::size_t rounds = 0;
    for (const Fault& fault : chosen_) {
      const Record* const record = Find(fault.name);
      if (record == nullptr || (record->killed && !options_.all_targets)) continue;
      alive.push_back(&fault);
      rounds = std::max(rounds, TargetsOf(fault).size());
    }
    if (alive.empty()) return 0;
    Workshop fuzz(options_.root, options_.fuzz_build, workshop_.folder() + "/fuzz");
    const std::string seeds = fuzz.folder() + "/seeds";
    if (const int status = PrepareTargets(fuzz, alive, seeds); status != 0) return status;
    int status = 0;
    for (std::size_t round = 0; round < rounds; ++round) {
      std::vector<Workshop::Job> jobs;
      for (const Fault* fault : alive) {
        if (const auto targets = TargetsOf(*fault); round < targets.size()) {
          jobs.push_back({fault, fmt::format("{}{}", kTargetPrefix, targets[round])});
        }
      }
      const int built = ForEachBuilt(
          fuzz, jobs,
          [&](const Workshop::Job& job,
              const std::string& program) -> std::expected<void, std::string> {
            const std::string target = job.target.substr(kTargetPrefix.size());
            const auto record = RunTarget(
                program, target, job.fault->name, fmt::format("{}/{}", seeds, target),
                options_.hunt.seconds, options_.seed, fuzz.folder() + "/found/" + job.fault->name);
            if (!record) return std::unexpected(record.error());
            SayTarget(target, *record);
            if (!record->killed) return {};
            std::erase(alive, job.fault);
            if (Record* const known = Find(job.fault->name); !known->killed) *known = *record;
            return {};
          });
      if (built != 0) status = built;
    }
    return status;
  }

  int PrepareTargets(Workshop& fuzz, const std::vector<const Fault*>& alive,
                     const std::string& seeds) {
    std::vector<std::string> targets = {kSeedMaker};
    for (const Fault* fault : alive) {
      for (const std::string& target : TargetsOf(*fault)) {
        const std::string program = fmt::format("{}{}", kTargetPrefix, target);
        if (std::ranges::find(targets, program) == targets.end()) targets.push_back(program);
      }
    }
    Say(fmt::format("build         {} ... ", fmt::join(targets, ", ")));
    auto ready = fuzz.Prepare(targets);
    Say(ready ? "ok\n" : "FAILED\n");
    if (!ready) return Complain(hunt::kExitInternal, ready.error());
    const processes::CommandResult made =
        processes::RunCommand({fuzz.Right(kSeedMaker), options_.root, seeds}, options_.root, 600);
    if (!made.ok()) return Complain(hunt::kExitInternal, "no seeds: " + made.output);
    return 0;
  }

  static std::vector<std::string> TargetsOf(const Fault& fault) {
    std::vector<std::string> targets = fault.checks;
    std::erase(targets, "hunt");
    return targets;
  }

  Record* Find(const std::string& fault) {
    const auto found = std::ranges::find(records_, fault, &Record::fault);
    return found == records_.end() ? nullptr : &*found;
  }

  static void SayTarget(const std::string& target, const Record& record) {
    Say(record.killed
            ? fmt::format("{}: killed by {} ({}), {} inputs, {:.2f} s\n", record.fault, target,
                          record.oracle, record.programs, record.seconds)
            : fmt::format("{}: survives {}, {} inputs\n", record.fault, target, record.programs));
  }

  // Names of the chosen faults that the hunt reaches, where a file says what it executes.
  std::optional<std::vector<std::string>> Reached() const {
    if (options_.coverage.empty()) return std::nullopt;
    const auto text = ReadFile(options_.coverage);
    if (!text) return std::nullopt;
    const LineCounts counts = ReadLcov(*text);
    std::vector<std::string> names;
    for (const Fault& fault : chosen_) {
      const auto source = ReadFile(options_.root + "/" + fault.file);
      if (source && IsReached(fault, *source, counts)) names.push_back(fault.name);
    }
    return names;
  }

  std::string ResultsPath() const {
    return options_.results.empty() ? workshop_.folder() + "/results.tsv" : options_.results;
  }

  int Report() {
    const std::optional<std::vector<std::string>> reached = Reached();
    const std::vector<Record> updated = Updated(baseline_, records_);
    for (Record& record : records_) {
      const auto known = std::ranges::find(updated, record.fault, &Record::fault);
      if (!record.killed && known != updated.end()) record.reason = known->reason;
    }
    Say("\n" + (options_.seeds > 1 ? MediansOf(records_) : TableOf(records_)) + "\n" +
        SummaryOf(records_, reached ? &*reached : nullptr));
    const std::string path = ResultsPath();
    if (const auto written = WriteIfDifferent(path, WriteRecords(records_)); !written) {
      return Complain(hunt::kExitCannotWrite, written.error());
    }
    Say(fmt::format("records             {}\n", path));
    // One seed decides, as in the gate; several are for statistics.
    if (options_.seeds > 1) return 0;
    if (options_.update_baseline) {
      const auto written = WriteIfDifferent(home_ + "/baseline.tsv", WriteRecords(updated));
      if (!written) return Complain(hunt::kExitCannotWrite, written.error());
    }
    const std::vector<std::string> complaints = Complaints(baseline_, records_);
    for (const std::string& complaint : complaints) Say(fmt::format("WORSE: {}\n", complaint));
    return complaints.empty() ? 0 : kExitSurvivor;
  }

  const Options& options_;
  const std::string home_;
  Workshop workshop_;
  std::vector<Fault> catalogue_;
  std::vector<Fault> chosen_;
  std::vector<Record> baseline_;
  std::vector<Record> records_;
};

}  // namespace

int RunTask(const Options& options) { return Task(options).Run(); }

}  // namespace quicksilver::faults
