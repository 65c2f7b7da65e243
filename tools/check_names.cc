#include "tools/check_names.h"

// Names held against the registry.

#include <algorithm>

#include "sim/checkers/checker.h"
#include "sim/data/words.h"

namespace conclave::tools {

bool known_checks(const std::vector<std::string>& names, Terminal& terminal) {
  std::vector<std::string> known{"all", "safety"};
  for (const sim::CheckerKind& kind : sim::checker_kinds()) known.emplace_back(kind.name);
  bool sound = true;
  for (const std::string& name : names) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    terminal.complain("--check: there is no check " + sim::in_quotes(name) +
                      sim::suggestion(name, known));
    sound = false;
  }
  return sound;
}

void judge_by(const std::vector<std::string>& names, sim::Scenario& scenario) {
  if (names.empty()) return;
  scenario.checks.clear();
  for (const std::string& name : names) scenario.checks.push_back({name, {}});
}

}  // namespace conclave::tools
