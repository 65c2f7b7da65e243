// Coverage: which states a cluster went through, in an abstract way, so that runs can be told apart
// by what they explored and not by their numbers.
//
// A state is what can be said of a cluster without a name or a count: of each node whether it is
// up, its role and how many epochs it is behind (none, one, more), in no order; and the kind of
// event that led there (a change of role, a crash, the beginning of a kind of fault, ...). There
// are some ten thousands of them for five nodes, of which a campaign sees a part: what it goes on
// to find, and at what rate, says what it has not seen yet. Nothing decides by it, it is for
// reports.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/trace/trace.h"

namespace conclave::sim {

class Coverage final : public Reader<Coverage> {
 public:
  // States of different protocols are different states.
  Coverage(std::string_view protocol, std::size_t nodes);

  // A number for each state that was seen, in rising order; the same state has the same number in
  // every run.
  std::vector<std::uint64_t> states() const;

  void on(const Occurrence& o, const Became& became);
  void on(const Occurrence& o, const Booted&) { is(o.node, Status::up, "boot"); }
  void on(const Occurrence& o, const Crashed&) { is(o.node, Status::down, "crash"); }
  void on(const Occurrence& o, const Paused&) { is(o.node, Status::paused, "pause"); }
  void on(const Occurrence& o, const Resumed&) { is(o.node, Status::up, "resume"); }
  void on(const Occurrence&, const FaultBegan& began) { saw(began.what, 'b'); }
  void on(const Occurrence&, const FaultEnded& ended) { saw(ended.what, 'e'); }
  void on(const Occurrence&, const Healed&) { saw("heal"); }

 private:
  enum class Status : std::uint8_t { up, paused, down };
  struct Node {
    Status status = Status::up;
    Role role = Role::follower;
    Epoch epoch;
  };

  void is(NodeId node, Status status, std::string_view event);
  void saw(std::string_view event, char how = ' ');

  const std::uint64_t protocol_;
  std::vector<Node> nodes_;
  std::string letters_;              // scratch: of each node a letter for what it is
  std::vector<std::uint64_t> seen_;  // one after the other, and again
};

}  // namespace conclave::sim
