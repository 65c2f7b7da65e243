// Fingerprint: a run as one number. Equal numbers, equal runs.
//
// A 64-bit rolling hash over every occurrence and the bytes of what was sent and written. It rests
// on contents alone, so every compiler and every optimisation level agree on it. What the judges
// say is left out, and so is the place it takes in the numbering: a run has the same fingerprint
// whoever watches it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/trace/trace.h"

namespace conclave::sim {

class Fingerprint final : public TraceSink {
 public:
  Kinds kinds() const override;
  void record(const Occurrence& occurrence) override;

  std::uint64_t value() const { return state_; }

 private:
  // Occurrences that were not told to us: what judges said.
  struct Gap {
    Index begin = 0;
    std::uint64_t size = 0;
  };
  Index without_gaps(Index index) const;

  std::uint64_t state_ = 0;
  Index next_ = 0;
  std::vector<Gap> gaps_;
};

// Sixteen hexadecimal digits.
std::string fingerprint_text(std::uint64_t fingerprint);

}  // namespace conclave::sim
