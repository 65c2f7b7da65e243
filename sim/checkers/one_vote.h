// I10 one_vote: a node votes for at most one candidate in an epoch, over its whole history, crashes
// included.
//
// Raft: extended paper, section 5.2 ("each server will vote for at most one candidate in a given
// term") and figure 2 (votedFor is on stable storage before answering). A vote that a crash took
// before anybody saw it was never given; one that was durable, or that left the node, binds for
// ever.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "sim/checkers/checker.h"
#include "sim/checkers/ledger.h"

namespace conclave::sim {

class OneVote final : public Reader<OneVote, Checker> {
 public:
  static constexpr CheckerKind kind{
      .name = "one_vote",
      .id = "I10",
      .promise = "a node votes for at most one candidate in an epoch, crashes included",
  };
  OneVote(std::string_view name, const Bench& bench)
      : Reader(name, bench), histories_(bench.cast.nodes) {}

  void on(const Occurrence& o, const Voted& voted) {
    History& history = histories_[o.node];
    const auto at = place(history, voted.epoch);
    if (at == history.end() || at->vote.epoch != voted.epoch) {
      holds(true);
      history.insert(at, {{voted.epoch, voted.candidate}, o.index, false});
    } else if (!holds(at->vote.candidate == voted.candidate)) {
      fail(o, {.epoch = voted.epoch, .lines = {at->cast}},
           fmt::format("{} voted for {} in epoch {} at #{}, where it had voted for {} at #{}.",
                       who(o.node), who(voted.candidate), voted.epoch.value(), o.index,
                       who(at->vote.candidate), at->cast));
    }
  }
  void on(const Occurrence& o, const Sent& sent) {
    if (sent.claim && sent.claim->kind == Claim::Kind::vote) bind(o.node, sent.claim->epoch);
  }
  void on(const Occurrence& o, const Synced&) { bind_durable(o.node); }
  void on(const Occurrence& o, const Booted&) {
    bind_durable(o.node);
    std::erase_if(histories_[o.node], [](const Cast& cast) { return !cast.binding; });
  }

 private:
  struct Cast {
    Vote vote;
    Index cast = 0;
    bool binding = false;  // it was durable once, or seen by somebody
  };
  using History = std::vector<Cast>;  // by epoch

  static History::iterator place(History& history, Epoch epoch) {
    auto at = history.end();
    while (at != history.begin() && std::prev(at)->vote.epoch >= epoch) --at;
    return at;
  }
  void bind(NodeId node, Epoch epoch) {
    History& history = histories_[node];
    const auto at = place(history, epoch);
    if (at != history.end() && at->vote.epoch == epoch) at->binding = true;
  }
  void bind_durable(NodeId node) {
    for (const Op& op : ledger().newly_durable()) {
      if (op.kind() == Op::Kind::vote) bind(node, op.vote().epoch);
    }
  }

  PerNode<History> histories_;
};

}  // namespace conclave::sim
