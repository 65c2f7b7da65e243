// Small random histories: clients at a real object, and then some lies.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/checkers/linearizability/recorder.h"
#include "sim/kernel/random.h"

namespace conclave::sim::linearizability {

struct RandomShape {
  Model model = Model::kv;
  std::size_t operations = 6;
  std::uint64_t clients = 3;
  std::uint64_t values = 2;  // to choose from; 0: every write has a value of its own
  std::uint64_t keys = 1;
  std::uint64_t lies = 30;     // in a hundred answers
  std::uint64_t unknown = 15;  // in a hundred outcomes
};

class RandomHistory {
 public:
  RandomHistory(const RandomShape& shape, std::uint64_t seed) : shape_(shape), random_(seed) {}

  // The events, for whoever wants to be told of them one by one.
  struct Event {
    std::uint64_t number = 0;
    std::uint64_t process = 0;
    bool invokes = false;
    Function f = Function::get;
    std::string key;
    std::optional<std::string> written;
    std::optional<std::string> expected;
    Completion completion;
    std::optional<std::string> seen;
  };

  std::vector<Event> events() {
    clients_.resize(shape_.clients);
    for (std::uint64_t i = 0; i < clients_.size(); ++i) clients_[i].process = i;
    std::size_t left = shape_.operations;
    for (std::uint64_t busy = 0; left > 0 || busy > 0;) {
      Client& client = clients_[random_.below(clients_.size())];
      if (client.open) {
        if (!client.applied && random_.below(2) == 0) {
          apply(client);
        } else {
          complete(client);
          --busy;
        }
      } else if (left > 0) {
        invoke(client);
        ++busy;
        --left;
      }
    }
    return std::move(events_);
  }

  static History recorded(const std::vector<Event>& events) {
    Recorder recorder;
    for (const Event& event : events) tell(event, recorder);
    return recorder.history();
  }

  template <typename Reader>
  static auto tell_completion(const Event& event, Reader& reader) {
    Completion completion = event.completion;
    completion.seen = event.seen;
    return reader.complete(event.number, event.process, completion);
  }
  template <typename Reader>
  static void tell_invocation(const Event& event, Reader& reader) {
    reader.invoke(
        event.number, event.process,
        {.f = event.f, .key = event.key, .written = event.written, .expected = event.expected});
  }
  template <typename Reader>
  static void tell(const Event& event, Reader& reader) {
    if (event.invokes) {
      tell_invocation(event, reader);
    } else {
      tell_completion(event, reader);
    }
  }

 private:
  using Value = std::optional<std::string>;

  struct Client {
    std::uint64_t process = 0;
    bool open = false;
    bool applied = false;
    bool matched = true;
    Value found;
    Event call;
  };

  std::string some_value(bool to_write) {
    if (shape_.values > 0)
      return std::string(1, static_cast<char>('a' + random_.below(shape_.values)));
    return std::to_string(to_write ? ++written_ : 1 + random_.below(written_ + 2));
  }

  Function some_function() {
    switch (shape_.model) {
      case Model::register_:
        return random_.below(2) == 0 ? Function::get : Function::put;
      case Model::cas_register: {
        constexpr Function all[] = {Function::get, Function::put, Function::cas};
        return all[random_.below(3)];
      }
      case Model::kv:
        break;
    }
    constexpr Function all[] = {Function::get,     Function::get, Function::put,
                                Function::delete_, Function::cas, Function::append};
    return all[random_.below(6)];
  }

  void invoke(Client& client) {
    Event event{.number = ++number_, .process = client.process, .invokes = true};
    event.f = some_function();
    event.key = "k" + std::to_string(random_.below(shape_.keys));
    if (event.f == Function::cas && random_.below(5) > 0) event.expected = some_value(false);
    if (event.f != Function::get && event.f != Function::delete_) event.written = some_value(true);
    client.open = true;
    client.applied = false;
    client.matched = true;
    client.call = event;
    events_.push_back(event);
    if (random_.below(3) == 0) apply(client);
  }

  void apply(Client& client) {
    Value& state = objects_[client.call.key];
    client.applied = true;
    client.found = state;
    switch (client.call.f) {
      case Function::get:
        break;
      case Function::put:
        state = client.call.written;
        break;
      case Function::delete_:
        state = std::nullopt;
        break;
      case Function::append:
        state = state.value_or("") + *client.call.written;
        break;
      case Function::cas:
        client.matched = state == client.call.expected;
        if (client.matched) state = client.call.written;
        break;
    }
  }

  void complete(Client& client) {
    Event event{.number = ++number_, .process = client.process};
    Completion& completion = event.completion;
    client.open = false;
    if (random_.below(100) < shape_.unknown) {
      client.process += 100;  // the old one takes no further part
      events_.push_back(event);
      return;
    }
    if (!client.applied && random_.below(4) == 0) {
      completion.outcome = Outcome::fail;
      events_.push_back(event);
      return;
    }
    if (!client.applied) apply(client);
    const bool lie = random_.below(100) < shape_.lies;
    completion.outcome = client.matched ? Outcome::ok : Outcome::mismatch;
    if (client.call.f == Function::cas && lie) {
      completion.outcome = client.matched ? Outcome::mismatch : Outcome::ok;
    }
    completion.saw = client.call.f == Function::get ||
                     (completion.outcome == Outcome::mismatch && random_.below(2) == 0);
    if (completion.saw) event.seen = client.found;
    if (completion.saw && lie) {
      event.seen = random_.below(4) == 0 ? Value() : Value(some_value(false));
    }
    events_.push_back(event);
  }

  RandomShape shape_;
  Random random_;
  std::vector<Client> clients_;
  std::map<std::string, Value> objects_;
  std::vector<Event> events_;
  std::uint64_t number_ = 0;
  std::uint64_t written_ = 0;
};

}  // namespace conclave::sim::linearizability
