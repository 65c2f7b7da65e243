// Histories written down for tests, an event per line:
//
//     written({"1 put a", "2 get", "1 ok", "2 ok a"})
//
// A process's words are an invocation when it has no call under way, else the completion of that
// call: ok, ok VALUE, fail, info, mismatch, mismatch VALUE. A key stands behind the function
// ("get@k2"); without one it is k. `nil` and `""` mean no value and the empty one. Events are
// numbered from 1.
#pragma once

#include <doctest/doctest.h>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "sim/checkers/linearizability/recorder.h"

namespace conclave::sim::linearizability {

inline std::optional<std::string_view> value_of(const std::string& word) {
  if (word == "nil") return std::nullopt;
  if (word == "\"\"") return "";
  return word;
}

inline Function function_of(const std::string& name) {
  for (const Function f :
       {Function::get, Function::put, Function::delete_, Function::cas, Function::append}) {
    if (name == name_of(f)) return f;
  }
  FAIL("no such function: " << name);
  return Function::get;
}

// One event for any reader of events: a Recorder, or FreshReads.
template <typename Invoke, typename Complete>
void write_event(std::uint64_t event, const std::string& line, bool open, Invoke invoke,
                 Complete complete) {
  std::istringstream in(line);
  std::uint64_t process = 0;
  std::vector<std::string> words;
  in >> process;
  for (std::string word; in >> word;) words.push_back(word);
  REQUIRE(!words.empty());
  if (open) {
    Completion completion;
    if (words[0] == "ok") completion.outcome = Outcome::ok;
    if (words[0] == "fail") completion.outcome = Outcome::fail;
    if (words[0] == "mismatch") completion.outcome = Outcome::mismatch;
    completion.saw = words.size() > 1;
    if (completion.saw) completion.seen = value_of(words[1]);
    complete(event, process, completion);
    return;
  }
  Invocation invocation;
  const std::size_t at = words[0].find('@');
  const std::string key = at == std::string::npos ? "k" : words[0].substr(at + 1);
  invocation.f = function_of(words[0].substr(0, at));
  invocation.key = key;
  if (words.size() > 1) invocation.written = value_of(words.back());
  if (words.size() > 2) invocation.expected = value_of(words[1]);
  invoke(event, process, invocation);
}

inline History written(std::initializer_list<const char*> lines) {
  Recorder recorder;
  std::uint64_t event = 0;
  for (const char* line : lines) {
    const bool open = recorder.under_way(std::stoull(line)) != nullptr;
    const auto accepted = [&](const Recorder::Complaint& complaint) {
      CHECK_MESSAGE(!complaint, line << ": " << complaint.value_or(""));
    };
    write_event(
        ++event, line, open, [&](auto... args) { accepted(recorder.invoke(args...)); },
        [&](auto... args) { accepted(recorder.complete(args...)); });
  }
  return recorder.history();
}

}  // namespace conclave::sim::linearizability
