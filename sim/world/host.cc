// One node's life: boots, steps, effects, crashes.
#include "sim/world/host.h"

#include <algorithm>
#include <utility>

#include "protocols/core/check.h"
#include "protocols/core/match.h"
#include "sim/world/event_name.h"

namespace conclave::sim {
namespace {

constexpr std::uint8_t self_message = 0xff;  // a timer number that no protocol uses
constexpr std::uint8_t next_in_line = 0xfe;
constexpr std::uint32_t clients_max = 1 << 16;  // an id beyond that came out of damaged bytes

FrameOptions frames_of(const HostOptions& options) {
  FrameOptions frames = options.frames;
  if (options.flaw == HostFlaw::payload_unprotected) frames.covers_payload = false;  // S10
  return frames;
}

}  // namespace

Host::Host(NodeId self, EventLoop& loop, Network& network, Trace& trace, const Random& random,
           const HostOptions& options, const ReplicaFactory& make)
    : self_(self),
      loop_(loop),
      network_(network),
      trace_(trace),
      random_(random.fork("timers")),
      clock_(options.clock),
      disk_(loop, random.fork("disk"), options.disk, event_name(EventSort::sync, self), *this),
      journal_(disk_, self, frames_of(options), options.disk.segment),
      flaw_(options.flaw),
      make_(make) {
  network_.attach(self_, *this);
}

// ---- Lives --------------------------------------------------------------------------------------

void Host::boot(Index cause) {
  ALWAYS(!up() && !halted_);
  Recovered found = read_journal(cause);
  if (found.unreadable) return stop_for_good("the journal cannot be read", cause);
  if (found.integrity == Integrity::corrupt && flawed(HostFlaw::mismatch_ends_log)) {  // S01
    found.integrity = Integrity::torn_tail;
  }
  // Records before a torn tail are not copied: they stay where they are when it is cut.
  if (found.integrity == Integrity::torn_tail && !flawed(HostFlaw::torn_tail_kept)) {  // S06
    journal_.cut(found.end);
  } else {
    journal_.keep();
  }
  durable_ = journal_.end();
  replica_ = make_(self_);
  const Booted line{found.integrity, found.records.size(), found.end};
  step(line, cause,
       [&] { replica_->boot(clock_.read(loop_.now()), found.records, found.integrity, *this); });
}

Recovered Host::read_journal(Index cause) {
  Recovered found = journal_.recover();
  if (disk_.patches().empty()) return found;
  if (found.unreadable) {
    for (const auto& entry : disk_.patches().all()) {
      const Patch& patch = entry.patch;
      if (!patch.unreadable || !journal_.has(patch.file)) continue;
      disk_failed("read", "input/output error", journal_.position(patch.file, patch.offset),
                  patch.bytes.size(), cause);
    }
  } else if (journal_.loss() == JournalLoss::unnoticeable) {
    // If that is more than the run may ask of anyone, it does not happen.
    disk_.patches().take_off_merciful();
    found = journal_.recover();
  }
  note_damage_read(found, cause);
  return found;
}

void Host::note_damage_read(const Recovered& found, Index cause) {
  for (auto& [id, patch] : disk_.patches().all()) {
    if (!journal_.has(patch.file)) continue;
    Tally none, &tally = patch.tally != nullptr ? *patch.tally : none;
    if (!std::exchange(patch.read, true)) ++tally.effective;
    const std::uint64_t at = journal_.position(patch.file, patch.offset);
    const std::uint64_t size = patch.bytes.size();
    // Behind the first bad frame nothing is believed.
    const bool told = found.unreadable
                          ? patch.unreadable
                          : found.integrity == Integrity::corrupt && at + size > found.end;
    if (!told || std::exchange(patch.detected, true)) continue;
    ++tally.detected;
    trace_.emit(loop_.now(), self_, cause, Damaged{"journal", patch.how, at, size, true});
  }
}

Patches::Id Host::damage(Patch patch, Index cause) {
  // What is written behind the end later is written over whatever went there.
  const std::uint64_t size = disk_.files().bytes(patch.file).size();
  patch.bytes.resize(std::min<std::uint64_t>(patch.bytes.size(),
                                             size - std::min<std::uint64_t>(size, patch.offset)));
  if (patch.bytes.empty()) return 0;  // of no patch
  const std::uint64_t at = journal_.position(patch.file, patch.offset);
  trace_.emit(loop_.now(), self_, cause,
              Damaged{"journal", patch.how, at, patch.bytes.size(), false});
  return disk_.patches().add(std::move(patch));
}

void Host::crash(Index cause, const CrashOutcome* decreed) {
  ALWAYS(up());
  end_of_life(cause, decreed);
}

void Host::end_of_life(Index cause, const CrashOutcome* decreed) {
  const std::string survived = to_text(disk_.crash(decreed));
  trace_.emit(loop_.now(), self_, cause, Crashed{journal_.kept(), survived});
  replica_.reset();
  ++life_;
  paused_ = false;
  waiting_.clear();
  next_is_scheduled_ = false;
  deferring_ = defers();
  brief_ = {};
  last_write_ = no_cause;
  if (!flawed(HostFlaw::replies_from_earlier_life)) held_.clear();  // H01
  to_self_.clear();
  timers_ = {};
  pending_.clear();
  service_.reset();
  applied_ = {};
}

// A process that ends itself: for the disk no different from a crash, but that it stays down.
void Host::stop_for_good(std::string_view reason, Index cause) {
  const Index halted = trace_.emit(loop_.now(), self_, cause, Halted{reason});
  halted_ = true;
  if (up()) end_of_life(halted);
}

void Host::disk_failed(std::string_view operation, std::string_view why, std::uint64_t at,
                       std::uint64_t size, Index cause) {
  trace_.emit(loop_.now(), self_, cause, DiskFailed{operation, why, at, size});
}

void Host::pause(Index cause) {
  ALWAYS(up() && !paused_);
  paused_ = deferring_ = true;
  trace_.emit(loop_.now(), self_, cause, Paused{});
}

void Host::resume(Index cause) {
  if (!paused_) return;
  paused_ = false;
  trace_.emit(loop_.now(), self_, cause, Resumed{});
  if (handling_ == Duration()) return take_up_all();
  schedule_next();
}

void Host::slow_down(Duration by, Tally& tally) {
  handling_ += by;
  slow_tally_ = &tally;
  if (handling_ == Duration() && !paused_) take_up_all();
  deferring_ = defers();
}

// ---- What has to wait ---------------------------------------------------------------------------

void Host::defer(Waiting waiting) {
  waiting_.push_back(std::move(waiting));
  if (handling_ != Duration()) ++slow_tally_->effective;
  schedule_next();
}

void Host::schedule_next() {
  if (paused_ || next_is_scheduled_ || waiting_.empty()) return;
  next_is_scheduled_ = true;
  loop_.after(handling_, *this, token(next_in_line));
}

void Host::take_up_next() {
  next_is_scheduled_ = false;
  if (paused_ || waiting_.empty()) return loop_.was_void();
  const Waiting one = std::move(waiting_.front());
  waiting_.pop_front();
  take_up(one);
  schedule_next();
}

void Host::take_up_all() {
  const std::uint32_t life = life_;
  std::deque<Waiting> all;
  std::swap(all, waiting_);
  for (const Waiting& one : all) {
    if (life_ != life) return;  // it halted: the rest finds nobody
    take_up(one);
  }
  deferring_ = defers();
}

void Host::take_up(const Waiting& one) {
  deferring_ = false;
  switch (one.kind) {
    case Waiting::Kind::packet:
      receive(one.number, one.from, {one.channel, one.payload}, one.cause);
      break;
    case Waiting::Kind::synced:
      synced(one.report);
      break;
    case Waiting::Kind::event:
      fire(one.number);
      break;
  }
  deferring_ = defers();
}

Clock::DriftId Host::change_clock(Duration jump, std::optional<std::int64_t> drift_ppm,
                                  Index cause) {
  clock_.jump(loop_.now(), jump);
  const Clock::DriftId drift = drift_ppm ? clock_.begin_drift(loop_.now(), *drift_ppm) : 0;
  trace_.emit(loop_.now(), self_, cause, ClockMoved{jump, clock_.drift_ppm()});
  return drift;
}

void Host::end_drift(Clock::DriftId drift, Index cause) {
  clock_.end_drift(loop_.now(), drift);
  trace_.emit(loop_.now(), self_, cause, ClockMoved{Duration(), clock_.drift_ppm()});
}

// ---- Steps --------------------------------------------------------------------------------------

template <typename Line, typename Take>
void Host::step(const Line& line, Index cause, Take&& take) {
  input_ = &line;
  tell_input_ = [](Host& host, const void* input) {
    return host.trace_.emit(host.loop_.now(), host.self_, host.input_cause_,
                            *static_cast<const Line*>(input), &host.brief_);
  };
  input_cause_ = cause;
  wrote_ = halting_ = failed_ = false;
  try {
    take();
  } catch (...) {
    // A belief broke inside the node: the story still needs the line of what it was given.
    if (input_ != nullptr) stepped(brief_);
    throw;
  }
  input_ = nullptr;
  if (failed_) return stop_for_good("a write failed", current_);
  if (wrote_) journal_.sync(!flawed(HostFlaw::missing_directory_sync));  // S04
  if (halting_) {
    halted_ = true;
    end_of_life(current_);
  }
}

void Host::stepped(const Brief& after) {
  brief_ = after;
  current_ = tell_input_(*this, std::exchange(input_, nullptr));
}

void Host::receive(std::uint64_t packet, NodeId from, Payload payload, Index cause) {
  if (deferring_) {
    return defer({Waiting::Kind::packet,
                  packet,
                  from,
                  payload.channel,
                  {payload.bytes.begin(), payload.bytes.end()},
                  cause});
  }
  if (payload.channel == Channel::client) return on_request(packet, from, payload, cause);
  bool understood = true;
  step(Received{packet, from, payload}, cause, [&] {
    understood = replica_->receive(clock_.read(loop_.now()), from, payload.bytes, *this);
  });
  if (!understood) trace_.emit(loop_.now(), self_, cause, Dropped{packet, from, Loss::garbage});
}

void Host::on_request(std::uint64_t packet, NodeId from, Payload payload, Index cause) {
  const bool understood = decode(payload.bytes, incoming_);
  const auto* request = understood ? std::get_if<ClientRequest>(&incoming_) : nullptr;
  Pending* waiting = request != nullptr ? pending(request->command.id.client) : nullptr;
  if (waiting == nullptr) {
    trace_.emit(loop_.now(), self_, cause, Dropped{packet, from, Loss::garbage});
    return;
  }
  *waiting = {request->command.id.number, from};
  step(Received{packet, from, payload}, cause,
       [&] { replica_->request(clock_.read(loop_.now()), request->command, *this); });
}

Host::Pending* Host::pending(ClientId client) {
  if (client == ClientId() || client.value() >= clients_max) return nullptr;
  if (client.value() >= pending_.size()) pending_.resize(client.value() + 1);
  return &pending_[client.value()];
}

// ---- What the replica asks for ------------------------------------------------------------------

void Host::write(ByteView record) {
  if (failed_) return;
  const std::uint64_t before = journal_.end();
  const auto [result, end] = journal_.append(record, durable_);
  if (result != WriteResult::ok) {
    disk_failed("write", result == WriteResult::full ? "no space left" : "input/output error",
                before, end - before, current_);
    failed_ = !flawed(HostFlaw::partial_append_kept);  // S12
    return;
  }
  last_write_ = trace_.emit(loop_.now(), self_, current_, Wrote{end, record}, &brief_);
  wrote_ = true;
}

void Host::send(NodeId to, ByteView message, const Claim* claim) {
  send_now(to, message, claim, current_);
}

void Host::send_after_sync(NodeId to, ByteView message, const Claim* claim) {
  const std::uint64_t end = journal_.end();
  if (durable_ == end || flawed(HostFlaw::ack_before_sync)) {  // S02
    return send_now(to, message, claim, current_);
  }
  Held& held = held_.push();
  held.until = end;
  held.to = to;
  held.message.assign(message.begin(), message.end());
  held.claim = claim != nullptr ? std::optional(*claim) : std::nullopt;
}

void Host::send_now(NodeId to, ByteView message, const Claim* claim, Index cause) {
  if (failed_) return;
  if (to != self_) return network_.send(self_, to, {Channel::protocol, message}, claim, cause);
  // A message to oneself crosses no network: it is the next event at the same time.
  ToSelf& own = to_self_.push();
  own.message.assign(message.begin(), message.end());
  own.cause = cause;
  loop_.after(0ns, *this, token(self_message));
}

void Host::synced(const SyncReport& report) {
  if (deferring_) return defer({Waiting::Kind::synced, 0, {}, {}, {}, no_cause, report});
  if (!report.ok) {
    disk_failed("sync", "input/output error", durable_, report.mark - durable_, last_write_);
    if (!flawed(HostFlaw::sync_error_ignored)) {  // S03
      return stop_for_good("a sync failed", last_write_);
    }
  }
  std::uint64_t durable = report.mark;
  if (flawed(HostFlaw::missing_directory_sync)) durable = journal_.named(durable);
  const Index cause = trace_.emit(loop_.now(), self_, last_write_, Synced{durable, report.honest});
  const bool early = flawed(HostFlaw::completions_out_of_order);  // S08
  durable_ = early ? journal_.end() : report.mark;
  while (!held_.empty() && held_.front().until <= durable_) {
    const Held& held = held_.front();
    send_now(held.to, held.message, held.claim ? &*held.claim : nullptr, cause);
    held_.pop();
  }
}

void Host::fact(const Fact& fact) {
  match(fact,
        [&](const auto* stated) { trace_.emit(loop_.now(), self_, current_, stated, &brief_); });
}

void Host::decide(Slot slot, const Command& command) {
  const bool in_order = slot == applied_.next();
  applied_ = slot;
  const Applied applied = service_.apply(command);
  const Index decided =
      trace_.emit(loop_.now(), self_, current_,
                  Decided{slot, &command, applied.took_effect, applied.answer}, &brief_);
  ALWAYS(in_order);  // told first, so that judges see what was done
  if (command.id.client == ClientId()) return;
  Pending* waiting = pending(command.id.client);
  if (waiting == nullptr || waiting->address == NodeId()) return;
  if (waiting->number != command.id.number) return;
  auto& reply = outgoing_.index() == 1 ? std::get<1>(outgoing_) : outgoing_.emplace<1>();
  reply.request = command.id;
  reply.answer = applied.answer;
  to_client(std::exchange(waiting->address, NodeId()), outgoing_, decided);
}

void Host::decline(RequestId request, NodeId leader) {
  const Index declined =
      trace_.emit(loop_.now(), self_, current_, Declined{request, leader}, &brief_);
  Pending* waiting = pending(request.client);
  if (waiting == nullptr || waiting->address == NodeId()) return;
  if (waiting->number != request.number) return;
  to_client(std::exchange(waiting->address, NodeId()), ClientRedirect{request, leader}, declined);
}

void Host::to_client(NodeId address, const ClientMessage& message, Index cause) {
  if (failed_) return;
  network_.send(self_, address, {Channel::client, encode(message, scratch_)}, nullptr, cause);
}

void Host::halt(const std::string& reason) {
  trace_.emit(loop_.now(), self_, current_, Halted{reason}, &brief_);
  halting_ = true;
}

// ---- Timers and messages to oneself -------------------------------------------------------------

void Host::set_timer(std::uint8_t number, Duration min, Duration max) {
  NodeTimer& timer = timers_.at(number);
  timer.cause = current_;
  const Duration delay = clock_.real_span(random_.between(min, max));
  timer.timer.set(loop_, *this, token(number), loop_.now() + delay);
}

void Host::stop_timer(std::uint8_t number) {
  timers_.at(number).timer.stop();
}

EventName Host::name(Token due) const {
  const auto number = static_cast<std::uint8_t>(due & 0xff);
  if (number == next_in_line) return {};
  return number == self_message ? event_name(EventSort::own, self_)
                                : event_name(EventSort::timer, self_, number);
}

void Host::fire(Token due) {
  if (due >> 40 != life_) return loop_.was_void();
  const auto number = static_cast<std::uint8_t>(due & 0xff);
  if (number == next_in_line) return take_up_next();
  if (deferring_) {
    // Only what is due waits: a timer that was moved or stopped before leaves nothing behind.
    if (number != self_message && !timers_[number].timer.ripe(loop_, *this, due)) return;
    return defer({Waiting::Kind::event, due, {}, {}, {}, no_cause});
  }
  if (number == self_message) return fire_to_self();
  NodeTimer& timer = timers_[number];
  if (!timer.timer.due(loop_, *this, due)) return;
  step(TimerFired{number}, timer.cause,
       [&] { replica_->timeout(clock_.read(loop_.now()), number, *this); });
}

void Host::fire_to_self() {
  // The step may push more behind it, so the message leaves the queue first.
  std::swap(own_, to_self_.front());
  to_self_.pop();
  step(Received{0, self_, {Channel::protocol, own_.message}}, own_.cause, [&] {
    const LocalTime now = clock_.read(loop_.now());
    ALWAYS(replica_->receive(now, self_, own_.message, *this));
  });
}

}  // namespace conclave::sim
