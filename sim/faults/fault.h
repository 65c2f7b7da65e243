// Fault: one thing that goes wrong, from begin to end, pushed on the world from outside.
//
// A kind of fault is one file and one line in registry.cc. Its members are its parameters, and
// describe() is how they are written in a scenario.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "sim/data/form.h"
#include "sim/kernel/random.h"
#include "sim/world/cluster.h"

namespace conclave::sim {

class Fault {
 public:
  virtual ~Fault() = default;
  virtual std::unique_ptr<Fault> clone() const = 0;
  virtual void describe(Fields& fields) = 0;

  // Chooses whom to hit, and says what will happen, in words. Called once, before begin().
  virtual std::string aim(Cluster& cluster, Random& random) = 0;
  // `cause`: this fault's own lines in the trace.
  virtual void begin(Cluster& cluster, Index cause) = 0;
  virtual void end(Cluster&, Index) {}
  // False if begin() is all there is, and a duration means nothing.
  virtual bool lasts() const { return true; }
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
