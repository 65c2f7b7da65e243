// Generators: how a campaign draws one value of a scenario.
//
//     {"choose": [3, 5]}                   one of these
//     {"int": [1, 8]}                      a whole number
//     {"uniform": ["1ms", "20ms"]}         a quantity in a range
//     {"log_uniform": [0.001, 0.3]}        ... each doubling as likely as the next
//     {"subset": [a, b, c]}                each of these or not, with probability one half
//     {"maybe": a}                         this, or what the scenario says anyway
//
// Inside a value, {"sample": {...}} stands for what another generator gives, so that a kind of
// fault may be on or off and have a rate of its own: {"maybe": {"sample": {"log_uniform": [0.001,
// 0.3]}}}. Quantities are drawn as integers of the smallest unit, and rounded to three digits for
// the sake of whoever reads them.
#pragma once

#include <optional>

#include "sim/data/cursor.h"
#include "sim/data/json.h"
#include "sim/kernel/random.h"

namespace conclave::sim {

// Says what is wrong with a generator's form.
void check_generator(const Cursor& at);

// REQUIRES: check_generator found nothing wrong. Nothing: leave the value as it is.
std::optional<Json> generate(const Json& generator, Random& random);

Json generator_schema();

}  // namespace conclave::sim
