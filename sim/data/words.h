// Words: how we quote what a person wrote, guess what they meant, and write numbers for them.
//
// Nothing here trusts its input: it may be megabytes long or full of control characters.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace conclave::sim {

// At most `length` bytes (cut between characters, with "..."), control characters escaped.
std::string printable(std::string_view text, std::size_t length = 60);

// The same between double quotes.
std::string in_quotes(std::string_view text, std::size_t length = 60);

std::string grouped(std::uint64_t number);                    // "48,903"
std::string counted(std::uint64_t n, std::string_view noun);  // "1 node", "1,902 nodes"

// "a, b or c"; or "a, b and c", where all are meant.
std::string listed(const std::vector<std::string>& words, std::string_view last = "or");

// The number of insertions, deletions, replacements and swaps of neighbours between two words.
std::size_t edit_distance(std::string_view a, std::string_view b);

// The known word that `word` is most likely a slip of; none when nothing is close.
std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& known);

// ", did you mean X?", or else ": must be a, b or c" when the choice is short, or else nothing.
std::string suggestion(std::string_view word, const std::vector<std::string>& known);

}  // namespace conclave::sim
