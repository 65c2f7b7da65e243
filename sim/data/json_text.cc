#include "sim/data/json_text.h"

// The parser by recursive descent, the printer, and pointers into documents.

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <system_error>
#include <vector>

#include "sim/data/ascii.h"
#include "sim/data/words.h"

namespace conclave::sim {
namespace {

constexpr std::size_t most_errors = 50;  // a file this wrong is not helped by more

bool continues_character(unsigned char byte) {
  return (byte & 0xC0U) == 0x80U;
}

std::string position(std::string_view text, std::size_t offset) {
  std::size_t line = 1;
  std::size_t column = 1;
  for (const char c : text.substr(0, offset)) {
    if (c == '\n') {
      ++line;
      column = 1;
    } else if (!continues_character(static_cast<unsigned char>(c))) {
      ++column;
    }
  }
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

// The length of the well-formed character at `at` (table 3-7 of the Unicode standard: no overlong
// forms, no surrogates, nothing above U+10FFFF), or 0.
std::size_t character_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) -> unsigned {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
  };
  const auto within = [&](std::size_t i, unsigned low, unsigned high) {
    return byte(i) >= low && byte(i) <= high;
  };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return within(1, 0x80, 0xBF) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const unsigned low = first == 0xE0 ? 0xA0 : 0x80;
    const unsigned high = first == 0xED ? 0x9F : 0xBF;
    return within(1, low, high) && within(2, 0x80, 0xBF) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const unsigned low = first == 0xF0 ? 0x90 : 0x80;
    const unsigned high = first == 0xF4 ? 0x8F : 0xBF;
    return within(1, low, high) && within(2, 0x80, 0xBF) && within(3, 0x80, 0xBF) ? 4 : 0;
  }
  return 0;
}

std::optional<std::size_t> first_bad_character(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = character_length(text, at);
    if (length == 0) return at;
    at += length;
  }
  return std::nullopt;
}

void append_utf8(std::string& out, std::uint32_t code) {
  const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0U | (code >> 6U));
    put(0x80U | (code & 0x3FU));
  } else if (code < 0x10000) {
    put(0xE0U | (code >> 12U));
    put(0x80U | ((code >> 6U) & 0x3FU));
    put(0x80U | (code & 0x3FU));
  } else {
    put(0xF0U | (code >> 18U));
    put(0x80U | ((code >> 12U) & 0x3FU));
    put(0x80U | ((code >> 6U) & 0x3FU));
    put(0x80U | (code & 0x3FU));
  }
}

// Recursive descent. Each function returns false once the syntax is broken, and has then said why.
class Parser {
 public:
  Parser(std::string_view text, InputErrors& errors, std::size_t depth)
      : text_(text), errors_(errors), deepest_(depth) {}

  std::optional<Json> document() {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (text_.substr(0, 3) == byte_order_mark) at_ = 3;
    Json value;
    if (!skip_space()) return std::nullopt;
    if (at_end()) {
      broken("there is nothing here but space: a JSON value is expected");
      return std::nullopt;
    }
    if (!parse_value(value) || !skip_space()) return std::nullopt;
    if (!at_end()) {
      broken("there is more behind the end of the document");
      return std::nullopt;
    }
    return value;
  }

 private:
  struct Step {  // of the way from the root to here
    const std::string* key;
    std::size_t index;
  };

  bool at_end() const { return at_ >= text_.size(); }
  char peek() const { return at_end() ? '\0' : text_[at_]; }
  bool next_is(std::string_view word) const { return text_.substr(at_, word.size()) == word; }

  bool broken(const std::string& what) { return broken_at(at_, what); }
  bool broken_at(std::size_t offset, const std::string& what) {
    errors_.push_back({position(text_, offset), what});
    return false;
  }
  bool unexpected(const std::string& wanted) {
    if (at_end()) return broken("the text ends where " + wanted + " is expected");
    const std::size_t length = std::max<std::size_t>(1, character_length(text_, at_));
    return broken("found " + in_quotes(text_.substr(at_, length)) + " where " + wanted +
                  " is expected");
  }

  void wrong(const std::string& what) {
    if (errors_.size() < most_errors) errors_.push_back({pointer(), what});
  }
  std::string pointer() const {
    std::string text;
    for (const Step& step : way_) {
      text = step.key ? pointer_join(text, *step.key) : pointer_join(text, step.index);
    }
    return text;
  }

