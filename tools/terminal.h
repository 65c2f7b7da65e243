// Terminal: where a command speaks. Results go to standard output, complaints to standard error.
//
// Nothing that goes wrong with standard output is lost: a closed or full one is remembered, and
// becomes the exit code.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sim/data/result.h"
#include "sim/trace/file_error.h"
#include "sim/trace/line_sink.h"
#include "tools/exit_code.h"

namespace conclave::tools {

enum class ColorChoice : std::uint8_t { automatic, always, never };
enum class Hue : std::uint8_t { plain, green, red, yellow, faint, bold };

class Terminal final {
 public:
  // Colours are used if asked for; `automatic`: on a terminal, unless NO_COLOR is set.
  explicit Terminal(ColorChoice color);
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  void print(std::string_view text);
  void flush();
  // From now on results go to standard error, as standard output serves something else.
  void yield_output();

  // "conclave: TEXT" on standard error; a line break is added.
  void complain(std::string_view text);
  void complain(const sim::FileError& error);
  void complain(const std::string& file, const sim::InputErrors& errors);  // a line for each

  // The same, if a person watches.
  void remark(std::string_view text);

  bool colored() const { return colored_; }
  std::string paint(Hue hue, std::string_view text) const;
  std::size_t width() const;         // columns for text to fill, at most 100
  std::size_t screen_width() const;  // columns that there are; 100 where it is no screen

  // What `exit` becomes if what was printed could not be written.
  Exit close(Exit exit);

 private:
  int descriptor_ = 1;
  bool colored_;
  int error_ = 0;  // errno of the first failed write to standard output
  std::string buffer_;
};

}  // namespace conclave::tools
