// Fingerprints: pinned values, and what changes them.
#include "sim/trace/fingerprint.h"

#include <doctest/doctest.h>

#include <set>

#include "tests/trace/specimens.h"

namespace conclave::sim {
namespace {

std::uint64_t fingerprint_of(const std::vector<Occurrence>& occurrences) {
  Fingerprint fingerprint;
  for (const Occurrence& o : occurrences) {
    if (fingerprint.kinds().test(o.what.index())) fingerprint.record(o);
  }
  return fingerprint.value();
}

template <typename D>
std::uint64_t fingerprint_of(const D& detail) {
  return fingerprint_of(std::vector{Occurrence{0, Time(), NodeId(1), no_cause, nullptr, detail}});
}

TEST_CASE("a fingerprint is the same on every compiler and optimisation level") {
  CHECK(fingerprint_text(fingerprint_of(std::vector<Occurrence>())) == "0000000000000000");
  CHECK(fingerprint_text(fingerprint_of(Paused{})) == "a0c3b330f03c36c1");
  CHECK(fingerprint_text(fingerprint_of(specimens())) == "87acf654f6d958a0");
}

TEST_CASE("a fingerprint depends on what is said, not on where it lies in memory") {
  const std::string here(1000, 'x'), there(1000, 'x');
  CHECK(fingerprint_of(Halted{here}) == fingerprint_of(Halted{there}));
  const Command one{{ClientId(4), 1}, "put k1 v"}, same = one;
  CHECK(fingerprint_of(Invoked{&one}) == fingerprint_of(Invoked{&same}));
}

TEST_CASE("a fingerprint notices every occurrence that is left out, but what a judge says") {
  const std::vector<Occurrence> all = specimens();
  const std::uint64_t whole = fingerprint_of(all);
  for (std::size_t left_out = 0; left_out < all.size(); ++left_out) {
    std::vector<Occurrence> some = all;
    some.erase(some.begin() + static_cast<std::ptrdiff_t>(left_out));
    for (std::size_t i = left_out; i < some.size(); ++i) some[i].index = i;
    const bool judge = std::holds_alternative<Violated>(all[left_out].what);
    CHECK((fingerprint_of(some) == whole) == judge);
  }
}

TEST_CASE("a fingerprint does not depend on what judges say, nor on where in the numbering") {
  std::vector<Occurrence> watched, unwatched;
  for (Index i = 0; i < 10; ++i) {
    const Index cause = i == 0 ? no_cause : i - 1;
    unwatched.push_back({i, Time(Duration(i)), NodeId(1), cause, nullptr, Crashed{i}});
  }
  for (Index i = 0; i < 12; ++i) {
    if (i == 4 || i == 5) {
      watched.push_back({i, Time(), NodeId(1), i - 1, nullptr, Violated{"agreement", "no", 3}});
      continue;
    }
    Occurrence o = unwatched[i < 4 ? i : i - 2];
    o.index = i;
    if (o.cause != no_cause && o.cause >= 4) o.cause += 2;
    watched.push_back(o);
  }
  CHECK(fingerprint_of(watched) == fingerprint_of(unwatched));
}

TEST_CASE("a fingerprint notices every member") {
  std::set<std::uint64_t> seen;
  std::size_t count = 0;
  const auto distinct = [&](const auto& detail) {
    seen.insert(fingerprint_of(detail));
    return seen.size() == ++count;
  };
  const Claim vote = Claim::vote(Epoch(1)), later = Claim::vote(Epoch(2));
  const Claim holds = Claim::holds(Slot(1), Slot(2), Epoch(1));
  const Payload a{Channel::protocol, bytes_of("a")}, b{Channel::protocol, bytes_of("b")};
  const Payload client{Channel::client, bytes_of("a")};
  const std::string long_a(100'000, 'a'), long_b = std::string(99'999, 'a') + 'b';
  CHECK(distinct(Sent{1, NodeId(2), a, nullptr}));
  CHECK(distinct(Sent{2, NodeId(2), a, nullptr}));
  CHECK(distinct(Sent{1, NodeId(3), a, nullptr}));
  CHECK(distinct(Sent{1, NodeId(2), b, nullptr}));
  CHECK(distinct(Sent{1, NodeId(2), client, nullptr}));
  CHECK(distinct(Sent{1, NodeId(2), {Channel::protocol, bytes_of(long_a)}, nullptr}));
  CHECK(distinct(Sent{1, NodeId(2), {Channel::protocol, bytes_of(long_b)}, nullptr}));
  CHECK(distinct(Sent{1, NodeId(2), a, &vote}));
  CHECK(distinct(Sent{1, NodeId(2), a, &later}));
  CHECK(distinct(Sent{1, NodeId(2), a, &holds}));
  CHECK(distinct(Received{0, NodeId(1), a}));
  CHECK(distinct(Received{0, NodeId(1), b}));
  CHECK(distinct(Received{1, NodeId(2), a}));
  CHECK(distinct(Dropped{1, NodeId(2), Loss::random}));
  CHECK(distinct(Dropped{1, NodeId(2), Loss::partition}));
  CHECK(distinct(Synced{1, true}));
  CHECK(distinct(Synced{1, false}));
  CHECK(distinct(Damaged{"journal", "rot", 1, 2, false}));
  CHECK(distinct(Damaged{"journal", "rot", 1, 2, true}));
  CHECK(distinct(Damaged{"journalrot", "", 1, 2, true}));
  CHECK(distinct(Paused{}));
  CHECK(distinct(Resumed{}));
  const Configured two{{NodeId(1), NodeId(2)}, 2, 2}, flexible{{NodeId(1), NodeId(2)}, 2, 1};
  CHECK(distinct(&two));
  CHECK(distinct(&flexible));
}

TEST_CASE("the bytes of a packet count once, when it is sent") {
  const Payload a{Channel::protocol, bytes_of("a")}, b{Channel::protocol, bytes_of("b")};
  CHECK(fingerprint_of(Received{1, NodeId(2), a}) == fingerprint_of(Received{1, NodeId(2), b}));
}

TEST_CASE("the state after a step counts once, with the step's first line") {
  const Brief one{Epoch(1), Role::follower, NodeId(), Slot(1), Epoch(1), Slot(1)};
  Brief two = one;
  two.commit = Slot(9);
  const Truncated fact{Slot(3)};
  const auto of = [&](const Brief& after) {
    return fingerprint_of(std::vector{Occurrence{0, Time(), NodeId(1), 0, &after, &fact}});
  };
  CHECK(of(one) == of(two));
}

TEST_CASE("a fingerprint notices time, node, cause and the state after a step") {
  const Brief one{Epoch(1), Role::follower, NodeId(), Slot(1), Epoch(1), Slot(1)};
  std::set<std::uint64_t> seen;
  const auto add = [&](Occurrence o) { seen.insert(fingerprint_of(std::vector{o})); };
  add({0, Time(), NodeId(1), no_cause, nullptr, Paused{}});
  add({0, Time(Duration(1)), NodeId(1), no_cause, nullptr, Paused{}});
  add({0, Time(), NodeId(2), no_cause, nullptr, Paused{}});
  add({0, Time(), NodeId(1), 7, nullptr, Paused{}});
  add({0, Time(), NodeId(1), no_cause, nullptr, TimerFired{1}});
  add({0, Time(), NodeId(1), no_cause, &one, TimerFired{1}});
  for (const auto change :
       {+[](Brief& x) { x.epoch = Epoch(9); }, +[](Brief& x) { x.role = Role::leader; },
        +[](Brief& x) { x.vote = NodeId(1); }, +[](Brief& x) { x.length = Slot(9); },
        +[](Brief& x) { x.last = Epoch(9); }, +[](Brief& x) { x.commit = Slot(9); }}) {
    Brief other = one;
    change(other);
    add({0, Time(), NodeId(1), no_cause, &other, TimerFired{1}});
  }
  CHECK(seen.size() == 12);
}

}  // namespace
}  // namespace conclave::sim
