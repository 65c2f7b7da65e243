// Words: keys and values as small numbers, so that the judge compares integers and not text.
//
// Equal texts have equal numbers, given in the order of first use. Word() is nil: no value at all,
// which is not the empty text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/core/strong.h"

namespace conclave::sim::linearizability {

using Word = Strong<struct WordTag, std::uint32_t>;

class Words {
 public:
  Word of(std::string_view text);
  Word or_nil(const std::optional<std::string_view>& text) { return text ? of(*text) : Word(); }

  // The word of a text that has one.
  std::optional<Word> find(std::string_view text) const;

  // Good until the next word is added. The text of nil is empty.
  std::string_view text(Word word) const;

  // How many there are, nil included: every word is below it.
  std::size_t size() const { return ends_.size(); }

 private:
  std::size_t place_of(std::string_view text) const;  // in the index, or a free place
  void grow();

  std::string pool_;                     // all texts, one after the other
  std::vector<std::size_t> ends_ = {0};  // of each word's text in the pool
  std::vector<std::uint32_t> index_ = std::vector<std::uint32_t>(64);  // open addressing; 0: free
};

}  // namespace conclave::sim::linearizability
