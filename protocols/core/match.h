// match: std::visit for the choices that are made for every message.
//
// The standard's looks up a function in a table, calls it, and so inlines nothing, from twelve
// alternatives on. This one is a switch. (std::visit over a step's effects and facts: a tenth of
// all indirect jumps that the processor mispredicts.)
#pragma once

#include <cstddef>
#include <type_traits>
#include <variant>

namespace conclave {

// Calls f with what the variant holds. REQUIRES: it holds something, and f gives nothing back.
template <typename Variant, typename F>
[[gnu::always_inline]] inline void match(Variant&& variant, F&& f) {
  constexpr std::size_t size = std::variant_size_v<std::remove_cvref_t<Variant>>;
  static_assert(size <= 16);
#define CONCLAVE_CASE(I)                                         \
  case I:                                                        \
    if constexpr (I < size) return f(*std::get_if<I>(&variant)); \
    break
  switch (variant.index()) {
    CONCLAVE_CASE(0);
    CONCLAVE_CASE(1);
    CONCLAVE_CASE(2);
    CONCLAVE_CASE(3);
    CONCLAVE_CASE(4);
    CONCLAVE_CASE(5);
    CONCLAVE_CASE(6);
    CONCLAVE_CASE(7);
    CONCLAVE_CASE(8);
    CONCLAVE_CASE(9);
    CONCLAVE_CASE(10);
    CONCLAVE_CASE(11);
    CONCLAVE_CASE(12);
    CONCLAVE_CASE(13);
    CONCLAVE_CASE(14);
    CONCLAVE_CASE(15);
    default:
      break;
  }
#undef CONCLAVE_CASE
  __builtin_unreachable();
}

}  // namespace conclave
