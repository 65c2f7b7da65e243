// I19 no_phantoms: what is accepted, applied or served is what a client proposed; corruption never
// surfaces. (The validity of consensus: "only a value that has been proposed may be chosen", "Paxos
// Made Simple", section 1.)
//
// Redundancy does not imply fault tolerance (FAST'17): bytes that rot where no checksum looks are
// replicated as faithfully as any. A command counts as proposed if a client invoked exactly it,
// under its request id; a no-op is always allowed. A value that a read returns must have been
// written to that key by some client, unless somebody appends to the key: then values are pieced
// together.
#pragma once

#include <fmt/format.h>

#include <vector>

#include "sim/checkers/checker.h"
#include "sim/checkers/ledger.h"
#include "sim/store/answer.h"
#include "sim/store/hash.h"
#include "sim/store/operation.h"

namespace conclave::sim {

// A set of hashes: open addressing, at most half full.
class HashSet {
 public:
  bool contains(std::uint64_t hash) const { return slots_[place(hash)] == hash; }
  void insert(std::uint64_t hash) {
    if (contains(hash)) return;
    if (2 * ++size_ > slots_.size()) grow();
    slots_[place(hash)] = hash;
  }

 private:
  std::size_t place(std::uint64_t hash) const {
    std::size_t at = hash & (slots_.size() - 1);
    while (slots_[at] != 0 && slots_[at] != hash) at = (at + 1) & (slots_.size() - 1);
    return at;
  }
  void grow() {
    std::vector<std::uint64_t> old(2 * slots_.size());
    old.swap(slots_);
    for (const std::uint64_t hash : old) {
      if (hash != 0) slots_[place(hash)] = hash;
    }
  }

  std::vector<std::uint64_t> slots_ = std::vector<std::uint64_t>(64);
  std::size_t size_ = 0;
};

class NoPhantoms final : public Reader<NoPhantoms, Checker> {
 public:
  static constexpr CheckerKind kind{
      .name = "no_phantoms",
      .id = "I19",
      .promise = "what is accepted, applied or served is what a client proposed",
      .view = View::black_box,
  };
  using Reader::Reader;

  void on(const Occurrence&, const Invoked& invoked) {
    const Command& command = *invoked.command;
    Request& request = request_of(command.id);
    request.command = ledger().command();
    request.opaque = !with_operation(command.body, [&](const OperationView& operation) {
      request.key = hash_of(operation.key);
      request.reads = operation.f == Function::get;
      if (operation.f == Function::append) pieced_.insert(of_key(request.key));
      if (operation.f == Function::put || operation.f == Function::cas) {
        proposed_.insert(of_value(request.key, operation.value));
      }
    });
  }
  void on(const Occurrence& o, const Accepted& accepted) {
    // Whoever held it first has been looked at.
    if (ledger().fresh()) judge(o, "accepted", accepted.slot, accepted.command);
  }
  void on(const Occurrence& o, const Decided& decided) {
    judge(o, "decided", decided.slot, *decided.command);
  }
  void on(const Occurrence& o, const Returned& returned) {
    if (returned.outcome != Outcome::ok) return;
    const Request& request = request_of(returned.request);
    if (!request.reads || request.opaque || pieced_.contains(of_key(request.key))) return;
    const auto answer = parse_answer(returned.answer);
    if (answer && !answer->value) return;
    if (holds(answer && proposed_.contains(of_value(request.key, *answer->value)))) return;
    fail(o, {},
         fmt::format("The read that is request {} of client {} returned {} at #{}, which no client "
                     "has written to that key.",
                     returned.request.number, returned.request.client.value(),
                     quoted(returned.answer), o.index));
  }

 private:
  struct Request {
    std::uint64_t command = 0;  // the hash of it; 0: never invoked
    std::uint64_t key = 0;
    bool reads = false;
    bool opaque = false;  // no operation, or one in other letters than its answers
  };

  static std::uint64_t of_key(std::uint64_t key) { return mixed(key) | 1; }
  static std::uint64_t of_value(std::uint64_t key, std::string_view value) {
    return mixed(mixed(key) + hash_of(value)) | 1;
  }
  Request& request_of(RequestId id) { return clients_[id.client.value()][id.number]; }

  void judge(const Occurrence& o, std::string_view what, Slot slot, const Command& command) {
    if (command.is_no_op()) return;
    const std::uint64_t proposed = request_of(command.id).command;
    if (holds(proposed == ledger().command())) return;
    fail(o, {.slot = slot},
         fmt::format("{} {} {} in slot {} at #{}, and {}.", who(o.node), what, in_words(command),
                     slot.value(), o.index,
                     proposed == 0 ? "no client has invoked that request"
                                   : "what the client had invoked under that id is another "
                                     "command"));
  }

  ByNumber<ByNumber<Request>> clients_;  // by client, by number of the request
  HashSet proposed_;                     // values, with their keys
  HashSet pieced_;                       // keys that are appended to
};

}  // namespace conclave::sim
