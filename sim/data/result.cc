#include "sim/data/result.h"

// How a list of errors is printed.

#include "sim/data/words.h"

namespace conclave::sim {

std::string to_text(const InputErrors& errors) {
  constexpr std::size_t place_length = 200;
  constexpr std::size_t what_length = 600;
  std::string text;
  for (const InputError& error : errors) {
    if (!error.place.empty()) text += printable(error.place, place_length) + ": ";
    text += printable(error.what, what_length) + "\n";
  }
  return text;
}

}  // namespace conclave::sim
