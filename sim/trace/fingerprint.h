// Fingerprint: a run as one number. Equal numbers, equal runs.
//
// A 64-bit rolling hash over every occurrence and the bytes of what was sent and written. It rests
// on contents alone, so every compiler and every optimisation level agree on it. What the judges
// say is left out, and so is the place it takes in the numbering: a run has the same fingerprint
// whoever watches it.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/trace/trace.h"

namespace conclave::sim {

class Fingerprint final : public TraceSink {
 public:
  Kinds kinds() const override;
  void record(const Occurrence& occurrence) override;
  Teller teller(std::size_t kind) const override;

  // Of what was recorded so far.
  std::uint64_t value() const;

 private:
  // Occurrences that were not told to us: what judges said.
  struct Gap {
    Index begin = 0;
    std::uint64_t size = 0;
  };
  Index without_gaps(Index index) const;
  template <std::size_t Kind>
  void take(const Occurrence& occurrence);
  template <std::size_t... Kind>
  static constexpr std::array<Teller, detail_kinds> tellers_of(std::index_sequence<Kind...>);

  // No occurrence takes more than words_most.
  static constexpr std::size_t words_enough = 1024, words_most = 256;

  std::uint64_t state_ = 0;
  std::size_t gathered_ = 0;  // words that have not rolled into the state yet
  std::array<std::uint64_t, words_enough + words_most> words_;
  Index next_ = 0;
  std::vector<Gap> gaps_;
};

// Sixteen hexadecimal digits.
std::string fingerprint_text(std::uint64_t fingerprint);

}  // namespace conclave::sim
