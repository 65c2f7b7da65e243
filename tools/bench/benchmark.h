// Benchmark: one thing that can be measured, and the table that its measuring gives.
//
// Each is a file of its own, a line here and a line in registry.cc. Times are CPU times, and what
// is drawn at random is drawn from our own streams: only the times differ from run to run.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace conclave::tools {

struct Cell {
  std::string text;  // for people
  std::string json;  // for scripts
};
Cell word(std::string text);
Cell whole(std::uint64_t number);
Cell decimal(double number, int digits);  // digits behind the point

struct Table {
  std::vector<std::string> columns;  // for people and, as they stand, as keys
  std::vector<std::vector<Cell>> rows;
  std::vector<std::string> notes;  // for people: how it was taken
  std::vector<std::string> wrong;  // what must not be: the program ends as for a violation
};

struct Benchmark {
  std::string_view name, summary;
  Table (*run)();
};

std::span<const Benchmark> benchmarks();

// As columns that line up, and as one JSON object a row.
std::string table_text(const Table& table);
std::string table_json(const Table& table, std::string_view benchmark);

// The makers of the tables, one line each.
Table bench_flaws();
Table bench_idle();
Table bench_integrity();
Table bench_linearizable();
Table bench_log_growth();
Table bench_loop();
Table bench_paxos_steady();
Table bench_paxos_storm();
Table bench_raft_steady();
Table bench_raft_storm();
Table bench_replay();
Table bench_shrink();
Table bench_start();
Table bench_swarm();
Table bench_trace();

}  // namespace conclave::tools
