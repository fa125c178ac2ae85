#ifndef QUICKSILVER_PROPERTIES_ORACLES_SESSION_H_
#define QUICKSILVER_PROPERTIES_ORACLES_SESSION_H_

// A program entered piece by piece, as at a prompt, shows the same on both engines, and in the end
// what it shows as a whole.
//
// The program's text is cut before up to three of its top-level statements, drawn from the seed;
// the first piece is run, the others continue. After every piece both engines must show the same,
// also after one that failed: a session goes on. If no piece failed, the last value and globals and
// all output and requests must be those of the whole program, because top-level variables are
// globals in both cases. (Errors are not compared with the whole's: their places count from the
// piece's own beginning.) Invariant: contexts are made anew for every program. It is wrong to
// expect a session to go on alike after one engine ran out of something: nothing is compared from
// there on.

#include <functional>
#include <memory>
#include <vector>

#include "properties/oracles/oracle.h"

namespace quicksilver::properties {

// An engine that programs are entered into one after the other.
class SessionEngine : public Engine {
 public:
  // On what earlier calls left.
  virtual Outcome Enter(const Program& piece) = 0;
};

class SessionOracle : public Oracle {
 public:
  using MakeSession =
      std::function<std::unique_ptr<SessionEngine>(const Limits& limits, Host& host)>;

  SessionOracle();
  SessionOracle(MakeSession definition, MakeSession other);

  std::string_view name() const override { return "session"; }
  Verdict Check(const TestProgram& program, const Limits& limits, std::uint64_t seed) override;

  // The text in at most `most` + 1 pieces.
  static std::vector<Program> Cut(const Program& program, std::uint64_t seed,
                                  std::uint32_t most = 3);

 private:
  MakeSession definition_;
  MakeSession other_;
};

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ORACLES_SESSION_H_
