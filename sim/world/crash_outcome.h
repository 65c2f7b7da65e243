// CrashOutcome: what a crash leaves of what a disk had not synced, as a plain value.
//
// Unsynced sectors are numbered in the order of files and offsets, unsynced changes of the
// directory in the order in which they were made. The fate of each stands on its own, so any subset
// may survive, not only the beginning: drives and file systems write back in the order that suits
// them (Pillai et al., "All File Systems Are Not Created Equal", OSDI 2014, section 3).
//
// It is drawn at the crash, printed in the trace, and can be decreed instead. As text:
//
//     "+3 - ~137 | + -"    three sectors survive, one is lost, of one the first 137 bytes survive;
//                          one name survives, one is lost
//
// What an outcome does not mention is lost.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace conclave::sim {

struct CrashOutcome {
  static constexpr std::uint16_t whole = 0xffff;
  std::vector<std::uint16_t> sectors;  // how many bytes from its start survive: 0, some, or `whole`
  std::vector<bool> names;             // whether the change of the directory survives
  friend bool operator==(const CrashOutcome&, const CrashOutcome&) = default;

  std::uint16_t sector(std::size_t n) const { return n < sectors.size() ? sectors[n] : 0; }
  bool name(std::size_t n) const { return n < names.size() && names[n]; }
};

std::string to_text(const CrashOutcome& outcome);
std::optional<CrashOutcome> crash_outcome_from(std::string_view text);  // nothing: it is none

}  // namespace conclave::sim
