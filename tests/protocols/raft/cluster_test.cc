// A whole cluster without a simulator: a bag of packets, disks that lose what is not synced, and a
// schedule drawn by dice. Small and rude: packets are lost, doubled and shuffled, nodes crash at
// any moment, timers ring when they like. After every step the promises of the paper's figure 3 are
// held against what the nodes did; in the end everything heals and the nodes must agree.
#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>

#include "protocols/core/replica.h"
#include "tests/protocols/raft/raft_bench.h"
#include "tests/support/effort.h"

namespace conclave::raft {
namespace {

struct Dice {
  std::uint64_t state;
  std::uint64_t below(std::uint64_t n) {
    state += 0x9e3779b97f4a7c15ULL;
    std::uint64_t mixed = state;
    mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebULL;
    return (mixed ^ (mixed >> 31U)) % n;
  }
  bool once_in(std::uint64_t n) { return below(n) == 0; }
};

struct Violation : std::runtime_error {
  using std::runtime_error::runtime_error;
};
void promise(bool kept, const char* what) {
  if (!kept) throw Violation(what);
}

class Cluster {
 public:
  Cluster(std::size_t nodes, Config config, std::uint64_t seed)
      : config_(config), dice_{seed}, servers_(nodes) {
    for (std::size_t i = 0; i < nodes; ++i) boot(i);
  }

  // So many random things happen.
  void storm(int steps) {
    for (int n = 0; n < steps; ++n) {
      now_ += std::chrono::microseconds(dice_.below(4000));
      const std::size_t i = dice_.below(servers_.size());
      const std::uint64_t what = dice_.below(100);
      if (what < 60) {
        deliver_any();
      } else if (what < 80) {
        sync(i, 1 + dice_.below(3));
      } else if (what < 86) {
        ring_any(i, dice_.once_in(3));
      } else if (what < 98) {
        request(i);
      } else if (what < 99) {
        crash(i);
        boot(i);
      } else {
        packets_.resize(packets_.size() - dice_.below(packets_.size() + 1) / 2);
      }
    }
  }

  // Nothing fails any more: every packet arrives, every sync ends, timers ring when they are due.
  // True if a command that is asked for from now on is decided everywhere.
  bool heal() {
    const auto decided_by_all = [&](const Command& command) {
      for (const Server& server : servers_) {
        if (server.decided.empty() || !has(server.decided, command)) return false;
      }
      return true;
    };
    const Command last = command(1'000'000, "last");
    for (int round = 0; round < 3000; ++round) {
      for (int events = 0; settle(); ++events) {
        promise(events < 20000, "a cluster that nobody asks comes to rest");
      }
      if (decided_by_all(last)) return true;
      if (round % 100 == 50) {
        for (std::size_t i = 0; i < servers_.size(); ++i) input(i, P::Request{last});
      } else {
        ring_next();
      }
    }
    return false;
  }

  std::size_t decided() const { return agreed_.size(); }

 private:
  using P = Port<Types>;

  struct Held {  // until so many records are durable
    std::size_t records;
    NodeId to;
    Message message;
  };
  struct Server {
    Node node;
    std::vector<Record> journal;
    std::size_t durable = 0;
    std::vector<Held> held;
    std::array<std::optional<LocalTime>, 2> rings;
    std::vector<Entry> log;  // as its facts say
    std::vector<Command> decided;
    std::uint64_t term = 0;  // the latest that it spoke of, in all lives
  };
  struct Seen {
    Epoch before;
    Command command;
    friend bool operator==(const Seen&, const Seen&) = default;
  };
  struct Packet {
    NodeId from, to;
    Message message;
  };

  static bool has(const std::vector<Command>& commands, const Command& command) {
    return std::find(commands.rbegin(), commands.rend(), command) != commands.rend();
  }

  void boot(std::size_t i) {
    std::vector<NodeId> peers;
    for (std::uint32_t n = 0; n < servers_.size(); ++n) {
      if (n != i) peers.emplace_back(n + 1);
    }
    Server& server = servers_[i];
    server.node = Node(id(i), peers, config_);
    const std::vector<Record> journal = server.journal;
    input(i, P::Boot{journal, Integrity::intact});
  }

  // What was synced stays, and of the rest as much as chance lets through.
  void crash(std::size_t i) {
    Server& server = servers_[i];
    server.durable += dice_.below(server.journal.size() - server.durable + 1);
    server.journal.resize(server.durable);
    server.held.clear();
    server.rings = {};
    server.decided.clear();
    server.log.clear();
    for (const Record& record : server.journal) {
      if (const auto* appended = std::get_if<Appended>(&record)) {
        server.log.resize(appended->slot.value() - 1);
        server.log.insert(server.log.end(), appended->entries.begin(), appended->entries.end());
      }
    }
  }

