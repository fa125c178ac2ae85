#ifndef QUICKSILVER_PROPERTIES_ORACLES_ARCHIVE_H_
#define QUICKSILVER_PROPERTIES_ORACLES_ARCHIVE_H_

// Code that was saved and loaded is the same code, and an archive that is not what was saved is
// refused.
//
// Saved code loads; saving what was loaded gives the same bytes; running it shows what running the
// code itself shows. An archive with one bit changed, one that is cut short or has bytes behind its
// end, one of another format and one of a build with other opcodes are each refused: the loader
// looks at magic, version, size, fingerprint and checksum. Which options the code is compiled with
// and where the archive is damaged is drawn from the seed. Invariant: only archives whose head
// agrees with their payload are expected to load. It is wrong to expect damage to be refused by
// somebody who has put the checksum right: what such bytes may do is the verifier's business.

#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "properties/oracles/oracle.h"

namespace quicksilver::properties {

class ArchiveOracle : public Oracle {
 public:
  // How archives are written and read, so that a wrong writer or reader can be planted.
  struct Format {
    std::function<std::string(const Chunk&)> save;
    std::function<std::expected<Code, std::string>(std::string_view)> load;
  };
  static Format EngineFormat();

  ArchiveOracle();
  explicit ArchiveOracle(Format format);
  ~ArchiveOracle() override;

  std::string_view name() const override { return "archive"; }
  Verdict Check(const TestProgram& program, const Limits& limits, std::uint64_t seed) override;

 private:
  // Runs code in a context that is kept.
  class CodeRunner;

  std::optional<Divergence> CheckDamaged(const std::string& saved, std::uint64_t seed) const;

  Format format_;
  std::unique_ptr<CodeRunner> plain_;
  std::unique_ptr<CodeRunner> archived_;
};

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ORACLES_ARCHIVE_H_
