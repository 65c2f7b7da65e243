// The faults of links: each takes effect while it lasts, counts it, and leaves nothing behind.
#include <doctest/doctest.h>

#include "sim/faults/links.h"
#include "tests/support/drama.h"

using namespace conclave;
using namespace conclave::sim;

namespace {

// What n2 received since it booted.
std::vector<std::string> received(Drama& drama) {
  const auto& heard = drama.heard(2);
  return {heard.begin() + 1, heard.end()};
}

// How long a packet took from n1 to n2.
Duration journey(Drama& drama) {
  const Time before = drama.loop.now();
  drama.send(1, 2, "x");
  drama.run();
  return drama.loop.now() - before;
}

}  // namespace

TEST_SUITE("faults/link kinds") {
  TEST_CASE("loss at certainty at a node takes all that touches it, and only that") {
    Drama drama(3);
    const auto lossy = fault("loss", R"({"rate": 1, "nodes": "n1"})");
    drama.begin(*lossy);
    CHECK(drama.text == "loss of 100% at n1");
    CHECK(drama.links() == Lines{"23", "32"});
    CHECK(drama.tally.effective == 4);
    drama.end(*lossy);
    CHECK(drama.links().size() == 6);
    CHECK(drama.tally.effective == 4);
  }

  TEST_CASE("a fault of links may concern what a node sends, or what it receives, alone") {
    Drama drama(3);
    const auto mute = fault("loss", R"({"rate": 1, "nodes": "n1", "way": "out"})");
    drama.begin(*mute);
    CHECK(drama.text == "loss of 100% out of n1");
    CHECK(drama.links() == Lines{"21", "23", "31", "32"});
    drama.end(*mute);
    const auto deaf = fault("loss", R"({"rate": 1, "nodes": "n1", "way": "in"})");
    drama.begin(*deaf);
    CHECK(drama.links() == Lines{"12", "13", "23", "32"});
  }

  TEST_CASE("every fault of links can be between the clients and the nodes, and nowhere else") {
    for (const char* kind : {"loss", "latency", "reorder", "duplicate", "corrupt", "bandwidth",
                             "clog", "hold", "swizzle"}) {
      CAPTURE(kind);
      Drama drama(2, 2);
      const auto made = fault(kind, R"({"nodes": "clients"})");
      drama.begin(*made);
      drama.send(1, 2, "x");
      drama.run();
      CHECK(drama.tally.effective == 0);
      for (int n = 0; n < 400; ++n) drama.send(n % 2 == 0 ? 3 : 1, n % 2 == 0 ? 1 : 3, "x");
      drama.send(1, 4, "x");
      if (std::string(kind) == "latency") continue;  // by nothing, unless it says how much
      drama.run();
      CHECK(drama.tally.effective > 0);
      drama.end(*made);
      drama.run();
    }
  }

  TEST_CASE("latency adds to every packet, or replaces the link's own") {
    Drama drama(2);
    const auto slow = fault("latency", R"({"add": "30ms"})");
    drama.begin(*slow);
    CHECK(journey(drama) == 31ms);
    drama.end(*slow);
    CHECK(drama.tally.effective == 1);
    const auto other = fault("latency", R"({"latency": "7ms"})");
    drama.begin(*other);
    CHECK(journey(drama) == 7ms);
    drama.end(*other);
    CHECK(journey(drama) == 1ms);
  }

  TEST_CASE("duplicates come twice, the second time after another journey") {
    Drama drama(2);
    const auto twice = fault("duplicate", R"({"rate": 1})");
    drama.begin(*twice);
    CHECK(journey(drama) == 2ms);
    CHECK(received(drama).size() == 2);
    CHECK(drama.tally.effective == 1);
  }

  TEST_CASE("reordering delays a share of the packets, each once") {
    Drama drama(2);
    const auto late = fault("reorder", R"({"rate": 1, "by": "5ms"})");
    drama.begin(*late);
    CHECK(journey(drama) == 6ms);
    CHECK(drama.tally.effective == 1);
    drama.end(*late);
    const auto some = fault("reorder", R"({"rate": 0.5, "by": "5ms"})");
    drama.begin(*some);
    for (int n = 0; n < 100; ++n) drama.send(1, 2, "x");
    drama.run();
    CHECK(drama.tally.effective > 30);
    CHECK(drama.tally.effective < 70);
  }

  TEST_CASE("corruption that the code tells is counted as detected, and reaches nobody") {
    for (const char* shape : {"bit", "bits", "burst", "swap", "zero", "truncate", "any"}) {
      CAPTURE(shape);
      Drama drama(2);
      const auto bad = fault("corrupt", R"({"rate": 1, "shape": ")" + std::string(shape) + "\"}");
      drama.begin(*bad);
      for (int n = 0; n < 20; ++n)
        drama.send(1, 2, "a message of some length " + std::to_string(n));
      drama.run();
      CHECK(received(drama).empty());
      CHECK(drama.tally.effective == 20);
      CHECK(drama.tally.detected == 20);
      drama.end(*bad);
      CHECK(journey(drama) == 1ms);
      CHECK(received(drama).size() == 1);
    }
  }

  TEST_CASE("few bits a second make packets wait, and drop what does not fit the queue") {
    Drama drama(2);
    // A byte a millisecond; a packet here is 9 bytes of addresses, 1 of payload, 4 of code.
    const auto narrow = fault("bandwidth", R"({"bandwidth": "8kbps", "queue": "28B"})");
    drama.begin(*narrow);
    CHECK(drama.text == "bandwidth of 8kbps everywhere");
    for (int n = 0; n < 4; ++n) drama.send(1, 2, "x");
    drama.run();
    CHECK(drama.loop.now() == Time(43ms));
    CHECK(received(drama).size() == 3);
    CHECK(drama.recorder.count("queue_full") == 1);
    CHECK(drama.tally.effective == 4);
    drama.end(*narrow);
    CHECK(journey(drama) == 1ms);
  }

  TEST_CASE("a clog delays all and loses nothing") {
    Drama drama(3);
    const auto clog = fault("clog", R"({"nodes": "n1"})");
    drama.begin(*clog);
    CHECK(drama.links() == Lines{"23", "32"});
    CHECK(drama.tally.effective == 4);
    drama.end(*clog);
    drama.run();
    CHECK(drama.recorder.count(" recv ") == 6);
    CHECK(drama.recorder.count("drop") == 0);
  }

  TEST_CASE("a hold lets go of all at once, in order") {
    Drama drama(2);
    const auto hold = fault("hold", "{}");
    drama.begin(*hold);
    for (const char* text : {"a", "b", "c"}) drama.send(1, 2, text);
    drama.run();
    CHECK(received(drama).empty());
    drama.end(*hold);
    const Time end = drama.loop.now();
    drama.run();
    CHECK(drama.loop.now() == end);
    CHECK(received(drama) == Lines{"from 1: a", "from 1: b", "from 1: c"});
    CHECK(drama.tally.effective == 3);
  }

  TEST_CASE("a swizzle stops nodes one by one, and restores them in another order") {
    Drama drama(3);
    Strikes strikes(drama.cluster);
    Random random(1);
    const auto swizzle = fault("swizzle", R"({"nodes": ["n1", "n2"], "restore": ["n2", "n1"],
                                              "step": "100ms", "how": "block"})");
    strikes.begin("f", "swizzle", AnyFault(swizzle->clone()), random, no_cause, 1s);
    CHECK(drama.recorder.count("swizzle n1 n2, back n2 n1, every 100ms") == 1);
    const auto now = [&] {
      const Time until = drama.loop.now() + 100ms;
      drama.recorder.clear();
      for (std::uint32_t a = 1; a <= 3; ++a) drama.send(a, a % 3 + 1, "x");
      drama.run_for(50ms);
      const std::size_t open = drama.recorder.count(" recv ");
      drama.run_for(until - drama.loop.now());
      return open;
    };
    CHECK(now() == 1);  // n2 to n3
    CHECK(now() == 0);
    CHECK(now() == 1);  // n2 is back: n2 to n3
    CHECK(now() == 3);
    CHECK(now() == 3);
  }

  TEST_CASE("a swizzle that ends early leaves no link behind that stands still") {
    Drama drama(4);
    Strikes strikes(drama.cluster);
    Random random(1);
    strikes.begin("f", "swizzle", AnyFault(fault("swizzle", R"({"nodes": "all"})")->clone()),
                  random, no_cause, 120ms);
    drama.run_for(1s);
    CHECK(drama.links().size() == 12);
  }

  TEST_CASE("a swizzle restores in another order than it stopped") {
    Drama drama(5);
    for (std::uint64_t seed = 1; seed < 20; ++seed) {
      const auto swizzle = fault("swizzle", R"({"nodes": "all"})");
      drama.aim(*swizzle, Random(seed));
      const Json json = written(*swizzle);
      CHECK(json["nodes"] != json["restore"]);
      CHECK(json["nodes"].size() == 5);
      CHECK(json["restore"].size() == 5);
    }
  }

  TEST_CASE("once it has aimed, every fault of links reads back as the same, and says the same") {
    for (const char* kind : {"loss", "latency", "reorder", "duplicate", "corrupt", "bandwidth",
                             "clog", "hold", "swizzle"}) {
      for (const char* nodes : {"all", "one", "minority", "clients"}) {
        CAPTURE(kind);
        CAPTURE(nodes);
        Drama drama(5, 2);
        const auto drawn = fault(kind, R"({"nodes": ")" + std::string(nodes) + "\"}");
        const std::string said = drama.aim(*drawn, Random(3));
        const auto same = fault(kind, written(*drawn).dump());
        CHECK(drama.aim(*same, Random(4)) == said);
        CHECK(written(*same) == written(*drawn));
      }
    }
  }

  TEST_CASE("parameters that make no sense are refused at their place") {
    CHECK(errors_of_fault("corrupt", R"({"shape": "brust"})") ==
          "/shape: \"brust\" is unknown, did you mean burst?\n");
    CHECK(errors_of_fault("corrupt", R"({"rate": 2})") ==
          "/rate: must be a probability, a number from 0 to 1, not 2\n");
    CHECK(errors_of_fault("reorder", R"({"by": 5})") != "");
    CHECK(errors_of_fault("bandwidth", R"({"bandwidth": 100, "queue": "much"})") != "");
    CHECK(errors_of_fault("loss", R"({"way": "sideways"})") != "");
    CHECK(errors_of_fault("swizzle", R"({"step": "0s", "how": "clgo"})") != "");
    CHECK(errors_of_fault("hold", R"({"rate": 1})") != "");
    CHECK(errors_of_fault("clog", R"({"nodes": "leadr"})") ==
          "/nodes: unknown target \"leadr\", did you mean leader?\n");
  }

  TEST_CASE("shares read well") {
    CHECK(percent_text(Ratio{200'000'000}) == "20%");
    CHECK(percent_text(Ratio{5'000'000}) == "0.5%");
    CHECK(percent_text(Ratio{Ratio::one}) == "100%");
    CHECK(percent_text(Ratio{1}) == "0.0000001%");
  }
}
