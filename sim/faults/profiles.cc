// Profiles of the nemesis, written as a scenario would write them.
#include <array>
#include <nlohmann/json.hpp>

#include "protocols/core/check.h"
#include "sim/faults/nemesis.h"
#include "sim/faults/swarm.h"
#include "sim/faults/targets.h"

namespace conclave::sim {
namespace {

constexpr std::array profiles{
    Profile{"calm", "nothing goes wrong"},
    Profile{"lossy", "bad links: loss, copies, damage, packets overtaken, slow, narrow or stalled"},
    Profile{"slow-single", "one node crashes now and then, for seconds, as operators see it"},
    Profile{"storm", "fast crashes and partitions that overlap and prefer the leader"},
    Profile{"fresh-leader-kill", "leaders crash or are cut off just when they are elected"},
    Profile{"asymmetric",
            "partial partitions: one way, bridges, rings of majorities, partial meshes"},
    Profile{"pause-skew", "processes stand still or are slow, clocks jump and drift"},
    Profile{"disk-torn", "power fails in the middle of writes, on disks that are slow and stall"},
    Profile{"disk-rot", "disks rot, lose and misplace writes, lie and fail, and nodes crash"},
    Profile{"swarm", "each seed its own mix: half of all faults off, the rest at wild rates"},
};

constexpr std::string_view lossy = R"([
  {"do": "loss", "every": "300ms", "for": {"uniform": ["50ms", "400ms"]}, "rate": 0.3},
  {"do": "duplicate", "every": "300ms", "for": {"uniform": ["50ms", "400ms"]}, "rate": 0.3},
  {"do": "reorder", "every": "300ms", "for": {"uniform": ["50ms", "400ms"]}, "rate": 0.3},
  {"do": "corrupt", "every": "300ms", "for": {"uniform": ["50ms", "400ms"]}, "rate": 0.2},
  {"do": "latency", "every": "500ms", "for": {"uniform": ["50ms", "300ms"]}, "add": "60ms"},
  {"do": "bandwidth", "every": "800ms", "for": {"uniform": ["50ms", "300ms"]}, "nodes": "one",
   "bandwidth": "100kbps", "queue": "4KiB"},
  {"do": "clog", "every": "800ms", "for": {"uniform": ["20ms", "200ms"]}, "nodes": "one"},
  {"do": "hold", "every": "800ms", "for": {"uniform": ["20ms", "200ms"]}, "nodes": "one",
   "way": "out"}])";

constexpr std::string_view slow_single = R"([
  {"do": "crash", "every": "5s", "for": {"uniform": ["1s", "3s"]}, "nodes": "one"}])";

constexpr std::string_view storm = R"([
  {"do": "crash", "every": "150ms", "for": {"uniform": ["1ms", "100ms"]}, "nodes": "leader"},
  {"do": "crash", "every": "250ms", "for": {"uniform": ["1ms", "100ms"]}, "nodes": "minority"},
  {"do": "crash", "every": "900ms", "for": {"uniform": ["1ms", "60ms"]}, "nodes": "all"},
  {"do": "partition", "every": "300ms", "for": {"uniform": ["10ms", "300ms"]},
   "groups": ["minority+leader", "rest"]},
  {"do": "partition", "every": "500ms", "for": {"uniform": ["10ms", "200ms"]}, "isolate": "leader"},
  {"do": "loss", "every": "500ms", "for": {"uniform": ["10ms", "200ms"]}, "rate": 0.2},
  {"do": "duplicate", "every": "500ms", "for": {"uniform": ["10ms", "200ms"]}, "rate": 0.2},
  {"do": "latency", "every": "500ms", "for": {"uniform": ["10ms", "200ms"]}, "add": "30ms"}])";

constexpr std::string_view fresh_leader_kill = R"([
  {"do": "crash", "on": "leader_elected", "chance": 0.5, "delay": {"uniform": ["0ms", "30ms"]},
   "for": {"uniform": ["1ms", "200ms"]}, "nodes": "leader"},
  {"do": "partition", "on": "leader_elected", "chance": 0.5,
   "delay": {"uniform": ["0ms", "30ms"]}, "for": {"uniform": ["50ms", "500ms"]},
   "groups": ["minority+leader", "rest"]}])";

