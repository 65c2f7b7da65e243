// Words: one pool of text, and an index into it by linear probing.

#include "sim/checkers/linearizability/words.h"

#include "sim/store/hash.h"

namespace conclave::sim::linearizability {

std::string_view Words::text(Word word) const {
  if (word == Word()) return {};
  const std::size_t start = ends_[word.value() - 1];
  return std::string_view(pool_).substr(start, ends_[word.value()] - start);
}

std::size_t Words::place_of(std::string_view text) const {
  const std::size_t mask = index_.size() - 1;
  std::size_t place = hash_of(text) & mask;
  while (index_[place] != 0 && this->text(Word(index_[place])) != text) place = (place + 1) & mask;
  return place;
}

std::optional<Word> Words::find(std::string_view text) const {
  const std::uint32_t found = index_[place_of(text)];
  return found == 0 ? std::nullopt : std::optional(Word(found));
}

Word Words::of(std::string_view text) {
  std::size_t place = place_of(text);
  if (index_[place] == 0) {
    if (ends_.size() * 2 >= index_.size()) {
      grow();
      place = place_of(text);
    }
    index_[place] = static_cast<std::uint32_t>(ends_.size());
    pool_ += text;
    ends_.push_back(pool_.size());
  }
  return Word(index_[place]);
}

void Words::grow() {
  index_.assign(index_.size() * 2, 0);
  for (std::uint32_t word = 1; word < ends_.size(); ++word) {
    index_[place_of(text(Word(word)))] = word;
  }
}

}  // namespace conclave::sim::linearizability
