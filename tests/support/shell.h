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

// A fresh folder, with a space in its name; gone with all that is in it at the end.
class Folder {
 public:
  explicit Folder(const std::string& what) {
    std::string name = (fs::temp_directory_path() / ("conclave " + what + " XXXXXX")).string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const fs::path& path() const { return path_; }
  fs::path operator/(const fs::path& name) const { return path_ / name; }

 private:
  fs::path path_;
};

// A command of the shell without an input. What it says lies in .said.out and .said.err meanwhile.
inline Said said_by(const std::string& command, const fs::path& home) {
  const std::string out = (home / ".said.out").string(), err = (home / ".said.err").string();
  const std::string line = command + " >'" + out + "' 2>'" + err + "' </dev/null";
  const int status = std::system(line.c_str());  // NOLINT(cert-env33-c)
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, text_of(out), text_of(err)};
}

// A folder of its own, with the program and a few scenarios in reach.
class Shell {
 public:
  Shell() {
    fs::create_symlink(checkout() / "scenarios", home_ / "scenarios");
    fs::create_symlink(program(), home_ / "conclave");
  }

  // A line of bash; $c is the program, $hello the smallest scenario.
  Said runs(const std::string& line) {
    write("line", "c=./conclave hello=scenarios/raft/hello.json\n" + line + "\n");
    return said_by("cd '" + home_.path().string() + "' && env -i PATH=/usr/bin:/bin bash line",
                   home_.path());
  }
  // A run that is told to end while it lasts: it would take minutes.
  Said breaks_off(const std::string& flags) {
    return runs(
        "$c run scenarios/raft/five_nodes_three_zones.json --set /workload/operations=3000000 "
        "--set /limits/virtual_time=9000s " +
        flags + " & sleep 0.5; kill -TERM $!; wait $!");
  }
  void write(const char* file, const std::string& text) { std::ofstream(home_ / file) << text; }
  std::string read(const char* file) const { return text_of(home_ / file); }
  // Files that nobody here has asked for.
  std::size_t strangers() const {
    std::size_t count = 0;
    for (const auto& entry : fs::directory_iterator(home_.path())) {
      const std::string name = entry.path().filename().string();
      if (name.find("partial") != std::string::npos) ++count;
    }
    return count;
  }

 private:
  Folder home_{"shell"};
};

inline bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace conclave::test

#define CHECK_HAS(text, part) \
  CHECK_MESSAGE(conclave::test::has(text, part), "no \"", part, "\" in:\n", text)
