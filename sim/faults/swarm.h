// The profile `swarm`: another mix of faults for every seed.
#pragma once

#include <string>

#include "sim/kernel/random.h"

namespace conclave::sim {

// A list of faults as the nemesis of a scenario writes it.
//
// Each kind is off with probability one half, and how often the others strike is drawn too, over
// orders of magnitude (Groce et al., "Swarm Testing", ISSTA 2012): what one
// fault would hide is found by the seeds in which it is off.
std::string swarm_text(Random& random);

}  // namespace conclave::sim
