// Host: one node of the cluster. A replica while it is up, a disk for ever, timers in between, and
// its copy of the service.
//
// The host carries out the replica's effects, in the order asked, and turns what happens in the
// world into the replica's next input. It takes no decision of its own. Completions of an earlier
// life are void: a crash ends the replica, its timers, the messages that it held back, the requests
// it was working on and its copy of the service.
//
// What it does about its disk: it stops for good at the first write or sync that fails, because
// nobody can know what is on the disk from then on (Rebello et al., "Can Applications Recover from
// fsync Failures?", ATC 2020), and at a journal that it cannot read. A torn tail it cuts. A corrupt
// journal it hands to the replica as such, which may stop, or ask its peers.
#pragma once

#include <array>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "protocols/core/kind.h"
#include "sim/kernel/ring.h"
#include "sim/kernel/timer.h"
#include "sim/store/state_machine.h"
#include "sim/world/client_message.h"
#include "sim/world/clock.h"
#include "sim/world/disk.h"
#include "sim/world/host_flaw.h"
#include "sim/world/journal.h"
#include "sim/world/network.h"
#include "sim/world/tally.h"

namespace conclave::sim {

struct HostOptions {
  ClockOptions clock;
  DiskOptions disk;
  FrameOptions frames;
  HostFlaw flaw = HostFlaw::none;
};

class Host final : public Receiver, private Outbox, private Handler, private Disk::Listener {
 public:
  Host(NodeId self, EventLoop& loop, Network& network, Trace& trace, const Random& random,
       const HostOptions& options, const ReplicaFactory& make);

  // `cause`: the occurrence that brings it about, such as a fault.
  void boot(Index cause);  // REQUIRES: !up() && !halted()
  void boot_if_down(Index cause) {
    if (!up() && !halted_) boot(cause);
  }
  // REQUIRES: up(). What of its disk survives is drawn, unless an outcome is decreed.
  void crash(Index cause, const CrashOutcome* decreed = nullptr);

  // The process stands still: what comes meanwhile waits, in order, until it resumes.
  void pause(Index cause);   // REQUIRES: up() && !paused()
  void resume(Index cause);  // nothing, if it is not paused
  // From now on all that comes takes so much longer to handle (or less, once more), one after the
  // other, in order. `tally` counts what had to wait, and outlives the run's faults.
  void slow_down(Duration by, Tally& tally);
  // The clock jumps; with a drift, it runs so fast until end_drift().
  Clock::DriftId change_clock(Duration jump, std::optional<std::int64_t> drift_ppm, Index cause);
  void end_drift(Clock::DriftId drift, Index cause);

  bool up() const override { return replica_ != nullptr; }
  bool paused() const { return paused_; }
  bool halted() const { return halted_; }  // stopped by itself, and stays down
  const Brief& brief() const { return brief_; }
  Slot applied() const { return applied_; }
  const Replica* replica() const { return replica_.get(); }
  Disk& disk() { return disk_; }
  Journal& journal() { return journal_; }
  // Damages what lies on the disk. REQUIRES: the patch is on a file of the journal.
  Patches::Id damage(Patch patch, Index cause);
  Clock& clock() { return clock_; }

  void receive(std::uint64_t packet, NodeId from, Payload payload, Index cause) override;

 private:
  static constexpr std::size_t timers_max = 8;

  struct Held {  // waits for a sync
    std::uint64_t until = 0;
    NodeId to;
    Bytes message;
    std::optional<Claim> claim;
  };
  // What came while the process stood still or was busy: a packet, a completed sync, or an event of
  // its own.
  struct Waiting {
    enum class Kind : std::uint8_t { packet, synced, event } kind = Kind::packet;
    std::uint64_t number = 0;  // of the packet, or the token
    NodeId from;
    Channel channel = Channel::protocol;
    Bytes payload;
    Index cause = no_cause;
    SyncReport report{};
  };
  struct ToSelf {
    Bytes message;
    Index cause = no_cause;
  };
  struct NodeTimer {
    Timer timer;
    Index cause = no_cause;  // the step that set it
  };
  struct Pending {  // a request that a client waits for, by client
    std::uint64_t number = 0;
    NodeId address;  // nobody: none
  };

