// ClientCalls: what clients asked and were told, in the words of the linearizability judges.
//
// A client's session is a process. One whose call ended unknown may go on in the trace, but not in
// a history, where the lost call is under way for ever: it goes on as another process. What is no
// operation of the store, and what does not fit (an edited trace may say anything), is left out.
#pragma once

#include <optional>
#include <string>

#include "sim/checkers/linearizability/recorder.h"
#include "sim/checkers/tables.h"
#include "sim/store/operation.h"
#include "sim/trace/occurrence.h"

namespace conclave::sim {

class ClientCalls {
 public:
  // Points into the command, or into `unescaped`.
  struct Asked {
    std::uint64_t process = 0;
    OperationView operation;
    std::optional<Operation> unescaped;
    linearizability::Invocation invocation() const;
  };
  struct Told {
    std::uint64_t process = 0;
    linearizability::Outcome outcome = linearizability::Outcome::unknown;
    bool saw = false;
    std::optional<std::string> seen;
    linearizability::Completion completion() const { return {outcome, saw, seen}; }
  };

  std::optional<Asked> invoked(const Command& command);
  std::optional<Told> returned(const Returned& returned);

 private:
  struct Session {
    std::uint64_t process = 0;  // 0: none yet
    std::uint64_t number = 0;   // of the request under way; 0: none
    Function f = Function::get;
  };

  ByNumber<Session> sessions_;  // by client
  std::uint64_t processes_ = 0;
};

}  // namespace conclave::sim
