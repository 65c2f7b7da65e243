// TraceWriter: occurrences to lines of JSON, byte for byte the same wherever it is compiled.
//
// One occurrence, one line, keys in a fixed order; README.md has the grammar. Lines go to a
// LineSink, so that writing a file and comparing with one are the same rendering. It serves every
// occurrence of long runs, so what repeats (names, states, times) is rendered once and kept.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "sim/trace/header.h"
#include "sim/trace/line_sink.h"
#include "sim/trace/trace.h"

namespace conclave::sim {

class TraceWriter final : public TraceSink {
 public:
  // Both outlive the writer.
  TraceWriter(const Vocabulary& vocabulary, LineSink& out);

  // The first line and the last.
  void begin(const TraceHeader& header);
  void end(const TraceEnd& end);

  Kinds kinds() const override { return Kinds().set(); }
  void record(const Occurrence& occurrence) override;

 private:
  class Line;

  // A node's state as it was last rendered. The text depends on the state alone.
  struct StateText {
    Brief state;
    std::string text;
  };
  const std::string& state_text(NodeId node, const Brief& state);

  // A packet's message as it was rendered last.
  struct PacketText {
    std::uint64_t packet = 0;  // 0: none
    Channel channel = Channel::protocol;
    Bytes bytes;
    std::string text;
  };

  const Vocabulary& vocabulary_;
  LineSink& out_;
  std::vector<std::string> quoted_names_;
  std::vector<StateText> states_;        // by node; 0 serves strangers
  std::array<PacketText, 256> packets_;  // by number: more are rarely on their way
  Time last_at_{};
  std::string last_at_text_ = "0";
  std::string line_;
};

}  // namespace conclave::sim
