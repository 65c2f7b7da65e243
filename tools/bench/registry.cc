// The benchmarks, in the order in which they run.
#include <array>

#include "tools/bench/benchmark.h"

namespace conclave::tools {

std::span<const Benchmark> benchmarks() {
  static constexpr std::array all{
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
