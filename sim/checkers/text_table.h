// TextTable: what is known about a text, for judges that meet thousands of them and forget none.
//
// A table of hashes with open addressing, at most half full; the texts lie one behind the other. It
// has no order and cannot be walked, so where a text lies decides nothing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/store/hash.h"

namespace conclave::sim {

template <typename T>
class TextTable {
 public:
  // A T{} if the text is new. The reference is valid until the next text comes.
  T& operator[](std::string_view text) {
    const std::uint64_t hash = hash_of(text);
    if (!seats_.empty()) {
      const std::uint32_t known = seats_[seat_of(text, hash)];
      if (known != nobody) return items_[known].value;
    }
    if (2 * (items_.size() + 1) > seats_.size()) grow();
    seats_[seat_of(text, hash)] = static_cast<std::uint32_t>(items_.size());
    items_.push_back({hash, texts_.size(), text.size(), T{}});
    texts_.append(text);
    return items_.back().value;
  }
  // Null if the text never came.
  const T* find(std::string_view text) const {
    if (seats_.empty()) return nullptr;
    const std::uint32_t known = seats_[seat_of(text, hash_of(text))];
    return known == nobody ? nullptr : &items_[known].value;
  }
  std::size_t size() const { return items_.size(); }

 private:
  static constexpr std::uint32_t nobody = ~std::uint32_t{0};
  struct Item {
    std::uint64_t hash;
    std::size_t begin, size;  // of its text
    T value;
  };

  // Where it sits, or would.
  std::size_t seat_of(std::string_view text, std::uint64_t hash) const {
    const std::size_t mask = seats_.size() - 1;
    std::size_t seat = hash & mask;
    while (seats_[seat] != nobody && !is(items_[seats_[seat]], text, hash))
      seat = (seat + 1) & mask;
    return seat;
  }
  bool is(const Item& item, std::string_view text, std::uint64_t hash) const {
    return item.hash == hash && std::string_view(texts_).substr(item.begin, item.size) == text;
  }
  void grow() {
    seats_.assign(seats_.empty() ? 8 : 2 * seats_.size(), nobody);
    const std::size_t mask = seats_.size() - 1;
    for (std::uint32_t n = 0; n < items_.size(); ++n) {
      std::size_t seat = items_[n].hash & mask;
      while (seats_[seat] != nobody) seat = (seat + 1) & mask;
      seats_[seat] = n;
    }
  }

  std::vector<std::uint32_t> seats_;  // a power of two of them
  std::vector<Item> items_;
  std::string texts_;
};

}  // namespace conclave::sim
