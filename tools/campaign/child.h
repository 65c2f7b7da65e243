// Child: a process of our own, in which a node may crash, hang or eat memory without harm.
//
// It is a copy of this one (fork), so it knows all that we know and nothing has to be started or
// read again. It dies with its parent, leaves Ctrl-C to the parent, and what it says on its
// standard streams is kept for the report of its death, where a sanitizer or an abort explains
// itself.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace conclave::tools {

// What a process may use where nobody says otherwise.
constexpr std::uint64_t usual_memory = 2ULL << 30U;

// How a process ended.
struct Death {
  enum class Kind : std::uint8_t { exited, signalled, out_of_memory, timed_out };
  Kind kind = Kind::exited;
  int number = 0;          // exit code or signal
  std::string last_words;  // the end of what it said

  bool good() const { return kind == Kind::exited && number == 0; }
};

// "SIGABRT"
std::string signal_name(int signal);
// "it ended by SIGSEGV"
std::string in_words(const Death& death);

class Child {
 public:
  // Runs `body` in a process of at most `memory` bytes (0: as much as there is); its exit code is
  // what `body` returns.
  Child(std::uint64_t memory, const std::function<int()>& body);
  ~Child();  // kills it, if it is still there
  Child(Child&& other) noexcept;
  Child& operator=(Child&&) = delete;

  pid_t pid() const { return pid_; }
  void kill();
  // Waits for its end; kills it after `patience`, if there is one.
  Death wait(std::optional<std::chrono::nanoseconds> patience = std::nullopt);
  // Likewise; once `go_on` says no, asks it (SIGTERM) to come to an end soon.
  Death wait_while(const std::function<bool()>& go_on, std::chrono::nanoseconds patience);

 private:
  Death death(int status, bool impatient);
  std::string last_words() const;

  pid_t pid_ = -1;
  int words_ = -1;  // a file in memory: what it says
};

// As `replay` and summaries tell it: "SIGABRT", "memory", "hang", "crash".
std::string short_word(const Death& death);

// In the child: forget what was said so far, as the part that said it went well.
void forget_words();

// Limits of memory mean nothing to builds that reserve terabytes of addresses for themselves.
bool memory_limits_work();

}  // namespace conclave::tools
