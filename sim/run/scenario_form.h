// The walk over a scenario that reads it, prints it and tells its schema, in one.
#pragma once

#include "sim/data/form.h"
#include "sim/run/scenario.h"

namespace conclave::sim {

void describe(Form& form, Scenario& scenario);

// Its parts, one file each.
void describe_protocol(Form& form, ProtocolSpec& protocol);
void describe_nodes(Form& form, std::vector<NodeSpec>& nodes, const DiskOptions& standard);
void describe_network(Form& form, NetworkSpec& network);
void describe_faults(Form& form, std::vector<FaultSpec>& faults);
void describe_nemesis(Form& form, NemesisPlan& nemesis);
void describe_checks(Form& form, std::vector<CheckSpec>& checks);
void describe_expectation(Form& form, Expectation& expect);
void describe_sample(Form& form, std::string& sample);

// The names that the rows of a registry have.
template <typename Rows>
std::vector<std::string> names_of_rows(const Rows& rows) {
  std::vector<std::string> names;
  for (const auto& row : rows) names.emplace_back(row.name);
  return names;
}

}  // namespace conclave::sim
