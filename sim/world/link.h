// Link: one direction between two addresses; what it is like, and what faults make of it.
//
// A fault lays a LinkChange over some links and takes it off again. Several may lie on one link:
// one block is enough, one stall too (a hold wins over a clog); of rates the largest counts, of
// bandwidths and queues the smallest, of latencies the last; delays add up.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "protocols/core/ids.h"
#include "sim/kernel/distribution.h"
#include "sim/world/damage.h"
#include "sim/world/tally.h"

namespace conclave::sim {

// What one directed link is like when nothing is wrong.
struct LinkOptions {
  Delay latency = Delay(delay::Uniform{1ms, 3ms});
  Ratio loss, duplicate;
  std::uint64_t bandwidth = 0;          // bits per second; 0: as much as you like
  std::uint64_t queue_max = 256 << 10;  // bytes that may wait for the wire
  friend bool operator==(const LinkOptions&, const LinkOptions&) = default;
};

using Link = std::pair<NodeId, NodeId>;  // from, to

// What each link is like; asked once for each, at its first use.
using LinkPlan = std::function<LinkOptions(NodeId from, NodeId to)>;

// What would arrive waits instead: until the stall is over and then for another journey (clog), or
// until it is over and then at once, in the order in which it was sent (hold).
enum class Stall : std::uint8_t { none, clog, hold };

// A share of the packets arrives damaged.
struct Corruption {
  Ratio rate;
  DamageShape shape = DamageShape::none;  // none: each packet its own
  friend bool operator==(const Corruption&, const Corruption&) = default;
};

// A share of the packets is overtaken: each comes later by a delay of its own.
struct Reordering {
  Ratio rate;
  Delay by;
  friend bool operator==(const Reordering&, const Reordering&) = default;
};

// What a fault does to links for a while. `tally` outlives the run's network: what comes of the
// change is counted there. Where several changes do the same, the one that is in force counts.
struct LinkChange {
  bool block = false;
  Stall stall = Stall::none;
  std::optional<Ratio> loss, duplicate;
  std::optional<Corruption> corruption;
  std::optional<Reordering> reordering;
  std::optional<Delay> latency;
  Duration delay{};                                   // on top of the latency
  std::optional<std::uint64_t> bandwidth, queue_max;  // no more than this
  Tally* tally = nullptr;
};

// What is in force on one link: its options, with all changes over them.
class LinkState {
 public:
  explicit LinkState(const LinkOptions& options);
  void add(const LinkChange& change);

  // Nothing can befall a packet on its way but time.
  bool calm() const { return calm_; }

  bool blocked = false;
  Stall stall = Stall::none;
  Ratio loss, duplicate;
  Corruption corruption;
  Reordering reordering;
  std::optional<Delay> latency;  // in place of the ordinary one
  Duration delay{};
  std::uint64_t bandwidth = 0;  // 0: as much as you like
  std::uint64_t queue_max = 0;

  // Whose doing each of these is; null: the link's own.
  struct Doers {
    Tally *block = nullptr, *stall = nullptr, *loss = nullptr, *duplicate = nullptr,
          *corruption = nullptr, *reordering = nullptr, *bandwidth = nullptr;
  };
  Doers by;
  std::vector<Tally*> slowed_by;  // by latency or delay

 private:
  bool calm_ = true;
};

}  // namespace conclave::sim
