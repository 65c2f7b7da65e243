// On any processor, and the choice of one.
#include "sim/trace/hash_words.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace conclave::sim {

std::uint64_t detail::hash_words_anywhere(const std::uint64_t* words, std::size_t count) {
  return XXH3_64bits(words, count * sizeof *words);
}

std::uint64_t hash_words(const std::uint64_t* words, std::size_t count) {
#if defined(__x86_64__)
  static const bool wide = __builtin_cpu_supports("avx2") != 0;
  if (wide) return detail::hash_words_avx2(words, count);
#endif
  return detail::hash_words_anywhere(words, count);
}

}  // namespace conclave::sim
