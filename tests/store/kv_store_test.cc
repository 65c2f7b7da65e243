// The store against its promises and against an ordered map.

#include "sim/store/kv_store.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <map>
#include <string>

#include "sim/store/hash.h"

namespace conclave::sim {
namespace {

TEST_SUITE("store/kv_store") {
  TEST_CASE("what was put is got, and a missing key is not there") {
    KvStore store;
    CHECK(store.get("k") == nullptr);
    store.put("k", "v");
    REQUIRE(store.get("k") != nullptr);
    CHECK(*store.get("k") == "v");
    CHECK(store.get("K") == nullptr);
    CHECK(store.remove("k"));
    CHECK_FALSE(store.remove("k"));
    CHECK(store.get("k") == nullptr);
  }

  TEST_CASE("compare-and-set changes a value only from the expected one") {
    KvStore store;
    store.put("k", "a");
    CHECK_FALSE(store.compare_and_set("k", "b", "c"));
    CHECK(*store.get("k") == "a");
    CHECK(store.compare_and_set("k", "a", "c"));
    CHECK(*store.get("k") == "c");
  }

  TEST_CASE("for compare-and-set and append a missing key counts as empty") {
    KvStore store;
    CHECK_FALSE(store.compare_and_set("k", "a", "b"));
    CHECK(store.get("k") == nullptr);
    CHECK(store.compare_and_set("k", "", "b"));
    CHECK(*store.get("k") == "b");
    store.append("other", "x");
    store.append("other", "y");
    CHECK(*store.get("other") == "xy");
  }

  TEST_CASE("the store agrees with an ordered map over random operations") {
    KvStore store;
    std::map<std::string, std::string> model;
    for (std::uint64_t i = 0; i < 40000; ++i) {
      const std::uint64_t dice = mixed(i);
      // The range of keys breathes, so that the index grows, empties and fills again.
      const std::uint64_t keys = (i / 4000) % 2 == 0 ? 200 : 7;
      const std::string key = "k" + std::to_string((dice >> 8) % keys);
      const std::string value = std::to_string((dice >> 20) % 5);
      switch (dice % 5) {
        case 0:
          store.put(key, value);
          model[key] = value;
          break;
        case 1:
          CHECK(store.remove(key) == (model.erase(key) > 0));
          break;
        case 2:
          store.append(key, value);
          model[key] += value;
          break;
        case 3: {
          const auto found = model.find(key);
          const bool fits = (found == model.end() ? "" : found->second) == value;
          CHECK(store.compare_and_set(key, value, "new") == fits);
          if (fits) model[key] = "new";
          break;
        }
        default: {
          const auto found = model.find(key);
          REQUIRE((store.get(key) != nullptr) == (found != model.end()));
          if (found != model.end()) CHECK(*store.get(key) == found->second);
        }
      }
      REQUIRE(store.size() == model.size());
    }
    const auto entries = store.in_order();
    CHECK(entries ==
          std::vector<std::pair<std::string_view, std::string_view>>(model.begin(), model.end()));
  }

  TEST_CASE("equality and digest see contents, not the way there") {
    KvStore a;
    KvStore b;
    for (int i = 0; i < 50; ++i) a.put(std::to_string(i), "v");
    for (int i = 99; i >= 0; --i) b.put(std::to_string(i), "v");
    CHECK_FALSE(a == b);
    for (int i = 50; i < 100; ++i) b.remove(std::to_string(i));
    CHECK(a == b);
    CHECK(a.digest() == b.digest());
    b.put("7", "w");
    CHECK_FALSE(a == b);
    CHECK(a.digest() != b.digest());
    b.clear();
    CHECK(b == KvStore());
  }
}

}  // namespace
}  // namespace conclave::sim
