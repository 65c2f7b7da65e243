// One decided command: is it new, is it an operation, what does the store say.

#include "sim/store/state_machine.h"

#include "sim/store/answer.h"
#include "sim/store/hash.h"
#include "sim/store/operation.h"

namespace conclave::sim {
namespace {

void answer_get(const KvStore& store, std::string_view key, std::string& answer) {
  if (const std::string* value = store.get(key)) {
    write_text(answer, Status::ok, *value);
  } else {
    write_text(answer, Status::nil);
  }
}

void answer_mismatch(const KvStore& store, std::string_view key, std::string& answer) {
  if (const std::string* value = store.get(key)) {
    write_text(answer, Status::mismatch, *value);
  } else {
    write_text(answer, Status::mismatch);
  }
}

void run(KvStore& store, const OperationView& operation, std::string& answer) {
  switch (operation.f) {
    case Function::get:
      return answer_get(store, operation.key, answer);
    case Function::put:
      store.put(operation.key, operation.value);
      break;
    case Function::append:
      store.append(operation.key, operation.value);
      break;
    case Function::delete_:
      store.remove(operation.key);
      break;
    case Function::cas:
      if (!store.compare_and_set(operation.key, operation.expected, operation.value)) {
        return answer_mismatch(store, operation.key, answer);
      }
      break;
  }
  write_text(answer, Status::ok);
}

}  // namespace

Applied StateMachine::apply(const Command& command) {
  if (command.id.client == ClientId()) return {};
  Session& session = sessions_.of(command.id.client);
  switch (standing(session, command.id.number)) {
    case Standing::repeat:
      return {false, session.answer};
    case Standing::stale:
      return {false, name_of(Status::stale)};
    case Standing::fresh:
      break;
  }
  session.highest = command.id.number;
  const bool ran = with_operation(command.body, [&](const OperationView& operation) {
    run(store_, operation, session.answer);
  });
  if (!ran) write_text(session.answer, Status::bad);
  return {ran, session.answer};
}

void StateMachine::read(std::string_view body, std::string& answer) const {
  write_text(answer, Status::bad);
  with_operation(body, [&](const OperationView& operation) {
    if (operation.f == Function::get) answer_get(store_, operation.key, answer);
  });
}

void StateMachine::reset() {
  store_.clear();
  sessions_.clear();
}

std::uint64_t StateMachine::digest() const {
  return mixed(store_.digest() ^ mixed(sessions_.digest()));
}

}  // namespace conclave::sim
