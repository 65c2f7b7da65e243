// Keeping the ledger: memory at once, disk at syncs, the rest at crashes and boots.
#include "sim/checkers/ledger.h"

#include <algorithm>

#include "sim/store/hash.h"

namespace conclave::sim {
namespace {

constexpr Slot nowhere(~std::uint64_t{0});
constexpr std::size_t text_kept = 64;              // of a command's body
constexpr std::uint64_t commit_gap_max = 1 << 20;  // what one occurrence may newly commit

std::uint64_t hash_of_command(const Command& command) {
  const std::uint64_t id =
      command.id.number * 0x9e3779b97f4a7c15 + command.id.client.value() * 0xc2b2ae3d27d4eb4f;
  const std::uint64_t hash = mixed(hash_of(command.body) ^ id);
  return hash == 0 ? 1 : hash;
}

}  // namespace

void Log::cut(Slot from, std::vector<EntryId>& gone) {
  gone.clear();
  if (from > length_) return;
  entries_.each_from(from.value(), [&](std::uint64_t, EntryId& entry) {
    if (entry != no_entry) gone.push_back(entry);
    entry = no_entry;
  });
  length_ = Slot(entries_.last_below(from.value()));
  whole_ = std::min(whole_, length_);
}

void Log::copy(Slot from, const Log& other) {
  std::vector<EntryId> gone;
  cut(from, gone);
  other.entries_.each_from(from.value(), [&](std::uint64_t slot, const EntryId& entry) {
    if (entry != no_entry) put(Slot(slot), entry);
  });
}

Ledger::Ledger(std::size_t nodes) : books_(nodes) {
  Quorums everyone;
  for (std::size_t n = 1; n <= nodes; ++n) {
    everyone.voters.push_back(NodeId(static_cast<std::uint32_t>(n)));
    everyone.elect = everyone.commit = majority(nodes);
  }
  for (const NodeId node : everyone.voters) books_[node].quorums = everyone;
}

std::span<const Op> Ledger::settled(NodeId node) const {
  const Book& book = books_[node];
  return std::span(book.journal).first(book.settled);
}

std::span<const Op> Ledger::pending(NodeId node) const {
  const Book& book = books_[node];
  return std::span(book.journal).subspan(book.settled, book.written - book.settled);
}

std::string Ledger::in_words(EntryId id) const {
  if (id == no_entry) return "nothing";
  const Entry& entry = entries_[id];
  return sim::in_words({entry.client, entry.number},
                       std::string_view(texts_).substr(entry.text, entry.text_size)) +
         " of epoch " + std::to_string(entry.epoch.value());
}

// ---- Facts change memory at once, and wait for a write ------------------------------------------

void Ledger::on(const Occurrence& o, const Voted& voted) {
  Book& book = books_[o.node];
  const Vote vote{voted.epoch, voted.candidate};
  if (vote.epoch >= book.memory.vote.epoch) book.memory.vote = vote;
  book.journal.push_back(Op::of(vote));
}

void Ledger::on(const Occurrence& o, const Accepted& accepted) {
  Book& book = books_[o.node];
  command_ = hash_of_command(accepted.command);
  accepted_ = intern(o, accepted.slot, accepted.epoch, accepted.command);
  replaced_ = book.memory.log.at(accepted.slot);
  const Op op = Op::accept(accepted_, accepted.slot);
  apply(book.memory, op);
  book.journal.push_back(op);
}

void Ledger::on(const Occurrence& o, const Truncated& truncated) {
  Book& book = books_[o.node];
  book.memory.log.cut(truncated.slot, cut_);
  book.journal.push_back(Op::truncate(truncated.slot));
}

EntryId Ledger::intern(const Occurrence& o, Slot slot, Epoch epoch, const Command& command) {
  EntryId& newest = newest_[slot.value()];
  fresh_ = false;
  for (EntryId id = newest; id != no_entry; id = entries_[id].older) {
    if (entries_[id].epoch == epoch && entries_[id].command == command_) return id;
  }
  fresh_ = true;
  Entry entry;
  entry.slot = slot;
  entry.epoch = epoch;
  entry.command = command_;
  entry.first = o.index;
  entry.by = o.node;
  entry.client = command.id.client;
  entry.number = command.id.number;
  entry.older = newest;
  entry.text = static_cast<std::uint32_t>(texts_.size());
  entry.text_size = static_cast<std::uint32_t>(std::min(command.body.size(), text_kept));
  texts_.append(command.body.data(), entry.text_size);
  newest = static_cast<EntryId>(entries_.size());
  entries_.push_back(entry);
  return newest;
}

// ---- Disks --------------------------------------------------------------------------------------

void Ledger::on(const Occurrence& o, const Wrote& wrote) {
  Book& book = books_[o.node];
  for (; book.written < book.journal.size(); ++book.written) {
    book.journal[book.written].written(wrote.end);
  }
}

void Ledger::on(const Occurrence& o, const Synced& synced) {
  Book& book = books_[o.node];
  const std::size_t before = book.settled;
  book.in_step = false;
  settle(book, synced.upto);
  book.vouched = std::max(book.vouched, synced.upto);
  if (synced.true_to_its_word) book.truly_durable = std::max(book.truly_durable, synced.upto);
  newly_durable_ = std::span(book.journal).subspan(before, book.settled - before);
}

// The facts of those records stay in memory, and no sync will ever bring them to the disk.
void Ledger::on(const Occurrence& o, const DiskFailed& failed) {
  if (failed.operation != "sync") return;
  Book& book = books_[o.node];
  const auto begin = book.journal.begin();
  const auto first = begin + static_cast<std::ptrdiff_t>(book.settled);
  const auto last = std::find_if(first, begin + static_cast<std::ptrdiff_t>(book.written),
                                 [&](const Op& op) { return op.end() > failed.at + failed.size; });
  for (auto op = first; op != last; ++op) {
    if (op->kind() != Op::Kind::vote) book.unwritten = std::min(book.unwritten, op->slot());
  }
  book.written -= static_cast<std::size_t>(last - first);
  book.journal.erase(first, last);
}

void Ledger::on(const Occurrence& o, const Crashed&) {
  books_[o.node].up = false;
  books_[o.node].leads = Epoch();
}

void Ledger::on(const Occurrence& o, const Halted&) {
  books_[o.node].up = false;
  books_[o.node].leads = Epoch();
}

void Ledger::on(const Occurrence& o, const Booted& booted) {
  Book& book = books_[o.node];
  begin_step(o);
  book.up = true;
  book.leads = Epoch();
  book.recovery = {o.index, booted.end, book.vouched, book.truly_durable};
  if (book.recovery.bereaved()) {
    bereave(book, booted.end);
    newly_durable_ = {};
  } else {
    const std::size_t before = book.settled;
    settle(book, booted.end);
    newly_durable_ = std::span(book.journal).subspan(before, book.settled - before);
    Slot changed = book.unwritten;
    for (const Op& lost : pending(o.node)) {
      if (lost.kind() != Op::Kind::vote) changed = std::min(changed, lost.slot());
    }
    book.journal.erase(book.journal.begin() + static_cast<std::ptrdiff_t>(book.settled),
                       book.journal.end());
    book.recovery.changed = changed;
    if (changed != nowhere) book.memory.log.copy(changed, book.durable.log);
  }
  book.written = book.settled;
  book.unwritten = nowhere;
  book.memory.vote = book.durable.vote;
  book.memory.accepted_epoch = book.durable.accepted_epoch;
  book.vouched = book.truly_durable = booted.end;
}

// What the disk had vouched for is gone: the journal up to `end` is all there is.
void Ledger::bereave(Book& book, std::uint64_t end) {
  const auto kept =
      static_cast<std::size_t>(std::find_if(book.journal.begin(), book.journal.end(),
                                            [&](const Op& op) { return op.end() > end; }) -
                               book.journal.begin());
  book.recovery.facts_lost = book.settled > kept ? book.settled - kept : 0;
  book.journal.erase(book.journal.begin() + static_cast<std::ptrdiff_t>(kept), book.journal.end());
  book.settled = 0;
  book.durable = Holdings();
  settle(book, end);
  book.memory.log = book.durable.log;
  book.recovery.changed = Slot();
  book.bereaved = true;
}

// A fact that no write followed in its step was never meant for the disk, or forgotten.
void Ledger::forget_unwritten(Book& book) {
  for (std::size_t n = book.written; n < book.journal.size(); ++n) {
    const Op& op = book.journal[n];
    if (op.kind() != Op::Kind::vote) book.unwritten = std::min(book.unwritten, op.slot());
  }
  book.journal.erase(book.journal.begin() + static_cast<std::ptrdiff_t>(book.written),
                     book.journal.end());
}

void Ledger::settle(Book& book, std::uint64_t upto) {
  while (book.settled < book.written && book.journal[book.settled].end() <= upto) {
    apply(book.durable, book.journal[book.settled++]);
  }
}

void Ledger::apply(Holdings& holdings, const Op& op) {
  switch (op.kind()) {
    case Op::Kind::vote:
      if (op.vote().epoch >= holdings.vote.epoch) holdings.vote = op.vote();
      break;
    case Op::Kind::accept:
      holdings.log.put(op.slot(), op.entry());
      holdings.accepted_epoch = std::max(holdings.accepted_epoch, entries_[op.entry()].epoch);
      break;
    case Op::Kind::truncate:
      holdings.log.cut(op.slot(), scratch_);
      break;
  }
}

// ---- The common log -----------------------------------------------------------------------------

void Ledger::on(const Occurrence& o, const Became& became) {
  books_[o.node].leads = became.role == Role::leader ? became.epoch : Epoch();
}

void Ledger::on(const Occurrence& o, const Configured& configured) {
  books_[o.node].quorums = {configured.voters, configured.elect, configured.commit};
}

void Ledger::on(const Occurrence& o, const Committed& committed) {
  committed_before_ = committed_upto_;
  if (committed.slot <= committed_upto_) return;
  commit(o, committed.slot, meant(o.node, committed.slot, committed.epoch));
}

void Ledger::on(const Occurrence& o, const Decided& decided) {
  command_ = hash_of_command(*decided.command);
  committed_before_ = committed_upto_;
  if (decided.slot <= committed_upto_) return;
  commit(o, decided.slot, meant(o.node, decided.slot, command_));
}

void Ledger::on(const Occurrence&, const Invoked& invoked) {
  command_ = hash_of_command(*invoked.command);
}

// A learner may know what is chosen without holding it.
EntryId Ledger::meant(NodeId node, Slot slot, Epoch epoch) const {
  const EntryId own = memory(node).log.at(slot);
  if (own != no_entry && entries_[own].epoch == epoch) return own;
  EntryId id = newest(slot);
  while (id != no_entry && entries_[id].epoch != epoch) id = entries_[id].older;
  return id;
}

EntryId Ledger::meant(NodeId node, Slot slot, std::uint64_t command) const {
  const EntryId own = memory(node).log.at(slot);
  if (own != no_entry && entries_[own].command == command) return own;
  EntryId id = newest(slot);
  while (id != no_entry && entries_[id].command != command) id = entries_[id].older;
  return id;
}

void Ledger::commit(const Occurrence& o, Slot upto, EntryId last) {
  const bool strange = upto > committed_upto_ + commit_gap_max;
  if (strange) upto = committed_upto_ + commit_gap_max;
  const Book& book = books_[o.node];
  const Epoch epoch = o.after ? o.after->epoch : book.epoch;
  for (Slot slot = committed_upto_.next(); slot <= upto; slot = slot.next()) {
    const EntryId entry = slot == upto && !strange ? last : book.memory.log.at(slot);
    committed_[slot.value()] = {entry, o.node, epoch, o.index};
  }
  committed_upto_ = upto;
}

}  // namespace conclave::sim
