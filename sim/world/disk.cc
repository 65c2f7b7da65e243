// Writes, syncs and crashes.
#include "sim/world/disk.h"

#include <algorithm>

#include "protocols/core/check.h"

namespace conclave::sim {

Disk::Disk(EventLoop& loop, const Random& random, const DiskOptions& options, EventName name,
           Listener& listener)
    : loop_(loop), random_(random), options_(options), name_(name), listener_(listener) {}

std::uint64_t Disk::append(ByteView bytes) {
  image_.insert(image_.end(), bytes.begin(), bytes.end());
  return image_.size();
}

void Disk::sync() {
  if (syncing_ != 0) {
    wanted_ = true;
  } else if (synced_ < image_.size()) {
    start_sync();
  }
}

void Disk::start_sync() {
  wanted_ = false;
  syncing_ = image_.size();
  const Duration takes = options_.write_latency.draw(random_) + options_.sync_latency.draw(random_);
  loop_.after(takes, *this, life_);
}

void Disk::fire(Token life) {
  if (life != life_) return loop_.was_void();
  synced_ = syncing_;
  syncing_ = 0;
  if (wanted_ && synced_ < image_.size()) start_sync();
  listener_.synced(synced_);
}

void Disk::cut(std::uint64_t end) {
  ALWAYS(end <= image_.size() && syncing_ == 0);
  image_.resize(end);
  synced_ = end;
}

std::uint64_t Disk::crash() {
  ++life_;
  syncing_ = 0;
  wanted_ = false;
  const std::uint64_t unsynced = image_.size() - synced_;
  if (unsynced > 0) {
    const bool torn = random_.chance(options_.torn_write);
    const std::uint64_t kept = torn ? random_.below(unsynced + 1) : random_.below(2) * unsynced;
    image_.resize(synced_ + kept);
    synced_ = image_.size();
  }
  return image_.size();
}

}  // namespace conclave::sim
