// JsonScanner: the members of one line of JSON, one after the other, without a tree.
//
// Traces are long, so a line is read in one pass and what nobody asks about stays as it lies. The
// grammar is RFC 8259, strictly; numbers are integers, as everywhere in a trace. Any bytes may
// come: the scanner fails with a value (`ok()` is false from then on, and `what()` says why), and
// nesting costs no stack.
//
//     JsonScanner in(line);
//     in.open();
//     while (in.next_key()) {
//       if (in.key() == "slot") slot = in.integer(); else in.skip();
//     }
//     if (!in.done()) ...
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace conclave::sim {

class JsonScanner {
 public:
  explicit JsonScanner(std::string_view text) : text_(text) {}

  bool ok() const { return what_.empty(); }
  // ... and nothing is left over but space.
  bool done();
  const std::string& what() const { return what_; }
  // Only the first failure counts.
  void fail(std::string what);

  // Objects: open(), then next_key() until it says that there are no more, each followed by the
  // member's value.
  void open();
  bool next_key();
  std::string_view key() const { return key_; }  // as it lies, escapes and all
  // Lists: open_list(), then next_item() likewise.
  void open_list();
  bool next_item();

  // Values. What is not as asked fails, and gives zero.
  bool is_string() { return peek() == '"'; }
  bool is_object() { return peek() == '{'; }
  bool take_null();
  bool boolean();
  std::uint64_t integer(std::uint64_t most = std::numeric_limits<std::uint64_t>::max());
  std::int64_t signed_integer();
  void string(std::string& value);
  // The text of whatever stands here, spaces and all.
  std::string_view raw();
  void skip() { raw(); }

 private:
  char peek();  // past spaces; 0 at the end
  bool take(char c);
  void expect(char c);
  bool literal(std::string_view word);
  void skip_string();
  void skip_scalar();
  std::uint32_t hex4();
  void escape(std::string& value);
  // Where in the text we are, for messages.
  std::string here() const;

  std::string_view text_;
  std::size_t at_ = 0;
  bool first_ = false;  // no member or item of the open object or list was taken yet
  std::string_view key_;
  std::string escaped_;  // scratch: what is skipped is checked all the same
  std::string what_;
};

}  // namespace conclave::sim
