// How the quantities of the world are written in a file: "5ms", {"uniform": ["1ms", "3ms"]}, 0.001.
#pragma once

#include "sim/data/form.h"
#include "sim/kernel/distribution.h"

namespace conclave::sim {

// A duration, or {"uniform": [min, max]}, {"exponential": {"mean": .., "max": ..}} or
// {"quantiles": {"p0": .., "p50": .., "p99.9": .., "p100": ..}}.
void describe(Form& form, Delay& delay);

// A number from 0 to 1.
void describe(Form& form, Ratio& probability);

}  // namespace conclave::sim
