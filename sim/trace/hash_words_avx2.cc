// The same with wide registers. This file alone is compiled for them (CMakeLists.txt), and includes
// nothing whose copies of inline functions another file could be given.
#include "sim/trace/hash_words.h"

#if defined(__x86_64__)
#define XXH_INLINE_ALL
#include <xxhash.h>

std::uint64_t conclave::sim::detail::hash_words_avx2(const std::uint64_t* words,
                                                     std::size_t count) {
  return XXH3_64bits(words, count * sizeof *words);
}
#endif
