// Cursor: a place in a JSON document, with checked accessors.
//
// Reading never stops at the first mistake: an accessor that finds something wrong says so, with
// the place, to the Reading that all cursors of a document share, and returns nothing. Nothing
// narrows silently, and no accessor throws.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/data/json.h"
#include "sim/data/result.h"
#include "sim/data/units.h"

namespace conclave::sim {

// What is wrong with a document so far, and which words mean something in it: durations that have
// names (so that "1.5*election_timeout" can be read), and ids that others refer to.
class Reading {
 public:
  void wrong(std::string place, std::string what);
  bool ok() const { return errors_.empty(); }
  bool full() const { return errors_.size() > most; }  // no more errors are kept
  const InputErrors& errors() const { return errors_; }

  void name_duration(std::string name, Duration value);
  Result<Duration> named_duration(std::string_view name) const;
  // The words that mean something in this document, such as the ids of its nodes as a "target".
  void declare(std::string sort, std::vector<std::string> words);
  // Null if none were declared, and any word may do.
  const std::vector<std::string>* declared(std::string_view sort) const;

 private:
  static constexpr std::size_t most = 100;

  InputErrors errors_;
  std::vector<std::pair<std::string, Duration>> durations_;
  std::map<std::string, std::vector<std::string>, std::less<>> words_;
};

// What a text must look like.
struct TextRule {
  enum class Kind : std::uint8_t { any, name };  // a name: letters, digits, _ - .
  std::size_t longest = 1000;
  Kind kind = Kind::any;
};
inline constexpr TextRule a_name{64, TextRule::Kind::name};

// From `min` to `max`, both included.
struct Span {
  Duration min{};
  Duration max = longest_duration;
};
inline constexpr Span any_duration{};
inline constexpr Span positive_duration{Duration(1), longest_duration};

class Cursor {
 public:
  // Both outlive the cursor.
  Cursor(const Json& value, std::string pointer, Reading& reading)
      : value_(&value), pointer_(std::move(pointer)), reading_(&reading) {}

  const Json& json() const { return *value_; }
  const std::string& pointer() const { return pointer_; }
  Reading& reading() const { return *reading_; }
  void wrong(std::string what) const { reading_->wrong(pointer_, std::move(what)); }
  // "must be X, not Y", where Y is what stands here.
  void wants(std::string_view what) const;

  bool has(std::string_view key) const;                 // is an object with that key
  Cursor member(std::string_view key) const;            // REQUIRES: has(key)
  Cursor element(std::size_t index) const;              // REQUIRES: is a list with that element
  std::optional<std::vector<Cursor>> elements() const;  // of a list

  std::optional<bool> boolean() const;
  std::optional<std::int64_t> integer(std::int64_t min, std::int64_t max) const;
  std::optional<std::string> text(TextRule rule = {}) const;
  std::optional<Duration> duration(Span span = {}) const;  // relative ones are resolved
  std::optional<Duration> offset() const;                  // may be negative
  std::optional<Billionths> probability() const;
  std::optional<Billionths> weight() const;  // 0 to a million
  std::optional<std::uint64_t> size() const;
  std::optional<Rate> rate() const;
  std::optional<std::uint64_t> bandwidth() const;
  std::optional<std::uint64_t> seed() const;
  std::optional<std::string> word(std::string_view sort) const;  // one that was declared
  std::optional<std::size_t> choice(const std::vector<std::string>& names) const;

 private:
  template <typename T>
  std::optional<T> quantity(Result<T> (*parse)(std::string_view), std::string_view what,
                            std::string_view unit) const;

  const Json* value_;
  std::string pointer_;
  Reading* reading_;
};

// The keys of one object: those asked for are known, and the rest are mistakes.
class FieldsReader {
 public:
  explicit FieldsReader(Cursor object);  // says so if it is no object, and then has no keys

  const Cursor& object() const { return object_; }
  std::optional<Cursor> find(std::string_view key);
  // `meaning` is what to tell someone who left it out.
  std::optional<Cursor> require(std::string_view key, std::string_view meaning);
  // Call it last: refuses what nobody asked for, with a guess at what was meant.
  void refuse_the_rest() const;

 private:
  Cursor object_;
  std::vector<std::string> known_;
};

}  // namespace conclave::sim
