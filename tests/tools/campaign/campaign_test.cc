// Campaigns whose seeds crash, hang, eat memory and fail as the tests want them to: how a seed is
// run is an argument of the campaign, so nothing strange has to live in the program for it.

#include "tools/campaign/campaign.h"

#include <doctest/doctest.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "protocols/core/check.h"
#include "tools/campaign/junit.h"
#include "tools/campaign/report.h"

using namespace conclave;
using namespace conclave::tools;

namespace {

sim::Scenario scenario_with(const std::string& more = "") {
  return sim::parse_scenario(
             R"({"version": 1, "name": "plain", "protocol": {"name": "raft"}, "nodes": 3)" + more +
             "}")
      .value();
}

Entrant entrant(std::uint64_t count, Goal goal = {}) {
  Entrant made{"plain.json", sim::Sampler(scenario_with()), std::move(goal)};
  made.count = count;
  made.first_seed = 0;
  return made;
}

Trial passed(std::uint64_t seed) {
  Trial trial;
  trial.outcome.verdict = sim::RunVerdict::pass;
  trial.outcome.fingerprint = seed * 17;
  trial.outcome.events = 1000 - seed;
  trial.outcome.operations.invoked = trial.outcome.operations.ok = 1;
  return trial;
}

Trial without_verdict(std::uint64_t seed, sim::RunVerdict verdict) {
  Trial trial = passed(seed);
  trial.outcome.verdict = verdict;
  return trial;
}

Trial violated(std::uint64_t seed, const char* check, std::uint64_t events) {
  Trial trial = passed(seed);
  trial.outcome.verdict = sim::RunVerdict::violation;
  trial.outcome.violations.push_back({check, "slot " + std::to_string(seed) + " differs", {}, 0});
  trial.outcome.events = events;
  return trial;
}

// What it hears, and a hand on the switch.
class Ear final : public CampaignListener {
 public:
  void found(const Failure& failure, bool first) override {
    heard.push_back((first ? "" : "better ") + failure.defect.check + " " +
                    std::to_string(failure.seed));
    std::this_thread::sleep_for(slow);
  }
  bool go_on(const CampaignResult& so_far, std::optional<std::uint64_t>) override {
    return !stop || !stop(so_far);
  }
  std::vector<std::string> heard;
  std::chrono::milliseconds slow{};  // over each of them
  std::function<bool(const CampaignResult&)> stop;
};

using Heard = std::vector<std::string>;

CampaignOptions options(unsigned workers, std::uint64_t most_failures = Track::no_end) {
  CampaignOptions options;
  options.crew.workers = workers;
  options.crew.patience = std::chrono::milliseconds(400);
  options.most_failures = most_failures;
  return options;
}

CampaignResult run(const Entrant& one, const CampaignOptions& options, const Campaign::Try& attempt,
                   Ear& ear) {
  std::vector<Entrant> entrants;
  entrants.push_back(Entrant{one.path, sim::Sampler(one.scenario()), one.goal, one.count,
                             one.first_seed, one.regression});
  return Campaign(entrants, options, attempt).run(ear);
}

std::string told(const CampaignResult& result) {
  std::string text;
  for (const Failure& failure : result.failures) {
    text += failure.defect.check + " " + std::to_string(failure.seed) + " x" +
            std::to_string(failure.runs) + "; ";
  }
  return text + std::to_string(result.total().runs) + " runs, " +
         std::to_string(result.total().fingerprint);
}

Exit exit_of(const CampaignResult& result) {
  std::vector<Entrant> entrants;
  entrants.push_back(entrant(0));
  return Campaigned{entrants, result, {}, {}, {}, {}}.exit();
}

}  // namespace

