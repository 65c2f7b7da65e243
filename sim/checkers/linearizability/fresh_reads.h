// FreshReads: a read sees every write that returned before the read began (I16). No search.
//
// The cheap form of linearizability, one event at a time, in logarithmic time. Per key it
// remembers, of all changes that have returned, the one that was invoked last: call it the mark. A
// read that begins after the mark returned must not see a value all of whose writers had returned
// before the mark was invoked. It convicts nobody wrongly, also where values repeat, outcomes are
// unknown, and keys are deleted or appended to; what it cannot tell it lets pass.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/checkers/linearizability/recorder.h"
#include "sim/checkers/tables.h"
#include "sim/checkers/text_table.h"

namespace conclave::sim::linearizability {

class FreshReads {
 public:
  // Event by event, as for a Recorder; an event that a Recorder refuses must not come here.
  void invoke(std::uint64_t event, std::uint64_t process, const Invocation& invocation);

  // What was broken, if anything.
  struct Stale {
    std::string story;
    std::vector<std::uint64_t> events;  // of the read, and of the write that it should have seen
  };
  std::optional<Stale> complete(std::uint64_t event, std::uint64_t process,
                                const Completion& completion);

  std::uint64_t evaluations() const { return evaluations_; }  // reads that had a mark to be held to

 private:
  struct Span {
    std::uint64_t process = 0;
    std::uint64_t invoked = 0;
    std::uint64_t returned = 0;
  };
  // A change that returned, the latest invoked of its kind.
  struct Mark {
    std::optional<Span> span;
    std::string text;  // what was written or appended

    void consider(const Span& other, const std::string& written);
  };
  // Who wrote a value, or overwrote one. A change of unknown outcome is under way for ever.
  struct Writers {
    std::uint64_t under_way = 0;
    std::uint64_t last_returned = 0;  // plus one; 0: at the beginning, or none

    bool all_returned_before(std::uint64_t event) const {
      return under_way == 0 && last_returned < event + 1;
    }
  };
  // A missing key and the empty text are taken for one value, written at the beginning.
  struct Key {
    Mark change;
    Mark append;
    Writers overwriters;
    bool appended = false;  // somebody at least tried
    TextTable<Writers> writers;

    Key() { writers[""]; }
  };
  using Keys = std::map<std::string, Key, std::less<>>;
  // What a process has under way. Its memory is used again for the next.
  struct Open {
    Keys::value_type* place = nullptr;  // null: nothing
    Function f = Function::get;
    std::uint64_t invoked = 0;
    std::string written;
    std::string expected;
    Mark change;  // as they were when it began
    Mark append;
  };

  Keys::value_type& place_of(std::string_view key);
  std::optional<Stale> judge(const Open& open, const Span& span, std::string_view seen);
  static void settle(const Open& open, const Span& span, Outcome outcome);

  Keys keys_;
  ByNumber<Open> open_;  // by process
  std::uint64_t evaluations_ = 0;
};

}  // namespace conclave::sim::linearizability
