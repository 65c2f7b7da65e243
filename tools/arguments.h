// Arguments: what a command takes from its command line, declared without knowing who reads it.
//
// Every flag has a twin in the environment: what `--max-time` says, CONCLAVE_MAX_TIME says where
// the flag is left out. Values come as text and are read by our own parsers: to the library, 010
// is octal and -1 a large number.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/data/result.h"

namespace conclave::tools {

// Takes one value; what is wrong with it is the answer.
using Take = std::function<std::optional<std::string>(const std::string& value)>;

class Arguments {
 public:
  virtual ~Arguments() = default;

  // What stands without a flag, in this order.
  void positional(std::string name, std::string meaning, std::string& value);
  void positionals(std::string name, std::string meaning, std::vector<std::string>& values);
  // One that may be left out.
  void last_positional(std::string name, std::string meaning, std::optional<std::string>& value);

  void flag(std::string name, std::string meaning, bool& value);
  void text(std::string name, std::string unit, std::string meaning,
            std::optional<std::string>& value);
  void texts(std::string name, std::string unit, std::string meaning,
             std::vector<std::string>& values);
  void count(std::string name, std::string unit, std::string meaning,
             std::optional<std::uint64_t>& value);
  // A flag that may have a number: --keep-going, --keep-going=3. Without one it is the largest.
  void flag_or_count(std::string name, std::string meaning, std::optional<std::uint64_t>& value);
  void choice(std::string name, std::vector<std::string> choices, std::string meaning,
              std::string& value);
  template <typename T>
  void parsed(std::string name, std::string unit, std::string meaning, std::optional<T>& value,
              sim::Result<T> (*parse)(std::string_view)) {
    option({std::move(name), std::move(unit), std::move(meaning)},
           [&value, parse](const std::string& text) -> std::optional<std::string> {
             sim::Result<T> result = parse(text);
             if (!result) return result.errors().front().what;
             value = *result;
             return std::nullopt;
           });
  }

 protected:
  struct Declared {
    std::string name;  // "--seed", "-o,--output", or the word for a positional: "SCENARIO"
    std::string unit;  // what the value is called in the help; empty: a flag without one
    std::string meaning;
    bool repeats = false;
    bool required = false;
  };
  virtual void option(Declared declared, Take take) = 0;
};

// A whole number in decimal digits: "010" is ten; signs, fractions and what does not fit are not.
sim::Result<std::uint64_t> parse_count(std::string_view text);

}  // namespace conclave::tools
