// Form: one description of a JSON value that reads it, writes it and gives its schema.
//
// A struct that a person may write in a file has one function that walks over its members:
//
//     void describe(Form& form, Retry& retry) {
//       form.object([&](Fields& fields) {
//         fields("timeout", "how long to wait for an answer").duration(retry.timeout);
//         fields("loss", "how many packets vanish").probability(retry.loss);
//       });
//     }
//
// read() fills the value from a document and finds every mistake in it; write() gives the JSON that
// reads back as the same value, with every default written out; schema() gives the JSON Schema
// (draft-07) of what read() accepts. As all three come from the one walk, they cannot drift apart.
// A walk must not depend on values that it has itself described, but for choosing what to write.
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/data/cursor.h"
#include "sim/data/json.h"
#include "sim/data/units.h"

namespace conclave::sim {

class Fields;
class Form;
using Describe = std::function<void(Form&)>;

// What a value looks like at first sight: enough to choose between forms, and to go on from there
// with precise errors.
enum class Look : std::uint8_t { text, number, boolean, list, object, object_with_key, word };

// One of several forms that a value may have. `key` is the key of object_with_key, or the very
// word. The walk makes the value be of this form, if it is not so already.
struct Alternative {
  Look look = Look::object;
  std::string key;
  std::string words;  // for the error when none fits: `a duration such as "5ms"`
  Describe describe;
};

// A value with rules of its own.
struct CustomForm {
  std::function<void(const Cursor&)> read;
  std::function<Json()> write;
  std::function<Json()> schema;
};

// An object whose member `key` names its kind, and so which other members it may have.
struct TaggedForm {
  std::string key;
  std::string meaning;
  std::vector<std::string> names;
  std::function<void(Fields&)> common;   // the members that all kinds have, written first
  std::function<void(Fields&)> special;  // those of the kind that the tag now names
};

struct Count {
  std::size_t min = 0;
  std::size_t max = 10'000;
};

class Form {
 public:
  virtual ~Form() = default;

  virtual void boolean(bool& value) = 0;
  virtual void text(std::string& value, TextRule rule = {}) = 0;
  // A word that the document has declared for this sort of thing (Reading::declare).
  virtual void word(std::string& value, std::string_view sort) = 0;
  virtual void duration(Duration& value, Span span = {}) = 0;
  virtual void offset(Duration& value) = 0;  // may be negative
  virtual void probability(Billionths& value) = 0;
  virtual void weight(Billionths& value) = 0;
  virtual void size(std::uint64_t& bytes) = 0;
  virtual void rate(Rate& value) = 0;
  virtual void bandwidth(std::uint64_t& bits_per_second) = 0;
  virtual void seed(std::uint64_t& value) = 0;
  virtual void object(const std::function<void(Fields&)>& walk) = 0;
  // `current` is the place of the alternative that the value has now.
  virtual void one_of(std::size_t current, const std::vector<Alternative>& alternatives) = 0;
  // `tag` is the value's kind: it is what `special` goes by.
  virtual void tagged(std::string& tag, const TaggedForm& form) = 0;
  virtual void custom(const CustomForm& form) = 0;

  template <std::integral T>
  void integer(T& value, std::int64_t min = 0,
               std::int64_t max = std::numeric_limits<std::int64_t>::max()) {
    constexpr auto largest = std::numeric_limits<T>::max();
    if (static_cast<std::uint64_t>(max) > static_cast<std::uint64_t>(largest) && max > 0) {
      max = static_cast<std::int64_t>(largest);
    }
    auto wide = static_cast<std::int64_t>(value);
    whole_number(wide, min, max);
    value = static_cast<T>(wide);
  }

  // An enum of values 0, 1, ... by their names, in that order.
  template <typename E>
  requires std::is_enum_v<E>
  void choice(E& value, const std::vector<std::string>& names) {
    auto index = static_cast<std::size_t>(value);
    name_of_list(index, names);
    value = static_cast<E>(index);
  }

  // One of these names.
  void one_name(std::string& value, const std::vector<std::string>& names) {
    std::size_t index = 0;
    while (index < names.size() && names[index] != value) ++index;
    name_of_list(index, names);
    if (index < names.size()) value = names[index];
  }

  template <typename T, typename DescribeItem>  // DescribeItem(Form&, T&)
  void list(std::vector<T>& items, Count count, DescribeItem describe) {
    items_of_list(
        items.size(), count, [&](std::size_t size) { items.resize(size); },
        [&](std::size_t index, Form& form) { describe(form, items[index]); });
  }

 protected:
  virtual void whole_number(std::int64_t& value, std::int64_t min, std::int64_t max) = 0;
  virtual void name_of_list(std::size_t& index, const std::vector<std::string>& names) = 0;
  virtual void items_of_list(std::size_t size, Count count,
                             const std::function<void(std::size_t)>& resize,
                             const std::function<void(std::size_t, Form&)>& item) = 0;
};

// The members of an object, in the order in which they are written.
class Fields {
 public:
  virtual ~Fields() = default;

  // A member that has a default: left out, the value stays as it was.
  Form& operator()(std::string_view key, std::string_view meaning) {
    return *member(key, meaning, Presence::standard, true);
  }
  // A member that must be there.
  Form& required(std::string_view key, std::string_view meaning) {
    return *member(key, meaning, Presence::required, true);
  }
  // A member that may be missing altogether.
  template <typename T, typename DescribeValue>  // DescribeValue(Form&, T&)
  void optional(std::string_view key, std::string_view meaning, std::optional<T>& value,
                DescribeValue describe) {
    Form* form = member(key, meaning, Presence::optional, value.has_value());
    if (form == nullptr) return;
    if (!value) value.emplace();
    describe(*form, *value);
  }
  // For a member whose absence is a value of its own: null when there is nothing to walk over.
  Form* maybe(std::string_view key, std::string_view meaning, bool present) {
    return member(key, meaning, Presence::optional, present);
  }

  // What is being read; null when writing or telling.
  virtual Reading* reading() { return nullptr; }

  // What single members cannot say. Not asked while one of them is wrong already.
  virtual void rule(bool holds, std::string_view key, std::string_view what) = 0;
  // Of these keys exactly one, or at most one, may stand in a file.
  virtual void only_one_of(const std::vector<std::string>& keys, bool needed) = 0;

 protected:
  enum class Presence : std::uint8_t { required, standard, optional };
  virtual Form* member(std::string_view key, std::string_view meaning, Presence presence,
                       bool present) = 0;
};

// Fills what `describe` walks over; what is wrong goes to the cursor's reading.
void read(const Cursor& at, const Describe& describe);
Json write(const Describe& describe);
Json schema(const Describe& describe);  // walks over the values: hand it scratch ones

}  // namespace conclave::sim
