// Pending: the certain operations of a lane that a search has not taken yet, in the order of time.
//
// A doubly linked list of calls and returns from which operations are lifted and into which they
// are put back in reverse order (Wing and Gong 1993; Knuth's dancing links). What may be taken next
// are the calls before the first return: whoever has returned came before whoever was invoked
// later.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/checkers/linearizability/lane.h"

namespace conclave::sim::linearizability {

class Pending {
 public:
  using Entry = std::uint32_t;

  // `ops` in the order of their invocations.
  explicit Pending(std::span<const Op> ops);

  Entry first() const { return nodes_[0].next; }
  Entry next(Entry entry) const { return nodes_[entry].next; }
  bool is_call(Entry entry) const { return nodes_[entry].kind != Kind::returned; }
  std::uint32_t op(Entry call) const { return nodes_[call].op; }
  bool is_write(Entry call) const { return nodes_[call].kind == Kind::write; }
  // Whether the op only looks, and likes what it sees.
  bool is_satisfied(Entry call, State state) const {
    const Node& node = nodes_[call];
    return (node.kind == Kind::see && node.detail == state) ||
           (node.kind == Kind::differ && node.detail != state);
  }
  // When the op of a return entry returned; at the end of the list: never.
  std::uint64_t time(Entry entry) const { return nodes_[entry].detail; }

  // The entry of a lifted call still knows its successor.
  void lift(std::uint32_t op) {
    unlink(entries_[op].returned);
    unlink(entries_[op].call);
  }
  // In the reverse order of lifting.
  void put_back(std::uint32_t op) {
    relink(entries_[op].call);
    relink(entries_[op].returned);
  }

  std::uint64_t bytes() const {
    return nodes_.capacity() * sizeof(Node) + entries_.capacity() * sizeof(Entries);
  }

 private:
  enum class Kind : std::uint8_t { see, differ, write, other, returned };

  struct Node {
    Entry previous = 0;
    Entry next = 0;
    std::uint32_t op = 0;
    Kind kind = Kind::returned;
    std::uint64_t detail = 0;  // of a call the state it sees, of a return its time
  };
  struct Entries {
    Entry call = 0;
    Entry returned = 0;
  };

  void unlink(Entry entry) {
    const Node& node = nodes_[entry];
    nodes_[node.previous].next = node.next;
    nodes_[node.next].previous = node.previous;
  }
  void relink(Entry entry) {
    const Node& node = nodes_[entry];
    nodes_[node.previous].next = entry;
    nodes_[node.next].previous = entry;
  }

  std::vector<Node> nodes_;  // the first and the last belong to no op
  std::vector<Entries> entries_;
};

}  // namespace conclave::sim::linearizability
