// Strings in JSON: escapes (RFC 8259, section 7), and hex for what is not text.
#include "protocols/core/json_printer.h"

#include "protocols/core/byte_words.h"

namespace conclave {
namespace {

constexpr char hex_digits[] = "0123456789abcdef";

// How many bytes the character that starts at `at` takes; 0 if it is malformed.
std::size_t utf8_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const auto tail = [&](std::size_t i) { return (byte(i) & 0xc0U) == 0x80U; };
  const unsigned lead = byte(at);
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return tail(at + 1) ? 2 : 0;
  const unsigned second = byte(at + 1);
  if (lead >= 0xe0 && lead <= 0xef) {
    const bool overlong = lead == 0xe0 && second < 0xa0;
    const bool surrogate = lead == 0xed && second > 0x9f;
    return tail(at + 1) && tail(at + 2) && !overlong && !surrogate ? 3 : 0;
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    const bool overlong = lead == 0xf0 && second < 0x90;
    const bool too_large = lead == 0xf4 && second > 0x8f;
    return tail(at + 1) && tail(at + 2) && tail(at + 3) && !overlong && !too_large ? 4 : 0;
  }
  return 0;
}

}  // namespace

bool is_plain_json(std::string_view text) {
  return all_plain(text, ' ', '"', '\\');
}

bool is_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_length(text, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

void JsonPrinter::long_key(std::string_view name) {
  comma();
  out_ += '"';
  out_ += name;
  out_ += "\":";
}

void JsonPrinter::print_text(std::string_view text) {
  if (is_plain_json(text)) {
    char piece[64];
    if (text.size() <= sizeof piece - 2) {
      piece[0] = '"';
      text.copy(piece + 1, text.size());
      piece[text.size() + 1] = '"';
      out_.append(piece, text.size() + 2);
      return;
    }
    out_ += '"';
    out_ += text;
    out_ += '"';
    return;
  }
  if (!is_utf8(text)) {
    out_ += R"({"hex":")";
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      out_ += hex_digits[byte >> 4];
      out_ += hex_digits[byte & 15];
    }
    out_ += "\"}";
    return;
  }
  out_ += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out_ += '\\';
      out_ += c;
    } else if (c == '\n') {
      out_ += "\\n";
    } else if (c == '\t') {
      out_ += "\\t";
    } else if (c == '\r') {
      out_ += "\\r";
    } else if (byte < 0x20 || byte == 0x7f) {
      out_ += "\\u00";
      out_ += hex_digits[byte >> 4];
      out_ += hex_digits[byte & 15];
    } else {
      out_ += c;
    }
  }
  out_ += '"';
}

}  // namespace conclave
