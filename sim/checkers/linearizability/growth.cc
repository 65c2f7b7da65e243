// What must have grown, and by what.

#include "sim/checkers/linearizability/growth.h"

#include <algorithm>
#include <optional>

namespace conclave::sim::linearizability {
namespace {

std::string told(const Lane& lane, std::size_t place) {
  return describe(lane.history(), lane.history().calls[lane.ops()[place].call]);
}

// The text that an op saw.
std::string_view seen_by(const Lane& lane, const Op& op) {
  const Call& call = lane.history().calls[op.call];
  return lane.text(call.saw ? call.seen : call.expected);
}

bool sees(const Op& op) {
  return op.act == Act::see;
}
bool appends(const Op& op) {
  return op.token != Word();
}
bool replaces_value(const Op& op) {
  return (op.act == Act::write || op.act == Act::swap) && !appends(op);
}

// Places of certain ops of a kind, in the order of their returns.
std::vector<std::size_t> by_return(const Lane& lane, bool (*kind)(const Op&)) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < lane.ops().size(); ++i) {
    if (kind(lane.ops()[i]) && lane.ops()[i].certain) places.push_back(i);
  }
  std::sort(places.begin(), places.end(), [&](std::size_t a, std::size_t b) {
    return lane.ops()[a].returned < lane.ops()[b].returned;
  });
  return places;
}

std::optional<Finding> lost_append(const Lane& lane) {
  constexpr std::size_t latest = 4;  // how many appends before a get are looked for in it
  std::uint64_t last_overwrite = 0;
  bool overwritten = false;
  for (const Op& op : lane.ops()) {
    if (!replaces_value(op)) continue;
    overwritten = true;
    last_overwrite = std::max(last_overwrite, op.returned);
  }
  const std::vector<std::size_t> appended = by_return(lane, appends);
  for (std::size_t i = 0; i < lane.ops().size(); ++i) {
    const Op& see = lane.ops()[i];
    if (see.act != Act::see) continue;
    auto end = std::partition_point(appended.begin(), appended.end(), [&](std::size_t place) {
      return lane.ops()[place].returned < see.invoked;
    });
    for (std::size_t n = 0; n < latest && end != appended.begin(); ++n) {
      const Op& append = lane.ops()[*--end];
      if (overwritten && append.invoked < last_overwrite) continue;
      // From the end, where it most likely is.
      if (seen_by(lane, see).rfind(lane.text(append.token)) != std::string_view::npos) continue;
      return Finding{
          Verdict::violated,
          told(lane, i) + ", although before that " + told(lane, *end) + ", and nothing erased it",
          {std::min(i, *end), std::max(i, *end)}};
    }
  }
  return std::nullopt;
}

// REQUIRES: nothing but appends changes the value.
std::optional<Finding> shrunk_value(const Lane& lane) {
  const std::vector<std::size_t> seen = by_return(lane, sees);
  std::size_t longest = 0;
  std::size_t longest_place = 0;
  std::size_t next = 0;
  for (std::size_t i = 0; i < lane.ops().size(); ++i) {
    const Op& see = lane.ops()[i];
    if (see.act != Act::see) continue;
    for (; next < seen.size() && lane.ops()[seen[next]].returned < see.invoked; ++next) {
      const std::size_t length = seen_by(lane, lane.ops()[seen[next]]).size();
      if (length <= longest) continue;
      longest = length;
      longest_place = seen[next];
    }
    if (seen_by(lane, see).size() >= longest) continue;
    return Finding{Verdict::violated,
                   told(lane, i) + ", which is shorter than before: " + told(lane, longest_place),
                   {std::min(i, longest_place), std::max(i, longest_place)}};
  }
  return std::nullopt;
}

// REQUIRES: nothing but appends changes the value.
std::optional<Finding> forked_value(const Lane& lane) {
  const auto& observed = lane.observed();
  for (std::size_t i = 1; i < observed.size(); ++i) {
    if (observed[i].starts_with(observed[i - 1])) continue;
    std::vector<std::size_t> witnesses;
    for (const std::string_view value : {observed[i - 1], observed[i]}) {
      for (std::size_t place = 0; place < lane.ops().size(); ++place) {
        const Op& op = lane.ops()[place];
        if (op.act != Act::see || seen_by(lane, op) != value) continue;
        witnesses.push_back(place);
        break;
      }
    }
    // An expectation that was not met is observed too, but nobody saw it.
    if (witnesses.size() < 2) continue;
    std::sort(witnesses.begin(), witnesses.end());
    return Finding{Verdict::violated,
                   told(lane, witnesses[0]) + " and " + told(lane, witnesses[1]) +
                       ": neither begins with the other, and nothing but appends changed it",
                   witnesses};
  }
  return std::nullopt;
}

}  // namespace

Finding judge_growth(const Lane& lane) {
  if (auto finding = lost_append(lane)) return *finding;
  if (std::none_of(lane.ops().begin(), lane.ops().end(), replaces_value)) {
    if (auto finding = shrunk_value(lane)) return *finding;
    if (auto finding = forked_value(lane)) return *finding;
  }
  return {};
}

}  // namespace conclave::sim::linearizability
