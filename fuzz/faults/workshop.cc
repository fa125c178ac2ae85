#include "fuzz/faults/workshop.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <utility>

#include "engine/base/files.h"
#include "fuzz/faults/files.h"
#include "properties/processes/command.h"

namespace quicksilver::faults {
namespace fs = std::filesystem;
namespace {

constexpr double kBuildSeconds = 7200;
constexpr std::size_t kShownOutput = 2000;

// A command as ninja's files write it.
std::string Escaped(const std::string& command) {
  std::string escaped;
  for (const char character : command) {
    if (character == '$') escaped += '$';
    escaped += character;
  }
  return escaped;
}

}  // namespace

Workshop::Workshop(std::string root, std::string build, std::string folder)
    : root_(std::move(root)), build_(std::move(build)), folder_(std::move(folder)) {}

std::expected<void, std::string> Workshop::Prepare(const std::vector<std::string>& targets) {
  std::vector<std::string> make = {"ninja"};
  make.insert(make.end(), targets.begin(), targets.end());
  if (const processes::CommandResult made = processes::RunCommand(make, build_, kBuildSeconds);
      !made.ok()) {
    return std::unexpected(made.output.substr(0, kShownOutput));
  }
  const auto json = ReadFile(build_ + "/compile_commands.json");
  if (!json) return std::unexpected(json.error());
  if (auto read = commands_.ReadCompileCommands(*json); !read) return read;
  for (const std::string& target : targets) {
    const processes::CommandResult listed =
        processes::RunCommand({"ninja", "-t", "commands", target}, build_, 60);
    if (auto read = commands_.ReadLinkCommand(target, listed.output); !read) return read;
  }
  return {};
}

std::vector<std::string> Workshop::SourcesOf(const std::string& file) const {
  if (file.ends_with(".cc")) return {file};
  std::vector<std::string> sources;
  const std::string line = fmt::format("#include \"{}\"", file);
  std::error_code error;
  const fs::path room = fs::path(root_) / fs::path(file).parent_path();
  for (fs::directory_iterator at(room, error), end; !error && at != end; at.increment(error)) {
    if (at->path().extension() != ".cc") continue;
    const auto text = ReadFile(at->path().string());
    if (text && text->find(line) != std::string::npos) {
      sources.push_back(at->path().lexically_relative(root_).string());
    }
  }
  std::ranges::sort(sources);
  return sources;
}

std::expected<std::string, std::string> Workshop::PlanOf(const Job& job) const {
  const Fault& fault = *job.fault;
  const std::string folder = FolderOf(fault);
  const auto right = ReadFile(root_ + "/" + fault.file);
  if (!right) return right;
  const auto faulty = ApplyFault(fault, *right);
  if (!faulty) return faulty;
  const std::string copy = folder + "/" + fault.file;
  if (const auto written = WriteIfDifferent(copy, *faulty); !written) {
    return std::unexpected(written.error());
  }
  std::string plan;
  std::vector<std::string> objects;
  for (const std::string& source : SourcesOf(fault.file)) {
    objects.push_back(fmt::format("{}/{}.o", folder, fs::path(source).stem().string()));
    const std::string right_source = root_ + "/" + source;
    const auto compile = commands_.Compile(right_source, source == fault.file ? copy : right_source,
                                           folder, objects.back());
    if (!compile) return compile;
    plan += fmt::format("( {} ) && ", *compile);
  }
  if (objects.empty()) return std::unexpected(fmt::format("nothing compiles {}", fault.file));
  const auto link = commands_.Link(job.target, objects, folder + "/" + job.target);
  if (!link) return link;
  return plan + fmt::format("cd {} && ( {} )", build_, *link);
}

std::vector<std::expected<std::string, std::string>> Workshop::Build(std::span<const Job> jobs) {
  std::vector<std::expected<std::string, std::string>> programs;
  std::string file = "rule make\n  command = $what\n  description = $name\n\n";
  for (const Job& job : jobs) {
    const std::string program = FolderOf(*job.fault) + "/" + job.target;
    std::error_code ignored;
    fs::remove(program, ignored);
    const auto plan = PlanOf(job);
    programs.push_back(plan ? std::expected<std::string, std::string>(program) : plan);
    if (!plan) continue;
    file += fmt::format("build {}: make\n  what = ( {} ) > {}/log 2>&1\n  name = {}\n\n", program,
                        Escaped(*plan), FolderOf(*job.fault), job.fault->name);
  }
  const std::string path = folder_ + "/faults.ninja";
  const auto written = WriteIfDifferent(path, file);
  const processes::CommandResult made =
      processes::RunCommand({"ninja", "-f", path, "-k", "0"}, folder_, kBuildSeconds);
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    if (!programs[i]) continue;
    if (!written) programs[i] = std::unexpected(written.error());
    if (fs::exists(*programs[i])) continue;
    const auto log = ReadFile(FolderOf(*jobs[i].fault) + "/log");
    programs[i] =
        std::unexpected(log ? log->substr(0, kShownOutput) : made.output.substr(0, kShownOutput));
  }
  return programs;
}

void Workshop::Discard(const Fault& fault) const {
  std::error_code ignored;
  fs::remove_all(FolderOf(fault), ignored);
}

}  // namespace quicksilver::faults
