// First line and last line.
#include "tools/recording.h"

#include "sim/run/cast.h"
#include "tools/version.h"

namespace conclave::tools {
namespace {

sim::TraceHeader header_of(const sim::Scenario& scenario, std::uint64_t seed) {
  const sim::Vocabulary words = sim::vocabulary_of(scenario);
  const auto nodes = static_cast<std::ptrdiff_t>(words.nodes);
  sim::TraceHeader header;
  header.version = library_version();
  header.scenario = sim::scenario_line(scenario);
  header.seed = seed;
  header.protocol = scenario.protocol.name;
  header.nodes.assign(words.names.begin(), words.names.begin() + nodes);
  header.clients.assign(words.names.begin() + nodes, words.names.end());
  header.epoch_word = words.epoch_word;
  header.decides_once = words.decides_once;
  return header;
}

sim::TraceEnd end_of(const sim::RunOutcome& outcome) {
  sim::TraceEnd end;
  end.verdict = name_of(outcome.verdict);
  for (const sim::FoundViolation& violation : outcome.violations) {
    end.violations.push_back({violation.check, violation.story, violation.at, violation.index});
  }
  end.events = outcome.events;
  end.fingerprint = outcome.fingerprint;
  return end;
}

}  // namespace

Recording::Recording(sim::Simulation& simulation, const sim::Scenario& scenario, std::uint64_t seed,
                     sim::LineSink& lines)
    : writer_(simulation.vocabulary(), lines) {
  writer_.begin(header_of(scenario, seed));
  simulation.attach(writer_);
}

void Recording::finish(const sim::RunOutcome& outcome) {
  writer_.end(end_of(outcome));
}

std::string spared(const std::string& kept, const std::string& beside) {
  return kept + " stays as it was; what there is of the trace lies in " + beside;
}

}  // namespace conclave::tools
