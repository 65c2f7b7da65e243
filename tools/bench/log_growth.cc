// bench log-growth: what an event costs when the log is long.
//
// The steady scene with 64 under way, all safety checks and the fingerprint, until the log has a
// million entries. At each length the next tenth of it (at least 1000 entries) is timed, and the
// memory that the run holds is read. Short logs are sampled by several runs, the longest by five
// stretches of one run.
#include <fmt/format.h>

#include <optional>
#include <vector>

#include "tools/bench/memory.h"
#include "tools/bench/samples.h"
#include "tools/bench/scenes.h"
#include "tools/bench/timed_run.h"
#include "tools/cpu_time.h"
#include "tools/interrupt.h"

namespace conclave::tools {
namespace {

constexpr std::uint64_t lengths[] = {1'000, 10'000, 100'000, 1'000'000};
constexpr std::uint64_t short_runs = 5;

// From one length of the log to another.
struct Stretch {
  std::size_t row;  // for which it is a sample
  std::uint64_t from, to;
};

struct Row {
  Samples ns_per_event, bytes_per_entry;
};

// Times stretches of one run, one after the other.
class Ruler {
 public:
  Ruler(std::vector<Stretch> stretches, std::vector<Row>& rows)
      : stretches_(std::move(stretches)), rows_(rows) {
    give_back_memory();
    held_ = resident_bytes();
  }

  // After each event; true once all is measured.
  bool at(std::uint64_t entries) {
    ++events_;
    if (next_ == stretches_.size()) return true;
    const Stretch& stretch = stretches_[next_];
    if (!begin_) {
      if (entries >= stretch.from) start(entries, stretch);
      return false;
    }
    if (entries < stretch.to) return false;
    const auto ns = static_cast<double>(cpu_nanoseconds() - *begin_);
    rows_[stretch.row].ns_per_event.add(ns / static_cast<double>(events_ - first_));
    begin_.reset();
    ++next_;
    return next_ == stretches_.size();
  }

 private:
  void start(std::uint64_t entries, const Stretch& stretch) {
    const auto grown = static_cast<double>(resident_bytes()) - static_cast<double>(held_);
    rows_[stretch.row].bytes_per_entry.add(std::max(0.0, grown / static_cast<double>(entries)));
    first_ = events_;
    begin_ = cpu_nanoseconds();
  }

  std::vector<Stretch> stretches_;
  std::vector<Row>& rows_;
  std::uint64_t held_ = 0, events_ = 0, first_ = 0;
  std::size_t next_ = 0;
  std::optional<std::uint64_t> begin_;
};

void measure(std::string_view protocol, std::vector<Stretch> stretches, std::uint64_t seed,
             std::vector<Row>& rows) {
  const sim::Scenario scenario = scene(steady_text(protocol, 64, stretches.back().to + 1000));
  Ruler ruler(std::move(stretches), rows);
  sim::Simulation simulation(scenario, seed);
  const sim::Host& host = simulation.cluster().host(simulation.cluster().node(0));
  simulation.stop_when([&] { return ruler.at(host.applied().value()) || interrupted(); });
  simulation.run();
}

void add_rows(std::string_view protocol, Table& table) {
  std::vector<Row> rows(std::size(lengths));
  std::vector<Stretch> shorter, longest;
  for (std::size_t row = 0; row + 1 < rows.size(); ++row) {
    const std::uint64_t length = lengths[row];
    shorter.push_back({row, length, length + std::max<std::uint64_t>(1'000, length / 10)});
  }
  for (std::uint64_t n = 0; n < 5; ++n) {
    const std::uint64_t from = lengths[rows.size() - 1] + n * 20'000;
    longest.push_back({rows.size() - 1, from, from + 20'000});
  }
  for (std::uint64_t seed = 1; seed <= short_runs; ++seed) measure(protocol, shorter, seed, rows);
  measure(protocol, longest, 1, rows);
  if (interrupted()) return;
  const double first = rows.front().ns_per_event.median();
  for (std::size_t n = 0; n < rows.size(); ++n) {
    std::vector<Cell> row{word(fmt::format("{}-steady", protocol)), whole(lengths[n])};
    add_cells(rows[n].ns_per_event, 0, row);
    row.push_back(decimal(rows[n].ns_per_event.median() / first, 2));
    row.push_back(whole(static_cast<std::uint64_t>(rows[n].bytes_per_entry.median())));
    table.rows.push_back(row);
  }
}

}  // namespace

Table bench_log_growth() {
  Table table;
  table.columns = {"scene",          "log", "ns_per_event", "ns_per_event_range", "to_the_first",
                   "bytes_per_entry"};
  for (const std::string_view protocol : {"raft", "paxos"}) {
    if (!interrupted()) add_rows(protocol, table);
  }
  table.notes = {
      "CPU time; bytes that the whole run holds for an entry: five logs, five journals, "
      "the judges' books. Below some ten thousand entries what is fixed weighs more."};
  return table;
}

}  // namespace conclave::tools
