#include "tools/interrupt.h"

// The flag is the one global variable of the program: a signal has no other place to go.

#include <csignal>

namespace conclave::tools {
namespace {

volatile std::sig_atomic_t caught = 0;

extern "C" void on_signal(int signal) {
  caught = signal;
}

}  // namespace

void catch_interrupts() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  // Not restarted: a program that waits for its input is to notice.
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  for (const int signal : {SIGINT, SIGTERM}) {
    struct sigaction before {};
    ::sigaction(signal, nullptr, &before);
    if (before.sa_handler != SIG_IGN) ::sigaction(signal, &action, nullptr);
  }
}

bool interrupted() {
  return caught != 0;
}

Exit interruption() {
  if (caught == SIGINT) return Exit::interrupted;
  return caught == SIGTERM ? Exit::terminated : Exit::ok;
}

}  // namespace conclave::tools
