// Recording: a run as the lines of a trace, with what stands around its occurrences.
#pragma once

#include <string>

#include "sim/run/outcome.h"
#include "sim/run/scenario.h"
#include "sim/run/simulation.h"
#include "sim/trace/line_sink.h"
#include "sim/trace/writer.h"

namespace conclave::tools {

class Recording {
 public:
  // Begins with the header, before the run. The lines and the simulation outlive it.
  Recording(sim::Simulation& simulation, const sim::Scenario& scenario, std::uint64_t seed,
            sim::LineSink& lines);
  Recording(const Recording&) = delete;  // the simulation knows where it is
  Recording& operator=(const Recording&) = delete;

  // After the run; a run that was broken off has no end.
  void finish(const sim::RunOutcome& outcome);

 private:
  sim::TraceWriter writer_;
};

// Of a trace that was broken off and lies beside the one that it would have replaced.
std::string spared(const std::string& kept, const std::string& beside);

}  // namespace conclave::tools
