// Ledger: the public record of what every node holds, in memory and on disk, kept for all checkers.
//
// It is drawn up from what anybody can read in the trace: the facts that nodes state, and what the
// world saw of their disks. The judged never tell what is durable; the world does.
//
//   - A fact (voted, accepted, truncated) that a node states changes its memory at once. It rests
//     on the next write of the same step; when that write is synced, it is durable. A fact that
//     nothing was written for in its step is never durable.
//   - "Durable" is by the word of the disk: a sync that was a lie counts until a crash reveals it,
//     because a node can do no better than believe its disk.
//   - A sync that failed destroys: what it was to cover is never durable, whatever later syncs say.
//   - A boot finds the journal up to some byte. What was written up to there is durable from then
//     on, the rest is gone, and memory starts again from what is durable. If the disk had vouched
//     for more, the node is bereaved: a lie or a damage took what it had every right to rely on.
//   - A slot is committed from the first `committed` or `decided`, of any node, that covers it.
//
// Every occurrence costs in proportion to what it changes: a sync to what it makes durable, a crash
// to what it loses, a truncation to what it cuts. Only a bereaved boot replays a node's history.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/core/quorum.h"
#include "sim/checkers/tables.h"
#include "sim/checkers/words.h"
#include "sim/trace/trace.h"

namespace conclave::sim {

// One (slot, epoch, command) that somebody accepted, under a small number. Two logs agree at a slot
// exactly if they hold the same number there. 0 is no entry.
using EntryId = std::uint32_t;
constexpr EntryId no_entry = 0;

struct Entry {
  Slot slot;
  Epoch epoch;
  std::uint64_t command = 0;  // its hash
  Index first = 0;            // who accepted it first, and where in the trace
  std::uint64_t number = 0;   // of the request
  ClientId client;            // likewise
  NodeId by;
  EntryId older = no_entry;               // another entry of the slot, known for longer
  std::uint32_t text = 0, text_size = 0;  // the body, or its beginning
};

// Which entry a node holds in which slot.
class Log {
 public:
  EntryId at(Slot slot) const { return entries_.get(slot.value()); }
  Slot length() const { return length_; }  // the last slot that is filled
  Slot whole() const { return whole_; }    // every slot up to here is filled
  void put(Slot slot, EntryId entry) {
    entries_[slot.value()] = entry;
    if (slot > length_) length_ = slot;
    if (slot == whole_.next()) {
      whole_ = slot;
      while (whole_ < length_ && at(whole_.next()) != no_entry) whole_ = whole_.next();
    }
  }
  // Empties the slots from here on; `gone` becomes what stood there, without the holes.
  void cut(Slot from, std::vector<EntryId>& gone);
  // From this slot on, holds what `other` holds there.
  void copy(Slot from, const Log& other);

 private:
  ByNumber<EntryId> entries_;
  Slot length_, whole_;
};

struct Vote {
  Epoch epoch;
  NodeId candidate;
  friend bool operator==(const Vote&, const Vote&) = default;
};

// What a node holds in one place, memory or disk.
struct Holdings {
  Log log;
  Vote vote;             // that of the highest epoch
  Epoch accepted_epoch;  // the highest of any entry it ever accepted here
};

// A fact that a record on disk stands for.
class Op {
 public:
  enum class Kind : std::uint8_t { vote, accept, truncate };

  static Op of(Vote vote) { return {Kind::vote, vote.candidate.value(), vote.epoch.value()}; }
  static Op accept(EntryId entry, Slot slot) { return {Kind::accept, entry, slot.value()}; }
  static Op truncate(Slot slot) { return {Kind::truncate, 0, slot.value()}; }

  Kind kind() const { return kind_; }
  Vote vote() const { return {Epoch(number_), NodeId(subject_)}; }
  EntryId entry() const { return subject_; }
  Slot slot() const { return Slot(number_); }
  std::uint64_t end() const { return end_; }  // the journal's length with its record
  void written(std::uint64_t end) { end_ = end; }

 private:
  Op(Kind kind, std::uint32_t subject, std::uint64_t number)
      : number_(number), subject_(subject), kind_(kind) {}

  std::uint64_t end_ = 0, number_;
  std::uint32_t subject_;
  Kind kind_;
};

// How a journal came back at the last boot.
struct Recovery {
  Index boot = 0;
  std::uint64_t end = 0;            // it was read up to here
  std::uint64_t vouched = 0;        // the disk had said that this much was safe
  std::uint64_t truly_durable = 0;  // and this much of it really was
  std::uint64_t facts_lost = 0;     // votes, entries and truncations between end and vouched
  Slot changed;                     // from here on, the memory's log may not be what it was
  bool bereaved() const { return end < vouched; }
};

struct Quorums {
  std::vector<NodeId> voters;
  std::size_t elect = 0, commit = 0;
};

// A slot of the common log.
struct CommittedSlot {
  EntryId entry = no_entry;  // as the first node that knew held it; unknown if it held none
  NodeId by;
  Epoch epoch;  // that node's epoch at that moment: not the entry's
  Index at = 0;
};

class Ledger final : public Reader<Ledger> {
 public:
  explicit Ledger(std::size_t nodes);

