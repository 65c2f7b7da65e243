// Shrinking: the witnesses alone, else a cut by bisection, then delta debugging (Zeller and
// Hildebrandt 2002) with weakening in the place of removal.

#include "sim/checkers/linearizability/shrink.h"

#include <algorithm>
#include <map>
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
    if (witnesses.empty() || !try_uses(only(witnesses))) {
      cut_behind();
      cut_before();
    }
    for (std::size_t chunk = std::max<std::size_t>(1, uses_.size() / 2);; chunk /= 2) {
      while (weaken_all(chunk) && chunk == 1) {
      }
      if (chunk <= 1) break;
    }
    return {std::move(uses_), start_, steps_};
  }

 private:
  const Call& call(const Use& use) const { return history_.calls[use.call]; }

  // Adopts the uses if they violate for certain.
  bool try_uses(std::vector<Use> uses) { return try_uses(std::move(uses), start_); }
  bool try_uses(std::vector<Use> uses, Start start) {
    uses = useful(std::move(uses));
    if (!violates(uses, start)) return false;
    uses_ = std::move(uses);
    start_ = start;
    return true;
  }

  bool violates(const std::vector<Use>& uses, Start start) {
    if (steps_ >= limits_.steps) return false;
    steps_ += uses.size();
    const Lane lane(history_, model_, uses, start);
    const Verdict quick = judge_quickly(lane).verdict;
    if (quick != Verdict::undecided) return quick == Verdict::violated;
    const Searched searched =
        search(lane, {limits_.steps - std::min(limits_.steps, steps_), limits_.bytes});
    steps_ += searched.steps;
    stuck_at_ = searched.stuck_at;
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
  // completes one can be found by bisection, if the search cannot tell.
  void cut_behind() {
    stuck_at_ = never;
    if (violates(uses_, start_) && stuck_at_ != never && try_uses(until(stuck_at_))) return;
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

  std::vector<Use> from(std::uint64_t event) const {
    std::vector<Use> uses;
    for (const Use& use : uses_) {
      if (call(use).invoked > event) {
        uses.push_back(use);
      } else if ((use.relaxed || call(use).returned > event) && !only_looks(call(use))) {
        uses.push_back({use.call, true});
      }
    }
    return uses;
  }

  // Short ends first, as they are judged fast.
  void cut_before() {
    const std::vector<Use> all = uses_;
    for (const Use& use : all) {
      if (call(use).f == Function::append) return;
    }
    for (std::size_t kept = 3; kept < all.size(); kept *= 2) {
      if (try_uses(from(call(all[all.size() - kept]).invoked), Start::anything)) return;
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
    std::sort(uses.begin(), uses.end(), [](const Use& a, const Use& b) { return a.call < b.call; });
    const auto gone = std::remove_if(
        uses.begin(), uses.end(), [&](const Use& use) { return !matters(call(use), use.relaxed); });
    uses.erase(gone, uses.end());
    const bool with_appends = std::any_of(
        uses.begin(), uses.end(), [&](const Use& use) { return call(use).f == Function::append; });
    return with_appends ? shown_somewhere(std::move(uses)) : wanted_by_somebody(std::move(uses));
  }

  // A lane leaves out what is not in it for anything.
  std::vector<Use> shown_somewhere(std::vector<Use> uses) const {
    for (std::size_t size = uses.size() + 1; uses.size() < size;) {
      size = uses.size();  // what expected something may have gone
      std::vector<std::size_t> in_lane;
      const Lane lane(history_, model_, uses);
      for (const Op& op : lane.ops()) in_lane.push_back(op.call);
      std::sort(in_lane.begin(), in_lane.end());
      const auto gone = std::remove_if(uses.begin(), uses.end(), [&](const Use& use) {
        return !std::binary_search(in_lane.begin(), in_lane.end(), use.call);
      });
      uses.erase(gone, uses.end());
    }
    return uses;
  }

  // Starts from what certain calls must see, and takes in whoever may have written that: who began
  // before the last of those returned that want it.
  std::vector<Use> wanted_by_somebody(std::vector<Use> uses) const {
    const auto canonical = [&](Word word) {
      return model_ == Model::kv && history_.words.text(word).empty() ? Word() : word;
    };
    std::map<Word, std::uint64_t> wanted;  // until when
    std::vector<bool> kept(uses.size());
    bool grown = true;
    const auto want = [&](Word word, std::uint64_t until) {
      std::uint64_t& latest = wanted[canonical(word)];
      grown = grown || until > latest;
      latest = std::max(latest, until);
    };
    while (grown) {
      grown = false;
      for (std::size_t i = 0; i < uses.size(); ++i) {
        const Call& c = call(uses[i]);
        const bool certain = !uses[i].relaxed && c.outcome != Outcome::unknown;
        // Somebody is content with any value but one, so every write may matter.
        if (certain && c.outcome == Outcome::mismatch && !c.saw) return uses;
        if (kept[i]) continue;
        if (!certain) {
          const auto until = wanted.find(canonical(c.written));
          if (until == wanted.end() || until->second < c.invoked) continue;
        }
        kept[i] = true;
        const std::uint64_t returned = certain ? c.returned : never;
        if (c.saw) want(c.seen, returned);
        if (c.f == Function::cas) want(c.expected, returned);
      }
    }
    std::vector<Use> left;
    for (std::size_t i = 0; i < uses.size(); ++i) {
      if (kept[i]) left.push_back(uses[i]);
    }
    return left;
  }

  const History& history_;
  Model model_;
  Limits limits_;
  std::vector<Use> uses_;
  Start start_ = Start::nil;
  std::uint64_t steps_ = 0;
  std::uint64_t stuck_at_ = never;  // of the last search
};

}  // namespace

Shrunk shrink(const History& history, Model model, std::vector<Use> uses,
              const std::vector<std::size_t>& witnesses, Limits limits) {
  return Shrinker(history, model, limits).shrink(std::move(uses), witnesses);
}

}  // namespace conclave::sim::linearizability
