// A sentence for what matters, a count for the rest.
#include "sim/trace/narrator.h"

#include "sim/data/words.h"
#include "sim/trace/clock_text.h"

namespace conclave::sim {
namespace {

constexpr std::size_t time_width = 9;  // as "   0.212s"
constexpr std::size_t indent = time_width + 2;
constexpr std::size_t longest_text = 2000;
constexpr std::size_t most_turns = 20;

std::string counted(std::uint64_t count, std::string_view one, std::string_view many) {
  return std::to_string(count) + " " + std::string(count == 1 ? one : many);
}

// Breaks between words so that no line is wider, if a word is not.
void append_wrapped(std::vector<std::string>& lines, std::string line, std::size_t width) {
  while (width > indent + 20 && line.size() > width) {
    const std::size_t space = line.rfind(' ', width);
    if (space == std::string::npos || space <= indent) break;
    lines.push_back(line.substr(0, space));
    line = std::string(indent, ' ') + line.substr(space + 1);
  }
  lines.push_back(std::move(line));
}

bool holds_word(std::string_view text, std::string_view word) {
  const auto is_part = [](char c) {
    return c != ' ' && c != '{' && c != '}' && c != ',' && c != '|';
  };
  for (std::size_t at = text.find(word); at != std::string_view::npos;
       at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    const bool starts = at == 0 || !is_part(text[at - 1]);
    if (starts && (end == text.size() || !is_part(text[end]))) return true;
  }
  return false;
}

}  // namespace

// ---- Telling ------------------------------------------------------------------------------------

void Narrator::tell(Time at, Subject subject, std::string text) {
  Line line{at, subject, printable(text, longest_text)};
  if (first_.size() < limits_.first) return first_.push_back(std::move(line));
  last_.push_back(std::move(line));
  if (last_.size() <= limits_.last) return;
  Line& gone = last_.front();
  if (gone.subject != Subject::turn) {
    ++left_out_[static_cast<std::size_t>(gone.subject)];
  } else if (turns_.size() < most_turns) {
    turns_.push_back(std::move(gone));
  }
  last_.pop_front();
}

std::vector<std::string> Narrator::lines() const {
  std::vector<std::string> lines;
  const auto add = [&](const Line& line) {
    std::string text = clock_text(line.at);
    if (text.size() < time_width) text.insert(0, time_width - text.size(), ' ');
    append_wrapped(lines, text + "  " + line.text, limits_.width);
  };
  for (const Line& line : first_) add(line);
  const std::string left_out = left_out_text();
  if (!left_out.empty()) append_wrapped(lines, std::string(indent, ' ') + left_out, limits_.width);
  for (const Line& line : turns_) add(line);
  for (const Line& line : last_) add(line);
  return lines;
}

std::string Narrator::left_out_text() const {
  static constexpr std::array<std::array<std::string_view, 2>, countable> words{
      {{"election", "elections"},
       {"crash", "crashes"},
       {"comeback", "comebacks"},
       {"pause or resumption", "pauses and resumptions"},
       {"fault that began or ended", "faults that began or ended"},
       {"trouble with a disk", "troubles with disks"},
       {"remark", "remarks"}}};
  std::string text;
  for (std::size_t i = 0; i < countable; ++i) {
    if (left_out_[i] == 0) continue;
    text += text.empty() ? "... " : ", ";
    const std::uint64_t count = left_out_[i];
    text += text == "... "
                ? std::to_string(count) + " more " + std::string(words[i][count == 1 ? 0 : 1])
                : counted(count, words[i][0], words[i][1]);
  }
  return text;
}

std::string Narrator::name(NodeId node) const {
  if (node == NodeId()) return "nobody";
  if (node.value() <= vocabulary_.names.size()) return vocabulary_.names[node.value() - 1];
  return "node " + std::to_string(node.value());
}

std::string Narrator::names(const std::vector<NodeId>& nodes) const {
  std::string text;
  for (const NodeId node : nodes) text += (text.empty() ? "" : " ") + name(node);
  return text;
}

// The fault that caused it was told, and named the node.
bool Narrator::fault_told_it(const Occurrence& o) const {
  for (const Fault& fault : recent_faults_) {
    if (fault.index == o.cause) return holds_word(fault.text, name(o.node));
  }
  return false;
}

// ---- What is worth a line -----------------------------------------------------------------------

void Narrator::on(const Occurrence& o, const Booted& booted) {
  if (lived_.empty()) tell(o.at, Subject::turn, "start");
  if (lived_.insert(o.node).second) return;
  std::string text = name(o.node) + " is back with " + counted(booted.records, "record", "records");
  if (booted.integrity == Integrity::torn_tail) text += "; a torn tail was cut";
  if (booted.integrity == Integrity::corrupt) text += "; its journal is damaged";
  tell(o.at, Subject::comeback, std::move(text));
}

void Narrator::on(const Occurrence& o, const Crashed&) {
  if (!fault_told_it(o)) tell(o.at, Subject::crash, name(o.node) + " crashes");
}

void Narrator::on(const Occurrence& o, const Paused&) {
  if (!fault_told_it(o)) tell(o.at, Subject::pause, name(o.node) + " pauses");
}

void Narrator::on(const Occurrence& o, const Resumed&) {
  tell(o.at, Subject::pause, name(o.node) + " goes on");
}

void Narrator::on(const Occurrence& o, const Synced& synced) {
  if (synced.true_to_its_word) return;
  tell(o.at, Subject::disk, "the disk of " + name(o.node) + " says it has synced, and has not");
}

void Narrator::on(const Occurrence& o, const DiskFailed& failed) {
  tell(o.at, Subject::disk,
       "the disk of " + name(o.node) + " refuses a " + std::string(failed.operation) + ": " +
           std::string(failed.why));
}

void Narrator::on(const Occurrence& o, const Damaged& damaged) {
  if (damaged.what == "packet") return;  // they are many, and dropped or not, the trace has them
  const std::string where = "the " + std::string(damaged.what) + " of " + name(o.node);
  const std::string place = " at byte " + std::to_string(damaged.at);
  tell(o.at, Subject::disk,
       damaged.detected ? "damage in " + where + place + " is noticed"
                        : where + " is damaged by " + std::string(damaged.how) + place);
}

void Narrator::on(const Occurrence& o, const FaultBegan& began) {
  const std::string what(began.what);
  std::string text(began.text);
  if (text.compare(0, what.size(), what) != 0) text = text.empty() ? what : what + " " + text;
  recent_faults_.push_back({o.index, text});
  if (recent_faults_.size() > 16) recent_faults_.pop_front();
  tell(o.at, Subject::fault, "fault " + std::string(began.fault) + ": " + text);
}

void Narrator::on(const Occurrence& o, const FaultEnded& ended) {
  tell(o.at, Subject::fault, "fault " + std::string(ended.fault) + " heals");
}

void Narrator::on(const Occurrence& o, const Healed&) {
  tell(o.at, Subject::turn, "all faults end; what was down comes back");
}

void Narrator::on(const Occurrence& o, const Became& became) {
  if (became.role != Role::leader) return;
  tell(o.at, Subject::election,
       name(o.node) + " leads " + std::string(vocabulary_.epoch_word) + " " +
           std::to_string(became.epoch.value()));
}

// The first configuration is the scenario's; the others are news, once each.
void Narrator::on(const Occurrence& o, const Configured& configured) {
  const std::string text = "{" + names(configured.voters) + "}, " +
                           std::to_string(configured.elect) + " to elect, " +
                           std::to_string(configured.commit) + " to commit";
  const bool first = configurations_.empty();
  if (configurations_.insert(text).second && !first) {
    tell(o.at, Subject::turn, name(o.node) + " goes by the configuration " + text);
  }
}

void Narrator::on(const Occurrence& o, const Remark& remark) {
  tell(o.at, Subject::remark, name(o.node) + ": " + remark.text);
}

void Narrator::on(const Occurrence& o, const Halted& halted) {
  tell(o.at, Subject::turn, name(o.node) + " halts: " + std::string(halted.reason));
}

void Narrator::on(const Occurrence& o, const Violated& violated) {
  tell(o.at, Subject::turn,
       "VIOLATION " + std::string(violated.check) + ": " + std::string(violated.story));
}

}  // namespace conclave::sim
