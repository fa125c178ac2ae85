#ifndef QUICKSILVER_FUZZ_CAMPAIGN_SCHEDULE_H_
#define QUICKSILVER_FUZZ_CAMPAIGN_SCHEDULE_H_

// Whose turn it is.
//
// Everybody who takes turns has a weight; time is shared out in proportion (stride scheduling). A
// weight is what its owner has lately found out for the time it was given, against whoever found
// most, and never less than kLeast of the base: what finds nothing now may find something yet.
// Invariant: nobody who can run waits for ever. It is wrong to compare gains that are counted in
// different units: give shares of what is known, and signatures.

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

namespace quicksilver::campaign {

class Schedule {
 public:
  static constexpr double kLeast = 0.2;

  // Returns its number. `base`: how much it gets against others that find as much.
  std::size_t Add(double base);
  // The one that has had least for its weight, of those that `may_run` says yes to.
  std::optional<std::size_t> Next(const std::function<bool(std::size_t)>& may_run) const;
  // It starts now, and will be at it for some time: others that ask meanwhile see it as served.
  void Charge(std::size_t number, double seconds);
  // What came of a turn.
  void Note(std::size_t number, double seconds, double gain);
  double weight(std::size_t number) const;

 private:
  struct Entry {
    double base = 1;
    double served = 0;   // seconds by weight
    double recent = -1;  // gain a second, decaying; below 0: has had no turn yet
  };
  std::vector<Entry> entries_;
};

}  // namespace quicksilver::campaign

#endif  // QUICKSILVER_FUZZ_CAMPAIGN_SCHEDULE_H_
