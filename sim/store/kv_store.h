// KvStore: keys and their values. What it holds depends only on the operations applied, in order.
//
// Entries lie dense in a vector; an open-addressing index of our own finds them in constant time.
// The order inside is nobody's business: in_order() gives the entries sorted by key. Arguments must
// not point into the store itself.
//   - index_[i] is 0 for free, else 1 + a place in entries_; every entry stands in it exactly once
//   - an entry is reachable from its hash by linear probing without meeting a free place
//   - the index is a power of two in size and at most half full
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace conclave::sim {

class KvStore {
 public:
  // The value, or null for a key that is not there. Good until the next change.
  const std::string* get(std::string_view key) const;

  void put(std::string_view key, std::string_view value);

  // Sets the value if the current one is as expected. A missing key counts as empty, so expecting
  // the empty string creates.
  bool compare_and_set(std::string_view key, std::string_view expected, std::string_view value);

  // A missing key counts as empty.
  void append(std::string_view key, std::string_view value);

  // Whether the key was there.
  bool remove(std::string_view key);

  void clear();
  std::size_t size() const { return entries_.size(); }
  std::vector<std::pair<std::string_view, std::string_view>> in_order() const;

  // The same for the same contents, however they came about.
  std::uint64_t digest() const;
  friend bool operator==(const KvStore& a, const KvStore& b);

 private:
  struct Entry {
    std::uint64_t hash;
    std::string key;
    std::string value;
  };

  std::size_t home(std::uint64_t hash) const { return hash & (index_.size() - 1); }
  std::size_t next(std::size_t place) const { return (place + 1) & (index_.size() - 1); }
  std::size_t place_of(std::uint64_t hash, std::string_view key) const;  // or a free place
  std::string& value_of(std::string_view key);  // a missing key is added, with an empty value
  void grow();
  void free_place(std::size_t place);

  std::vector<Entry> entries_;
  std::vector<std::uint32_t> index_ = std::vector<std::uint32_t>(16);
};

}  // namespace conclave::sim
