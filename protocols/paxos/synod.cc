// The synod: its three roles wired to one node.
#include "protocols/paxos/synod.h"

namespace conclave::paxos::synod {
namespace {

// A learner that asked this often and has only seen votes starts a ballot of its own.
constexpr std::uint64_t asks_before_a_ballot = 3;

}  // namespace

Node::Node(NodeId self, std::vector<NodeId> peers, Config config)
    : self_(self),
      everyone_(std::move(peers)),
      config_(config),
      acceptor_(config.flaw),
      proposer_(self, majority(everyone_.size() + 1), config.flaw),
      learner_(majority(everyone_.size() + 1), config.flaw) {
  everyone_.push_back(self);
  std::sort(everyone_.begin(), everyone_.end());
}

void Node::step(LocalTime, const P::Input& input, Effects& out) {
  std::visit([&](const auto& in) { on(in, out); }, input);
}

Brief Node::brief() const {
  Brief brief;
  const Ballot highest = std::max(acceptor_.promised(), proposer_.ballot());
  brief.epoch = epoch_of(highest);
  brief.role = role_;
  brief.vote = acceptor_.promised().owner;
  const std::optional<Vote>& held = acceptor_.vote() ? acceptor_.vote() : learner_.chosen();
  if (held) brief.length = Slot(1), brief.last = epoch_of(held->ballot);
  if (learner_.chosen()) brief.commit = Slot(1);
  return brief;
}

void Node::on(const P::Boot& boot, Effects& out) {
  // What lies behind a damaged record may be a promise. An acceptor that forgets is a traitor.
  if (boot.integrity == Integrity::corrupt) return out.halt("the journal is corrupt");
  for (const Types::Record& record : boot.records) {
    if (const auto* started = std::get_if<Started>(&record)) proposer_.recall(*started);
    if (const auto* promised = std::get_if<Promised>(&record)) acceptor_.recall(*promised);
    if (const auto* cast = std::get_if<Cast>(&record)) acceptor_.recall(*cast);
  }
  proposer_.heard_of(acceptor_.promised());
  if (flawed(Flaw::reuse_ballot))
    proposer_ = Proposer(self_, majority(everyone_.size()), config_.flaw);
  const auto quorum = static_cast<std::uint32_t>(majority(everyone_.size()));
  out.configured(everyone_, quorum, quorum);
  out.became(role_, brief().epoch);
  out.set_timer(Timer::learn, config_.learn.min, config_.learn.max);
}

void Node::on(const P::Receive& in, Effects& out) {
  if (!std::binary_search(everyone_.begin(), everyone_.end(), in.from)) return;
  std::visit([&](const auto& message) { on(in.from, message, out); }, in.message);
}

void Node::on(const P::Timeout& timeout, Effects& out) {
  if (learner_.chosen()) return;
  if (timeout.timer == Timer::learn) return ask(out);
  start_ballot(out);
}

// --- Clients -------------------------------------------------------------------------------------

void Node::on(const P::Request& in, Effects& out) {
  // There is one slot, and it is taken.
  if (learner_.chosen()) return out.decline(in.command.id, NodeId());
  if (std::find(waiting_.begin(), waiting_.end(), in.command.id) == waiting_.end()) {
    waiting_.push_back(in.command.id);
  }
  const bool first = !proposer_.wanted();
  proposer_.want(in.command);
  if (first && proposer_.phase() == Proposer::Phase::idle) start_ballot(out);
}

// --- The acceptor --------------------------------------------------------------------------------

void Node::on(NodeId from, const Prepare& m, Effects& out) {
  proposer_.heard_of(m.ballot);
  switch (acceptor_.on(m)) {
    case Acceptor::Answer::refuse:
      return out.send(from, Refuse{m.ballot, acceptor_.promised()});
    case Acceptor::Answer::agree:
      yield_to(m.ballot, out);
      out.voted(epoch_of(m.ballot), m.ballot.owner);
      if (!flawed(Flaw::forget_promise)) out.write(Promised{m.ballot});
      break;
    case Acceptor::Answer::repeat:
      break;
  }
  // An acceptor records "its intended response in stable storage before actually sending" it
  // (section 2.5).
  out.send_after_sync(from, Promise{m.ballot, acceptor_.vote()});
}

void Node::on(NodeId from, const Accept& m, Effects& out) {
  proposer_.heard_of(m.vote.ballot);
  switch (acceptor_.on(m)) {
    case Acceptor::Answer::refuse:
      return out.send(from, Refuse{m.vote.ballot, acceptor_.promised()});
    case Acceptor::Answer::agree:
      yield_to(m.vote.ballot, out);
      out.accepted(Slot(1), epoch_of(m.vote.ballot), m.vote.value);
      out.write(Cast{m.vote});
      break;
    case Acceptor::Answer::repeat:
      break;
  }
  // Every acceptor tells every learner (section 2.3, the first way).
  for (const NodeId learner : everyone_) out.send_after_sync(learner, Accepted{m.vote});
}

// --- The proposer --------------------------------------------------------------------------------

void Node::start_ballot(Effects& out) {
  const Ballot ballot = proposer_.start();
  become(Role::candidate, out);
  // A ballot is on disk before anyone hears of it, so no later life uses it again (section 2.5).
  out.write(Started{ballot});
  for (const NodeId acceptor : everyone_) out.send_after_sync(acceptor, Prepare{ballot});
  const DurationRange wait = backed_off(config_.retry, failures_, config_.backoff_limit);
  out.set_timer(Timer::propose, wait.min, wait.max);
  ++failures_;
}

void Node::on(NodeId from, const Promise& m, Effects& out) {
  const bool preparing = proposer_.phase() == Proposer::Phase::prepare;
  if (const std::optional<Vote> proposal = proposer_.on(from, m)) {
    become(Role::leader, out);
    for (const NodeId acceptor : everyone_) out.send(acceptor, Accept{*proposal});
  } else if (preparing && proposer_.phase() == Proposer::Phase::idle) {
    become(Role::follower, out);
    out.stop_timer(Timer::propose);
  }
}

void Node::on(NodeId, const Refuse& m, Effects& out) {
  if (learner_.chosen() || !proposer_.on(m)) return;
  SOMETIMES(failures_ > 2, "proposers duel for three ballots and more");
  become(Role::follower, out);
  // It tries again, later and later, as long as it or a client has something to gain.
  const DurationRange wait = backed_off(config_.retry, failures_, config_.backoff_limit);
  out.set_timer(Timer::propose, wait.min, wait.max);
}

void Node::yield_to(Ballot ballot, Effects& out) {
  if (ballot > proposer_.ballot()) become(Role::follower, out);
}

void Node::become(Role role, Effects& out) {
  if (role == Role::follower && role_ == role) return;
  if (role == Role::follower) proposer_.stop();
  role_ = role;
  out.became(role, brief().epoch);
}

// --- The learner ---------------------------------------------------------------------------------

void Node::on(NodeId from, const Accepted& m, Effects& out) {
  if (role_ == Role::leader && m.vote.ballot == proposer_.ballot()) {
    out.credited(from, Slot(1), epoch_of(m.vote.ballot));
  }
  if (learner_.on(from, m)) learn(out);
}

void Node::on(NodeId, const Chosen& m, Effects& out) {
  if (learner_.on(m)) learn(out);
}

void Node::learn(Effects& out) {
  const Vote& chosen = *learner_.chosen();
  become(Role::follower, out);
  out.stop_timer(Timer::propose);
  out.stop_timer(Timer::learn);
  out.committed(Slot(1), epoch_of(chosen.ballot));
  out.decide(Slot(1), chosen.value);
  for (const RequestId& request : waiting_) {
    if (request != chosen.value.id) out.decline(request, NodeId());
  }
  waiting_.clear();
  if (flawed(Flaw::forget_when_learned)) acceptor_ = Acceptor(config_.flaw);
}

// Votes get lost, and a restarted learner knows nothing: it asks until it has learned.
void Node::ask(Effects& out) {
  ++asked_;
  for (const NodeId peer : everyone_) out.send(peer, Ask{});
  // Votes of several ballots, none with a majority: "a learner can have a proposer issue a
  // proposal" (section 2.3), which gets chosen what was chosen before, if anything was.
  const bool stuck = learner_.suspects() && asked_ % asks_before_a_ballot == 0;
  if (stuck && proposer_.phase() == Proposer::Phase::idle) start_ballot(out);
  const DurationRange wait = backed_off(config_.learn, asked_, config_.backoff_limit);
  out.set_timer(Timer::learn, wait.min, wait.max);
}

void Node::on(NodeId from, const Ask&, Effects& out) {
  if (learner_.chosen()) return out.send(from, Chosen{*learner_.chosen()});
  if (acceptor_.vote()) out.send_after_sync(from, Accepted{*acceptor_.vote()});
}

}  // namespace conclave::paxos::synod
