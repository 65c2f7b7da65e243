// Fates: what is off draws nothing, and what is on befalls the right packets.
#include "sim/world/fate.h"

#include <doctest/doctest.h>

#include <limits>

using namespace conclave;
using namespace conclave::sim;

namespace {

LinkState with(const LinkChange& change) {
  LinkState link{LinkOptions{}};
  link.add(change);
  return link;
}

constexpr Ratio always{Ratio::one};

}  // namespace

TEST_SUITE("world/fate") {
  TEST_CASE("on a link where all is well everything arrives, and nothing is drawn") {
    Random random(1), untouched(1);
    const LinkState calm{LinkOptions{}};
    CHECK(calm.calm());
    CHECK(draw_fate(calm, {}, random) == Fate{});
    CHECK(random.next() == untouched.next());
  }

  TEST_CASE("what is certain draws nothing either") {
    Random random(1), untouched(1);
    LinkChange change;
    change.loss = always;
    CHECK(draw_fate(with(change), {}, random).end == Fate::End::lost);
    change.block = true;
    CHECK(draw_fate(with(change), {}, random).end == Fate::End::blocked);
    CHECK(random.next() == untouched.next());
  }

  TEST_CASE("a block takes what a stall would keep") {
    Random random(1);
    LinkChange change;
    change.stall = Stall::hold;
    CHECK(draw_fate(with(change), {}, random).end == Fate::End::waits);
    change.block = true;
    CHECK(draw_fate(with(change), {}, random).end == Fate::End::blocked);
  }

  TEST_CASE("a packet is delayed once, and copied once") {
    Random random(1);
    LinkChange change;
    change.duplicate = always;
    change.reordering = Reordering{always, Delay(7ms)};
    const LinkState link = with(change);
    Fate fate = draw_fate(link, {}, random);
    CHECK(fate == Fate{.end = Fate::End::delayed, .later = 7ms});
    fate = draw_fate(link, {.was_delayed = true}, random);
    CHECK(fate == Fate{.copied = true});
    fate = draw_fate(link, {.is_copy = true, .was_delayed = true}, random);
    CHECK(fate == Fate{});
  }

  TEST_CASE("damage has the shape that was asked for, or each its own") {
    Random random(1);
    LinkChange change;
    change.corruption = Corruption{always, DamageShape::burst};
    CHECK(draw_fate(with(change), {}, random).damage.shape == DamageShape::burst);
    change.corruption->shape = DamageShape::none;
    std::array<int, 7> seen{};
    for (int n = 0; n < 300; ++n) {
      ++seen[static_cast<std::size_t>(draw_fate(with(change), {}, random).damage.shape)];
    }
    CHECK(seen[0] == 0);
    for (std::size_t shape = 1; shape < seen.size(); ++shape) CHECK(seen[shape] > 20);
  }

  TEST_CASE("of several changes the worst rate counts, delays add up, the narrowest wire is it") {
    LinkState link{LinkOptions{}};
    LinkChange first;
    first.loss = Ratio{300};
    first.delay = 1ms;
    first.bandwidth = 1000;
    first.queue_max = 64;
    first.stall = Stall::hold;
    LinkChange second = first;
    second.loss = Ratio{200};
    second.bandwidth = 5000;
    second.queue_max = 128;
    second.stall = Stall::clog;
    link.add(first);
    link.add(second);
    CHECK(link.loss == Ratio{300});
    CHECK(link.delay == 2ms);
    CHECK(link.bandwidth == 1000);
    CHECK(link.queue_max == 64);
    CHECK(link.stall == Stall::hold);
    CHECK_FALSE(link.calm());
  }
}
