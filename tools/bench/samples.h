// Samples: what one figure came to, run after run.
//
// A machine that does other things besides makes a run slower and never faster, so that the median
// and the range together tell what a figure is worth.
#pragma once

#include <vector>

#include "tools/bench/benchmark.h"

namespace conclave::tools {

class Samples {
 public:
  void add(double sample);
  bool empty() const { return sorted_.empty(); }
  // REQUIRES: !empty()
  double median() const;
  double least() const { return sorted_.front(); }
  double most() const { return sorted_.back(); }

 private:
  std::vector<double> sorted_;
};

// Two cells: the median, and the range as `1,200 - 1,400`, in JSON `[1200,1400]`. Digits behind the
// point; none: whole numbers.
void add_cells(const Samples& samples, int digits, std::vector<Cell>& row);

}  // namespace conclave::tools
