// bench integrity: integrity codes by kinds of corruption.
//
// A frame is a code and what it covers: 32 to 512 bytes as records have them (a quarter of them
// zero, half of them text, the rest anything). Damage hits code and content alike. A bound code
// covers also the place of the frame (node, file, offset, epoch), which is known to whoever reads
// and is not stored. A misdirected frame is a sound one that was meant for another offset, a stale
// one was written here in an earlier epoch: without the place, both are what they should be.
#include "sim/world/integrity.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "sim/kernel/random.h"
#include "tools/bench/benchmark.h"
#include "tools/bench/corruption.h"
#include "tools/cpu_time.h"
#include "tools/interrupt.h"

namespace conclave::tools {
namespace {

using sim::IntegrityCode;
using sim::Random;

constexpr std::uint64_t trials = 100'000;

struct Place {
  std::uint32_t node = 0, file = 0;
  std::uint64_t offset = 0, epoch = 0;
};

// One frame, written and read back.
class Workbench {
 public:
  Workbench(const IntegrityCode& code, Random random) : code_(code), random_(random) {
    for (std::byte& each : library_) each = some_byte();
  }

  // A new frame, sound at this place; null: not bound to any.
  void write(const Place* place) {
    const std::size_t size = 32 + random_.below(481);
    frame_.resize(code_.size + size);
    std::memcpy(&frame_[code_.size], &library_[random_.below(library_.size() - size)], size);
    covered(place, covered_);
    code_.compute(covered_, frame_.data());
  }
  // Whether it is taken for sound at this place.
  bool sound(const Place* place) {
    covered(place, covered_);
    return sim::verify(code_, covered_, ByteView(frame_.data(), code_.size));
  }
  std::span<std::byte> frame() { return frame_; }
  Random& random() { return random_; }
  Place some_place() {
    return {static_cast<std::uint32_t>(1 + random_.below(9)), 1, 512 * random_.below(1000),
            1 + random_.below(1000)};
  }

 private:
  std::byte some_byte() {
    const std::uint64_t bits = random_.next();
    const auto value = static_cast<std::uint8_t>(bits >> 8);
    if (bits % 4 == 0) return {};
    return static_cast<std::byte>(bits % 4 == 1 ? value : 'a' + value % 26);
  }
  void covered(const Place* place, Bytes& out) const {
    out.assign(frame_.begin() + static_cast<std::ptrdiff_t>(code_.size), frame_.end());
    if (place == nullptr) return;
    const auto add = [&](const auto& number) {
      const auto* bytes = reinterpret_cast<const std::byte*>(&number);
      out.insert(out.end(), bytes, bytes + sizeof number);
    };
    add(place->node);
    add(place->file);
    add(place->offset);
    add(place->epoch);
  }

  const IntegrityCode& code_;
  Random random_;
  Bytes library_ = Bytes(1 << 20);  // contents are pieces of this
  Bytes frame_, covered_;
};

// Never rounded up to 100.
Cell share(std::uint64_t detected) {
  const double fraction = static_cast<double>(detected) / trials;
  const std::string text = detected == trials ? "100" : fmt::format("{:.3f}", 100 * fraction);
  return {text, fmt::format("{}", fraction)};
}

std::uint64_t detected_damage(Workbench& bench, const Corruption& corruption) {
  std::uint64_t detected = 0;
  for (std::uint64_t n = 0; n < trials; ++n) {
    bench.write(nullptr);
    corruption.damage(bench.frame(), bench.random());
    if (!bench.sound(nullptr)) ++detected;
  }
  return detected;
}

enum class Elsewhere : std::uint8_t { misdirected, stale };

std::uint64_t detected_elsewhere(Workbench& bench, Elsewhere how, bool bound) {
  std::uint64_t detected = 0;
  for (std::uint64_t n = 0; n < trials; ++n) {
    const Place written = bench.some_place();
    Place read = written;
    if (how == Elsewhere::misdirected) {
      while (read.offset == written.offset) read.offset = 512 * bench.random().below(1000);
    } else {
      read.epoch += 1 + bench.random().below(9);
    }
    bench.write(bound ? &written : nullptr);
    if (!bench.sound(bound ? &read : nullptr)) ++detected;
  }
  return detected;
}

std::uint64_t false_alarms(Workbench& bench) {
  std::uint64_t alarms = 0;
  for (std::uint64_t n = 0; n < trials; ++n) {
    const Place place = bench.some_place();
    const Place* at = n % 2 == 0 ? &place : nullptr;
    bench.write(at);
    if (!bench.sound(at)) ++alarms;
  }
  return alarms;
}

// Over a whole KiB, the best of several rounds: what is more was somebody else's.
double ns_per_kib(const IntegrityCode& code) {
  constexpr std::uint64_t turns = 200, rounds = 9;
  Bytes data(1024);
  Random random(1);
  for (std::byte& each : data) each = static_cast<std::byte>(random.below(256));
  std::byte out[64] = {};
  double best = 1e18;
  for (std::uint64_t round = 0; round < rounds; ++round) {
    const std::uint64_t begin = cpu_nanoseconds();
    for (std::uint64_t n = 0; n < turns; ++n) {
      data[n % data.size()] ^= out[0];  // each turn needs the one before
      code.compute(data, out);
    }
    const auto took = static_cast<double>(cpu_nanoseconds() - begin);
    best = std::min(best, took / static_cast<double>(turns));
  }
  return best;
}

std::vector<Cell> row_of(const IntegrityCode& code, Table& table) {
  Workbench bench(code, Random(1).fork(code.name));
  std::vector<Cell> row{word(std::string(code.name)), whole(code.size)};
  for (const Corruption& corruption : corruptions()) {
    row.push_back(share(detected_damage(bench, corruption)));
  }
  for (const bool bound : {false, true}) {
    for (const Elsewhere how : {Elsewhere::misdirected, Elsewhere::stale}) {
      row.push_back(share(detected_elsewhere(bench, how, bound)));
    }
  }
  const std::uint64_t alarms = false_alarms(bench);
  if (alarms > 0) table.wrong.push_back(std::string(code.name) + " refuses what is sound");
  row.push_back(whole(alarms));
  row.push_back(decimal(ns_per_kib(code), 0));
  return row;
}

}  // namespace

Table bench_integrity() {
  Table table;
  table.columns = {"code", "bytes"};
  for (const Corruption& corruption : corruptions()) {
    table.columns.emplace_back(corruption.name);
  }
  for (const char* column :
       {"misdirected", "stale", "misdirected_bound", "stale_bound", "false_alarms", "ns_per_kib"}) {
    table.columns.emplace_back(column);
  }
  for (const IntegrityCode& code : sim::integrity_codes()) {
    if (interrupted()) break;
    table.rows.push_back(row_of(code, table));
  }
  table.notes = {
      fmt::format("Per cent detected, of {} random corruptions in each cell; false alarms among as "
                  "many sound frames.",
                  trials)};
  return table;
}

}  // namespace conclave::tools
