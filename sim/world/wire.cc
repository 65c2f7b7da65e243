// One after the other.
#include "sim/world/wire.h"

#include <algorithm>
#include <limits>

#include "protocols/core/check.h"

namespace conclave::sim {
namespace {

// How long so many bytes occupy a wire; a year is as good as for ever.
Duration wire_time(std::uint64_t bytes, std::uint64_t bits_per_second) {
  __extension__ using Wide = unsigned __int128;
  constexpr Wide longest = Wide(365) * 24 * 3600 * 1'000'000'000;
  const Wide time = Wide(bytes) * 8 * 1'000'000'000 / bits_per_second;
  return Duration(static_cast<Duration::rep>(std::min(time, longest)));
}

}  // namespace

bool Wire::offer(Slot slot, std::size_t bytes, std::uint64_t queue_max) {
  const bool at_once = idle();
  if (!at_once) {
    if (bytes > queue_max || queued_ > queue_max - bytes) return false;
    queued_ += bytes;
  }
  packets_.push() = {slot, bytes};
  if (at_once) start();
  return true;
}

void Wire::limit(std::uint64_t bits_per_second) {
  bits_per_second_ = bits_per_second;
  ++serial_;
  if (bits_per_second == 0) {
    while (!idle()) leave();
  } else if (!idle()) {
    start();
  }
}

void Wire::start() {
  ALWAYS(bits_per_second_ != 0);
  loop_.after(wire_time(packets_.front().bytes, bits_per_second_), *this, ++serial_);
}

void Wire::leave() {
  const Slot slot = packets_.front().slot;
  packets_.pop();
  if (!idle()) queued_ -= packets_.front().bytes;
  carrier_.carried(slot);
}

void Wire::fire(Token serial) {
  if (serial != serial_) return loop_.was_void();
  leave();
  if (!idle()) start();
}

}  // namespace conclave::sim
