// Memo: the configurations that a search has been in, compared exactly and never by hash alone.
//
// A configuration is a few words of any number. They lie one after the other in an arena of equal
// chunks; an open-addressing table of (hash, place) finds them. Memory is counted and bounded.
//   - a slot is 0 for free, else hash << 32 | (1 + the place in the arena, in words)
//   - the table is a power of two in size and at most half full
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace conclave::sim::linearizability {

class Memo {
 public:
  enum class Added : std::uint8_t { fresh, known, no_room };

  explicit Memo(std::uint64_t max_bytes) : max_bytes_(max_bytes) {}

  // `hash` should be well mixed. The first word must tell how many follow.
  Added add(std::span<const std::uint64_t> configuration, std::uint32_t hash);

  // Starts to fetch what add() will look at, which is far away once there is much.
  void prepare(std::uint32_t hash) const {
    if (!table_.empty()) __builtin_prefetch(&table_[hash & (table_.size() - 1)]);
  }

  std::uint64_t bytes() const { return chunks_.size() * chunk_bytes + table_.size() * slot_bytes; }
  std::size_t size() const { return size_; }

 private:
  static constexpr std::size_t chunk_words = 4096;
  static constexpr std::uint64_t chunk_bytes = chunk_words * 8;
  static constexpr std::uint64_t slot_bytes = 8;
  static constexpr std::uint64_t place_mask = 0xffffffff;

  bool holds(std::uint64_t place, std::span<const std::uint64_t> configuration) const;
  bool make_room(std::size_t words);
  bool grow();

  std::uint64_t max_bytes_;
  std::vector<std::unique_ptr<std::uint64_t[]>> chunks_;
  std::size_t used_ = chunk_words;  // of the last chunk
  std::vector<std::uint64_t> table_;
  std::size_t size_ = 0;
};

}  // namespace conclave::sim::linearizability
