// Pulling members out of a line of JSON without building a tree.
#include "sim/trace/json_scanner.h"

#include <charconv>
#include <utility>

#include "sim/data/ascii.h"
#include "sim/data/words.h"

namespace conclave::sim {
namespace {

constexpr unsigned deepest = 64;

void append_utf8(std::string& out, std::uint32_t character) {
  const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (character < 0x80) return put(character);
  if (character < 0x800) {
    put(0xc0U | character >> 6U);
  } else {
    if (character < 0x10000) {
      put(0xe0U | character >> 12U);
    } else {
      put(0xf0U | character >> 18U);
      put(0x80U | (character >> 12U & 0x3fU));
    }
    put(0x80U | (character >> 6U & 0x3fU));
  }
  put(0x80U | (character & 0x3fU));
}

}  // namespace

void JsonScanner::fail(std::string what) {
  if (ok()) what_ = std::move(what);
  at_ = text_.size();
}

std::string JsonScanner::here() const {
  if (at_ >= text_.size()) return "the end of the line";
  return in_quotes(text_.substr(at_, 1)) + " in column " + std::to_string(at_ + 1);
}

char JsonScanner::peek() {
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (c != ' ' && c != '\t' && c != '\r') return c;
    ++at_;
  }
  return 0;
}

bool JsonScanner::take(char c) {
  if (peek() != c || at_ >= text_.size()) return false;
  ++at_;
  return true;
}

void JsonScanner::expect(char c) {
  if (!take(c) && ok()) fail(in_quotes(std::string_view(&c, 1)) + " was expected, not " + here());
}

bool JsonScanner::done() {
  if (ok() && (peek() != 0 || at_ < text_.size())) fail("behind the line's end stands " + here());
  return ok();
}

// ---- Objects and lists --------------------------------------------------------------------------

void JsonScanner::open() {
  expect('{');
  first_ = true;
}

bool JsonScanner::next_key() {
  if (!ok()) return false;
  if (take('}')) return first_ = false;
  if (!std::exchange(first_, false)) expect(',');
  if (!is_string()) expect('"');
  if (!ok()) return false;
  const std::size_t begin = at_ + 1;
  skip_string();
  if (ok()) key_ = text_.substr(begin, at_ - 1 - begin);
  expect(':');
  return ok();
}

void JsonScanner::open_list() {
  expect('[');
  first_ = true;
}

bool JsonScanner::next_item() {
  if (!ok()) return false;
  if (take(']')) return first_ = false;
  if (!std::exchange(first_, false)) expect(',');
  return ok();
}

// ---- Values -------------------------------------------------------------------------------------

bool JsonScanner::literal(std::string_view word) {
  peek();
  if (text_.substr(at_, word.size()) != word) return false;
  at_ += word.size();
  return true;
}

bool JsonScanner::take_null() {
  return literal("null");
}

bool JsonScanner::boolean() {
  if (literal("true")) return true;
  if (!literal("false") && ok()) fail("true or false was expected, not " + here());
  return false;
}

std::uint64_t JsonScanner::integer(std::uint64_t most) {
  const char first = peek();
  std::uint64_t value = 0;
  const char* begin = text_.data() + at_;
  const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), value);
  if (error == std::errc::result_out_of_range || (error == std::errc() && value > most)) {
    fail("the number in column " + std::to_string(at_ + 1) + " is too large");
    return 0;
  }
  const auto length = static_cast<std::size_t>(end - begin);
  const char next = at_ + length < text_.size() ? text_[at_ + length] : '\0';
  const bool whole = next != '.' && next != 'e' && next != 'E' && !(first == '0' && length > 1);
  if (error != std::errc() || !whole) {
    if (ok()) fail("an integer was expected, not " + here());
    return 0;
  }
  at_ += length;
  return value;
}

std::int64_t JsonScanner::signed_integer() {
  constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (peek() != '-') return static_cast<std::int64_t>(integer(most));
  ++at_;
  if (at_ >= text_.size() || !is_digit(text_[at_])) expect('0');
  return -static_cast<std::int64_t>(integer(most));
}

