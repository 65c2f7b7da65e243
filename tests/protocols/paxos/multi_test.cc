// paxos by the sentences of "Paxos Made Simple" (Lamport, 2001), section 3 unless another is named.
#include "protocols/paxos/multi.h"

#include "tests/protocols/paxos/paxos_bench.h"

namespace conclave::paxos::multi {
namespace {

using P = Port<Types>;
using MultiBench = PaxosBench<Types, Node>;
using test::command;

MultiBench first_of_three(Config config = {}) {
  return {one, {two, three}, config};
}
template <typename Tell>
MultiBench::Did did(Tell tell) {
  return told<Types>(tell);
}
const MultiBench::Did nothing{};

constexpr Ballot ballot(std::uint64_t round, NodeId owner) {
  return {round, owner};
}
constexpr Ballot own = ballot(1, one);
constexpr Ballot its = ballot(2, two);
const Command a = command(1, "a"), b = command(2, "b"), c = command(3, "c"), d = command(4, "d");
const Command no_op;

// Node one of three, leader of ballot `own`, with nothing in any ledger.
MultiBench leader_of_three(Config config = {}) {
  MultiBench node = first_of_three(config);
  node.timeout(Timer::election);
  node.receive(one, Promise{own, Slot(1), {}, Slot()});
  node.receive(two, Promise{own, Slot(1), {}, Slot()});
  return node;
}
// It follows node two, the leader of ballot `its`.
MultiBench follower_of_two(Config config = {}) {
  MultiBench node = first_of_three(config);
  node.receive(two, Heartbeat{its, Slot()});
  return node;
}
Accepted votes(Ballot ballot, std::uint64_t first, std::uint64_t last, std::uint64_t chosen = 0) {
  return {ballot, Slot(first), Slot(last), Slot(chosen)};
}

}  // namespace

// --- Phase 1: electing a leader ------------------------------------------------------------------

TEST_CASE("paxos: a leader not heard of is replaced: phase 1 for all slots, in one message") {
  auto node = first_of_three();
  CHECK(node.timeout(Timer::election) == did([](auto& out) {
          out.voted(epoch_of(own), one);
          out.write(Promised{own});
          out.became(Role::candidate, epoch_of(own));
          out.send_after_sync(two, Prepare{own, Slot(1)});
          out.send_after_sync(three, Prepare{own, Slot(1)});
          out.send_after_sync(one, Promise{own, Slot(1), {}, Slot()});
          out.set_timer(Timer::election, ms(150), ms(300));
          out.set_timer(Timer::heartbeat, ms(50), ms(50));
        }));
}

TEST_CASE("paxos: phase 1 covers the slots above those that the candidate knows to be chosen") {
  auto node = follower_of_two();
  node.receive(two, Accept{its, Slot(1), {a, b, c}, Slot()});
  node.receive(two, Heartbeat{its, Slot(2)});
  const auto asked = node.timeout(Timer::election).all<P::SendAfterSync>();
  CHECK(asked[0].message == Types::Message(Prepare{ballot(3, one), Slot(3)}));
}

TEST_CASE("paxos 2.2 phase 1b: a promise tells the votes from the slot asked for, when durable") {
  auto node = follower_of_two();
  node.receive(two, Accept{its, Slot(1), {a}, Slot()});
  node.receive(two, Accept{its, Slot(3), {c}, Slot()});
  const Ballot next = ballot(3, three);
  CHECK(node.receive(three, Prepare{next, Slot(1)}) == did([&](auto& out) {
          out.voted(epoch_of(next), three);
          out.write(Promised{next});
          out.set_timer(Timer::election, ms(150), ms(300));
          out.send_after_sync(three,
                              Promise{next, Slot(1), {{its, a}, {{}, no_op}, {its, c}}, Slot(3)});
        }));
}

TEST_CASE("paxos: a long answer comes in pages, so that no message grows with the log") {
  Config config;
  config.batch_max = 2;
  auto node = follower_of_two(config);
  node.receive(two, Accept{its, Slot(1), {a, b, c}, Slot()});
  const Ballot next = ballot(3, three);
  const auto page = [&](std::uint64_t from) {
    return node.receive(three, Prepare{next, Slot(from)}).all<P::SendAfterSync>().at(0).message;
  };
  CHECK(page(1) == Types::Message(Promise{next, Slot(1), {{its, a}, {its, b}}, Slot(3)}));
  CHECK(page(3) == Types::Message(Promise{next, Slot(3), {{its, c}}, Slot(3)}));
  CHECK(node.journal().back() == Types::Record(Promised{next}));
  CHECK(page(4) == Types::Message(Promise{next, Slot(4), {}, Slot(3)}));
}

TEST_CASE("paxos: an acceptor counts when its last page is in") {
  auto node = first_of_three();
  node.timeout(Timer::election);
  node.receive(one, Promise{own, Slot(1), {}, Slot()});
  const Ballot old = ballot(0, two);
  CHECK(node.receive(two, Promise{own, Slot(1), {{old, a}}, Slot(2)}) == did([](auto& out) {
          out.send(two, Prepare{own, Slot(2)});
          out.set_timer(Timer::election, ms(300), ms(600));
        }));
  CHECK(node.receive(two, Promise{own, Slot(1), {{old, a}}, Slot(2)}) == nothing);
  CHECK(node.receive(two, Promise{own, Slot(3), {}, Slot(2)}) == nothing);
  CHECK(node.receive(two, Promise{own, Slot(2), {{old, b}}, Slot(2)}).any<Became>());
}

TEST_CASE("paxos 2.2: an acceptor that has promised a higher ballot informs the candidate") {
  auto node = follower_of_two();
  CHECK(node.receive(three, Prepare{ballot(1, three), Slot(1)}) == did([](auto& out) {
          out.send(three, Refuse{ballot(1, three), its});
        }));
}

TEST_CASE("paxos 2.2: a promise counts for the ballot that it answers, and for no other") {
  auto node = first_of_three();
  node.timeout(Timer::election);
  node.timeout(Timer::election);
  CHECK(node.receive(two, Promise{own, Slot(1), {}, Slot()}) == nothing);
  CHECK(node.receive(three, Promise{own, Slot(1), {}, Slot()}) == nothing);
}

TEST_CASE("paxos 2.2: a promise that arrives twice counts once") {
  MultiBench node{one, {two, three, four, five}};
  node.timeout(Timer::election);
  node.receive(one, Promise{own, Slot(1), {}, Slot()});
  CHECK(node.receive(two, Promise{own, Slot(1), {}, Slot()}) == nothing);
  CHECK(node.receive(two, Promise{own, Slot(1), {}, Slot()}) == nothing);
}

TEST_CASE("paxos: messages get lost, so who has not answered is asked again") {
  auto node = first_of_three();
  node.timeout(Timer::election);
  CHECK(node.timeout(Timer::heartbeat) == did([](auto& out) {
          out.send_after_sync(two, Prepare{own, Slot(1)});
          out.send_after_sync(three, Prepare{own, Slot(1)});
          out.set_timer(Timer::heartbeat, ms(50), ms(50));
        }));
}

TEST_CASE(
    "paxos: who has told all hears that the candidate still stands, and is asked for no page") {
  MultiBench node{one, {two, three, four, five}};
  node.timeout(Timer::election);
  const Ballot old = ballot(0, two);
  node.receive(two, Promise{own, Slot(1), {{old, a}, {old, b}}, Slot(2)});  // all that it has
  node.receive(three, Promise{own, Slot(1), {{old, a}}, Slot(2)});
  CHECK(node.timeout(Timer::heartbeat) == did([](auto& out) {
          out.send_after_sync(two, Prepare{own, Slot(3)});
          out.send_after_sync(three, Prepare{own, Slot(2)});
          out.send_after_sync(four, Prepare{own, Slot(1)});
          out.send_after_sync(five, Prepare{own, Slot(1)});
          out.set_timer(Timer::heartbeat, ms(50), ms(50));
        }));
  CHECK(node.receive(two, Promise{own, Slot(3), {}, Slot(2)}) == nothing);
}

TEST_CASE("paxos 2.4: elections that fail are further and further apart, up to a limit") {
  auto node = first_of_three();
  std::vector<Duration> most;
  for (int n = 0; n < 6; ++n) {
    most.push_back(node.timeout(Timer::election).all<P::SetTimer>().at(0).max);
  }
  CHECK(most == std::vector<Duration>{ms(300), ms(600), ms(1200), ms(2400), ms(2400), ms(2400)});
  const auto heard = node.receive(two, Heartbeat{ballot(9, two), Slot()});
  CHECK(heard.all<P::SetTimer>().at(0).max == ms(300));
}

TEST_CASE("paxos 2.5: a ballot is above all that was used or heard of, in any life") {
  auto node = first_of_three();
  node.timeout(Timer::election);
  node.timeout(Timer::election);
  node.restart();
  node.timeout(Timer::election);
  CHECK(node.journal().back() == Types::Record(Promised{ballot(3, one)}));
  node.receive(two, Refuse{ballot(3, one), ballot(7, two)});
  node.timeout(Timer::election);
  CHECK(node.journal().back() == Types::Record(Promised{ballot(8, one)}));
}

// --- The new leader ------------------------------------------------------------------------------

TEST_CASE("paxos: a leader of an empty log only says that it is there") {
  auto node = first_of_three();
  node.timeout(Timer::election);
  node.receive(one, Promise{own, Slot(1), {}, Slot()});
  CHECK(node.receive(three, Promise{own, Slot(1), {}, Slot()}) == did([](auto& out) {
          out.became(Role::leader, epoch_of(own));
          out.stop_timer(Timer::election);
          out.send(two, Heartbeat{own, Slot()});
          out.send(three, Heartbeat{own, Slot()});
          out.set_timer(Timer::heartbeat, ms(50), ms(50));
        }));
}

TEST_CASE("paxos: the example of the paper, where phase 1 leaves gaps, and no-ops fill them") {
  // "The leader ... should know most of the commands that have already been chosen. Suppose it
  // knows commands 1-134, 138, and 139 ... It then executes phase 1 of instances 135-137 and of all
  // instances greater than 139 ... Suppose that the outcome of these executions determine the value
  // to be proposed in instances 135 and 140, but leaves the proposed value unconstrained in all
  // other instances." Here in small: 1 for 134, 2 for 135, 5 and 6 for 138 and 139, 7 for 140.
  auto node = follower_of_two();
  node.receive(two, Accept{its, Slot(1), {a}, Slot()});
  node.receive(two, Heartbeat{its, Slot(1)});
  node.receive(two, Accept{its, Slot(5), {b, c}, Slot(1)});
  node.timeout(Timer::election);
  const Ballot next = ballot(3, one);
  node.receive(one, Promise{next, Slot(2), {}, Slot()});
  const Promise reported{next, Slot(2), {{its, d}, {}, {}, {its, b}, {its, c}, {its, a}}, Slot(7)};
  const auto led = node.receive(three, reported);
  const Commands proposed{d, no_op, no_op, b, c, a};
  CHECK(led.all<Became>() == std::vector{Became{Role::leader, epoch_of(next)}});
  CHECK(led.all<P::Write>() == std::vector{P::Write{Cast{next, Slot(2), proposed, Slot(1)}}});
  const auto sent = led.all<P::Send>();
  CHECK(sent.back() == P::Send{three, Accept{next, Slot(2), proposed, Slot(1)}});
}

TEST_CASE("paxos 2.2 P2c: in each slot a leader proposes the highest-numbered vote reported") {
  MultiBench node{one, {two, three, four, five}};
  node.receive(two, Accept{ballot(3, two), Slot(1), {a, a, a}, Slot()});
  node.timeout(Timer::election);
  const Ballot next = ballot(4, one);
  node.receive(one, Promise{next, Slot(1), {}, Slot()});
  const Vote low{ballot(2, three), b}, high{ballot(3, four), c};
  node.receive(two, Promise{next, Slot(1), {low, high, {}}, Slot(3)});
  const auto led = node.receive(three, Promise{next, Slot(1), {high, low, low}, Slot(3)});
  CHECK(led.all<P::Write>() == std::vector{P::Write{Cast{next, Slot(1), {c, c, a}, Slot()}}});
}

TEST_CASE("paxos: what phase 1 left comes before clients' commands, within batch and window") {
  Config config;
  config.batch_max = 2;
  config.window = 1;
  auto node = first_of_three(config);
  node.timeout(Timer::election);
  node.receive(one, Promise{own, Slot(1), {}, Slot()});
  const Ballot old = ballot(0, two);
  node.receive(two, Promise{own, Slot(1), {{old, a}, {old, b}}, Slot(3)});
  const auto led = node.receive(two, Promise{own, Slot(3), {{old, c}}, Slot(3)});
  CHECK(led.all<P::Write>() == std::vector{P::Write{Cast{own, Slot(1), {a, b}, Slot()}}});
  CHECK(node.request(d) == nothing);
  node.receive(two, votes(own, 1, 2));
  CHECK(node.receive(three, votes(own, 1, 2)).all<P::Write>() ==
        std::vector{P::Write{Cast{own, Slot(3), {c, d}, Slot(2)}}});
}

// --- Phase 2: the leader -------------------------------------------------------------------------

TEST_CASE("paxos: a client's command takes the next slot, by phase 2 alone") {
  auto node = leader_of_three();
  CHECK(node.request(a) == did([](auto& out) {
          out.accepted(Slot(1), epoch_of(own), a);
          out.write(Cast{own, Slot(1), {a}, Slot()});
          out.send_after_sync(one, votes(own, 1, 1));
          out.send(two, Accept{own, Slot(1), {a}, Slot()});
          out.send(three, Accept{own, Slot(1), {a}, Slot()});
        }));
}

TEST_CASE(
    "paxos: a leader can propose further commands before it learns that the first is chosen") {
  auto node = leader_of_three({.window = 2});
  node.request(a);
  CHECK(node.request(b).all<P::Send>() ==
        std::vector{P::Send{two, Accept{own, Slot(2), {b}, Slot()}},
                    P::Send{three, Accept{own, Slot(2), {b}, Slot()}}});
}

TEST_CASE("paxos: what does not fit into the window waits, and goes in one batch") {
  Config config;
  config.window = 1;
  auto node = leader_of_three(config);
  node.request(a);
  CHECK(node.request(b) == nothing);
  CHECK(node.request(c) == nothing);
  node.receive(two, votes(own, 1, 1));
  CHECK(node.receive(three, votes(own, 1, 1)).all<P::Send>() ==
        std::vector{P::Send{two, Accept{own, Slot(2), {b, c}, Slot(1)}},
                    P::Send{three, Accept{own, Slot(2), {b, c}, Slot(1)}}});
}

TEST_CASE("paxos 2.2: a command is chosen with the votes of a quorum, and then decided") {
  auto node = leader_of_three();
  node.request(a);
  CHECK(node.receive(three, votes(own, 1, 1)) ==
        did([](auto& out) { out.credited(three, Slot(1), epoch_of(own)); }));
  CHECK(node.receive(two, votes(own, 1, 1)) == did([](auto& out) {
          out.credited(two, Slot(1), epoch_of(own));
          out.committed(Slot(1), epoch_of(own));
          out.decide(Slot(1), a);
        }));
}

TEST_CASE("paxos: a leader's own vote counts when its disk has it, like any other") {
  auto node = leader_of_three();
  node.request(a);
  CHECK_FALSE(node.receive(two, votes(own, 1, 1)).any<Decide>());
  CHECK(node.receive(one, votes(own, 1, 1)).any<Decide>());
}

TEST_CASE("paxos 2.3: a vote that arrives twice counts once") {
  auto node = leader_of_three();
  node.request(a);
  node.receive(two, votes(own, 1, 1));
  CHECK(node.receive(two, votes(own, 1, 1)) == nothing);
}

TEST_CASE("paxos: a vote of an earlier ballot does not count in this one") {
  auto node = leader_of_three();
  node.request(a);
  node.receive(two, Refuse{own, its});
  node.timeout(Timer::election);
  const Ballot next = ballot(3, one);
  node.receive(one, Promise{next, Slot(1), {}, Slot()});
  node.receive(three, Promise{next, Slot(1), {}, Slot()});
  CHECK(node.receive(two, votes(own, 1, 1)) == nothing);
  CHECK(node.receive(three, votes(own, 1, 1)) == nothing);
}

TEST_CASE("paxos: commands may be chosen in any order, and are decided in slot order") {
  auto node = leader_of_three({.window = 2});
  node.request(a);
  node.request(b);
  node.receive(two, votes(own, 2, 2));
  CHECK_FALSE(node.receive(three, votes(own, 2, 2)).any<Decide>());
  node.receive(two, votes(own, 1, 1));
  CHECK(node.receive(three, votes(own, 1, 1)).all<Decide>() ==
        std::vector{Decide{Slot(1), a}, Decide{Slot(2), b}});
}

TEST_CASE("paxos: a peer is credited with what it holds without a gap, and not with more") {
  auto node = leader_of_three({.window = 2});
  node.request(a);
  node.request(b);
  CHECK(node.receive(two, votes(own, 2, 2)) == nothing);
  CHECK(node.receive(two, votes(own, 1, 1)).all<Credited>() ==
        std::vector{Credited{two, Slot(1), epoch_of(own)}});
  CHECK(node.receive(two, votes(own, 2, 2)).all<Credited>() ==
        std::vector{Credited{two, Slot(2), epoch_of(own)}});
}

TEST_CASE(
    "paxos: messages get lost, so what was not voted for since the last heartbeat goes again") {
  auto node = leader_of_three({.window = 2});
  node.request(a);
  node.request(b);
  node.receive(two, votes(own, 1, 1));
  const auto beats = [](auto& out) {
    out.send(two, Heartbeat{own, Slot()});
    out.send(three, Heartbeat{own, Slot()});
    out.set_timer(Timer::heartbeat, ms(50), ms(50));
  };
  CHECK(node.timeout(Timer::heartbeat) == did(beats));
  CHECK(node.timeout(Timer::heartbeat) == did([](auto& out) {
          out.send(two, Accept{own, Slot(2), {b}, Slot()});
          out.send(two, Heartbeat{own, Slot()});
          out.send(three, Accept{own, Slot(1), {a, b}, Slot()});
          out.send(three, Heartbeat{own, Slot()});
          out.set_timer(Timer::heartbeat, ms(50), ms(50));
        }));
}

TEST_CASE("paxos: a peer that knows a slot to be chosen is asked for its vote in this ballot too") {
  // Otherwise a leader that does not know it would wait for ever.
  auto node = leader_of_three();
  node.request(a);
  node.receive(two, Heard{own, Slot(1)});
  node.receive(three, Heard{own, Slot(1)});
  node.timeout(Timer::heartbeat);
  const auto sent = node.timeout(Timer::heartbeat).all<P::Send>();
  CHECK(sent.at(0) == P::Send{two, Accept{own, Slot(1), {a}, Slot()}});
}

TEST_CASE("paxos 2.2: a leader that is refused steps down, and declines what it had not proposed") {
  Config config;
  config.window = 1;
  auto node = leader_of_three(config);
  node.request(a);
  node.request(b);
  CHECK(node.receive(two, Refuse{own, its}) == did([](auto& out) {
          out.became(Role::follower, epoch_of(own));
          out.stop_timer(Timer::heartbeat);
          out.decline(b.id, nobody);
          out.set_timer(Timer::election, ms(150), ms(300));
        }));
  CHECK(node.receive(two, votes(own, 1, 1)) == nothing);
}

TEST_CASE("paxos: a leader whom no quorum answers makes way") {
  auto node = leader_of_three();
  int beats = 0;
  while (node.brief().role == Role::leader && beats < 100) {
    node.timeout(Timer::heartbeat);
    ++beats;
  }
  CHECK(beats == 5);  // election_timeout.max / heartbeat, less the one on taking office
  auto answered = leader_of_three();
  for (int n = 0; n < 100; ++n) {
    answered.timeout(Timer::heartbeat);
    answered.receive(three, Heard{own, Slot()});
  }
  CHECK(answered.brief().role == Role::leader);
}

TEST_CASE("paxos: a leader that promises a higher ballot steps down") {
  auto node = leader_of_three();
  CHECK(node.receive(two, Prepare{its, Slot(1)}) == did([](auto& out) {
          out.voted(epoch_of(its), two);
          out.write(Promised{its});
          out.became(Role::follower, epoch_of(its));
          out.stop_timer(Timer::heartbeat);
          out.set_timer(Timer::election, ms(150), ms(300));
          out.send_after_sync(two, Promise{its, Slot(1), {}, Slot()});
        }));
}

// --- Phase 2: the acceptor -----------------------------------------------------------------------

TEST_CASE("paxos 2.2 phase 2b: a vote leaves when it is durable") {
  auto node = follower_of_two();
  CHECK(node.receive(two, Accept{its, Slot(1), {a, b}, Slot()}) == did([](auto& out) {
          out.accepted(Slot(1), epoch_of(its), a);
          out.accepted(Slot(2), epoch_of(its), b);
          out.write(Cast{its, Slot(1), {a, b}, Slot()});
          out.set_timer(Timer::election, ms(150), ms(300));
          out.send_after_sync(two, votes(its, 1, 2));
        }));
}

TEST_CASE("paxos 2.2: a request that arrives twice is answered twice and written once") {
  auto node = follower_of_two();
  node.receive(two, Accept{its, Slot(1), {a, b}, Slot()});
  CHECK(node.receive(two, Accept{its, Slot(2), {b}, Slot()}) == did([](auto& out) {
          out.set_timer(Timer::election, ms(150), ms(300));
          out.send_after_sync(two, votes(its, 2, 2));
        }));
}

TEST_CASE("paxos 2.2 P1a: an acceptor accepts nothing below its promise") {
  auto node = follower_of_two();
  CHECK(node.receive(three, Accept{ballot(1, three), Slot(1), {a}, Slot()}) == did([](auto& out) {
          out.send(three, Refuse{ballot(1, three), its});
        }));
  CHECK(node.receive(three, Heartbeat{ballot(1, three), Slot()}) == did([](auto& out) {
          out.send(three, Refuse{ballot(1, three), its});
        }));
}

TEST_CASE("paxos 2.2: to accept a ballot is to promise it, and a flaw that forgets so is seen") {
  for (const Flaw flaw : {Flaw::none, Flaw::keep_old_promise}) {
    Config config;
    config.flaw = flaw;
    auto node = first_of_three(config);
    node.receive(two, Accept{its, Slot(1), {a}, Slot()});
    const auto late = node.receive(three, Accept{ballot(1, three), Slot(1), {b}, Slot()});
    CHECK(late.any<conclave::Accepted>() == (flaw == Flaw::keep_old_promise));
  }
}

TEST_CASE("paxos: acceptors vote slot by slot, so a ledger may have gaps") {
  auto node = follower_of_two();
  CHECK(node.receive(two, Accept{its, Slot(3), {c}, Slot()}).all<P::SendAfterSync>() ==
        std::vector{P::SendAfterSync{two, votes(its, 3, 3)}});
  CHECK(node.brief().length == Slot(3));
  CHECK(node.brief().commit == Slot());
}

TEST_CASE("paxos 2.2: a restarted acceptor remembers its promises, its votes and what was chosen") {
  auto node = follower_of_two();
  node.receive(two, Accept{its, Slot(1), {a, b}, Slot()});
  node.receive(two, Accept{its, Slot(3), {c}, Slot(2)});
  const Ballot next = ballot(4, three);
  node.receive(three, Prepare{next, Slot(3)});
  CHECK(node.restart() == did([&](auto& out) {
          out.configured({one, two, three}, 2, 2);
          out.became(Role::follower, epoch_of(next));
          out.set_timer(Timer::election, ms(150), ms(300));
        }));
  // The record of the last vote says what was known to be chosen before it.
  CHECK(node.receive(three, Prepare{next, Slot(1)}).all<P::SendAfterSync>() ==
        std::vector{P::SendAfterSync{
            three, Promise{next, Slot(1), {{its, a}, {its, b}, {its, c}}, Slot(3)}}});
  CHECK(node.receive(two, Accept{its, Slot(4), {d}, Slot()}).all<P::Send>() ==
        std::vector{P::Send{two, Refuse{its, next}}});
}

TEST_CASE("paxos: a restarted node decides again what its journal shows to be chosen") {
  auto node = first_of_three();
  const auto booted = node.boot({Cast{its, Slot(1), {a, b}, Slot()}, Promised{ballot(3, one)},
                                 Cast{ballot(4, two), Slot(3), {c}, Slot(2)}});
  CHECK(booted.all<Committed>() == std::vector{Committed{Slot(2), epoch_of(its)}});
  CHECK(booted.all<Decide>() == std::vector{Decide{Slot(1), a}, Decide{Slot(2), b}});
  CHECK(node.brief() == Brief{epoch_of(ballot(4, two)), Role::follower, two, Slot(3),
                              epoch_of(ballot(4, two)), Slot(2)});
}

TEST_CASE("paxos: an acceptor whose journal is damaged does not serve with half a memory") {
  auto node = first_of_three();
  CHECK(node.boot({Promised{its}}, Integrity::corrupt) ==
        did([](auto& out) { out.halt("the journal is corrupt"); }));
}

// --- Learning ------------------------------------------------------------------------------------

TEST_CASE("paxos 2.3: a follower decides what it accepted in the ballot whose leader knows") {
  auto node = follower_of_two();
  node.receive(two, Accept{its, Slot(1), {a, b}, Slot()});
  CHECK(node.receive(two, Heartbeat{its, Slot(2)}) == did([](auto& out) {
          out.set_timer(Timer::election, ms(150), ms(300));
          out.committed(Slot(2), epoch_of(its));
          out.decide(Slot(1), a);
          out.decide(Slot(2), b);
          out.send_after_sync(two, Heard{its, Slot(2)});
        }));
}

TEST_CASE("paxos 2.3: a vote of an earlier ballot may have lost, so the follower asks instead") {
  auto node = first_of_three();
  node.receive(three, Accept{ballot(1, three), Slot(1), {a}, Slot()});
  CHECK(node.receive(two, Heartbeat{its, Slot(1)}) == did([](auto& out) {
          out.voted(epoch_of(its), two);
          out.write(Promised{its});
          out.set_timer(Timer::election, ms(150), ms(300));
          out.send(two, Ask{its, Slot(1)});
        }));
  const auto taught = node.receive(two, Accept{its, Slot(1), {b}, Slot(1)});
  CHECK(taught.all<Decide>() == std::vector{Decide{Slot(1), b}});
}

TEST_CASE("paxos 2.3: a follower that lacks slots asks on while the answers help") {
  auto node = follower_of_two();
  CHECK(node.receive(two, Heartbeat{its, Slot(3)}).all<P::Send>() ==
        std::vector{P::Send{two, Ask{its, Slot(1)}}});
  CHECK(node.receive(two, Accept{its, Slot(1), {a}, Slot(3)}).all<P::Send>() ==
        std::vector{P::Send{two, Ask{its, Slot(2)}}});
  CHECK(node.receive(two, Accept{its, Slot(4), {d}, Slot(3)}).all<P::Send>().empty());
  CHECK(node.receive(two, Accept{its, Slot(2), {b, c}, Slot(3)}).all<P::Send>().empty());
  CHECK(node.brief().commit == Slot(3));
}

TEST_CASE("paxos 2.3: a leader teaches what was chosen by proposing it again, a batch at a time") {
  Config config;
  config.batch_max = 2;
  config.window = 3;
  auto node = leader_of_three(config);
  for (const Command& request : {a, b, c}) node.request(request);
  node.receive(two, votes(own, 1, 3));
  node.receive(one, votes(own, 1, 3));
  CHECK(node.receive(three, Ask{own, Slot(1)}) == did([](auto& out) {
          out.send(three, Accept{own, Slot(1), {a, b}, Slot(3)});
        }));
  CHECK(node.receive(three, Ask{own, Slot(3)}) == did([](auto& out) {
          out.send(three, Accept{own, Slot(3), {c}, Slot(3)});
        }));
  CHECK(node.receive(three, Ask{own, Slot(4)}) == nothing);
}

TEST_CASE("paxos: a leader of a higher ballot is followed, and its ballot promised") {
  auto node = leader_of_three();
  CHECK(node.receive(two, Heartbeat{its, Slot()}) == did([](auto& out) {
          out.voted(epoch_of(its), two);
          out.write(Promised{its});
          out.became(Role::follower, epoch_of(its));
          out.stop_timer(Timer::heartbeat);
          out.set_timer(Timer::election, ms(150), ms(300));
          out.send_after_sync(two, Heard{its, Slot()});
        }));
}

// --- Clients, quorums, options -------------------------------------------------------------------

TEST_CASE("paxos: clients send their commands to the leader, and others say who that is") {
  auto node = follower_of_two();
  CHECK(node.request(a) == did([](auto& out) { out.decline(a.id, two); }));
  node.timeout(Timer::election);
  CHECK(node.request(a) == did([](auto& out) { out.decline(a.id, nobody); }));
}

TEST_CASE("flexible paxos: only quorums of different phases must meet") {
  Config config;
  config.phase1 = 4;
  config.phase2 = 2;
  MultiBench node{one, {two, three, four, five}, config};
  CHECK(node.restart().all<Configured>().at(0) == Configured{{one, two, three, four, five}, 4, 2});
  node.timeout(Timer::election);
  for (const NodeId acceptor : {one, two, three}) {
    CHECK_FALSE(node.receive(acceptor, Promise{own, Slot(1), {}, Slot()}).any<Became>());
  }
  CHECK(node.receive(four, Promise{own, Slot(1), {}, Slot()}).any<Became>());
  node.request(a);
  CHECK_FALSE(node.receive(five, votes(own, 1, 1)).any<Decide>());
  CHECK(node.receive(one, votes(own, 1, 1)).any<Decide>());
}

TEST_CASE("paxos: options that cannot work are refused, each with its reason") {
  const auto refused = [](Config config, std::size_t nodes) {
    std::vector<std::string> options;
    for (const OptionError& error : config.check(nodes)) options.push_back(error.option);
    return options;
  };
  using Names = std::vector<std::string>;
  CHECK(refused({}, 1) == Names{});
  CHECK(refused({}, 5) == Names{});
  CHECK(refused({.phase1 = 4, .phase2 = 2}, 5) == Names{});
  CHECK(refused({.phase1 = 3, .phase2 = 2}, 5) == Names{"phase1"});
  CHECK(refused({.phase2 = 2}, 5) == Names{"phase2"});
  CHECK(refused({.phase1 = 6}, 5) == Names{"phase1"});
  CHECK(refused({.phase1 = 1, .phase2 = 9}, 5) == Names{"phase2"});
  CHECK(refused({.batch_max = 0, .window = 0}, 5) == Names{"batch_max", "window"});
  CHECK(refused({.election_timeout = {ms(300), ms(200)}}, 5) == Names{"election_timeout"});
  CHECK(refused({.heartbeat = ms(0)}, 5) == Names{"heartbeat"});
  CHECK(refused({.heartbeat = ms(150)}, 5) == Names{"heartbeat"});
  CHECK(Config{.phase1 = 3, .phase2 = 2}.check(5).at(0).reason ==
        "the quorums of phase 1 (3) and phase 2 (2) of 5 nodes need not meet");
}

TEST_CASE("paxos: a cluster of one is a quorum of its own") {
  MultiBench node{one, {}};
  node.timeout(Timer::election);
  CHECK(node.receive(one, Promise{own, Slot(1), {}, Slot()}).any<Became>());
  node.request(a);
  CHECK(node.receive(one, votes(own, 1, 1)).any<Decide>());
}

}  // namespace conclave::paxos::multi
