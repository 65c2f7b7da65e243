// The walk over a whole scenario, what holds between its parts, and the ways in and out.
#include "sim/run/scenario.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "protocols/registry.h"
#include "sim/checkers/checker.h"
#include "sim/data/json_text.h"
#include "sim/faults/targets.h"
#include "sim/run/cast.h"
#include "sim/run/options_form.h"
#include "sim/run/scenario_form.h"
#include "sim/world/forms.h"
#include "sim/world/host_flaw.h"

namespace conclave::sim {
namespace {

std::string zone_word(const std::string& zone) {
  return "zone:" + zone;
}

StepWords words_of(const Scenario& scenario) {
  StepWords words;
  for (const NodeSpec& node : scenario.nodes) words.addresses.push_back(node.id);
  words.nodes = scenario.nodes.size();
  for (std::size_t c = 0; c < scenario.workload.clients; ++c) {
    words.addresses.push_back(client_name(c));
  }
  if (const ProtocolKind* protocol = find_protocol(scenario.protocol.name)) {
    words.timers = protocol->timers;
    words.messages = protocol->messages;
  }
  return words;
}

// The words that faults and links may use, now that the nodes are known.
void declare_words(const Scenario& scenario, Reading& reading) {
  std::vector<std::string> places;
  for (const NodeSpec& node : scenario.nodes) {
    places.push_back(node.id);
    if (!node.zone.empty()) places.push_back(zone_word(node.zone));
  }
  for (std::size_t c = 0; c < scenario.workload.clients; ++c) places.push_back(client_name(c));
  reading.declare("address", words_of(scenario).addresses);
  std::vector<std::string> targets = target_words();
  targets.insert(targets.end(), places.begin(), places.end());
  places.insert(places.end(), {"all", "clients"});
  reading.declare("target", std::move(targets));
  reading.declare("place", std::move(places));
}

void describe_limits(Form& form, Limits& limits) {
  form.object([&](Fields& fields) {
    fields("virtual_time", "the run is undecided if it takes longer")
        .duration(limits.virtual_time, positive_duration);
    fields("events", "... or more events").integer(limits.events, 1);
    fields("liveness", "how long the cluster may take to answer once all is healed")
        .duration(limits.liveness, positive_duration);
  });
}

void describe_disks(Form& form, DiskSpec& disk) {
  form.object([&](Fields& fields) {
    describe_disk(fields, disk.options);
    describe(fields("integrity", "the code that tells a damaged record"), disk.integrity);
  });
}

void describe_host(Form& form, HostSpec& host) {
  form.object([&](Fields& fields) {
    fields.required("flaw", "a planted mistake")
        .one_name(host.flaw, names_of_rows(host_flaw_table()));
  });
}

// What comes later may refer to what comes before: durations to the protocol's options, a node's
// disk to all disks, links and faults to nodes and clients.
void describe_scenario(Fields& fields, Scenario& s) {
  std::uint32_t version = scenario_format;
  fields.required("version", "1: the format of this file").integer(version, 1, scenario_format);
  fields.required("name", "what the scenario is called").text(s.name, a_name);
  fields("why", "what it shows").text(s.why);
  fields("seed", "which of its runs").seed(s.seed);
  describe_protocol(fields.required("protocol", "which protocol runs"), s.protocol);
  if (Reading* reading = fields.reading()) name_durations(s.protocol.options, *reading);
  if (Form* host = fields.maybe("host", "what carries the nodes", !s.host.flaw.empty())) {
    describe_host(*host, s.host);
  }
  describe_disks(fields("disk", "what the disks are like"), s.disk);
  describe_nodes(fields.required("nodes", "who takes part: a number or a list"), s.nodes,
                 s.disk.options);
  describe(fields("workload", "what clients do"), s.workload);
  if (Reading* reading = fields.reading()) declare_words(s, *reading);
  describe_network(fields("network", "what the network is like"), s.network);
  describe_faults(fields("faults", "what goes wrong"), s.faults);
  describe_nemesis(fields("nemesis", "what goes wrong at random, over and over"), s.nemesis);
  describe_checks(fields("checks", "what the run is judged by"), s.checks);
  describe_limits(fields("limits", "when to give up"), s.limits);
  fields("budget", "whether faults may exceed what the protocol survives")
      .choice(s.budget, {"survivable", "unlimited"});
  describe_expectation(fields("expect", "how it must end"), s.expect);
  const StepWords words = words_of(s);
  fields.optional("schedule", "all that happens, step by step", s.schedule,
                  [&](Form& list, Schedule& schedule) { describe(list, schedule, words); });
  if (Form* sample = fields.maybe("sample", "what a campaign varies", !s.sample.empty())) {
    describe_sample(*sample, s.sample);
  }
}

// ---- What holds between the parts ---------------------------------------------------------------

template <typename Item, typename Name>
void refuse_twice(const std::vector<Item>& items, const std::string& list, const char* member,
                  Name name, Reading& reading) {
  std::map<std::string, std::size_t> seen;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto [first, fresh] = seen.emplace(name(items[i]), i);
    if (fresh || first->first.empty()) continue;
    reading.wrong(pointer_join(list, i) + member,
                  "the same as " + pointer_join(list, first->second) + member);
  }
}

bool is_client_name(std::string_view name) {
  return name.size() > 1 && name[0] == 'c' &&
         name.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

void check_node_ids(const Scenario& s, Reading& reading) {
  refuse_twice(
      s.nodes, "/nodes", "/id", [](const NodeSpec& node) { return node.id; }, reading);
  const auto& words = target_words();
  for (std::size_t i = 0; i < s.nodes.size(); ++i) {
    const std::string& id = s.nodes[i].id;
    const bool is_word = std::find(words.begin(), words.end(), id) != words.end();
    if (!is_word && !is_client_name(id)) continue;
    reading.wrong(pointer_join("/nodes", i) + "/id",
                  is_word ? "is a word for targets" : "is the name of a client");
  }
}

void check_protocol(const Scenario& s, Reading& reading) {
  const ProtocolKind* kind = find_protocol(s.protocol.name);
  if (kind == nullptr || s.nodes.empty()) return;  // said already
  for (const OptionError& error : kind->check(s.protocol.options, s.nodes.size())) {
    reading.wrong(pointer_join("/protocol/options", error.option), error.reason);
  }
}

// What goes beyond what a protocol survives says nothing about whether it makes progress.
void check_budget(const Scenario& s, Reading& reading) {
  if (s.budget == BudgetRule::survivable) {
    if (s.expect.unrecoverable) {
      reading.wrong("/expect", "unrecoverable is an end only where the budget is unlimited");
    }
    return;
  }
  for (std::size_t i = 0; i < s.checks.size(); ++i) {
    const CheckerKind* kind = find_checker(s.checks[i].name);
    if (kind == nullptr || kind->in_safety) continue;
    reading.wrong(pointer_join("/checks", i),
                  "is no check of safety, and with an unlimited budget only safety is judged");
  }
}

// What is expected must be possible: no check finds what it does not look for. A false belief and
// an exception need none.
void check_expectation(const Scenario& s, Reading& reading) {
  const std::vector<std::string>& expected = s.expect.violations;
  if (expected.empty() || !reading.ok()) return;  // checks are looked up only if there are such
  const std::string list = "/expect/violation";
  refuse_twice(
      expected, list, "", [](const std::string& name) { return name; }, reading);
  const std::vector<Chosen> checks = checks_of(s);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const std::string& name = expected[i];
    const auto finds = [&](const Chosen& check) { return check.kind->name == name; };
    if (name == "belief" || name == "exception") continue;
    if (std::any_of(checks.begin(), checks.end(), finds)) continue;
    reading.wrong(expected.size() == 1 ? list : pointer_join(list, i),
                  name + " is none of the checks of this run, so nothing could find it violated");
  }
}

void check_whole(const Scenario& s, Reading& reading) {
  check_node_ids(s, reading);
  refuse_twice(
      s.faults, "/faults", "/id", [](const FaultSpec& fault) { return fault.id; }, reading);
  refuse_twice(
      s.checks, "/checks", "", [](const CheckSpec& check) { return check.name; }, reading);
  check_protocol(s, reading);
  if (s.schedule && (!s.faults.empty() || !s.nemesis.profile.empty() || !s.nemesis.specs.empty())) {
    reading.wrong("/schedule", "must not stand beside faults or a nemesis: faults are steps of it");
  }
  check_budget(s, reading);
  check_expectation(s, reading);
}

// A file of a newer format would only give errors that mislead.
bool is_newer(const Json& json, Reading& reading) {
  const auto version = json.is_object() ? json.find("version") : json.end();
  if (!json.is_object() || version == json.end() || !version->is_number_unsigned()) return false;
  if (version->get<std::uint64_t>() <= scenario_format) return false;
  reading.wrong("/version", "this is format " + version->dump() +
                                ", and this program reads up to " +
                                std::to_string(scenario_format) + ": a newer one is needed");
  return true;
}

Scenario read_scenario(const Json& json, Reading& reading) {
  Scenario scenario;
  if (is_newer(json, reading)) return scenario;
  read(Cursor(json, "", reading), [&](Form& form) { describe(form, scenario); });
  if (json.is_object()) check_whole(scenario, reading);
  return scenario;
}

}  // namespace

