// Disk: one append-only file of bytes, its syncs and its crashes.
//
// The model. Written bytes sit in a cache until a sync completes. One sync is under way at a time;
// what is written meanwhile waits for the next (group commit), so syncs complete in order. At a
// crash everything synced survives. The fate of the rest is drawn: with `torn_write` a random
// prefix of it survives, down to a torn frame; else all or nothing of it. The disk knows bytes
// only: records and their integrity codes belong to the journal.
#pragma once

#include "protocols/core/codec.h"
#include "sim/kernel/distribution.h"
#include "sim/kernel/event_loop.h"
#include "sim/kernel/random.h"

namespace conclave::sim {

struct DiskOptions {
  Delay write_latency = Delay(80us);
  Delay sync_latency = Delay(delay::Exponential{1ms, 20ms});
  Ratio torn_write{500'000'000};
  friend bool operator==(const DiskOptions&, const DiskOptions&) = default;
};

class Disk final : private Handler {
 public:
  class Listener {
   public:
    // All bytes below `upto` are durable.
    virtual void synced(std::uint64_t upto) = 0;

   protected:
    ~Listener() = default;
  };

  // `name`: what its completions are called.
  Disk(EventLoop& loop, const Random& random, const DiskOptions& options, EventName name,
       Listener& listener);

  std::uint64_t append(ByteView bytes);  // returns the new end
  void sync();                           // asks that all written so far becomes durable
  ByteView contents() const { return image_; }
  std::uint64_t end() const { return image_.size(); }
  std::uint64_t durable() const { return synced_; }
  void cut(std::uint64_t end);  // forgets everything from there on, durably
  std::uint64_t crash();        // returns how many bytes survive

 private:
  void fire(Token life) override;  // a sync completes
  EventName name(Token) const override { return name_; }
  void start_sync();

  EventLoop& loop_;
  Random random_;
  DiskOptions options_;
  const EventName name_;
  Listener& listener_;
  Bytes image_;
  std::uint64_t synced_ = 0;
  std::uint64_t syncing_ = 0;  // the end that the sync under way covers; 0: none is
  bool wanted_ = false;        // another sync, behind the one under way
  Token life_ = 0;             // syncs of an earlier life are void
};

}  // namespace conclave::sim
