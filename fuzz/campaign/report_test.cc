#include "fuzz/campaign/report.h"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "engine/base/files.h"

namespace quicksilver::campaign {
namespace {

namespace fs = std::filesystem;
using ledger::Finding;
using testing::HasSubstr;
using testing::Not;

class ReportTest : public testing::Test {
 protected:
  ReportTest() {
    std::string name = (fs::temp_directory_path() / "quicksilver-report-XXXXXX").string();
    directory_ = ::mkdtemp(name.data());
    Finding finding;
    finding.signature = "crash: <script>alert(1)</script> & \"more\" in engine/vm/frame.cc:12:3";
    finding.name = "crash-1";
    finding.kind = "crash";
    finding.target = "parser";
    finding.report = "bytes \xff\x01 </script>\n";
    finding.page =
        "# x\n\n## Both runs around it\n\n```\n> 1:1 Binary\n```\n\n## Code before allocation\n\n"
        "```\n>> 2 SubNum v0\n```\n\n## Code of vm\n\n```\n>> 2 SubNum r0\n```\n";
    ledger_.emplace(
        ledger::Ledger::Open(directory_ + "/ledger.db", ledger::Opening::kMake).value());
    EXPECT_TRUE(ledger_->Record(finding, "1", 3).value());
    finding.signature = "fixed";
    EXPECT_TRUE(ledger_->Record(finding, "2").value());
    EXPECT_TRUE(ledger_->SetState("fixed", ledger::State::kFixed, "abc").has_value());
    std::ofstream(directory_ + "/charts.js") << "var Chart;";
  }
  ~ReportTest() override {
    std::error_code ignored;
    fs::remove_all(directory_, ignored);
  }
  std::vector<Finding> Findings() const { return ledger_->Findings().value(); }
  ReportSources Sources() const { return {QS_SOURCE_DIR, directory_ + "/charts.js", directory_}; }

  std::string directory_;
  std::optional<ledger::Ledger> ledger_;
};

TEST_F(ReportTest, EveryFormIsWritten) {
  ASSERT_TRUE(WriteReports(Sources(), *ledger_).has_value());
  for (const char* name :
       {"report.html", "summary.md", "findings.json", "findings.sarif", "junit.xml"}) {
    EXPECT_GT(fs::file_size(directory_ + "/" + name), 100u) << name;
  }
  const std::string page = ReadFile(directory_ + "/report.html").value();
  EXPECT_THAT(page, HasSubstr("var Chart;"));
  EXPECT_THAT(page, Not(HasSubstr("{{")));
  EXPECT_THAT(page, Not(HasSubstr("alert(1)</script>"))) << "a finding's text ends the element";
}

TEST_F(ReportTest, ThePageHasBothListingsAndTheTraces) {
  const auto data = nlohmann::json::parse(PageData(Sources(), *ledger_, Findings()));
  const auto& finding = data["findings"][0];
  EXPECT_EQ(finding["code_before"], ">> 2 SubNum v0\n");
  EXPECT_EQ(finding["code_after"], ">> 2 SubNum r0\n");
  EXPECT_EQ(finding["code_name"], "Code of vm");
  EXPECT_EQ(finding["traces"], "> 1:1 Binary\n");
  EXPECT_EQ(data["pairs"]["rows"].size(), data["pairs"]["names"].size());
  EXPECT_THAT(data["pairs"]["rows"].dump(), HasSubstr("-"));
  EXPECT_GT(data["drill"].size(), 100u);
}

TEST_F(ReportTest, WhatIsFixedIsNoFailure) {
  const std::string xml = JunitXml(Findings());
  EXPECT_THAT(xml, HasSubstr("tests=\"2\" failures=\"1\""));
  EXPECT_THAT(xml, HasSubstr("&lt;script&gt;"));
  EXPECT_THAT(xml, Not(HasSubstr("\x01")));
  const auto sarif = nlohmann::json::parse(Sarif(Findings()));
  ASSERT_EQ(sarif["runs"][0]["results"].size(), 1u);
  const auto& place = sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
  EXPECT_EQ(place["artifactLocation"]["uri"], "engine/vm/frame.cc");
  EXPECT_EQ(place["region"]["startLine"], 12);
}

TEST_F(ReportTest, SaysWhatIsMissing) {
  const ReportSources sources{QS_SOURCE_DIR, directory_ + "/none.js", directory_};
  EXPECT_THAT(WriteReports(sources, *ledger_).error(), HasSubstr("none.js"));
}

}  // namespace
}  // namespace quicksilver::campaign
