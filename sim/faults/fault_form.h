// Fault form: how a fault is written, wherever a scenario has one: "do" names its kind, and beside
// it stand the members of that kind.
#pragma once

#include <functional>
#include <string>

#include "sim/faults/fault.h"

namespace conclave::sim {

// `common` are the members that every fault has there. `rules` may ask what the fault now says.
void describe_fault(Form& form, std::string& what, AnyFault& fault,
                    std::function<void(Fields&)> common, const std::function<void(Fields&)>& rules);

// Refuses the target "there" to a fault that nothing sets off: it would hit nobody.
void refuse_there(Fields& fields, const AnyFault& fault);

}  // namespace conclave::sim