  void sync(std::size_t i, std::size_t records) {
    Server& server = servers_[i];
    server.durable = std::min(server.durable + records, server.journal.size());
    while (!server.held.empty() && server.held.front().records <= server.durable) {
      Held held = std::move(server.held.front());
      server.held.erase(server.held.begin());
      post(id(i), held.to, std::move(held.message));
    }
  }

  void deliver_any() {
    if (packets_.empty()) return;
    // Mostly the oldest: a network that only shuffles gets nothing done.
    const std::size_t at = dice_.once_in(3) ? dice_.below(packets_.size()) : 0;
    const Packet packet = packets_[at];
    if (!dice_.once_in(10)) packets_.erase(packets_.begin() + static_cast<std::ptrdiff_t>(at));
    if (dice_.once_in(12)) return;
    input(packet.to.value() - 1, P::Receive{packet.from, packet.message});
  }

  void ring_any(std::size_t i, bool early) {
    for (std::size_t timer = 0; timer < 2; ++timer) {
      const auto& ring = servers_[i].rings[timer];
      if (ring && (*ring <= now_ || (early && dice_.once_in(3)))) ring_timer(i, timer);
    }
  }

  void ring_next() {
    std::size_t next_server = 0, next_timer = 0;
    std::optional<LocalTime> next;
    for (std::size_t i = 0; i < servers_.size(); ++i) {
      for (std::size_t timer = 0; timer < 2; ++timer) {
        const auto& ring = servers_[i].rings[timer];
        if (ring && (!next || *ring < *next)) next = *ring, next_server = i, next_timer = timer;
      }
    }
    promise(next.has_value(), "somebody waits for something");
    now_ = std::max(now_, *next);
    ring_timer(next_server, next_timer);
  }

  void ring_timer(std::size_t i, std::size_t timer) {
    servers_[i].rings[timer].reset();
    input(i, P::Timeout{static_cast<Timer>(timer)});
  }

  void request(std::size_t i) {
    ++requests_;
    input(i, P::Request{command(requests_, "x" + std::to_string(requests_))});
  }

  // One thing that is under way happens. False if nothing is.
  bool settle() {
    for (std::size_t i = 0; i < servers_.size(); ++i) {
      if (!servers_[i].held.empty()) return sync(i, servers_[i].journal.size()), true;
    }
    if (packets_.empty()) return false;
    const Packet packet = std::move(packets_.front());
    packets_.erase(packets_.begin());
    input(packet.to.value() - 1, P::Receive{packet.from, packet.message});
    return true;
  }

  void post(NodeId from, NodeId to, Message message) {
    const auto claim = detail::claim_of(message);
    if (claim && claim->kind == Claim::Kind::vote) spoken_.insert({from, claim->epoch});
    std::uint64_t& term = servers_[from.value() - 1].term;
    if (!is_pre(message)) term = std::max(term, term_of(message));
    packets_.push_back({from, to, std::move(message)});
  }

  void input(std::size_t i, const P::Input& input) {
    P::Effects effects;
    servers_[i].node.step(now_, input, effects);
    for (const auto& effect : effects.list()) {
      std::visit([&](const auto& e) { on(i, e); }, effect);
    }
    promise(servers_[i].node.brief().epoch.value() >= servers_[i].term, "terms never fall");
  }

  void on(std::size_t i, const P::Write& e) { servers_[i].journal.push_back(e.record); }
  void on(std::size_t i, const P::Send& e) { post(id(i), e.to, e.message); }
  void on(std::size_t i, const P::SendAfterSync& e) {
    Server& server = servers_[i];
    if (server.durable == server.journal.size()) return post(id(i), e.to, e.message);
    server.held.push_back({server.journal.size(), e.to, e.message});
  }
  void on(std::size_t i, const P::SetTimer& e) {
    const auto spread = static_cast<std::uint64_t>((e.max - e.min).count()) + 1;
    servers_[i].rings[static_cast<std::size_t>(e.timer)] =
        now_ + e.min + Duration(dice_.below(spread));
  }
  void on(std::size_t i, const P::StopTimer& e) {
    servers_[i].rings[static_cast<std::size_t>(e.timer)].reset();
  }

