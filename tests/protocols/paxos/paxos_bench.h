// PaxosBench: a bench that keeps its node's journal, so that the node can restart with it.
#pragma once

#include <string>
#include <vector>

#include "tests/support/bench.h"

namespace conclave::paxos {

inline constexpr NodeId one{1}, two{2}, three{3}, four{4}, five{5}, nobody{};

constexpr auto ms = [](int n) { return std::chrono::milliseconds(n); };

template <typename T, typename Node>
class PaxosBench {
  using P = Port<T>;

 public:
  using Did = test::Asks<T>;

  // It has booted for the first time.
  PaxosBench(NodeId self, std::vector<NodeId> peers, typename T::Config config = {})
      : self_(self), peers_(peers), config_(config), bench_(self, peers, config) {
    bench_.boot();
  }

  Did receive(NodeId from, typename T::Message message) {
    return noted(bench_.receive(from, std::move(message)));
  }
  Did timeout(typename T::Timer timer) { return noted(bench_.timeout(timer)); }
  Did request(Command command) { return noted(bench_.request(std::move(command))); }
  // A new life, with these records in its journal.
  Did boot(std::vector<typename T::Record> records, Integrity integrity = Integrity::intact) {
    bench_ = test::Bench<T, Node>(self_, peers_, config_);
    journal_ = records;
    return noted(bench_.boot(records, integrity));
  }
  // A new life, with all that it wrote in its journal.
  Did restart() { return boot(journal_); }

  const Node& node() const { return bench_.node(); }
  Brief brief() const { return bench_.brief(); }
  const std::vector<typename T::Record>& journal() const { return journal_; }

 private:
  Did noted(Did did) {
    for (auto& write : did.template all<typename P::Write>()) {
      journal_.push_back(std::move(write.record));
    }
    return did;
  }

  NodeId self_;
  std::vector<NodeId> peers_;
  typename T::Config config_;
  test::Bench<T, Node> bench_;
  std::vector<typename T::Record> journal_;
};

// What a node is expected to do, told in its own verbs.
template <typename T, typename Tell>
test::Asks<T> told(Tell tell) {
  typename Port<T>::Effects out;
  tell(out);
  return {out.list()};
}

}  // namespace conclave::paxos
