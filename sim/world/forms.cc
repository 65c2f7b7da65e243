#include "sim/world/forms.h"

// One description for each shape of delay, so that reading and writing agree.

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "sim/world/integrity.h"

namespace conclave::sim {
namespace {

using Points = std::vector<std::pair<Ratio, Duration>>;

// "p99.9" is 0.999: at most three digits, a point, and seven digits more give billionths exactly.
std::optional<Ratio> percentile(std::string_view name) {
  constexpr std::uint32_t one_percent = Ratio::one / 100;
  if (name.size() < 2 || name[0] != 'p') return std::nullopt;
  const std::string_view whole = name.substr(1, name.find('.') - 1);
  std::uint32_t percent = 0;
  const auto [end, problem] = std::from_chars(whole.data(), whole.data() + whole.size(), percent);
  if (problem != std::errc() || end != whole.data() + whole.size() || percent > 100) {
    return std::nullopt;
  }
  if (whole.size() > 1 && whole[0] == '0') return std::nullopt;
  std::uint32_t ppb = percent * one_percent;
  if (name.find('.') != std::string_view::npos) {
    const std::string_view digits = name.substr(name.find('.') + 1);
    if (digits.empty() || digits.size() > 7 || digits.back() == '0') return std::nullopt;
    std::uint32_t worth = one_percent;
    for (const char c : digits) {
      if (c < '0' || c > '9') return std::nullopt;
      worth /= 10;
      ppb += worth * static_cast<std::uint32_t>(c - '0');
    }
  }
  if (ppb > Ratio::one) return std::nullopt;
  return Ratio{ppb};
}

std::string percentile_name(Ratio share) {
  constexpr std::uint32_t one_percent = Ratio::one / 100;
  std::string name = "p" + std::to_string(share.ppb / one_percent);
  std::string digits = std::to_string(one_percent + share.ppb % one_percent).substr(1);
  digits.erase(digits.find_last_not_of('0') + 1);
  return digits.empty() ? name : name + '.' + digits;
}

void read_quantiles(const Cursor& at, Points& out) {
  if (!at.json().is_object())
    return at.wants("an object such as {\"p0\": \"1ms\", \"p100\": \"9ms\"}");
  Points points;
  bool whole = true;
  for (const auto& [key, value] : at.json().items()) {
    const Cursor member = at.member(key);
    const auto share = percentile(key);
    const auto duration = member.duration();
    if (!share) member.wrong("is not a percentile, such as p50 or p99.9");
    if (!share || !duration) {
      whole = false;
    } else {
      points.emplace_back(*share, *duration);
    }
  }
  if (!whole) return;
  std::sort(points.begin(), points.end());
  if (points.size() < 2 || points.front().first.ppb != 0 || points.back().first.ppb != Ratio::one) {
    return at.wrong("must have p0 and p100");
  }
  for (std::size_t i = 1; i < points.size(); ++i) {
    if (points[i].second >= points[i - 1].second) continue;
    return at.wrong("must not fall: " + percentile_name(points[i].first) + " is below " +
                    percentile_name(points[i - 1].first));
  }
  out = std::move(points);
}

Json write_quantiles(const Points& points) {
  Json out = Json::object();
  for (const auto& [share, duration] : points) {
    out[percentile_name(share)] = duration_text(duration);
  }
  return out;
}

Json quantiles_schema() {
  Duration scratch{};
  Json out = Json::object();
  out["type"] = "object";
  out["required"] = Json::array({"p0", "p100"});
  out["additionalProperties"] = false;
  out["patternProperties"][R"(^p(100|[1-9]?[0-9](\.[0-9]{0,6}[1-9])?)$)"] =
      schema([&](Form& form) { form.duration(scratch); });
  return out;
}

// The shape that the delay has or, for reading, is about to have.
template <typename Shape>
Shape shape_of(const Delay& delay) {
  const auto* now = std::get_if<Shape>(&delay.shape());
  return now != nullptr ? *now : Shape{};
}

void describe_constant(Form& form, Delay& delay) {
  auto shape = shape_of<Delay::Constant>(delay);
  form.duration(shape.value);
  delay = Delay(shape);
}

void describe_uniform(Form& form, Delay& delay) {
  auto shape = shape_of<Delay::Uniform>(delay);
  std::vector<Duration> ends{shape.min, shape.max};
  form.object([&](Fields& fields) {
    fields.required("uniform", "the least and the most")
        .list(ends, {2, 2}, [](Form& end, Duration& value) { end.duration(value); });
    fields.rule(ends.size() == 2 && ends[0] <= ends[1], "uniform",
                "must be the least and the most");
  });
  if (ends.size() == 2) delay = Delay(Delay::Uniform{ends[0], ends[1]});
}

void describe_exponential(Form& form, Delay& delay) {
  auto shape = shape_of<Delay::Exponential>(delay);
  form.object([&](Fields& outer) {
    outer.required("exponential", "many short ones, few long ones").object([&](Fields& fields) {
      fields.required("mean", "on average").duration(shape.mean, positive_duration);
      fields.required("max", "what is longer is cut to this").duration(shape.max);
      fields.rule(shape.mean <= shape.max, "max", "must not be below mean");
    });
  });
  delay = Delay(shape);
}

void describe_quantiles(Form& form, Delay& delay) {
  auto shape = shape_of<Delay::Quantiles>(delay);
  form.object([&](Fields& fields) {
    fields.required("quantiles", "percentiles, with straight lines between them")
        .custom({[&](const Cursor& at) { read_quantiles(at, shape.points); },
                 [&] { return write_quantiles(shape.points); }, quantiles_schema});
  });
  if (!shape.points.empty()) delay = Delay(shape);
}

}  // namespace

void describe(Form& form, Delay& delay) {
  const auto with = [&](void (*describe_shape)(Form&, Delay&)) {
    return [&delay, describe_shape](Form& shape) { describe_shape(shape, delay); };
  };
  // In the order of Delay::Shape's alternatives.
  form.one_of(
      delay.shape().index(),
      {{Look::text, "", "a duration such as \"5ms\"", with(describe_constant)},
       {Look::object_with_key, "uniform", "{\"uniform\": [..]}", with(describe_uniform)},
       {Look::object_with_key, "exponential", "{\"exponential\": {..}}",
        with(describe_exponential)},
       {Look::object_with_key, "quantiles", "{\"quantiles\": {..}}", with(describe_quantiles)}});
}

void describe(Form& form, Ratio& probability) {
  Billionths value{probability.ppb};
  form.probability(value);
  probability.ppb = static_cast<std::uint32_t>(value.value);
}

void describe(Form& form, ClockOptions& clock) {
  constexpr std::int64_t most = Clock::million / 2;  // a clock that stands still fires no timer
  form.object([&](Fields& fields) {
    fields("offset", "how far the clock is ahead at the start; below zero: behind")
        .offset(clock.offset);
    fields("drift_ppm", "parts per million that it runs fast; below zero: slow")
        .integer(clock.drift_ppm, -most, most);
  });
}

void describe_link(Fields& fields, LinkOptions& link) {
  describe(fields("latency", "how long a packet travels"), link.latency);
  describe(fields("loss", "the share of packets that vanish"), link.loss);
  describe(fields("duplicate", "the share of packets that arrive twice"), link.duplicate);
  if (Form* form = fields.maybe("bandwidth", "bits per second; left out: as much as you like",
                                link.bandwidth != 0)) {
    form->bandwidth(link.bandwidth);
  }
  fields("queue", "the most that waits for the wire before packets are dropped")
      .size(link.queue_max);
}

void describe_disk(Fields& fields, DiskOptions& disk) {
  describe(fields("write_latency", "how long a write takes"), disk.write_latency);
  describe(fields("sync_latency", "how long a sync takes"), disk.sync_latency);
  describe(fields("torn_write", "how often a crash leaves part of what was not synced"),
           disk.torn_write);
  fields("segment", "the journal starts a new file after so many bytes").size(disk.segment);
}

void describe(Form& form, DiskOptions& disk) {
  form.object([&](Fields& fields) { describe_disk(fields, disk); });
}

void describe(Form& form, CrashOutcome& outcome) {
  form.custom({[&](const Cursor& at) {
                 if (!at.json().is_string()) return at.wants("a text such as \"+3 - ~137 | +\"");
                 const auto read = crash_outcome_from(at.json().get<std::string>());
                 if (!read) return at.wants("a text such as \"+3 - ~137 | +\"");
                 outcome = *read;
               },
               [&] { return Json(to_text(outcome)); },
               [] {
                 return Json{{"type", "string"}, {"pattern", "^[-+~|0-9 ]*$"}};
               }});
}

void describe_integrity(Form& form, std::string& name) {
  std::vector<std::string> names;
  for (const IntegrityCode& code : integrity_codes()) names.emplace_back(code.name);
  form.one_name(name, names);
}

void describe(Form& form, IntegrityChoice& choice) {
  form.one_of(choice.bound ? 0 : 1,
              {{Look::text, "", "the name of a code such as \"crc32c\"",
                [&](Form& name) {
                  choice.bound = true;
                  describe_integrity(name, choice.code);
                }},
               {Look::object, "", "{\"code\": .., \"bound\": ..}", [&](Form& both) {
                  both.object([&](Fields& fields) {
                    describe_integrity(fields.required("code", "its name"), choice.code);
                    fields("bound", "it covers the place too, so what is misplaced is found")
                        .boolean(choice.bound);
                  });
                }}});
}

void describe(Form& form, PriorityOptions& priorities) {
  form.object([&](Fields& fields) {
    fields("depth", "how many orderings: at depth - 1 points a link drops to the bottom")
        .integer(priorities.depth, 1, 100);
    fields("spread", "how much longer the lowest link takes").duration(priorities.spread);
    fields("packets", "among how many packets the points are").integer(priorities.packets, 1);
  });
}

}  // namespace conclave::sim
