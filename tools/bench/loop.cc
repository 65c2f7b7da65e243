// bench loop: the bare event loop, as the hold model (Jones, "An Empirical Comparison of
// Priority-Queue and Event-Set Implementations", 1986).
//
// So many events are pending; each that fires schedules one more, by a delay that was drawn before
// the clock started. Nobody watches the loop, and handlers do nothing else.
#include <fmt/format.h>

#include "sim/kernel/event_loop.h"
#include "sim/kernel/random.h"
#include "tools/bench/samples.h"
#include "tools/cpu_time.h"
#include "tools/interrupt.h"

namespace conclave::tools {
namespace {

constexpr std::uint64_t loop_rounds = 7, holds = 1'000'000;
constexpr std::size_t pendings[] = {16, 64, 256, 1024, 4096, 16'384, 65'536, 262'144};

class Hold final : public sim::Handler {
 public:
  explicit Hold(std::size_t pending) : delays_(1 << 16) {
    sim::Random random(pending);
    for (sim::Duration& delay : delays_)
      delay = sim::Duration(1 + static_cast<std::int64_t>(random.below(10'000'000)));
    for (std::size_t n = 0; n < pending; ++n) fire(n);
  }
  void fire(sim::Token token) override {
    loop_.after(delays_[next_++ % delays_.size()], *this, token);
  }
  void run(std::uint64_t events) {
    for (std::uint64_t n = 0; n < events; ++n) loop_.step();
  }

 private:
  std::vector<sim::Duration> delays_;
  std::size_t next_ = 0;
  sim::EventLoop loop_;
};

}  // namespace

Table bench_loop() {
  Table table;
  table.columns = {"pending", "ns_per_event", "ns_per_event_range", "events_per_s"};
  for (const std::size_t pending : pendings) {
    Hold hold(pending);
    hold.run(holds / 4 + 2 * pending);  // until the delays are mixed
    Samples ns;
    for (std::uint64_t round = 0; round < loop_rounds && !interrupted(); ++round) {
      const std::uint64_t begin = cpu_nanoseconds();
      hold.run(holds);
      ns.add(static_cast<double>(cpu_nanoseconds() - begin) / static_cast<double>(holds));
    }
    if (ns.empty()) break;
    std::vector<Cell> row{whole(pending)};
    add_cells(ns, 1, row);
    row.push_back(whole(static_cast<std::uint64_t>(1e9 / ns.median())));
    table.rows.push_back(row);
  }
  table.notes.push_back(
      fmt::format("Median and range of {} rounds of {} events.", loop_rounds, holds));
  return table;
}

}  // namespace conclave::tools