  // ---- What nodes hold ----
  const Holdings& memory(NodeId node) const { return books_[node].memory; }
  const Holdings& durable(NodeId node) const { return books_[node].durable; }
  // The node is stepping: what it sends now speaks of what its memory holds now. What it sends
  // between its steps was held back for the disk, and speaks of an earlier moment.
  bool in_step(NodeId node) const { return books_[node].in_step; }
  // Facts in the node's journal, oldest first: those the disk vouches for, and those under way.
  std::span<const Op> settled(NodeId node) const;
  std::span<const Op> pending(NodeId node) const;
  bool up(NodeId node) const { return books_[node].up; }
  Epoch epoch(NodeId node) const { return books_[node].epoch; }  // the highest it was ever seen in
  // The epoch that the node leads, as far as it said; 0 if it follows.
  Epoch leads(NodeId node) const { return books_[node].leads; }
  const Quorums& quorums(NodeId node) const { return books_[node].quorums; }
  const Recovery& recovery(NodeId node) const { return books_[node].recovery; }
  // A fault destroyed what its disk had vouched for, at some boot of the run.
  bool bereaved(NodeId node) const { return books_[node].bereaved; }

  // ---- Entries ----
  const Entry& entry(EntryId id) const { return entries_[id]; }
  std::size_t entries() const { return entries_.size(); }
  EntryId newest(Slot slot) const { return newest_.get(slot.value()); }  // then by Entry::older
  // "put k1 c3.17" (client 3, request 17) of epoch 4
  std::string in_words(EntryId id) const;

  // ---- The common log ----
  Slot committed() const { return committed_upto_; }
  const CommittedSlot& committed(Slot slot) const { return committed_.get(slot.value()); }

  // ---- The occurrence that is being recorded ----
  // The hash of its command (accepted, decided, invoked). Never 0.
  std::uint64_t command() const { return command_; }
  // Accepted: its entry, whether nobody held that before, and what it replaced.
  EntryId accepted() const { return accepted_; }
  bool fresh() const { return fresh_; }
  EntryId replaced() const { return replaced_; }
  // Truncated: what was cut.
  std::span<const EntryId> cut() const { return cut_; }
  // Committed, decided: the common log was this long before.
  Slot committed_before() const { return committed_before_; }
  // Synced, booted: what became durable with it.
  std::span<const Op> newly_durable() const { return newly_durable_; }

  // ---- Reading ----
  void on(const Occurrence& o, const Booted& booted);
  void on(const Occurrence& o, const Crashed& crashed);
  void on(const Occurrence& o, const Halted& halted);
  void on(const Occurrence& o, const Received&) { begin_step(o); }
  void on(const Occurrence& o, const TimerFired&) { begin_step(o); }
  void on(const Occurrence& o, const Wrote& wrote);
  void on(const Occurrence& o, const Synced& synced);
  void on(const Occurrence& o, const DiskFailed& failed);
  void on(const Occurrence& o, const Became& became);
  void on(const Occurrence& o, const Voted& voted);
  void on(const Occurrence& o, const Accepted& accepted);
  void on(const Occurrence& o, const Truncated& truncated);
  void on(const Occurrence& o, const Committed& committed);
  void on(const Occurrence& o, const Configured& configured);
  void on(const Occurrence& o, const Decided& decided);
  void on(const Occurrence& o, const Invoked& invoked);

 private:
  struct Book {
    Holdings memory, durable;
    // The journal's facts by `end`: [0, settled) vouched for, [settled, written) under way, the
    // rest stated in this step and not written yet.
    std::vector<Op> journal;
    std::size_t settled = 0, written = 0;
    std::uint64_t vouched = 0, truly_durable = 0;
    Slot unwritten = Slot(~std::uint64_t{0});  // the lowest slot that only memory changed
    Epoch epoch, leads;
    Quorums quorums;
    Recovery recovery;
    bool up = false, in_step = false, bereaved = false;
  };

  void begin_step(const Occurrence& o) {
    Book& book = books_[o.node];
    book.in_step = true;
    if (book.written != book.journal.size()) forget_unwritten(book);
    if (o.after && o.after->epoch > book.epoch) book.epoch = o.after->epoch;
  }
  void forget_unwritten(Book& book);
  void settle(Book& book, std::uint64_t upto);
  void apply(Holdings& holdings, const Op& op);
  void bereave(Book& book, std::uint64_t end);
  EntryId intern(const Occurrence& o, Slot slot, Epoch epoch, const Command& command);
  // The entry of the slot with that epoch, or with that command; the node's own where it fits.
  EntryId meant(NodeId node, Slot slot, Epoch epoch) const;
  EntryId meant(NodeId node, Slot slot, std::uint64_t command) const;
  void commit(const Occurrence& o, Slot upto, EntryId last);

  PerNode<Book> books_;
  std::vector<Entry> entries_{Entry()};
  std::string texts_;
  ByNumber<EntryId> newest_;
  ByNumber<CommittedSlot> committed_;
  Slot committed_upto_;

  std::uint64_t command_ = 0;
  EntryId accepted_ = no_entry, replaced_ = no_entry;
  bool fresh_ = false;
  std::vector<EntryId> cut_, scratch_;
  Slot committed_before_;
  std::span<const Op> newly_durable_;
};

}  // namespace conclave::sim
