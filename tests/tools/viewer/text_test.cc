// The text view: columns, colours, and what is shown around a moment.
#include "tools/viewer/text.h"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>
#include <vector>

#include "sim/kernel/random.h"
#include "tests/support/places.h"
#include "tools/viewer/display.h"

namespace conclave::tools {
namespace {

const std::string folder = checkout().string() + "/tests/tools/viewer/";

std::string content(const std::string& path) {
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

struct Text : sim::LineSink {
  std::string text;
  void line(std::string_view line) override { text += std::string(line) + "\n"; }
};

std::string rendered(const TextOptions& options, TextShown* shown = nullptr,
                     std::string trace = content(folder + "story.jsonl")) {
  sim::TraceReader reader(sim::LineSource::of_text(std::move(trace)));
  const auto error = reader.begin();
  REQUIRE_FALSE(error.has_value());
  Text out;
  const TextShown got = render_text(reader, options, out);
  CHECK_FALSE(reader.error().has_value());
  if (shown) *shown = got;
  return out.text;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

TEST_CASE("a small trace as text is as it was approved") {
  CHECK(rendered({}) == content(folder + "story.txt"));
}

TEST_CASE("a violation is shown with what led to it, and how everyone stood before") {
  const std::string text = rendered({.around = Around{}, .window = 4});
  CHECK(text == content(folder + "story_around.txt"));
}

TEST_CASE("every line fits the width, also where characters are wide, down to a narrow terminal") {
  for (const std::size_t width : {60, 80, 100, 160}) {
    for (const std::string& line : lines_of(rendered({.width = width, .all = true}))) {
      CAPTURE(line);
      CHECK(display_width(line) <= width);
    }
  }
}

TEST_CASE("colours change nothing but colours") {
  const std::string colored = rendered({.color = true});
  std::string plain;
  for (std::size_t at = 0; at < colored.size(); ++at) {
    if (colored[at] == '\x1b') {
      at = colored.find('m', at);
    } else {
      plain += colored[at];
    }
  }
  CHECK(colored != plain);
  CHECK(plain == rendered({}));
}

TEST_CASE("writes and syncs are hidden unless asked for, and counted") {
  TextShown few, all;
  rendered({}, &few);
  const std::string everything = rendered({.all = true}, &all);
  CHECK(few.hidden == 5);
  CHECK(all.hidden == 0);
  CHECK(everything.find("write appended slot 1") != std::string::npos);
}

TEST_CASE("what is not there is not found") {
  TextShown shown;
  rendered({.around = Around{Around::What::event, 100'000, {}}}, &shown);
  CHECK_FALSE(shown.found);
  rendered({.around = Around{Around::What::time, 0, sim::Time(std::chrono::milliseconds(6))}},
           &shown);
  CHECK(shown.found);
}

TEST_CASE("what to look at is a violation, an event or a time") {
  CHECK(*parse_around("violation") == Around{});
  CHECK(*parse_around("812") == Around{Around::What::event, 812, {}});
  CHECK(*parse_around("1.5s") ==
        Around{Around::What::time, 0, sim::Time(std::chrono::milliseconds(1500))});
  for (const char* wrong : {"", "crash", "-1", "99999999999999999999", "1.5"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_around(wrong).ok());
  }
}

TEST_CASE("a trace that ends early is shown as far as it goes, and said to") {
  const std::string whole = content(folder + "story.jsonl");
  const std::string text = rendered({}, nullptr, whole.substr(0, whole.size() / 2));
  CHECK(lines_of(text).back() == "the trace ends early");
}

TEST_CASE("a hundred nodes fit somehow") {
  std::string header =
      R"({"conclave_trace":1,"version":"1","scenario":{},"seed":"0x1","protocol":"raft","nodes":[)";
  for (int n = 1; n <= 100; ++n) header += (n > 1 ? ",\"n" : "\"n") + std::to_string(n) + "\"";
  const std::string trace =
      header + "]}\n" + R"({"i":0,"t":0,"node":"n100","kind":"pause"})" + "\n";
  CHECK(rendered({}, nullptr, trace).find("pause ●") != std::string::npos);
  const std::string nobody =
      R"({"conclave_trace":1,"version":"1","scenario":{},"seed":"0x1","protocol":"raft","nodes":[]})";
  CHECK(rendered({}, nullptr, nobody + "\n" + R"({"i":0,"t":0,"node":7,"kind":"pause"})" + "\n")
            .find("pause") != std::string::npos);
}

TEST_CASE("a hostile trace is shown as far as it can be read, safely") {
  const std::string whole = content(folder + "story.jsonl");
  sim::Random random(1);
  for (int round = 0; round < 300; ++round) {
    std::string trace = whole;
    for (int change = 0; change < 3; ++change) {
      const std::size_t at = random.below(trace.size());
      switch (random.below(3)) {
        case 0:
          trace[at] = static_cast<char>(random.below(256));
          break;
        case 1:
          trace.erase(at, random.below(10));
          break;
        case 2:
          trace[at] = "{}[]\",:09\\"[random.below(10)];
          break;
      }
    }
    sim::TraceReader reader(sim::LineSource::of_text(std::move(trace)));
    if (reader.begin()) continue;
    Text out;
    render_text(reader, {.all = true}, out);
    CHECK(out.text.find('\x1b') == std::string::npos);
  }
}

TEST_CASE("width on a terminal is not bytes and not characters") {
  CHECK(display_width("abc") == 3);
  CHECK(display_width("grüße") == 5);
  CHECK(display_width("日本") == 4);
  CHECK(display_width("e\xcc\x81") == 1);
  CHECK(display_width("🙂") == 2);
  CHECK(display_width("\xff\xfe") == 2);
  CHECK(clipped("日本語", 6) == "日本語");
  CHECK(clipped("日本語", 5) == "日本…");
  CHECK(clipped("日本語", 4) == "日…");
  CHECK(clipped("abc", 0) == "");
}

}  // namespace
}  // namespace conclave::tools
