// Clients: they ask, retry under one id, follow redirects, and know what they do not know.
#include "sim/client/client.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "tests/support/stage.h"

using namespace conclave;
using namespace conclave::sim;

namespace {

WorkloadOptions writes(std::uint64_t operations) {
  WorkloadOptions options;
  options.clients = 1;
  options.operations = operations;
  options.ops = {.read = {0}, .write = {1}, .cas = {0}, .append = {0}, .remove = {0}};
  return options;
}

struct Service : Stage {
  explicit Service(const WorkloadOptions& options, std::size_t nodes = 1)
      : Stage(nodes, options.clients), clients(cluster, Random(1), options) {
    for (Strings& node : strings) {
      node.on_request = [this](const Command& command, Outbox& out) {
        ++requests[command.id];
        if (answer) answer(command, out);
      };
    }
    cluster.start();
    clients.start();
  }
  // Every request is decided at once, by the one node.
  void decide_all() {
    answer = [this](const Command& command, Outbox& out) {
      out.decide(decided = decided.next(), command);
    };
  }

  std::map<RequestId, int> requests;
  std::function<void(const Command&, Outbox&)> answer;
  Slot decided;
  Clients clients;
};

}  // namespace

TEST_SUITE("client/client") {
  TEST_CASE("a closed loop asks again when it is answered, until all is done") {
    Service service(writes(10));
    service.decide_all();
    service.run();
    CHECK(service.clients.done());
    CHECK(service.clients.state().invoked == 10);
    CHECK(service.clients.state().ok == 10);
    CHECK(service.recorder.count("return ok ok") == 10);
  }

  TEST_CASE("a session has one operation under way at a time") {
    WorkloadOptions options = writes(100);
    options.in_flight = 7;
    Service service(options);
    service.run_for(100ms);
    CHECK(service.clients.state().under_way == 7);
    CHECK(service.requests.size() == 7);
  }

  TEST_CASE("an attempt without an answer is repeated under the same id") {
    WorkloadOptions options = writes(1);
    options.timeout = 100ms;
    Service service(options);
    service.run_for(350ms);
    CHECK(service.requests == std::map<RequestId, int>{{{ClientId(1), 1}, 4}});
    service.decide_all();
    service.run_for(100ms);
    CHECK(service.clients.state().ok == 1);
  }

  TEST_CASE(
      "an operation without an answer for long is unknown, and its session is never used again") {
    WorkloadOptions options = writes(2);
    options.give_up = 1s;
    Service service(options);
    service.run_for(1500ms);
    CHECK(service.clients.state().unknown == 1);
    CHECK(service.recorder.count("return unknown") == 1);
    CHECK(service.requests.size() == 2);
    CHECK(service.requests.begin()->first.client == ClientId(1));
    CHECK(service.requests.rbegin()->first.client == ClientId(2));
  }

  TEST_CASE("an answer that comes after giving up changes nothing") {
    WorkloadOptions options = writes(1);
    options.give_up = 10ms;
    Service service(options);
    std::optional<Command> late;
    service.answer = [&](const Command& command, Outbox&) { late = command; };
    service.run_for(20ms);
    REQUIRE(late.has_value());
    CHECK(service.clients.state().unknown == 1);
    CHECK(service.clients.state().ok == 0);
    CHECK(service.clients.done());
  }

  TEST_CASE("without retries one attempt is all there is") {
    WorkloadOptions options = writes(1);
    options.retry = WorkloadOptions::Retry::none;
    options.timeout = 10ms;
    options.give_up = 1s;
    Service service(options);
    service.run_for(2s);
    CHECK(service.requests == std::map<RequestId, int>{{{ClientId(1), 1}, 1}});
    CHECK(service.clients.state().unknown == 1);
  }

  TEST_CASE(
      "without retries the next operation is another node's, after one that was not answered") {
    WorkloadOptions options = writes(2);
    options.retry = WorkloadOptions::Retry::none;
    options.give_up = 100ms;
    Service service(options, 3);
    std::vector<int> asked(4);
    for (const std::uint32_t n : {1U, 2U, 3U}) {
      service.strings_of(n).on_request = [&asked, n](const Command&, Outbox&) { ++asked[n]; };
    }
    service.run_for(1s);
    CHECK(*std::max_element(asked.begin(), asked.end()) == 1);
    CHECK(std::count(asked.begin(), asked.end(), 1) == 2);
  }

  TEST_CASE("a redirect is followed at once, and remembered") {
    Service service(writes(5), 3);
    const auto redirect = [](const Command& command, Outbox& out) {
      out.decline(command.id, NodeId(2));
    };
    Slot slot;
    service.strings_of(1).on_request = redirect;
    service.strings_of(3).on_request = redirect;
    service.strings_of(2).on_request = [&](const Command& command, Outbox& out) {
      out.decide(slot = slot.next(), command);
    };
    service.run_for(100ms);
    CHECK(service.clients.state().ok == 5);
    CHECK(service.recorder.count("declined") <= 1);
  }

  TEST_CASE("a redirect to nobody makes the client wait a little and ask again") {
    Service service(writes(1), 3);
    int declines = 0;
    service.answer = [&](const Command& command, Outbox& out) {
      ++declines;
      out.decline(command.id, NodeId());
    };
    service.run_for(1s);
    CHECK(declines > 10);
    CHECK(declines < 100);
  }

  TEST_CASE("a fixed rate is kept, whatever the answers do") {
    WorkloadOptions options = writes(0);
    options.rate = Rate{1000, std::chrono::seconds(1)};
    options.until = 2s;
    Service service(options);
    service.run_for(2s);
    CHECK(service.clients.state().invoked > 1800);
    CHECK(service.clients.state().invoked < 2200);
    CHECK(service.clients.state().ok == 0);
  }

  TEST_CASE("no operation starts before `from` or after `until`") {
    WorkloadOptions options = writes(0);
    options.from = 1s;
    options.until = 2s;
    Service service(options);
    service.decide_all();
    service.run_for(999ms);
    CHECK(service.clients.state().invoked == 0);
    service.run_for(2s);
    CHECK(service.clients.done());
    const auto invoked = service.clients.state().invoked;
    CHECK(invoked > 100);
    service.run_for(1s);
    CHECK(service.clients.state().invoked == invoked);
  }

  TEST_CASE("values are unique unless the workload says otherwise") {
    Service service(writes(20));
    service.decide_all();
    service.run();
    CHECK(service.recorder.count("invoke put k") == 20);
    CHECK(service.recorder.count(" 1.7") == 2);  // invoked and decided
    WorkloadOptions options = writes(3);
    options.value = "高可用分布式系统";
    Service same(options);
    same.decide_all();
    same.run();
    CHECK(same.recorder.count("高可用分布式系统") >= 3);
  }

  TEST_CASE("a probe is repeated until it is answered") {
    WorkloadOptions options = writes(0);
    options.until = 0s;
    options.give_up = 100ms;
    Service service(options);
    service.clients.close();
    service.clients.probe();
    service.run_for(1s);
    CHECK_FALSE(service.clients.probed());
    service.decide_all();
    service.run_for(1s);
    CHECK(service.clients.probed());
  }
}
