// JsonPrinter: the JSON of any described value, appended to a string.
//
// It serves trace lines, which are many and hot, so it is written for speed: no tree, no locale,
// one buffer. Numbers are integers only. A node's id prints as its name, nobody as null; a string
// that is not UTF-8 prints as {"hex": "..."}, so that no byte is lost.
#pragma once

#include <charconv>
#include <chrono>
#include <concepts>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "protocols/core/codec.h"
#include "protocols/core/ids.h"

namespace conclave {

// True if `text` is well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates).
bool is_utf8(std::string_view text);

// True if it is ASCII and needs no escapes.
bool is_plain_json(std::string_view text);

class JsonPrinter {
 public:
  // `names[i]` is the name of address i + 1. Both outlive the printer.
  JsonPrinter(std::string& out, std::span<const std::string> names) : out_(out), names_(names) {}

  void open() { out_ += '{', first_ = true; }
  void close() { out_ += '}', first_ = false; }
  void open_array() { out_ += '[', first_ = true; }
  void close_array() { out_ += ']', first_ = false; }
  void comma() {
    if (!first_) out_ += ',';
    first_ = false;
  }
  // `name` is a literal of ours and needs no escapes. In one piece: five appends for each member
  // were a quarter of what a trace costs.
  void key(std::string_view name) {
    char piece[64];
    if (name.size() > sizeof piece - 4) return long_key(name);
    char* at = piece;
    if (!first_) *at++ = ',';
    first_ = false;
    *at++ = '"';
    name.copy(at, name.size());
    at += name.size();
    *at++ = '"';
    *at++ = ':';
    out_.append(piece, static_cast<std::size_t>(at - piece));
  }
  template <typename V>
  void member(std::string_view name, const V& value) {
    key(name);
    print(value);
  }

  template <std::integral T>
  void print(const T& value) {
    if constexpr (std::is_same_v<T, bool>) {
      out_ += value ? "true" : "false";
    } else {
      char digits[24];
      out_.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
    }
  }
  void print(NodeId id) {
    if (id == NodeId()) {
      out_ += "null";
    } else if (id.value() <= names_.size()) {
      print_text(names_[id.value() - 1]);
    } else {
      print(id.value());
    }
  }
  template <typename Tag, typename Rep>
  void print(const Strong<Tag, Rep>& value) {
    print(value.value());
  }
  template <typename Rep, typename Period>
  void print(const std::chrono::duration<Rep, Period>& value) {
    print(std::chrono::duration_cast<std::chrono::nanoseconds>(value).count());
  }
  // An enum has its words by `name_of`, found by its namespace.
  template <typename T>
  requires std::is_enum_v<T>
  void print(const T& value) { print_text(name_of(value)); }
  void print(const std::string& text) { print_text(text); }
  void print(const Text& text) { print_text(text); }
  void print(std::string_view text) { print_text(text); }
  void print(const char* text) { print_text(text); }
  template <typename T, typename Allocator>
  void print(const std::vector<T, Allocator>& items) {
    open_array();
    for (const auto& item : items) comma(), print(item);
    close_array();
  }
  template <typename T>
  void print(const std::optional<T>& maybe) {
    if (maybe) {
      print(*maybe);
    } else {
      out_ += "null";
    }
  }
  // A choice prints as an object with one member: the alternative's name.
  template <typename... Ts>
  void print(const std::variant<Ts...>& choice) {
    open();
    std::visit([&](const auto& value) { member(std::decay_t<decltype(value)>::name, value); },
               choice);
    close();
  }
  template <Described T>
  void print(const T& value) {
    open();
    T::fields(value, [this](const char* name, const auto& field) { this->member(name, field); });
    close();
  }

  std::string& out() { return out_; }
  // The text so far ends in a value: what follows needs a comma.
  void resume() { first_ = false; }

 private:
  void print_text(std::string_view text);
  void long_key(std::string_view name);

  std::string& out_;
  std::span<const std::string> names_;
  bool first_ = true;
};

}  // namespace conclave
