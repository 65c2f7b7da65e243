// Command lines, taken apart without running anything.
#include "tools/command_line.h"

#include <doctest/doctest.h>

#include <map>

#include "tools/arguments.h"

using namespace conclave::tools;

namespace {

using Words = std::vector<std::string>;

Answer answer_to(const Words& words, const std::map<std::string, std::string>& environment = {}) {
  const auto read = read_command_line(words, [&](const char* name) -> const char* {
    const auto found = environment.find(name);
    return found == environment.end() ? nullptr : found->second.c_str();
  });
  const auto* answer = std::get_if<Answer>(&read);
  REQUIRE_MESSAGE(answer != nullptr, "it is understood");
  return *answer;
}

bool understood(const Words& words, const std::map<std::string, std::string>& environment = {}) {
  return std::holds_alternative<Asked>(
      read_command_line(words, [&](const char* name) -> const char* {
        const auto found = environment.find(name);
        return found == environment.end() ? nullptr : found->second.c_str();
      }));
}

bool has(const std::string& text, const char* part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_SUITE("tools/command_line") {
  TEST_CASE("help is an answer, for the program and for every command") {
    CHECK(answer_to({"--help"}).exit == Exit::ok);
    CHECK(has(answer_to({"--help"}).text, "replay"));
    for (const CommandKind& kind : command_kinds()) {
      Words words;
      const std::string name(kind.name);
      const auto space = name.find(' ');
      words.push_back(name.substr(0, space));
      if (space != std::string::npos) words.push_back(name.substr(space + 1));
      words.emplace_back("--help");
      const Answer help = answer_to(words);
      CHECK(help.exit == Exit::ok);
      CHECK_MESSAGE(has(help.text, "Examples:\n  conclave "), help.text);
      CHECK_MESSAGE(has(help.text, ("conclave " + name).c_str()), help.text);
    }
  }

  TEST_CASE("--version says which") {
    const Answer version = answer_to({"--version"});
    CHECK(version.exit == Exit::ok);
    CHECK(version.text.starts_with("conclave "));
  }

  TEST_CASE("what is not understood is a usage error, whatever the library calls it") {
    const Words bad[] = {{},
                         {"runn", "x"},
                         {"scenario"},
                         {"scenario", "x"},
                         {"run"},
                         {"run", "x", "--sead", "1"},
                         {"run", "x", "--seed"},
                         {"run", "x", "--seed", "1", "--seed", "2"},
                         {"list"},
                         {"list", "everything"},
                         {"view", "x", "y"},
                         {"view", "x", "--format", "svg"},
                         {"run", "x", "--color", "green"},
                         {"version", "x"}};
    for (const Words& words : bad) {
      std::string line;
      for (const std::string& word : words) line += word + " ";
      CHECK_MESSAGE(answer_to(words).exit == Exit::usage, line);
      CHECK_MESSAGE(!answer_to(words).text.empty(), line);
    }
  }

  TEST_CASE("a slip gets a guess") {
    CHECK(has(answer_to({"rnu", "x"}).text, "did you mean run?"));
    CHECK(has(answer_to({"scenario", "shwo", "x"}).text, "did you mean show?"));
    CHECK(has(answer_to({"run", "x", "--trce", "y"}).text, "did you mean --trace?"));
  }

  TEST_CASE("seeds are decimal, hexadecimal or a git hash, and nothing else") {
    for (const char* seed : {"0", "010", "18446744073709551615", "0x5eed",
                             "4b825dc642cb6eb9a060e54bf8d69288fbee4904"}) {
      CHECK_MESSAGE(understood({"run", "x", "--seed", seed}), seed);
    }
    for (const char* seed : {"-1", "18446744073709551616", "words", "1.5", "", "0x", "1 "}) {
      CHECK_MESSAGE(answer_to({"run", "x", "--seed", seed}).exit == Exit::usage, seed);
      CHECK_MESSAGE(has(answer_to({"run", "x", "--seed", seed}).text, "--seed: "), seed);
    }
  }

  TEST_CASE("the environment says what a flag does not") {
    CHECK(understood({"run", "x"}, {{"CONCLAVE_SEED", "7"}, {"CONCLAVE_JSON", "1"}}));
    CHECK(has(answer_to({"run", "x"}, {{"CONCLAVE_SEED", "words"}}).text, "CONCLAVE_SEED: "));
    CHECK(has(answer_to({"run", "x"}, {{"CONCLAVE_JSON", "perhaps"}}).text, "CONCLAVE_JSON: "));
    CHECK(understood({"run", "x", "--seed", "7"}, {{"CONCLAVE_SEED", "words"}}));
    CHECK(understood({"run", "x"}, {{"CONCLAVE_SEED", ""}}));
    CHECK(understood({"run", "x"}, {{"CONCLAVE_SCENARIO", "y"}}));  // no flag
  }

  TEST_CASE("all that is wrong with values is told at once") {
    const Answer both = answer_to({"view", "x", "--window", "wide", "--around", "here"});
    CHECK(has(both.text, "--window: "));
    CHECK(has(both.text, "--around: "));
  }

  TEST_CASE("a count is a whole number in decimal digits") {
    CHECK(parse_count("0").value() == 0);
    CHECK(parse_count("010").value() == 10);
    CHECK(parse_count("18446744073709551615").value() == 18446744073709551615U);
    for (const char* bad : {"", "-1", "+1", "1.0", "0x10", " 1", "1e3", "18446744073709551616"}) {
      CHECK_MESSAGE(!parse_count(bad).ok(), bad);
    }
  }
}
