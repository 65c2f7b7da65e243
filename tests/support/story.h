// Story: a hand-made trace, told in verbs, and what the judges say to it.
//
//     Story story(3, {"one_leader"});
//     auto &n1 = story.node(1), &n2 = story.node(2);
//     n1.becomes_leader(3);
//     n2.becomes_leader(3);
//     CHECK(story.breaks("one_leader"));
//
// Every node is up from the start. Each verb is one occurrence, a millisecond after the one before.
// A command is called by its body, and "" is the no-op; the same body is the same request, that of
// the client who invoked it, or of client 9 if nobody did.
#pragma once

#include <algorithm>
#include <deque>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/checkers/judges.h"
#include "sim/trace/trace.h"

namespace conclave::sim {

class Story {
 public:
  class Node;
  class Client;

  Story(std::size_t nodes, std::initializer_list<std::string_view> checks)
      : Story(nodes, chosen(checks)) {}
  Story(std::size_t nodes, const std::vector<Chosen>& checks)
      : cast_(cast_of(nodes)), judges_(cast_, checks) {
    judges_.attach(trace_);
    for (std::size_t n = 1; n <= nodes; ++n) {
      nodes_.emplace_back(*this, NodeId(static_cast<std::uint32_t>(n))).boots();
    }
    for (std::uint32_t n = 1; n <= clients; ++n) clients_.emplace_back(*this, ClientId(n));
  }

  Node& node(std::size_t n) { return nodes_.at(n - 1); }
  Client& client(std::size_t n) { return clients_.at(n - 1); }
  Command command(const std::string& body) {
    if (body.empty()) return {};
    const auto [known, fresh] = commands_.try_emplace(body);
    if (fresh) known->second = {{ClientId(9), commands_.size()}, body};
    return known->second;
  }

  // ---- The world ----
  Story& fault_begins(std::string_view id, std::string_view what) {
    emit(NodeId(), FaultBegan{id, what, ""});
    return *this;
  }
  Story& fault_ends(std::string_view id) {
    emit(NodeId(), FaultEnded{id, "", ""});
    return *this;
  }
  Story& heals() {
    emit(NodeId(), Healed{});
    return *this;
  }
  Story& passes(Duration d) {
    now_ += d;
    return *this;
  }
  Story& ends() {
    judges_.finish(now_);
    return *this;
  }

  // ---- The judges ----
  // Something was compared, and held.
  bool keeps(std::string_view check) const { return result(check).verdict == Verdict::ok; }
  bool breaks(std::string_view check) const { return result(check).verdict == Verdict::violated; }
  bool leaves_open(std::string_view check) const {
    return result(check).verdict == Verdict::not_exercised;
  }
  // The story of the violation; empty if there is none.
  std::string told(std::string_view check) const {
    for (const Violation& violation : judges_.violations()) {
      if (violation.check == check) return violation.story;
    }
    return {};
  }
  CheckResult result(std::string_view check) const {
    std::vector<CheckResult> results = judges_.results();
    for (CheckResult& result : results) {
      if (result.kind->name == check) return std::move(result);
    }
    throw std::logic_error("no such check in this story: " + std::string(check));
  }
  const Judges& judges() const { return judges_; }
  const Ledger& ledger() const { return judges_.ledger(); }
  Index now() const { return trace_.next(); }

  class Node {
   public:
    Node(Story& story, NodeId id) : story_(story), id_(id) {}
    NodeId id() const { return id_; }
    Brief& brief() { return brief_; }

    // ---- Lives and steps ----
    // What is on the disk is what was written before `end`; by default, all that was synced.
    Node& boots() { return boots_with(synced_); }
    Node& boots_with(std::uint64_t end, Integrity integrity = Integrity::intact) {
      written_ = synced_ = end;
      brief_.role = Role::follower;
      brief_.commit = Slot();
      return tell(Booted{integrity, 0, end}, true);
    }
    Node& crashes() { return tell(Crashed{written_}, false); }
    Node& halts() { return tell(Halted{"cannot go on"}, true); }
    Node& steps() { return tell(TimerFired{}, true); }

