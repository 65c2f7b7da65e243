// Options: what a scenario may set of a protocol, described once by the protocol's Config.
//
//     struct Config {
//       DurationRange election_timeout{150ms, 300ms};
//       static void options(auto& self, auto&& option) {
//         option("election_timeout", self.election_timeout,
//                "how long a follower waits for a leader");
//       }
//       std::vector<OptionError> check(std::size_t nodes) const;   // what types cannot say
//       Flaw flaw = Flaw::none;                                    // a planted mistake
//     };
//
// From this list come the parser's knowledge, the schema and `conclave list protocols`.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "protocols/core/ids.h"

namespace conclave {

// A delay is drawn from [min, max].
struct DurationRange {
  Duration min{}, max{};
  friend bool operator==(const DurationRange&, const DurationRange&) = default;
};

using OptionValue = std::variant<bool, std::uint64_t, Duration, DurationRange, std::string>;

struct OptionSpec {
  std::string_view name;
  OptionValue standard;  // the default; its alternative is the option's type
  std::string_view meaning;
};

struct OptionError {
  std::string option;
  std::string reason;
};

// What a scenario sets, by name; what it leaves out has its default.
using Options = std::vector<std::pair<std::string, OptionValue>>;

// One planted mistake: the name that scenarios use, what it does in a sentence, and who shipped it.
struct FlawInfo {
  std::string_view id;    // of the catalogue, such as R03
  std::string_view name;  // commit_old_term
  std::string_view sentence;
  std::string_view source;
};

template <typename Config>
std::vector<OptionSpec> option_specs() {
  std::vector<OptionSpec> specs;
  const Config standard;
  Config::options(standard, [&](const char* name, const auto& value, const char* meaning) {
    specs.push_back({name, OptionValue(value), meaning});
  });
  return specs;
}

// REQUIRES: every option exists and has its spec's type (the scenario parser sees to it).
template <typename Config>
Config config_from(const Options& options) {
  Config config;
  Config::options(config, [&](const char* name, auto& member, const char*) {
    for (const auto& [given, value] : options) {
      if (given == name) member = std::get<std::decay_t<decltype(member)>>(value);
    }
  });
  return config;
}

}  // namespace conclave
