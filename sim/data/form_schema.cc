// The form that tells: from a walk over scratch values to a JSON Schema (draft-07).
#include <nlohmann/json.hpp>

#include "sim/data/form.h"

namespace conclave::sim {
namespace {

constexpr const char* duration_pattern = "^[0-9]+(\\.[0-9]+)?(ns|us|ms|s|m|h|\\*[A-Za-z0-9_.-]+)$";
constexpr const char* offset_pattern = "^-?[0-9]+(\\.[0-9]+)?(ns|us|ms|s|m|h)$";
constexpr const char* size_pattern = "^[0-9]+(\\.[0-9]+)?(B|KB|MB|GB|KiB|MiB|GiB)$";
constexpr const char* rate_pattern = "^[0-9]+(\\.[0-9]+)?/([0-9]+(\\.[0-9]+)?)?(ns|us|ms|s|m|h)$";
constexpr const char* bandwidth_pattern =
    "^[0-9]+(\\.[0-9]+)?(bps|kbps|Mbps|Gbps|(B|KB|MB|GB|KiB|MiB|GiB)/s)$";
constexpr const char* seed_pattern = "^([0-9]{1,39}|0[xX][0-9a-fA-F]+|[0-9a-fA-F]{40})$";
constexpr const char* name_pattern = "^[A-Za-z0-9_.-]+$";

class FormTeller final : public Form {
 public:
  explicit FormTeller(Json& out) : out_(out) {}

  void boolean(bool&) override { out_["type"] = "boolean"; }
  void text(std::string&, TextRule rule) override {
    out_["type"] = "string";
    if (rule.kind == TextRule::Kind::name) out_["pattern"] = name_pattern;
    out_["maxLength"] = rule.longest;
  }
  void word(std::string& value, std::string_view) override { text(value, TextRule{80}); }
  void duration(Duration&, Span) override { pattern(duration_pattern); }
  void offset(Duration&) override { pattern(offset_pattern); }
  void probability(Billionths&) override { number(1); }
  void weight(Billionths&) override { number(1'000'000); }
  void size(std::uint64_t&) override { pattern(size_pattern); }
  void rate(Rate&) override { pattern(rate_pattern); }
  void bandwidth(std::uint64_t&) override { pattern(bandwidth_pattern); }
  void seed(std::uint64_t&) override {
    Json number = Json::object();
    number["type"] = "integer";
    number["minimum"] = 0;
    Json text = Json::object();
    text["type"] = "string";
    text["pattern"] = seed_pattern;
    out_["anyOf"] = Json::array({number, text});
  }
  void object(const std::function<void(Fields&)>& walk) override;
  void one_of(std::size_t, const std::vector<Alternative>& alternatives) override {
    Json forms = Json::array();
    for (const Alternative& alternative : alternatives) {
      FormTeller form(forms.emplace_back(Json::object()));
      alternative.describe(form);
      if (alternative.look == Look::word) {
        forms.back() = Json::object();
        forms.back()["const"] = alternative.key;
      }
    }
    out_["anyOf"] = std::move(forms);
  }
  void tagged(std::string& tag, const TaggedForm& form) override;
  void custom(const CustomForm& form) override {
    const Json told = form.schema();
    for (const auto& [key, value] : told.items()) out_[key] = value;
  }

 protected:
  void whole_number(std::int64_t&, std::int64_t min, std::int64_t max) override {
    out_["type"] = "integer";
    out_["minimum"] = min;
    out_["maximum"] = max;
  }
  void name_of_list(std::size_t&, const std::vector<std::string>& names) override {
    out_["enum"] = names;
  }
  void items_of_list(std::size_t, Count count, const std::function<void(std::size_t)>& resize,
                     const std::function<void(std::size_t, Form&)>& item) override {
    out_["type"] = "array";
    out_["minItems"] = count.min;
    out_["maxItems"] = count.max;
    out_["items"] = Json::object();
    FormTeller form(out_["items"]);
    resize(1);
    item(0, form);
  }

 private:
  void pattern(const char* pattern) {
    out_["type"] = "string";
    out_["pattern"] = pattern;
  }
  void number(std::int64_t max) {
    out_["type"] = "number";
    out_["minimum"] = 0;
    out_["maximum"] = max;
  }

  Json& out_;
};

class ObjectTeller final : public Fields {
 public:
  explicit ObjectTeller(Json& out) : out_(out) {
    out_["type"] = "object";
    out_["additionalProperties"] = false;
    out_["properties"] = Json::object();
  }
  void rule(bool, std::string_view, std::string_view) override {}
  void only_one_of(const std::vector<std::string>& keys, bool needed) override {
    Json one = Json::array();
    for (const std::string& key : keys) {
      one.push_back(Json::object());
      one.back()["required"] = Json::array({key});
    }
    if (!needed) {
      Json none = Json::object();
      none["not"]["anyOf"] = one;
      one.push_back(none);
    }
    Json rule = Json::object();
    rule["oneOf"] = std::move(one);
    out_["allOf"].push_back(std::move(rule));
  }

 protected:
  Form* member(std::string_view key, std::string_view meaning, Presence presence, bool) override {
    ALWAYS(!out_["properties"].contains(key));
    // First, as an object that grows copies its members, and a reference into one is void then.
    if (presence == Presence::required) out_["required"].push_back(key);
    Json& property = out_["properties"][std::string(key)];
    property = Json::object();
    property["description"] = meaning;
    member_ = std::make_unique<FormTeller>(property);
    return member_.get();
  }

 private:
  Json& out_;
  std::unique_ptr<FormTeller> member_;
};

void FormTeller::object(const std::function<void(Fields&)>& walk) {
  ObjectTeller fields(out_);
  walk(fields);
}

void FormTeller::tagged(std::string& tag, const TaggedForm& form) {
  Json kinds = Json::array();
  for (const std::string& name : form.names) {
    tag = name;
    Json& kind = kinds.emplace_back(Json::object());
    ObjectTeller fields(kind);
    form.common(fields);
    std::string only;
    fields.required(form.key, form.meaning).one_name(only, {name});
    form.special(fields);
  }
  out_["anyOf"] = std::move(kinds);
}

}  // namespace

Json schema(const Describe& describe) {
  Json out = Json::object();
  FormTeller form(out);
  describe(form);
  return out;
}

}  // namespace conclave::sim
