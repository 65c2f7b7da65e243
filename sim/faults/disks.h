// Disks: whose disks a fault hits, and what of them. Shared by the faults of disks.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/faults/fault.h"
#include "sim/faults/targets.h"

namespace conclave::sim {

// What a fault of a disk costs its node at worst.
enum class DiskHarm : std::uint8_t {
  time,     // nothing but time
  halt,     // the node stops for good
  oblivion  // the node forgets what it had every right to rely on, and does not know
};

// For faults that make disks misbehave while they last.
class TroubledDisks {
 public:
  void describe(Fields& fields);
  // Leaves out whom the budget spares. What costs oblivion is spared at the crash that would take
  // it, so that the disk lies all the same. Returns the names of those that are hit.
  std::string aim(const Aim& at, DiskHarm harm);
  // All of them have this trouble until the end.
  void begin(Cluster& cluster, DiskTrouble trouble, Tally& tally);
  void end(Cluster& cluster);

 private:
  Targets nodes_{{"one"}};
  std::vector<NodeId> hit_;
  bool spares_the_unaware_ = false;
  std::vector<std::pair<NodeId, Disk::TroubleId>> begun_;
};

// Which record of a journal: by a word ("rewritten": the first that has the place of an older one),
// or by its number from 0, counted round where there are fewer. {"file": "journal", "record":
// "last"}
struct RecordChoice {
  std::string file = "journal";
  std::string record;                           // first, last, random, rewritten, or digits
  std::optional<std::uint64_t> number() const;  // if it is one
};
void describe(Form& form, RecordChoice& where);

// For faults that damage what lies on disks.
class DamagedDisks {
 public:
  explicit DamagedDisks(std::string record) { where_.record = std::move(record); }

  void describe(Fields& fields);
  RecordChoice& where() { return where_; }
  // Leaves out whom the budget spares. Damage that a node would not notice is spared when it boots.
  std::string aim(const Aim& at);
  // Of each disk that is hit and holds records: which of them. Random words are numbers by now.
  struct Hit {
    NodeId node;
    std::vector<RecordPlace> records;
    std::size_t chosen = 0;
  };
  std::vector<Hit> hits(Cluster& cluster) const;
  // Puts a patch over so many bytes of a record, from its start on.
  void damage(Cluster& cluster, const Hit& hit, const RecordPlace& record, Patch patch, Index cause,
              Tally& tally);
  void take_off(Cluster& cluster);  // all of them

 private:
  static bool find_rewritten(Cluster& cluster, Hit& hit);

  Targets nodes_{{"one"}};
  RecordChoice where_;
  std::vector<NodeId> hit_;
  bool spares_the_unaware_ = false;
  std::vector<std::pair<NodeId, Patches::Id>> patches_;
};

// A kind of fault that makes disks misbehave while it lasts: it says how, and in which words.
template <typename Derived>
class TroubleFault : public FaultOf<Derived> {
 public:
  void describe(Fields& fields) final {
    disks_.describe(fields);
    describe_trouble(fields);
  }
  std::string aim(const Aim& at) final {
    const std::string names = disks_.aim(at, harm_);
    return words(at) + " at " + names;
  }
  void begin(Cluster& cluster, Index, Tally& tally) final {
    disks_.begin(cluster, trouble_, tally);
  }
  void end(Cluster& cluster, Index) final { disks_.end(cluster); }

 protected:
  explicit TroubleFault(DiskHarm harm) : harm_(harm) {}

  virtual void describe_trouble(Fields&) {}
  // Called once, when the disks are chosen: what is still open is drawn here.
  virtual std::string words(const Aim& at) = 0;

  DiskTrouble trouble_;

 private:
  DiskHarm harm_;
  TroubledDisks disks_;
};

// A kind of fault that damages a record of each disk: it says what is read in which place.
template <typename Derived>
class DamageFault : public FaultOf<Derived> {
 public:
  void describe(Fields& fields) final {
    disks_.describe(fields);
    describe_damage(fields);
  }
  void begin(Cluster& cluster, Index cause, Tally& tally) final {
    for (const DamagedDisks::Hit& hit : disks_.hits(cluster)) {
      for (Damage& damage : damages(cluster, hit)) {
        damage.patch.how = kind_;
        disks_.damage(cluster, hit, damage.record, std::move(damage.patch), cause, tally);
      }
    }
  }
  void end(Cluster& cluster, Index) final { disks_.take_off(cluster); }
  RecordChoice* damaged() final { return &disks_.where(); }

 protected:
  struct Damage {
    RecordPlace record;
    Patch patch;
  };
  // `kind` outlives the run; `record` is the choice that a scenario need not write.
  DamageFault(std::string_view kind, std::string record) : disks_(std::move(record)), kind_(kind) {}

  static Damage reads_as(const RecordPlace& record, Bytes bytes) {
    Damage damage{record, {}};
    damage.patch.bytes = std::move(bytes);
    return damage;
  }

  virtual void describe_damage(Fields&) {}
  virtual std::vector<Damage> damages(Cluster& cluster, const DamagedDisks::Hit& hit) const = 0;

  DamagedDisks disks_;

 private:
  std::string_view kind_;
};

// The bytes of a record's frame as they were written, and what stood there before.
Bytes written_at(Cluster& cluster, NodeId node, const RecordPlace& record);
Bytes before_at(Cluster& cluster, NodeId node, const RecordPlace& record);

}  // namespace conclave::sim
