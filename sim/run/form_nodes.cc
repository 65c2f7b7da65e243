// "nodes": how many, or a list that says what is special about each.
#include <algorithm>

#include "sim/run/scenario_form.h"
#include "sim/world/forms.h"

namespace conclave::sim {
namespace {

std::string standard_id(std::size_t index) {
  return "n" + std::to_string(index + 1);
}

std::vector<NodeSpec> plain_nodes(std::size_t count) {
  std::vector<NodeSpec> nodes(count);
  for (std::size_t i = 0; i < count; ++i) nodes[i].id = standard_id(i);
  return nodes;
}

void describe_node(Form& form, NodeSpec& node, const DiskOptions& standard) {
  form.object([&](Fields& fields) {
    fields.required("id", "what the node is called").text(node.id, a_name);
    if (Form* zone = fields.maybe("zone", "where it stands", !node.zone.empty())) {
      zone->text(node.zone, a_name);
    }
    if (Form* clock = fields.maybe("clock", "how its clock is off", node.clock != ClockOptions{})) {
      describe(*clock, node.clock);
    }
    if (Form* disk = fields.maybe("disk", "how its disk differs", node.disk.has_value())) {
      if (!node.disk) node.disk = standard;
      describe(*disk, *node.disk);
    }
  });
}

void describe_count(Form& form, std::vector<NodeSpec>& nodes) {
  std::size_t count = nodes.size();
  form.integer(count, 1, most_nodes);
  if (count != nodes.size()) nodes = plain_nodes(count);
}

}  // namespace

void describe_nodes(Form& form, std::vector<NodeSpec>& nodes, const DiskOptions& standard) {
  const bool plain = nodes == plain_nodes(nodes.size());
  form.one_of(plain ? 0 : 1,
              {{Look::number, "", "a number", [&](Form& count) { describe_count(count, nodes); }},
               {Look::list, "", "a list of nodes", [&](Form& list) {
                  list.list(nodes, {1, most_nodes}, [&](Form& item, NodeSpec& node) {
                    describe_node(item, node, standard);
                  });
                }}});
}

}  // namespace conclave::sim
