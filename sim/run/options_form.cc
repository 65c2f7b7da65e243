// One member for each option, of the type that its default has.
#include "sim/run/options_form.h"

namespace conclave::sim {
namespace {

void describe_value(Form& form, bool& value) {
  form.boolean(value);
}
void describe_value(Form& form, std::uint64_t& value) {
  form.integer(value);
}
void describe_value(Form& form, Duration& value) {
  form.duration(value);
}
void describe_value(Form& form, std::string& value) {
  form.text(value);
}

void describe_ends(Form& form, DurationRange& range) {
  std::vector<Duration> ends{range.min, range.max};
  form.list(ends, {2, 2}, [](Form& end, Duration& value) { end.duration(value); });
  if (ends.size() == 2) range = {ends[0], ends[1]};
}

void describe_value(Form& form, DurationRange& range) {
  const auto one = [&](Form& single) {
    single.duration(range.min);
    range.max = range.min;
  };
  form.one_of(range.min == range.max ? 0 : 1,
              {{Look::text, "", "a duration", one},
               {Look::list, "", "two of them, the least and the most",
                [&](Form& list) { describe_ends(list, range); }}});
}

bool in_order(const OptionValue& value) {
  const auto* range = std::get_if<DurationRange>(&value);
  return range == nullptr || range->min <= range->max;
}

}  // namespace

Options standard_options(const std::vector<OptionSpec>& specs) {
  Options options;
  for (const OptionSpec& spec : specs) options.emplace_back(spec.name, spec.standard);
  return options;
}

void describe_options(Fields& fields, const std::vector<OptionSpec>& specs, Options& options) {
  ALWAYS(options.size() == specs.size());
  for (std::size_t i = 0; i < specs.size(); ++i) {
    Form& form = fields(specs[i].name, specs[i].meaning);
    OptionValue& option = options[i].second;
    std::visit([&](auto& value) { describe_value(form, value); }, option);
    fields.rule(in_order(option), specs[i].name, "must be the least and the most");
  }
}

void name_durations(const Options& options, Reading& reading) {
  for (const auto& [name, value] : options) {
    if (const auto* duration = std::get_if<Duration>(&value)) {
      reading.name_duration(name, *duration);
    } else if (const auto* range = std::get_if<DurationRange>(&value)) {
      reading.name_duration(name, range->max);
    }
  }
}

}  // namespace conclave::sim
