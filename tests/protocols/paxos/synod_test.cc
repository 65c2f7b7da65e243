// paxos-synod by the sentences of "Paxos Made Simple" (Lamport, 2001).
#include "protocols/paxos/synod.h"

#include "tests/protocols/paxos/paxos_bench.h"

namespace conclave::paxos::synod {
namespace {

using P = Port<Types>;
using SynodBench = PaxosBench<Types, Node>;
using test::command;

SynodBench first_of_three(Config config = {}) {
  return {one, {two, three}, config};
}
template <typename Tell>
SynodBench::Did did(Tell tell) {
  return told<Types>(tell);
}
const SynodBench::Did nothing{};

Ballot ballot(std::uint64_t round, NodeId owner) {
  return {round, owner};
}
const Command red = command(1, "red"), blue = command(2, "blue");

void tell_all(P::Effects& out, const Types::Message& message) {
  for (const NodeId node : {one, two, three}) out.send(node, message);
}
void tell_all_after_sync(P::Effects& out, const Types::Message& message) {
  for (const NodeId node : {one, two, three}) out.send_after_sync(node, message);
}

}  // namespace

// --- The acceptor --------------------------------------------------------------------------------

TEST_CASE("synod 2.2 phase 1b: an acceptor promises once the promise is durable") {
  auto node = first_of_three();
  const Ballot b = ballot(1, two);
  CHECK(node.receive(two, Prepare{b}) == did([&](auto& out) {
          out.voted(epoch_of(b), two);
          out.write(Promised{b});
          out.send_after_sync(two, Promise{b, std::nullopt});
        }));
  CHECK(node.brief().epoch == epoch_of(b));
  CHECK(node.brief().vote == two);
}

TEST_CASE("synod 2.2 phase 1b: a promise tells the highest-numbered proposal that was accepted") {
  auto node = first_of_three();
  node.receive(two, Accept{{ballot(1, two), red}});
  node.receive(three, Accept{{ballot(2, three), blue}});
  const Ballot b = ballot(3, two);
  CHECK(node.receive(two, Prepare{b}) == did([&](auto& out) {
          out.voted(epoch_of(b), two);
          out.write(Promised{b});
          out.send_after_sync(two, Promise{b, Vote{ballot(2, three), blue}});
        }));
}

TEST_CASE("synod 2.2 phase 2b: an acceptor accepts unless it has promised a higher number") {
  auto node = first_of_three();
  node.receive(two, Prepare{ballot(2, two)});
  CHECK(node.receive(three, Accept{{ballot(1, three), red}}) == did([](auto& out) {
          out.send(three, Refuse{ballot(1, three), ballot(2, two)});
        }));
  const Vote vote{ballot(2, two), blue};
  CHECK(node.receive(two, Accept{vote}) == did([&](auto& out) {
          out.accepted(Slot(1), epoch_of(vote.ballot), blue);
          out.write(Cast{vote});
          tell_all_after_sync(out, Accepted{vote});
        }));
}

TEST_CASE("synod 2.2: an acceptor that ignores a prepare request informs the proposer") {
  auto node = first_of_three();
  node.receive(three, Prepare{ballot(2, three)});
  CHECK(node.receive(two, Prepare{ballot(2, two)}) == did([](auto& out) {
          out.send(two, Refuse{ballot(2, two), ballot(2, three)});
        }));
}

TEST_CASE("synod 2.2: a prepare request that arrives twice is answered twice and written once") {
  auto node = first_of_three();
  const Ballot b = ballot(1, two);
  node.receive(two, Prepare{b});
  CHECK(node.receive(two, Prepare{b}) == did([&](auto& out) {
          out.send_after_sync(two, Promise{b, std::nullopt});
        }));
}

TEST_CASE("synod 2.2: an acceptor may accept more than one proposal") {
  auto node = first_of_three();
  node.receive(two, Accept{{ballot(1, two), red}});
  const Vote vote{ballot(2, three), blue};
  CHECK(node.receive(three, Accept{vote}) == did([&](auto& out) {
          out.accepted(Slot(1), epoch_of(vote.ballot), blue);
          out.write(Cast{vote});
          tell_all_after_sync(out, Accepted{vote});
        }));
}

TEST_CASE("synod 2.2: to accept a number is to promise it") {
  auto node = first_of_three();
  node.receive(three, Accept{{ballot(5, three), red}});
  CHECK(node.receive(two, Prepare{ballot(4, two)}) == did([](auto& out) {
          out.send(two, Refuse{ballot(4, two), ballot(5, three)});
        }));
  CHECK(node.receive(two, Accept{{ballot(4, two), blue}}) == did([](auto& out) {
          out.send(two, Refuse{ballot(4, two), ballot(5, three)});
        }));
}

TEST_CASE("synod 2.2: a flaw that accepts without promising is seen by a late request") {
  Config config;
  config.flaw = Flaw::keep_old_promise;
  auto node = first_of_three(config);
  node.receive(three, Accept{{ballot(5, three), red}});
  CHECK(node.receive(two, Accept{{ballot(4, two), blue}}).any<conclave::Accepted>());
}

TEST_CASE(
    "synod 2.2: an acceptor remembers its promise and its vote though it fails and restarts") {
  auto node = first_of_three();
  node.receive(two, Accept{{ballot(1, two), red}});
  node.receive(three, Prepare{ballot(7, three)});
  CHECK(node.restart() == did([](auto& out) {
          out.configured({one, two, three}, 2, 2);
          out.became(Role::follower, epoch_of(ballot(7, three)));
          out.set_timer(Timer::learn, ms(200), ms(400));
        }));
  CHECK(node.receive(two, Accept{{ballot(6, two), blue}}) == did([](auto& out) {
          out.send(two, Refuse{ballot(6, two), ballot(7, three)});
        }));
  CHECK(node.receive(three, Prepare{ballot(7, three)}) == did([](auto& out) {
          out.send_after_sync(three, Promise{ballot(7, three), Vote{ballot(1, two), red}});
        }));
}

TEST_CASE("synod 2.2: an acceptor whose journal is damaged does not serve with half a memory") {
  auto node = first_of_three();
  CHECK(node.boot({Promised{ballot(1, two)}}, Integrity::corrupt) ==
        did([](auto& out) { out.halt("the journal is corrupt"); }));
  CHECK(node.boot({Promised{ballot(1, two)}}, Integrity::torn_tail).all<Halt>().empty());
}

// --- The proposer --------------------------------------------------------------------------------

TEST_CASE("synod 2.2 phase 1a: a proposer asks all acceptors, once its number is durable (2.5)") {
  auto node = first_of_three();
  const Ballot b = ballot(1, one);
  CHECK(node.request(red) == did([&](auto& out) {
          out.became(Role::candidate, epoch_of(b));
          out.write(Started{b});
          tell_all_after_sync(out, Prepare{b});
          out.set_timer(Timer::propose, ms(100), ms(200));
        }));
}

TEST_CASE("synod 2.2 phase 2a: with promises of a majority and no votes, it proposes any value") {
  auto node = first_of_three();
  node.request(red);
  const Ballot b = ballot(1, one);
  CHECK(node.receive(one, Promise{b, std::nullopt}) == nothing);
  CHECK(node.receive(three, Promise{b, std::nullopt}) == did([&](auto& out) {
          out.became(Role::leader, epoch_of(b));
          tell_all(out, Accept{{b, red}});
        }));
  CHECK(node.receive(two, Promise{b, std::nullopt}) == nothing);
}

TEST_CASE("synod 2.2 P2c: it proposes the value of the highest-numbered proposal reported") {
  SynodBench node{one, {two, three, four, five}};
  node.receive(two, Prepare{ballot(6, two)});
  node.request(red);
  const Ballot b = ballot(7, one);
  node.receive(two, Promise{b, Vote{ballot(5, two), command(5, "of five")}});
  node.receive(three, Promise{b, Vote{ballot(6, two), command(6, "of six")}});
  CHECK(node.receive(four, Promise{b, Vote{ballot(4, four), command(4, "of four")}}) ==
        did([&](auto& out) {
          out.became(Role::leader, epoch_of(b));
          for (const NodeId acceptor : {one, two, three, four, five}) {
            out.send(acceptor, Accept{{b, command(6, "of six")}});
          }
        }));
}

TEST_CASE("synod 2.2: a promise counts for the number that it answers, and for no other") {
  auto node = first_of_three();
  node.request(red);
  node.timeout(Timer::propose);
  CHECK(node.receive(two, Promise{ballot(1, one), std::nullopt}) == nothing);
  CHECK(node.receive(three, Promise{ballot(1, one), std::nullopt}) == nothing);
  CHECK(node.receive(two, Promise{ballot(2, one), std::nullopt}) == nothing);
  CHECK(node.receive(three, Promise{ballot(2, one), std::nullopt}).all<P::Send>().size() == 3);
}

TEST_CASE("synod 2.2: a promise that arrives twice counts once") {
  auto node = first_of_three();
  node.request(red);
  CHECK(node.receive(two, Promise{ballot(1, one), std::nullopt}) == nothing);
  CHECK(node.receive(two, Promise{ballot(1, one), std::nullopt}) == nothing);
}

TEST_CASE("synod 2.2: a proposer that is refused abandons its proposal") {
  auto node = first_of_three();
  node.request(red);
  CHECK(node.receive(two, Refuse{ballot(1, one), ballot(3, two)}) == did([](auto& out) {
          out.became(Role::follower, epoch_of(ballot(1, one)));
          out.set_timer(Timer::propose, ms(200), ms(400));
        }));
  CHECK(node.receive(two, Promise{ballot(1, one), std::nullopt}) == nothing);
  CHECK(node.receive(three, Promise{ballot(1, one), std::nullopt}) == nothing);
}

TEST_CASE("synod 2.4: proposers in a duel draw from waits that double, up to a limit") {
  auto node = first_of_three();
  node.request(red);
  std::vector<Duration> most;
  for (int n = 0; n < 8; ++n) {
    most.push_back(node.timeout(Timer::propose).all<P::SetTimer>().at(0).max);
  }
  CHECK(most == std::vector<Duration>{ms(400), ms(800), ms(1600), ms(3200), ms(6400), ms(6400),
                                      ms(6400), ms(6400)});
}

TEST_CASE("synod 2.4: a proposer that promises a higher number to another stops leading") {
  auto node = first_of_three();
  node.request(red);
  const Ballot b = ballot(2, three);
  CHECK(node.receive(three, Prepare{b}) == did([&](auto& out) {
          out.became(Role::follower, epoch_of(b));
          out.voted(epoch_of(b), three);
          out.write(Promised{b});
          out.send_after_sync(three, Promise{b, std::nullopt});
        }));
}

TEST_CASE("synod 2.5: a proposer begins with a higher number than any it has used, in any life") {
  auto node = first_of_three();
  node.request(red);
  node.timeout(Timer::propose);
  node.restart();
  node.request(blue);
  CHECK(node.journal().back() == Types::Record(Started{ballot(3, one)}));
}

TEST_CASE("synod 2.5: a number is above all that its proposer has heard of") {
  auto node = first_of_three();
  node.receive(two, Prepare{ballot(4, two)});
  node.request(red);
  CHECK(node.journal().back() == Types::Record(Started{ballot(5, one)}));
  node.receive(two, Refuse{ballot(5, one), ballot(8, three)});
  node.timeout(Timer::propose);
  CHECK(node.journal().back() == Types::Record(Started{ballot(9, one)}));
}

TEST_CASE("synod 2.5: proposers choose their numbers from disjoint sets, in one order") {
  CHECK(ballot(1, one) < ballot(1, two));
  CHECK(ballot(1, five) < ballot(2, one));
  CHECK(epoch_of(ballot(1, five)) < epoch_of(ballot(2, one)));
  CHECK(epoch_of(ballot(1, one)) < epoch_of(ballot(1, two)));
}

// --- The learner ---------------------------------------------------------------------------------

TEST_CASE("synod 2.3: a value is chosen when a majority has accepted one proposal") {
  auto node = first_of_three();
  const Vote vote{ballot(1, two), red};
  CHECK(node.receive(two, Accepted{vote}) == nothing);
  CHECK(node.receive(three, Accepted{vote}) == did([&](auto& out) {
          out.stop_timer(Timer::propose);
          out.stop_timer(Timer::learn);
          out.committed(Slot(1), epoch_of(vote.ballot));
          out.decide(Slot(1), red);
        }));
  CHECK(node.brief().commit == Slot(1));
}

TEST_CASE("synod 2.3: votes of different proposals do not add up, though their value is the same") {
  auto node = first_of_three();
  CHECK(node.receive(two, Accepted{{ballot(1, two), red}}) == nothing);
  CHECK(node.receive(three, Accepted{{ballot(2, three), red}}) == nothing);
  // A late message does not bring an older vote back.
  CHECK(node.receive(three, Accepted{{ballot(1, two), red}}) == nothing);
  CHECK(node.receive(two, Accepted{{ballot(2, three), red}}).all<Decide>().size() == 1);
}

TEST_CASE("synod 2.3: a vote that arrives twice counts once") {
  auto node = first_of_three();
  const Vote vote{ballot(1, two), red};
  CHECK(node.receive(two, Accepted{vote}) == nothing);
  CHECK(node.receive(two, Accepted{vote}) == nothing);
}

TEST_CASE("synod 2.3: who leads a ballot credits acceptors with their votes") {
  auto node = first_of_three();
  const Ballot b = ballot(1, one);
  node.request(red);
  node.receive(one, Promise{b, std::nullopt});
  node.receive(two, Promise{b, std::nullopt});
  CHECK(node.receive(two, Accepted{{b, red}}) ==
        did([&](auto& out) { out.credited(two, Slot(1), epoch_of(b)); }));
}

TEST_CASE("synod 2.3: messages get lost, so a learner that has not learned asks, ever later") {
  auto node = first_of_three();
  CHECK(node.timeout(Timer::learn) == did([](auto& out) {
          tell_all(out, Ask{});
          out.set_timer(Timer::learn, ms(400), ms(800));
        }));
}

TEST_CASE("synod 2.3: an acceptor that is asked tells its vote; who has learned tells the value") {
  auto node = first_of_three();
  CHECK(node.receive(two, Ask{}) == nothing);
  const Vote vote{ballot(1, three), red};
  node.receive(three, Accept{vote});
  CHECK(node.receive(two, Ask{}) ==
        did([&](auto& out) { out.send_after_sync(two, Accepted{vote}); }));
  node.receive(three, Accepted{vote});
  node.receive(one, Accepted{vote});
  CHECK(node.receive(two, Ask{}) == did([&](auto& out) { out.send(two, Chosen{vote}); }));
}

TEST_CASE("synod 2.3: one learner may learn from another") {
  auto node = first_of_three();
  const Vote vote{ballot(1, three), red};
  CHECK(node.receive(two, Chosen{vote}).all<Decide>() == std::vector{Decide{Slot(1), red}});
  CHECK(node.receive(three, Chosen{vote}) == nothing);
}

TEST_CASE("synod 2.3: a learner that cannot tell what was chosen has a proposer issue a proposal") {
  auto node = first_of_three();
  node.receive(two, Accepted{{ballot(1, two), red}});
  node.timeout(Timer::learn);
  node.timeout(Timer::learn);
  const auto done = node.timeout(Timer::learn);
  CHECK(done.all<P::Write>() == std::vector{P::Write{Started{ballot(1, one)}}});
  CHECK(done.all<P::SendAfterSync>().size() == 3);
}

TEST_CASE("synod 2.3: a proposer that wants nothing proposes nothing if nothing was accepted") {
  auto node = first_of_three();
  node.receive(two, Accepted{{ballot(0, two), red}});
  for (int n = 0; n < 3; ++n) node.timeout(Timer::learn);
  const Ballot b = ballot(1, one);
  node.receive(one, Promise{b, std::nullopt});
  CHECK(node.receive(three, Promise{b, std::nullopt}) == did([&](auto& out) {
          out.became(Role::follower, epoch_of(b));
          out.stop_timer(Timer::propose);
        }));
}

TEST_CASE("synod: a restarted node learns again and decides again") {
  auto node = first_of_three();
  const Vote vote{ballot(1, two), red};
  node.receive(two, Accept{vote});
  node.receive(two, Chosen{vote});
  node.restart();
  CHECK(node.brief().commit == Slot());
  CHECK(node.receive(three, Chosen{vote}).all<Decide>() == std::vector{Decide{Slot(1), red}});
}

// --- Clients -------------------------------------------------------------------------------------

TEST_CASE("synod: one command is decided, and whoever asked for another is declined") {
  auto node = first_of_three();
  node.request(red);
  CHECK(node.request(blue) == nothing);
  CHECK(node.request(blue) == nothing);  // the same client once more
  const auto done = node.receive(two, Chosen{{ballot(1, one), red}});
  CHECK(done.all<Decide>() == std::vector{Decide{Slot(1), red}});
  CHECK(done.all<Decline>() == std::vector{Decline{blue.id, nobody}});
  CHECK(node.request(blue) == did([](auto& out) { out.decline(blue.id, nobody); }));
}

TEST_CASE("synod: a value of any bytes comes out as it went in") {
  const Command value = command(1, "高可用分布式系统");
  auto node = first_of_three();
  node.request(value);
  node.receive(two, Promise{ballot(1, one), std::nullopt});
  const auto proposed = node.receive(three, Promise{ballot(1, one), std::nullopt});
  const auto sends = proposed.all<P::Send>();
  REQUIRE(sends.size() == 3);
  Buffer scratch;
  const ByteView view = encode(sends[1].message, scratch);
  Types::Message decoded;
  REQUIRE(decode(view, decoded));
  CHECK(decoded == Types::Message(Accept{{ballot(1, one), value}}));
}

TEST_CASE("synod: options that cannot work are refused, each with its reason") {
  CHECK(Config().check(5).empty());
  Config config;
  config.retry = {ms(20), ms(10)};
  config.learn = {ms(0), ms(10)};
  const auto errors = config.check(5);
  REQUIRE(errors.size() == 2);
  CHECK(errors[0].option == "retry");
  CHECK(errors[1].option == "learn");
  CHECK(Config().check(70'000).size() == 1);
}

}  // namespace conclave::paxos::synod
