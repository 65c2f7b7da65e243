// Shrinking: the witnesses alone, else a cut by bisection, then delta debugging (Zeller and
// Hildebrandt 2002) with weakening in the place of removal.

#include "sim/checkers/linearizability/shrink.h"

#include <algorithm>
#include <optional>

namespace conclave::sim::linearizability {
namespace {

bool only_looks(const Call& call) {
  return call.f == Function::get || call.outcome == Outcome::mismatch;
}

class Shrinker {
 public:
  Shrinker(const History& history, Model model, Limits limits)
      : history_(history), model_(model), limits_(limits) {}

  Shrunk shrink(std::vector<Use> uses, const std::vector<std::size_t>& witnesses) {
    uses_ = useful(std::move(uses));
    if (witnesses.empty() || !try_uses(only(witnesses))) cut();
    for (std::size_t chunk = std::max<std::size_t>(1, uses_.size() / 2);; chunk /= 2) {
      while (weaken_all(chunk) && chunk == 1) {
      }
      if (chunk <= 1) break;
    }
    return {std::move(uses_), steps_};
  }

 private:
  const Call& call(const Use& use) const { return history_.calls[use.call]; }

  // Adopts the uses if they violate for certain.
  bool try_uses(std::vector<Use> uses) {
    uses = useful(std::move(uses));
    if (!violates(uses)) return false;
    uses_ = std::move(uses);
    return true;
  }

  bool violates(const std::vector<Use>& uses) {
    if (steps_ >= limits_.steps) return false;
    steps_ += uses.size();
    const Lane lane(history_, model_, uses);
    const Verdict quick = judge_quickly(lane).verdict;
    if (quick != Verdict::undecided) return quick == Verdict::violated;
    const Searched searched =
        search(lane, {limits_.steps - std::min(limits_.steps, steps_), limits_.bytes});
    steps_ += searched.steps;
    return searched.explained == Explained::no;
  }

  // Nothing if the use is gone; else what is left of it.
  std::optional<Use> weakened(const Use& use) const {
    if (only_looks(call(use)) || use.relaxed) return std::nullopt;
    return Use{use.call, true};
  }

  std::vector<Use> only(const std::vector<std::size_t>& witnesses) const {
    std::vector<Use> uses;
    for (const Use& use : uses_) {
      if (std::find(witnesses.begin(), witnesses.end(), use.call) != witnesses.end()) {
        uses.push_back(use);
      } else if (!only_looks(call(use))) {
        uses.push_back({use.call, true});
      }
    }
    return uses;
  }

  std::vector<Use> until(std::uint64_t event) const {
    std::vector<Use> uses;
    for (const Use& use : uses_) {
      if (call(use).invoked > event) continue;
      if (call(use).returned <= event || use.relaxed) {
        uses.push_back(use);
      } else if (!only_looks(call(use))) {
        uses.push_back({use.call, true});
      }
    }
    return uses;
  }

  // Violations stay: a history with a violated beginning is violated. So the first return that
  // completes one can be found by bisection.
  void cut() {
    std::vector<std::uint64_t> returns;
    for (const Use& use : uses_) {
      if (call(use).returned != never) returns.push_back(call(use).returned);
    }
    std::sort(returns.begin(), returns.end());
    std::size_t low = 0;
    std::size_t high = returns.size();
    while (low < high) {
      const std::size_t middle = low + (high - low) / 2;
      if (try_uses(until(returns[middle]))) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
  }

  // Weakens chunk after chunk where that can be done; whether anything changed.
  bool weaken_all(std::size_t chunk) {
    bool changed = false;
    for (std::size_t end = uses_.size(); end > 0;) {
      end = std::min(end, uses_.size());
      const std::size_t begin = end > chunk ? end - chunk : 0;
      std::vector<Use> uses(uses_.begin(), uses_.begin() + static_cast<std::ptrdiff_t>(begin));
      for (std::size_t i = begin; i < end; ++i) {
        // What could be dropped as useless is gone already; a relaxed call is a hope that the
        // others leave, and without it they would be accused wrongly.
        if (uses_[i].relaxed) {
          uses.push_back(uses_[i]);
        } else if (const auto left = weakened(uses_[i])) {
          uses.push_back(*left);
        }
      }
      uses.insert(uses.end(), uses_.begin() + static_cast<std::ptrdiff_t>(end), uses_.end());
      if (uses != uses_ && try_uses(std::move(uses))) changed = true;
      end = begin;
    }
    return changed;
  }

  // Without those that say nothing, and without relaxed calls that can explain nothing.
  std::vector<Use> useful(std::vector<Use> uses) const {
    for (std::size_t size = uses.size() + 1; uses.size() < size;) {
      size = uses.size();
      uses = more_useful(std::move(uses));  // what expected something may have gone
    }
    return uses;
  }

  std::vector<Use> more_useful(std::vector<Use> uses) const {
    const Lane lane(history_, model_, uses);
    std::vector<Use> kept;
    std::size_t next = 0;
    std::vector<std::size_t> in_lane;
    for (const Op& op : lane.ops()) in_lane.push_back(op.call);
    std::sort(in_lane.begin(), in_lane.end());
    std::sort(uses.begin(), uses.end(), [](const Use& a, const Use& b) { return a.call < b.call; });
    for (const Use& use : uses) {
      while (next < in_lane.size() && in_lane[next] < use.call) ++next;
      if (next < in_lane.size() && in_lane[next] == use.call) kept.push_back(use);
    }
    return kept;
  }

  const History& history_;
  Model model_;
  Limits limits_;
  std::vector<Use> uses_;
  std::uint64_t steps_ = 0;
};

}  // namespace

Shrunk shrink(const History& history, Model model, std::vector<Use> uses,
              const std::vector<std::size_t>& witnesses, Limits limits) {
  return Shrinker(history, model, limits).shrink(std::move(uses), witnesses);
}

}  // namespace conclave::sim::linearizability
