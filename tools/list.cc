// conclave list: what a scenario may name.

#include <algorithm>
#include <nlohmann/json.hpp>

#include "protocols/registry.h"
#include "sim/checkers/checker.h"
#include "sim/data/units.h"
#include "sim/faults/fault.h"
#include "sim/faults/nemesis.h"
#include "sim/world/host_flaw.h"
#include "sim/world/integrity.h"
#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/terminal.h"
#include "tools/words.h"

namespace conclave::tools {
namespace {

using sim::Json;

// One thing to list: what it is called, what it is, and more about it for those who ask in JSON.
struct Row {
  std::string name, summary;
  std::vector<std::string> details;  // for people, a line each
  Json more = Json::object();
};

std::string text_of(const OptionValue& value) {
  struct Texts {
    std::string operator()(bool v) const { return v ? "true" : "false"; }
    std::string operator()(std::uint64_t v) const { return std::to_string(v); }
    std::string operator()(Duration v) const { return sim::duration_text(v); }
    std::string operator()(const DurationRange& v) const {
      return sim::duration_text(v.min) + " to " + sim::duration_text(v.max);
    }
    std::string operator()(const std::string& v) const { return v; }
  };
  return std::visit(Texts(), value);
}

void add_options(const std::vector<OptionSpec>& options, Row& row) {
  Json list = Json::array();
  for (const OptionSpec& option : options) {
    row.details.push_back(std::string(option.name) + " (" + text_of(option.standard) +
                          "): " + std::string(option.meaning));
    Json one = Json::object();
    one["name"] = option.name;
    one["default"] = text_of(option.standard);
    one["meaning"] = option.meaning;
    list.push_back(std::move(one));
  }
  row.more["options"] = std::move(list);
}

std::vector<Row> protocols() {
  std::vector<Row> rows;
  for (const ProtocolKind& kind : protocol_kinds()) {
    Row row{std::string(kind.name), std::string(kind.summary), {}, Json::object()};
    add_options(kind.options(), row);
    row.more["flaws"] = kind.flaws.size();
    rows.push_back(std::move(row));
  }
  return rows;
}

// `of`: a protocol, or "host".
Row flaw_row(std::string_view of, const FlawInfo& flaw) {
  Row row{std::string(flaw.name), std::string(flaw.sentence), {}, Json::object()};
  const std::string pointer = of == "host" ? "/host/flaw" : "/protocol/flaw";
  row.details.push_back(std::string(of) + ", " + std::string(flaw.id) + "; " +
                        std::string(flaw.source));
  row.details.push_back("--set " + pointer + "=" + row.name);
  row.more["protocol"] = of;
  row.more["pointer"] = pointer;
  row.more["id"] = flaw.id;
  row.more["source"] = flaw.source;
  return row;
}

std::vector<Row> flaws() {
  std::vector<Row> rows;
  for (const ProtocolKind& protocol : protocol_kinds()) {
    for (const FlawInfo& flaw : protocol.flaws) rows.push_back(flaw_row(protocol.name, flaw));
  }
  for (const FlawInfo& flaw : sim::host_flaw_table()) rows.push_back(flaw_row("host", flaw));
  return rows;
}

std::vector<Row> checks() {
  std::vector<Row> rows;
  for (const sim::CheckerKind& kind : sim::checker_kinds()) {
    Row row{std::string(kind.name), std::string(kind.promise), {}, Json::object()};
    row.more["id"] = kind.id;
    row.more["view"] = name_of(kind.view);
    row.more["safety"] = kind.in_safety;
    row.more["binds"] = kind.binds == sim::Binds::everyone ? "everyone" : "claimants";
    add_options(kind.options(), row);
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<Row> faults() {
  std::vector<Row> rows;
  for (const sim::FaultKind& kind : sim::fault_kinds()) {
    rows.push_back({std::string(kind.name), std::string(kind.summary), {}, Json::object()});
  }
  return rows;
}

std::vector<Row> profiles() {
  std::vector<Row> rows;
  for (const sim::Profile& profile : sim::nemesis_profiles()) {
    rows.push_back({std::string(profile.name), std::string(profile.summary), {}, Json::object()});
  }
  return rows;
}

std::vector<Row> integrity() {
  std::vector<Row> rows;
  for (const sim::IntegrityCode& code : sim::integrity_codes()) {
    Row row{std::string(code.name), std::string(code.summary), {}, Json::object()};
    row.more["bytes"] = code.size;
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<Row> workloads() {
  return {{"kv",
           "clients read, write, delete, append to and compare-and-set keys of a store",
           {},
           Json::object()}};
}

struct Listing {
  std::string_view name;
  std::vector<Row> (*rows)();
};

constexpr Listing listings[] = {
    {"protocols", protocols}, {"flaws", flaws},       {"checks", checks},
    {"faults", faults},       {"profiles", profiles}, {"workloads", workloads},
    {"integrity", integrity},
};

class List final : public Command {
 public:
  void describe(Arguments& arguments) override {
    std::vector<std::string> names;
    for (const Listing& listing : listings) names.emplace_back(listing.name);
    arguments.choice("WHAT", names, "what to list", what_);
    arguments.flag("--json", "one JSON object for each", json_);
  }

  Exit run(Terminal& terminal) override {
    const auto* listing = std::find_if(std::begin(listings), std::end(listings),
                                       [&](const Listing& each) { return each.name == what_; });
    const std::vector<Row> rows = listing->rows();
    // What has no details takes a line.
    const bool brief =
        std::all_of(rows.begin(), rows.end(), [](const Row& row) { return row.details.empty(); });
    std::size_t longest = 0;
    for (const Row& row : rows) longest = std::max(longest, row.name.size());
    for (const Row& row : rows) {
      if (json_) {
        terminal.print(json_text(row));
      } else {
        terminal.print(brief ? line(row, longest, terminal) : text(row, terminal));
      }
    }
    return Exit::ok;
  }

 private:
  static std::string line(const Row& row, std::size_t longest, const Terminal& terminal) {
    const std::string gap(longest - row.name.size() + 2, ' ');
    return terminal.paint(Hue::bold, row.name) + gap +
           wrapped(row.summary, longest + 2, terminal.width()) + "\n";
  }
  static std::string text(const Row& row, const Terminal& terminal) {
    constexpr std::size_t indent = 4;
    const std::string name = terminal.paint(Hue::bold, row.name);
    std::string text = name + "\n    " + wrapped(row.summary, indent, terminal.width()) + "\n";
    for (const std::string& detail : row.details) {
      text += terminal.paint(Hue::faint, "    - " + wrapped(detail, indent + 2, terminal.width())) +
              "\n";
    }
    return text;
  }
  std::string json_text(const Row& row) const {
    Json json = Json::object();
    json["type"] = what_;
    json["name"] = row.name;
    json["summary"] = row.summary;
    json.update(row.more);
    return json.dump() + "\n";
  }

  std::string what_;
  bool json_ = false;
};

}  // namespace

CommandKind list_command() {
  return {"list", "list what scenarios may name",
          "  conclave list protocols\n  conclave list flaws --json", make_command<List>};
}

}  // namespace conclave::tools
