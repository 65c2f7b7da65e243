// Tokens: plain words pass untouched, eight bytes at a time; the rest is escaped byte by byte.

#include "sim/store/token.h"

#include <cstddef>
#include <cstdint>

#include "protocols/core/byte_words.h"

namespace conclave::sim {
namespace {

bool is_plain_byte(unsigned char byte) {
  return byte > ' ' && byte != '\\' && byte < 0x7f;
}

bool all_plain(std::string_view bytes) {
  return conclave::all_plain(bytes, '!', '\\', '\\');
}

// The length of the well-formed UTF-8 sequence of two or more bytes that starts here, or 0
// (Unicode 15, table 3-7: no overlong forms, no surrogates, nothing above U+10FFFF).
std::size_t utf8_length(std::string_view bytes) {
  const auto at = [&](std::size_t i) -> unsigned {
    return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0u;
  };
  const auto follows = [&](std::size_t i) { return (at(i) & 0xc0) == 0x80; };
  const unsigned lead = at(0);
  if (lead >= 0xc2 && lead <= 0xdf) return follows(1) ? 2 : 0;
  if (lead >= 0xe0 && lead <= 0xef) {
    if (!follows(1) || !follows(2)) return 0;
    if ((lead == 0xe0 && at(1) < 0xa0) || (lead == 0xed && at(1) > 0x9f)) return 0;
    return 3;
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    if (!follows(1) || !follows(2) || !follows(3)) return 0;
    if ((lead == 0xf0 && at(1) < 0x90) || (lead == 0xf4 && at(1) > 0x8f)) return 0;
    return 4;
  }
  return 0;
}

void append_escaped(std::string& out, unsigned char byte) {
  constexpr char digits[] = "0123456789abcdef";
  out += '\\';
  switch (byte) {
    case ' ':
      out += 's';
      return;
    case '\\':
      out += '\\';
      return;
    case '\n':
      out += 'n';
      return;
    case '\t':
      out += 't';
      return;
    case '\r':
      out += 'r';
      return;
    default:
      break;
  }
  out += 'x';
  out += digits[byte >> 4];
  out += digits[byte & 15];
}

int hex_value(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  return -1;
}

}  // namespace

bool is_plain(std::string_view bytes) {
  return !bytes.empty() && all_plain(bytes);
}

void append_token(std::string& out, std::string_view bytes) {
  if (bytes.empty()) {
    out += "\\e";
    return;
  }
  if (all_plain(bytes)) {
    out += bytes;
    return;
  }
  while (!bytes.empty()) {
    const auto byte = static_cast<unsigned char>(bytes.front());
    std::size_t taken = 1;
    if (is_plain_byte(byte)) {
      out += bytes.front();
    } else if (const std::size_t length = utf8_length(bytes); length > 0) {
      out += bytes.substr(0, length);
      taken = length;
    } else {
      append_escaped(out, byte);
    }
    bytes.remove_prefix(taken);
  }
}

std::optional<std::string> read_token(std::string_view token) {
  if (token == "\\e") return std::string();
  if (token.empty()) return std::nullopt;
  std::string bytes;
  bytes.reserve(token.size());
  for (std::size_t at = 0; at < token.size(); ++at) {
    if (token[at] == ' ') return std::nullopt;
    if (token[at] != '\\') {
      bytes += token[at];
      continue;
    }
    if (++at == token.size()) return std::nullopt;
    switch (token[at]) {
      case 's':
        bytes += ' ';
        break;
      case '\\':
        bytes += '\\';
        break;
      case 'n':
        bytes += '\n';
        break;
      case 't':
        bytes += '\t';
        break;
      case 'r':
        bytes += '\r';
        break;
      case 'x': {
        if (token.size() - at < 3) return std::nullopt;
        const int high = hex_value(token[at + 1]);
        const int low = hex_value(token[at + 2]);
        if (high < 0 || low < 0) return std::nullopt;
        bytes += static_cast<char>(high * 16 + low);
        at += 2;
        break;
      }
      default:
        return std::nullopt;
    }
  }
  return bytes;
}

}  // namespace conclave::sim
