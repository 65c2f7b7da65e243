// conclave check: a stored trace, or a history of clients from anywhere, judged again.

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "sim/checkers/linearizability/judge.h"
#include "sim/data/units.h"
#include "sim/data/words.h"
#include "sim/run/history_file.h"
#include "sim/trace/fingerprint.h"
#include "tools/arguments.h"
#include "tools/bundle.h"
#include "tools/check_names.h"
#include "tools/commands.h"
#include "tools/input.h"
#include "tools/retrial.h"
#include "tools/run_report.h"
#include "tools/trace_input.h"
#include "tools/words.h"

namespace conclave::tools {
namespace {

namespace lin = sim::linearizability;
using sim::Json;

constexpr std::size_t longest_story = 2000;

std::vector<std::string> models() {
  std::vector<std::string> names;
  for (const lin::Model model : {lin::Model::kv, lin::Model::register_, lin::Model::cas_register}) {
    names.emplace_back(name_of(model));
  }
  return names;
}

std::string dumped(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

// A history without one would fit any order of its calls.
bool any_answer(const lin::History& history) {
  return std::any_of(history.calls.begin(), history.calls.end(), [](const lin::Call& call) {
    return call.outcome == lin::Outcome::ok || call.outcome == lin::Outcome::mismatch;
  });
}

class Check final : public Command {
 public:
  void describe(Arguments& arguments) override {
    arguments.last_positional("TRACE", "a trace that `conclave run --trace` wrote, or a bundle",
                              trace_);
    arguments.texts("--check", "NAME", "judge by these checks instead of the scenario's", checks_);
    arguments.text("--history", "FILE", "judge a history of clients instead: JSON Lines", history_);
    arguments.choice("--model", models(), "what the history's clients talked to; left out: kv",
                     model_);
    arguments.flag("--json", "one JSON object", json_);
  }

  Exit run(Terminal& terminal) override {
    if (trace_.has_value() == history_.has_value()) {
      terminal.complain("give either a TRACE or a --history");
      return Exit::usage;
    }
    if (!known_checks(checks_, terminal)) return Exit::usage;
    if (trace_) trace_ = trace_in(*trace_);
    return trace_ ? check_trace(terminal) : check_history(terminal);
  }

 private:
  static Exit refuse(const sim::FileError& error, Terminal& terminal) {
    terminal.complain(error);
    return exit_for(error.trouble);
  }

  Exit check_trace(Terminal& terminal) {
    auto opened = sim::LineSource::open(*trace_);
    if (const auto* error = std::get_if<sim::FileError>(&opened)) return refuse(*error, terminal);
    sim::TraceReader reader(std::move(std::get<sim::LineSource>(opened)));
    if (const auto error = reader.begin()) return refuse(*error, terminal);
    auto loaded = scenario_of(reader.header(), *trace_, terminal);
    if (const Exit* exit = std::get_if<Exit>(&loaded)) return *exit;
    const auto& scenario = std::get<sim::Scenario>(loaded);
    auto judged = judge_again(reader, scenario, checks_);
    if (const auto* error = std::get_if<sim::FileError>(&judged)) return refuse(*error, terminal);
    Ran ran;
    ran.outcome = std::move(std::get<sim::RunOutcome>(judged));
    ran.assessment = assess(scenario.expect, ran.outcome);
    terminal.print(json_ ? trace_json(ran, reader) : trace_text(ran, scenario, reader, terminal));
    return ran.assessment.exit;
  }

  std::string trace_text(const Ran& ran, const sim::Scenario& scenario,
                         const sim::TraceReader& reader, const Terminal& terminal) const {
    std::string text = heading(scenario, ran.outcome.seed, terminal);
    for (const sim::FoundViolation& violation : ran.outcome.violations) {
      text += terminal.paint(Hue::red, "VIOLATION " + violation.check) + " at event " +
              grouped(violation.index) + "\n  " +
              wrapped(sim::printable(violation.story, longest_story), 2, terminal.width()) + "\n";
    }
    text += checks_text(ran.outcome.checks, terminal);
    if (reader.end() && checks_.empty() && reader.end()->verdict != name_of(ran.outcome.verdict)) {
      text += terminal.paint(Hue::yellow, "note") + "    the trace itself says " +
              sim::printable(reader.end()->verdict) + "\n";
    }
    text += verdict_word(ran.assessment, terminal);
    if (!ran.assessment.words.empty()) text += "  " + ran.assessment.words;
    return text + "  " + counted(ran.outcome.occurrences, "occurrence") + "\n";
  }

  std::string trace_json(const Ran& ran, const sim::TraceReader& reader) const {
    Json json = Json::object();
    json["type"] = "check";
    json["trace"] = *trace_;
    json["scenario"] = ran.outcome.scenario;
    json["protocol"] = ran.outcome.protocol;
    json["seed"] = sim::seed_text(ran.outcome.seed);
    json["verdict"] = name_of(ran.outcome.verdict);
    json["expect_met"] = ran.assessment.met;
    json["stored_verdict"] = reader.end() ? Json(reader.end()->verdict) : Json(nullptr);
    json["ends_early"] = reader.ends_early();
    json["violations"] = violations_json(ran.outcome.violations);
    json["checks"] = checks_json(ran.outcome.checks);
    json["occurrences"] = ran.outcome.occurrences;
    return dumped(json);
  }

  Exit check_history(Terminal& terminal) {
    constexpr std::size_t most = 1U << 30U;
    const auto text = read_text(*history_, most);
    if (const auto* error = std::get_if<sim::FileError>(&text)) return refuse(*error, terminal);
    const auto model = lin::model_named(model_);
    ALWAYS(model.has_value());
    const auto history = sim::read_history(std::get<std::string>(text), *model);
    if (!history) {
      terminal.complain(*history_, history.errors());
      return Exit::bad_input;
    }
    lin::Judgement judgement = lin::judge(*history, *model);
    if (judgement.verdict == lin::Verdict::ok && !any_answer(*history)) {
      judgement.verdict = lin::Verdict::undecided;
      judgement.story = "no call was answered, so there was nothing to compare";
    }
    terminal.print(json_ ? history_json(*history, judgement)
                         : history_text(*history, judgement, terminal));
    switch (judgement.verdict) {
      case lin::Verdict::ok:
        return Exit::ok;
      case lin::Verdict::violated:
        return Exit::violated;
      case lin::Verdict::undecided:
        return Exit::undecided;
    }
    return Exit::internal;
  }

  std::string history_text(const lin::History& history, const lin::Judgement& judgement,
                           const Terminal& terminal) const {
    const std::string size =
        counted(history.calls.size(), "call") + ", " + counted(judgement.keys, "key") + "\n";
    if (judgement.verdict == lin::Verdict::ok) {
      return terminal.paint(Hue::green, "PASS") + "  linearizable as a " + model_ + "  " + size;
    }
    const bool violated = judgement.verdict == lin::Verdict::violated;
    std::string text = violated ? terminal.paint(Hue::red, "FAIL") + "  not linearizable as a "
                                : terminal.paint(Hue::yellow, "UNDECIDED") + "  as a ";
    text += model_ + "  " + size + "  " +
            wrapped(sim::printable(judgement.story, longest_story), 2, terminal.width()) + "\n";
    for (const std::size_t call : judgement.witnesses) {
      text += "    " +
              sim::printable(lin::describe(history, history.calls.at(call)), longest_story) + "\n";
    }
    return text;
  }

  std::string history_json(const lin::History& history, const lin::Judgement& judgement) const {
    Json json = Json::object();
    json["type"] = "check";
    json["history"] = *history_;
    json["model"] = model_;
    json["verdict"] = judgement.verdict == lin::Verdict::ok         ? "pass"
                      : judgement.verdict == lin::Verdict::violated ? "violation"
                                                                    : "undecided";
    json["story"] = judgement.story.empty() ? Json(nullptr) : Json(judgement.story);
    json["witnesses"] = Json::array();
    for (const std::size_t call : judgement.witnesses) {
      json["witnesses"].push_back(lin::describe(history, history.calls.at(call)));
    }
    json["calls"] = history.calls.size();
    json["keys"] = judgement.keys;
    json["steps"] = judgement.steps;
    return dumped(json);
  }

  std::optional<std::string> trace_, history_;
  std::vector<std::string> checks_;
  std::string model_ = "kv";
  bool json_ = false;
};

}  // namespace

CommandKind check_command() {
  return {"check", "judge a stored trace, or a history of clients, again",
          "  conclave check hello.jsonl\n"
          "  conclave check hello.jsonl --check linearizable\n"
          "  conclave check --history jepsen.jsonl --model cas-register",
          make_command<Check>};
}

}  // namespace conclave::tools
