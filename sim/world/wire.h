// Wire: the narrow end of a link, where packets leave one after the other at so many bits a second.
//
// One packet is on the wire; others wait in a queue of so many bytes, first in, first out, and what
// the queue cannot hold overflows (drop-tail, as most switches do it). A wire whose bandwidth
// changes starts over with the packet that is on it; without a limit all that waits leaves at once.
#pragma once

#include <cstdint>

#include "sim/kernel/event_loop.h"
#include "sim/kernel/ring.h"

namespace conclave::sim {

class Wire final : private Handler {
 public:
  using Slot = std::uint32_t;

  class Carrier {
   public:
    virtual void carried(Slot slot) = 0;  // it has left the wire and begins its way

   protected:
    ~Carrier() = default;
  };

  Wire(EventLoop& loop, Carrier& carrier) : loop_(loop), carrier_(carrier) {}
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  bool idle() const { return packets_.empty(); }
  // REQUIRES: there is a limit, or the wire is not idle. False if there is no room in the queue.
  bool offer(Slot slot, std::size_t bytes, std::uint64_t queue_max);
  void limit(std::uint64_t bits_per_second);  // 0: as much as you like

 private:
  struct Packet {
    Slot slot = 0;
    std::size_t bytes = 0;
  };

  void fire(Token serial) override;  // the first packet has left
  void start();
  void leave();

  EventLoop& loop_;
  Carrier& carrier_;
  std::uint64_t bits_per_second_ = 0;
  Ring<Packet> packets_;      // the first is on the wire
  std::uint64_t queued_ = 0;  // bytes behind it
  Token serial_ = 0;          // of the departure that is due
};

}  // namespace conclave::sim
