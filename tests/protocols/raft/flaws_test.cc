// Each planted mistake against the rule that it breaks: the same steps, with it and without. (That
// the judges convict each of them in a whole run is for scenarios/flaws.)
#include <functional>

#include "tests/protocols/raft/raft_bench.h"

namespace conclave::raft {
namespace {

using Write = Port<Types>::Write;
using Send = Port<Types>::Send;
using SendAfterSync = Port<Types>::SendAfterSync;

Config with(Flaw flaw, Config config = {}) {
  config.flaw = flaw;
  return config;
}

// Says whether a node with this flaw does the wrong thing. Each story is told twice.
using Story = std::function<bool(Flaw flaw)>;

void tells_apart(Flaw flaw, const Story& does_wrong) {
  CAPTURE(name_of(flaw));
  CHECK(does_wrong(flaw));
  CHECK_FALSE(does_wrong(Flaw::none));
}

TEST_CASE("R01 ack_beyond_verified: a heartbeat's answer counts the stale tail in") {
  tells_apart(Flaw::ack_beyond_verified, [](Flaw flaw) {
    RaftBench node(with(flaw));
    node.recover(2, n2, {entry(1, "a"), entry(1, "stale")});
    return node.receive(n2, node.append(1, 1, 0)).all<SendAfterSync>() ==
           std::vector{SendAfterSync{n2, node.ack(2)}};
  });
}

TEST_CASE("R01b ack_own_tail: a deposed leader acknowledges its own tail to its successor") {
  tells_apart(Flaw::ack_own_tail, [](Flaw flaw) {
    RaftBench node(with(flaw));
    node.boot();
    node.win();
    node.receive(n2, AppendRequest{.term = Term(2)});
    return node.receive(n1, AppendReply{Term(1), Slot(1)}).all<SendAfterSync>() ==
           std::vector{SendAfterSync{n2, node.ack(1)}};
  });
}

TEST_CASE("R02 commit_unverified_tail: a follower commits its stale tail") {
  tells_apart(Flaw::commit_unverified_tail, [](Flaw flaw) {
    RaftBench node(with(flaw));
    node.recover(2, n2, {entry(1, "a"), entry(1, "stale")});
    return node.receive(n2, node.append(1, 1, 2)).all<Decide>().size() == 2;
  });
}

TEST_CASE("R03 commit_old_term: figure 8") {
  tells_apart(Flaw::commit_old_term, [](Flaw flaw) {
    RaftBench node(with(flaw));
    node.lead(4, {entry(2, "b")});
    return node.receive(n2, node.ack(1)).any<Committed>();
  });
}

TEST_CASE("R04 commit_stops_at_old_term: nothing commits after a change of leader") {
  tells_apart(Flaw::commit_stops_at_old_term, [](Flaw flaw) {
    RaftBench node(with(flaw));
    node.lead(4, {entry(2, "b")});
    return !node.catch_up(n2).any<Committed>();
  });
}

TEST_CASE("R05 commit_only_acked: what a majority shares below the last answer stays open") {
  tells_apart(Flaw::commit_only_acked, [](Flaw flaw) {
    RaftBench node(with(flaw), 5);
    node.lead(1);
    node.request(command(1, "a"));
    node.receive(n2, node.ack(1));
    return !node.receive(n3, node.ack(2)).any<Committed>();
  });
}

TEST_CASE("R06 truncate_always: a late request undoes newer ones") {
  tells_apart(Flaw::truncate_always, [](Flaw flaw) {
    RaftBench node(with(flaw));
    node.recover(1, n2, {entry(1, "a"), entry(1, "b"), entry(1, "c")});
    node.receive(n2, node.append(0, 0, 0, {entry(1, "a")}));
    return node.length() == 1;
  });
}

TEST_CASE("R07 append_twice: entries that are there already come again, at other slots") {
  tells_apart(Flaw::append_twice, [](Flaw flaw) {
    RaftBench node(with(flaw));
    node.recover(1, n2, {entry(1, "a")});
    node.receive(n2, node.append(0, 0, 0, {entry(1, "a")}));
    return node.length() == 2;
  });
}

TEST_CASE("R09 commit_regresses: a follower believes a lower commit index") {
  tells_apart(Flaw::commit_regresses, [](Flaw flaw) {
    RaftBench node(with(flaw));
    node.recover(1, n2, {entry(1, "a"), entry(1, "b")});
    node.receive(n2, node.append(2, 1, 2));
    node.receive(n2, node.append(2, 1, 1));
    const bool regressed = node.brief().commit == Slot(1);
    // What was decided is not decided again all the same.
    CHECK_FALSE(node.receive(n2, node.append(2, 1, 2)).any<Decide>());
    return regressed;
  });
}

TEST_CASE("R11 heed_stale_reject: a settled rejection makes the leader send all again") {
  tells_apart(Flaw::heed_stale_reject, [](Flaw flaw) {
    RaftBench node(with(flaw));
    node.lead(2, {entry(1, "a")});
    node.catch_up(n2);
    node.request(command(1, "b"));
    return node.receive(n2, AppendReject{.term = Term(2), .prev = Slot(1), .first = Slot(1)})
        .any<Send>();
  });
}

TEST_CASE("R14 heartbeat_at_commit: a heartbeat looks where nothing can be missing") {
  tells_apart(Flaw::heartbeat_at_commit, [](Flaw flaw) {
    RaftBench node(with(flaw));
    node.lead(1);
    node.catch_up(n2);
    node.request(command(1, "lost"));
    return node.timeout(Timer::heartbeat).all<Send>()[0] == Send{n2, node.append(1, 1, 1)};
  });
}

TEST_CASE("R15 batch_with_hole: the large entry is left out, and the next takes its slot") {
  tells_apart(Flaw::batch_with_hole, [](Flaw flaw) {
    RaftBench node(with(flaw, {.batch_bytes_max = 4}));
    node.lead(1);
    for (const char* body : {"1", "too large", "2"}) node.request(command(1, body));
    const auto sent = node.receive(n2, node.ack(1)).all<Send>();
    const auto& entries = std::get<AppendRequest>(sent[0].message).entries;
    return entries.size() == 2 && entries[1].command.body == "2";
  });
}

TEST_CASE("R20 vote_before_sync: a vote leaves before it is durable") {
  tells_apart(Flaw::vote_before_sync, [](Flaw flaw) {
    RaftBench node(with(flaw));
    node.boot();
    return node.receive(n2, VoteRequest{.term = Term(1)}).any<Send>();
  });
}

TEST_CASE("R21 term_not_saved: a vote is given and never written") {
  tells_apart(Flaw::term_not_saved, [](Flaw flaw) {
    RaftBench node(with(flaw));
    node.boot();
    const Asks<Types> vote = node.receive(n2, VoteRequest{.term = Term(1)});
    CHECK(vote.any<Voted>());
    return !vote.any<Write>();
  });
}

TEST_CASE("R21 term_not_saved: after a crash the term is the log's") {
  RaftBench node(with(Flaw::term_not_saved));
  node.boot({Appended{Slot(1), {entry(3, "a")}}});
  CHECK(node.brief().epoch == Epoch(3));
}

TEST_CASE("R22 ballot_not_atomic: a crash between two writes leaves no ballot at all") {
  tells_apart(Flaw::ballot_not_atomic, [](Flaw flaw) {
    RaftBench node(with(flaw));
    node.recover(3, n3, {entry(1, "a")});
    const auto writes = node.timeout(Timer::election).all<Write>();
    RaftBench again(with(flaw));
    again.boot({Ballot{Term(3), n3}, Appended{Slot(1), {entry(1, "a")}}, writes[0].record});
    return again.brief().epoch == Epoch(0);
  });
}

TEST_CASE("R23 vote_erased: a candidate that follows may vote again in its term") {
  tells_apart(Flaw::vote_erased, [](Flaw flaw) {
    RaftBench node(with(flaw));
    node.boot();
    node.timeout(Timer::election);
    node.receive(n2, node.append(7, 1, 0));
    return node.receive(n3, VoteRequest{.term = Term(1)}).any<Voted>();
  });
}

TEST_CASE("R26 prevote_counts: late pre-votes elect") {
  tells_apart(Flaw::prevote_counts, [](Flaw flaw) {
    RaftBench node(with(flaw, {.pre_vote = true}), 5);
    node.boot();
    node.timeout(Timer::election);
    for (const NodeId peer : {n2, n3}) node.receive(peer, RaftBench::granted_pre(1));
    node.receive(n1, RaftBench::granted(1));
    for (const NodeId peer : {n4, n5}) node.receive(peer, RaftBench::granted_pre(1));
    return node.brief().role == Role::leader;
  });
}

TEST_CASE("R27 prevote_raises_term: asking raises the term") {
  tells_apart(Flaw::prevote_raises_term, [](Flaw flaw) {
    RaftBench node(with(flaw, {.pre_vote = true}), 5);
    node.boot();
    node.timeout(Timer::election);
    node.receive(n2, RaftBench::granted_pre(1));
    return node.brief().epoch == Epoch(1);
  });
}

TEST_CASE("R28 prevote_own_term: a voter behind the candidate answers with its own term") {
  tells_apart(Flaw::prevote_own_term, [](Flaw flaw) {
    RaftBench node(with(flaw, {.pre_vote = true}));
    node.boot();
    return node.receive(n2, VoteRequest{.term = Term(5), .pre = true}) ==
           asks().send(n2, RaftBench::granted_pre(0));
  });
}

TEST_CASE("R29 prevote_term_unheeded: a refused candidate stays behind for ever") {
  tells_apart(Flaw::prevote_term_unheeded, [](Flaw flaw) {
    RaftBench node(with(flaw, {.pre_vote = true}));
    node.boot();
    node.timeout(Timer::election);
    node.receive(n2, VoteReply{.term = Term(8), .pre = true});
    return node.brief().epoch == Epoch(0);
  });
}

TEST_CASE("R32 campaign_before_sync: a candidate asks before its term is durable") {
  tells_apart(Flaw::campaign_before_sync, [](Flaw flaw) {
    RaftBench node(with(flaw));
    node.boot();
    return node.timeout(Timer::election).any<Send>();
  });
}

TEST_CASE("S01 corruption_is_torn: a damaged journal boots") {
  tells_apart(Flaw::corruption_is_torn, [](Flaw flaw) {
    RaftBench node(with(flaw));
    return !node.boot({Ballot{Term(1), n2}}, Integrity::corrupt).any<Halt>();
  });
}

TEST_CASE("S02 ack_before_sync: entries are acknowledged before they are durable") {
  tells_apart(Flaw::ack_before_sync, [](Flaw flaw) {
    RaftBench node(with(flaw));
    node.recover(1, n2);
    return node.receive(n2, node.append(0, 0, 0, {entry(1, "a")})).any<Send>();
  });
}

TEST_CASE("T01 count_own_unsynced: a leader counts itself too early") {
  tells_apart(Flaw::count_own_unsynced, [](Flaw flaw) {
    RaftBench node(with(flaw));
    node.lead(1);
    return node.request(command(1, "a")).all<Send>() == std::vector{Send{n1, node.ack(2)}};
  });
}

TEST_CASE("T02 repeated_vote_counts: a duplicated packet elects") {
  tells_apart(Flaw::repeated_vote_counts, [](Flaw flaw) {
    RaftBench node(with(flaw), 5);
    node.boot();
    node.timeout(Timer::election);
    node.receive(n1, RaftBench::granted(1));
    node.receive(n2, RaftBench::granted(1));
    return node.receive(n2, RaftBench::granted(1)).any<Became>();
  });
}

TEST_CASE("T03 stale_vote_counts: a vote of the last term elects in this one") {
  tells_apart(Flaw::stale_vote_counts, [](Flaw flaw) {
    RaftBench node(with(flaw));
    node.boot();
    node.timeout(Timer::election);
    node.timeout(Timer::election);
    node.receive(n1, RaftBench::granted(2));
    return node.receive(n2, RaftBench::granted(1)).any<Became>();
  });
}

TEST_CASE("T04 vote_twice: two votes in a term") {
  tells_apart(Flaw::vote_twice, [](Flaw flaw) {
    RaftBench node(with(flaw));
    node.recover(2, n2);
    return node.receive(n3, VoteRequest{.term = Term(2)}).any<Voted>();
  });
}

TEST_CASE("T05 no_up_to_date_check: a vote for an empty log") {
  tells_apart(Flaw::no_up_to_date_check, [](Flaw flaw) {
    RaftBench node(with(flaw));
    node.recover(2, NodeId(), {entry(1, "a")});
    return node.receive(n3, VoteRequest{.term = Term(2)}).any<Voted>();
  });
}

TEST_CASE("T06 prev_unchecked: new entries after an entry that differs") {
  tells_apart(Flaw::prev_unchecked, [](Flaw flaw) {
    RaftBench node(with(flaw));
    node.recover(3, n2, {entry(1, "a")});
    return node.receive(n2, node.append(1, 2, 0, {entry(3, "b")})).any<Accepted>();
  });
}

TEST_CASE("T07 no_noop: a new leader writes nothing") {
  tells_apart(Flaw::no_noop, [](Flaw flaw) {
    RaftBench node(with(flaw));
    node.recover(2, NodeId(), {entry(1, "a")});
    return !node.win().any<Write>();
  });
}

TEST_CASE("T08 overwrite_own_tail: a leader cuts its own log to write on") {
  tells_apart(Flaw::overwrite_own_tail, [](Flaw flaw) {
    RaftBench node(with(flaw));
    node.recover(2, NodeId(), {entry(1, "a")});
    return node.win().any<Truncated>();
  });
}

}  // namespace
}  // namespace conclave::raft
