// Client: a stranger with an address who asks the service for things and waits for answers.
//
// A client runs sessions. Each has one operation under way at a time, under a request id that stays
// the same over its retries, so that the service can let it take effect once. An operation without
// an answer in time is tried again at another node; one without an answer for long has an unknown
// outcome, stays unknown, and its session is never used again (what it asked for may yet happen).
//
// Closed loop: a fixed number of sessions, each asking again when it is answered. Fixed rate:
// operations start when they are due, whatever became of the earlier ones.
#pragma once

#include <memory>
#include <vector>

#include "sim/client/workload.h"
#include "sim/kernel/event_loop.h"
#include "sim/kernel/timer.h"
#include "sim/world/client_message.h"
#include "sim/world/cluster.h"

namespace conclave::sim {

// Ids of sessions go up to here: hosts keep a table of them.
inline constexpr std::uint32_t most_sessions = (1U << 16) - 1;

// What all clients of a run share: how much is left to do, and what was done.
struct WorkloadState {
  std::uint64_t invoked = 0, ok = 0, failed = 0, unknown = 0;
  std::uint64_t under_way = 0;
  std::uint32_t last_session = 0;
  bool closed = false;  // no operation starts any more, but for probes
};

class Client final : public Receiver, private Handler {
 public:
  Client(NodeId self, Cluster& cluster, const Random& random, const WorkloadOptions& options,
         WorkloadState& state);

  void start();
  // Asks for one write that tells whether the service is alive, again and again until it is
  // answered.
  void probe();
  bool probed() const { return probed_; }

  // By decree, in place of all that starts and goes on by itself: one operation of the session with
  // this id, another attempt of the one that it has under way, or its end. False if the session is
  // in no state for it. REQUIRES: no other client has a session with this id.
  bool ask(ClientId session, const std::string& text, NodeId node);
  bool ask_again(ClientId session, NodeId node);
  bool give_up(ClientId session);
  bool has(ClientId session) const { return place_of(session) != sessions_.size(); }

  bool up() const override { return true; }
  void receive(std::uint64_t packet, NodeId from, Payload payload, Index cause) override;

 private:
  struct Session {
    ClientId id;               // nobody: it has asked for nothing yet
    std::uint64_t number = 0;  // of its latest request
    bool busy = false;
    bool retired = false;  // ended in an unknown outcome
    bool probe = false;
    Command command;
    std::size_t key = 0;  // that its operation is about ...
    std::string writes;   // ... and what it leaves there, if it takes effect
    Time give_up{};
    Index cause = no_cause;  // of the next send
    Timer timer;             // thinking, waiting for an answer, or waiting to try again
  };

  void fire(Token token) override;
  EventName name(Token) const override;
  void arrive();  // fixed rate: one is due
  bool may_start() const;
  std::size_t open_session();
  void name(std::size_t session, ClientId id);
  std::size_t place_of(ClientId session) const;  // sessions_.size(): not ours
  void begin(std::size_t session);
  void invoke(std::size_t session);
  void attempt(std::size_t session);
  void give_up(std::size_t session);
  void finish(std::size_t session, Outcome outcome, const std::string& answer, Index cause);
  void learn(const Session& session, const std::string& answer);
  void after_operation(std::size_t session);
  void on(const ClientReply& reply, Index cause);
  void on(const ClientRedirect& redirect, Index cause);
  Session* waiting(RequestId request);
  void try_another();
  void compose(Session& session);
  void set_timer(std::size_t session, Duration delay);

  const NodeId self_;
  Cluster& cluster_;
  EventLoop& loop_;
  Random random_;
  const WorkloadOptions& options_;
  WorkloadState& state_;
  Weighted keys_, functions_;
  std::vector<std::string> seen_;  // the value last seen, by key
  NodeId preferred_;               // the node to ask first
  std::vector<Session> sessions_;
  std::vector<std::size_t> idle_;   // fixed rate: sessions to use again
  std::vector<std::size_t> by_id_;  // session of an id, by id
  bool probing_ = false, probed_ = false;
  ClientMessage incoming_, outgoing_ = ClientRequest{};  // scratch
  Buffer scratch_;
  std::string text_;  // scratch
};

class Clients {
 public:
  Clients(Cluster& cluster, const Random& random, const WorkloadOptions& options);

  void start();
  void close() { state_.closed = true; }
  // By decree (Client::ask and so on).
  bool ask(NodeId client, ClientId session, const std::string& text, NodeId node);
  bool ask_again(NodeId client, ClientId session, NodeId node);
  bool give_up(NodeId client, ClientId session);
  void probe();
  bool probed() const;
  // Nothing is under way and nothing will start.
  bool done() const;
  const WorkloadState& state() const { return state_; }

 private:
  Client* of(NodeId address);  // null if it is no client's

  const Cluster& cluster_;
  EventLoop& loop_;
  const WorkloadOptions options_;
  WorkloadState state_;
  std::vector<std::unique_ptr<Client>> clients_;
};

}  // namespace conclave::sim
