// An occurrence becomes a few words. Words are gathered until there are many, for a hash of
// kilobytes costs a fifth of many small ones; then their hash rolls into the state so far:
//
//     words := kind and node, time (and whether a state follows), cause, [state], members
//     text  := its size, its bytes, zeros up to a whole word; if it is long: its size, its hash
//     state := (rotate(state) xor hash of words) * odd      // loses nothing of either
//
// Kinds go in by the hash of their names, so that a new kind does not change the others.
#include "sim/trace/fingerprint.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <bit>
#include <cstring>

#include "protocols/core/check.h"
#include "sim/trace/hash_words.h"

namespace conclave::sim {
namespace {

constexpr std::uint32_t tag_of(std::string_view name) {
  std::uint32_t hash = 2166136261U;  // FNV-1a
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return hash;
}

// Writes behind what was gathered. REQUIRES: room for Fingerprint::words_most.
class Words {
 public:
  explicit Words(std::uint64_t* at) : at_(at) {}
  std::uint64_t* end() const { return at_; }

  void put(std::uint64_t word) { *at_++ = word; }
  void put(std::uint32_t low, std::uint32_t high) { put(std::uint64_t{high} << 32U | low); }
  void put(NodeId id) { put(id.value()); }
  void put(Slot slot) { put(slot.value()); }
  void put(Epoch epoch) { put(epoch.value()); }
  void put(const RequestId& id) {
    put(id.client.value());
    put(id.number);
  }
  void put(std::string_view text) { put(std::as_bytes(std::span(text))); }
  void put(ByteView bytes) {
    put(std::uint64_t{bytes.size()});
    if (bytes.empty()) return;
    if (bytes.size() > short_text) return put(XXH3_64bits(bytes.data(), bytes.size()));
    std::uint64_t* const end = at_ + (bytes.size() + sizeof *at_ - 1) / sizeof *at_;
    end[-1] = 0;
    std::memcpy(at_, bytes.data(), bytes.size());
    at_ = end;
  }
  void put(const Payload& payload) {
    put(static_cast<std::uint64_t>(payload.channel));
    put(payload.bytes);
  }
  void put(const Command& command) {
    put(command.id);
    put(std::string_view(command.body));
  }
  void put(const Brief& brief) {
    put(brief.epoch);
    put(static_cast<std::uint32_t>(brief.role), brief.vote.value());
    put(brief.length);
    put(brief.last);
    put(brief.commit);
  }
  template <typename E>
  requires std::is_enum_v<E>
  void put(E word) { put(static_cast<std::uint64_t>(word)); }

 private:
  static constexpr std::size_t short_text = 256;

