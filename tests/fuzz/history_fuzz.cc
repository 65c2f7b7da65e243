// Any bytes as a history of clients. What is accepted gets a verdict, and errors have words.
#include "sim/checkers/linearizability/judge.h"
#include "sim/run/history_file.h"
#include "tests/fuzz/feed.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT
  using namespace conclave;
  fuzz::Feed feed(data, size);
  const auto model = feed.byte() % 2 == 0 ? sim::linearizability::Model::kv
                                          : sim::linearizability::Model::cas_register;
  const ByteView rest = feed.rest();
  const auto history =
      sim::read_history({reinterpret_cast<const char*>(rest.data()), rest.size()}, model);
  if (!history.ok()) {
    fuzz::must(!to_text(history.errors()).empty());
    return 0;
  }
  sim::linearizability::Budget budget;
  budget.steps = 10'000;
  const auto judgement = judge(*history, model, budget);
  const bool violated = judgement.verdict == sim::linearizability::Verdict::violated;
  fuzz::must(!violated || !judgement.witnesses.empty());
  return 0;
}
