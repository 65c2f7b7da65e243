// Corruption: what happens to the bytes of a frame on a wire or a disk.
//
//     bit_1     one bit flips: cosmic rays, weak cells (Schroeder, Pinheiro and Weber,
//               "DRAM Errors in the Wild: A Large-Scale Field Study",
//               SIGMETRICS 2009)
//     bit_2     two do
//     bits      3 to 16 do, anywhere
//     burst_32  the first and the last of at most 32 bits flip, those between by chance: scratches,
//               interference
//     burst     the same over 33 to 512 bits
//     swap      two aligned 16-bit words change places: memory and buses that mix up lanes (Stone
//               and Partridge, "When the CRC and TCP Checksum Disagree", SIGCOMM 2000)
//     zeroed    a range of bytes is zero: a lost DMA transfer, a hole in a file
//     tail      what follows some byte is garbage: a torn write over old contents
//
// The frame always differs afterwards.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "protocols/core/codec.h"
#include "sim/kernel/random.h"

namespace conclave::tools {

struct Corruption {
  std::string_view name;
  void (*damage)(std::span<std::byte> frame, sim::Random& random);
};

std::span<const Corruption> corruptions();

}  // namespace conclave::tools
