// Text: a string that is copied all the time and hardly ever long: a command's body.
//
// On its way through a cluster a command is copied some thirty times: out of messages, into logs,
// facts and batches. Up to 44 bytes lie in the text itself, so that a whole Command is one line of
// the cache and is copied without asking for memory; std::string keeps 15. Longer ones lie in
// pooled blocks (pool_allocator.h).
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "protocols/core/pool_allocator.h"

namespace conclave {

class Text {
 public:
  static constexpr std::size_t near_max = 44;  // bytes

  Text() = default;
  Text(std::string_view text) { put(text); }
  Text(const char* text) : Text(std::string_view(text)) {}
  Text(const std::string& text) : Text(std::string_view(text)) {}
  Text(const Text& other) { copy(other); }
  Text(Text&& other) noexcept { take(other); }
  ~Text() { give_back(); }
  Text& operator=(const Text& other) {
    if (this == &other) return *this;
    give_back();
    copy(other);
    return *this;
  }
  Text& operator=(Text&& other) noexcept {
    if (this == &other) return *this;
    give_back();
    take(other);
    return *this;
  }
  // `text` is no part of this one.
  void assign(std::string_view text) {
    give_back();
    put(text);
  }
  void clear() { assign({}); }

  operator std::string_view() const { return {data(), size_}; }
  std::string str() const { return std::string(data(), size_); }
  const char* data() const { return is_near() ? bytes_.data() : far(); }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  friend bool operator==(const Text& a, const Text& b) {
    return std::string_view(a) == std::string_view(b);
  }

 private:
  bool is_near() const { return size_ <= near_max; }
  char* far() const {
    char* block = nullptr;
    std::memcpy(&block, bytes_.data(), sizeof block);
    return block;
  }
  void put(std::string_view text) {
    char* const to = text.size() > near_max ? take_far(text.size()) : bytes_.data();
    size_ = static_cast<std::uint32_t>(text.size());
    if (!text.empty()) std::memcpy(to, text.data(), text.size());
  }
  // Out of line, so that the rest is small enough to be inlined.
  [[gnu::noinline]] char* take_far(std::size_t size) {
    auto* const block = static_cast<char*>(detail::Pool::take(size));
    std::memcpy(bytes_.data(), &block, sizeof block);
    return block;
  }
  [[gnu::noinline]] void give_far() { detail::Pool::give(far(), size_); }
  // All of the bytes, used or not: a copy of fixed size is three moves and no branch.
  void copy(const Text& other) {
    if (!other.is_near()) return put(other);
    bytes_ = other.bytes_;
    size_ = other.size_;
  }
  void take(Text& other) {
    bytes_ = other.bytes_;
    size_ = std::exchange(other.size_, 0);
  }
  void give_back() {
    if (!is_near()) give_far();
    size_ = 0;  // also if what comes in its place finds no memory
  }

  std::uint32_t size_ = 0;
  std::array<char, near_max> bytes_{};  // of the text, or of the address of its block
};
static_assert(sizeof(Text) == 48);

}  // namespace conclave
