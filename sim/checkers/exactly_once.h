// I17 exactly_once: one request takes effect once and has one answer, however often it is sent.
//
// Raft: dissertation, section 6.3: sessions make linearizable what is retried. "Implementing
// Linearizability at Large Scale and Low Latency" (RIFL, SOSP'15) for why at-least-once is not
// enough.
//
// Judged from what stores did with what they were handed, and from what clients were told:
//   - a request takes effect in one slot, the same for every node and in every life
//   - in that slot every node gives the same answer; a repeat in a later slot gets that answer
//     again, or is told that its client has moved on
//   - a client that was answered got that answer
//   - a request that failed, as its client was told, never took effect
#pragma once

#include <fmt/format.h>

#include "sim/checkers/checker.h"
#include "sim/checkers/tables.h"
#include "sim/checkers/words.h"
#include "sim/store/answer.h"
#include "sim/store/hash.h"

namespace conclave::sim {

class ExactlyOnce final : public Reader<ExactlyOnce, Checker> {
 public:
  static constexpr CheckerKind kind{
      .name = "exactly_once",
      .id = "I17",
      .promise = "one request takes effect once and has one answer, however often it is sent",
      .view = View::black_box,
  };
  using Reader::Reader;

  void on(const Occurrence& o, const Decided& decided) {
    const RequestId id = decided.command->id;
    if (id.client == ClientId()) return;
    Request& request = request_of(id);
    if (decided.effect) {
      took_effect(o, decided, request);
    } else {
      was_repeated(o, decided, request);
    }
  }
  void on(const Occurrence& o, const Returned& returned) {
    Request& request = request_of(returned.request);
    if (returned.outcome == Outcome::failed) {
      request.failed = o.index;
      if (request.slot != Slot()) report_failed(o, returned.request, request);
    }
    if (returned.outcome != Outcome::ok || request.slot == Slot()) return;
    if (holds(request.answer == hash_of(returned.answer))) return;
    fail(o, where(request),
         fmt::format("Request {} of client {} was answered {} at #{}, but in slot {}, where it "
                     "took effect (#{}, {}), its answer was another.",
                     returned.request.number, returned.request.client.value(),
                     quoted(returned.answer), o.index, request.slot.value(), request.since,
                     who(request.by)));
  }

 private:
  struct Request {
    Slot slot;                 // in which it took effect
    std::uint64_t answer = 0;  // the hash of it
    Index since = 0;
    NodeId by;
    Index failed = 0;  // when its client was told so
  };

  static Where where(const Request& request) {
    return {.nodes = {request.by}, .slot = request.slot, .lines = {request.since, request.failed}};
  }
  Request& request_of(RequestId id) { return clients_[id.client.value()][id.number]; }

  void took_effect(const Occurrence& o, const Decided& decided, Request& request) {
    if (request.slot == Slot()) {
      holds(request.failed == 0);
      request.slot = decided.slot;
      request.answer = hash_of(decided.answer);
      request.since = o.index;
      request.by = o.node;
      if (request.failed != 0) report_failed(o, decided.command->id, request);
      return;
    }
    if (!holds(request.slot == decided.slot)) {
      return fail(o, where(request),
                  fmt::format("{} took effect twice: in slot {} ({}, #{}) and in slot {} ({}, "
                              "#{}).",
                              in_words(*decided.command), request.slot.value(), who(request.by),
                              request.since, decided.slot.value(), who(o.node), o.index));
    }
    compare_answers(o, decided, request);
  }
  void was_repeated(const Occurrence& o, const Decided& decided, const Request& request) {
    // Its client has moved on; or it never was a request that could take effect.
    if (decided.answer == name_of(Status::stale) || decided.answer == name_of(Status::bad)) return;
    if (!holds(request.slot != Slot() && request.slot < decided.slot)) {
      return fail(
          o, where(request),
          fmt::format("{} treated {} in slot {} as a repeat at #{}, but it {}.", who(o.node),
                      in_words(*decided.command), decided.slot.value(), o.index,
                      request.slot == Slot()
                          ? std::string("has taken effect nowhere")
                          : fmt::format("took effect in slot {} ({}, #{})", request.slot.value(),
                                        who(request.by), request.since)));
    }
    compare_answers(o, decided, request);
  }
  void compare_answers(const Occurrence& o, const Decided& decided, const Request& request) {
    if (holds(request.answer == hash_of(decided.answer))) return;
    fail(o, where(request),
         fmt::format("{} answered {} with {} in slot {} at #{}, while {} had given another answer "
                     "at #{}.",
                     who(o.node), in_words(*decided.command), quoted(decided.answer),
                     decided.slot.value(), o.index, who(request.by), request.since));
  }
  void report_failed(const Occurrence& o, RequestId id, const Request& request) {
    fail(o, where(request),
         fmt::format("Client {} was told at #{} that request {} had failed, but it took effect in "
                     "slot {} ({}, #{}).",
                     id.client.value(), request.failed, id.number, request.slot.value(),
                     who(request.by), request.since));
  }

  ByNumber<ByNumber<Request>> clients_;  // by client, by number of the request
};

}  // namespace conclave::sim
