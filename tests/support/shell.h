// Shell: the program as a person meets it, in a folder of its own.
#pragma once

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "tests/support/places.h"

namespace conclave::test {

namespace fs = std::filesystem;

inline std::string text_of(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

struct Said {
  int exit;
  std::string out, err;
};

// A folder of its own, with the program and a few scenarios in reach.
class Shell {
 public:
  Shell() {
    std::string name = (fs::temp_directory_path() / "conclave shell XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    home_ = name;
    fs::create_symlink(checkout() / "scenarios", home_ / "scenarios");
    fs::create_symlink(program(), home_ / "conclave");
  }
  ~Shell() { fs::remove_all(home_); }
  Shell(const Shell&) = delete;
  Shell& operator=(const Shell&) = delete;

  // A line of bash; $c is the program, $hello the smallest scenario.
  Said runs(const std::string& line) {
    write("line", "c=./conclave hello=scenarios/raft/hello.json\n" + line + "\n");
    const std::string command =
        "cd '" + home_.string() +
        "' && env -i PATH=/usr/bin:/bin bash line >.said.out 2>.said.err </dev/null";
    const int status = std::system(command.c_str());  // NOLINT(cert-env33-c)
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, text_of(home_ / ".said.out"),
            text_of(home_ / ".said.err")};
  }
  void write(const char* file, const std::string& text) { std::ofstream(home_ / file) << text; }
  std::string read(const char* file) const { return text_of(home_ / file); }
  // Files that nobody here has asked for.
  std::size_t strangers() const {
    std::size_t count = 0;
    for (const auto& entry : fs::directory_iterator(home_)) {
      const std::string name = entry.path().filename().string();
      if (name.find("partial") != std::string::npos) ++count;
    }
    return count;
  }

 private:
  fs::path home_;
};

inline bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace conclave::test

#define CHECK_HAS(text, part) \
  CHECK_MESSAGE(conclave::test::has(text, part), "no \"", part, "\" in:\n", text)
