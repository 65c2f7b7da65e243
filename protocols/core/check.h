// Beliefs said out loud: ALWAYS, NEVER and SOMETIMES. They stay on in every build.
//
// A false ALWAYS, or a NEVER that is reached, throws Broken; the simulation catches it in one place
// (sim/run/simulation.cc) and ends the run as a violation with its seed. SOMETIMES never fails a
// run: it marks a corner that some run of a campaign should reach, and the report lists the marks
// that none has reached.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace conclave {

struct Broken : std::logic_error {
  using std::logic_error::logic_error;
};

// Cold: the compiler moves what leads here out of the way of what is done all the time.
[[noreturn, gnu::cold]] void broken(const char* belief, const char* file, int line);

// One SOMETIMES in the source. Marks register before main, so one that was never even executed is
// listed too. The counters are the only mutable state outside a simulation; no decision reads them.
struct Mark {
  Mark(const char* text, const char* file, int line);
  const char* text;
  const char* file;
  int line;
  std::uint64_t reached = 0;
};

// Every mark of the program, in the order of their texts.
std::vector<Mark*> all_marks();

namespace detail {
template <typename Site>
struct MarkSite {
  static inline Mark mark{Site::text(), Site::file(), Site::line()};
};
}  // namespace detail

}  // namespace conclave

// ALWAYS: true here in every build, debug or release, or the run ends as a violation.
#define ALWAYS(belief) \
  (__builtin_expect(!!(belief), 1) ? void(0) : ::conclave::broken(#belief, __FILE__, __LINE__))

// NEVER: no run reaches this line.
#define NEVER(why) ::conclave::broken(why, __FILE__, __LINE__)

// SOMETIMES: some run of a campaign gets here with the condition true.
#define SOMETIMES(condition, mark_text)                                            \
  do {                                                                             \
    struct ConclaveMarkSite {                                                      \
      static constexpr const char* text() { return mark_text; }                    \
      static constexpr const char* file() { return __FILE__; }                     \
      static constexpr int line() { return __LINE__; }                             \
    };                                                                             \
    if (condition) ++::conclave::detail::MarkSite<ConclaveMarkSite>::mark.reached; \
  } while (false)
