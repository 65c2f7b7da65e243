// bench linearizable: what it costs to judge a history.
//
// The histories are those of clients at one real register: each call takes effect at some moment
// between its invocation and its return, so all are linearizable, and a verdict other than ok is
// wrong. With unique values and nothing but puts and gets the zone test decides; compare-and-sets,
// appends and deletes, or values that repeat, need the search. The last rows are histories in which
// one read was changed to an older value: the time includes shrinking to the fewest calls.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "protocols/core/check.h"
#include "sim/checkers/linearizability/judge.h"
#include "sim/checkers/linearizability/recorder.h"
#include "sim/kernel/random.h"
#include "tools/bench/benchmark.h"
#include "tools/cpu_time.h"
#include "tools/interrupt.h"

namespace conclave::tools {
namespace {

namespace lin = sim::linearizability;

struct Shape {
  std::string_view name;
  std::uint64_t clients = 0, operations = 0;
  std::uint64_t functions = 4;  // of the list in `Clients`, from the first
  std::uint64_t values = 0;     // to choose from; 0: every write has one of its own
  bool lie = false;             // one read saw an older value
};

// Fewer steps than this cost less than what comes before the first of them.
constexpr std::uint64_t enough_steps = 1'000'000;

constexpr Shape shapes[] = {
    {"put_get_unique", 10, 10'000, 2, 0},
    {"put_get_unique", 20, 10'000, 2, 0},
    {"put_get_unique", 30, 10'000, 2, 0},
    {"all_unique", 10, 10'000, 6, 0},
    {"all_unique", 20, 10'000, 6, 0},
    {"all_unique", 30, 10'000, 6, 0},
    {"put_get_repeated", 10, 10'000, 2, 5},
    {"put_get_repeated", 30, 10'000, 2, 5},
    {"cas_repeated", 10, 10'000, 4, 5},
    {"put_get_unique_violated", 30, 10'000, 2, 0, true},
    {"all_unique_violated", 10, 10'000, 6, 0, true},
};

// Clients at one register.
class Clients {
 public:
  explicit Clients(const Shape& shape)
      : shape_(shape), random_(shape.clients), clients_(shape.clients) {}

  lin::History history() {
    std::uint64_t left = shape_.operations;
    for (std::uint64_t busy = 0; left > 0 || busy > 0;) {
      const std::uint64_t process = random_.below(clients_.size());
      Client& client = clients_[process];
      if (client.open && !client.applied && random_.below(2) == 0) {
        apply(client);
      } else if (client.open) {
        complete(process, client);
        --busy;
      } else if (left > 0) {
        invoke(process, client, left--);
        ++busy;
      }
    }
    return recorder_.history();
  }

 private:
  struct Client {
    bool open = false, applied = false, matched = true;
    sim::Function f = sim::Function::get;
    std::string written, expected, found;
  };

  void invoke(std::uint64_t process, Client& client, std::uint64_t number) {
    using F = sim::Function;
    constexpr F functions[] = {F::get, F::put, F::get, F::cas, F::append, F::delete_};
    client = {.open = true, .f = functions[random_.below(shape_.functions)]};
    client.expected = state_;
    const std::uint64_t value = shape_.values > 0 ? random_.below(shape_.values) : number;
    lin::Invocation invocation{.f = client.f, .key = "k"};
    if (client.f != F::get && client.f != F::delete_) {
      client.written = fmt::format("{};", value);
      invocation.written = client.written;
    }
    if (client.f == F::cas) invocation.expected = client.expected;
    ALWAYS(!recorder_.invoke(++event_, process, invocation));
  }
  void apply(Client& client) {
    client.applied = true;
    client.found = state_;
    client.matched = client.f != sim::Function::cas || state_ == client.expected;
    if (client.f == sim::Function::get || !client.matched) return;
    state_ = client.f == sim::Function::append ? state_ + client.written : client.written;
    if (older_.empty()) older_ = state_;
  }
  void complete(std::uint64_t process, Client& client) {
    if (!client.applied) apply(client);
    lin::Completion completion{.outcome =
                                   client.matched ? lin::Outcome::ok : lin::Outcome::mismatch};
    completion.saw = client.f == sim::Function::get || !client.matched;
    if (shape_.lie && !lied_ && completion.saw && event_ > shape_.operations) {
      lied_ = true;
      client.found = older_;
    }
    completion.seen = client.found;
    ALWAYS(!recorder_.complete(++event_, process, completion));
    client.open = false;
  }

  const Shape& shape_;
  sim::Random random_;
  std::vector<Client> clients_;
  lin::Recorder recorder_;
  std::string state_, older_;
  std::uint64_t event_ = 0;
  bool lied_ = false;
};

std::string_view word_for(lin::Verdict verdict) {
  if (verdict == lin::Verdict::ok) return "ok";
  return verdict == lin::Verdict::violated ? "violated" : "undecided";
}

void add_shape_row(const Shape& shape, Table& table) {
  const lin::History history = Clients(shape).history();
  lin::Judgement judgement;
  std::uint64_t best = ~std::uint64_t{0};
  for (int round = 0; round < 3; ++round) {  // what is more than the best was somebody else's
    const std::uint64_t begin = cpu_nanoseconds();
    judgement = lin::judge(history, lin::Model::kv);
    best = std::min(best, cpu_nanoseconds() - begin);
  }
  const auto expected = shape.lie ? lin::Verdict::violated : lin::Verdict::ok;
  if (judgement.verdict == lin::Verdict::undecided) {
    table.notes.push_back(fmt::format("{} with {} clients stays undecided: {}", shape.name,
                                      shape.clients, judgement.story));
  } else if (judgement.verdict != expected) {
    table.wrong.push_back(
        fmt::format("{} with {} clients got the wrong verdict", shape.name, shape.clients));
  }
  const auto ns = static_cast<double>(best);
  const auto steps = static_cast<double>(judgement.steps);
  table.rows.push_back(
      {word(std::string(shape.name)), whole(shape.clients), whole(shape.operations),
       word(std::string(word_for(judgement.verdict))), whole(judgement.steps),
       judgement.steps < enough_steps ? Cell{"", "null"} : decimal(ns / steps, 1),
       decimal(ns / 1e6, 1), whole(judgement.bytes / 1024), whole(judgement.witnesses.size())});
}

}  // namespace

Table bench_linearizable() {
  Table table;
  table.columns = {"history",     "clients", "operations", "verdict",  "steps",
                   "ns_per_step", "ms",      "kib",        "witnesses"};
  table.notes.push_back(
      "Steps and KiB are the search's: none where rules and zones decide. With a "
      "violation the time includes shrinking it, whose steps are not counted.");
  for (const Shape& shape : shapes) {
    if (interrupted()) break;
    add_shape_row(shape, table);
  }
  return table;
}

}  // namespace conclave::tools
