// Codec: values to bytes and back, by the one list of members that each struct keeps in `fields`.
//
//     integer := little-endian, as wide as its type     bool, enum := one byte, checked
//     string  := size: uint32, byte[size]               vector := count: uint32, item[count]
//     optional:= present: bool, [value]                 variant := index: uint8, alternative
//     struct  := its members, in the order of `fields`
//
// Bytes come from a network that corrupts and a disk that rots, so the decoder takes any bytes: it
// fails with a value (`ok()` is false from then on), never crashes, and never allocates what the
// bytes merely claim.
#pragma once

#include <bit>
#include <cstddef>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "protocols/core/strong.h"
#include "protocols/core/text.h"

namespace conclave {

static_assert(std::endian::native == std::endian::little, "the codec copies integers as they lie");

using Bytes = std::vector<std::byte>;
using ByteView = std::span<const std::byte>;

// A struct that lists its members once, in `fields`. That list is its wire format, its disk
// format, its JSON and its printed form.
template <typename T>
concept Described = requires(T& value) {
  T::fields(value, [](const char*, auto&) {});
};

// Bytes that are written from the front and used again: no zeroing, no allocation once warm.
class Buffer {
 public:
  // Inlined, because the call would cost more than the few bytes that most callers copy.
  [[gnu::always_inline]] std::byte* extend(std::size_t n) {
    if (bytes_.size() - size_ < n) grow(n);
    std::byte* at = bytes_.data() + size_;
    size_ += n;
    return at;
  }
  void append(ByteView bytes) {
    if (!bytes.empty()) std::memcpy(extend(bytes.size()), bytes.data(), bytes.size());
  }
  void clear() { size_ = 0; }
  std::size_t size() const { return size_; }
  std::byte* data() { return bytes_.data(); }
  ByteView view() const { return ByteView(bytes_.data(), size_); }

 private:
  // Out of line: it happens a few times in a run, extend() many times for each message.
  [[gnu::noinline, gnu::cold]] void grow(std::size_t n) { bytes_.resize(2 * (size_ + n) + 64); }

  Bytes bytes_;
  std::size_t size_ = 0;
};

class Encoder {
 public:
  explicit Encoder(Buffer& out) : out_(out) {}

  template <typename T>
  requires std::is_integral_v<T> || std::is_enum_v<T>
  void put(const T& value) { std::memcpy(out_.extend(sizeof(T)), &value, sizeof(T)); }
  template <typename Tag, typename Rep>
  void put(const Strong<Tag, Rep>& value) {
    put(value.value());
  }
  void put(const std::string& text) { put_bytes(text); }
  void put(const Text& text) { put_bytes(text); }
  template <typename T, typename Allocator>
  void put(const std::vector<T, Allocator>& items) {
    put(static_cast<std::uint32_t>(items.size()));
    for (const T& item : items) put(item);
  }
  template <typename T>
  void put(const std::optional<T>& maybe) {
    put(maybe.has_value());
    if (maybe) put(*maybe);
  }
  template <typename... Ts>
  void put(const std::variant<Ts...>& choice) {
    static_assert(sizeof...(Ts) < 256);
    put(static_cast<std::uint8_t>(choice.index()));
    std::visit([&](const auto& value) { put(value); }, choice);
  }
  template <Described T>
  void put(const T& value) {
    T::fields(value, [this](const char*, const auto& member) { this->put(member); });
  }

 private:
  void put_bytes(std::string_view text) {
    put(static_cast<std::uint32_t>(text.size()));
    if (!text.empty()) std::memcpy(out_.extend(text.size()), text.data(), text.size());
  }

  Buffer& out_;
};

class Decoder {
 public:
  explicit Decoder(ByteView in) : at_(in.data()), end_(in.data() + in.size()) {}

  // All bytes read so far made sense.
  bool ok() const { return ok_; }
  // ... and none are left over.
  bool done() const { return ok_ && at_ == end_; }

  template <typename T>
  requires(std::is_integral_v<T> && !std::is_same_v<T, bool>) void get(T& value) {
    const std::byte* raw = take(sizeof(T));
    if (raw) {
      std::memcpy(&value, raw, sizeof(T));
    } else {
      value = T{};
    }
  }
  void get(bool& value) {
    std::uint8_t raw = 0;
    get(raw);
    if (raw > 1) fail();
    value = raw == 1;
  }
  // An enum names its last enumerator by `last_of`, found by its namespace.
  template <typename T>
  requires std::is_enum_v<T>
  void get(T& value) {
    std::underlying_type_t<T> raw{};
    get(raw);
    if (raw > static_cast<std::underlying_type_t<T>>(last_of(T{}))) {
      fail();
      raw = {};
    }
    value = static_cast<T>(raw);
  }
  template <typename Tag, typename Rep>
  void get(Strong<Tag, Rep>& value) {
    Rep raw{};
    get(raw);
    value = Strong<Tag, Rep>(raw);
  }
  void get(std::string& text) { text.assign(take_text()); }
  void get(Text& text) { text.assign(take_text()); }
  template <typename T, typename Allocator>
  void get(std::vector<T, Allocator>& items) {
    std::uint32_t count = 0;
    get(count);
    if (count > left()) fail();  // every item takes a byte at least
    if (!ok_) count = 0;
    if (items.size() > count) items.resize(count);
    for (std::uint32_t n = 0; n < count && ok_; ++n) {
      if (n == items.size()) items.emplace_back();
      get(items[n]);
    }
    if (!ok_) items.clear();
  }
  template <typename T>
  void get(std::optional<T>& maybe) {
    bool present = false;
    get(present);
    if (!present) return maybe.reset();
    get(maybe.emplace());
  }
  template <typename... Ts>
  void get(std::variant<Ts...>& choice) {
    std::uint8_t index = 0;
    get(index);
    if (index >= sizeof...(Ts)) return fail();
    get_alternative(choice, index, std::index_sequence_for<Ts...>{});
  }
  template <Described T>
  void get(T& value) {
    T::fields(value, [this](const char*, auto& member) { this->get(member); });
  }

 private:
  std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }
  // Null if there are not so many. Once something failed there are none.
  const std::byte* take(std::size_t size) {
    static constexpr std::byte nothing{};
    if (left() < size) return fail(), nullptr;
    if (size == 0) return ok_ ? &nothing : nullptr;
    const std::byte* const raw = at_;
    at_ += size;
    return raw;
  }
  std::string_view take_text() {
    std::uint32_t size = 0;
    get(size);
    const std::byte* raw = take(size);
    return raw ? std::string_view(reinterpret_cast<const char*>(raw), size) : std::string_view();
  }
  void fail() {
    ok_ = false;
    at_ = end_;
  }
  template <typename Choice, std::size_t... I>
  void get_alternative(Choice& choice, std::size_t index, std::index_sequence<I...>) {
    // The alternative that is already there keeps its memory.
    ((I == index
          ? get(choice.index() == I ? *std::get_if<I>(&choice) : choice.template emplace<I>())
          : void(0)),
     ...);
  }

  const std::byte* at_;
  const std::byte* const end_;
  bool ok_ = true;
};

// The bytes of a value; they stay valid until the buffer is used again.
template <typename V>
ByteView encode(const V& value, Buffer& scratch) {
  scratch.clear();
  Encoder(scratch).put(value);
  return scratch.view();
}

// True if `bytes` are exactly one V. On false the content of `value` means nothing.
template <typename V>
bool decode(ByteView bytes, V& value) {
  Decoder decoder(bytes);
  decoder.get(value);
  return decoder.done();
}

}  // namespace conclave
