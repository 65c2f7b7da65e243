#include "tools/version.h"

// conclave version: which library, which formats.

#include "sim/run/scenario.h"
#include "sim/trace/header.h"
#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/terminal.h"

namespace conclave::tools {
namespace {

class Version final : public Command {
 public:
  void describe(Arguments& arguments) override {
    arguments.flag("--json", "one JSON object", json_);
  }
  Exit run(Terminal& terminal) override {
    const std::string version(library_version());
    const std::string scenario = std::to_string(sim::scenario_format);
    const std::string trace = std::to_string(sim::trace_format);
    if (json_) {
      terminal.print(R"({"type":"version","version":")" + version + R"(","scenario_format":)" +
                     scenario + R"(,"trace_format":)" + trace + "}\n");
    } else {
      terminal.print("conclave " + version + "\nscenario format " + scenario + "\ntrace format " +
                     trace + "\n");
    }
    return Exit::ok;
  }

 private:
  bool json_ = false;
};

}  // namespace

std::string_view library_version() {
  return CONCLAVE_VERSION;
}

CommandKind version_command() {
  return {"version", "which version this is, and which formats it reads", "  conclave version",
          make_command<Version>};
}

}  // namespace conclave::tools
