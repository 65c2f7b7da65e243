// Tokens: any bytes as one word that holds no space, so that a line of words can be split at
// single spaces and read by a person. Plain words, UTF-8 included, stay as they are.
//
//     \s space   \\ backslash   \n \t \r   \e the empty word   \xHH any other byte
//
// What is escaped: space, backslash, control characters, and bytes that are not well-formed UTF-8,
// so a token is always printable text. A reader takes any byte that is not a space.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace conclave::sim {

// True if the bytes are their own token: not empty, nothing to escape.
bool is_plain(std::string_view bytes);

void append_token(std::string& out, std::string_view bytes);

// Empty if the token is no token: empty itself, or with an escape that is unknown or cut short.
std::optional<std::string> read_token(std::string_view token);

}  // namespace conclave::sim
