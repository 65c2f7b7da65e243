// Signature: what makes two failures one. The check that was broken and the first sentence of its
// message, without what differs from run to run: numbers, names with numbers, quoted commands.
#pragma once

#include <string>
#include <string_view>

namespace conclave::tools {

// "n3 decided \"get k2\" for slot 29 at #2717 ..." to "n# decided * for slot # at ## ...".
std::string normalised(std::string_view message);

// "agreement-3fa9c1": fit for the name of a folder. `subject` is what was run, such as
// "raft with the flaw vote_twice".
std::string signature_of(std::string_view subject, std::string_view check,
                         std::string_view message);

}  // namespace conclave::tools
