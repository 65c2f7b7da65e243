// How the quantities of the world are written in a file: "5ms", {"uniform": ["1ms", "3ms"]}, 0.001.
#pragma once

#include "sim/data/form.h"
#include "sim/kernel/distribution.h"
#include "sim/world/clock.h"
#include "sim/world/disk.h"
#include "sim/world/network.h"

namespace conclave::sim {

// A duration, or {"uniform": [min, max]}, {"exponential": {"mean": .., "max": ..}} or
// {"quantiles": {"p0": .., "p50": .., "p99.9": .., "p100": ..}}.
void describe(Form& form, Delay& delay);

// A number from 0 to 1.
void describe(Form& form, Ratio& probability);

void describe(Form& form, ClockOptions& clock);
void describe(Form& form, DiskOptions& disk);

// The members of a link, for an object that has others besides.
void describe_link(Fields& fields, LinkOptions& link);

// The members of a disk, likewise.
void describe_disk(Fields& fields, DiskOptions& disk);

// What a crash leaves, as its text.
void describe(Form& form, CrashOutcome& outcome);

// The name of an integrity code.
void describe_integrity(Form& form, std::string& name);

// An integrity code, and whether it is bound to its place: "crc32c", or {"code": .., "bound": ..}.
struct IntegrityChoice {
  std::string code = "crc32c";
  bool bound = true;
  friend bool operator==(const IntegrityChoice&, const IntegrityChoice&) = default;
};
void describe(Form& form, IntegrityChoice& choice);

void describe(Form& form, PriorityOptions& priorities);

}  // namespace conclave::sim
