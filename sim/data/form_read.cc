// The form that reads: from a document into values.
#include <nlohmann/json.hpp>

#include "sim/data/form.h"
#include "sim/data/json_text.h"
#include "sim/data/words.h"

namespace conclave::sim {
namespace {

class FormReader final : public Form {
 public:
  explicit FormReader(Cursor at) : at_(std::move(at)) {}

  void boolean(bool& value) override { keep(value, at_.boolean()); }
  void text(std::string& value, TextRule rule) override { keep(value, at_.text(rule)); }
  void word(std::string& value, std::string_view sort) override { keep(value, at_.word(sort)); }
  void duration(Duration& value, Span span) override { keep(value, at_.duration(span)); }
  void offset(Duration& value) override { keep(value, at_.offset()); }
  void probability(Billionths& value) override { keep(value, at_.probability()); }
  void weight(Billionths& value) override { keep(value, at_.weight()); }
  void size(std::uint64_t& bytes) override { keep(bytes, at_.size()); }
  void rate(Rate& value) override { keep(value, at_.rate()); }
  void bandwidth(std::uint64_t& bits) override { keep(bits, at_.bandwidth()); }
  void seed(std::uint64_t& value) override { keep(value, at_.seed()); }
  void object(const std::function<void(Fields&)>& walk) override;
  void one_of(std::size_t current, const std::vector<Alternative>& alternatives) override;
  void tagged(std::string& tag, const TaggedForm& form) override;
  void custom(const CustomForm& form) override { form.read(at_); }

 protected:
  void whole_number(std::int64_t& value, std::int64_t min, std::int64_t max) override {
    keep(value, at_.integer(min, max));
  }
  void name_of_list(std::size_t& index, const std::vector<std::string>& names) override {
    keep(index, at_.choice(names));
  }
  void items_of_list(std::size_t, Count count, const std::function<void(std::size_t)>& resize,
                     const std::function<void(std::size_t, Form&)>& item) override {
    const auto elements = at_.elements();
    if (!elements) return;
    if (elements->size() < count.min || elements->size() > count.max) {
      at_.wrong("must have from " + std::to_string(count.min) + " to " + std::to_string(count.max) +
                " elements, not " + std::to_string(elements->size()));
      return;
    }
    resize(0);  // not what the defaults were
    resize(elements->size());
    for (std::size_t i = 0; i < elements->size(); ++i) {
      FormReader form((*elements)[i]);
      item(i, form);
    }
  }

 private:
  template <typename T>
  static void keep(T& value, std::optional<T> found) {
    if (found) value = std::move(*found);
  }

  bool refuse_keys(const std::vector<Alternative>& alternatives) const;

  Cursor at_;
};

// For a member that is not there: nothing to read.
class NothingToRead final : public Form {
 public:
  void boolean(bool&) override {}
  void text(std::string&, TextRule) override {}
  void word(std::string&, std::string_view) override {}
  void duration(Duration&, Span) override {}
  void offset(Duration&) override {}
  void probability(Billionths&) override {}
  void weight(Billionths&) override {}
  void size(std::uint64_t&) override {}
  void rate(Rate&) override {}
  void bandwidth(std::uint64_t&) override {}
  void seed(std::uint64_t&) override {}
  void object(const std::function<void(Fields&)>&) override {}
  void one_of(std::size_t, const std::vector<Alternative>&) override {}
  void tagged(std::string&, const TaggedForm&) override {}
  void custom(const CustomForm&) override {}

 protected:
  void whole_number(std::int64_t&, std::int64_t, std::int64_t) override {}
  void name_of_list(std::size_t&, const std::vector<std::string>&) override {}
  void items_of_list(std::size_t, Count, const std::function<void(std::size_t)>&,
                     const std::function<void(std::size_t, Form&)>&) override {}
};

class ObjectReader final : public Fields {
 public:
  explicit ObjectReader(const Cursor& at)
      : fields_(at), errors_before_(at.reading().errors().size()) {}

