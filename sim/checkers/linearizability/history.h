// History: what clients asked, when, and what they were told. All that the judge knows.
//
// A call runs from the event of its invocation to the event of its return; events are numbered in
// real-time order, and only that order counts: a call that returned before another was invoked came
// before it. Calls stand in the order of their invocations.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "sim/checkers/linearizability/words.h"
#include "sim/store/operation.h"

namespace conclave::sim::linearizability {

inline constexpr std::uint64_t never = std::numeric_limits<std::uint64_t>::max();

enum class Outcome : std::uint8_t {
  ok,        // it took effect between its two events
  mismatch,  // a cas that ran, found another value than it expected, and changed nothing
  fail,      // it certainly did not happen
  unknown,   // it may take effect at any time after its invocation, or never
};

struct Call {
  std::uint64_t process = 0;
  Function f = Function::get;
  Outcome outcome = Outcome::unknown;
  bool saw = false;  // `seen` is an observation: a get that is ok, or a mismatch that tells
  Word key;
  Word written;   // by put, cas and append
  Word expected;  // by cas
  Word seen;
  std::uint64_t invoked = 0;
  std::uint64_t returned = never;  // of an unknown outcome: never

  friend bool operator==(const Call&, const Call&) = default;
};

struct History {
  std::vector<Call> calls;
  Words words;
};

// What the judge relies on, checked: calls in order, one under way per process, a process whose
// call ended unknown calls no more, no event used twice. Empty if all is well.
struct Flaw {
  std::size_t call = 0;
  std::string what;
};
std::vector<Flaw> validate(const History& history);

// The object that a history is judged against.
enum class Model : std::uint8_t {
  register_,     // get and put; starts as nil
  cas_register,  // and compare-and-set
  kv,            // and append and delete; a missing key is the same as the empty text
};

std::string_view name_of(Model model);
std::optional<Model> model_named(std::string_view name);
bool supports(Model model, Function f);

// A value as a story shows it: nil has a name, and long ones are cut.
std::string shown(const History& history, Word word);

// "process 3 put c3.17 (events 812 to 840)"
std::string describe(const History& history, const Call& call);

}  // namespace conclave::sim::linearizability
