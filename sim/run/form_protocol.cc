// "protocol": {"name": .., "options": {..}, "flaw": ..}. Name and options come from the registry.
#include "protocols/registry.h"
#include "sim/run/options_form.h"
#include "sim/run/scenario_form.h"

namespace conclave::sim {

void describe_protocol(Form& form, ProtocolSpec& protocol) {
  std::string filled = protocol.name;  // whose options there are
  const auto special = [&](Fields& fields) {
    const ProtocolKind* kind = find_protocol(protocol.name);
    ALWAYS(kind != nullptr);
    const std::vector<OptionSpec> specs = kind->options();
    if (filled != protocol.name || protocol.options.size() != specs.size()) {
      protocol.options = standard_options(specs);
      filled = protocol.name;
    }
    fields("options", "how it is set up").object([&](Fields& options) {
      describe_options(options, specs, protocol.options);
    });
    if (Form* flaw = fields.maybe("flaw", "a planted mistake", !protocol.flaw.empty())) {
      flaw->one_name(protocol.flaw, names_of_rows(kind->flaws));
    }
  };
  form.tagged(protocol.name, {"name", "which protocol runs", names_of_rows(protocol_kinds()),
                              [](Fields&) {}, special});
}

}  // namespace conclave::sim
