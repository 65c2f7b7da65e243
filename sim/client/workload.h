// Workload: what the clients of a run do, as a plain value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/data/form.h"
#include "sim/kernel/distribution.h"

namespace conclave::sim {

struct OperationMix {  // relative weights
  Billionths read{500'000'000}, write{400'000'000}, cas{100'000'000}, append{}, remove{};
  friend bool operator==(const OperationMix&, const OperationMix&) = default;
};

struct KeyChoice {
  enum class Pick : std::uint8_t { uniform, zipf };
  std::uint64_t count = 5;
  Pick pick = Pick::uniform;
  friend bool operator==(const KeyChoice&, const KeyChoice&) = default;
};

struct WorkloadOptions {
  enum class Retry : std::uint8_t { same_id, none };

  std::string name = "kv";
  std::size_t clients = 2;
  std::optional<Rate> rate;     // of all clients together; nothing: closed loop
  std::uint64_t in_flight = 1;  // closed loop: sessions of each client
  Delay think{};                // closed loop: between an answer and the next operation
  OperationMix ops;
  KeyChoice keys;
  std::string value;                // what to write; empty: unique values
  Duration timeout{500'000'000};    // an attempt without an answer is lost by then
  Duration give_up{3'000'000'000};  // ... and the operation's outcome unknown
  Retry retry = Retry::same_id;
  std::uint64_t operations = 100;  // in all; 0: no limit but `until`
  Duration from{};                 // the first may start
  std::optional<Duration> until;   // none starts any more
  friend bool operator==(const WorkloadOptions&, const WorkloadOptions&) = default;
};

void describe(Form& form, WorkloadOptions& options);

// The kinds of workload there are.
const std::vector<std::string>& workload_names();

}  // namespace conclave::sim
