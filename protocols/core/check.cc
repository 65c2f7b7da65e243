// What happens when a belief is false, and the list of marks.
#include "protocols/core/check.h"

#include <algorithm>
#include <string>
#include <tuple>

namespace conclave {
namespace {

std::vector<Mark*>& registered() {
  static std::vector<Mark*> marks;
  return marks;
}

// The path from the checkout's root on, so that a message does not depend on where it was built.
// The root is where this file is.
std::string_view from_root(std::string_view file) {
  constexpr std::string_view here = __FILE__;
  constexpr std::string_view root =
      here.substr(0, here.size() - std::string_view("protocols/core/check.cc").size());
  return file.substr(0, root.size()) == root ? file.substr(root.size()) : file;
}

}  // namespace

void broken(const char* belief, const char* file, int line) {
  throw Broken(std::string(from_root(file)) + ":" + std::to_string(line) + ": " + belief);
}

Mark::Mark(const char* text, const char* file, int line) : text(text), file(file), line(line) {
  registered().push_back(this);
}

std::vector<Mark*> all_marks() {
  std::vector<Mark*> marks = registered();
  std::sort(marks.begin(), marks.end(), [](const Mark* a, const Mark* b) {
    return std::tuple(std::string_view(a->text), std::string_view(a->file), a->line) <
           std::tuple(std::string_view(b->text), std::string_view(b->file), b->line);
  });
  return marks;
}

}  // namespace conclave
