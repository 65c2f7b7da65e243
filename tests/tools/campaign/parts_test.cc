// The parts of a campaign: seeds, shares, signatures, lists of regressions.

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "tools/campaign/agenda.h"
#include "tools/campaign/github.h"
#include "tools/campaign/junit.h"
#include "tools/campaign/regressions.h"
#include "tools/campaign/signature.h"

using namespace conclave;
using namespace conclave::tools;

namespace {

std::vector<Job> all_of(Agenda agenda) {
  std::vector<Job> jobs;
  while (const auto job = agenda.next()) jobs.push_back(*job);
  return jobs;
}

std::vector<std::pair<std::uint64_t, std::uint64_t>> runs_of(const std::vector<Job>& jobs) {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> runs;
  for (const Job& job : jobs) runs.emplace_back(job.scenario, job.seed);
  std::sort(runs.begin(), runs.end());
  return runs;
}

const std::vector<Track> two{{"a", 100, {}, false}, {"known", 1, 7, true}, {"b", 30, {}, false}};

}  // namespace

TEST_SUITE("tools/campaign/agenda") {
  TEST_CASE("a seed follows from base, scenario and run, and from nothing else") {
    CHECK(seed_of_run(1, "swarm", 5) == seed_of_run(1, "swarm", 5));
    std::set<std::uint64_t> seeds;
    for (std::uint64_t run = 0; run < 1000; ++run) {
      for (const char* name : {"swarm", "storm"}) {
        seeds.insert(seed_of_run(1, name, run));
        seeds.insert(seed_of_run(2, name, run));
      }
    }
    CHECK(seeds.size() == 4000);
  }

  TEST_CASE("regressions come first, then every scenario in turn") {
    const auto jobs = all_of(Agenda(two, {}));
    REQUIRE(jobs.size() == 131);
    CHECK(jobs[0].scenario == 1);
    CHECK(jobs[0].seed == 7);
    CHECK(jobs[1].scenario == 0);
    CHECK(jobs[2].scenario == 2);
    CHECK(jobs[130].scenario == 0);
    for (std::size_t i = 0; i < jobs.size(); ++i) CHECK(jobs[i].number == i);
  }

  TEST_CASE("shards together run exactly what one machine runs") {
    const auto whole = runs_of(all_of(Agenda(two, {})));
    std::vector<Job> together;
    for (std::uint64_t shard = 1; shard <= 4; ++shard) {
      const Agenda agenda(two, {.shard = {shard, 4}});
      const auto jobs = all_of(agenda);
      CHECK(agenda.total() == jobs.size());
      together.insert(together.end(), jobs.begin(), jobs.end());
    }
    CHECK(runs_of(together) == whole);
  }

  TEST_CASE("seeds that are named are run as they are") {
    const auto jobs = all_of(Agenda({{"a", 3, 40, false}}, {}));
    CHECK(runs_of(jobs) ==
          std::vector<std::pair<std::uint64_t, std::uint64_t>>{{0, 40}, {0, 41}, {0, 42}});
  }

  TEST_CASE("a scenario that is closed has no further run") {
    Agenda agenda(two, {});
    for (int i = 0; i < 10; ++i) agenda.next();
    agenda.close(0);
    while (const auto job = agenda.next()) CHECK(job->scenario == 2);
  }

  TEST_CASE("the share that is run twice does not depend on who runs it") {
    Agenda::Options options{.verify_percent = 20};
    std::set<std::uint64_t> twice, of_shards;
    for (const Job& job : all_of(Agenda(two, options))) {
      if (job.twice) twice.insert(job.seed);
    }
    CHECK(twice.size() > 10);
    CHECK(twice.size() < 50);
    for (std::uint64_t shard = 1; shard <= 3; ++shard) {
      options.shard = {shard, 3};
      for (const Job& job : all_of(Agenda(two, options))) {
        if (job.twice) of_shards.insert(job.seed);
      }
    }
    CHECK(of_shards == twice);
    options.verify_percent = 0;
    for (const Job& job : all_of(Agenda(two, options))) CHECK(!job.twice);
  }

  TEST_CASE("ranges and shares are read, and nonsense is refused") {
    CHECK(parse_seed_range("1..2000").value() == SeedRange{1, 2000});
    CHECK(parse_seed_range("0x10..0x10").value() == SeedRange{16, 16});
    for (const char* bad : {"", "..", "1..", "..2", "3..2", "1-2", "a..b"}) {
      CHECK_MESSAGE(!parse_seed_range(bad).ok(), bad);
    }
    CHECK(parse_seed_range("1..18446744073709551614").ok());
    for (const char* vast : {"0..18446744073709551615", "0..18446744073709551614"}) {
      const auto range = parse_seed_range(vast);
      REQUIRE(!range);
      CHECK(range.errors().front().what.find("more seeds than can be counted") !=
            std::string::npos);
    }
    CHECK(!parse_shard("2/18446744073709551615"));
    CHECK(parse_shard("1000000/1000000").ok());
    CHECK(parse_shard("2/4").value() == Shard{2, 4});
    for (const char* bad : {"", "/", "0/4", "5/4", "1", "1/0", "-1/2", "a/b"}) {
      CHECK_MESSAGE(!parse_shard(bad).ok(), bad);
    }
  }
}

