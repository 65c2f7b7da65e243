// JSON text to values, strictly, whatever the bytes.
//
// Accepted: JSON (RFC 8259) in UTF-8, with an optional byte order mark, and the comments `//` and
// `/* */`. Unlike the library's own parser:
//   - a duplicate key is an error (the library keeps the last one and says nothing);
//   - nesting is limited (the library overflows the stack when it takes such a value apart);
//   - a number that does not fit is an error (the library turns 2^64 into a double);
//   - every error has a line and a column, counted in characters from 1.
//
// Errors of syntax end the parse: nothing behind them can be trusted. Duplicate keys and numbers
// out of range do not, so that they can be reported together with what is wrong with the meaning.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/data/json.h"
#include "sim/data/result.h"

namespace conclave::sim {

struct JsonLimits {
  std::size_t bytes = 16U << 20U;
  std::size_t depth = 64;
};

// Adds what is wrong to `errors`. Nothing is returned when the text is not JSON at all; a value may
// come back together with errors, for the sake of finding more of them: then it is not to be used.
std::optional<Json> parse_json(std::string_view text, InputErrors& errors, JsonLimits limits = {});

Result<Json> parse_json(std::string_view text, JsonLimits limits = {});

// The canonical text of a value: what fits on a line of 100 stands on one, the rest
// is indented by two.
std::string json_text(const Json& value);

// JSON pointers (RFC 6901), built step by step.
std::string pointer_join(std::string_view pointer, std::string_view key);
std::string pointer_join(std::string_view pointer, std::size_t index);

// The steps of a pointer, unescaped; nothing when it is not one ("" is the whole document).
std::optional<std::vector<std::string>> pointer_steps(std::string_view pointer);

// Sets one value in a document: `--set /network/loss=0.1`. `value` is JSON; text that is not JSON
// is taken as a string, so that `--set /network/latency=5ms` needs no quotes inside quotes. A
// missing object on the way is made, and before `-` a missing list; a list is changed only where it
// has an element, or appended to by `-`. The place of an error is the pointer; after one the
// document is half changed, and not to be used.
std::optional<InputError> set_value(Json& document, std::string_view pointer,
                                    std::string_view value);

}  // namespace conclave::sim
