// One rendering for each kind of occurrence.
#include "sim/trace/writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "sim/data/units.h"
#include "sim/trace/fingerprint.h"

namespace conclave::sim {
// A line under construction: short pieces gather in a small array and reach the string together.
class TraceWriter::Line {
 public:
  Line(TraceWriter& writer, std::string& out) : writer_(writer), out_(out) { out_.clear(); }

  // A literal: its size is known, and copying it is a few moves.
  template <std::size_t size>
  [[gnu::always_inline]] void raw(const char (&literal)[size]) {
    if (size - 1 > room_.size() - used_) flush();
    std::memcpy(room_.data() + used_, literal, size - 1);
    used_ += size - 1;
  }
  void raw(std::string_view piece) {
    if (piece.size() > room_.size() - used_) flush();
    if (piece.size() > room_.size()) {
      out_ += piece;
    } else {
      std::memcpy(room_.data() + used_, piece.data(), piece.size());
      used_ += piece.size();
    }
  }
  template <std::integral T>
  void number(T value) {
    if (room_.size() - used_ < 24) flush();
    char* begin = room_.data() + used_;
    used_ = static_cast<std::size_t>(std::to_chars(begin, begin + 24, value).ptr - room_.data());
  }
  template <typename Tag, typename Rep>
  void number(const Strong<Tag, Rep>& value) {
    number(value.value());
  }
  void truth(bool value) { raw(std::string_view(value ? "true" : "false")); }
  // Words of ours: they need no escapes.
  void word(std::string_view text) {
    raw("\"");
    raw(text);
    raw("\"");
  }
  void name(NodeId id) {
    if (id == NodeId()) {
      raw("null");
    } else if (id.value() <= writer_.quoted_names_.size()) {
      raw(writer_.quoted_names_[id.value() - 1]);
    } else {
      number(id.value());
    }
  }
  void text(std::string_view text) {
    if (text.size() + 2 > room_.size() - used_ || !is_plain_json(text))
      return printer().print(text);
    room_[used_] = '"';
    text.copy(room_.data() + used_ + 1, text.size());
    used_ += text.size() + 2;
    room_[used_ - 1] = '"';
  }
  void request(const RequestId& id) {
    raw("{\"client\":");
    number(id.client);
    raw(",\"number\":");
    number(id.number);
    raw("}");
  }
  void command(const Command& command) {
    raw("{\"id\":");
    request(command.id);
    raw(",\"body\":");
    text(command.body);
    raw("}");
  }
  void message(const Payload& payload) {
    const Vocabulary& words = writer_.vocabulary_;
    if (payload.channel == Channel::client) raw(R"(,"channel":"client")");
    raw(R"(,"message":)");
    bytes(payload.bytes,
          payload.channel == Channel::client ? words.print_client_message : words.print_message);
  }
  // Of a packet: what was rendered when it left is the same when it arrives, if its bytes are.
  void message(std::uint64_t packet, const Payload& payload) {
    flush();
    PacketText& kept = writer_.packets_[packet % writer_.packets_.size()];
    const bool known = kept.packet == packet && kept.channel == payload.channel &&
                       std::ranges::equal(kept.bytes, payload.bytes);
    if (known && packet != 0) {
      out_ += kept.text;
      return;
    }
    const std::size_t before = out_.size();
    message(payload);
    flush();
    kept.packet = packet;
    kept.channel = payload.channel;
    kept.bytes.assign(payload.bytes.begin(), payload.bytes.end());
    kept.text.assign(out_, before);
  }
  void record(ByteView record) {
    raw(R"(,"record":)");
    bytes(record, writer_.vocabulary_.print_record);
  }
  void bytes(ByteView bytes, void (*print)(ByteView, JsonPrinter&)) {
    if (!print) return text({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    JsonPrinter out = printer();
    print(bytes, out);
  }
  void timer(std::uint8_t timer) {
    if (!writer_.vocabulary_.timer_name) return number(unsigned{timer});
    text(writer_.vocabulary_.timer_name(timer));
  }
  void flush() {
    out_.append(room_.data(), used_);
    used_ = 0;
  }

 private:
  JsonPrinter printer() {
    flush();
    return JsonPrinter(out_, writer_.vocabulary_.names);
  }

  TraceWriter& writer_;
  std::string& out_;
  std::array<char, 512> room_;  // not cleared: only the first used_ count
  std::size_t used_ = 0;
};

namespace {

// ---- The members of each kind, in the order of the grammar --------------------------------------

void members(auto& line, const Booted& x) {
  line.raw(R"(,"integrity":)");
  line.word(name_of(x.integrity));
  line.raw(R"(,"records":)");
  line.number(x.records);
  line.raw(R"(,"end":)");
  line.number(x.end);
}
void members(auto& line, const Crashed& x) {
  line.raw(R"(,"kept":)");
  line.number(x.kept);
  if (x.survived.empty()) return;
  line.raw(R"(,"survived":)");
  line.text(x.survived);
}
void members(auto&, const Paused&) {}
void members(auto&, const Resumed&) {}
void members(auto& line, const Sent& x) {
  line.raw(R"(,"packet":)");
  line.number(x.packet);
  line.raw(R"(,"to":)");
  line.name(x.to);
  if (x.claim) {
    line.raw(R"(,"claim":{"kind":)");
    line.word(name_of(x.claim->kind));
    line.raw(R"(,"epoch":)");
    line.number(x.claim->epoch);
    line.raw(R"(,"first":)");
    line.number(x.claim->first);
    line.raw(R"(,"last":)");
    line.number(x.claim->last);
    line.raw("}");
  }
  line.message(x.packet, x.payload);
}
void members(auto& line, const Received& x) {
  line.raw(R"(,"packet":)");
  line.number(x.packet);
  line.raw(R"(,"from":)");
  line.name(x.from);
  line.message(x.packet, x.payload);
}
void members(auto& line, const Dropped& x) {
  line.raw(R"(,"packet":)");
  line.number(x.packet);
  line.raw(R"(,"from":)");
  line.name(x.from);
  line.raw(R"(,"why":)");
  line.word(name_of(x.why));
}
void members(auto& line, const Duplicated& x) {
  line.raw(R"(,"packet":)");
  line.number(x.packet);
  line.raw(R"(,"copy":)");
  line.number(x.copy);
  line.raw(R"(,"to":)");
  line.name(x.to);
}
void members(auto& line, const Wrote& x) {
  line.raw(R"(,"end":)");
  line.number(x.end);
  line.record(x.record);
}
void members(auto& line, const Synced& x) {
  line.raw(R"(,"upto":)");
  line.number(x.upto);
  if (!x.true_to_its_word) line.raw(R"(,"lied":true)");
}
void members(auto& line, const DiskFailed& x) {
  line.raw(R"(,"operation":)");
  line.text(x.operation);
  line.raw(R"(,"why":)");
  line.text(x.why);
  line.raw(R"(,"at":)");
  line.number(x.at);
  line.raw(R"(,"size":)");
  line.number(x.size);
}
void members(auto& line, const Damaged& x) {
  line.raw(R"(,"what":)");
  line.text(x.what);
  line.raw(R"(,"how":)");
  line.text(x.how);
  line.raw(R"(,"at":)");
  line.number(x.at);
  line.raw(R"(,"size":)");
  line.number(x.size);
  line.raw(R"(,"detected":)");
  line.truth(x.detected);
}
void members(auto& line, const TimerFired& x) {
  line.raw(R"(,"timer":)");
  line.timer(x.timer);
}
void members(auto& line, const ClockMoved& x) {
  line.raw(R"(,"offset_ns":)");
  line.number(x.offset.count());
  line.raw(R"(,"drift_ppm":)");
  line.number(x.drift_ppm);
}
void fault(auto& line, std::string_view fault, std::string_view what, std::string_view text) {
  line.raw(R"(,"fault":)");
  line.text(fault);
  line.raw(R"(,"what":)");
  line.text(what);
  line.raw(R"(,"text":)");
  line.text(text);
}
void members(auto& line, const FaultBegan& x) {
  fault(line, x.fault, x.what, x.text);
}
void members(auto& line, const FaultEnded& x) {
  fault(line, x.fault, x.what, x.text);
}
void members(auto&, const Healed&) {}
void members(auto& line, const Became* x) {
  line.raw(R"(,"role":)");
  line.word(name_of(x->role));
  line.raw(R"(,"epoch":)");
  line.number(x->epoch);
}
void members(auto& line, const Voted* x) {
  line.raw(R"(,"epoch":)");
  line.number(x->epoch);
  line.raw(R"(,"candidate":)");
  line.name(x->candidate);
}
void members(auto& line, const Accepted* x) {
  line.raw(R"(,"slot":)");
  line.number(x->slot);
  line.raw(R"(,"epoch":)");
  line.number(x->epoch);
  line.raw(R"(,"command":)");
  line.command(x->command);
}
void members(auto& line, const Truncated* x) {
  line.raw(R"(,"slot":)");
  line.number(x->slot);
}
void members(auto& line, const Credited* x) {
  line.raw(R"(,"peer":)");
  line.name(x->peer);
  line.raw(R"(,"slot":)");
  line.number(x->slot);
  line.raw(R"(,"epoch":)");
  line.number(x->epoch);
}
void members(auto& line, const Committed* x) {
  line.raw(R"(,"slot":)");
  line.number(x->slot);
  line.raw(R"(,"epoch":)");
  line.number(x->epoch);
}
void members(auto& line, const Configured* x) {
  line.raw(R"(,"voters":[)");
  for (std::size_t i = 0; i < x->voters.size(); ++i) {
    if (i > 0) line.raw(",");
    line.name(x->voters[i]);
  }
  line.raw(R"(],"elect":)");
  line.number(x->elect);
  line.raw(R"(,"commit":)");
  line.number(x->commit);
}
void members(auto& line, const Remark* x) {
  line.raw(R"(,"text":)");
  line.text(x->text);
}
void members(auto& line, const Decided& x) {
  line.raw(R"(,"slot":)");
  line.number(x.slot);
  line.raw(R"(,"command":)");
  line.command(*x.command);
  line.raw(R"(,"effect":)");
  line.truth(x.effect);
  line.raw(R"(,"answer":)");
  line.text(x.answer);
}
void members(auto& line, const Declined& x) {
  line.raw(R"(,"request":)");
  line.request(x.request);
  line.raw(R"(,"leader":)");
  line.name(x.leader);
}
void members(auto& line, const Halted& x) {
  line.raw(R"(,"reason":)");
  line.text(x.reason);
}
void members(auto& line, const Invoked& x) {
  line.raw(R"(,"command":)");
  line.command(*x.command);
}
void members(auto& line, const Returned& x) {
  line.raw(R"(,"request":)");
  line.request(x.request);
  line.raw(R"(,"outcome":)");
  line.word(name_of(x.outcome));
  line.raw(R"(,"answer":)");
  line.text(x.answer);
}
void members(auto& line, const Violated& x) {
  line.raw(R"(,"check":)");
  line.text(x.check);
  line.raw(R"(,"event":)");
  line.number(x.at);
  line.raw(R"(,"detail":)");
  line.text(x.story);
}

}  // namespace

TraceWriter::TraceWriter(const Vocabulary& vocabulary, LineSink& out)
    : vocabulary_(vocabulary), out_(out), states_(vocabulary.names.size() + 1) {
  for (const std::string& name : vocabulary.names) {
    JsonPrinter(quoted_names_.emplace_back(), {}).print(name);
  }
}

void TraceWriter::begin(const TraceHeader& header) {
  line_.clear();
  JsonPrinter out(line_, {});
  out.open();
  out.member("conclave_trace", trace_format);
  out.member("version", header.version);
  out.key("scenario");
  line_ += header.scenario;
  out.member("seed", seed_text(header.seed));
  out.member("protocol", header.protocol);
  out.member("nodes", header.nodes);
  out.member("clients", header.clients);
  out.member("epoch_word", header.epoch_word);
  if (header.decides_once) out.member("decides_once", true);
  out.close();
  out_.line(line_);
}

void TraceWriter::end(const TraceEnd& end) {
  line_.clear();
  JsonPrinter out(line_, {});
  out.open();
  out.member("end", true);
  out.member("verdict", end.verdict);
  out.key("violations");
  out.open_array();
  for (const ViolationEntry& violation : end.violations) {
    out.comma();
    out.open();
    out.member("check", violation.check);
    out.member("at_ns", violation.at.time_since_epoch());
    out.member("event", violation.event);
    out.member("detail", violation.detail);
    out.close();
  }
  out.close_array();
  out.member("events", end.events);
  out.member("fingerprint", fingerprint_text(end.fingerprint));
  out.close();
  out_.line(line_);
}

void TraceWriter::record(const Occurrence& o) {
  if (o.at != last_at_) {
    last_at_ = o.at;
    last_at_text_ = std::to_string(o.at.time_since_epoch().count());
  }
  Line line(*this, line_);
  line.raw(R"({"i":)");
  line.number(o.index);
  line.raw(R"(,"t":)");
  line.raw(last_at_text_);
  if (o.node != NodeId()) {
    line.raw(R"(,"node":)");
    line.name(o.node);
  }
  std::visit(
      [&](const auto& detail) {
        line.raw(R"(,"kind":)");
        line.word(kind_name<std::decay_t<decltype(detail)>>());
        if (o.cause != no_cause) {
          line.raw(R"(,"cause":)");
          line.number(o.cause);
        }
        members(line, detail);
      },
      o.what);
  if (o.after) line.raw(state_text(o.node, *o.after));
  line.raw("}");
  line.flush();
  out_.line(line_);
}

// `,"state":{...}`, ready to append.
const std::string& TraceWriter::state_text(NodeId node, const Brief& state) {
  StateText& kept = states_[node.value() < states_.size() ? node.value() : 0];
  if (kept.text.empty() || kept.state != state) {
    kept.state = state;
    kept.text.assign(R"(,"state":)");
    JsonPrinter(kept.text, vocabulary_.names).print(state);
  }
  return kept.text;
}

}  // namespace conclave::sim
