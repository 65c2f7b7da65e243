// How wide text is on a terminal, and its colours.
#include "tools/viewer/display.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace conclave::tools {
namespace {

struct Range {
  std::uint32_t first, last;
};

// The blocks of Unicode 14 that hold them, which is all that a viewer needs.
constexpr std::array<Range, 12> zero_width{{{0x0300, 0x036f},
                                            {0x0483, 0x0489},
                                            {0x0591, 0x05bd},
                                            {0x064b, 0x065f},
                                            {0x0e34, 0x0e3a},
                                            {0x1ab0, 0x1aff},
                                            {0x1dc0, 0x1dff},
                                            {0x200b, 0x200f},
                                            {0x20d0, 0x20ff},
                                            {0xfe00, 0xfe0f},
                                            {0xfe20, 0xfe2f},
                                            {0xfeff, 0xfeff}}};
constexpr std::array<Range, 15> double_width{{{0x1100, 0x115f},
                                              {0x231a, 0x231b},
                                              {0x23e9, 0x23ec},
                                              {0x2e80, 0x303e},
                                              {0x3041, 0x33ff},
                                              {0x3400, 0x4dbf},
                                              {0x4e00, 0x9fff},
                                              {0xa000, 0xa4cf},
                                              {0xac00, 0xd7a3},
                                              {0xf900, 0xfaff},
                                              {0xfe30, 0xfe6f},
                                              {0xff00, 0xff60},
                                              {0xffe0, 0xffe6},
                                              {0x1f300, 0x1faff},
                                              {0x20000, 0x3fffd}}};

bool holds(auto& ranges, std::uint32_t character) {
  const auto after = std::upper_bound(ranges.begin(), ranges.end(), character,
                                      [](std::uint32_t c, const Range& r) { return c < r.first; });
  return after != ranges.begin() && character <= std::prev(after)->last;
}

struct Character {
  std::uint32_t value = 0;
  std::size_t bytes = 1;
};

Character character_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
  };
  const std::uint32_t lead = byte(0);
  const std::size_t bytes = lead < 0xc2   ? 1
                            : lead < 0xe0 ? 2
                            : lead < 0xf0 ? 3
                            : lead < 0xf5 ? 4
                                          : 1;
  std::uint32_t value = bytes == 1 ? lead : lead & (0xffU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xc0U) != 0x80U) return {lead, 1};
    value = value << 6U | (byte(i) & 0x3fU);
  }
  return {value, bytes};
}

std::size_t width_of(std::uint32_t character) {
  if (character < 0x300) return 1;
  if (holds(zero_width, character)) return 0;
  return holds(double_width, character) ? 2 : 1;
}

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Character c = character_at(text, at);
    width += width_of(c.value);
    at += c.bytes;
  }
  return width;
}

std::string clipped(std::string_view text, std::size_t columns) {
  if (display_width(text) <= columns) return std::string(text);
  if (columns == 0) return "";
  std::size_t width = 0, at = 0;
  while (at < text.size()) {
    const Character c = character_at(text, at);
    if (width + width_of(c.value) > columns - 1) break;
    width += width_of(c.value);
    at += c.bytes;
  }
  return std::string(text.substr(0, at)) + "…";
}

}  // namespace conclave::tools
