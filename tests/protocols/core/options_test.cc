// Options: described once, read by name.
#include "protocols/core/options.h"

#include "tests/support/bench.h"

namespace conclave {
namespace {

using namespace std::chrono_literals;

struct Config {
  DurationRange wait{1ms, 2ms};
  std::uint64_t limit = 5;
  bool eager = false;
  static void options(auto& self, auto&& option) {
    option("wait", self.wait, "how long");
    option("limit", self.limit, "how many");
    option("eager", self.eager, "whether at once");
  }
};

TEST_CASE("a config's options are its specs: name, type, default and meaning") {
  const std::vector<OptionSpec> specs = option_specs<Config>();
  REQUIRE(specs.size() == 3);
  CHECK(specs[0].name == "wait");
  CHECK(std::get<DurationRange>(specs[0].standard) == DurationRange{1ms, 2ms});
  CHECK(specs[1].meaning == "how many");
  CHECK(std::get<std::uint64_t>(specs[1].standard) == 5);
  CHECK(std::get<bool>(specs[2].standard) == false);
}

TEST_CASE("what a scenario sets is set, and the rest has its default") {
  const auto config = config_from<Config>({{"limit", std::uint64_t{9}}, {"eager", true}});
  CHECK(config.limit == 9);
  CHECK(config.eager);
  CHECK(config.wait == DurationRange{1ms, 2ms});
}

}  // namespace
}  // namespace conclave