void JsonScanner::string(std::string& value) {
  value.clear();
  if (!is_string()) return expect('"');
  const std::size_t begin = ++at_;
  // Most have no escapes.
  while (at_ < text_.size() && text_[at_] != '"' && text_[at_] != '\\' &&
         static_cast<unsigned char>(text_[at_]) >= 0x20) {
    ++at_;
  }
  value.append(text_, begin, at_ - begin);
  while (ok() && at_ < text_.size() && text_[at_] != '"') {
    const char c = text_[at_];
    if (static_cast<unsigned char>(c) < 0x20) return fail("a control character stands in a string");
    ++at_;
    if (c == '\\') {
      escape(value);
    } else {
      value += c;
    }
  }
  if (at_ >= text_.size()) return fail("a string has no end");
  ++at_;
}

void JsonScanner::escape(std::string& value) {
  constexpr std::string_view names = "\"\\/bfnrt";
  constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
  const char c = at_ < text_.size() ? text_[at_] : '\0';
  ++at_;
  if (c != 'u') {
    const std::size_t which = names.find(c);
    if (c == '\0' || which == std::string_view::npos) return fail("a string holds a broken escape");
    value += meanings[which];
    return;
  }
  std::uint32_t character = hex4();
  if (character >= 0xd800 && character < 0xdc00 && text_.substr(at_, 2) == "\\u") {
    at_ += 2;
    const std::uint32_t low = hex4();
    if (low < 0xdc00 || low > 0xdfff) return fail("a string holds half a character");
    character = 0x10000 + ((character - 0xd800) << 10U) + (low - 0xdc00);
  } else if (character >= 0xd800 && character < 0xe000) {
    return fail("a string holds half a character");
  }
  append_utf8(value, character);
}

std::uint32_t JsonScanner::hex4() {
  std::uint32_t value = 0;
  const std::string_view digits = at_ <= text_.size() ? text_.substr(at_, 4) : "";
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  if (digits.size() < 4 || error != std::errc() || end != digits.data() + 4) {
    fail("a string holds a broken escape");
    return 0;
  }
  at_ += 4;
  return value;
}

// ---- What nobody asks about ---------------------------------------------------------------------

std::string_view JsonScanner::raw() {
  peek();
  const std::size_t begin = at_;
  std::uint64_t objects = 0;  // bit d: what is open at depth d is an object, not a list
  unsigned depth = 0;
  const auto key = [&] {
    skip_string();
    expect(':');
  };
  do {
    // A value ...
    const char c = peek();
    if (c == '{' || c == '[') {
      if (depth == deepest) {
        fail("it is nested too deeply");
        break;
      }
      ++at_;
      const bool object = c == '{';
      objects =
          object ? objects | std::uint64_t{1} << depth : objects & ~(std::uint64_t{1} << depth);
      ++depth;
      if (peek() != (object ? '}' : ']')) {
        if (object) key();
        continue;
      }
    } else if (c == '"') {
      skip_string();
    } else {
      skip_scalar();
    }
    // ... and what closes behind it.
    while (ok() && depth > 0) {
      const bool object = (objects >> (depth - 1) & 1U) != 0;
      if (take(',')) {
        if (object) key();
        break;
      }
      expect(object ? '}' : ']');
      --depth;
    }
  } while (ok() && depth > 0);
  return ok() ? text_.substr(begin, at_ - begin) : std::string_view();
}

void JsonScanner::skip_string() {
  if (!take('"')) return expect('"');
  while (at_ < text_.size() && text_[at_] != '"') {
    if (static_cast<unsigned char>(text_[at_]) < 0x20) {
      return fail("a control character stands in a string");
    }
    if (text_[at_++] == '\\') escape(escaped_);
  }
  if (at_ >= text_.size()) return fail("a string has no end");
  ++at_;
  escaped_.clear();
}

void JsonScanner::skip_scalar() {
  if (literal("null") || literal("true") || literal("false")) return;
  const std::size_t begin = at_;
  const auto digits = [&] {
    const std::size_t from = at_;
    while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
    return at_ > from;
  };
  if (at_ < text_.size() && text_[at_] == '-') ++at_;
  bool good = at_ < text_.size() && (text_[at_] == '0' ? ++at_, true : digits());
  if (good && at_ < text_.size() && text_[at_] == '.') ++at_, good = digits();
  if (good && at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
    ++at_;
    if (at_ < text_.size() && (text_[at_] == '+' || text_[at_] == '-')) ++at_;
    good = digits();
  }
  if (good || !ok()) return;
  at_ = begin;
  fail("a value was expected, not " + here());
}

}  // namespace conclave::sim