  Reading* reading() override { return &fields_.object().reading(); }
  void rule(bool holds, std::string_view key, std::string_view what) override {
    Reading& reading = fields_.object().reading();
    if (holds || reading.errors().size() > errors_before_) return;
    const std::string& here = fields_.object().pointer();
    reading.wrong(key.empty() ? here : pointer_join(here, key), std::string(what));
  }
  void only_one_of(const std::vector<std::string>& keys, bool needed) override {
    std::vector<std::string> given;
    for (const std::string& key : keys) {
      if (fields_.object().has(key)) given.push_back(key);
    }
    if (given.size() > 1) {
      fields_.object().wrong("must not have both " + given[0] + " and " + given[1]);
    } else if (given.empty() && needed && fields_.object().json().is_object()) {
      fields_.object().wrong("must have " + listed(keys));
    }
  }
  void finish() const { fields_.refuse_the_rest(); }

 protected:
  Form* member(std::string_view key, std::string_view meaning, Presence presence, bool) override {
    const auto found =
        presence == Presence::required ? fields_.require(key, meaning) : fields_.find(key);
    if (!found) return presence == Presence::optional ? nullptr : &nothing_;
    members_.push_back(std::make_unique<FormReader>(*found));
    return members_.back().get();
  }

 private:
  FieldsReader fields_;
  std::size_t errors_before_;
  NothingToRead nothing_;
  std::vector<std::unique_ptr<Form>> members_;
};

void FormReader::object(const std::function<void(Fields&)>& walk) {
  ObjectReader fields(at_);
  walk(fields);
  fields.finish();
}

void FormReader::tagged(std::string& tag, const TaggedForm& form) {
  ObjectReader fields(at_);
  form.common(fields);
  std::string found;
  fields.required(form.key, form.meaning).one_name(found, form.names);
  if (found.empty()) return;  // of an unknown kind, and nobody knows its members
  tag = found;
  form.special(fields);
  fields.finish();
}

bool looks_like(const Alternative& alternative, const Cursor& at) {
  const Json& value = at.json();
  switch (alternative.look) {
    case Look::text:
      return value.is_string();
    case Look::number:
      return value.is_number();
    case Look::boolean:
      return value.is_boolean();
    case Look::list:
      return value.is_array();
    case Look::object:
      return value.is_object();
    case Look::object_with_key:
      return at.has(alternative.key);
    case Look::word:
      return value.is_string() && value.get_ref<const std::string&>() == alternative.key;
  }
  NEVER("a look that is none");
}

// For an object that has none of the keys that would tell its form: says so of each key it has.
bool FormReader::refuse_keys(const std::vector<Alternative>& alternatives) const {
  std::vector<std::string> keys;
  for (const Alternative& alternative : alternatives) {
    if (alternative.look == Look::object_with_key) keys.push_back(alternative.key);
  }
  if (keys.empty() || !at_.json().is_object() || at_.json().empty()) return false;
  for (const auto& [key, value] : at_.json().items()) {
    at_.member(key).wrong("unknown key" + suggestion(key, keys));
  }
  return true;
}

void FormReader::one_of(std::size_t, const std::vector<Alternative>& alternatives) {
  std::vector<std::string> words;
  for (const Alternative& alternative : alternatives) {
    if (looks_like(alternative, at_)) return alternative.describe(*this);
    // What has no words of its own is told by the words of another.
    if (!alternative.words.empty()) words.push_back(alternative.words);
  }
  // A number where a text would do most likely lacks its unit: the text's own form says so best.
  for (const Alternative& alternative : alternatives) {
    if (alternative.look == Look::text && at_.json().is_number())
      return alternative.describe(*this);
  }
  if (!refuse_keys(alternatives)) at_.wants(listed(words));
}

}  // namespace

void read(const Cursor& at, const Describe& describe) {
  FormReader form(at);
  describe(form);
}

}  // namespace conclave::sim
