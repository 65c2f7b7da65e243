// Sessions, attempts and answers.
#include "sim/client/client.h"

#include <algorithm>

#include "protocols/core/check.h"
#include "sim/store/answer.h"
#include "sim/store/operation.h"
#include "sim/world/event_name.h"

namespace conclave::sim {
namespace {

// A token says which session's timer is due, or that an operation of the fixed rate is.
constexpr int session_shift = 40;
constexpr Token arrival = 1;

// After a redirect without a leader's name there is no hurry: an election is under way.
constexpr Duration redirect_pause_min = 10ms, redirect_pause_max = 50ms;

// At a fixed rate a service that hangs must not make its clients grow without bound.
constexpr std::size_t sessions_max = 4096;

Weighted functions_of(const OperationMix& mix) {  // in the order of Function
  return Weighted(
      {mix.read.value, mix.write.value, mix.remove.value, mix.cas.value, mix.append.value});
}

Weighted keys_of(const KeyChoice& keys) {
  return keys.pick == KeyChoice::Pick::zipf ? Weighted::zipf(keys.count)
                                            : Weighted::uniform(keys.count);
}

}  // namespace

Client::Client(NodeId self, Cluster& cluster, const Random& random, const WorkloadOptions& options,
               WorkloadState& state)
    : self_(self),
      cluster_(cluster),
      loop_(cluster.loop()),
      random_(random.fork("client " + cluster.name(self))),
      options_(options),
      state_(state),
      keys_(keys_of(options.keys)),
      functions_(functions_of(options.ops)),
      seen_(options.keys.count),
      preferred_(cluster.node(random_.below(cluster.size()))) {
  cluster.network().attach(self, *this);
}

// ---- When operations start ----------------------------------------------------------------------

void Client::start() {
  if (options_.rate) {
    loop_.at(Time(options_.from), *this, arrival);
    return;
  }
  for (std::uint64_t n = 0; n < options_.in_flight; ++n) {
    const std::size_t session = open_session();
    set_timer(session, options_.from + options_.think.draw(random_));
  }
}

bool Client::may_start() const {
  if (state_.closed) return false;
  if (options_.operations != 0 && state_.invoked >= options_.operations) return false;
  return !options_.until || loop_.now() < Time(*options_.until);
}

void Client::arrive() {
  if (!may_start()) return;
  // Arrivals know nothing of each other (a Poisson process). Each client has its share of the rate.
  const Rate rate = *options_.rate;
  const Duration mean = rate.per * static_cast<Duration::rep>(cluster_.clients()) /
                        static_cast<Duration::rep>(rate.count);
  loop_.after(Delay(Delay::Exponential{mean, 20 * mean}).draw(random_), *this, arrival);
  if (idle_.empty() && sessions_.size() >= sessions_max) return;
  const std::size_t session = idle_.empty() ? open_session() : idle_.back();
  if (!idle_.empty()) idle_.pop_back();
  begin(session);
}

void Client::probe() {
  probing_ = true;
  const std::size_t session = open_session();
  sessions_[session].probe = true;
  begin(session);
}

std::size_t Client::open_session() {
  sessions_.emplace_back();
  return sessions_.size() - 1;
}

// A session gets its id with its first operation, so that ids tell the order of these.
void Client::name(std::size_t session, ClientId id) {
  sessions_[session].id = id;
  state_.last_session = std::max(state_.last_session, id.value());
  if (by_id_.size() <= id.value()) by_id_.resize(id.value() + 1);
  by_id_[id.value()] = session + 1;  // 0: not ours
}

EventName Client::name(Token) const {
  return event_name(EventSort::client, self_);
}

void Client::fire(Token token) {
  if (token == arrival) return arrive();
  const auto number = static_cast<std::size_t>(token >> session_shift);
  Session& session = sessions_[number];
  if (!session.timer.due(loop_, *this, token)) return;
  if (!session.busy) {
    if (may_start()) begin(number);
  } else if (loop_.now() >= session.give_up) {
    // Who never asks twice would else ask one that is gone for good for ever.
    if (options_.retry == WorkloadOptions::Retry::none) try_another();
    give_up(number);
  } else {
    try_another();
    attempt(number);
  }
}

void Client::set_timer(std::size_t session, Duration delay) {
  sessions_[session].timer.set(loop_, *this, Token{session} << session_shift, loop_.now() + delay);
}

// ---- One operation ------------------------------------------------------------------------------

void Client::begin(std::size_t number) {
  Session& session = sessions_[number];
  if (session.id == ClientId()) name(number, ClientId(state_.last_session + 1));
  compose(session);
  invoke(number);
}

void Client::invoke(std::size_t number) {
  Session& session = sessions_[number];
  ALWAYS(!session.busy && !session.retired);
  session.busy = true;
  session.command.id = {session.id, ++session.number};
  ++state_.invoked;
  ++state_.under_way;
  // A probe asks until it is answered. One that gave up and asked anew would never be, where
  // answers take longer than its patience: behind a log that has to be caught up with, say.
  const bool patient = session.probe && options_.retry == WorkloadOptions::Retry::same_id;
  session.give_up = patient ? Time::max() : loop_.now() + options_.give_up;
  session.cause = cluster_.trace().emit(loop_.now(), self_, no_cause, Invoked{&session.command});
  attempt(number);
}

// Values are unique, so that a judge can tell who wrote what was read.
void Client::compose(Session& session) {
  Operation operation;
  operation.f = session.probe ? Function::put : static_cast<Function>(functions_.draw(random_));
  session.key = session.probe ? 0 : keys_.draw(random_);
  operation.key = "k" + std::to_string(session.key + 1);
  const auto value = [&](std::uint64_t n) {
    if (!options_.value.empty()) return options_.value;
    return std::to_string(session.id.value()) + "." + std::to_string(n);
  };
  operation.value = value(session.number + 1);
  if (operation.f == Function::append) operation.value += ",";
  // A compare-and-set expects what this client saw there last, so that many succeed.
  if (operation.f == Function::cas) operation.expected = seen_[session.key];
  session.writes =
      operation.f == Function::put || operation.f == Function::cas ? operation.value : "";
  text_.clear();
  append_text(text_, operation);
  session.command.body = text_;
}

// ---- By decree ----------------------------------------------------------------------------------

bool Client::ask(ClientId id, const std::string& text, NodeId node) {
  std::size_t number = place_of(id);
  if (number == sessions_.size()) {
    number = open_session();
    name(number, id);
  }
  Session& session = sessions_[number];
  if (session.busy || session.retired) return false;
  session.command.body = text;
  session.writes.clear();
  preferred_ = node;
  invoke(number);
  return true;
}

bool Client::ask_again(ClientId id, NodeId node) {
  const std::size_t number = place_of(id);
  if (number == sessions_.size() || !sessions_[number].busy) return false;
  preferred_ = node;
  attempt(number);
  return true;
}

bool Client::give_up(ClientId id) {
  const std::size_t number = place_of(id);
  if (number == sessions_.size() || !sessions_[number].busy) return false;
  give_up(number);
  return true;
}

std::size_t Client::place_of(ClientId id) const {
  const std::size_t place = id.value() < by_id_.size() ? by_id_[id.value()] : 0;
  return place == 0 ? sessions_.size() : place - 1;
}

// ---- Attempts -----------------------------------------------------------------------------------

void Client::attempt(std::size_t number) {
  Session& session = sessions_[number];
  auto& request = std::get<ClientRequest>(outgoing_);
  request.command = session.command;
  cluster_.network().send(self_, preferred_, {Channel::client, encode(outgoing_, scratch_)},
                          nullptr, session.cause);
  const bool again = options_.retry == WorkloadOptions::Retry::same_id;
  const Duration left = session.give_up - loop_.now();
  set_timer(number, again ? std::min(options_.timeout, left) : left);
}

// The next node in turn: whoever did not answer may be down or cut off.
void Client::try_another() {
  const auto nodes = static_cast<std::uint32_t>(cluster_.size());
  preferred_ = NodeId(preferred_.value() % nodes + 1);
}

void Client::give_up(std::size_t number) {
  sessions_[number].retired = true;
  finish(number, Outcome::unknown, "", no_cause);
}

void Client::finish(std::size_t number, Outcome outcome, const std::string& answer, Index cause) {
  Session& session = sessions_[number];
  session.busy = false;
  session.timer.stop();
  --state_.under_way;
  ++(outcome == Outcome::ok ? state_.ok : state_.unknown);
  cluster_.trace().emit(loop_.now(), self_, cause == no_cause ? session.cause : cause,
                        Returned{session.command.id, outcome, answer});
  if (outcome == Outcome::ok) learn(session, answer);
  after_operation(number);
}

void Client::learn(const Session& session, const std::string& text) {
  const auto answer = parse_answer(text);
  if (!answer) return;
  if (answer->value) {
    seen_[session.key] = *answer->value;
  } else if (answer->status == Status::ok && !session.writes.empty()) {
    seen_[session.key] = session.writes;
  }
}

void Client::after_operation(std::size_t number) {
  const bool retired = sessions_[number].retired;
  if (sessions_[number].probe) {
    if (retired) return probe();
    probed_ = true;
    return;
  }
  if (options_.rate) {
    if (!retired) idle_.push_back(number);
    return;
  }
  const std::size_t next = retired ? open_session() : number;
  const Duration think = options_.think.draw(random_);
  if (may_start()) set_timer(next, think);
}

// ---- Answers ------------------------------------------------------------------------------------

void Client::receive(std::uint64_t packet, NodeId from, Payload payload, Index cause) {
  if (payload.channel != Channel::client || !decode(payload.bytes, incoming_)) {
    cluster_.trace().emit(loop_.now(), self_, cause, Dropped{packet, from, Loss::garbage});
    return;
  }
  const Index received =
      cluster_.trace().emit(loop_.now(), self_, cause, Received{packet, from, payload});
  if (const auto* reply = std::get_if<ClientReply>(&incoming_)) on(*reply, received);
  if (const auto* redirect = std::get_if<ClientRedirect>(&incoming_)) on(*redirect, received);
}

Client::Session* Client::waiting(RequestId request) {
  const std::size_t place = place_of(request.client);
  if (place == sessions_.size()) return nullptr;
  Session& session = sessions_[place];
  return session.busy && session.number == request.number ? &session : nullptr;
}

void Client::on(const ClientReply& reply, Index cause) {
  Session* session = waiting(reply.request);
  if (session == nullptr) return;  // an answer to a retry that was answered before
  finish(static_cast<std::size_t>(session - sessions_.data()), Outcome::ok, reply.answer, cause);
}

void Client::on(const ClientRedirect& redirect, Index cause) {
  Session* session = waiting(redirect.request);
  if (session == nullptr) return;
  const auto number = static_cast<std::size_t>(session - sessions_.data());
  const bool known = redirect.leader != NodeId() && redirect.leader.value() <= cluster_.size();
  session->cause = cause;
  if (known && redirect.leader != preferred_) {
    preferred_ = redirect.leader;
    return attempt(number);
  }
  const Duration left = session->give_up - loop_.now();
  set_timer(number, std::min(left, random_.between(redirect_pause_min, redirect_pause_max)));
}

// ---- All of them --------------------------------------------------------------------------------

Clients::Clients(Cluster& cluster, const Random& random, const WorkloadOptions& options)
    : cluster_(cluster), loop_(cluster.loop()), options_(options) {
  for (std::size_t n = 0; n < cluster.clients(); ++n) {
    clients_.push_back(
        std::make_unique<Client>(cluster.client(n), cluster, random, options_, state_));
  }
}

void Clients::start() {
  for (const auto& client : clients_) client->start();
}

Client* Clients::of(NodeId address) {
  const std::size_t nodes = cluster_.size();
  if (address.value() <= nodes || address.value() - nodes > clients_.size()) return nullptr;
  return clients_[address.value() - nodes - 1].get();
}

bool Clients::ask(NodeId address, ClientId session, const std::string& text, NodeId node) {
  Client* client = of(address);
  for (const auto& other : clients_) {
    if (other.get() != client && other->has(session)) return false;
  }
  return client != nullptr && client->ask(session, text, node);
}

bool Clients::ask_again(NodeId address, ClientId session, NodeId node) {
  Client* client = of(address);
  return client != nullptr && client->ask_again(session, node);
}

bool Clients::give_up(NodeId address, ClientId session) {
  Client* client = of(address);
  return client != nullptr && client->give_up(session);
}

void Clients::probe() {
  for (const auto& client : clients_) client->probe();
}

bool Clients::probed() const {
  return std::all_of(clients_.begin(), clients_.end(),
                     [](const auto& client) { return client->probed(); });
}

bool Clients::done() const {
  if (state_.under_way != 0) return false;
  if (state_.closed || clients_.empty()) return true;
  if (options_.operations != 0 && state_.invoked >= options_.operations) return true;
  return options_.until && loop_.now() >= Time(*options_.until);
}

}  // namespace conclave::sim
