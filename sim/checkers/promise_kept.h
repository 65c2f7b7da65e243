// P2 promise_kept: an acceptor accepts nothing below its promise, restarts included.
//
// "An acceptor can accept a proposal numbered n iff it has not responded to a prepare request
// having a number greater than n" ("Paxos Made Simple", section 2.2, P1a), and it "must remember
// ... even if it fails and is then restarted" (section 2.5). To accept is to promise: what comes
// later must not be lower either, whatever quorum the lower ballot was prepared with.
//
// A promise that left the node binds for ever, also where a crash took it from the disk.
//
// Binds claimants: a follower of Raft stores entries of old terms every day.
#pragma once

#include <fmt/format.h>

#include "sim/checkers/checker.h"
#include "sim/checkers/ledger.h"

namespace conclave::sim {

class PromiseKept final : public Reader<PromiseKept, Checker> {
 public:
  static constexpr CheckerKind kind{
      .name = "promise_kept",
      .id = "P2",
      .promise = "an acceptor accepts nothing below its promise, restarts included",
      .binds = Binds::claimants,
  };
  PromiseKept(std::string_view name, const Bench& bench)
      : Reader(name, bench), acceptors_(bench.cast.nodes) {}

  void on(const Occurrence& o, const Voted& voted) { compare(o, voted.epoch, "promised"); }
  void on(const Occurrence& o, const Accepted& accepted) { compare(o, accepted.epoch, "accepted"); }
  void on(const Occurrence& o, const Sent& sent) {
    if (!sent.claim || sent.claim->kind != Claim::Kind::vote) return;
    Acceptor& acceptor = acceptors_[o.node];
    if (sent.claim->epoch > acceptor.told.epoch) acceptor.told = {sent.claim->epoch, o.index};
  }
  void on(const Occurrence& o, const Booted&) {
    // What was neither on disk nor told to anybody was never promised.
    Acceptor& acceptor = acceptors_[o.node];
    const Holdings& durable = ledger().durable(o.node);
    const Epoch kept = std::max(durable.vote.epoch, durable.accepted_epoch);
    acceptor.promised = kept >= acceptor.told.epoch ? Promise{kept, o.index} : acceptor.told;
  }

 private:
  struct Promise {
    Epoch epoch;
    Index at = 0;
  };
  struct Acceptor {
    Promise promised;  // by a vote, or by accepting
    Promise told;      // the highest that somebody was told of
  };

  void compare(const Occurrence& o, Epoch epoch, std::string_view what) {
    Promise& promised = acceptors_[o.node].promised;
    if (!holds(epoch >= promised.epoch)) {
      fail(o, {.epoch = promised.epoch, .lines = {promised.at}},
           fmt::format("{} {} epoch {} at #{}, below its promise of epoch {} (#{}).", who(o.node),
                       what, epoch.value(), o.index, promised.epoch.value(), promised.at));
    }
    if (epoch > promised.epoch) promised = {epoch, o.index};
  }

  PerNode<Acceptor> acceptors_;
};

}  // namespace conclave::sim
