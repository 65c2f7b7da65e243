// Kinds, rates and moments.
#include "sim/faults/swarm.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "sim/data/units.h"

namespace conclave::sim {
namespace {

// What stands behind "every" and "for". Several entries for a kind are several ways to aim it.

// Nodes and links stop: much shorter than they are apart, or with so many kinds nothing would ever
// be up.
constexpr std::string_view outages[] = {
    R"("do": "crash", "nodes": "leader")",
    R"("do": "crash", "nodes": "one")",
    R"("do": "crash", "nodes": "minority")",
    R"("do": "crash", "nodes": "majority")",
    R"("do": "crash", "nodes": "all")",
    R"("do": "restart", "nodes": "all", "down": "20ms", "pause": "30ms")",
    R"("do": "pause", "nodes": "leader")",
    R"("do": "pause", "nodes": "minority")",
    R"("do": "slow", "nodes": "leader", "handling": "4ms")",
    R"("do": "slow", "nodes": "minority", "handling": "15ms")",
    R"("do": "clock", "nodes": "one", "jump": "150ms", "drift_ppm": 50000)",
    R"("do": "clock", "nodes": "minority", "jump": "-150ms", "drift_ppm": -200000)",
    R"("do": "partition", "groups": ["minority+leader", "rest"])",
    R"("do": "partition", "groups": ["minority", "rest"])",
    R"("do": "partition", "isolate": "leader")",
    R"("do": "partition", "isolate": "leader", "flap": "30ms")",
    R"("do": "partition", "one_way": {"from": "leader", "to": "rest"})",
    R"("do": "partition", "one_way": {"from": "rest", "to": "one"})",
    R"("do": "partition", "bridge": "one")",
    R"("do": "partition", "majority_ring": "all")",
    R"("do": "partition", "mesh": 0.4)",
    R"("do": "partition", "groups": ["leader", "clients"])",
    R"("do": "swizzle", "step": "20ms")",
    R"("do": "clog", "nodes": "one")",
    R"("do": "hold", "nodes": "leader", "way": "out")",
    R"("do": "latency", "add": "40ms")",
    R"("do": "bandwidth", "nodes": "one", "bandwidth": "200kbps", "queue": "4KiB")",
    R"("do": "disk_slow", "nodes": "minority+leader", "add": "15ms")",
    R"("do": "disk_stall", "nodes": "one")",
    R"("do": "sync_lies", "nodes": "minority")",
};

// Links that do it to some packets, at a rate; these may last until the next.
constexpr std::string_view spells[] = {"loss", "duplicate", "reorder", "corrupt"};

// What costs a node for good, as far as the budget allows: rarely, or there would be nothing left
// to cost after the first second.
constexpr std::string_view losses[] = {
    R"("do": "bit_rot", "nodes": "one")",           R"("do": "lost_write", "nodes": "one")",
    R"("do": "misdirected_write", "nodes": "one")", R"("do": "stale_read", "nodes": "one")",
    R"("do": "read_error", "nodes": "one")",        R"("do": "sync_fails", "nodes": "one")",
    R"("do": "write_error", "nodes": "one")",       R"("do": "disk_full", "nodes": "one")",
};

// When it hurts: on which event, how often in a thousand, whom.
struct Moment {
  std::string_view event, nodes;
  std::uint64_t least, most;
};
constexpr Moment moments[] = {
    {"leader_elected", "leader", 100, 600},
    {"committed", "leader", 10, 30},
    {"write", "there", 3, 20},
    {"sync", "there", 3, 20},
    {"boot", "there", 50, 500},
    {"truncated", "there", 50, 500},
};

// A duration between `low` and `high`: twice as long is three quarters as likely, and what is left
// over falls to the longest.
Duration log_uniform(Random& random, Duration low, Duration high) {
  while (low < high && random.below(4) != 0) low = std::min(high, low * 2);
  return random.between(low, std::min(high, low * 2));
}

class List {
 public:
  void add(const std::string& item) { text_ += (text_.empty() ? "" : ", ") + item; }
  // A fault that strikes by time, for up to `longest`.
  void add(std::string_view rest, Duration every, Duration longest) {
    add(fmt::format(R"({{{}, "every": "{}", "for": {{"uniform": ["1ms", "{}"]}}}})", rest,
                    duration_text(every), duration_text(longest)));
  }
  std::string text() const { return "[" + text_ + "]"; }

 private:
  std::string text_;
};

}  // namespace

std::string swarm_text(Random& random) {
  const auto on = [&] { return random.below(2) == 0; };
  List list;
  for (const std::string_view outage : outages) {
    if (!on()) continue;
    const Duration every = log_uniform(random, 300ms, 8s);
    list.add(outage, every, log_uniform(random, 10ms, std::min<Duration>(every / 4, 1s)));
  }
  for (const std::string_view spell : spells) {
    if (!on()) continue;
    const std::uint64_t percent = 1 + random.below(on() ? 5 : 40);
    const Duration every = log_uniform(random, 60ms, 1s);
    list.add(fmt::format(R"("do": "{}", "rate": 0.{:02})", spell, percent), every, every);
  }
  for (const std::string_view loss : losses) {
    if (!on()) continue;
    const Duration every = log_uniform(random, 1s, 8s);
    list.add(loss, every, 1500ms);
  }
  for (const Moment& moment : moments) {
    if (!on()) continue;
    const std::uint64_t share = moment.least + random.below(moment.most - moment.least + 1);
    list.add(fmt::format(R"({{"do": "crash", "nodes": "{}", "on": "{}", "chance": 0.{:03},
        "delay": {{"uniform": ["0ms", "5ms"]}}, "for": {{"uniform": ["1ms", "150ms"]}}}})",
                         moment.nodes, moment.event, share));
  }
  return list.text();
}

}  // namespace conclave::sim
