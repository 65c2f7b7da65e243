// When progress is due, and whether it came.
#include "sim/checkers/progress.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/checkers/ledger.h"

namespace conclave::sim {
namespace {

std::string seconds(Duration d) {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(d).count();
  return fmt::format("{}.{:03}s", ms / 1000, ms % 1000);
}

}  // namespace

// ---- When progress is due -----------------------------------------------------------------------

void Progress::on(const Occurrence& o, const FaultBegan& began) {
  latest_ = o.index;
  if (healed_) return;
  if (start_) look_at_gap(o.at);
  faults_.insert(std::string(began.fault));
  start_.reset();
}

void Progress::on(const Occurrence& o, const FaultEnded& ended) {
  latest_ = o.index;
  if (const auto at = faults_.find(ended.fault); at != faults_.end()) faults_.erase(at);
  if (!healed_ && faults_.empty()) start_over(o.at);
}

void Progress::on(const Occurrence& o, const Healed&) {
  latest_ = o.index;
  healed_ = true;
  faults_.clear();
  start_over(o.at);
}

// Operations from before are not waited for: their requests may be lost for good.
void Progress::start_over(Time at) {
  since_ = progressed_ = latest_;
  start_ = std::max(at, Time(config_.from));
  ++era_;
  waiting_ = 0;
  waited_ = Duration::zero();
}

// ---- Operations ---------------------------------------------------------------------------------

void Progress::on(const Occurrence& o, const Invoked& invoked) {
  latest_ = o.index;
  if (once_ || !start_ || o.at < *start_) return;
  clients_[invoked.command->id.client.value()] = {invoked.command->id.number, era_};
  if (waiting_++ == 0) waiting_from_ = o.at;
}

void Progress::on(const Occurrence& o, const Returned& returned) {
  latest_ = o.index;
  Waiting& client = clients_[returned.request.client.value()];
  if (!start_ || client.era != era_ || client.number != returned.request.number) return;
  look_at_gap(o.at);
  client = {};
  if (returned.outcome == Outcome::ok) progressed_ = o.index;
  waited_ = returned.outcome == Outcome::ok ? Duration::zero() : gap(o.at);
  waiting_from_ = o.at;
  --waiting_;
}

// How long there were operations waiting, and none completed.
Duration Progress::gap(Time now) const {
  return waiting_ == 0 ? waited_ : waited_ + (now - waiting_from_);
}

void Progress::look_at_gap(Time now) {
  const Duration waited = gap(now);
  longest_gap_ = std::max(longest_gap_, waited);
  if (now - *start_ <= config_.within) return;  // it could not have failed yet
  if (holds(waited <= config_.within)) return;
  fail(now, latest_, {.lines = {since_, progressed_}},
       fmt::format(
           "No operation completed between #{} and #{} while {} were waiting, {} in all; the "
           "bound is {}, and no fault was under way since {} (#{}). {}",
           progressed_, latest_, std::max<std::size_t>(waiting_, 1), seconds(waited),
           seconds(config_.within), seconds(start_->time_since_epoch()), since_, nodes_in_words()));
}

std::string Progress::nodes_in_words() const {
  std::string words;
  for (std::size_t n = 1; n <= nodes_.nodes(); ++n) {
    const NodeId node(static_cast<std::uint32_t>(n));
    const Node& state = nodes_[node];
    words += words.empty() ? "" : "; ";
    if (state.halted || !state.up) {
      words += fmt::format("{} {}", who(node), state.halted ? "has halted" : "is down");
      continue;
    }
    const bool leads = ledger().leads(node) != Epoch();
    words +=
        fmt::format("{} {} epoch {} and has decided {}", who(node), leads ? "leads" : "is in",
                    ledger().epoch(node).value(),
                    state.decided == Slot() ? std::string("nothing")
                                            : fmt::format("slots up to {}", state.decided.value()));
  }
  return words + ".";
}

// ---- Nodes --------------------------------------------------------------------------------------

void Progress::on(const Occurrence& o, const Decided& decided) {
  nodes_[o.node].decided = decided.slot;
  if (decided.slot <= longest_) return;
  longest_ = decided.slot;
  decided_[decided.slot.value()] = {o.at, true};
}

void Progress::on(const Occurrence& o, const Booted&) {
  nodes_[o.node] = {.up = true};
}

void Progress::on(const Occurrence& o, const Crashed&) {
  nodes_[o.node].up = false;
}

void Progress::on(const Occurrence& o, const Halted&) {
  nodes_[o.node].halted = true;
}

// ---- The end ------------------------------------------------------------------------------------

void Progress::finish(Time end) {
  if (!start_) return;
  if (end - *start_ < config_.within) return judge_early_end();
  if (waiting_ > 0 || longest_gap_ > Duration::zero()) look_at_gap(end);
  judge_convergence(end);
}

// A run in two phases ends once there is nothing left to wait for. If that is so, all that was due
// came sooner than it had to; if not, the run was cut short and the promise stays open.
void Progress::judge_early_end() {
  if (!healed_ || waiting_ > 0) return;
  std::uint64_t converged = 0, nodes = 0;
  for (std::size_t n = 1; n <= nodes_.nodes(); ++n) {
    const Node& state = nodes_[NodeId(static_cast<std::uint32_t>(n))];
    if (state.halted) continue;
    ++nodes;
    converged += state.up && state.decided == longest_;
  }
  if (converged == nodes && nodes > 0) holds(true);
}

void Progress::judge_convergence(Time end) {
  // The last slot that was decided early enough for everybody to know.
  std::uint64_t due = longest_.value();
  while (due > 0 && (!decided_.get(due).any || end - decided_.get(due).at < config_.within)) {
    due = decided_.last_below(due);
  }
  for (std::size_t n = 1; n <= nodes_.nodes(); ++n) {
    const NodeId node(static_cast<std::uint32_t>(n));
    const Node& state = nodes_[node];
    if (state.halted) continue;
    if (holds(state.up && state.decided >= Slot(due))) continue;
    fail(end, latest_, {.nodes = {node}, .slot = Slot(due), .lines = {since_}},
         fmt::format("{} {} at the end: slot {} was decided {} before, and no fault was under way "
                     "since {} (#{}). The bound is {}. {}",
                     who(node),
                     state.up ? fmt::format("has decided slots up to {}", state.decided.value())
                              : std::string("is down"),
                     due, seconds(end - decided_.get(due).at), seconds(start_->time_since_epoch()),
                     since_, seconds(config_.within), nodes_in_words()));
  }
}

std::string Progress::summary() const {
  return fmt::format("max gap {}", seconds(longest_gap_));
}

}  // namespace conclave::sim
