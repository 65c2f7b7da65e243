// Progress: what a leader believes about one peer, and how it feeds it.
//
//     probe      where the peer's log leaves ours is unknown: one request, then wait for its answer
//     replicate  the logs met at `match`: requests follow each other without waiting, up to
//     `window`
//                of them, and `next` runs ahead of what is acknowledged (dissertation,
//                section 10.2.1)
//
// `match` is knowledge and never falls within a term; `next` is a guess. A request that got lost
// shows when the next one, or a heartbeat, is rejected: back to probe. The shape is etcd's.
//
// Invariant: match < next.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "protocols/core/check.h"
#include "protocols/core/ids.h"

namespace conclave::raft {

class Progress {
 public:
  enum class State : std::uint8_t { probe, replicate };

  Progress() = default;
  // Nothing is known; the first guess is that the peer's log ends before `next`.
  Progress(NodeId peer, Slot next) : peer_(peer), next_(next) {}

  NodeId peer() const { return peer_; }
  Slot match() const { return match_; }
  Slot next() const { return next_; }
  State state() const { return state_; }

  bool may_send(std::uint64_t window) const {
    return state_ == State::probe ? !waiting_ : in_flight_.size() < window;
  }
  // A request with entries up to `last` left.
  void sent(Slot last) {
    if (state_ == State::probe) {
      waiting_ = true;
    } else {
      in_flight_.push_back(last);
      next_ = last.next();
    }
  }
  // The peer holds our log up to `match`. True if that is news.
  bool acknowledged(Slot match) {
    const bool news = match > match_;
    match_ = std::max(match_, match);
    if (state_ == State::replicate) {
      const auto open = std::upper_bound(in_flight_.begin(), in_flight_.end(), match);
      in_flight_.erase(in_flight_.begin(), open);
      next_ = std::max(next_, match_.next());
    } else if (news || match.next() >= next_) {
      state_ = State::replicate;
      waiting_ = false;
      next_ = match_.next();
    }
    return news;
  }
  // True if what was rejected is settled since: a late answer.
  bool is_stale(Slot rejected_prev) const {
    return state_ == State::probe ? rejected_prev.next() != next_ : rejected_prev <= match_;
  }
  // The logs differ: try again with `next`.
  void probe_from(Slot next) {
    state_ = State::probe;
    waiting_ = false;
    in_flight_.clear();
    next_ = std::max(next, match_.next());
  }

  // Whether the peer spoke since the leader last counted (check_quorum).
  bool active() const { return active_; }
  void set_active(bool active) { active_ = active; }

  friend bool operator==(const Progress&, const Progress&) = default;
  static void fields(auto& self, auto&& field) {
    field("peer", self.peer_);
    field("match", self.match_);
    field("next", self.next_);
    field("state", self.state_);
    field("waiting", self.waiting_);
    field("active", self.active_);
    field("in_flight", self.in_flight_);
  }

 private:
  NodeId peer_;
  State state_ = State::probe;
  bool waiting_ = false;  // probe: for the answer to the one request
  bool active_ = false;
  Slot match_;
  Slot next_ = Slot(1);
  std::vector<Slot> in_flight_;  // replicate: the last slot of each open request, ascending
};

constexpr std::string_view name_of(Progress::State state) {
  return state == Progress::State::probe ? "probe" : "replicate";
}

}  // namespace conclave::raft