  // Figure 3: election safety, log matching, leader completeness, state machine safety.
  void on(std::size_t i, const Became& e) {
    if (e.role != Role::leader) return;
    const auto [leader, first] = leaders_.try_emplace(e.epoch, id(i));
    promise(first || leader->second == id(i), "one leader in a term");
    const std::vector<Entry>& log = servers_[i].log;
    promise(log.size() >= agreed_.size(), "a leader has all that is committed");
    for (std::size_t n = 0; n < agreed_.size(); ++n) {
      promise(log[n].command == agreed_[n], "a leader has what is committed");
    }
  }
  void on(std::size_t i, const Truncated& e) { servers_[i].log.resize(e.slot.value() - 1); }
  void on(std::size_t i, const Accepted& e) {
    std::vector<Entry>& log = servers_[i].log;
    promise(e.slot.value() == log.size() + 1, "logs have no holes");
    const Epoch before = log.empty() ? Epoch() : epoch_of(log.back().term);
    log.push_back({Term(e.epoch.value()), e.command});
    // By induction over the entry before, this is log matching.
    const Seen seen{before, e.command};
    const auto [known, first] = entries_.try_emplace({e.slot, e.epoch}, seen);
    promise(first || known->second == seen, "logs match");
  }
  void on(std::size_t i, const Decide& e) {
    Server& server = servers_[i];
    promise(e.slot.value() == server.decided.size() + 1, "slots are decided in order");
    server.decided.push_back(e.command);
    if (agreed_.size() < e.slot.value()) agreed_.push_back(e.command);
    promise(agreed_[e.slot.value() - 1] == e.command, "nodes agree");
  }
  void on(std::size_t i, const Voted& e) {
    const auto [vote, first] = votes_.try_emplace({id(i), e.epoch}, e.candidate);
    // A vote may be given again if the first was lost with everything that rested on it.
    if (!first && vote->second != e.candidate) {
      promise(spoken_.count({id(i), e.epoch}) == 0, "one vote in a term");
      vote->second = e.candidate;
    }
  }
  void on(std::size_t i, const Halt&) { promise(i > servers_.size(), "nobody halts"); }
  void on(std::size_t, const auto&) {}

  static std::uint64_t term_of(const Message& message) {
    return std::visit([](const auto& m) { return m.term.value(); }, message);
  }
  static bool is_pre(const Message& message) {
    const auto* request = std::get_if<VoteRequest>(&message);
    const auto* reply = std::get_if<VoteReply>(&message);
    return (request && request->pre) || (reply && reply->pre);
  }
  static NodeId id(std::size_t i) { return NodeId(static_cast<std::uint32_t>(i + 1)); }

  Config config_;
  Dice dice_;
  LocalTime now_ = std::chrono::seconds(1);
  std::vector<Server> servers_;
  std::vector<Packet> packets_;
  std::uint64_t requests_ = 0;
  std::map<Epoch, NodeId> leaders_;
  std::map<std::pair<Slot, Epoch>, Seen> entries_;
  std::map<std::pair<NodeId, Epoch>, NodeId> votes_;
  std::set<std::pair<NodeId, Epoch>> spoken_;  // votes that left their node
  std::vector<Command> agreed_;
};

// What went wrong in a run; "" if nothing did.
std::string verdict(std::size_t nodes, const Config& config, std::uint64_t seed,
                    std::size_t* decided = nullptr) {
  try {
    Cluster cluster(nodes, config, seed);
    cluster.storm(1500);
    if (decided) *decided += cluster.decided();
    return cluster.heal() ? "" : "no progress after everything healed";
  } catch (const Violation& violation) {
    return violation.what();
  } catch (const Broken& belief) {
    return belief.what();
  }
}

TEST_CASE("a cluster agrees under any schedule, and goes on when the storm is over") {
  const std::array configs{
      Config{},
      Config{.batch_max = 1, .window = 1},
      Config{.batch_max = 2, .batch_bytes_max = 1, .window = 2},
      Config{.pre_vote = true, .window = 3},
      Config{.check_quorum = true},
      Config{.pre_vote = true, .check_quorum = true, .batch_max = 1},
  };
  std::size_t decided = 0;
  for (const Config& config : configs) {
    for (const std::size_t nodes : {1, 2, 3, 4, 5}) {
      for (std::uint64_t seed = 1; seed <= effort(20); ++seed) {
        CAPTURE(nodes);
        CAPTURE(seed);
        CHECK(verdict(nodes, config, seed, &decided) == "");
      }
    }
  }
  CHECK(decided > effort(10000));  // it was not all noise
}

TEST_CASE("the storm is strong enough to convict" * doctest::skip(sanitized)) {
  const auto convicted_after = [](Flaw flaw) {
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
      if (verdict(3 + 2 * (seed % 2), {.window = 2, .flaw = flaw}, seed) != "") return seed;
    }
    return std::uint64_t{0};
  };
  for (const Flaw flaw :
       {Flaw::ack_beyond_verified, Flaw::commit_unverified_tail, Flaw::commit_stops_at_old_term,
        Flaw::truncate_always, Flaw::append_twice, Flaw::vote_before_sync, Flaw::term_not_saved,
        Flaw::ballot_not_atomic, Flaw::campaign_before_sync, Flaw::ack_before_sync,
        Flaw::repeated_vote_counts, Flaw::vote_twice, Flaw::no_up_to_date_check,
        Flaw::prev_unchecked}) {
    CAPTURE(name_of(flaw));
    CHECK(convicted_after(flaw) > 0);
  }
}

}  // namespace
}  // namespace conclave::raft
