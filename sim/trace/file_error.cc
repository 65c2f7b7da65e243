// What can go wrong with a file, in words.
#include "sim/trace/file_error.h"

#include "sim/data/words.h"

namespace conclave::sim {

std::string to_text(const FileError& error) {
  std::string text = printable(error.path, 300);
  if (error.line > 0) text += ", line " + std::to_string(error.line);
  return text + ": " + printable(error.what, 600);
}

}  // namespace conclave::sim