TEST_SUITE("tools/campaign/signature") {
  TEST_CASE("numbers, quotes and faults under way make no difference") {
    const char* one =
        R"(n3 decided "get k2" (client 12, request 2) for slot 29 at #2717. No fault was under way.)";
    const char* other =
        R"(n5 decided "put k1" (client 3, request 1,902) for slot 4 at #61. Faults under way: f1 (crash, since #60).)";
    CHECK(normalised(one) == "n# decided * (client #, request #) for slot # at ##");
    CHECK(signature_of("raft", "agreement", one) == signature_of("raft", "agreement", other));
  }

  TEST_CASE("another check, message or protocol is another failure") {
    const std::string one = signature_of("raft", "agreement", "slot 1 differs");
    CHECK(one.starts_with("agreement-"));
    CHECK(one.size() == std::string("agreement-3fa9c1").size());
    CHECK(one != signature_of("raft", "monotonic", "slot 1 differs"));
    CHECK(one != signature_of("paxos", "agreement", "slot 1 differs"));
    CHECK(one != signature_of("raft", "agreement", "slot 1 agrees"));
  }

  TEST_CASE("a quote that never ends is a quote") {
    CHECK(normalised("an \"open one") == "an \"open one");
    CHECK(normalised("") == "");
  }
}

TEST_SUITE("tools/campaign/regressions") {
  TEST_CASE("a line is a scenario and a seed, or a scenario alone") {
    sim::InputErrors errors;
    const auto read = parse_regressions(
        "# known\n\nswarm.json 0x7c\n  found/a b.json\t12  # twelve\r\nshrunk.json\nc d.json\n",
        "dir", errors);
    CHECK(read == std::vector<Regression>{{"dir/swarm.json", 0x7c, 3},
                                          {"dir/found/a b.json", 12, 4},
                                          {"dir/shrunk.json", {}, 5},
                                          {"dir/c d.json", {}, 6}});
    CHECK(parse_regressions("", "", errors).empty());
    CHECK(parse_regressions("/x.json 1", "dir", errors)[0].path == "/x.json");
    CHECK(parse_regressions("\xEF\xBB\xBFx.json 1", "", errors)[0].path == "x.json");
    CHECK(errors.empty());
  }

  TEST_CASE("all that is wrong is told at once, with its line, and the rest is read") {
    sim::InputErrors errors;
    const auto read = parse_regressions("a.json 1\nb.json x\nc.json -4\n", "", errors);
    CHECK(sim::to_text(errors) == "line 2: \"x\" is no seed\nline 3: \"-4\" is no seed\n");
    CHECK(read == std::vector<Regression>{{"a.json", 1, 1}});
  }

  TEST_CASE("any bytes are read or refused") {
    const auto refused = [](std::string_view text) {
      sim::InputErrors errors;
      parse_regressions(text, "", errors);
      return !errors.empty();
    };
    CHECK(refused(std::string_view("a\0b 1", 5)));
    CHECK(refused(std::string(9000, 'x')));
    CHECK(refused("\xff\xfe 1 \x01"));
  }
}

TEST_SUITE("tools/campaign: texts for others") {
  TEST_CASE("what XML cannot hold does not get into it") {
    CHECK(xml_escaped("a<b> & \"c\"\n\x01\t") == "a&lt;b&gt; &amp; &quot;c&quot;&#10;?&#9;");
  }

  TEST_CASE("a workflow command cannot be broken out of") {
    CHECK(github_data("a%b\r\n::error::c") == "a%25b%0D%0A::error::c");
    CHECK(github_property("a:b,c\n") == "a%3Ab%2Cc%0A");
  }
}