void describe(Form& form, Scenario& scenario) {
  form.object([&](Fields& fields) { describe_scenario(fields, scenario); });
}

Result<Scenario> scenario_from(const Json& json) {
  Reading reading;
  Scenario scenario = read_scenario(json, reading);
  if (!reading.ok()) return reading.errors();
  return scenario;
}

Result<Scenario> parse_scenario(std::string_view text, std::span<const Setting> settings) {
  InputErrors errors;
  std::optional<Json> json = parse_json(text, errors);
  if (!json) return errors;
  for (const Setting& setting : settings) {
    if (auto error = set_value(*json, setting.pointer, setting.value)) errors.push_back(*error);
  }
  Reading reading;
  Scenario scenario = read_scenario(*json, reading);
  errors.insert(errors.end(), reading.errors().begin(), reading.errors().end());
  if (!errors.empty()) return errors;
  return scenario;
}

Json scenario_json(const Scenario& scenario) {
  Scenario copy = scenario;  // the walk is the one that reads, and takes what it may change
  return write([&](Form& form) { describe(form, copy); });
}

std::string scenario_text(const Scenario& scenario) {
  return json_text(scenario_json(scenario));
}

std::string scenario_line(const Scenario& scenario) {
  return scenario_json(scenario).dump();
}

Json scenario_schema() {
  Scenario scratch;
  Json out = Json::object();
  out["$schema"] = "http://json-schema.org/draft-07/schema#";
  out["title"] = "Conclave scenario";
  const Json told = schema([&](Form& form) { describe(form, scratch); });
  for (const auto& [key, value] : told.items()) out[key] = value;
  return out;
}

