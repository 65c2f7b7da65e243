// conclave view: a stored trace, to look at.

#include <optional>
#include <string>

#include "sim/trace/line_file.h"
#include "tools/arguments.h"
#include "tools/bundle.h"
#include "tools/commands.h"
#include "tools/input.h"
#include "tools/terminal.h"
#include "tools/viewer/text.h"
#include "tools/words.h"

namespace conclave::tools {
namespace {

class Printed final : public sim::LineSink {
 public:
  explicit Printed(Terminal& terminal) : terminal_(terminal) {}
  void line(std::string_view text) override {
    terminal_.print(text);
    terminal_.print("\n");
  }

 private:
  Terminal& terminal_;
};

class View final : public Command {
 public:
  void describe(Arguments& arguments) override {
    arguments.positional("TRACE", "a trace that `conclave run --trace` wrote, or a bundle", path_);
    arguments.choice("--format", {"text"}, "text: a column for each node, time runs down", format_);
    arguments.parsed("--around", "violation|EVENT|TIME",
                     "only what happened around the first violation, a line's i, or a time",
                     around_, parse_around);
    arguments.count("--window", "N", "with --around: lines before and after (25)", window_);
    arguments.flag("--all", "also writes, syncs and credits", all_);
    arguments.text("-o,--output", "FILE", "write there instead of to standard output", output_);
  }

  Exit run(Terminal& terminal) override {
    path_ = trace_in(path_);
    if (output_ && overwrites(path_, *output_, terminal)) return Exit::usage;
    auto opened = sim::LineSource::open(path_);
    if (const auto* error = std::get_if<sim::FileError>(&opened)) return refuse(*error, terminal);
    sim::TraceReader reader(std::move(std::get<sim::LineSource>(opened)));
    if (const auto error = reader.begin()) return refuse(*error, terminal);
    if (!output_) {
      Printed out(terminal);
      return show(reader, out, terminal.colored(), terminal);
    }
    auto created = sim::LineFile::create(*output_);
    if (const auto* error = std::get_if<sim::FileError>(&created)) return refuse(*error, terminal);
    sim::LineFile& file = *std::get<0>(created);
    const Exit exit = show(reader, file, false, terminal);
    if (const auto error = file.close()) return worse(exit, refuse(*error, terminal));
    return exit;
  }

 private:
  static Exit refuse(const sim::FileError& error, Terminal& terminal) {
    terminal.complain(error);
    return exit_for(error.trouble);
  }

  Exit show(sim::TraceReader& reader, sim::LineSink& out, bool color, Terminal& terminal) const {
    TextOptions options;
    options.width = terminal.screen_width();
    options.color = color;
    options.all = all_;
    options.around = around_;
    if (window_) options.window = static_cast<std::size_t>(*window_);
    const TextShown shown = render_text(reader, options, out);
    if (reader.error()) return refuse(*reader.error(), terminal);
    if (!shown.found) {
      const bool of_violation = around_->what == Around::What::violation;
      terminal.complain(
          path_ + ": " +
          (of_violation ? "no check was violated in it" : "there is no such place in it"));
      return Exit::bad_input;
    }
    if (shown.hidden > 0) {
      terminal.remark(counted(shown.hidden, "line") + " of writes, syncs and credits left out; " +
                      "--all shows them");
    }
    return Exit::ok;
  }

  std::string path_, format_ = "text";
  std::optional<Around> around_;
  std::optional<std::uint64_t> window_;
  std::optional<std::string> output_;
  bool all_ = false;
};

}  // namespace

CommandKind view_command() {
  return {"view", "look at a stored trace",
          "  conclave view hello.jsonl | less -R\n"
          "  conclave view hello.jsonl --around violation --window 40\n"
          "  conclave view hello.jsonl --around 1.2s",
          make_command<View>};
}

}  // namespace conclave::tools
