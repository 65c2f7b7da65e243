// Agenda: which seeds a campaign runs, and in which order.
//
// Regressions come first. Then every scenario has one run, then every one a second, and so on, so
// that a campaign that ends early has treated all alike. The seed of run i is mixed from the
// campaign's base, the scenario's name and i, and from nothing else: neither the number of workers
// nor the order nor the share of a machine changes what is run.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/data/result.h"
#include "tools/campaign/crew.h"

namespace conclave::tools {

std::uint64_t seed_of_run(std::uint64_t base, std::string_view scenario, std::uint64_t run);

// "1..2000": both ends are run.
struct SeedRange {
  std::uint64_t first = 0, last = 0;
  bool operator==(const SeedRange&) const = default;
};
sim::Result<SeedRange> parse_seed_range(std::string_view text);

// "2/4": of four machines the second. Run i is that of machine i mod 4.
struct Shard {
  std::uint64_t number = 1, of = 1;
  bool holds(std::uint64_t run) const { return run % of == number - 1; }
  bool operator==(const Shard&) const = default;
};
sim::Result<Shard> parse_shard(std::string_view text);

// The runs of one scenario.
struct Track {
  static constexpr std::uint64_t no_end = std::numeric_limits<std::uint64_t>::max();

  std::string name;
  std::uint64_t count = no_end;
  std::optional<std::uint64_t> first_seed;  // then its runs have this seed and those that follow
  bool regression = false;
};

class Agenda {
 public:
  struct Options {
    std::uint64_t base = 1;
    Shard shard;
    std::uint64_t verify_percent = 0;  // of the seeds, to be run twice
  };

  Agenda(std::vector<Track> tracks, Options options);

  std::optional<Job> next();
  // No further run of it; what is under way is of no interest.
  void close(std::size_t track) { closed_[track] = true; }
  bool closed(std::size_t track) const { return closed_[track]; }
  void close_all() { closed_.assign(closed_.size(), true); }

  // How many runs there are, if there is an end to them.
  std::optional<std::uint64_t> total() const;

 private:
  bool has(std::size_t track, std::uint64_t run) const;
  bool anything_left() const;
  Job job(std::size_t track, std::uint64_t run);

  std::vector<Track> tracks_;
  Options options_;
  std::vector<bool> closed_;
  std::uint64_t given_ = 0;
  std::size_t track_ = 0;  // to look at next
  std::uint64_t run_;      // of each
  bool regressing_ = true;
  std::uint64_t regressions_ = 0;  // so far
};

}  // namespace conclave::tools
