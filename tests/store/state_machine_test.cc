// Decided commands in, answers out, each request once.

#include "sim/store/state_machine.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>

#include "sim/store/hash.h"

namespace conclave::sim {
namespace {

Command command(std::uint32_t client, std::uint64_t number, std::string body) {
  return {.id = {.client = ClientId(client), .number = number}, .body = std::move(body)};
}

// What a client hears, with a mark on answers to operations that did not run.
std::string said(StateMachine& machine, const Command& command) {
  const Applied applied = machine.apply(command);
  return std::string(applied.answer) + (applied.took_effect ? "" : " (again)");
}

TEST_SUITE("store/state_machine") {
  TEST_CASE("each operation runs and answers") {
    StateMachine machine;
    CHECK(said(machine, command(1, 1, "get k")) == "nil");
    CHECK(said(machine, command(1, 2, "put k v")) == "ok");
    CHECK(said(machine, command(1, 3, "get k")) == "ok v");
    CHECK(said(machine, command(1, 4, "append k w")) == "ok");
    CHECK(said(machine, command(1, 5, "cas k v x")) == "mismatch vw");
    CHECK(said(machine, command(1, 6, "cas k vw x")) == "ok");
    CHECK(said(machine, command(1, 7, "delete k")) == "ok");
    CHECK(said(machine, command(1, 8, "delete k")) == "ok");
    CHECK(said(machine, command(1, 9, "cas k x y")) == "mismatch");
    CHECK(said(machine, command(1, 10, "cas k \\e a\\sb")) == "ok");
    CHECK(said(machine, command(1, 11, "get k")) == "ok a\\sb");
    CHECK(*machine.store().get("k") == "a b");
  }

  TEST_CASE("a repeated request takes effect once and hears the same answer") {
    StateMachine machine;
    CHECK(said(machine, command(1, 1, "append k x")) == "ok");
    CHECK(said(machine, command(1, 1, "append k x")) == "ok (again)");
    CHECK(said(machine, command(1, 2, "get k")) == "ok x");
    CHECK(said(machine, command(2, 1, "put k y")) == "ok");
    CHECK(said(machine, command(1, 2, "get k")) == "ok x (again)");
  }

  TEST_CASE("a request older than its client's latest is stale") {
    StateMachine machine;
    machine.apply(command(1, 5, "put k new"));
    CHECK(said(machine, command(1, 4, "put k old")) == "stale (again)");
    CHECK(*machine.store().get("k") == "new");
  }

  TEST_CASE("a no-op takes no effect and has no answer") {
    StateMachine machine;
    const Applied applied = machine.apply(command(0, 7, "put k v"));
    CHECK_FALSE(applied.took_effect);
    CHECK(applied.answer.empty());
    CHECK(machine == StateMachine());
  }

  TEST_CASE("a body that is no operation is answered, and stays answered") {
    StateMachine machine;
    CHECK(said(machine, command(1, 1, "drop table")) == "bad (again)");
    CHECK(said(machine, command(1, 1, "put k v")) == "bad (again)");
    CHECK(said(machine, command(1, 2, "put k \\q")) == "bad (again)");
    CHECK(machine.store().size() == 0);
  }

  TEST_CASE("a read past the log sees the store and no session") {
    StateMachine machine;
    machine.apply(command(1, 1, "put k v"));
    const StateMachine before = machine;
    std::string answer = "earlier";
    machine.read("get k", answer);
    CHECK(answer == "ok v");
    machine.read("get other", answer);
    CHECK(answer == "nil");
    machine.read("put k w", answer);
    CHECK(answer == "bad");
    machine.read("", answer);
    CHECK(answer == "bad");
    CHECK(machine == before);
  }

  TEST_CASE("machines that applied the same commands are equal, and reset forgets all") {
    StateMachine a;
    StateMachine b;
    for (std::uint64_t i = 1; i <= 3000; ++i) {
      const std::uint64_t dice = mixed(i);
      const auto client = static_cast<std::uint32_t>(1 + dice % 3);
      std::string body = "append k" + std::to_string((dice >> 8) % 9) + " " + std::to_string(i);
      if ((dice >> 16) % 4 == 0) body = "delete k" + std::to_string((dice >> 8) % 9);
      const Command c = command(client, i - (dice >> 20) % 3, std::move(body));
      CHECK(std::string(a.apply(c).answer) == b.apply(c).answer);
    }
    CHECK(a == b);
    CHECK(a.digest() == b.digest());
    b.apply(command(9, 1, "get k1"));
    CHECK_FALSE(a == b);  // the sessions differ
    CHECK(a.digest() != b.digest());
    a.reset();
    CHECK(a == StateMachine());
  }

  TEST_CASE("hostile commands never do more than take a session") {
    StateMachine machine;
    int ran = 0;
    for (std::uint64_t i = 0; i < 5000; ++i) {
      std::string body = "cas k\\s1 \\e new\\x01";
      const std::uint64_t dice = mixed(i);
      body[dice % body.size()] = static_cast<char>(dice >> 8);
      ran += machine.apply(command(static_cast<std::uint32_t>(dice >> 32), dice >> 3, body))
                 .took_effect;
    }
    CHECK(ran > 1000);
    CHECK(ran < 4000);
    CHECK(machine.store().size() <= static_cast<std::size_t>(ran));
  }
}

}  // namespace
}  // namespace conclave::sim
