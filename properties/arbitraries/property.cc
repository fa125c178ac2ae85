#include "properties/arbitraries/property.h"

#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>
#include <iostream>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>

namespace quicksilver::properties {
namespace {

// Reads what the child writes until it ends.
std::string ReadAll(int file) {
  std::string text;
  char buffer[4096];
  for (ssize_t size = 0; (size = ::read(file, buffer, sizeof buffer)) > 0;) {
    text.append(buffer, static_cast<std::size_t>(size));
  }
  return text;
}

class SilentListener : public rc::detail::TestListener {
 public:
  void onTestCaseFinished(const rc::detail::CaseDescription&) override {}
  void onShrinkTried(const rc::detail::CaseDescription&, bool) override {}
  void onTestFinished(const rc::detail::TestMetadata&, const rc::detail::TestResult&) override {}
};

}  // namespace

std::string RunningTest() {
  const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
  return std::string(test->test_suite_name()) + "." + test->name();
}

Complaint RunInChild(const std::function<Complaint()>& check) {
  int ends[2];
  if (::pipe(ends) != 0) return "no pipe to a child";
  const pid_t child = ::fork();
  if (child < 0) return "no child";
  if (child == 0) {
    ::close(ends[0]);
    const Complaint complaint = check();
    if (complaint) static_cast<void>(!::write(ends[1], complaint->data(), complaint->size()));
    ::_exit(complaint ? 1 : 0);
  }
  ::close(ends[1]);
  std::string said = ReadAll(ends[0]);
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return std::nullopt;
  if (!said.empty()) return said;
  return WIFSIGNALED(status) ? fmt::format("died of signal {}", WTERMSIG(status))
                             : fmt::format("ended with status {}", WEXITSTATUS(status));
}

Complaint RunCheck(const std::function<Complaint()>& check) {
  static const bool fork = std::getenv("QS_FORK") != nullptr;
  return fork ? RunInChild(check) : check();
}

void ReportResult(const rc::detail::Property& property, int inputs) {
  rc::detail::TestMetadata metadata;
  metadata.id = RunningTest();
  metadata.description = metadata.id;
  const rc::detail::Configuration& configuration = rc::detail::configuration();
  rc::detail::TestParams params = configuration.testParams;
  params.maxSuccess = std::max(1, inputs * params.maxSuccess / 100);
  SilentListener listener;
  const rc::detail::TestResult result =
      rc::detail::checkProperty(property, metadata, params, listener, configuration.reproduce);
  if (result.is<rc::detail::SuccessResult>()) return;
  std::ostringstream text;
  rc::detail::printResultMessage(result, text);
  FAIL() << text.str();
}

}  // namespace quicksilver::properties
