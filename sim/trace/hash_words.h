// XXH3 over many words at once, for the fingerprint: the same number on every processor, sooner
// where it has wide registers.
#pragma once

#include <cstddef>
#include <cstdint>

namespace conclave::sim {

std::uint64_t hash_words(const std::uint64_t* words, std::size_t count);

namespace detail {
std::uint64_t hash_words_anywhere(const std::uint64_t* words, std::size_t count);
std::uint64_t hash_words_avx2(const std::uint64_t* words, std::size_t count);  // if it has AVX2
}  // namespace detail

}  // namespace conclave::sim