constexpr std::string_view asymmetric = R"([
  {"do": "partition", "every": "400ms", "for": {"uniform": ["50ms", "600ms"]},
   "one_way": {"from": "leader", "to": "rest"}},
  {"do": "partition", "every": "400ms", "for": {"uniform": ["50ms", "600ms"]},
   "one_way": {"from": "rest", "to": "leader"}},
  {"do": "partition", "every": "400ms", "for": {"uniform": ["50ms", "600ms"]},
   "one_way": {"from": "one", "to": "minority"}},
  {"do": "loss", "every": "600ms", "for": {"uniform": ["50ms", "400ms"]}, "rate": 0.7,
   "nodes": "leader", "way": "out"},
  {"do": "partition", "every": "700ms", "for": {"uniform": ["50ms", "600ms"]}, "bridge": "one"},
  {"do": "partition", "every": "900ms", "for": {"uniform": ["50ms", "600ms"]},
   "majority_ring": "all"},
  {"do": "partition", "every": "700ms", "for": {"uniform": ["50ms", "600ms"]}, "mesh": 0.4},
  {"do": "partition", "every": "900ms", "for": {"uniform": ["200ms", "800ms"]},
   "isolate": "leader", "flap": "60ms"},
  {"do": "swizzle", "every": "1s", "for": {"uniform": ["200ms", "800ms"]}, "step": "70ms"}])";

constexpr std::string_view pause_skew = R"([
  {"do": "pause", "every": "300ms", "for": {"uniform": ["10ms", "600ms"]}, "nodes": "leader"},
  {"do": "pause", "every": "500ms", "for": {"uniform": ["10ms", "300ms"]}, "nodes": "minority"},
  {"do": "clock", "every": "400ms", "for": {"uniform": ["50ms", "800ms"]}, "nodes": "one",
   "jump": "200ms", "drift_ppm": 100000},
  {"do": "clock", "every": "400ms", "for": {"uniform": ["50ms", "800ms"]}, "nodes": "one",
   "jump": "-200ms", "drift_ppm": -100000},
  {"do": "slow", "every": "500ms", "for": {"uniform": ["50ms", "500ms"]}, "nodes": "leader",
   "handling": "10ms"}])";

constexpr std::string_view disk_torn = R"([
  {"do": "crash", "on": "write", "chance": 0.02, "delay": {"uniform": ["0ms", "2ms"]},
   "for": {"uniform": ["1ms", "60ms"]}, "nodes": "one"},
  {"do": "crash", "every": "300ms", "for": {"uniform": ["1ms", "60ms"]}, "nodes": "leader"},
  {"do": "crash", "every": "500ms", "for": {"uniform": ["1ms", "40ms"]}, "nodes": "all"},
  {"do": "disk_slow", "every": "300ms", "for": {"uniform": ["50ms", "400ms"]}, "nodes": "minority",
   "add": "15ms"},
  {"do": "disk_stall", "every": "600ms", "for": {"uniform": ["10ms", "200ms"]}, "nodes": "one"}])";

// The first that is granted uses up what may be damaged in a small cluster; which one that is, is
// another with every seed.
constexpr std::string_view disk_rot = R"([
  {"do": "crash", "every": "150ms", "for": {"uniform": ["1ms", "60ms"]}, "nodes": "one"},
  {"do": "crash", "every": "500ms", "for": {"uniform": ["1ms", "40ms"]}, "nodes": "all"},
  {"do": "bit_rot", "every": "2s", "nodes": "one"},
  {"do": "lost_write", "every": "3s", "nodes": "one"},
  {"do": "misdirected_write", "every": "3s", "nodes": "one"},
  {"do": "stale_read", "every": "3s", "for": "300ms", "nodes": "one"},
  {"do": "read_error", "every": "4s", "for": "300ms", "nodes": "one"},
  {"do": "sync_fails", "every": "4s", "for": "300ms", "nodes": "one"},
  {"do": "write_error", "every": "4s", "for": "50ms", "nodes": "one"},
  {"do": "disk_full", "every": "4s", "for": "300ms", "nodes": "one"},
  {"do": "sync_lies", "every": "1s", "for": {"uniform": ["50ms", "400ms"]}, "nodes": "minority"}])";

std::string text_of(std::string_view name, Random& random) {
  if (name == "lossy") return std::string(lossy);
  if (name == "slow-single") return std::string(slow_single);
  if (name == "storm") return std::string(storm);
  if (name == "fresh-leader-kill") return std::string(fresh_leader_kill);
  if (name == "asymmetric") return std::string(asymmetric);
  if (name == "pause-skew") return std::string(pause_skew);
  if (name == "disk-torn") return std::string(disk_torn);
  if (name == "disk-rot") return std::string(disk_rot);
  if (name == "swarm") return swarm_text(random);
  ALWAYS(name == "calm");
  return "[]";
}

}  // namespace

std::span<const Profile> nemesis_profiles() {
  return profiles;
}

std::vector<NemesisSpec> profile_specs(std::string_view name, Random random) {
  const Json json = Json::parse(text_of(name, random));
  Reading reading;
  reading.declare("target", target_words());
  std::vector<NemesisSpec> specs;
  read(Cursor(json, "", reading), [&](Form& form) { describe(form, specs); });
  ALWAYS(reading.ok());
  return specs;
}

}  // namespace conclave::sim