  bool skip_space() {
    for (;;) {
      while (!at_end() && (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r')) {
        ++at_;
      }
      if (next_is("//")) {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (next_is("/*")) {
        const std::size_t end = text_.find("*/", at_ + 2);
        if (end == std::string_view::npos) return broken("this comment has no end");
        at_ = end + 2;
      } else {
        return true;
      }
    }
  }

  bool parse_value(Json& out) {
    switch (peek()) {
      case '{':
        return parse_object(out);
      case '[':
        return parse_list(out);
      case '"': {
        std::string text;
        if (!parse_string(text)) return false;
        out = std::move(text);
        return true;
      }
      case 't':
        out = true;
        return parse_word("true");
      case 'f':
        out = false;
        return parse_word("false");
      case 'n':
        out = nullptr;
        return parse_word("null");
      default:
        if (peek() == '-' || is_digit(peek())) return parse_number(out);
        return unexpected("a value");
    }
  }

  bool parse_word(std::string_view word) {
    if (!next_is(word)) return unexpected("a value");
    at_ += word.size();
    return true;
  }

  bool enter() {
    if (way_.size() < deepest_) return true;
    return broken("nested too deep: at most " + std::to_string(deepest_) + " levels");
  }

  bool parse_list(Json& out) {
    if (!enter()) return false;
    out = Json::array();
    auto& items = out.get_ref<Json::array_t&>();
    ++at_;
    if (!skip_space()) return false;
    if (peek() == ']') return ++at_, true;
    way_.push_back({nullptr, 0});
    for (;; ++way_.back().index) {
      items.emplace_back();
      if (!skip_space() || !parse_value(items.back()) || !skip_space()) return false;
      if (peek() == ']') break;
      if (peek() != ',') return unexpected("\",\" or \"]\"");
      ++at_;
    }
    ++at_;
    way_.pop_back();
    return true;
  }

  bool parse_object(Json& out) {
    if (!enter()) return false;
    out = Json::object();
    std::vector<std::pair<std::string, Json>> members;
    std::map<std::string, std::size_t> seen;  // and where
    ++at_;
    if (!skip_space()) return false;
    if (peek() == '}') return ++at_, true;
    way_.push_back({nullptr, 0});
    for (;;) {
      if (!skip_space()) return false;
      const std::size_t key_at = at_;
      std::string key;
      if (peek() != '"') return unexpected("a key in double quotes");
      if (!parse_string(key)) return false;
      const auto [place, fresh] = seen.emplace(std::move(key), key_at);
      way_.back().key = &place->first;
      if (!fresh) report_duplicate(key_at, place->second);
      if (!skip_space()) return false;
      if (peek() != ':') return unexpected("\":\"");
      ++at_;
      Json value;
      if (!skip_space() || !parse_value(value) || !skip_space()) return false;
      if (fresh) members.emplace_back(place->first, std::move(value));
      if (peek() == '}') break;
      if (peek() != ',') return unexpected("\",\" or \"}\"");
      ++at_;
    }
    ++at_;
    way_.pop_back();
    fill_object(out, members);
    return true;
  }

  // The library's own insertion looks for the key first, from the front, each time, and an object
  // of it that grows copies all that it holds.
  static void fill_object(Json& out, std::vector<std::pair<std::string, Json>>& members) {
    auto& object = static_cast<Json::object_t::Container&>(out.get_ref<Json::object_t&>());
    object.reserve(members.size());
    for (auto& [key, value] : members) object.emplace_back(std::move(key), std::move(value));
  }

  void report_duplicate(std::size_t second, std::size_t first) {
    if (errors_.size() >= most_errors) return;
    wrong("duplicate key at " + position(text_, second) + ", first at " + position(text_, first));
  }

  bool parse_string(std::string& out) {
    const std::size_t start = at_++;
    for (;;) {
      const std::size_t from = at_;
      while (!at_end() && peek() != '"' && peek() != '\\' &&
             static_cast<unsigned char>(peek()) >= 0x20) {
        ++at_;
      }
      out.append(text_.substr(from, at_ - from));
      if (at_end()) return broken_at(start, "this string has no end");
      if (peek() == '"') return ++at_, true;
      if (peek() != '\\') return broken("a control character in a string must be escaped");
      if (!parse_escape(out)) return false;
    }
  }

  bool parse_escape(std::string& out) {
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    const std::size_t start = at_++;
    if (peek() == 'u') return parse_code(start, out);
    const std::size_t which = at_end() ? std::string_view::npos : letters.find(peek());
    if (which == std::string_view::npos) return broken_at(start, "no such escape in a string");
    out += meanings[which];
    ++at_;
    return true;
  }

  bool parse_code(std::size_t start, std::string& out) {
    std::uint32_t code = 0;
    if (!parse_four_digits(code)) return broken_at(start, "\\u needs four hexadecimal digits");
    if (code >= 0xD800 && code <= 0xDFFF) {
      std::uint32_t low = 0;
      const bool paired = code <= 0xDBFF && peek() == '\\' && text_.substr(at_ + 1, 1) == "u" &&
                          (++at_, parse_four_digits(low)) && low >= 0xDC00 && low <= 0xDFFF;
      if (!paired) return broken_at(start, "half of a surrogate pair is not a character");
      code = 0x10000 + ((code - 0xD800) << 10U) + (low - 0xDC00);
    }
    append_utf8(out, code);
    return true;
  }

  bool parse_four_digits(std::uint32_t& code) {  // at_ stands on the `u`
    const std::string_view digits = text_.substr(at_ + 1, 4);
    const auto [end, problem] =
        std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
    if (problem != std::errc() || end != digits.data() + 4) return false;
    at_ += 5;
    return true;
  }

  bool skip_digits() {
    const std::size_t from = at_;
    while (is_digit(peek())) ++at_;
    return at_ > from;
  }

  bool parse_number(Json& out) {
    const std::size_t start = at_;
    if (peek() == '-') ++at_;
    const std::size_t first_digit = at_;
    if (!skip_digits()) return unexpected("a digit");
    if (text_[first_digit] == '0' && at_ - first_digit > 1) {
      return broken_at(first_digit, "a number must not begin with 0");
    }
    bool whole = true;
    if (peek() == '.') {
      whole = false;
      ++at_;
      if (!skip_digits()) return unexpected("a digit");
    }
    if (peek() == 'e' || peek() == 'E') {
      whole = false;
      ++at_;
      if (peek() == '+' || peek() == '-') ++at_;
      if (!skip_digits()) return unexpected("a digit");
    }
    const std::string_view number = text_.substr(start, at_ - start);
    const bool fits = !whole             ? store<double>(number, out)
                      : number[0] == '-' ? store<std::int64_t>(number, out)
                                         : store<std::uint64_t>(number, out);
    if (!fits) {
      wrong("the number " + printable(number) + " at " + position(text_, start) +
            " is out of range");
      out = Json::value_t::discarded;  // a value that was complained of
    }
    return true;
  }

  template <typename T>
  static bool store(std::string_view number, Json& out) {
    T value{};
    const auto result = std::from_chars(number.data(), number.data() + number.size(), value);
    if (result.ec != std::errc()) return false;
    out = value;
    return true;
  }

  std::string_view text_;
  InputErrors& errors_;
  std::size_t deepest_;
  std::size_t at_ = 0;
  std::vector<Step> way_;
};

// Appends the value on one line; gives up once `out` is longer than `longest`.
bool append_inline(std::string& out, const Json& value, std::size_t longest) {
  if (!value.is_structured()) {
    out += value.dump();
    return out.size() <= longest;
  }
  out += value.is_object() ? '{' : '[';
  for (auto it = value.begin(); it != value.end(); ++it) {
    if (it != value.begin()) out += ", ";
    if (value.is_object()) out += Json(it.key()).dump() + ": ";
    if (!append_inline(out, *it, longest)) return false;
  }
  out += value.is_object() ? '}' : ']';
  return out.size() <= longest;
}

// What fits on a line stands on a line: short things read best together.
void append_json(std::string& out, const Json& value, std::size_t indent, std::size_t label) {
  constexpr std::size_t line_length = 100;
  std::string line;
  const std::size_t used = indent + label + 1;
  const bool outermost = indent == 0 && value.is_object() && !value.empty();
  if (!outermost && append_inline(line, value, line_length - std::min(used, line_length))) {
    out += line;
    return;
  }
  if (!value.is_structured()) {
    out += value.dump();
    return;
  }
  const std::string margin(indent + 2, ' ');
  out += value.is_object() ? "{\n" : "[\n";
  for (auto it = value.begin(); it != value.end(); ++it) {
    if (it != value.begin()) out += ",\n";
    const std::string key = value.is_object() ? Json(it.key()).dump() + ": " : "";
    out += margin + key;
    append_json(out, *it, indent + 2, key.size());
  }
  out += '\n' + std::string(indent, ' ');
  out += value.is_object() ? '}' : ']';
}

std::optional<std::size_t> list_index(const std::string& step) {
  if (step.empty() || (step[0] == '0' && step.size() > 1)) return std::nullopt;
  std::size_t index = 0;
  const auto result = std::from_chars(step.data(), step.data() + step.size(), index);
  if (result.ec != std::errc() || result.ptr != step.data() + step.size()) return std::nullopt;
  return index;
}

}  // namespace

std::optional<Json> parse_json(std::string_view text, InputErrors& errors, JsonLimits limits) {
  if (text.size() > limits.bytes) {
    errors.push_back({"", "the text is too long: " + std::to_string(text.size()) +
                              " bytes, and at most " + std::to_string(limits.bytes) + " are read"});
    return std::nullopt;
  }
  if (const auto bad = first_bad_character(text)) {
    errors.push_back({position(text, *bad), "invalid UTF-8"});
    return std::nullopt;
  }
  return Parser(text, errors, limits.depth).document();
}

Result<Json> parse_json(std::string_view text, JsonLimits limits) {
  InputErrors errors;
  std::optional<Json> value = parse_json(text, errors, limits);
  if (!errors.empty()) return errors;
  return std::move(*value);
}

std::string json_text(const Json& value) {
  std::string out;
  append_json(out, value, 0, 0);
  return out + '\n';
}

std::string pointer_join(std::string_view pointer, std::string_view key) {
  std::string out(pointer);
  out += '/';
  for (const char c : key) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

std::string pointer_join(std::string_view pointer, std::size_t index) {
  return std::string(pointer) + '/' + std::to_string(index);
}

std::optional<std::vector<std::string>> pointer_steps(std::string_view pointer) {
  std::vector<std::string> steps;
  if (pointer.empty()) return steps;
  if (pointer[0] != '/') return std::nullopt;
  for (std::size_t i = 0; i < pointer.size(); ++i) {
    if (pointer[i] == '/') {
      steps.emplace_back();
    } else if (pointer[i] == '~') {
      const char code = i + 1 < pointer.size() ? pointer[++i] : '\0';
      if (code != '0' && code != '1') return std::nullopt;
      steps.back() += code == '0' ? '~' : '/';
    } else {
      steps.back() += pointer[i];
    }
  }
  return steps;
}

std::optional<InputError> set_value(Json& document, std::string_view pointer,
                                    std::string_view value) {
  const std::string place(pointer);
  const auto steps = pointer_steps(pointer);
  if (!steps) return InputError{place, "not a JSON pointer, such as /network/loss"};
  if (steps->empty()) return InputError{place, "the whole document cannot be set"};
  if (steps->size() > JsonLimits{}.depth) return InputError{place, "nested too deep"};
  InputErrors wrong;
  const auto parsed = parse_json(value, wrong);
  if (parsed && !wrong.empty()) return InputError{place, wrong.front().what};
  Json* at = &document;
  std::string way;
  for (const std::string& step : *steps) {
    if (at->is_null()) *at = step == "-" ? Json::array() : Json::object();
    if (at->is_object()) {
      at = &(*at)[step];
    } else if (!at->is_array()) {
      return InputError{place,
                        (way.empty() ? "the document" : way) + " is not an object or a list"};
    } else if (step == "-") {
      at = &at->emplace_back();
    } else if (const auto index = list_index(step); index && *index < at->size()) {
      at = &(*at)[*index];
    } else {
      return InputError{place, way + " has no element " + in_quotes(step)};
    }
    way = pointer_join(way, step);
  }
  *at = parsed ? *parsed : Json(value);
  return std::nullopt;
}

}  // namespace conclave::sim
