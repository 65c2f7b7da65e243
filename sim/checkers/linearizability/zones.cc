// Clusters of one value each, their zones, and what zones forbid.

#include "sim/checkers/linearizability/zones.h"

#include <algorithm>
#include <optional>

namespace conclave::sim::linearizability {
namespace {

constexpr std::size_t nobody = ~std::size_t{0};

// The operations of one value; or of one write that nobody saw. Times are events plus one, so that
// the initial value can have been written at 0, before all.
struct Cluster {
  std::uint64_t first_return = never;
  std::uint64_t last_invoked = 0;
  std::size_t first = nobody;  // the op that returned first; nobody: the beginning itself
  std::size_t last = nobody;   // the op that was invoked last
  std::size_t writer = nobody;

  bool forward() const { return first_return < last_invoked; }
  std::uint64_t low() const { return std::min(first_return, last_invoked); }
  std::uint64_t high() const { return std::max(first_return, last_invoked); }

  void begin() { first_return = 0; }
  void add(const Op& op, std::size_t place) {
    const std::uint64_t returned = op.returned == never ? never : op.returned + 1;
    if (returned < first_return) {
      first_return = returned;
      first = place;
    }
    if (op.invoked + 1 > last_invoked) {
      last_invoked = op.invoked + 1;
      last = place;
    }
  }
};

// What is known of one state before its writers are told apart.
struct Value {
  std::vector<std::size_t> observers;
  std::vector<std::size_t> writers;
  bool initial = false;
};

bool observes(const Op& op) {
  return op.certain && (op.act == Act::see || op.act == Act::swap);
}
bool produces(const Op& op) {
  return op.act == Act::write || op.act == Act::swap;
}

class Zones {
 public:
  explicit Zones(const Lane& lane) : lane_(lane), values_(lane.values() + 1) {
    for (State state = lane.first_initial(); state < lane.end_initial(); ++state) {
      if (state != unseen) values_[state].initial = true;
    }
    for (std::size_t i = 0; i < lane.ops().size(); ++i) {
      const Op& op = lane.ops()[i];
      if (observes(op)) values_[op.sees].observers.push_back(i);
      if (!produces(op)) continue;
      if (op.makes != unseen) {
        values_[op.makes].writers.push_back(i);
      } else {
        add_unseen(i);
      }
    }
    complete_ = !lane.has(Act::swap) && !lane.has(Act::differ);
  }

  Finding judge() {
    for (const Value& value : values_) {
      if (auto finding = unwritten(value)) return *finding;
      gather(value);
    }
    if (auto finding = overlap()) return *finding;
    if (auto finding = intruder()) return *finding;
    return {.verdict = complete_ ? Verdict::ok : Verdict::undecided};
  }

 private:
  const Op& op(std::size_t place) const { return lane_.ops()[place]; }
  const Call& call(std::size_t place) const { return lane_.history().calls[op(place).call]; }
  std::string told(std::size_t place) const { return describe(lane_.history(), call(place)); }

  // A write that nobody saw stands alone. If it may not even have happened, it says nothing.
  void add_unseen(std::size_t place) {
    if (!op(place).certain) return;
    Cluster cluster;
    cluster.add(op(place), place);
    cluster.writer = place;
    backward_.push_back(cluster);
  }

  std::optional<Finding> unwritten(const Value& value) const {
    if (value.initial || value.observers.empty()) return std::nullopt;
    std::size_t earliest = nobody;
    for (const std::size_t writer : value.writers) {
      if (earliest == nobody || op(writer).invoked < op(earliest).invoked) earliest = writer;
    }
    for (const std::size_t observer : value.observers) {
      if (earliest == nobody) {
        return Finding{
            Verdict::violated, told(observer) + ": a value that nobody wrote", {observer}};
      }
      if (op(observer).returned < op(earliest).invoked) {
        return Finding{Verdict::violated,
                       told(observer) + ": before anybody had begun to write that; first was " +
                           told(earliest),
                       {observer, earliest}};
      }
    }
    return std::nullopt;
  }

  void gather(const Value& value) {
    if (value.observers.empty()) {
      for (const std::size_t writer : value.writers) add_unseen(writer);
      return;
    }
    std::uint64_t last_seen = 0;
    for (const std::size_t observer : value.observers) {
      last_seen = std::max(last_seen, op(observer).returned);
    }
    std::vector<std::size_t> candidates;
    for (const std::size_t writer : value.writers) {
      if (op(writer).invoked < last_seen) {
        candidates.push_back(writer);
      } else {
        add_unseen(writer);  // nobody can have seen it from here
      }
    }
    if (candidates.size() + (value.initial ? 1 : 0) != 1) {
      complete_ = false;
      return;
    }
    Cluster cluster;
    if (value.initial) {
      cluster.begin();
    } else {
      cluster.writer = candidates.front();
      cluster.add(op(cluster.writer), cluster.writer);
    }
    for (const std::size_t observer : value.observers) cluster.add(op(observer), observer);
    (cluster.forward() ? forward_ : backward_).push_back(cluster);
  }

  std::optional<Finding> overlap() {
    const auto by_low = [](const Cluster& a, const Cluster& b) { return a.low() < b.low(); };
    std::sort(forward_.begin(), forward_.end(), by_low);
    for (std::size_t i = 1; i < forward_.size(); ++i) {
      const Cluster& a = forward_[i - 1];
      const Cluster& b = forward_[i];
      if (b.low() >= a.high()) continue;
      return Finding{Verdict::violated,
                     "one value was there " + span_of(a) + ", another " + span_of(b) +
                         ": both at the same time",
                     witnesses({&a, &b})};
    }
    return std::nullopt;
  }

  // Forward zones are disjoint by now, so only the one that begins last before it can hold it.
  std::optional<Finding> intruder() const {
    for (const Cluster& inner : backward_) {
      const auto after =
          std::partition_point(forward_.begin(), forward_.end(),
                               [&](const Cluster& zone) { return zone.low() < inner.low(); });
      if (after == forward_.begin()) continue;
      const Cluster& outer = *std::prev(after);
      if (inner.high() >= outer.high()) continue;
      return Finding{Verdict::violated,
                     "one value was there " + span_of(outer) + ", yet in between " +
                         told(inner.first) + ", another value",
                     witnesses({&outer, &inner})};
    }
    return std::nullopt;
  }

  std::string span_of(const Cluster& zone) const {
    return (zone.first == nobody ? std::string("from the beginning")
                                 : "when " + told(zone.first) + " returned") +
           " and still when " + told(zone.last) + " began";
  }

  std::vector<std::size_t> witnesses(std::initializer_list<const Cluster*> clusters) const {
    std::vector<std::size_t> places;
    for (const Cluster* cluster : clusters) {
      for (const std::size_t place : {cluster->writer, cluster->first, cluster->last}) {
        if (place != nobody) places.push_back(place);
      }
    }
    std::sort(places.begin(), places.end());
    places.erase(std::unique(places.begin(), places.end()), places.end());
    return places;
  }

  const Lane& lane_;
  std::vector<Value> values_;
  std::vector<Cluster> forward_;
  std::vector<Cluster> backward_;
  bool complete_ = false;
};

}  // namespace

Finding judge_zones(const Lane& lane) {
  return Zones(lane).judge();
}

}  // namespace conclave::sim::linearizability
