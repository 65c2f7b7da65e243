// The benchmarks, in the order in which they run.
#include <array>

#include "tools/bench/benchmark.h"

namespace conclave::tools {

std::span<const Benchmark> benchmarks() {
  static constexpr std::array all{
      Benchmark{"loop", "the bare event loop", bench_loop},
      Benchmark{"raft-storm", "runs in which as much goes wrong as Raft survives",
                bench_raft_storm},
      Benchmark{"paxos-storm", "the same of Paxos", bench_paxos_storm},
      Benchmark{"raft-steady", "entries when nothing goes wrong, with Raft", bench_raft_steady},
      Benchmark{"paxos-steady", "the same with Paxos", bench_paxos_steady},
      Benchmark{"swarm", "seeds of a campaign", bench_swarm},
      Benchmark{"log-growth", "what an event costs when the log is long", bench_log_growth},
      Benchmark{"trace", "what it costs to write down what happens", bench_trace},
      Benchmark{"replay", "running a trace again and comparing", bench_replay},
      Benchmark{"idle", "a cluster that does nothing but stay elected", bench_idle},
      Benchmark{"start", "how long it takes until the first event", bench_start},
      Benchmark{"integrity", "what damage each integrity code finds, and what it costs",
                bench_integrity},
      Benchmark{"flaws", "how soon each planted mistake is convicted, and by which check",
                bench_flaws},
      Benchmark{"linearizable", "what it costs to judge histories of clients", bench_linearizable},
      Benchmark{"shrink", "how small the run of each planted mistake becomes, and how soon",
                bench_shrink},
  };
  return all;
}

}  // namespace conclave::tools
