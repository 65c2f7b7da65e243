// One occurrence of every kind, for tests that must treat them all. What they point to is static.
#pragma once

#include <vector>

#include "sim/trace/line_sink.h"
#include "sim/trace/trace.h"

namespace conclave::sim {

// Three nodes n1..n3 and a client c1; messages and records print as {"bytes":N}.
Vocabulary specimen_vocabulary();

// Dense indexes from 0, rising times, causes that lie behind.
std::vector<Occurrence> specimens();

struct LinesKept : LineSink {
  std::vector<std::string> lines;
  void line(std::string_view text) override { lines.emplace_back(text); }
};

inline ByteView bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text));
}

}  // namespace conclave::sim
