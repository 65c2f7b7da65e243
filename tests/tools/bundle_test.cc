// Bundles whose own run fares otherwise than that of the campaign, and disks without room for them.
#include "tools/bundle.h"

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/resource.h>

#include <nlohmann/json.hpp>

#include "tests/support/shell.h"

using namespace conclave;
using namespace conclave::tools;

namespace {

BundleRequest request() {
  auto scenario = sim::parse_scenario(
      R"({"version": 1, "name": "plain", "protocol": {"name": "raft"}, "nodes": 3,
          "workload": {"operations": 1000000}, "limits": {"virtual_time": "100h",
                                                           "events": 1000000000}})");
  REQUIRE(scenario.ok());
  BundleRequest made;
  made.scenario = std::move(*scenario);
  made.failure.signature = "agreement-123456";
  made.failure.defect.check = "agreement";
  made.failure.defect.story = "slot 1 differs";
  made.failure.fingerprint = 1;
  made.source = "plain.json";
  made.limits.patience = std::chrono::milliseconds(10);
  return made;
}

std::size_t files_in(const test::fs::path& folder) {
  const test::fs::directory_iterator entries(folder);
  return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
}

// While it stands, a file that would become larger cannot be written.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) : handler_(::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    ::signal(SIGXFSZ, handler_);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
  void (*handler_)(int);
};

}  // namespace

TEST_SUITE("tools/bundle") {
  TEST_CASE("a trace that takes too long is cut short, and is no other end of the same seed") {
    const test::Folder out("bundle");
    const auto written = write_bundle(out.path(), request());
    REQUIRE(std::holds_alternative<BundleWritten>(written));
    const auto& bundle = std::get<BundleWritten>(written);
    CHECK(!bundle.differs);
    CHECK(bundle.cut_short == "the trace ends early: it took too long");
    CHECK_HAS(test::text_of(bundle.folder / "report.txt"), "the trace ends early");
    const auto summary = sim::Json::parse(test::text_of(bundle.folder / "summary.json"));
    CHECK(summary["verdict"] == "violation");
    CHECK(summary["timeout_ns"] == 10'000'000);
    CHECK(!death_in(bundle.folder.string()));
  }

  TEST_CASE("who hangs hangs again, and the limits are kept") {
    const test::Folder out("bundle");
    BundleRequest hangs = request();
    hangs.failure.death = Death{Death::Kind::timed_out, 0, ""};
    hangs.failure.defect.check = "hang";
    const auto written = write_bundle(out.path(), hangs);
    REQUIRE(std::holds_alternative<BundleWritten>(written));
    const auto death = death_in(std::get<BundleWritten>(written).folder.string());
    REQUIRE(death.has_value());
    CHECK(death->word == "hang");
    CHECK(death->patience == std::chrono::milliseconds(10));
    CHECK(death->memory == hangs.limits.memory);
  }

  TEST_CASE("where the report of a death has no room there is no bundle") {
    const test::Folder out("bundle");
    BundleRequest hangs = request();
    hangs.failure.death = Death{Death::Kind::timed_out, 0, ""};
    hangs.failure.defect.story = std::string(1U << 20U, 'x');
    const FullDisk full(1U << 18U);
    const auto written = write_bundle(out.path(), hangs);
    REQUIRE(std::holds_alternative<sim::FileError>(written));
    CHECK(std::get<sim::FileError>(written).trouble == sim::FileTrouble::cannot_write);
    CHECK(files_in(out.path()) == 0);
  }
}
