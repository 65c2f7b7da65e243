// Delays and choices: shapes that come out as described, in integers.
#include "sim/kernel/distribution.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "protocols/core/check.h"

using namespace conclave;
using namespace conclave::sim;

namespace {

std::vector<std::int64_t> draws(const Delay& delay, int count) {
  Random random(11);
  std::vector<std::int64_t> all;
  for (int n = 0; n < count; ++n) all.push_back(delay.draw(random).count());
  std::sort(all.begin(), all.end());
  return all;
}

std::int64_t mean(const std::vector<std::int64_t>& all) {
  std::int64_t sum = 0;
  for (const std::int64_t one : all) sum += one;
  return sum / static_cast<std::int64_t>(all.size());
}

bool near(std::int64_t actual, std::int64_t expected, std::int64_t percent) {
  return actual * 100 >= expected * (100 - percent) && actual * 100 <= expected * (100 + percent);
}

}  // namespace

TEST_SUITE("kernel/distribution") {
  TEST_CASE("a constant delay draws nothing") {
    Random random(1), untouched(1);
    CHECK(Delay(5ms).draw(random) == 5ms);
    CHECK(random.next() == untouched.next());
  }

  TEST_CASE("a uniform delay stays within its ends and centres between them") {
    const auto all = draws(Delay(Delay::Uniform{1ms, 3ms}), 20'000);
    CHECK(all.front() >= 1'000'000);
    CHECK(all.back() <= 3'000'000);
    CHECK(near(mean(all), 2'000'000, 1));
  }

  TEST_CASE("an exponential delay has its mean, its median at ln 2 of it, and its cut") {
    const auto all = draws(Delay(Delay::Exponential{1ms, 1h}), 200'000);
    CHECK(near(mean(all), 1'000'000, 1));
    CHECK(near(all[all.size() / 2], 693'147, 1));
    CHECK(near(all[all.size() / 100 * 99], 4'605'170, 3));
    CHECK(draws(Delay(Delay::Exponential{1ms, 2ms}), 10'000).back() == 2'000'000);
  }

  TEST_CASE("quantiles are met, with straight lines between them") {
    const Delay::Quantiles table{{{Ratio{0}, 10us},
                                  {Ratio{500'000'000}, 20us},
                                  {Ratio{900'000'000}, 100us},
                                  {Ratio{Ratio::one}, 1ms}}};
    const auto all = draws(Delay(table), 100'000);
    CHECK(all.front() >= 10'000);
    CHECK(all.back() <= 1'000'000);
    CHECK(near(all[25'000], 15'000, 2));
    CHECK(near(all[50'000], 20'000, 2));
    CHECK(near(all[90'000], 100'000, 12));
  }

  TEST_CASE("every shape knows its ends") {
    CHECK(Delay(Delay::Uniform{1ms, 3ms}).min() == 1ms);
    CHECK(Delay(Delay::Uniform{1ms, 3ms}).max() == 3ms);
    CHECK(Delay(Delay::Exponential{1ms, 9ms}).min() == 0ms);
    CHECK(Delay(Delay::Exponential{1ms, 9ms}).max() == 9ms);
    CHECK(Delay(4ms).max() == 4ms);
  }

  TEST_CASE("the exponential draw is the same number everywhere") {
    Random random(42);
    std::uint64_t sum = 0;
    for (int n = 0; n < 1000; ++n) sum += exponential_q32(random);
    CHECK(sum == 4'418'115'706'946);
  }

  TEST_CASE("zipf gives the first key twice the weight of the second") {
    const Weighted keys = Weighted::zipf(100);
    Random random(12);
    std::vector<int> seen(100);
    for (int n = 0; n < 100'000; ++n) ++seen[keys.draw(random)];
    CHECK(near(seen[0], 2 * seen[1], 6));
    CHECK(near(seen[0], 4 * seen[3], 8));
    CHECK(*std::min_element(seen.begin(), seen.end()) > 0);
  }

  TEST_CASE("a weight of zero is never chosen, and all zero is refused") {
    const Weighted choice({0, 3, 0, 1, 0});
    Random random(13);
    std::vector<int> seen(5);
    for (int n = 0; n < 1000; ++n) ++seen[choice.draw(random)];
    CHECK((seen[0] == 0 && seen[2] == 0 && seen[4] == 0));
    CHECK((seen[1] > 0 && seen[3] > 0));
    CHECK_THROWS_AS(Weighted({0, 0}).draw(random), Broken);
  }
}
