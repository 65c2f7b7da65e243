// conclave bench: what things cost, and what they are worth.

#include <algorithm>

#include "sim/data/words.h"
#include "tools/arguments.h"
#include "tools/bench/benchmark.h"
#include "tools/commands.h"
#include "tools/interrupt.h"
#include "tools/terminal.h"

namespace conclave::tools {
namespace {

class Bench final : public Command {
 public:
  void describe(Arguments& arguments) override {
    arguments.texts("NAME", "", "benchmarks to run; left out: all of them", names_);
    arguments.flag("--json", "one JSON object for each row", json_);
    arguments.flag("--list", "say which there are, and run none", list_);
  }

  Exit run(Terminal& terminal) override {
    if (!known(terminal)) return Exit::usage;
    Exit worst = Exit::ok;
    for (const Benchmark& benchmark : benchmarks()) {
      if (interrupted()) break;
      if (!wanted(benchmark)) continue;
      if (list_) {
        terminal.print(std::string(benchmark.name) + "  " + std::string(benchmark.summary) + "\n");
        continue;
      }
      const Table table = benchmark.run();
      print(benchmark, table, terminal);
      for (const std::string& wrong : table.wrong) {
        terminal.complain(std::string(benchmark.name) + ": " + wrong);
        worst = worse(worst, Exit::violated);
      }
      terminal.flush();
    }
    return worse(worst, interruption());
  }

 private:
  bool known(Terminal& terminal) const {
    std::vector<std::string> all;
    for (const Benchmark& benchmark : benchmarks()) all.emplace_back(benchmark.name);
    bool sound = true;
    for (const std::string& name : names_) {
      if (std::find(all.begin(), all.end(), name) != all.end()) continue;
      terminal.complain("there is no benchmark " + sim::in_quotes(name) +
                        sim::suggestion(name, all));
      sound = false;
    }
    return sound;
  }
  bool wanted(const Benchmark& benchmark) const {
    return names_.empty() ||
           std::find(names_.begin(), names_.end(), benchmark.name) != names_.end();
  }
  void print(const Benchmark& benchmark, const Table& table, Terminal& terminal) const {
    if (json_) return terminal.print(table_json(table, benchmark.name));
    terminal.print(terminal.paint(Hue::bold, benchmark.name) + "  " +
                   std::string(benchmark.summary) + "\n\n" + table_text(table) + "\n");
    for (const std::string& note : table.notes) terminal.print(note + "\n");
    if (!table.notes.empty()) terminal.print("\n");
  }

  std::vector<std::string> names_;
  bool json_ = false, list_ = false;
};

}  // namespace

CommandKind bench_command() {
  return {"bench", "measure what things cost", "  conclave bench flaws\n  conclave bench --json",
          make_command<Bench>};
}

}  // namespace conclave::tools
