// The order of judging: key by key, cheapest means first, and a story at the end.

#include "sim/checkers/linearizability/judge.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "protocols/core/check.h"
#include "sim/checkers/linearizability/search.h"
#include "sim/checkers/linearizability/shrink.h"

namespace conclave::sim::linearizability {
namespace {

// The part of the history that belongs to one key.
struct Key {
  Word word;
  std::vector<Use> uses;
  std::optional<Lane> lane;
};

// In the order of first use.
std::vector<Key> split(const History& history) {
  std::vector<std::size_t> place_of(history.words.size(), history.words.size());
  std::vector<Key> keys;
  for (std::size_t i = 0; i < history.calls.size(); ++i) {
    const Call& call = history.calls[i];
    if (!matters(call, false)) continue;
    std::size_t& place = place_of[call.key.value()];
    if (place == history.words.size()) {
      place = keys.size();
      keys.push_back({.word = call.key, .uses = {}, .lane = {}});
    }
    keys[place].uses.push_back({.call = i});
  }
  return keys;
}

class Judge {
 public:
  Judge(const History& history, Model model, const Budget& budget)
      : history_(history), model_(model), budget_(budget) {}

  Judgement judge() {
    std::vector<Key> keys = split(history_);
    judgement_.keys = keys.size();
    std::vector<Key> open;
    for (Key& key : keys) {
      key.lane.emplace(history_, model_, key.uses);
      const Finding finding = judge_quickly(*key.lane);
      if (finding.verdict == Verdict::ok) key = Key();
      if (finding.verdict == Verdict::violated) {
        std::vector<std::size_t> calls;
        for (const std::size_t i : finding.witnesses) calls.push_back(key.lane->ops()[i].call);
        return convict(key, std::move(calls), finding.story);
      }
      if (finding.verdict == Verdict::undecided) open.push_back(std::move(key));
    }
    return search_all(std::move(open));
  }

 private:
  Judgement search_all(std::vector<Key> open) {
    std::uint64_t share = 1 << 18;
    std::vector<Key> too_large;
    while (!open.empty() && judgement_.steps < budget_.steps) {
      std::vector<Key> still_open;
      for (Key& key : open) {
        const std::uint64_t rest = budget_.steps - std::min(budget_.steps, judgement_.steps);
        const Searched searched = search(*key.lane, {std::min(share, rest), budget_.bytes});
        judgement_.steps += searched.steps;
        judgement_.bytes = std::max(judgement_.bytes, searched.bytes);
        switch (searched.explained) {
          case Explained::yes:
            break;
          case Explained::no:
            return convict(key, {}, "");
          case Explained::out_of_steps:
            still_open.push_back(std::move(key));
            break;
          case Explained::out_of_bytes:
            too_large.push_back(std::move(key));
            break;
        }
      }
      open = std::move(still_open);
      share *= 2;
    }
    std::move(too_large.begin(), too_large.end(), std::back_inserter(open));
    if (open.empty()) {
      judgement_.verdict = Verdict::ok;
      return std::move(judgement_);
    }
    judgement_.story = "undecided for " + std::to_string(open.size()) + " of " +
                       std::to_string(judgement_.keys) + " keys, among them " +
                       shown(history_, open.front().word) + " with " +
                       std::to_string(open.front().uses.size()) + " operations: out of " +
                       (too_large.empty() ? "steps" : "memory");
    return std::move(judgement_);
  }

  // `found` tells what a rule found; empty after a search.
  Judgement convict(const Key& key, std::vector<std::size_t> found, std::string story) {
    std::vector<Use> uses = key.uses;
    Start start = Start::nil;
    if (budget_.shrinking_steps > 0) {
      Shrunk shrunk = shrink(history_, model_, std::move(uses), found,
                             {budget_.shrinking_steps, budget_.bytes});
      uses = std::move(shrunk.uses);
      start = shrunk.start;
      // The rules often have words for the small history that they had not for the large one.
      story = judge_quickly(Lane(history_, model_, uses, start)).story;
    } else if (!found.empty()) {
      std::sort(found.begin(), found.end());
      uses.clear();
      for (const std::size_t call : found) uses.push_back({.call = call});
    }
    judgement_.verdict = Verdict::violated;
    for (const Use& use : uses) judgement_.witnesses.push_back(use.call);
    judgement_.story = tell(key, uses, start, story);
    return std::move(judgement_);
  }

  std::string tell(const Key& key, const std::vector<Use>& uses, Start start,
                   const std::string& reason) const {
    constexpr std::size_t most = 12;  // calls to name one by one
    std::string story = "key " + shown(history_, key.word) + ": ";
    if (!reason.empty()) story += reason + ". ";
    story += "No order of " +
             (uses.size() == 1 ? std::string("this operation")
                               : "these " + std::to_string(uses.size()) + " operations") +
             " explains what was seen" +
             (start == Start::anything ? ", whatever was there before: " : ": ");
    for (std::size_t i = 0; i < std::min(most, uses.size()); ++i) {
      if (i > 0) story += "; ";
      story += describe(history_, history_.calls[uses[i].call]);
    }
    if (uses.size() > most) story += "; and " + std::to_string(uses.size() - most) + " more";
    return story + ".";
  }

  const History& history_;
  Model model_;
  Budget budget_;
  Judgement judgement_;
};

}  // namespace

Judgement judge(const History& history, Model model, const Budget& budget) {
  ALWAYS(validate(history).empty());
  for (const Call& call : history.calls) ALWAYS(supports(model, call.f));
  return Judge(history, model, budget).judge();
}

}  // namespace conclave::sim::linearizability
