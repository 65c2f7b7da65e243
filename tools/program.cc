#include "tools/program.h"

// From words to a command, from a command to an exit; the last resort for our own mistakes.

#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <exception>

#include "tools/command_line.h"
#include "tools/interrupt.h"

namespace conclave::tools {
namespace {

// A standard stream that was closed before we came would give its number to the next file that we
// open, and our words would end up inside it. Writing to what stands there now is an error.
void occupy_standard_streams() {
  for (int descriptor = 0; descriptor <= 2; ++descriptor) {
    if (::fcntl(descriptor, F_GETFD) != -1) continue;
    const int opened = ::open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY);
    if (opened != descriptor && opened >= 0) ::close(opened);
  }
}

Exit carry_out(Command& command, Terminal& terminal) {
  try {
    return command.run(terminal);
  } catch (const std::exception& exception) {
    terminal.complain(std::string("internal error: ") + exception.what());
    terminal.complain("this is a mistake of conclave's own; please report it");
  }
  return Exit::internal;
}

Exit answer(const Answer& answer) {
  Terminal terminal(ColorChoice::automatic);
  if (answer.exit == Exit::ok) {
    terminal.print(answer.text);
  } else {
    terminal.complain(answer.text);
  }
  return terminal.close(answer.exit);
}

}  // namespace

int run_program(const std::vector<std::string>& words) {
  occupy_standard_streams();
  std::signal(SIGPIPE, SIG_IGN);  // a write that nobody reads is an error like others
  catch_interrupts();
  auto read = read_command_line(words, [](const char* name) { return std::getenv(name); });
  if (const auto* told = std::get_if<Answer>(&read)) return static_cast<int>(answer(*told));
  const auto& asked = std::get<Asked>(read);
  Terminal terminal(asked.color);
  return static_cast<int>(terminal.close(carry_out(*asked.command, terminal)));
}

}  // namespace conclave::tools
