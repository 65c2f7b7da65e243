// "network": what all links are like, and what is different about some.
#include "sim/run/scenario_form.h"
#include "sim/world/forms.h"

namespace conclave::sim {
namespace {

void describe_between(Form& form, LinkRule& rule) {
  std::vector<std::string> ends{rule.from, rule.to};
  form.list(ends, {2, 2}, [](Form& end, std::string& place) { end.word(place, "place"); });
  if (ends.size() != 2) return;
  rule.from = ends[0];
  rule.to = ends[1];
}

void describe_ends(Fields& fields, LinkRule& rule) {
  fields.only_one_of({"between", "from"}, true);
  fields.only_one_of({"between", "to"}, true);
  if (Form* form = fields.maybe("between", "the links of two places, both ways", rule.both_ways)) {
    rule.both_ways = true;
    describe_between(*form, rule);
  }
  if (Form* form = fields.maybe("from", "the links from here alone", !rule.both_ways)) {
    rule.both_ways = false;
    form->word(rule.from, "place");
  }
  if (Form* form = fields.maybe("to", "and to there", !rule.both_ways)) {
    form->word(rule.to, "place");
  }
}

void describe_rule(Form& form, LinkRule& rule) {
  const auto same = [](Form& value, auto& member) { describe(value, member); };
  form.object([&](Fields& fields) {
    describe_ends(fields, rule);
    fields.optional("latency", "how long a packet travels", rule.latency, same);
    fields.optional("loss", "the share of packets that vanish", rule.loss, same);
    fields.optional("duplicate", "the share of packets that arrive twice", rule.duplicate, same);
    fields.optional("bandwidth", "bits per second", rule.bandwidth,
                    [](Form& value, std::uint64_t& bits) { value.bandwidth(bits); });
  });
}

}  // namespace

void describe_network(Form& form, NetworkSpec& network) {
  form.object([&](Fields& fields) {
    describe_link(fields, network.link);
    describe(fields("client_latency", "how long a packet travels between a client and a node"),
             network.client_latency);
    describe(fields("integrity", "the code that tells a damaged packet"), network.integrity);
    fields.optional("pct", "priorities of links, that change at random points", network.pct,
                    [](Form& value, PriorityOptions& pct) { describe(value, pct); });
    if (Form* links = fields.maybe("links",
                                   "what is different about some links; the last rule "
                                   "for a link counts",
                                   !network.links.empty())) {
      links->list(network.links, {}, describe_rule);
    }
  });
}

}  // namespace conclave::sim
