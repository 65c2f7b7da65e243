// Priorities: probabilistic concurrency testing (PCT) on links, as latency classes.
//
// PCT gives every thread a random priority, always runs the highest that can run, and at d - 1
// random steps drops the running thread below all others. A bug that hides behind d ordering
// constraints among n threads and k steps is found with probability at least 1 / (n k^(d-1)), which
// no uniform schedule comes near (Burckhardt, Kothari, Musuvathi and Nagarakatte, "A Randomized
// Scheduler with Probabilistic Guarantees of Finding Bugs", ASPLOS 2010; on messages: Ozkan et al.,
// "Randomized Testing of Distributed Systems with Probabilistic Guarantees", OOPSLA 2018).
//
// Here the threads are the directed links between nodes, and a step is a packet that is sent. Taken
// by the letter, "the highest delivers first" would let low links deliver nothing while heartbeats
// go on, and as timers keep their own pace that is a partition and not an order. So a priority is a
// latency class: a link's packets take a fixed time longer, drawn at its first use so that each
// factor of two from 1/256 of `spread` to all of it is as likely as the next. What a high link
// carries comes before whatever low links were given in the same while, again and again and not by
// one lucky draw. At each of the depth - 1 points, spread at random over the first `packets`
// packets, the link that is sending drops to the bottom: its packets take the whole of `spread`
// from then on. Links of clients have no priority: they keep their own pace, as timers do.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/kernel/random.h"

namespace conclave::sim {

struct PriorityOptions {
  std::uint32_t depth = 3;        // d: how many orderings the bug needs
  Duration spread = 100ms;        // how much longer the lowest link takes
  std::uint64_t packets = 5'000;  // k: the steps among which the links change places
  friend bool operator==(const PriorityOptions&, const PriorityOptions&) = default;
};

class Priorities {
 public:
  Priorities(const PriorityOptions& options, const Random& random);

  // The class of the link with this stream's name, at its first use.
  Duration first_class(const Random& link) const;
  // A packet is sent: true if its link drops to the bottom, to the class lowest().
  bool drops();
  Duration lowest() const { return options_.spread; }

 private:
  PriorityOptions options_;
  std::vector<std::uint64_t> points_;  // the packets that change something, the last first
  std::uint64_t sent_ = 0;
};

}  // namespace conclave::sim