TEST_SUITE("tools/campaign") {
  TEST_CASE(
      "a node that aborts, segfaults or exits costs one seed, and is told with its signature") {
    Ear ear;
    const auto result = run(
        entrant(40), options(2),
        [](const Entrant&, const Job& job) {
          if (job.seed == 7) {
            ::write(STDERR_FILENO, "free(): invalid pointer 0x123\n", 30);
            std::abort();
          }
          if (job.seed == 11) {
            ::signal(SIGSEGV, SIG_DFL);  // not the test program's own way to take it
            ::raise(SIGSEGV);
          }
          if (job.seed == 19) ::_exit(3);
          if (job.seed == 23) std::abort();
          return passed(job.seed);
        },
        ear);
    CHECK(result.total().runs == 40);
    CHECK(result.total().passed == 36);
    CHECK(result.total().crashed == 4);
    CHECK(ear.heard == Heard{"crash 7", "crash 11", "crash 19", "crash 23"});
    CHECK(result.failures[0].defect.story ==
          "The process that ran it is gone: it ended by SIGABRT. It said: free(): invalid pointer "
          "0x123");
    CHECK(result.failures[1].defect.story ==
          "The process that ran it is gone: it ended by SIGSEGV.");
    std::set<std::string> signatures;
    for (const Failure& failure : result.failures) signatures.insert(failure.signature);
    CHECK(signatures.size() == 4);
    CHECK(exit_of(result) == Exit::violated);
  }

  TEST_CASE("a node that loops for ever costs one seed and its patience") {
    Ear ear;
    const auto result = run(
        entrant(30), options(2),
        [](const Entrant&, const Job& job) {
          volatile bool forever = job.seed == 5;
          while (forever) {
          }
          return passed(job.seed);
        },
        ear);
    CHECK(result.total().runs == 30);
    CHECK(ear.heard == Heard{"hang 5"});
    CHECK(result.failures[0].signature.starts_with("hang-"));
    CHECK(exit_of(result) == Exit::violated);
    CHECK(result.seconds < 10);
  }

  TEST_CASE("nobody hangs because a failure takes long to be written") {
    Ear ear;
    ear.slow = std::chrono::milliseconds(700);  // longer than the patience
    const auto result = run(
        entrant(24), options(3),
        [](const Entrant&, const Job& job) {
          std::this_thread::sleep_for(std::chrono::milliseconds(150));
          if (job.seed == 3) return violated(job.seed, "agreement", 10);
          volatile bool forever = job.seed == 10;
          while (forever) {
          }
          return passed(job.seed);
        },
        ear);
    CHECK(ear.heard == Heard{"agreement 3", "hang 10"});
    CHECK(result.total().runs == 24);
  }

  TEST_CASE("a seed that is run twice may take twice the time") {
    Ear ear;
    const auto slow = [](const Entrant&, const Job& job) {
      std::this_thread::sleep_for(std::chrono::milliseconds(600));
      Trial trial = passed(job.seed);
      if (job.twice) trial.again = trial.outcome.fingerprint;
      return trial;
    };
    auto twice = options(1);
    twice.agenda.verify_percent = 100;
    CHECK(run(entrant(1), twice, slow, ear).total().passed == 1);
    twice.agenda.verify_percent = 0;
    CHECK(run(entrant(1), twice, slow, ear).total().crashed == 1);
  }

  TEST_CASE("a node that eats memory costs one seed") {
    if (!memory_limits_work()) return;
    Ear ear;
    auto limited = options(2);
    limited.crew.memory = 256U << 20U;
    limited.crew.patience = std::chrono::seconds(20);
    const auto result = run(
        entrant(20), limited,
        [](const Entrant&, const Job& job) {
          std::vector<std::string> eaten;
          while (job.seed == 5) eaten.emplace_back(1U << 20U, 'x');
          return passed(job.seed);
        },
        ear);
    CHECK(result.total().runs == 20);
    CHECK(ear.heard == Heard{"memory 5"});
    CHECK(result.failures[0].signature.starts_with("memory-"));
    CHECK(exit_of(result) == Exit::violated);
  }

  TEST_CASE("a worker that somebody kills costs nothing: its seed is run again") {
    Ear ear;
    std::string flag = "/tmp/conclave-killed-XXXXXX";
    REQUIRE(::mkdtemp(flag.data()) != nullptr);
    const auto result = run(
        entrant(50), options(2),
        [&](const Entrant&, const Job& job) {
          // Once: the folder goes, and then the worker that took it away.
          if (job.seed == 20 && ::rmdir(flag.c_str()) == 0) ::kill(::getpid(), SIGKILL);
          return passed(job.seed);
        },
        ear);
    CHECK(result.total().passed == 50);
    CHECK(result.killed == 1);
    CHECK(ear.heard.empty());
    CHECK(exit_of(result) == Exit::ok);
  }

  TEST_CASE("what is found does not depend on how many workers look, or which is faster") {
    const Campaign::Try attempt = [](const Entrant&, const Job& job) {
      if (job.seed % 7 == 3) std::this_thread::sleep_for(std::chrono::milliseconds(2));
      if (job.seed % 10 == 9) return violated(job.seed, "agreement", 500 - job.seed);
      if (job.seed % 25 == 24) return violated(job.seed, "monotonic", job.seed);
      return passed(job.seed);
    };
    Ear one, three;
    const auto alone = run(entrant(120), options(1), attempt, one);
    const auto together = run(entrant(120), options(3), attempt, three);
    CHECK(told(alone) == told(together));
    CHECK(one.heard == three.heard);
    // The best of its seeds stands for a failure.
    CHECK(alone.failures[0].seed == 119);
    CHECK(alone.failures[0].runs == 12);
    CHECK(alone.failures[1].seed == 24);
  }

  TEST_CASE("the first failure ends a campaign, and it is the first of the agenda") {
    const Campaign::Try attempt = [](const Entrant&, const Job& job) {
      if (job.seed == 30) std::this_thread::sleep_for(std::chrono::milliseconds(50));
      return job.seed >= 30 ? violated(job.seed, job.seed % 2 ? "agreement" : "monotonic", 9)
                            : passed(job.seed);
    };
    for (const unsigned workers : {1U, 3U}) {
      Ear ear;
      const auto result = run(entrant(1000), options(workers, 1), attempt, ear);
      CHECK(ear.heard == Heard{"monotonic 30"});
      CHECK(result.total().runs == 31);
    }
    Ear ear;
    CHECK(run(entrant(1000), options(2, 2), attempt, ear).failures.size() == 2);
  }

  TEST_CASE("a seed that comes to two fingerprints is a failure of its own kind") {
    Ear ear;
    auto every = options(2);
    every.agenda.verify_percent = 100;
    const std::vector<Entrant> none;
    const auto result = run(
        entrant(20), every,
        [](const Entrant&, const Job& job) {
          CHECK(job.twice);
          Trial trial = passed(job.seed);
          trial.again = trial.outcome.fingerprint + (job.seed == 4 ? 1 : 0);
          return trial;
        },
        ear);
    CHECK(result.total().verified == 20);
    CHECK(result.total().nondeterministic == 1);
    CHECK(ear.heard == Heard{"nondeterminism 4"});
    const std::vector<Entrant> entrants = [] {
      std::vector<Entrant> list;
      list.push_back(entrant(20));
      return list;
    }();
    CHECK(Campaigned{entrants, result, {}, {}, {}, {}}.exit() == Exit::nondeterminism);
  }

  TEST_CASE("who is to be convicted is run until then, and other violations are no failure") {
    const Campaign::Try attempt = [](const Entrant&, const Job& job) {
      if (job.seed == 3) return violated(3, "monotonic", 5);
      return job.seed == 9 ? violated(9, "agreement", 5) : passed(job.seed);
    };
    std::vector<Entrant> entrants;
    entrants.push_back(entrant(100, {true, {"agreement"}}));
    Ear ear;
    const auto found = Campaign(entrants, options(2, 1), attempt).run(ear);
    CHECK(found.total().runs == 10);
    CHECK(found.total().besides == 1);
    CHECK(ear.heard == Heard{"agreement 9"});
    CHECK(Campaigned{entrants, found, {}, {}, {}, {}}.exit() == Exit::ok);

    entrants[0].goal.checks = {"one_leader"};
    const auto missed = Campaign(entrants, options(2, 1), attempt).run(ear);
    CHECK(missed.total().runs == 100);
    CHECK(Campaigned{entrants, missed, {}, {}, {}, {}}.exit() == Exit::violated);
    CHECK(junit_text({entrants, missed, {}, {}, {}, {}}).find("failures=\"1\"") !=
          std::string::npos);
  }

  TEST_CASE("who is not to recover passes if it does not, and fails if it does") {
    const Goal goal =
        goal_of(scenario_with(R"(, "budget": "unlimited", "expect": "unrecoverable")"),
                Wanted::as_scenario);
    const Trial lost = without_verdict(1, sim::RunVerdict::unrecoverable);
    CHECK(judge(goal, lost).meaning == Meaning::passed);
    CHECK(judge({}, lost).meaning == Meaning::unrecoverable);
    const Judgement recovered = judge(goal, passed(1));
    CHECK(recovered.meaning == Meaning::failed);
    CHECK(recovered.defect->check == "expect");
    CHECK(judge(goal, violated(1, "agreement", 5)).meaning == Meaning::failed);
    CHECK(judge(goal, without_verdict(1, sim::RunVerdict::undecided)).meaning ==
          Meaning::undecided);
  }

  TEST_CASE("seeds without a verdict do not spoil a conviction, and spoil the rest") {
    const Campaign::Try attempt = [](const Entrant&, const Job& job) {
      if (job.seed < 2) return without_verdict(job.seed, sim::RunVerdict::undecided);
      return violated(job.seed, "agreement", 5);
    };
    std::vector<Entrant> entrants;
    entrants.push_back(entrant(100, {true, {"agreement"}}));
    Ear ear;
    const auto convicted = Campaign(entrants, options(1, 1), attempt).run(ear);
    CHECK(convicted.total().undecided == 2);
    CHECK(Campaigned{entrants, convicted, {}, {}, {}, {}}.exit() == Exit::ok);
    // The runs of one that was convicted do not hide those of another.
    entrants.push_back(entrant(2));
    const auto both = Campaign(entrants, options(1, 1), attempt).run(ear);
    CHECK(Campaigned{entrants, both, {}, {}, {}, {}}.exit() == Exit::undecided);
  }

  TEST_CASE("of the seeds without a verdict the least is named, for each reason") {
    const Campaign::Try attempt = [](const Entrant&, const Job& job) {
      Trial trial = without_verdict(job.seed, sim::RunVerdict::undecided);
      trial.outcome.why_undecided = job.seed % 2 == 0 ? "limits.events" : "linearizable gave up";
      return trial;
    };
    const std::vector<Entrant> entrants = [] {
      std::vector<Entrant> one;
      one.push_back(entrant(7));
      return one;
    }();
    Ear ear;
    const auto result = Campaign(entrants, options(1, 1), attempt).run(ear);
    const auto& why = result.tallies.front().why_undecided;
    REQUIRE(why.size() == 2);
    std::uint64_t runs = 0;
    for (const auto& [reason, silent] : why) {
      CHECK(silent.seed % 2 == (reason == "limits.events" ? 0 : 1));
      runs += silent.runs;
    }
    CHECK(runs == 7);
    Tally sum = result.tallies.front();
    Tally other;
    other.why_undecided["limits.events"] = {3, 0};
    sum.add(other);
    CHECK(sum.why_undecided["limits.events"].seed == 0);
    const std::string json =
        campaign_json(Campaigned{entrants, result, {}, {}, {}, {}}, Exit::undecided);
    const sim::Json told = sim::Json::parse(json)["why_undecided"];
    REQUIRE(told.size() == 2);
    CHECK(told[1]["why"] == "linearizable gave up");
    CHECK(told[1]["seeds"] == why.at("linearizable gave up").runs);
  }

  TEST_CASE("a mistake of the host is as planted as one of the protocol") {
    const std::string expect = R"(, "expect": {"violation": "agreement"})";
    const auto host = scenario_with(R"(, "host": {"flaw": "ack_before_sync"})" + expect);
    CHECK(planted(scenario_with()).empty());
    CHECK(planted(host) == "ack_before_sync");
    CHECK(goal_of_regression(host).conviction);
    CHECK(!goal_of_regression(scenario_with(expect)).conviction);
    const Entrant one{"host.json", sim::Sampler(host), {}};
    CHECK(one.subject() == "raft with the flaw ack_before_sync");
  }

  TEST_CASE("a failure that ends the campaign leaves open what others would have shown") {
    const Campaign::Try attempt = [](const Entrant& entrant, const Job& job) {
      return job.seed == 3 && !entrant.goal.conviction ? violated(3, "monotonic", 5)
                                                       : passed(job.seed);
    };
    std::vector<Entrant> entrants;
    entrants.push_back(entrant(100));
    entrants.push_back(entrant(100, {true, {"agreement"}}));
    entrants.push_back(entrant(2, {true, {"agreement"}}));
    Ear ear;
    const auto result = Campaign(entrants, options(1, 1), attempt).run(ear);
    const Campaigned all{entrants, result, {}, {}, {}, {}};
    CHECK(all.exit() == Exit::violated);
    CHECK(!all.unmet(1));
    CHECK(all.warnings().front() ==
          "plain: a violation is expected, and none is in the 3 seeds that it had before the "
          "campaign ended");
    CHECK(all.unmet(2));  // it had all its runs
    CHECK(junit_text(all).find("failures=\"2\"") != std::string::npos);
    // With time for all of them, it is missed.
    const auto whole = Campaign(entrants, options(1), attempt).run(ear);
    CHECK(Campaigned{entrants, whole, {}, {}, {}, {}}.unmet(1));
  }

  TEST_CASE("JUnit gets a failure for each scenario that failed, though it be the same one") {
    const Campaign::Try attempt = [](const Entrant&, const Job& job) {
      return job.seed == 3 ? violated(3, "monotonic", 5) : passed(job.seed);
    };
    std::vector<Entrant> entrants;
    entrants.push_back(entrant(10));
    entrants.push_back(entrant(10));
    Ear ear;
    const auto result = Campaign(entrants, options(2), attempt).run(ear);
    REQUIRE(result.failures.size() == 1);
    const std::string text = junit_text({entrants, result, {}, {}, {}, {}});
    CHECK(text.find("failures=\"2\"") != std::string::npos);
    CHECK(text.find("failed as plain did: signature " + result.failures[0].signature) !=
          std::string::npos);
  }

  TEST_CASE("a campaign that is broken off keeps what is finished") {
    Ear ear;
    ear.stop = [](const CampaignResult& so_far) { return so_far.total().runs >= 5; };
    const auto result = run(
        entrant(Track::no_end), options(2),
        [](const Entrant&, const Job& job) {
          std::this_thread::sleep_for(std::chrono::milliseconds(3));
          return passed(job.seed);
        },
        ear);
    CHECK(result.broken_off);
    CHECK(result.total().runs >= 5);
    CHECK(result.total().passed == result.total().runs);
  }

  TEST_CASE("a campaign ends when its time is over") {
    Ear ear;
    auto brief = options(2);
    brief.time = std::chrono::milliseconds(300);
    const auto result = run(
        entrant(Track::no_end), brief,
        [](const Entrant&, const Job& job) { return passed(job.seed); }, ear);
    CHECK(result.timed_out);
    CHECK(!result.broken_off);
    CHECK(result.total().runs > 20);
  }

  TEST_CASE("a campaign that explored nothing says so") {
    Tally tally;
    Trial trial = passed(1);
    trial.outcome.verdict = sim::RunVerdict::undecided;
    trial.outcome.why_undecided = "limits.events of 10 was reached";
    trial.outcome.operations.ok = 0;
    trial.outcome.checks.push_back(
        {sim::find_checker("agreement"), sim::Verdict::not_exercised, 0, ""});
    const Judgement judgement = judge({}, trial);
    CHECK(judgement.meaning == Meaning::undecided);
    tally.add(1, trial, judgement);
    CHECK(warnings_of(tally) ==
          Heard{"most seeds came to no verdict: 1 of 1; mostly, limits.events of 10 was reached",
                "the check agreement never compared anything", "not one operation succeeded"});
  }

  TEST_CASE("what is unseen is estimated from the seeds that saw what no other did") {
    const auto add = [](Tally& tally, std::uint64_t seed, std::vector<std::uint64_t> states) {
      Trial trial = passed(seed);
      trial.states = std::move(states);
      tally.add(seed, trial, judge({}, trial));
    };
    Tally whole, half, rest;
    CHECK(explored(whole).chance_of_new == 0);
    const std::vector<std::vector<std::uint64_t>> runs{{1, 2}, {1, 3, 4}, {2, 1}, {1, 5}};
    for (std::uint64_t n = 0; n < runs.size(); ++n) {
      add(whole, n + 1, runs[n]);
      add(n % 2 == 0 ? half : rest, n + 1, runs[n]);
    }
    half.add(rest);
    for (const Tally& tally : {whole, half}) {
      const Explored seen = explored(tally);
      CHECK(seen.states == 5);
      CHECK(seen.once == 3);
      CHECK(seen.chance_of_new == 0.5);  // the second seed and the fourth
    }
  }

  TEST_CASE("a protocol has its own marks, and not those of its family") {
    const auto places = [](const char* protocol) {
      std::string text;
      for (const MarkCount& mark : marks_of({}, {protocol})) text += mark.place + "\n";
      return text;
    };
    CHECK(places("raft").find("protocols/raft/") != std::string::npos);
    CHECK(places("raft").find("paxos") == std::string::npos);
    CHECK(places("paxos").find("protocols/paxos/multi") != std::string::npos);
    CHECK(places("paxos").find("synod") == std::string::npos);
    CHECK(places("paxos-synod").find("protocols/paxos/synod") != std::string::npos);
    CHECK(places("paxos-synod").find("multi") == std::string::npos);
  }

  TEST_CASE("a trial crosses a pipe whole, and what is no trial is refused") {
    Trial trial = violated(5, "agreement", 77);
    trial.again = 12;
    trial.marks = {1, 3};
    trial.states = {7, ~std::uint64_t{0}};
    trial.outcome.checks.push_back({sim::find_checker("agreement"), sim::Verdict::violated, 3, ""});
    const auto read = trial_from(to_line(trial));
    REQUIRE(read.has_value());
    CHECK(to_line(*read) == to_line(trial));
    CHECK(read->outcome.violations == trial.outcome.violations);
    CHECK(to_line(trial).find('\n') == std::string::npos);
    for (const char* bad : {"", "{}", "[]", "[1,2,3]", "\x01"}) CHECK(!trial_from(bad));
  }
}
