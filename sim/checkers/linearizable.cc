// From the trace to a history, and from its judgement to a story.
#include "sim/checkers/linearizable.h"

#include <algorithm>

#include "sim/data/words.h"

namespace conclave::sim {

void Linearizable::finish(Time end) {
  const auto& history = recorder_.history();
  if (history.calls.empty()) return;
  linearizability::Budget budget;
  budget.steps = config_.steps;
  budget.bytes = config_.bytes;
  const auto judgement = judge(history, linearizability::Model::kv, budget);
  for (std::size_t n = 0; n < history.calls.size(); ++n) holds(true);
  summary_ = counted(history.calls.size(), "operation") + ", " + counted(judgement.keys, "key");
  switch (judgement.verdict) {
    case linearizability::Verdict::ok:
      return;
    case linearizability::Verdict::undecided:
      summary_ += ", " + judgement.story;
      return give_up();
    case linearizability::Verdict::violated:
      break;
  }
  // It stands where the last of the calls that show it ended.
  Time at = judgement.witnesses.empty() ? end : Time{};
  Index index = 0;
  std::vector<Index> lines;
  for (const std::size_t witness : judgement.witnesses) {
    const auto& call = history.calls[witness];
    lines.push_back(call.invoked);
    if (call.returned != linearizability::never) lines.push_back(call.returned);
    const Index ended = call.returned == linearizability::never ? call.invoked : call.returned;
    if (ended < index) continue;
    index = ended;
    at = latest_[witness];
  }
  fail(at, index, {.lines = std::move(lines)}, judgement.story);
}

}  // namespace conclave::sim
