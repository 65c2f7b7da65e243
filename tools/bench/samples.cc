// Kept sorted: there are a dozen of them.
#include "tools/bench/samples.h"

#include <algorithm>

#include "protocols/core/check.h"

namespace conclave::tools {
namespace {

Cell figure(double number, int digits) {
  return digits == 0 ? whole(static_cast<std::uint64_t>(number + 0.5)) : decimal(number, digits);
}

}  // namespace

void Samples::add(double sample) {
  sorted_.insert(std::upper_bound(sorted_.begin(), sorted_.end(), sample), sample);
}

double Samples::median() const {
  ALWAYS(!empty());
  const std::size_t middle = sorted_.size() / 2;
  return sorted_.size() % 2 == 1 ? sorted_[middle] : (sorted_[middle - 1] + sorted_[middle]) / 2;
}

void add_cells(const Samples& samples, int digits, std::vector<Cell>& row) {
  const Cell least = figure(samples.least(), digits), most = figure(samples.most(), digits);
  row.push_back(figure(samples.median(), digits));
  row.push_back({least.text + " - " + most.text, "[" + least.json + "," + most.json + "]"});
}

}  // namespace conclave::tools
