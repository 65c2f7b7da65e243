// P3 highest_adopted: a proposer proposes the command of the highest ballot accepted in its phase-1
// quorum.
//
// "For any v and n, if a proposal with value v and number n is issued, then there is a set S
// consisting of a majority of acceptors such that either (a) no acceptor in S has accepted any
// proposal numbered less than n, or (b) v is the value of the highest-numbered proposal among all
// proposals numbered less than n accepted by the acceptors in S" ("Paxos Made Simple", P2c). With
// flexible quorums S is a phase-1 quorum.
//
// Which acceptors a proposer heard is its own affair; the paper only asks that there be such a set.
// So whenever a proposal is accepted for the first time, one is looked for among those who promised
// its ballot, by what their disks say they accepted below it. An acceptor that has promised accepts
// nothing below any more (promise_kept), so that is what its promise said.
//
// Binds claimants: a leader of Raft appends behind its own log and adopts nothing.
#pragma once

#include <fmt/format.h>

#include <map>
#include <vector>

#include "sim/checkers/acceptors.h"
#include "sim/checkers/checker.h"

namespace conclave::sim {

class HighestAdopted final : public Reader<HighestAdopted, Checker> {
 public:
  static constexpr CheckerKind kind{
      .name = "highest_adopted",
      .id = "P3",
      .promise =
          "a proposer proposes the command of the highest ballot accepted in its phase-1 "
          "quorum",
      .binds = Binds::claimants,
  };
  HighestAdopted(std::string_view name, const Bench& bench)
      : Reader(name, bench), holders_(bench.cast.nodes) {}

  void on(const Occurrence& o, const Voted& voted) { promisers_[voted.epoch].insert(o.node); }
  void on(const Occurrence& o, const Synced&) { take(o.node); }
  void on(const Occurrence& o, const Booted&) { take(o.node); }
  void on(const Occurrence& o, const Accepted& accepted) {
    if (!ledger().fresh()) return;
    const EntryId id = ledger().accepted();
    const NodeSet& promisers = promisers_[accepted.epoch];
    const std::size_t quorum = ledger().quorums(o.node).elect;
    if (holds(is_free(id, promisers, quorum) || is_adopted(id, promisers, quorum))) return;
    std::string reports;
    std::vector<Index> lines;
    for (const NodeId node : promisers) {
      lines.push_back(first_of(highest_below(id, node)));
      reports += fmt::format("; {} had accepted {}", who(node),
                             ledger().in_words(highest_below(id, node)));
    }
    fail(o,
         {.nodes = {promisers.begin(), promisers.end()},
          .slot = accepted.slot,
          .epoch = accepted.epoch,
          .lines = std::move(lines)},
         fmt::format("{} accepted {} in slot {} at #{}, which its proposer was not free to "
                     "propose: no {} of the acceptors that promised its ballot leave it that "
                     "choice{}.",
                     who(o.node), ledger().in_words(id), accepted.slot.value(), o.index, quorum,
                     reports));
  }

 private:
  void take(NodeId node) {
    holders_.take(ledger(), node, [](EntryId) {});
  }
  // What the node accepted in the entry's slot in the highest ballot below the entry's.
  EntryId highest_below(EntryId id, NodeId node) const {
    EntryId highest = no_entry;
    for (EntryId other = ledger().newest(ledger().entry(id).slot); other != no_entry;
         other = ledger().entry(other).older) {
      const Epoch epoch = ledger().entry(other).epoch;
      if (epoch >= ledger().entry(id).epoch || !holders_.contains(other, node)) continue;
      if (highest == no_entry || epoch > ledger().entry(highest).epoch) highest = other;
    }
    return highest;
  }
  // (a) of P2c.
  bool is_free(EntryId id, const NodeSet& promisers, std::size_t quorum) const {
    // The first proposal of a slot is free wherever enough have promised.
    if (ledger().entry(id).older == no_entry) return promisers.size() >= quorum;
    std::size_t blank = 0;
    for (const NodeId node : promisers) blank += highest_below(id, node) == no_entry;
    return blank >= quorum;
  }
  // (b) of P2c: somebody accepted this very command in some ballot, and a quorum nothing higher.
  bool is_adopted(EntryId id, const NodeSet& promisers, std::size_t quorum) const {
    for (const NodeId source : promisers) {
      const EntryId adopted = highest_below(id, source);
      if (adopted == no_entry) continue;
      if (ledger().entry(adopted).command != ledger().entry(id).command) continue;
      std::size_t agreeing = 0;
      for (const NodeId node : promisers) {
        const EntryId highest = highest_below(id, node);
        agreeing += ledger().entry(highest).epoch <= ledger().entry(adopted).epoch;
      }
      if (agreeing >= quorum) return true;
    }
    return false;
  }

  HoldersOfEntries holders_;
  std::map<Epoch, NodeSet> promisers_;
};

}  // namespace conclave::sim
