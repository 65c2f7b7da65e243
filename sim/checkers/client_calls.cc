// Calls of clients, paired with their ends.
#include "sim/checkers/client_calls.h"

#include "sim/store/answer.h"

namespace conclave::sim {
namespace {

namespace lin = linearizability;

// What an answer of the store means to a history. An answer that is none tells nothing.
void understand(Function f, std::string_view text, ClientCalls::Told& told) {
  const auto answer = parse_answer(text);
  if (!answer) return;
  switch (answer->status) {
    case Status::ok:
      if (f == Function::get && !answer->value) return;
      told.outcome = lin::Outcome::ok;
      told.saw = f == Function::get;
      told.seen = answer->value;
      return;
    case Status::nil:
      if (f != Function::get) return;
      told.outcome = lin::Outcome::ok;
      told.saw = true;
      return;
    case Status::mismatch:
      if (f != Function::cas) return;
      told.outcome = lin::Outcome::mismatch;
      told.saw = true;
      told.seen = answer->value;
      return;
    case Status::bad:
      told.outcome = lin::Outcome::fail;
      return;
    case Status::stale:  // it ran, or it did not: the client has moved on
      return;
  }
}

}  // namespace

lin::Invocation ClientCalls::Asked::invocation() const {
  const std::string_view key = unescaped ? unescaped->key : operation.key;
  const std::string_view value = unescaped ? unescaped->value : operation.value;
  const std::string_view expected = unescaped ? unescaped->expected : operation.expected;
  const Function f = operation.f;
  lin::Invocation invocation{f, key, {}, {}};
  if (f == Function::put || f == Function::cas || f == Function::append) invocation.written = value;
  if (f == Function::cas) invocation.expected = expected;
  return invocation;
}

std::optional<ClientCalls::Asked> ClientCalls::invoked(const Command& command) {
  Session& session = sessions_[command.id.client.value()];
  if (session.number != 0 || command.id.number == 0) return std::nullopt;
  const auto operation = view_operation(command.body);
  if (!operation) return std::nullopt;
  Asked asked{0, *operation, {}};
  if (operation->escaped) {
    asked.unescaped = owned(*operation);
    if (!asked.unescaped) return std::nullopt;
  }
  if (session.process == 0) session.process = ++processes_;
  session.number = command.id.number;
  session.f = operation->f;
  asked.process = session.process;
  return asked;
}

std::optional<ClientCalls::Told> ClientCalls::returned(const Returned& returned) {
  Session& session = sessions_[returned.request.client.value()];
  if (session.number == 0 || session.number != returned.request.number) return std::nullopt;
  session.number = 0;
  Told told;
  told.process = session.process;
  if (returned.outcome == Outcome::failed) told.outcome = lin::Outcome::fail;
  if (returned.outcome == Outcome::ok) understand(session.f, returned.answer, told);
  if (told.outcome == lin::Outcome::unknown) session.process = 0;
  return told;
}

}  // namespace conclave::sim
