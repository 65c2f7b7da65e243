// FileError: what went wrong with a file, as a value. Whoever reads flags turns the trouble into an
// exit code.
#pragma once

#include <cstdint>
#include <string>

namespace conclave::sim {

enum class FileTrouble : std::uint8_t {
  cannot_read,    // missing, a folder, no rights, an I/O error
  bad_content,    // it was read, and is not what it should be; or of a newer format
  cannot_create,  // nothing was written
  cannot_write,   // an I/O error on the way, such as a full disk
};

struct FileError {
  FileTrouble trouble = FileTrouble::cannot_read;
  std::string path;
  std::uint64_t line = 0;  // 0: the file as a whole
  std::string what;
  bool operator==(const FileError&) const = default;
};

// "t.jsonl, line 12: the member `slot` is missing", safe to print on a terminal.
std::string to_text(const FileError& error);

}  // namespace conclave::sim
