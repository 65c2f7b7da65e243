// Recorder: a reader of the trace that keeps each occurrence as a short line, for tests to compare.
//
//     "n1 send 1 n2", "n2 recv 1 n1", "n2 drop 1 partition", "n1 sync 40"
#pragma once

#include <string>
#include <vector>

#include "sim/trace/trace.h"

namespace conclave::sim {

class Recorder final : public Reader<Recorder> {
 public:
  void on(const Occurrence& o, const Booted& b) {
    say(o, "boot " + std::string(name_of(b.integrity)) + " " + std::to_string(b.records));
  }
  void on(const Occurrence& o, const Crashed& c) { say(o, "crash " + std::to_string(c.kept)); }
  void on(const Occurrence& o, const Sent& s) { say(o, "send " + packet(s.packet) + name(s.to)); }
  void on(const Occurrence& o, const Received& r) {
    say(o, "recv " + packet(r.packet) + name(r.from));
  }
  void on(const Occurrence& o, const Dropped& d) {
    say(o, "drop " + packet(d.packet) + std::string(name_of(d.why)));
  }
  void on(const Occurrence& o, const Duplicated& d) {
    say(o, "duplicate " + packet(d.packet) + std::to_string(d.copy));
  }
  void on(const Occurrence& o, const Damaged& d) {
    say(o, "corrupt " + packet(d.at) + std::string(d.how) + (d.detected ? " detected" : ""));
  }
  void on(const Occurrence& o, const Wrote& w) { say(o, "write " + std::to_string(w.end)); }
  void on(const Occurrence& o, const Synced& s) { say(o, "sync " + std::to_string(s.upto)); }
  void on(const Occurrence& o, const TimerFired& t) { say(o, "timer " + std::to_string(t.timer)); }
  void on(const Occurrence& o, const Decided& d) {
    say(o, "decided " + std::to_string(d.slot.value()) + " " + d.command->body.str() + " -> " +
               std::string(d.answer));
  }
  void on(const Occurrence& o, const Declined&) { say(o, "declined"); }
  void on(const Occurrence& o, const Halted& h) { say(o, "halted " + std::string(h.reason)); }
  void on(const Occurrence& o, const Invoked& i) { say(o, "invoke " + i.command->body.str()); }
  void on(const Occurrence& o, const Returned& r) {
    say(o, "return " + std::string(name_of(r.outcome)) + " " + std::string(r.answer));
  }
  void on(const Occurrence& o, const FaultBegan& f) {
    say(o, "begin " + std::string(f.fault) + " " + std::string(f.text));
  }
  void on(const Occurrence& o, const FaultEnded& f) { say(o, "end " + std::string(f.fault)); }
  void on(const Occurrence& o, const Became& b) {
    say(o, "became " + std::string(name_of(b.role)));
  }

  struct Line {
    Index index, cause;
    Time at;
    std::string text;
  };
  const std::vector<Line>& lines() const { return lines_; }
  std::vector<std::string> texts() const {
    std::vector<std::string> all;
    for (const Line& line : lines_) all.push_back(line.text);
    return all;
  }
  std::size_t count(const std::string& part) const {
    std::size_t n = 0;
    for (const Line& line : lines_) n += line.text.find(part) != std::string::npos ? 1 : 0;
    return n;
  }
  // The line of this index; it must be there.
  const Line& line(Index index) const {
    for (const Line& line : lines_) {
      if (line.index == index) return line;
    }
    static const Line none{0, 0, {}, "no such line"};
    return none;
  }
  void clear() { lines_.clear(); }

 private:
  static std::string name(NodeId node) { return "n" + std::to_string(node.value()); }
  static std::string packet(std::uint64_t number) { return std::to_string(number) + " "; }
  void say(const Occurrence& o, const std::string& text) {
    const std::string who = o.node == NodeId() ? "" : name(o.node) + " ";
    lines_.push_back({o.index, o.cause, o.at, who + text});
  }

  std::vector<Line> lines_;
};

using Lines = std::vector<std::string>;

}  // namespace conclave::sim
