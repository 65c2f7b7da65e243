// A client history from elsewhere, to be judged (`check --history`).
//
// JSON Lines in real-time order, one event each; other fields are ignored, empty lines too:
//
//     {"process": 3, "type": "invoke", "f": "cas", "key": "x", "value": [1, 2]}
//     {"process": 3, "type": "fail", "mismatch": true, "value": 4}
//
//   - type: invoke, ok (it took effect), fail (it certainly did not), info
//     (nobody knows; it may take
//     effect at any later time or never, and its process takes no further part). A call without a
//     completion is like one that ended in info.
//   - f: read or get, write or put, cas (its value is [old, new]), append (texts are concatenated),
//     delete. A completion need not repeat it, nor the key, but must not contradict.
//   - key: text or an integer; without one, the one register
//   - value: text, an integer (the same as its digits as text), or null for
//     nothing. A read's stands
//     on its ok line.
//   - mismatch: true, on the fail line of a cas, says that it ran and found another value: which,
//     if the line has a value that is no list
//
// Calls are numbered by lines: event 7 of the history stands on line 7.
#pragma once

#include <string_view>

#include "sim/checkers/linearizability/history.h"
#include "sim/data/result.h"

namespace conclave::sim {

// All errors at once, each with its line; of very many, the first.
Result<linearizability::History> read_history(std::string_view text, linearizability::Model model);

}  // namespace conclave::sim
