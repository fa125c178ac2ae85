#ifndef QUICKSILVER_FUZZ_FAULTS_WORKSHOP_H_
#define QUICKSILVER_FUZZ_FAULTS_WORKSHOP_H_

// Programs with a fault in them, made from an ordinary build.
//
// A fault changes one file. A copy of that file is compiled with the build's own command and linked
// in front of the libraries, so that the linker takes the faulty object and leaves the right one in
// its archive; nothing else is compiled, and the build itself never holds a fault. All faults of a
// batch are built by one run of ninja. Invariant: Prepare's build is up to date and of unchanged
// sources. It is wrong to give a fault to a header: what includes it would stay as it was.

#include <expected>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "fuzz/faults/fault.h"

namespace quicksilver::faults {

// How a file is compiled and a program linked, as the build system would.
class BuildCommands {
 public:
  // From the text of compile_commands.json. One line on what is wrong with it.
  std::expected<void, std::string> ReadCompileCommands(std::string_view json);
  // From what `ninja -t commands TARGET` prints: its last line links.
  std::expected<void, std::string> ReadLinkCommand(const std::string& target,
                                                   std::string_view commands);

  // Compiles `copy` as `source` would be, to `object`; `includes` is searched before all others.
  std::expected<std::string, std::string> Compile(const std::string& source,
                                                  const std::string& copy,
                                                  const std::string& includes,
                                                  const std::string& object) const;
  // Links `target` to `program` with `objects` in front of its libraries.
  std::expected<std::string, std::string> Link(const std::string& target,
                                               const std::vector<std::string>& objects,
                                               const std::string& program) const;

 private:
  std::map<std::string, std::string> compile_;  // by source file
  std::map<std::string, std::string> link_;     // by target
};

class Workshop {
 public:
  // Sources are below `root`, the ordinary build in `build`; what is made goes below `folder`.
  Workshop(std::string root, std::string build, std::string folder);

  // Brings the ordinary build of `targets` up to date. One line on what went wrong.
  std::expected<void, std::string> Prepare(const std::vector<std::string>& targets);

  struct Job {
    const Fault* fault = nullptr;
    std::string target;
  };
  // The program of each job, or what the compiler said. A program stays until Discard.
  std::vector<std::expected<std::string, std::string>> Build(std::span<const Job> jobs);
  void Discard(const Fault& fault) const;

  // The same program without a fault.
  std::string Right(const std::string& target) const { return build_ + "/bin/" + target; }
  const std::string& root() const { return root_; }
  const std::string& folder() const { return folder_; }

 private:
  // What must be run to build a job, or why it cannot be built.
  std::expected<std::string, std::string> PlanOf(const Job& job) const;
  // The files that are compiled because `file` changed: itself, or those that include it.
  std::vector<std::string> SourcesOf(const std::string& file) const;
  std::string FolderOf(const Fault& fault) const { return folder_ + "/variants/" + fault.name; }

  std::string root_;
  std::string build_;
  std::string folder_;
  BuildCommands commands_;
};

}  // namespace quicksilver::faults

#endif  // QUICKSILVER_FUZZ_FAULTS_WORKSHOP_H_
