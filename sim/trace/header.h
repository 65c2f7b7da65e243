// What a stored trace says around its occurrences: the header line before, the end line after.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/trace/trace.h"

namespace conclave::sim {

// The number in "conclave_trace". A reader refuses a greater one.
inline constexpr std::uint64_t trace_format = 1;

struct TraceHeader {
  std::string version;          // of the program that wrote it
  std::string scenario = "{}";  // JSON on one line: concrete, enough to run it again
  std::uint64_t seed = 0;
  std::string protocol;
  std::vector<std::string> nodes, clients;
  std::string epoch_word = "epoch";
  bool decides_once = false;  // the protocol has one slot (Vocabulary)
  bool operator==(const TraceHeader&) const = default;
};

// A promise that was broken, for reports and the end line.
struct ViolationEntry {
  std::string check, detail;
  Time at{};
  Index event = 0;
  bool operator==(const ViolationEntry&) const = default;
};

struct TraceEnd {
  std::string verdict;
  std::vector<ViolationEntry> violations;
  std::uint64_t events = 0;
  std::uint64_t fingerprint = 0;
  bool operator==(const TraceEnd&) const = default;
};

}  // namespace conclave::sim
