// The classics, one by one: what is linearizable, what is not, and what the judge says about it.

#include "sim/checkers/linearizability/judge.h"

#include <doctest/doctest.h>

#include <initializer_list>

#include "sim/kernel/random.h"
#include "tests/checkers/linearizability/written.h"

namespace conclave::sim::linearizability {
namespace {

Verdict verdict(Model model, std::initializer_list<const char*> lines) {
  return judge(written(lines), model).verdict;
}
Verdict of_register(std::initializer_list<const char*> lines) {
  return verdict(Model::register_, lines);
}
Verdict of_cas(std::initializer_list<const char*> lines) {
  return verdict(Model::cas_register, lines);
}
Verdict of_kv(std::initializer_list<const char*> lines) {
  return verdict(Model::kv, lines);
}

std::string story(Model model, std::initializer_list<const char*> lines) {
  return judge(written(lines), model).story;
}

// A long history of a real object. Without a number of values, every write has one of its own.
History honest(std::uint64_t clients, std::size_t operations, bool with_all,
               std::uint64_t values = 0) {
  Recorder recorder;
  Random random(clients);
  struct Client {
    bool open = false;
    bool applied = false;
    bool matched = false;
    Function f = Function::get;
    std::string written;
    std::string expected;
    std::string found;
  };
  std::vector<Client> all(clients);
  std::string state;
  std::uint64_t event = 0;
  const auto apply = [&](Client& client) {
    client.applied = true;
    client.found = state;
    client.matched = client.f != Function::cas || state == client.expected;
    if (client.f == Function::append) {
      state += client.written;
    } else if (client.f != Function::get && client.matched) {
      state = client.written;
    }
  };
  for (std::size_t busy = 0; operations > 0 || busy > 0;) {
    const std::uint64_t process = random.below(clients);
    Client& client = all[process];
    if (client.open && !client.applied && random.below(2) == 0) {
      apply(client);
    } else if (client.open) {
      if (!client.applied) apply(client);
      Completion completion{.outcome = client.matched ? Outcome::ok : Outcome::mismatch};
      completion.saw = client.f == Function::get || !client.matched;
      completion.seen = client.found;
      REQUIRE_FALSE(recorder.complete(++event, process, completion));
      client.open = false;
      --busy;
    } else if (operations > 0) {
      constexpr Function functions[] = {Function::get, Function::get,    Function::put,
                                        Function::cas, Function::append, Function::delete_};
      client = {.open = true, .f = functions[random.below(with_all ? 6 : 4)]};
      client.expected = state;
      const std::uint64_t value = values > 0 ? random.below(values) : operations;
      if (client.f != Function::delete_) client.written = std::to_string(value) + ";";
      Invocation invocation{.f = client.f, .key = "k"};
      if (client.f != Function::get && client.f != Function::delete_) {
        invocation.written = client.written;
      }
      if (client.f == Function::cas) invocation.expected = client.expected;
      REQUIRE_FALSE(recorder.invoke(++event, process, invocation));
      --operations;
      ++busy;
    }
  }
  return recorder.history();
}

TEST_SUITE("linearizability: verdicts") {
  TEST_CASE("an empty history is linearizable") {
    const Judgement judgement = judge(History(), Model::kv);
    CHECK(judgement.verdict == Verdict::ok);
    CHECK(judgement.keys == 0);
  }

  TEST_CASE("concurrent operations may take effect in any order") {
    for (const char* seen : {"2 ok a", "2 ok nil"}) {
      CHECK(of_register({"1 put a", "2 get", seen, "1 ok"}) == Verdict::ok);
      CHECK(of_register({"1 put a", "2 get", "1 ok", seen}) == Verdict::ok);
    }
  }

  TEST_CASE("a read that begins after a write returned sees it") {
    CHECK(of_register({"1 put a", "1 ok", "2 get", "2 ok a"}) == Verdict::ok);
    CHECK(of_register({"1 put a", "1 ok", "2 get", "2 ok nil"}) == Verdict::violated);
  }

  TEST_CASE("a stale read is convicted") {
    CHECK(of_register({"1 put a", "1 ok", "1 put b", "1 ok", "2 get", "2 ok a"}) ==
          Verdict::violated);
  }

  TEST_CASE("reads do not go back, even while the write is under way") {
    CHECK(of_register({"1 put a", "2 get", "2 ok a", "2 get", "2 ok nil", "1 ok"}) ==
          Verdict::violated);
    CHECK(of_register({"1 put a", "2 get", "2 ok nil", "2 get", "2 ok a", "1 ok"}) == Verdict::ok);
  }

  TEST_CASE("two readers agree on the order of two concurrent writes") {
    CHECK(of_register({"1 put a", "2 put b", "3 get", "3 ok a", "3 get", "3 ok b", "4 get",
                       "4 ok b", "1 ok", "2 ok"}) == Verdict::ok);
    CHECK(of_register({"1 put a", "2 put b", "3 get", "3 ok a", "3 get", "3 ok b", "4 get",
                       "4 ok a", "1 ok", "2 ok"}) == Verdict::violated);
  }

  TEST_CASE("a write of unknown outcome may take effect late, or never, but once") {
    CHECK(of_register({"1 put a", "1 info", "2 get", "2 ok nil", "2 get", "2 ok a"}) ==
          Verdict::ok);
    CHECK(of_register({"1 put a", "1 info", "2 get", "2 ok nil"}) == Verdict::ok);
    CHECK(of_register({"1 put a", "1 info", "2 put b", "2 ok", "2 get", "2 ok a", "2 get",
                       "2 ok b"}) == Verdict::violated);
  }

  TEST_CASE("a write that failed did not happen") {
    CHECK(of_register({"1 put a", "1 fail", "2 get", "2 ok nil"}) == Verdict::ok);
    CHECK(of_register({"1 put a", "1 fail", "2 get", "2 ok a"}) == Verdict::violated);
  }

  TEST_CASE("values may repeat") {
    CHECK(of_register({"1 put a", "1 ok", "1 put b", "1 ok", "1 put a", "2 get", "2 ok a",
                       "1 ok"}) == Verdict::ok);
    CHECK(of_register({"1 put a", "1 ok", "1 put b", "1 ok", "2 get", "2 ok a", "1 put a",
                       "1 ok"}) == Verdict::violated);
  }

  TEST_CASE("of two compare-and-sets from one value, one succeeds") {
    CHECK(of_cas({"1 put a", "1 ok", "1 cas a b", "2 cas a c", "1 ok", "2 mismatch b"}) ==
          Verdict::ok);
    CHECK(of_cas({"1 put a", "1 ok", "1 cas a b", "2 cas a c", "1 ok", "2 ok"}) ==
          Verdict::violated);
    CHECK(of_cas({"1 put a", "1 ok", "1 cas a b", "2 cas b c", "1 ok", "2 ok", "1 get",
                  "1 ok c"}) == Verdict::ok);
  }

  TEST_CASE("a mismatch is an observation") {
    CHECK(of_cas({"1 put a", "1 ok", "2 cas a b", "2 mismatch"}) == Verdict::violated);
    CHECK(of_cas({"1 put a", "1 ok", "2 cas c b", "2 mismatch"}) == Verdict::ok);
    CHECK(of_cas({"1 put a", "1 ok", "2 cas c b", "2 mismatch d"}) == Verdict::violated);
    CHECK(of_cas({"1 put a", "2 cas a b", "2 mismatch", "1 ok"}) == Verdict::ok);
  }

  TEST_CASE("a mismatch that found what it expected contradicts itself") {
    CHECK(of_cas({"1 put a", "1 ok", "2 cas a b", "2 mismatch a"}) == Verdict::violated);
    CHECK(of_kv({"1 append a", "1 ok", "2 cas a b", "2 mismatch a"}) == Verdict::violated);
  }

  TEST_CASE("a chain of unknown compare-and-sets explains what it leads to") {
    CHECK(of_cas({"1 cas nil a", "1 info", "2 cas a b", "2 info", "3 get", "3 ok b"}) ==
          Verdict::ok);
    CHECK(of_cas({"1 cas nil a", "1 info", "2 cas a b", "2 info", "3 get", "3 ok b", "3 get",
                  "3 ok a"}) == Verdict::violated);
  }

  TEST_CASE("what was deleted is gone") {
    CHECK(of_kv({"1 put 17", "1 ok", "1 delete", "1 ok", "2 get", "2 ok nil"}) == Verdict::ok);
    CHECK(of_kv({"1 put 17", "1 ok", "1 delete", "1 ok", "2 get", "2 ok 17"}) == Verdict::violated);
    CHECK(of_kv({"1 put 17", "1 ok", "1 delete", "2 get", "2 ok 17", "1 ok"}) == Verdict::ok);
  }

  TEST_CASE("under kv a missing key is the empty text, elsewhere it is not") {
    CHECK(of_kv({"1 get", "1 ok \"\""}) == Verdict::ok);
    CHECK(of_kv({"1 cas \"\" a", "1 ok", "1 get", "1 ok a"}) == Verdict::ok);
    CHECK(of_register({"1 get", "1 ok \"\""}) == Verdict::violated);
  }

  TEST_CASE("appends are kept, in order") {
    CHECK(of_kv({"1 append a", "2 append b", "1 ok", "2 ok", "3 get", "3 ok ba"}) == Verdict::ok);
    CHECK(of_kv({"1 append a", "1 ok", "2 append b", "2 ok", "3 get", "3 ok ba"}) ==
          Verdict::violated);
    CHECK(of_kv({"1 append a", "1 ok", "2 append b", "2 ok", "3 get", "3 ok b"}) ==
          Verdict::violated);
    CHECK(of_kv({"1 append a", "1 ok", "2 append b", "2 info", "3 get", "3 ok a", "3 get",
                 "3 ok ab"}) == Verdict::ok);
    CHECK(of_kv({"1 append a", "1 ok", "2 put b", "2 ok", "1 append a", "1 ok", "3 get",
                 "3 ok ba"}) == Verdict::ok);
  }

  TEST_CASE("keys are judged apart") {
    CHECK(of_kv({"1 put@x a", "1 ok", "1 get@y", "1 ok nil", "1 get@x", "1 ok a"}) == Verdict::ok);
    const Judgement judgement = judge(written({"1 put@x a", "1 ok", "1 put@y b", "1 ok", "1 get@x",
                                               "1 ok a", "1 get@y", "1 ok a"}),
                                      Model::kv);
    CHECK(judgement.verdict == Verdict::violated);
    CHECK(judgement.keys == 2);
    CHECK(judgement.witnesses == std::vector<std::size_t>{3});
  }
}

TEST_SUITE("linearizability: stories") {
  TEST_CASE("a value that nobody wrote is told with its reader alone") {
    CHECK(story(Model::register_, {"1 put a", "1 ok", "2 get", "2 ok b", "1 get", "1 ok a"}) ==
          "key k: process 2 got b (events 3 to 4): a value that nobody wrote. No order of this "
          "operation explains what was seen: process 2 got b (events 3 to 4).");
  }

  TEST_CASE("a stale read is told with what it missed") {
    const Judgement judgement =
        judge(written({"1 put a", "1 ok", "3 get", "3 ok a", "1 put b", "1 ok", "3 get", "3 ok b",
                       "2 get", "2 ok a", "3 get", "3 ok b"}),
              Model::register_);
    CHECK(judgement.witnesses == std::vector<std::size_t>{0, 2, 4});
    CHECK(judgement.story ==
          "key k: one value was there when process 1 put a (events 1 to 2) returned and still when "
          "process 2 got a (events 9 to 10) began, yet in between process 1 put b (events 5 to 6), "
          "another value. No order of these 3 operations explains what was seen: process 1 put a "
          "(events 1 to 2); process 1 put b (events 5 to 6); process 2 got a (events 9 to 10).");
  }

  TEST_CASE("a lost append is told with the read that lacks it") {
    CHECK(story(Model::kv, {"1 append a", "1 ok", "2 get", "2 ok nil"}) ==
          "key k: process 2 got nil (events 3 to 4), although before that process 1 appended a "
          "(events 1 to 2), and nothing erased it. No order of these 2 operations explains what "
          "was seen: process 1 appended a (events 1 to 2); process 2 got nil (events 3 to 4).");
  }

  TEST_CASE("a violation deep in a long history is shrunk to the few that show it") {
    for (const bool with_all : {false, true}) {
      History history = honest(5, 600, with_all);
      REQUIRE(judge(history, Model::kv).verdict == Verdict::ok);
      // One client swears to have found the key empty long after the first put.
      for (Call& call : history.calls) {
        if (call.invoked < 600 || call.f != Function::get || call.seen == Word()) continue;
        call.seen = history.words.of("600;");  // written first of all
        break;
      }
      const Judgement judgement = judge(history, Model::kv);
      CHECK(judgement.verdict == Verdict::violated);
      CHECK(judgement.witnesses.size() <= 4);
      CHECK(judgement.story.size() < 800);
    }
  }

  TEST_CASE("so is one among few values, where what came before does not matter") {
    const History good = honest(8, 800, false, 4);
    REQUIRE(judge(good, Model::cas_register).verdict == Verdict::ok);
    int violated = 0;
    for (std::size_t i = 400; i < 440; ++i) {
      History history = good;
      if (history.calls[i].f != Function::get) continue;
      history.calls[i].seen = history.words.of("0;");
      const Judgement judgement = judge(history, Model::cas_register);
      if (judgement.verdict == Verdict::ok) continue;  // it might have seen that as well
      ++violated;
      CHECK(judgement.verdict == Verdict::violated);
      CHECK(judgement.witnesses.size() <= 20);
      CHECK(judgement.story.find("whatever was there before") != std::string::npos);
    }
    CHECK(violated > 3);
  }

  TEST_CASE("who comes too late to explain anything is left out") {
    // The compare-and-set went by the empty text: no delete after its return has a part in that.
    const auto lines = {"1 cas nil a", "1 ok",    "2 delete", "2 ok",  "3 delete",
                        "3 ok",        "1 put b", "1 ok",     "2 get", "2 ok a"};
    const Judgement judgement = judge(written(lines), Model::kv);
    CHECK(judgement.verdict == Verdict::violated);
    CHECK(judgement.witnesses.size() == 3);
  }

  TEST_CASE("without steps to shrink, a violation is told as it was found") {
    const History history =
        written({"1 put a", "1 ok", "2 get", "2 ok a", "1 put b", "1 ok", "2 get", "2 ok a"});
    const Judgement judgement = judge(history, Model::register_, {.shrinking_steps = 0});
    CHECK(judgement.verdict == Verdict::violated);
    CHECK_FALSE(judgement.story.empty());
  }
}

TEST_SUITE("linearizability: budgets") {
  // Compare-and-sets among few values, all at once: an Eulerian path, if there is one.
  History hard() {
    Recorder recorder;
    std::uint64_t event = 0;
    for (std::uint64_t i = 0; i < 24; ++i) {
      recorder.invoke(++event, i,
                      {.f = Function::cas,
                       .key = "k",
                       .written = std::to_string(i % 7),
                       .expected = std::to_string((i + 1 + i / 7) % 7)});
    }
    recorder.invoke(++event, 100, {.f = Function::put, .key = "k", .written = "0"});
    for (std::uint64_t i = 0; i < 24; ++i) recorder.complete(++event, i, {.outcome = Outcome::ok});
    recorder.complete(++event, 100, {.outcome = Outcome::ok});
    return recorder.history();
  }

  TEST_CASE("whoever runs out of steps is undecided, and never a guess") {
    const Judgement judgement = judge(hard(), Model::cas_register, {.steps = 1000});
    CHECK(judgement.verdict == Verdict::undecided);
    CHECK(judgement.story ==
          "undecided for 1 of 1 keys, among them k with 25 operations: out of steps");
    CHECK(judgement.steps >= 1000);
    CHECK(judgement.steps < 2000);
  }

  TEST_CASE("whoever runs out of memory is undecided, within the memory allowed") {
    const Judgement judgement = judge(hard(), Model::cas_register, {.bytes = 100'000});
    CHECK(judgement.verdict == Verdict::undecided);
    CHECK(judgement.bytes <= 100'000);
  }

  TEST_CASE("a hard key does not hide the violation of an easy one") {
    History history = hard();
    const std::uint64_t event = history.calls.back().returned;
    const Word value = history.words.of("never written");
    Call call{.process = 500, .outcome = Outcome::ok, .saw = true, .seen = value};
    call.key = history.words.of("easy");
    call.invoked = event + 1;
    call.returned = event + 2;
    history.calls.push_back(call);
    CHECK(judge(history, Model::cas_register, {.steps = 1000}).verdict == Verdict::violated);
  }

  TEST_CASE("the same history costs the same, always") {
    const History history = honest(10, 2000, true);
    const Judgement once = judge(history, Model::kv);
    const Judgement again = judge(history, Model::kv);
    CHECK(once.verdict == Verdict::ok);
    CHECK(once.steps == again.steps);
    CHECK(once.bytes == again.bytes);
  }

  TEST_CASE("long histories with unique values need few steps, whatever the functions") {
    for (const std::uint64_t clients : {3, 10, 30}) {
      for (const bool with_all : {false, true}) {
        const Judgement judgement = judge(honest(clients, 3000, with_all), Model::kv);
        CAPTURE(clients);
        CHECK(judgement.verdict == Verdict::ok);
        CHECK(judgement.steps < 10'000'000);
        CHECK(judgement.bytes < 4 << 20);
      }
    }
  }
}

}  // namespace
}  // namespace conclave::sim::linearizability
