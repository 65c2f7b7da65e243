// Times as people read them.
#include "sim/trace/clock_text.h"

namespace conclave::sim {

std::string clock_text(Time at, unsigned decimals) {
  std::string text = std::to_string(at.time_since_epoch().count());
  if (text.size() < 10) text.insert(0, 10 - text.size(), '0');
  text.resize(text.size() - 9 + decimals);
  if (decimals > 0) text.insert(text.size() - decimals, 1, '.');
  return text + "s";
}

}  // namespace conclave::sim
