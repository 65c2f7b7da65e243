// malloc and free with a counter. The other forms of the operators end up in these (nothrow and
// array forms by the standard's own definitions).
#include "tests/support/allocations.h"

#include <cstdlib>
#include <new>

#if defined(__SANITIZE_ADDRESS__)
#define CONCLAVE_COUNTS_ALLOCATIONS 0
#elif defined(__has_feature)
#define CONCLAVE_COUNTS_ALLOCATIONS !__has_feature(address_sanitizer)
#else
#define CONCLAVE_COUNTS_ALLOCATIONS 1
#endif

#if CONCLAVE_COUNTS_ALLOCATIONS

namespace {

std::uint64_t count = 0;

// As the standard says: who ran out of memory asks the handler, as long as there is one.
template <typename Allocate>
void* counted(Allocate allocate) {
  ++count;
  for (;;) {
    if (void* const memory = allocate()) return memory;
    const std::new_handler handler = std::get_new_handler();
    if (handler == nullptr) throw std::bad_alloc();
    handler();
  }
}

}  // namespace

void* operator new(std::size_t size) {
  return counted([size] { return std::malloc(size == 0 ? 1 : size); });
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  const auto to = static_cast<std::size_t>(alignment);
  return counted([=] { return std::aligned_alloc(to, (size + to - 1) / to * to); });
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::align_val_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
  std::free(memory);
}

std::optional<std::uint64_t> conclave::allocations() {
  return count;
}

#else

std::optional<std::uint64_t> conclave::allocations() {
  return std::nullopt;
}

#endif
