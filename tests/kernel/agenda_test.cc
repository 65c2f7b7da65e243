// The agenda: pending events by name, and the loop that fires them out of turn.
#include "sim/kernel/agenda.h"

#include <doctest/doctest.h>

#include <vector>

using namespace conclave::sim;

namespace {

constexpr EventName ping{1, 7}, pong{2, 7};

Time at(std::int64_t ns) {
  return Time(Duration(ns));
}

Agenda agenda() {
  return Agenda([](EventName name) { return name == pong; });
}

// Fires are written down; the name of an event is in its token.
struct Diary final : Handler {
  explicit Diary(EventLoop& loop) : loop(loop) {}
  void fire(Token token) override {
    fired.push_back(token);
    if (token == 99) loop.was_void();
  }
  EventName name(Token token) const override { return {token, 0}; }
  EventLoop& loop;
  std::vector<Token> fired;
};

struct Notes final : EventLoop::Watch {
  void scheduled(EventLoop::Place place, Time, EventLoop::Order, EventName name) override {
    places.push_back(place);
    names.push_back(name.what);
  }
  void fires(EventLoop::Place place) override { fired_places.push_back(place); }
  void fired(bool was_void) override { voids.push_back(was_void); }

  std::vector<EventLoop::Place> places, fired_places;
  std::vector<std::uint64_t> names;
  std::vector<bool> voids;
};

}  // namespace

TEST_SUITE("kernel/agenda") {
  TEST_CASE("of one name, the newest is counted first, whenever they are due") {
    Agenda list = agenda();
    list.add(3, at(0), at(50), 0, ping);
    list.add(5, at(1), at(10), 1, ping);
    list.add(4, at(2), at(30), 2, ping);
    CHECK(list.find(ping, 0) == 4);
    CHECK(list.find(ping, 1) == 5);
    CHECK(list.find(ping, 2) == 3);
    CHECK(list.find(ping, 3) == std::nullopt);
    CHECK(list.find(pong, 0) == std::nullopt);
    CHECK(list.newer(3) == 2);
    CHECK(list.newer(4) == 0);
    CHECK(list.earliest(ping) == 5);
    list.remove(5);
    CHECK(list.find(ping, 1) == 3);
    CHECK(list.earliest(ping) == 4);
  }

  TEST_CASE("what is nameless, or prompt and due at once, happens by itself, and nothing else") {
    Agenda list = agenda();
    list.add(0, at(5), at(20), 0, EventName{});
    list.add(1, at(5), at(5), 1, pong);
    list.add(2, at(5), at(6), 2, pong);  // not at once
    list.add(3, at(5), at(5), 3, ping);  // not prompt
    CHECK(list.by_itself_until(at(4)) == std::nullopt);
    CHECK(list.by_itself_until(at(5)) == 1);
    CHECK(list.find(pong, 0) == 2);
    CHECK(list.find(ping, 0) == 3);
    list.remove(1);
    CHECK(list.by_itself_until(at(19)) == std::nullopt);
    CHECK(list.by_itself_until(at(20)) == 0);
  }
}

TEST_SUITE("kernel/event_loop by names") {
  TEST_CASE("an event fires out of turn, at once and once") {
    EventLoop loop;
    Notes notes;
    loop.watch(notes);
    Diary diary(loop);
    for (const Token token : {1, 2, 3}) loop.at(at(10 * static_cast<int>(token)), diary, token);
    REQUIRE(notes.names == std::vector<std::uint64_t>{1, 2, 3});
    loop.fire(notes.places[2]);
    loop.fire(notes.places[0]);
    CHECK(diary.fired == std::vector<Token>{3, 1});
    CHECK(loop.now() == at(0));
    CHECK(loop.pending() == 1);
    CHECK(loop.next_at() == at(20));
    while (loop.step()) {
    }
    CHECK(diary.fired == std::vector<Token>{3, 1, 2});
    CHECK(loop.fired() == 3);
    CHECK(loop.empty());
    CHECK_FALSE(loop.step());
  }

  TEST_CASE("a place is not used again while its dead key is in the heap") {
    EventLoop loop;
    Notes notes;
    loop.watch(notes);
    Diary diary(loop);
    for (const Token token : {1, 2, 3, 4}) loop.at(at(10 * static_cast<int>(token)), diary, token);
    loop.fire(notes.places[1]);
    loop.fire(notes.places[2]);
    for (const Token token : {5, 6}) loop.at(at(15), diary, token);
    while (loop.step()) {
    }
    CHECK(diary.fired == std::vector<Token>{2, 3, 1, 5, 6, 4});
    CHECK(notes.fired_places.size() == 6);
  }

  TEST_CASE("once the clock was moved on, what is overdue fires without turning it back") {
    EventLoop loop;
    Diary diary(loop);
    loop.at(at(10), diary, 1);
    loop.at(at(30), diary, 2);
    loop.move_to(at(20));
    loop.move_to(at(5));
    CHECK(loop.now() == at(20));
    CHECK(loop.step());
    CHECK(loop.now() == at(20));
    CHECK(loop.step());
    CHECK(loop.now() == at(30));
    CHECK(diary.fired == std::vector<Token>{1, 2});
  }

  TEST_CASE("a watch hears of every event, and whether it did anything") {
    EventLoop loop;
    Notes notes;
    loop.watch(notes);
    Diary diary(loop);
    loop.at(at(1), diary, 1);
    loop.at(at(2), diary, 99);
    while (loop.step()) {
    }
    CHECK(notes.voids == std::vector<bool>{false, true});
    CHECK(notes.fired_places == notes.places);
    CHECK(loop.fired() == 1);
  }
}
