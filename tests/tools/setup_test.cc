// The set-up scripts, run as a person runs them, on a pretended machine: a folder of programs as
// the whole PATH, where apt-get, sudo, cmake and ninja are small scripts that write down that they
// were called.

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <string>

#include "tests/support/places.h"
#include "tests/support/shell.h"

namespace {

namespace fs = std::filesystem;
using conclave::test::Said;
using conclave::test::text_of;

void write_program(const fs::path& file, const std::string& body) {
  std::ofstream(file) << "#!/bin/bash\n" << body;
  fs::permissions(file, fs::perms::owner_all);
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

// A machine with a fresh checkout on it, and nothing but the commands of a minimal Debian.
class Machine {
 public:
  Machine() {
    for (const char* folder : {"bin", "later", "checkout/tools", "checkout/sim",
                               "checkout/protocols", "checkout/tests", "elsewhere"}) {
      fs::create_directories(home_ / folder);
    }
    for (const char* script : {"conclave", "test", "setup.sh"}) {
      fs::copy_file(conclave::checkout() / "tools" / script, home_ / "checkout/tools" / script);
    }
    std::ofstream(home_ / "checkout/CMakeLists.txt") << "\n";
    std::ofstream(home_ / "checkout/CMakePresets.json") << "\n";
    for (const char* command :
         {"bash", "cat",   "chmod", "cp",     "dirname", "env",   "find",     "flock",
          "grep", "head",  "mkdir", "mktemp", "mv",      "nproc", "readlink", "rm",
          "sed",  "sleep", "sort",  "tail",   "tee",     "touch"}) {
      for (const char* place : {"/usr/bin", "/bin"}) {
        const fs::path target = fs::path(place) / command;
        if (fs::exists(target) && !fs::exists(home_ / "bin" / command)) {
          fs::create_symlink(target, home_ / "bin" / command);
        }
      }
    }
  }

  // apt-get, and the packages that it can bring. $MACHINE is this machine's folder.
  void has_apt() {
    write_program(home_ / "bin/true", "exit 0\n");
    write_program(home_ / "bin/sudo", R"([[ $1 != -n ]] || shift
exec "$@"
)");
    write_program(home_ / "bin/apt-get", R"(echo chatter
echo "apt-get $*" >>"$MACHINE/calls"
[[ $* != *install* ]] || cp "$MACHINE"/later/* "$MACHINE/bin"
)");
    write_program(home_ / "later/c++", "exit 0\n");
    write_program(home_ / "later/cmake", R"(
if [[ $1 == --version ]]; then echo cmake version 3.25.1; exit; fi
echo cmake >>"$MACHINE/calls"
while [[ $1 != -B ]]; do shift; done
echo "CMAKE_HOME_DIRECTORY:INTERNAL=$MACHINE/checkout" >"$2/CMakeCache.txt"
touch "$2/build.ninja"
)");
    write_program(home_ / "later/ninja", R"(
echo ninja >>"$MACHINE/calls"
if [[ -e $MACHINE/broken ]]; then echo 'a.cc:1: error: no such thing'; exit 1; fi
if [[ -e $MACHINE/slow ]]; then sleep 0.1; fi
program="$2/${*: -1}"
printf '%s\n' '#!/bin/bash' 'echo "$PWD: $*"' 'exit 7' >"$program"
chmod +x "$program"
)");
  }
  void has_everything() {
    has_apt();
    fs::copy(home_ / "later", home_ / "bin");
  }
  void builds_fail() { std::ofstream(home_ / "broken") << "\n"; }
  void builds_succeed() { fs::remove(home_ / "broken"); }
  void builds_take_time() { std::ofstream(home_ / "slow") << "\n"; }
  void edits(const char* source) {
    std::ofstream(home_ / "checkout" / source, std::ios::app) << "//\n";
  }

  // Runs a line of shell in a folder outside of the checkout. $conclave is tools/conclave.
  Said runs(const std::string& line, const std::string& environment = "") {
    write_program(home_ / "line", line + "\n");
    const std::string command =
        "cd " + quoted(home_ / "elsewhere") + " && env -i " + environment +
        " PATH=" + quoted(home_ / "bin") + " TMPDIR=" + quoted(home_.path()) +
        " MACHINE=" + quoted(home_.path()) +
        " conclave=" + quoted(home_ / "checkout/tools/conclave") + " " + quoted(home_ / "line");
    return conclave::test::said_by(command, home_.path());
  }

  std::string calls() const { return text_of(home_ / "calls"); }
  fs::path path(const char* relative) const { return home_ / relative; }

 private:
  static std::string quoted(const fs::path& path) { return "'" + path.string() + "'"; }

  conclave::test::Folder home_{"machine"};
};

}  // namespace

TEST_SUITE("tools/setup") {
  TEST_CASE("where nothing can be installed, what is missing is listed and the exit is 69") {
    Machine machine;
    const Said said = machine.runs("\"$conclave\" run x.json");
    CHECK(said.exit == 69);
    CHECK(said.out == "");
    CHECK(said.err.find("there is no apt-get") != std::string::npos);
    for (const char* package : {"    g++ ", "    cmake ", "    ninja-build "}) {
      CHECK_MESSAGE(said.err.find(package) != std::string::npos, package, " in:\n", said.err);
    }
    CHECK(said.err.find("sudo apt-get install g++ cmake ninja-build") != std::string::npos);
    CHECK(!fs::exists(machine.path("checkout/build/release/build.ninja")));
  }

  TEST_CASE("a person may forbid to install") {
    Machine machine;
    machine.has_apt();
    const Said said = machine.runs("\"$conclave\" run x.json", "CONCLAVE_NO_INSTALL=1");
    CHECK(said.exit == 69);
    CHECK(said.out == "");
    CHECK(said.err.find("CONCLAVE_NO_INSTALL=1 forbids") != std::string::npos);
    CHECK(machine.calls() == "");
  }

  TEST_CASE("an apt-get that brings nothing is not tried forever") {
    Machine machine;
    machine.has_apt();
    fs::remove(machine.path("later/cmake"));
    const Said said = machine.runs("\"$conclave\" run x.json");
    CHECK(said.exit == 69);
    CHECK(said.err.find("    cmake ") != std::string::npos);
    CHECK(said.err.find("    ninja-build ") == std::string::npos);  // that one did come
    CHECK(count(machine.calls(), "update") == 1);
  }

  TEST_CASE(
      "the first use installs, says so, builds and runs; standard output is the program's alone") {
    Machine machine;
    machine.has_apt();
    const Said said = machine.runs("\"$conclave\" run 'x y.json'");
    CHECK(said.exit == 7);
    CHECK(said.out == machine.path("elsewhere").string() + ": run x y.json\n");
    CHECK(said.err.find("Missing: g++ cmake ninja-build") != std::string::npos);
    CHECK(said.err.find("needed to build Conclave") != std::string::npos);
    CHECK(said.err.find("chatter") == std::string::npos);
    CHECK(count(machine.calls(), "apt-get") == 2);  // update, install
    CHECK(count(machine.calls(), "cmake\n") == 1);
    CHECK(count(machine.calls(), "ninja\n") == 1);
  }

  TEST_CASE("a later use builds only when a source changed") {
    Machine machine;
    machine.has_everything();
    machine.runs("\"$conclave\"");
    const std::string first = machine.calls();
    CHECK(first == "cmake\nninja\n");

    const Said again = machine.runs("\"$conclave\" again");
    CHECK(again.exit == 7);
    CHECK(again.err == "");
    CHECK(machine.calls() == first);

    machine.edits("sim/new.cc");
    machine.runs("\"$conclave\"");
    CHECK(machine.calls() == first + "ninja\n");
    machine.edits("tests/new_test.cc");  // is none of the program's business
    machine.runs("\"$conclave\"");
    CHECK(machine.calls() == first + "ninja\n");
  }

  TEST_CASE("it runs through a link from anywhere") {
    Machine machine;
    machine.has_everything();
    fs::create_symlink(machine.path("checkout/tools/conclave"), machine.path("bin/conclave"));
    const Said said = machine.runs("conclave list");
    CHECK(said.exit == 7);
    CHECK(said.out == machine.path("elsewhere").string() + ": list\n");
  }

  TEST_CASE("two uses at the same time build once") {
    Machine machine;
    machine.has_everything();
    machine.builds_take_time();
    const Said said = machine.runs("\"$conclave\" 1 & \"$conclave\" 2 & \"$conclave\" 3; wait");
    CHECK(count(said.out, "elsewhere: ") == 3);
    CHECK(machine.calls() == "cmake\nninja\n");
  }

  TEST_CASE("a build that fails shows the compiler's words, exits 70, and is tried again") {
    Machine machine;
    machine.has_everything();
    machine.builds_fail();
    const Said said = machine.runs("\"$conclave\" run x.json");
    CHECK(said.exit == 70);
    CHECK(said.out == "");
    CHECK(said.err.find("a.cc:1: error: no such thing\n") != std::string::npos);
    machine.builds_succeed();
    CHECK(machine.runs("\"$conclave\" run x.json").exit == 7);
  }

  TEST_CASE("a file where build/ should be is said to be in the way") {
    Machine machine;
    machine.has_everything();
    std::ofstream(machine.path("checkout/build")) << "\n";
    const Said said = machine.runs("\"$conclave\" run x.json");
    CHECK(said.exit == 73);
    CHECK(said.err.find("Cannot write to ") != std::string::npos);
  }
}

// tools/test on a built checkout whose test program says and returns what we want.
TEST_SUITE("tools/test") {
  Said counting(const std::string& program, const std::string& arguments = "") {
    Machine machine;
    machine.has_everything();
    const std::string run = "\"${conclave%conclave}test\" " + arguments;
    machine.runs(run);
    write_program(machine.path("checkout/build/release/conclave_tests"), program);
    return machine.runs(run);
  }
  std::string last_line(const std::string& text) {
    REQUIRE(text.ends_with('\n'));
    const auto start = text.rfind('\n', text.size() - 2);
    return text.substr(start == std::string::npos ? 0 : start + 1);
  }

  TEST_CASE("the last line counts the test cases") {
    const Said said =
        counting("echo '[doctest] test cases:  123 |  123 passed | 0 failed | 4 skipped'");
    CHECK(said.exit == 0);
    CHECK(last_line(said.out) == "123 passed, 0 failed\n");
  }

  TEST_CASE("a failure is counted, and is the exit") {
    const Said said =
        counting("echo '[doctest] test cases: 3 | 1 passed | 2 failed | 0 skipped'; exit 1");
    CHECK(said.exit == 1);
    CHECK(last_line(said.out) == "1 passed, 2 failed\n");
  }

  TEST_CASE("tests that end early have failed, whatever they return") {
    CHECK(counting("echo hello").exit == 1);
    CHECK(last_line(counting("echo hello").out) == "0 passed, 1 failed\n");
    const Said crashed = counting("kill -SEGV $$");
    CHECK(crashed.exit == 128 + 11);
    CHECK(last_line(crashed.out) == "0 passed, 1 failed\n");
  }

  TEST_CASE("an exit that the count does not explain is a failure") {
    const Said said =
        counting("echo '[doctest] test cases: 3 | 3 passed | 0 failed | 0 skipped'; exit 23");
    CHECK(said.exit == 23);
    CHECK(last_line(said.out) == "3 passed, 1 failed\n");
  }

  TEST_CASE("no test run is not a success") {
    const Said said = counting("echo '[doctest] test cases: 0 | 0 passed | 0 failed | 9 skipped'");
    CHECK(said.exit == 1);
    CHECK(said.out.find("No test ran.\n") != std::string::npos);
    CHECK(last_line(said.out) == "0 passed, 0 failed\n");
  }

  TEST_CASE("arguments go to the test program, and a question is answered without a count") {
    CHECK(counting("echo \"<$*>\"", "--list-test-cases -tc='a b'").out ==
          "<--list-test-cases -tc=a b>\n");
  }
}
