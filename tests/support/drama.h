// Drama: a stage with faults on it, and the question who still hears whom.
#pragma once

#include <doctest/doctest.h>

#include "sim/data/form.h"
#include "sim/faults/fault.h"
#include "sim/faults/strikes.h"
#include "sim/faults/targets.h"
#include "tests/support/json.h"
#include "tests/support/stage.h"

namespace conclave::sim {

// Reads a fault as a scenario of nine nodes and nine clients writes it.
inline std::string read_fault(Fault& fault, const std::string& parameters) {
  const Json json = test::json_of(parameters);
  Reading reading;
  std::vector<std::string> targets = target_words();
  for (const char* name : {"n", "c"}) {
    for (int n = 1; n <= 9; ++n) targets.push_back(name + std::to_string(n));
  }
  targets.insert(targets.end(), {"zone:odd", "zone:even"});
  reading.declare("target", targets);
  read(Cursor(json, "", reading),
       [&](Form& form) { form.object([&](Fields& fields) { fault.describe(fields); }); });
  return to_text(reading.errors());
}

inline std::unique_ptr<Fault> fault(const std::string& what, const std::string& parameters) {
  auto made = find_fault(what)->make();
  CHECK(read_fault(*made, parameters) == "");
  return made;
}

// What is wrong with it.
inline std::string errors_of_fault(const std::string& what, const std::string& parameters) {
  return read_fault(*find_fault(what)->make(), parameters);
}

// Written in a scenario, as it is now.
inline Json written(Fault& fault) {
  return write([&](Form& form) { form.object([&](Fields& fields) { fault.describe(fields); }); });
}

struct Drama : Stage {
  explicit Drama(std::size_t nodes = 3, std::size_t clients = 0) : Stage(nodes, clients) {
    cluster.start();
    recorder.clear();
  }
  std::string aim(Fault& fault, Random random = Random(1)) {
    return text = fault.aim({cluster, random, budget, tally});
  }
  void begin(Fault& fault, Random random = Random(1)) {
    aim(fault, random);
    fault.begin(cluster, no_cause, tally);
  }
  void end(Fault& fault) { fault.end(cluster, no_cause); }
  // Who hears whom: a packet on every link, as "12" for one that got from n1 to n2.
  std::vector<std::string> links() {
    recorder.clear();
    const auto n = static_cast<std::uint32_t>(cluster.size());
    for (std::uint32_t a = 1; a <= n; ++a) {
      for (std::uint32_t b = 1; b <= n; ++b) {
        if (a != b) send(a, b, "x");
      }
    }
    run();
    std::vector<std::string> open;
    for (const auto& line : recorder.lines()) {
      const auto at = line.text.find(" recv ");
      if (at == std::string::npos) continue;
      open.push_back(line.text.substr(line.text.rfind('n') + 1) + line.text.substr(1, at - 1));
    }
    return open;
  }
  Budget budget{cluster};
  Tally tally;
  std::string text;
};

}  // namespace conclave::sim
