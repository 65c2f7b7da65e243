// Sessions compared and digested: an unopened session is as good as none.

#include "sim/store/sessions.h"

#include <algorithm>

#include "sim/store/hash.h"

namespace conclave::sim {

void Sessions::clear() {
  flat_.clear();
  far_.clear();
}

std::uint64_t Sessions::digest() const {
  std::uint64_t sum = 0;
  const auto add = [&](std::uint64_t client, const Session& session) {
    if (session.highest == 0) return;  // looked at, never used
    sum += mixed(mixed(mixed(client) + session.highest) ^ hash_of(session.answer));
  };
  for (std::size_t id = 0; id < flat_.size(); ++id) add(id, flat_[id]);
  for (const auto& [client, session] : far_) add(client.value(), session);
  return sum;
}

bool operator==(const Sessions& a, const Sessions& b) {
  const auto& shorter = a.flat_.size() < b.flat_.size() ? a.flat_ : b.flat_;
  const auto& longer = a.flat_.size() < b.flat_.size() ? b.flat_ : a.flat_;
  const auto middle = longer.begin() + static_cast<std::ptrdiff_t>(shorter.size());
  return std::equal(shorter.begin(), shorter.end(), longer.begin(), middle) &&
         std::all_of(middle, longer.end(), [](const Session& s) { return s.highest == 0; }) &&
         a.far_ == b.far_;
}

}  // namespace conclave::sim
