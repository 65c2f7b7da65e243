// Shapes into links.
#include "sim/faults/partition_shapes.h"

#include <algorithm>

#include "sim/world/forms.h"

namespace conclave::sim {
namespace {

using Nodes = std::vector<NodeId>;

void block(const Nodes& from, const Nodes& to, Cut& cut) {
  for (const NodeId a : from) {
    for (const NodeId b : to) {
      if (a != b) cut.links.emplace_back(a, b);
    }
  }
}

void separate(const Nodes& a, const Nodes& b, Cut& cut) {
  block(a, b, cut);
  block(b, a, cut);
}

bool has_rest(const Targets& targets) {
  return std::find(targets.words.begin(), targets.words.end(), "rest") != targets.words.end();
}

// No node is on two sides. What is left of all the others is only known last, wherever it stands.
std::vector<Nodes> settle_sides(const std::vector<Targets*>& sides, const Aim& at) {
  std::vector<Nodes> found(sides.size());
  std::vector<bool> last;
  for (const Targets* side : sides) last.push_back(has_rest(*side));
  Nodes taken;
  for (const bool rest : {false, true}) {
    for (std::size_t n = 0; n < sides.size(); ++n) {
      if (last[n] != rest) continue;
      found[n] = sides[n]->settle(at.cluster, at.random, taken);
      taken.insert(taken.end(), found[n].begin(), found[n].end());
    }
  }
  return found;
}

Cut between(const std::vector<Nodes>& sides, const Cluster& cluster) {
  Cut cut;
  for (std::size_t a = 0; a < sides.size(); ++a) {
    cut.text += (a == 0 ? "{" : " | ") + names_of(cluster, sides[a]);
    for (std::size_t b = a + 1; b < sides.size(); ++b) separate(sides[a], sides[b], cut);
  }
  cut.text += "}";
  return cut;
}

std::vector<Targets*> each(std::vector<Targets>& targets) {
  std::vector<Targets*> all;
  for (Targets& one : targets) all.push_back(&one);
  return all;
}

void describe_targets(Form& form, Targets& targets) {
  describe(form, targets);
}

}  // namespace

// ---- Complete partitions ------------------------------------------------------------------------

void Groups::describe(Form& form) {
  form.list(groups, {2, 100}, describe_targets);
}

Cut Groups::settle(const Aim& at) {
  return between(settle_sides(each(groups), at), at.cluster);
}

void Isolate::describe(Form& form) {
  describe_targets(form, nodes);
}

Cut Isolate::settle(const Aim& at) {
  Targets rest{{"rest"}};
  return between(settle_sides({&nodes, &rest}, at), at.cluster);
}

// ---- One way ------------------------------------------------------------------------------------

void OneWay::describe(Form& form) {
  form.object([&](Fields& ends) {
    sim::describe(ends.required("from", "who is not heard"), from);
    sim::describe(ends.required("to", "by whom"), to);
  });
}

Cut OneWay::settle(const Aim& at) {
  const std::vector<Nodes> sides = settle_sides({&from, &to}, at);
  Cut cut;
  cut.text = names_of(at.cluster, sides[0]) + " -x-> " + names_of(at.cluster, sides[1]);
  block(sides[0], sides[1], cut);
  return cut;
}

// ---- Partial partitions -------------------------------------------------------------------------

void Bridge::describe(Form& form) {
  const auto shared_alone = [&](Form& value) {
    halves.clear();
    describe_targets(value, shared);
  };
  const std::size_t current = !halves.empty() ? 2 : shared.words.size() == 1 ? 0 : 1;
  form.one_of(current,
              {{Look::text, "", "a target such as \"leader\"", shared_alone},
               {Look::list, "", "a list of targets", shared_alone},
               {Look::object, "", "{\"shared\": .., \"halves\": [.., ..]}", [&](Form& value) {
                  value.object([&](Fields& fields) {
                    sim::describe(fields.required("shared", "whom both halves hear"), shared);
                    fields.required("halves", "who do not hear each other")
                        .list(halves, {2, 2}, describe_targets);
                  });
                }}});
}

Cut Bridge::settle(const Aim& at) {
  std::vector<Targets*> sides{&shared};
  std::vector<Nodes> found;
  if (halves.empty()) {
    const Nodes taken = shared.settle(at.cluster, at.random);
    Nodes others = Targets{{"rest"}}.resolve(at.cluster, at.random, taken);
    at.random.shuffle(std::span(others));
    const auto middle = others.begin() + static_cast<std::ptrdiff_t>(others.size() / 2);
    halves.resize(2);
    halves[0].name(at.cluster, {others.begin(), middle});
    halves[1].name(at.cluster, {middle, others.end()});
  }
  found = settle_sides({&shared, &halves[0], &halves[1]}, at);
  Cut cut = between({found[1], found[2]}, at.cluster);
  cut.text += " bridged by " + names_of(at.cluster, found[0]);
  return cut;
}

void MajorityRing::describe(Form& form) {
  describe_targets(form, nodes);
}

Cut MajorityRing::settle(const Aim& at) {
  const Nodes ring = nodes.settle_in_order(at.cluster, at.random);
  const std::size_t n = ring.size();
  const std::size_t others = n / 2;  // that make a majority with the node itself
  Cut cut;
  cut.text = "into a ring " + names_of(at.cluster, ring);
  for (std::size_t here = 0; here < n; ++here) {
    for (std::size_t ahead = 1; ahead < n; ++ahead) {
      const bool on_the_right = ahead <= (others + 1) / 2;
      const bool on_the_left = n - ahead <= others / 2;
      if (!on_the_right && !on_the_left) {
        cut.links.emplace_back(ring[(here + ahead) % n], ring[here]);
      }
    }
  }
  return cut;
}

void Mesh::describe(Form& form) {
  form.one_of(drawn ? 1 : 0, {{Look::number, "", "a probability such as 0.3",
                               [&](Form& value) {
                                 drawn = false;
                                 sim::describe(value, chance);
                               }},
                              {Look::list, "", "a list of pairs", [&](Form& value) {
                                 drawn = true;
                                 value.list(pairs, {0, 10'000},
                                            [](Form& pair, std::vector<Targets>& ends) {
                                              pair.list(ends, {2, 2}, describe_targets);
                                            });
                               }}});
}

Cut Mesh::settle(const Aim& at) {
  if (!drawn) {
    drawn = true;
    for (std::size_t a = 0; a < at.cluster.size(); ++a) {
      for (std::size_t b = a + 1; b < at.cluster.size(); ++b) {
        if (!at.random.chance(chance)) continue;
        pairs.push_back({Targets{{at.cluster.name(at.cluster.node(a))}},
                         Targets{{at.cluster.name(at.cluster.node(b))}}});
      }
    }
  }
  Cut cut;
  cut.text = "of pairs:";
  for (std::vector<Targets>& pair : pairs) {
    const std::vector<Nodes> ends = settle_sides(each(pair), at);
    cut.text += " " + names_of(at.cluster, ends[0]) + "|" + names_of(at.cluster, ends[1]);
    separate(ends[0], ends[1], cut);
  }
  if (pairs.empty()) cut.text += " none";
  return cut;
}

}  // namespace conclave::sim
