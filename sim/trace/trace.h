// Trace: whatever happens is told once, here, and everyone who wants to know reads it.
//
// Readers see occurrences in the order of happening, each reader only the kinds it asked for, and
// in the order in which they were attached. A reader changes nothing.
#pragma once

#include <array>
#include <bitset>
#include <functional>
#include <string>
#include <type_traits>
#include <vector>

#include "protocols/core/json_printer.h"
#include "sim/trace/occurrence.h"

namespace conclave::sim {

using Kinds = std::bitset<detail_kinds>;

class TraceSink {
 public:
  // Tells a sink of an occurrence.
  using Teller = void (*)(TraceSink& sink, const Occurrence& occurrence);

  virtual ~TraceSink() = default;
  virtual Kinds kinds() const = 0;  // which occurrences to be told of
  virtual void record(const Occurrence& occurrence) = 0;
  // How to be told of those of one kind: for sinks that need not look again which it is.
  virtual Teller teller(std::size_t) const {
    return [](TraceSink& sink, const Occurrence& o) { sink.record(o); };
  }
};

// A reader says what it wants by the overloads it has, and this calls them:
//
//     class Tally : public Reader<Tally> {
//      public:
//       void on(const Occurrence& o, const Became& became);
//       void on(const Occurrence& o, const Decided& decided);
//     };
//
// Facts arrive as references, whatever Detail holds. `Base` is TraceSink or derived from it.
template <typename Derived, typename Base = TraceSink>
class Reader : public Base {
 public:
  using Base::Base;

  Kinds kinds() const override { return kinds_of(std::make_index_sequence<detail_kinds>{}); }
  void record(const Occurrence& o) override {
    if (const auto teller = this->teller(o.what.index())) teller(*this, o);
  }
  // Null for a kind that it does not want.
  TraceSink::Teller teller(std::size_t kind) const override {
    static constexpr auto tellers = tellers_of(std::make_index_sequence<detail_kinds>{});
    return tellers[kind];
  }

 private:
  template <typename D>
  static const auto& look(const D& detail) {
    if constexpr (std::is_pointer_v<D>) {
      return *detail;
    } else {
      return detail;
    }
  }
  template <typename D>
  static constexpr bool wants() {
    return requires(Derived & self, const Occurrence& o, const D& detail) {
      self.on(o, look(detail));
    };
  }
  template <std::size_t... I>
  static Kinds kinds_of(std::index_sequence<I...>) {
    Kinds kinds;
    ((wants<std::variant_alternative_t<I, Detail>>() ? void(kinds.set(I)) : void(0)), ...);
    return kinds;
  }
  template <std::size_t I>
  static constexpr TraceSink::Teller teller_of() {
    if constexpr (wants<std::variant_alternative_t<I, Detail>>()) {
      return [](TraceSink& sink, const Occurrence& o) {
        const auto* const detail = std::get_if<I>(&o.what);
        if (detail == nullptr) __builtin_unreachable();
        static_cast<Derived&>(sink).on(o, look(*detail));
      };
    } else {
      return nullptr;
    }
  }
  template <std::size_t... I>
  static constexpr std::array<TraceSink::Teller, detail_kinds> tellers_of(
      std::index_sequence<I...>) {
    return {teller_of<I>()...};
  }
};

class Trace {
 public:
  // The sink outlives the trace.
  void attach(TraceSink& sink) {
    const Kinds kinds = sink.kinds();
    for (std::size_t kind = 0; kind < detail_kinds; ++kind) {
      if (kinds.test(kind)) readers_[kind].push_back({&sink, sink.teller(kind)});
    }
  }

  // Tells the readers; returns the occurrence's index, to serve as a cause.
  template <typename D>
  Index emit(Time at, NodeId node, Index cause, const D& what, const Brief* after = nullptr) {
    const Index index = next_++;
    const std::size_t kind = kind_index<D>();
    const auto& readers = readers_[kind];
    if (readers.empty()) return index;
    const Occurrence o{index, at, node, cause, after, Detail(what)};
    for (const auto& [sink, tell] : readers) tell(*sink, o);
    return index;
  }
  Index next() const { return next_; }

  template <typename D>
  static constexpr std::size_t kind_index() {
    return index_of<D>(std::make_index_sequence<detail_kinds>{});
  }

 private:
  template <typename D, std::size_t... I>
  static constexpr std::size_t index_of(std::index_sequence<I...>) {
    std::size_t index = detail_kinds;
    ((std::is_same_v<D, std::variant_alternative_t<I, Detail>> ? void(index = I) : void(0)), ...);
    return index;
  }

  struct Attached {
    TraceSink* sink;
    TraceSink::Teller tell;
  };

  std::array<std::vector<Attached>, detail_kinds> readers_;
  Index next_ = 0;
};

// How to say bytes and addresses in words: what a run knows of its protocol and its cast.
struct Vocabulary {
  std::vector<std::string> names;  // of address i + 1: nodes first, then clients
  std::size_t nodes = 0;           // how many of them are nodes
  void (*print_message)(ByteView bytes, JsonPrinter& out) = nullptr;         // Channel::protocol
  void (*print_client_message)(ByteView bytes, JsonPrinter& out) = nullptr;  // Channel::client
  void (*print_record)(ByteView bytes, JsonPrinter& out) = nullptr;
  // May hold the names of a stored trace, hence no bare pointer.
  std::function<std::string_view(std::uint8_t timer)> timer_name;
  std::string_view epoch_word = "epoch";  // what people call it: "term", "ballot"
  bool decides_once = false;              // there is one slot: most requests are never served
};

}  // namespace conclave::sim