    // ---- Facts ----
    Node& becomes_leader(std::uint64_t epoch) { return becomes(Role::leader, epoch); }
    Node& becomes_follower(std::uint64_t epoch) { return becomes(Role::follower, epoch); }
    Node& becomes(Role role, std::uint64_t epoch) {
      brief_.role = role;
      brief_.epoch = std::max(brief_.epoch, Epoch(epoch));
      const Became fact{role, Epoch(epoch)};
      return tell(&fact, true);
    }
    Node& votes(std::uint64_t epoch, const Node& candidate) {
      brief_.epoch = std::max(brief_.epoch, Epoch(epoch));
      const Voted fact{Epoch(epoch), candidate.id()};
      return tell(&fact, true);
    }
    Node& accepts(std::uint64_t slot, std::uint64_t epoch, const std::string& body) {
      return accepts(slot, epoch, story_.command(body));
    }
    Node& accepts(std::uint64_t slot, std::uint64_t epoch, const Command& command) {
      if (Slot(slot) >= brief_.length) brief_.length = Slot(slot), brief_.last = Epoch(epoch);
      const Accepted fact{Slot(slot), Epoch(epoch), command};
      return tell(&fact, true);
    }
    Node& truncates(std::uint64_t slot) {
      brief_.length = std::min(brief_.length, Slot(slot) - 1);
      const Truncated fact{Slot(slot)};
      return tell(&fact, true);
    }
    Node& credits(const Node& peer, std::uint64_t slot, std::uint64_t epoch) {
      const Credited fact{peer.id(), Slot(slot), Epoch(epoch)};
      return tell(&fact, true);
    }
    Node& commits(std::uint64_t slot, std::uint64_t epoch) {
      brief_.commit = Slot(slot);
      const Committed fact{Slot(slot), Epoch(epoch)};
      return tell(&fact, true);
    }
    Node& is_configured(std::uint32_t voters, std::uint32_t elect, std::uint32_t commit) {
      std::vector<NodeId> all;
      for (std::uint32_t n = 1; n <= voters; ++n) all.push_back(NodeId(n));
      const Configured fact{std::move(all), elect, commit};
      return tell(&fact, true);
    }
    Node& remarks(const std::string& text) {
      const Remark fact{text};
      return tell(&fact, true);
    }
    Node& decides(std::uint64_t slot, const std::string& body, bool effect = true,
                  std::string_view answer = "ok") {
      return decides(slot, story_.command(body), effect, answer);
    }
    Node& decides(std::uint64_t slot, const Command& command, bool effect = true,
                  std::string_view answer = "ok") {
      return tell(Decided{Slot(slot), &command, effect, answer}, true);
    }

    // ---- The disk: every record takes ten bytes ----
    Node& writes() { return tell(Wrote{written_ += 10, {}}, true); }
    Node& syncs() { return tell(Synced{synced_ = written_, true}, false); }
    Node& syncs_upto(std::uint64_t end) { return tell(Synced{synced_ = end, true}, false); }
    // The disk says so, and it is not so.
    Node& syncs_in_vain() { return tell(Synced{written_, false}, false); }
    Node& is_damaged(std::uint64_t at, std::uint64_t size) {
      return tell(Damaged{"journal", "bit_rot", at, size, false}, false);
    }
    std::uint64_t written() const { return written_; }

    // ---- Messages ----
    Node& sends_vote(const Node& to, std::uint64_t epoch) {
      return sends(to, Claim::vote(Epoch(epoch)));
    }
    Node& acknowledges(const Node& to, std::uint64_t first, std::uint64_t last,
                       std::uint64_t epoch = 0) {
      return sends(to, Claim::holds(Slot(first), Slot(last), Epoch(epoch)));
    }

   private:
    Node& sends(const Node& to, const Claim& claim) {
      return tell(Sent{0, to.id(), {}, &claim}, false);
    }
    template <typename D>
    Node& tell(const D& detail, bool own_step) {
      story_.emit(id_, detail, own_step ? &brief_ : nullptr);
      return *this;
    }

    Story& story_;
    NodeId id_;
    Brief brief_;
    std::uint64_t written_ = 0, synced_ = 0;
  };

  class Client {
   public:
    Client(Story& story, ClientId id) : story_(story), id_(id) {}

    Command invokes(const std::string& body) {
      const Command command{{id_, ++number_}, body};
      story_.commands_[body] = command;
      story_.emit(address(), Invoked{&command});
      return command;
    }
    Client& returns(std::string_view answer) { return ends(Outcome::ok, answer); }
    Client& fails() { return ends(Outcome::failed, ""); }
    Client& gives_up() { return ends(Outcome::unknown, ""); }

   private:
    Client& ends(Outcome outcome, std::string_view answer) {
      story_.emit(address(), Returned{{id_, number_}, outcome, answer});
      return *this;
    }
    NodeId address() const {
      return NodeId(static_cast<std::uint32_t>(story_.cast_.nodes) + id_.value());
    }

    Story& story_;
    ClientId id_;
    std::uint64_t number_ = 0;
  };

 private:
  static constexpr std::uint32_t clients = 4;

  static Vocabulary cast_of(std::size_t nodes) {
    Vocabulary cast;
    cast.nodes = nodes;
    for (std::size_t n = 1; n <= nodes; ++n) cast.names.push_back("n" + std::to_string(n));
    for (std::size_t n = 1; n <= clients; ++n) cast.names.push_back("c" + std::to_string(n));
    return cast;
  }
  static std::vector<Chosen> chosen(std::initializer_list<std::string_view> checks) {
    std::vector<Chosen> chosen;
    for (const std::string_view check : checks) chosen.push_back({find_checker(check), {}});
    return chosen;
  }
  template <typename D>
  void emit(NodeId node, const D& detail, const Brief* after = nullptr) {
    now_ += std::chrono::milliseconds(1);
    trace_.emit(now_, node, no_cause, detail, after);
  }

  Vocabulary cast_;
  Judges judges_;
  Trace trace_;
  Time now_{};
  std::deque<Node> nodes_;
  std::deque<Client> clients_;
  std::map<std::string, Command> commands_;
};

}  // namespace conclave::sim
