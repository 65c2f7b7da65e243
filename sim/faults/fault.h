// Fault: one thing that goes wrong, from begin to end, pushed on the world from outside.
//
// A kind of fault is one file and one line in registry.cc. Its members are its parameters, and
// describe() is how they are written in a scenario.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "sim/data/form.h"
#include "sim/faults/budget.h"
#include "sim/kernel/random.h"
#include "sim/world/cluster.h"
#include "sim/world/tally.h"

namespace conclave::sim {

// What a fault has at hand while it takes aim.
struct Aim {
  Cluster& cluster;
  Random& random;  // its own stream
  Budget& budget;  // is asked before anything breaks for good
  Tally& tally;    // of its kind
};

struct RecordChoice;
struct Survivals;

class Fault {
 public:
  virtual ~Fault() = default;
  virtual std::unique_ptr<Fault> clone() const = 0;
  virtual void describe(Fields& fields) = 0;

  // Chooses whom to hit, and says what will happen, in words. Called once, before begin().
  //
  // From then on the fault is concrete: describe() writes the nodes and numbers that were chosen,
  // not the words and ranges that they were chosen from. Read back, that is a fault which does the
  // same, says the same, and draws nothing.
  virtual std::string aim(const Aim& at) = 0;
  // `cause`: this fault's own lines in the trace. The tally outlives the fault, and what the fault
  // leaves behind in the world may go on counting into it.
  virtual void begin(Cluster& cluster, Index cause, Tally& tally) = 0;
  virtual void end(Cluster&, Index) {}
  // A fault that goes on while it lasts: how long after begin(), or the last turn, the next turn
  // comes. Nothing: there is no other.
  virtual std::optional<Duration> next_turn() const { return std::nullopt; }
  virtual void turn(Cluster&, Index) {}
  // False if begin() is all there is, and a duration means nothing.
  virtual bool lasts() const { return true; }
  // Of a fault that crashes nodes: what is decreed of that. Null: it crashes nobody, or what is
  // left does not matter.
  virtual Survivals* survivals() { return nullptr; }
  // Which record of a journal it damages; null: it damages none.
  virtual RecordChoice* damaged() { return nullptr; }
  // True for the one kind that ends all active faults.
  virtual bool ends_the_others() const { return false; }
};

// For the one line of a fault's class that copies it.
template <typename Derived>
class FaultOf : public Fault {
 public:
  std::unique_ptr<Fault> clone() const override {
    return std::make_unique<Derived>(static_cast<const Derived&>(*this));
  }
};

struct FaultKind {
  std::string_view name;
  std::string_view summary;
  std::unique_ptr<Fault> (*make)();  // with every parameter at its default
};

std::span<const FaultKind> fault_kinds();
const FaultKind* find_fault(std::string_view name);  // null if there is none

// A fault as a value: copies are copies.
class AnyFault {
 public:
  AnyFault() = default;
  explicit AnyFault(std::unique_ptr<Fault> fault) : fault_(std::move(fault)) {}
  AnyFault(const AnyFault& other) : fault_(other.fault_ ? other.fault_->clone() : nullptr) {}
  AnyFault(AnyFault&&) = default;
  AnyFault& operator=(AnyFault other) {
    fault_ = std::move(other.fault_);
    return *this;
  }
  Fault* operator->() const { return fault_.get(); }
  explicit operator bool() const { return fault_ != nullptr; }

 private:
  std::unique_ptr<Fault> fault_;
};

}  // namespace conclave::sim
