// I20 durable_stays: what was durable is still there after a crash, unless a fault destroyed it,
// and then the node says so.
//
// Raft: extended paper, figure 2 (persistent state on all servers). Storage: "Protocol-Aware
// Recovery for Consensus-Based Storage" (FAST'18): a checksum that does not match inside a log is a
// damage, not the end of the log; to cut there silently loses what was committed.
//
// At each boot three things are compared with what the world saw of the disk:
//   - The journal reaches as far as its last true sync, unless somebody damaged it.
//   - Where damage is followed by a sound record that was written after what was damaged had been
//     synced, the boot says `corrupt`. (Damage in what was synced last looks like the torn tail of
//     a crash; nobody can tell, and nobody is blamed.) A node that is told so says so too: it
//     halts, or it remarks on it, in that step. It does not simply go on.
//   - The node shows the log that its disk holds.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "sim/checkers/checker.h"
#include "sim/checkers/ledger.h"
#include "sim/checkers/suspects.h"

namespace conclave::sim {

class DurableStays final : public Reader<DurableStays, Checker> {
 public:
  static constexpr CheckerKind kind{
      .name = "durable_stays",
      .id = "I20",
      .promise =
          "what was durable is still there after a crash, unless a fault destroyed it and "
          "the node says so",
  };
  DurableStays(std::string_view name, const Bench& bench)
      : Reader(name, bench), disks_(bench.cast.nodes), suspects_(bench.cast.nodes) {}

  void on(const Occurrence& o, const Wrote& wrote) {
    if (suspects_.any()) convict(o.node);
    Disk& disk = disks_[o.node];
    disk.records.push_back({wrote.end, disk.synced});
  }
  void on(const Occurrence& o, const Synced& synced) { disks_[o.node].synced = synced.upto; }
  void on(const Occurrence& o, const Damaged& damaged) {
    if (damaged.what != "journal" || damaged.detected) return;
    disks_[o.node].damages.push_back({damaged.at, damaged.at + damaged.size, o.index});
  }
  void on(const Occurrence& o, const Booted& booted) {
    Disk& disk = disks_[o.node];
    const Recovery& recovery = ledger().recovery(o.node);
    if (recovery.truly_durable > 0) judge(o, booted, disk, recovery);
    while (!disk.records.empty() && disk.records.back().end > booted.end) disk.records.pop_back();
    disk.synced = booted.end;
    // What was read well, or is cut off now, excuses nothing later.
    std::erase_if(disk.damages, [&](const Damage& each) {
      return each.to <= booted.end || booted.integrity == Integrity::torn_tail;
    });
  }
  void on(const Occurrence& o, const Halted&) { suspects_.clear(o.node); }
  void on(const Occurrence& o, const Remark&) { suspects_.clear(o.node); }
  void on(const Occurrence& o, const Crashed&) { suspects_.clear(o.node); }
  void on(const Occurrence& o, const Decided&) {
    if (suspects_.any()) convict(o.node);
  }
  void finish(Time) override {
    for (const Violation& violation : suspects_.all()) {
      fail(violation);
    }
  }

 private:
  struct Damage {
    std::uint64_t from, to;
    Index at;
  };
  struct Record {
    std::uint64_t end;
    std::uint64_t synced;  // how far the journal was when it was written
  };
  struct Disk {
    std::vector<Record> records;
    std::uint64_t synced = 0;
    std::vector<Damage> damages;
  };

  void judge(const Occurrence& o, const Booted& booted, const Disk& disk,
             const Recovery& recovery) {
    const bool short_of_it = booted.end < recovery.truly_durable;
    const Damage* damage = nullptr;  // the latest of what may have caused it
    for (const Damage& each : disk.damages) {
      if (each.to > booted.end) damage = &each;
    }
    if (!holds(!short_of_it || damage)) {
      return fail(o, {},
                  fmt::format("{} came back at #{} with {} bytes of its journal, of which {} had "
                              "been synced, and nothing had damaged it. {} votes and entries are "
                              "gone.",
                              who(o.node), o.index, booted.end, recovery.truly_durable,
                              recovery.facts_lost));
    }
    if (short_of_it) {
      judge_damage(o, booted, *damage, disk, recovery);
    } else {
      judge_memory(o);
    }
  }
  void judge_damage(const Occurrence& o, const Booted& booted, const Damage& damage,
                    const Disk& disk, const Recovery& recovery) {
    if (booted.integrity != Integrity::corrupt) {
      if (holds(!sound_record_behind(booted.end, disk, recovery))) return;
      return fail(o, {.lines = {damage.at}},
                  fmt::format("The journal of {} was damaged at #{}, and read as far as byte {} at "
                              "#{} as if it ended there ({}), although sound records follow up to "
                              "byte {}. Damage is not the end of a log.",
                              who(o.node), damage.at, booted.end, o.index,
                              name_of(booted.integrity), recovery.truly_durable));
    }
    holds(true);
    suspects_.add(o, {.lines = {damage.at}},
                  fmt::format("{} was told at its boot, #{}, that its journal is corrupt (damaged "
                              "at #{}; {} of {} durable bytes are left, {} votes and entries are "
                              "gone), and went on as if nothing were missing.",
                              who(o.node), o.index, damage.at, booted.end, recovery.truly_durable,
                              recovery.facts_lost));
  }
  void judge_memory(const Occurrence& o) {
    if (!o.after) return;
    const Log& log = ledger().memory(o.node).log;
    const EntryId last = log.at(log.length());
    const Epoch epoch = ledger().entry(last).epoch;
    const bool same = o.after->length == log.length() && o.after->last == epoch;
    if (holds(same || o.after->length > log.length())) return;
    suspects_.add(o, {.slot = log.length(), .epoch = epoch, .lines = {first_of(last)}},
                  fmt::format("{} came back at #{} with a log up to slot {} of epoch {}, while its "
                              "disk holds slots up to {}, the last {}.",
                              who(o.node), o.index, o.after->length.value(), o.after->last.value(),
                              log.length().value(), told(last)));
  }
  // A record of what was durable, behind the first unreadable one and knowing that this was durable
  // too, that no damage touched.
  static bool sound_record_behind(std::uint64_t end, const Disk& disk, const Recovery& recovery) {
    const auto& records = disk.records;
    const auto first = std::find_if(records.begin(), records.end(),
                                    [&](const Record& record) { return record.end > end; });
    if (first == records.end()) return false;
    for (auto record = std::next(first); record != records.end(); ++record) {
      if (record->end > recovery.truly_durable) return false;
      if (record->synced < first->end) continue;
      const std::uint64_t from = std::prev(record)->end, to = record->end;
      const bool hit = std::any_of(disk.damages.begin(), disk.damages.end(),
                                   [&](const Damage& d) { return d.from < to && from < d.to; });
      if (!hit) return true;
    }
    return false;
  }
  void convict(NodeId node) {
    const auto violation = suspects_.take(node);
    if (violation) fail(*violation);
  }

  PerNode<Disk> disks_;
  Suspects suspects_;
};

}  // namespace conclave::sim
