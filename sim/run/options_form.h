// How the options of protocols and checks are written: their specs say names, types and defaults.
#pragma once

#include <span>
#include <vector>

#include "protocols/core/options.h"
#include "sim/data/form.h"

namespace conclave::sim {

// Every option, at its default.
Options standard_options(const std::vector<OptionSpec>& specs);

// REQUIRES: `options` are those of `specs`, all of them in order.
void describe_options(Fields& fields, const std::vector<OptionSpec>& specs, Options& options);

// So that "1.5*election_timeout" means something; of a range its longer end.
void name_durations(const Options& options, Reading& reading);

}  // namespace conclave::sim