  // Takes one step: the input's line goes into the trace with the state after it, then what the
  // replica asks for is carried out.
  template <typename Line, typename Take>
  void step(const Line& line, Index cause, Take&& take);

  // Outbox: what the replica asks for.
  void stepped(const Brief& after) override;
  void write(ByteView record) override;
  void send(NodeId to, ByteView message, const Claim* claim) override;
  void send_after_sync(NodeId to, ByteView message, const Claim* claim) override;
  void set_timer(std::uint8_t timer, Duration min, Duration max) override;
  void stop_timer(std::uint8_t timer) override;
  void fact(const Fact& fact) override;
  void decide(Slot slot, const Command& command) override;
  void decline(RequestId request, NodeId leader) override;
  void halt(const std::string& reason) override;

  void on_request(std::uint64_t packet, NodeId from, Payload payload, Index cause);
  void to_client(NodeId address, const ClientMessage& message, Index cause);
  Pending* pending(ClientId client);
  void send_now(NodeId to, ByteView message, const Claim* claim, Index cause);
  void synced(const SyncReport& report) override;
  void fire(Token token) override;
  EventName name(Token token) const override;
  void fire_to_self();
  Token token(std::uint8_t number) const { return Token{life_} << 40 | number; }
  void end_of_life(Index cause, const CrashOutcome* decreed = nullptr);
  void stop_for_good(std::string_view reason, Index cause);
  void disk_failed(std::string_view operation, std::string_view why, std::uint64_t at,
                   std::uint64_t size, Index cause);
  Recovered read_journal(Index cause);
  void note_damage_read(const Recovered& found, Index cause);
  bool flawed(HostFlaw flaw) const { return flaw_ == flaw; }
  void defer(Waiting waiting);
  void take_up(const Waiting& waiting);
  void take_up_all();
  void take_up_next();
  void schedule_next();
  bool defers() const { return paused_ || handling_ != Duration() || !waiting_.empty(); }

  const NodeId self_;
  EventLoop& loop_;
  Network& network_;
  Trace& trace_;
  Random random_;  // timers
  Clock clock_;
  Disk disk_;
  Journal journal_;
  const HostFlaw flaw_;
  const ReplicaFactory& make_;
  std::unique_ptr<Replica> replica_;  // null while down
  std::uint32_t life_ = 0;
  bool halted_ = false;
  bool paused_ = false;
  Duration handling_{};  // how long each thing takes; zero: nothing waits
  Tally* slow_tally_ = nullptr;
  std::deque<Waiting> waiting_;
  bool next_is_scheduled_ = false;  // the first of these is being handled
  bool deferring_ = false;          // what comes must wait: the one question on the fast path

  // The step under way.
  const void* input_ = nullptr;  // its line, until it is in the trace ...
  Index (*tell_input_)(Host& host, const void* line) = nullptr;  // ... and how it gets there
  Index input_cause_ = no_cause;
  Index current_ = no_cause;  // its line's index: the cause of all it does
  bool wrote_ = false, halting_ = false;
  bool failed_ = false;  // a write did: the process is gone, whatever the replica still asks for

  Brief brief_;  // after the last step
  Index last_write_ = no_cause;
  std::uint64_t durable_ = 0;  // as this node has been told: the disk may be ahead of a pause
  Ring<Held> held_;
  Ring<ToSelf> to_self_;
  ToSelf own_;  // the one that is being received
  std::array<NodeTimer, timers_max> timers_;
  std::vector<Pending> pending_;  // by client
  StateMachine service_;
  Slot applied_;
  ClientMessage incoming_, outgoing_;  // scratch
  Buffer scratch_;
};

}  // namespace conclave::sim
