// The key-value store: linear probing over a dense vector of entries.

#include "sim/store/kv_store.h"

#include <algorithm>

#include "sim/store/hash.h"

namespace conclave::sim {

std::size_t KvStore::place_of(std::uint64_t hash, std::string_view key) const {
  std::size_t place = home(hash);
  while (index_[place] != 0) {
    const Entry& entry = entries_[index_[place] - 1];
    if (entry.hash == hash && entry.key == key) break;
    place = next(place);
  }
  return place;
}

const std::string* KvStore::get(std::string_view key) const {
  const std::uint32_t found = index_[place_of(hash_of(key), key)];
  return found == 0 ? nullptr : &entries_[found - 1].value;
}

std::string& KvStore::value_of(std::string_view key) {
  const std::uint64_t hash = hash_of(key);
  std::size_t place = place_of(hash, key);
  if (index_[place] == 0) {
    if ((entries_.size() + 1) * 2 > index_.size()) {
      grow();
      place = place_of(hash, key);
    }
    entries_.push_back({hash, std::string(key), {}});
    index_[place] = static_cast<std::uint32_t>(entries_.size());
  }
  return entries_[index_[place] - 1].value;
}

void KvStore::put(std::string_view key, std::string_view value) {
  value_of(key) = value;
}

void KvStore::append(std::string_view key, std::string_view value) {
  value_of(key) += value;
}

bool KvStore::compare_and_set(std::string_view key, std::string_view expected,
                              std::string_view value) {
  const std::uint32_t found = index_[place_of(hash_of(key), key)];
  if (found == 0) {
    if (expected.empty()) put(key, value);
    return expected.empty();
  }
  std::string& current = entries_[found - 1].value;
  if (current != expected) return false;
  current = value;
  return true;
}

bool KvStore::remove(std::string_view key) {
  const std::size_t place = place_of(hash_of(key), key);
  if (index_[place] == 0) return false;
  const std::uint32_t gone = index_[place];
  const auto last = static_cast<std::uint32_t>(entries_.size());
  if (gone != last) {
    // The last entry moves into the gap, and the index must learn of it.
    std::size_t moved = home(entries_[last - 1].hash);
    while (index_[moved] != last) moved = next(moved);
    index_[moved] = gone;
    std::swap(entries_[gone - 1], entries_[last - 1]);
  }
  entries_.pop_back();
  free_place(place);
  return true;
}

// Closes the gap: whoever was pushed past this place by linear probing moves back (Knuth volume 3,
// section 6.4, algorithm R).
void KvStore::free_place(std::size_t place) {
  const std::size_t mask = index_.size() - 1;
  for (std::size_t probe = next(place); index_[probe] != 0; probe = next(probe)) {
    const std::size_t wanted = home(entries_[index_[probe] - 1].hash);
    if (((probe - wanted) & mask) < ((probe - place) & mask)) continue;
    index_[place] = index_[probe];
    place = probe;
  }
  index_[place] = 0;
}

void KvStore::grow() {
  index_.assign(index_.size() * 2, 0);
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    std::size_t place = home(entries_[i].hash);
    while (index_[place] != 0) place = next(place);
    index_[place] = static_cast<std::uint32_t>(i + 1);
  }
}

void KvStore::clear() {
  entries_.clear();
  std::fill(index_.begin(), index_.end(), 0);
}

std::vector<std::pair<std::string_view, std::string_view>> KvStore::in_order() const {
  std::vector<std::pair<std::string_view, std::string_view>> sorted;
  sorted.reserve(entries_.size());
  for (const Entry& entry : entries_) sorted.emplace_back(entry.key, entry.value);
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

std::uint64_t KvStore::digest() const {
  std::uint64_t sum = 0;  // addition forgets the order, as it should
  for (const Entry& entry : entries_) sum += mixed(entry.hash ^ mixed(hash_of(entry.value)));
  return sum;
}

bool operator==(const KvStore& a, const KvStore& b) {
  if (a.size() != b.size()) return false;
  return std::all_of(a.entries_.begin(), a.entries_.end(), [&](const KvStore::Entry& entry) {
    const std::string* other = b.get(entry.key);
    return other != nullptr && *other == entry.value;
  });
}

}  // namespace conclave::sim
