// I16 fresh_reads: a read sees every write that returned before the read began.
//
// The cheap form of linearizability, which tells at once and needs no search (linearizability/
// fresh_reads.h says what it compares). It is what stale leaders and careless leases break: Raft,
// dissertation, section 6.4.
#pragma once

#include <fmt/format.h>

#include "sim/checkers/checker.h"
#include "sim/checkers/client_calls.h"
#include "sim/checkers/linearizability/fresh_reads.h"

namespace conclave::sim {

class FreshReads final : public Reader<FreshReads, Checker> {
 public:
  static constexpr CheckerKind kind{
      .name = "fresh_reads",
      .id = "I16",
      .promise = "a read sees every write that returned before the read began",
      .view = View::black_box,
  };
  using Reader::Reader;

  void on(const Occurrence& o, const Invoked& invoked) {
    const auto asked = calls_.invoked(*invoked.command);
    if (asked) reads_.invoke(o.index, asked->process, asked->invocation());
  }
  void on(const Occurrence& o, const Returned& returned) {
    const auto told = calls_.returned(returned);
    if (!told) return;
    const std::uint64_t before = reads_.evaluations();
    const auto stale = reads_.complete(o.index, told->process, told->completion());
    if (reads_.evaluations() != before) holds(!stale);
    if (!stale) return;
    fail(o, {.lines = stale->events},
         fmt::format("Client {} was answered at #{}: {}.", returned.request.client.value(), o.index,
                     stale->story));
  }

 private:
  ClientCalls calls_;
  linearizability::FreshReads reads_;
};

}  // namespace conclave::sim
