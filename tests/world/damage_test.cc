// Damage: each shape does what its name says, within the bytes that it was given.
#include "sim/world/damage.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>

using namespace conclave;
using namespace conclave::sim;

namespace {

using Bytes = std::vector<std::byte>;

Bytes letters(std::size_t size) {
  Bytes bytes(size);
  for (std::size_t n = 0; n < size; ++n) bytes[n] = static_cast<std::byte>(1 + n % 251);
  return bytes;
}

Bytes after(DamageShape shape, std::uint64_t seed, Bytes bytes) {
  bytes.resize(inflict({shape, seed}, bytes));
  return bytes;
}

// The places of the bits in which they differ.
std::vector<std::size_t> differing_bits(const Bytes& a, const Bytes& b) {
  std::vector<std::size_t> bits;
  for (std::size_t bit = 0; bit < 8 * a.size(); ++bit) {
    const std::byte difference = a[bit / 8] ^ b[bit / 8];
    if ((difference & (std::byte{1} << (bit % 8))) != std::byte{}) bits.push_back(bit);
  }
  return bits;
}

constexpr std::uint64_t seeds = 500;

}  // namespace

TEST_SUITE("world/damage") {
  TEST_CASE("one bit is one bit, several are two to eight") {
    const Bytes whole = letters(40);
    std::vector<std::size_t> places;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
      const auto bit = differing_bits(whole, after(DamageShape::bit, seed, whole));
      REQUIRE(bit.size() == 1);
      places.push_back(bit.front());
      const auto bits = differing_bits(whole, after(DamageShape::bits, seed, whole));
      REQUIRE(bits.size() >= 2);
      REQUIRE(bits.size() <= 8);
    }
    std::sort(places.begin(), places.end());
    CHECK(places.front() < 32);
    CHECK(places.back() > 8 * 40 - 32);
  }

  TEST_CASE("a burst stays within 32 bits and flips both of its ends") {
    const Bytes whole = letters(40);
    std::size_t longest = 0;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
      const auto bits = differing_bits(whole, after(DamageShape::burst, seed, whole));
      REQUIRE(bits.size() >= 2);
      longest = std::max(longest, bits.back() - bits.front() + 1);
    }
    CHECK(longest == 32);
  }

  TEST_CASE("swapped words are the same words, in other places") {
    const Bytes whole = letters(40);
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
      Bytes swapped = after(DamageShape::swap, seed, whole);
      REQUIRE(swapped.size() == whole.size());
      std::vector<std::size_t> wrong;
      for (std::size_t word = 0; word < whole.size(); word += 2) {
        if (!std::equal(&swapped[word], &swapped[word] + 2, &whole[word])) wrong.push_back(word);
      }
      REQUIRE(wrong.size() == 2);
      std::swap_ranges(&swapped[wrong[0]], &swapped[wrong[0]] + 2, &swapped[wrong[1]]);
      REQUIRE(swapped == whole);
    }
  }

  TEST_CASE("zeroes fill one range of at most 64 bytes") {
    const Bytes whole = letters(200);
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
      const Bytes holed = after(DamageShape::zero, seed, whole);
      const auto first = std::find(holed.begin(), holed.end(), std::byte{});
      const auto last =
          std::find_if(first, holed.end(), [](std::byte b) { return b != std::byte{}; });
      REQUIRE(last - first >= 1);
      REQUIRE(last - first <= 64);
      REQUIRE(std::find(last, holed.end(), std::byte{}) == holed.end());
    }
  }

  TEST_CASE("truncation leaves a beginning") {
    const Bytes whole = letters(40);
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
      const Bytes cut = after(DamageShape::truncate, seed, whole);
      REQUIRE(cut.size() < whole.size());
      REQUIRE(std::equal(cut.begin(), cut.end(), whole.begin()));
    }
  }

  TEST_CASE("there is no damage to nothing, and none outside of little") {
    for (std::size_t size = 0; size < 5; ++size) {
      for (std::uint8_t shape = 0; shape <= static_cast<std::uint8_t>(last_of(DamageShape{}));
           ++shape) {
        for (std::uint64_t seed = 0; seed < 50; ++seed) {
          REQUIRE(after(static_cast<DamageShape>(shape), seed, letters(size)).size() <= size);
        }
      }
    }
  }

  TEST_CASE("the same damage does the same") {
    const Bytes whole = letters(200);
    for (const DamageShape shape : {DamageShape::bits, DamageShape::burst, DamageShape::zero}) {
      CHECK(after(shape, 7, whole) == after(shape, 7, whole));
      CHECK(after(shape, 7, whole) != after(shape, 8, whole));
    }
  }
}