  std::uint64_t* at_;
};

// ---- The members of each kind -------------------------------------------------------------------

void put(Words& out, const Booted& x) {
  out.put(x.integrity);
  out.put(x.records);
  out.put(x.end);
}
void put(Words& out, const Crashed& x) {
  out.put(x.kept);
  out.put(x.survived);
}
void put(Words&, const Paused&) {}
void put(Words&, const Resumed&) {}
void put(Words& out, const Sent& x) {
  out.put(x.packet);
  out.put(x.to);
  out.put(x.payload);
  if (!x.claim) return out.put(std::uint64_t{0});
  out.put(static_cast<std::uint64_t>(x.claim->kind) + 1);
  out.put(x.claim->epoch);
  out.put(x.claim->first);
  out.put(x.claim->last);
}
void put(Words& out, const Received& x) {
  out.put(x.packet);
  out.put(x.from);
  // The packet's number says which bytes; a message to oneself has none.
  if (x.packet == 0) out.put(x.payload);
}
void put(Words& out, const Dropped& x) {
  out.put(x.packet);
  out.put(x.from);
  out.put(x.why);
}
void put(Words& out, const Duplicated& x) {
  out.put(x.packet);
  out.put(x.copy);
  out.put(x.to);
}
void put(Words& out, const Wrote& x) {
  out.put(x.end);
  out.put(x.record);
}
void put(Words& out, const Synced& x) {
  out.put(x.upto);
  out.put(std::uint64_t{x.true_to_its_word});
}
void put(Words& out, const DiskFailed& x) {
  out.put(x.operation);
  out.put(x.why);
  out.put(x.at);
  out.put(x.size);
}
void put(Words& out, const Damaged& x) {
  out.put(x.what);
  out.put(x.how);
  out.put(x.at);
  out.put(x.size);
  out.put(std::uint64_t{x.detected});
}
void put(Words& out, const TimerFired& x) {
  out.put(std::uint64_t{x.timer});
}
void put(Words& out, const ClockMoved& x) {
  out.put(static_cast<std::uint64_t>(x.offset.count()));
  out.put(static_cast<std::uint64_t>(x.drift_ppm));
}
void put(Words& out, const FaultBegan& x) {
  out.put(x.fault);
  out.put(x.what);
  out.put(x.text);
}
void put(Words& out, const FaultEnded& x) {
  out.put(x.fault);
  out.put(x.what);
  out.put(x.text);
}
void put(Words&, const Healed&) {}
void put(Words& out, const Became* x) {
  out.put(x->role);
  out.put(x->epoch);
}
void put(Words& out, const Voted* x) {
  out.put(x->epoch);
  out.put(x->candidate);
}
void put(Words& out, const Accepted* x) {
  out.put(x->slot);
  out.put(x->epoch);
  out.put(x->command);
}
void put(Words& out, const Truncated* x) {
  out.put(x->slot);
}
void put(Words& out, const Credited* x) {
  out.put(x->peer);
  out.put(x->slot);
  out.put(x->epoch);
}
void put(Words& out, const Committed* x) {
  out.put(x->slot);
  out.put(x->epoch);
}
void put(Words& out, const Configured* x) {
  static_assert(sizeof(NodeId) == sizeof(std::uint32_t));  // no padding: the bytes are the content
  out.put(std::as_bytes(std::span(x->voters)));
  out.put(x->elect, x->commit);
}
void put(Words& out, const Remark* x) {
  out.put(std::string_view(x->text));
}
void put(Words& out, const Decided& x) {
  out.put(x.slot);
  out.put(*x.command);
  out.put(std::uint64_t{x.effect});
  out.put(x.answer);
}
void put(Words& out, const Declined& x) {
  out.put(x.request);
  out.put(x.leader);
}
void put(Words& out, const Halted& x) {
  out.put(x.reason);
}
void put(Words& out, const Invoked& x) {
  out.put(*x.command);
}
void put(Words& out, const Returned& x) {
  out.put(x.request);
  out.put(x.outcome);
  out.put(x.answer);
}
void put(Words&, const Violated&) {}

template <typename D>
constexpr bool begins_step =
    std::is_same_v<D, Booted> || std::is_same_v<D, Received> || std::is_same_v<D, TimerFired>;

template <typename D>
void put(Words& words, const Occurrence& o, Index cause, const D& detail) {
  constexpr std::uint32_t tag = tag_of(kind_name<D>());
  words.put(tag, o.node.value());
  words.put(static_cast<std::uint64_t>(o.at.time_since_epoch().count()) << 1U |
            (o.after ? 1U : 0U));
  words.put(cause);
  // The state is the same for all lines of a step: it goes in with the first.
  if constexpr (begins_step<D>) {
    if (o.after) words.put(*o.after);
  }
  put(words, detail);
}

std::uint64_t rolled(std::uint64_t state, const std::uint64_t* words, std::size_t count) {
  const std::uint64_t hash = hash_words(words, count);
  return (std::rotl(state, 29) ^ hash) * 0x9e3779b97f4a7c15U;
}

}  // namespace

Kinds Fingerprint::kinds() const {
  Kinds kinds;
  kinds.set();
  kinds.reset(Trace::kind_index<Violated>());
  return kinds;
}

template <std::size_t Kind>
void Fingerprint::take(const Occurrence& o) {
  const auto* const detail = std::get_if<Kind>(&o.what);
  ALWAYS(detail != nullptr);
  if (o.index > next_) gaps_.push_back({next_, o.index - next_});
  next_ = o.index + 1;
  Words words(&words_[gathered_]);
  put(words, o, gaps_.empty() ? o.cause : without_gaps(o.cause), *detail);
  gathered_ = static_cast<std::size_t>(words.end() - words_.data());
  if (gathered_ < words_enough) return;
  ALWAYS(gathered_ <= words_.size());
  state_ = rolled(state_, words_.data(), gathered_);
  gathered_ = 0;
}

template <std::size_t... Kind>
constexpr std::array<TraceSink::Teller, detail_kinds> Fingerprint::tellers_of(
    std::index_sequence<Kind...>) {
  return {[](TraceSink& sink, const Occurrence& o) {
    static_cast<Fingerprint&>(sink).take<Kind>(o);
  }...};
}

TraceSink::Teller Fingerprint::teller(std::size_t kind) const {
  static constexpr auto tellers = tellers_of(std::make_index_sequence<detail_kinds>{});
  return tellers[kind];
}

void Fingerprint::record(const Occurrence& o) {
  teller(o.what.index())(*this, o);
}

std::uint64_t Fingerprint::value() const {
  return gathered_ == 0 ? state_ : rolled(state_, words_.data(), gathered_);
}

Index Fingerprint::without_gaps(Index index) const {
  if (index == no_cause) return index;
  std::uint64_t missing = 0;
  for (const Gap& gap : gaps_) {
    if (gap.begin < index) missing += gap.size;
  }
  return index - missing;
}

std::string fingerprint_text(std::uint64_t fingerprint) {
  std::string text(16, '0');
  for (std::size_t i = 16; i-- > 0; fingerprint >>= 4U)
    text[i] = "0123456789abcdef"[fingerprint & 15U];
  return text;
}

}  // namespace conclave::sim
