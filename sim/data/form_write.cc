// The form that writes: from values to JSON that reads back as the same values.
#include <nlohmann/json.hpp>

#include "sim/data/form.h"

namespace conclave::sim {
namespace {

class FormWriter final : public Form {
 public:
  explicit FormWriter(Json& out) : out_(out) {}

  void boolean(bool& value) override { out_ = value; }
  void text(std::string& value, TextRule) override { out_ = value; }
  void word(std::string& value, std::string_view) override { out_ = value; }
  void duration(Duration& value, Span) override { out_ = duration_text(value); }
  void offset(Duration& value) override { out_ = offset_text(value); }
  void probability(Billionths& value) override { put(value); }
  void weight(Billionths& value) override { put(value); }
  void size(std::uint64_t& bytes) override { out_ = size_text(bytes); }
  void rate(Rate& value) override { out_ = rate_text(value); }
  void bandwidth(std::uint64_t& bits) override { out_ = bandwidth_text(bits); }
  void seed(std::uint64_t& value) override { out_ = seed_text(value); }
  void object(const std::function<void(Fields&)>& walk) override;
  void one_of(std::size_t current, const std::vector<Alternative>& alternatives) override {
    ALWAYS(current < alternatives.size());
    const Alternative& alternative = alternatives[current];
    if (alternative.look == Look::word) {
      out_ = alternative.key;
    } else {
      alternative.describe(*this);
    }
  }
  void tagged(std::string& tag, const TaggedForm& form) override;
  void custom(const CustomForm& form) override { out_ = form.write(); }

 protected:
  void whole_number(std::int64_t& value, std::int64_t, std::int64_t) override { out_ = value; }
  void name_of_list(std::size_t& index, const std::vector<std::string>& names) override {
    ALWAYS(index < names.size());
    out_ = names[index];
  }
  void items_of_list(std::size_t size, Count, const std::function<void(std::size_t)>&,
                     const std::function<void(std::size_t, Form&)>& item) override {
    out_ = Json::array();
    for (std::size_t i = 0; i < size; ++i) {
      FormWriter form(out_.emplace_back());
      item(i, form);
    }
  }

 private:
  void put(Billionths value) {  // 0 and 1 rather than 0.0 and 1.0
    if (value.value % Billionths::one == 0) {
      out_ = value.value / Billionths::one;
    } else {
      out_ = value.number();
    }
  }

  Json& out_;
};

class ObjectWriter final : public Fields {
 public:
  explicit ObjectWriter(Json& out) : out_(out) { out_ = Json::object(); }
  void rule(bool, std::string_view, std::string_view) override {}
  void only_one_of(const std::vector<std::string>&, bool) override {}

 protected:
  Form* member(std::string_view key, std::string_view, Presence, bool present) override {
    if (!present) return nullptr;
    ALWAYS(!out_.contains(key));  // two members of one name could not both be read
    // A growing object moves its values, so one member at a time may be written: the last.
    member_ = std::make_unique<FormWriter>(out_[std::string(key)]);
    return member_.get();
  }

 private:
  Json& out_;
  std::unique_ptr<FormWriter> member_;
};

void FormWriter::object(const std::function<void(Fields&)>& walk) {
  ObjectWriter fields(out_);
  walk(fields);
}

void FormWriter::tagged(std::string& tag, const TaggedForm& form) {
  ObjectWriter fields(out_);
  form.common(fields);
  fields.required(form.key, form.meaning).one_name(tag, form.names);
  form.special(fields);
}

}  // namespace

Json write(const Describe& describe) {
  Json out;
  FormWriter form(out);
  describe(form);
  return out;
}

}  // namespace conclave::sim
