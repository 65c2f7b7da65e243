// A trace as text: time runs down, one column for each node and one for the clients.
//
//     812   1.204000s  │         ● <- n1 append_request t3 #5..6
//     813              │         ● accepts #5..6 t3 (2)
//     816   1.205100s  ┃         │         x n1 append_request t3 #5..6: loss ●
//
// A dot stands in the column of the node that acts. A thick line is a leader's, a dotted one that
// of a node that is paused, and none is that of a node that is down.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "sim/data/result.h"
#include "sim/trace/line_sink.h"
#include "sim/trace/reader.h"

namespace conclave::tools {

// What to look at: the first violation, an event by its index, or a time.
struct Around {
  enum class What : std::uint8_t { violation, event, time } what = What::violation;
  sim::Index event = 0;
  sim::Time time{};
  bool operator==(const Around&) const = default;
};

// "violation", "812", "1.204s".
sim::Result<Around> parse_around(std::string_view text);

struct TextOptions {
  std::size_t width = 100;
  bool color = false;
  bool all = false;  // also what is hidden otherwise: writes, syncs, credits
  std::optional<Around> around;
  std::size_t window = 25;  // lines before what `around` names, and after it
};

struct TextShown {
  bool found = true;         // what `around` names is there
  std::uint64_t hidden = 0;  // occurrences left out for want of `all`
};

// Reads the trace, whose header was read, as far as needed; what is wrong with it, it keeps itself.
TextShown render_text(sim::TraceReader& trace, const TextOptions& options, sim::LineSink& out);

}  // namespace conclave::tools