// ---- What follows from the parts ----------------------------------------------------------------

DiskOptions disk_of(const Scenario& scenario, std::size_t node) {
  return scenario.nodes.at(node).disk.value_or(scenario.disk.options);
}

std::string client_name(std::size_t client) {
  return "c" + std::to_string(client + 1);
}

namespace {

bool stands_for(const Scenario& s, const std::string& place, NodeId address) {
  const std::size_t index = address.value() - 1;
  if (index >= s.nodes.size()) {
    return place == "clients" || place == client_name(index - s.nodes.size());
  }
  const NodeSpec& node = s.nodes[index];
  if (place == "all" || place == node.id) return true;
  return !node.zone.empty() && place == zone_word(node.zone);
}

bool applies(const Scenario& s, const LinkRule& rule, NodeId from, NodeId to) {
  if (stands_for(s, rule.from, from) && stands_for(s, rule.to, to)) return true;
  return rule.both_ways && stands_for(s, rule.from, to) && stands_for(s, rule.to, from);
}

}  // namespace

LinkOptions link_of(const Scenario& scenario, NodeId from, NodeId to) {
  LinkOptions link = scenario.network.link;
  const std::size_t nodes = scenario.nodes.size();
  if (from.value() > nodes || to.value() > nodes) link.latency = scenario.network.client_latency;
  for (const LinkRule& rule : scenario.network.links) {
    if (!applies(scenario, rule, from, to)) continue;
    if (rule.latency) link.latency = *rule.latency;
    if (rule.loss) link.loss = *rule.loss;
    if (rule.duplicate) link.duplicate = *rule.duplicate;
    if (rule.bandwidth) link.bandwidth = *rule.bandwidth;
  }
  return link;
}

}  // namespace conclave::sim
