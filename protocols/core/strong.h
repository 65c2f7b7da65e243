// Strong: the one template behind every number that has a meaning, such as NodeId, Slot and Epoch.
//
// Strongs with different tags never compare, add or convert, so a term cannot land in a slot.
// Arithmetic is the little that positions need.
#pragma once

#include <compare>
#include <cstdint>

namespace conclave {

template <typename Tag, typename Rep = std::uint64_t>
class Strong {
 public:
  using Value = Rep;

  constexpr Strong() = default;
  constexpr explicit Strong(Rep value) : value_(value) {}

  constexpr Rep value() const { return value_; }
  constexpr Strong next() const { return Strong(value_ + 1); }

  friend constexpr auto operator<=>(Strong, Strong) = default;
  friend constexpr Strong operator+(Strong a, Rep n) { return Strong(a.value_ + n); }
  friend constexpr Strong operator-(Strong a, Rep n) { return Strong(a.value_ - n); }
  friend constexpr Rep operator-(Strong a, Strong b) { return a.value_ - b.value_; }

 private:
  Rep value_ = 0;
};

}  // namespace conclave
