// Pooled: an allocator for the short-lived vectors inside messages and records.
//
// A batch of entries lives for one step, and the next step wants another of about its size. malloc
// gives blocks beyond a kilobyte back to its heap and searches for them again each time; this one
// keeps them, by size, for the next who asks. Where a block lies has no effect on any decision.
//
// Blocks are kept until the program ends, as many as were ever in use at once; there is one thread,
// so nobody else takes them. Large ones, and all
// of them under a sanitizer that watches for stale pointers, come from `operator new`.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <new>

namespace conclave {

#if defined(__has_feature)
#define CONCLAVE_SANITIZED __has_feature(address_sanitizer)
#elif defined(__SANITIZE_ADDRESS__)
#define CONCLAVE_SANITIZED 1
#else
#define CONCLAVE_SANITIZED 0
#endif
inline constexpr std::size_t pooled_bytes_max = CONCLAVE_SANITIZED ? 0 : 64 * 1024;
#undef CONCLAVE_SANITIZED

namespace detail {

class Pool {
 public:
  static void* take(std::size_t bytes) {
    if (bytes > pooled_bytes_max) return ::operator new(bytes);
    const std::size_t size_class = std::bit_width(bytes | sizeof(Block));
    Block*& head = free_[size_class];
    if (!head) return ::operator new (std::size_t{1} << size_class);
    Block* const block = head;
    head = block->next;
    return block;
  }
  static void give(void* memory, std::size_t bytes) {
    if (bytes > pooled_bytes_max) return ::operator delete(memory);
    Block*& head = free_[std::bit_width(bytes | sizeof(Block))];
    head = new (memory) Block{head};
  }

 private:
  struct Block {
    Block* next;
  };
  static inline std::array<Block*, 32> free_{};
};

}  // namespace detail

template <typename T>
struct Pooled {
  using value_type = T;
  Pooled() = default;
  template <typename U>
  Pooled(const Pooled<U>&) {}
  T* allocate(std::size_t n) {
    static_assert(alignof(T) <= alignof(std::max_align_t));
    return static_cast<T*>(detail::Pool::take(n * sizeof(T)));
  }
  void deallocate(T* memory, std::size_t n) { detail::Pool::give(memory, n * sizeof(T)); }
  friend bool operator==(const Pooled&, const Pooled&) { return true; }
};

}  // namespace conclave
