// The house rules as tests: who may include whom, which names break determinism, what every file
// and folder says of itself. The judge is tests/support/tidy; here it reads the real tree, after it
// has convicted an example of everything that it forbids.

#include "tests/support/tidy.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/places.h"

namespace {

namespace fs = std::filesystem;
using conclave::tidy::Complaints;
using conclave::tidy::Source;

// Every file below these folders, sorted.
std::vector<std::string> files_in(std::initializer_list<const char*> folders) {
  const fs::path root = conclave::checkout();
  std::vector<std::string> paths;
  for (const char* folder : folders) {
    if (!fs::exists(root / folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      if (entry.is_regular_file()) paths.push_back(entry.path().lexically_relative(root).string());
    }
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::vector<Source> sources_in(std::initializer_list<const char*> folders) {
  std::vector<Source> sources;
  for (const std::string& path : files_in(folders)) {
    if (!path.ends_with(".h") && !path.ends_with(".cc")) continue;
    std::ostringstream text;
    text << std::ifstream(conclave::checkout() / path).rdbuf();
    sources.push_back({path, text.str()});
  }
  return sources;
}

// What belongs to the project: what git tracks. Without git (an unpacked archive), what lies there
// and is not the product of a build.
std::vector<std::string> project_files() {
  std::vector<std::string> paths;
  const std::string command =
      "git -c safe.directory='*' -C '" + conclave::checkout().string() + "' ls-files 2>/dev/null";
  const std::unique_ptr<FILE, int (*)(FILE*)> listing(popen(command.c_str(), "r"),
                                                      pclose);  // NOLINT
  std::string line;
  for (int c; listing && (c = std::fgetc(listing.get())) != EOF;) {
    if (c != '\n') {
      line += static_cast<char>(c);
    } else {
      paths.push_back(std::exchange(line, {}));
    }
  }
  if (!paths.empty()) return paths;
  for (const auto& entry : fs::directory_iterator(conclave::checkout())) {
    const std::string name = entry.path().filename().string();
    if (entry.is_directory() && name[0] != '.' && name != "build" && name != "out")
      paths.push_back(name);
  }
  return paths;
}

template <class Judge>
std::string all(const std::vector<Source>& sources, Judge judge) {
  std::string text;
  for (const Source& source : sources) {
    for (const std::string& complaint : judge(source)) text += "\n" + complaint;
  }
  return text;
}

std::string all(const Complaints& complaints) {
  std::string text;
  for (const std::string& complaint : complaints) text += "\n" + complaint;
  return text;
}

Complaints floors(const char* path, const char* text) {
  return conclave::tidy::floors({path, text});
}
Complaints names(const char* path, const char* text) {
  return conclave::tidy::names({path, text});
}

// One file includes another.
struct Look {
  const char* from;
  const char* at;
};

}  // namespace

TEST_SUITE("tidy: the tree") {
  TEST_CASE("includes go only down the floors") {
    const auto sources = sources_in({"protocols", "sim", "tools"});
    CHECK(sources.size() > 40);  // or the root is not where we think
    CHECK(all(sources, conclave::tidy::floors) == "");
  }

  TEST_CASE("nothing in protocols/ and sim/ can make two runs differ") {
    CHECK(all(sources_in({"protocols", "sim"}), conclave::tidy::names) == "");
  }

  TEST_CASE("every source file opens with what it is for") {
    CHECK(all(sources_in({"protocols", "sim", "tools", "tests"}), conclave::tidy::opening) == "");
  }

  TEST_CASE("no two files define a class of one name in one namespace") {
    const auto sources = sources_in({"protocols", "sim", "tools", "tests"});
    CHECK(all(conclave::tidy::twins(sources)) == "");
  }

  TEST_CASE("every folder says what it is for") {
    CHECK(all(conclave::tidy::readmes(
              files_in({"protocols", "scenarios", "sim", "tests", "tools"}))) == "");
  }

  TEST_CASE("the top level is as it was fixed") {
    CHECK(all(conclave::tidy::top_level(project_files())) == "");
  }
}

TEST_SUITE("tidy: the judge") {
  TEST_CASE("a complaint names the place, the room and the include") {
    CHECK(floors("sim/kernel/time.h", "// Time.\n\n#include \"sim/world/disk.h\"\n") ==
          Complaints{"sim/kernel/time.h:3: sim/kernel/ may not include \"sim/world/disk.h\""});
  }

  TEST_CASE("looking up, or sideways where it is forbidden, is convicted") {
    const Look bad[] = {
        {"protocols/core/ids.h", "sim/kernel/time.h"},
        {"protocols/core/ids.h", "protocols/raft/log.h"},
        {"protocols/raft/log.h", "protocols/paxos/synod.h"},
        {"protocols/raft/log.h", "protocols/registry.h"},
        {"protocols/raft/log.h", "sim/kernel/random.h"},
        {"protocols/registry.cc", "sim/kernel/random.h"},
        {"sim/kernel/random.h", "protocols/core/protocol.h"},
        {"sim/kernel/random.h", "sim/data/result.h"},
        {"sim/data/result.h", "sim/kernel/time.h"},
        {"sim/store/kv.h", "sim/world/host.h"},
        {"sim/trace/trace.h", "sim/kernel/event_loop.h"},
        {"sim/trace/trace.h", "sim/world/host.h"},
        {"sim/trace/trace.h", "sim/checkers/checker.h"},
        {"sim/world/host.h", "protocols/registry.h"},
        {"sim/world/cluster.h", "protocols/raft/node.h"},
        {"sim/world/cluster.h", "sim/faults/fault.h"},
        {"sim/world/host.h", "sim/checkers/checker.h"},
        {"sim/world/host.h", "sim/run/scenario.h"},
        {"sim/checkers/agreement.h", "sim/world/host.h"},
        {"sim/checkers/agreement.h", "protocols/registry.h"},
        {"sim/checkers/agreement.h", "sim/kernel/event_loop.h"},
        {"sim/client/client.h", "sim/faults/fault.h"},
        {"sim/client/client.h", "sim/checkers/checker.h"},
        {"sim/faults/crash.h", "protocols/raft/node.h"},
        {"sim/faults/crash.h", "sim/checkers/checker.h"},
        {"sim/faults/crash.h", "sim/client/client.h"},
        {"sim/run/simulation.h", "protocols/raft/node.h"},
        {"sim/run/simulation.h", "tools/run.h"},
    };
    for (const Look& look : bad) {
      const std::string text = std::string("#include \"") + look.at + "\"\n";
      CHECK_MESSAGE(floors(look.from, text.c_str()).size() == 1, look.from, " includes ", look.at);
    }
  }

  TEST_CASE("looking down is not") {
    const Look good[] = {
        {"protocols/core/replica.h", "protocols/core/codec.h"},
        {"protocols/raft/node.h", "protocols/core/protocol.h"},
        {"protocols/raft/node.h", "protocols/raft/log.h"},
        {"protocols/registry.cc", "protocols/raft/node.h"},
        {"sim/kernel/event_loop.h", "protocols/core/check.h"},
        {"sim/trace/trace.h", "sim/kernel/time.h"},
        {"sim/world/host.h", "sim/kernel/event_loop.h"},
        {"sim/world/host.h", "sim/store/kv.h"},
        {"sim/world/cluster.cc", "protocols/registry.h"},
        {"sim/world/cluster.cc", "sim/world/host.h"},
        {"sim/checkers/agreement.h", "sim/trace/trace.h"},
        {"sim/client/client.h", "sim/world/network.h"},
        {"sim/faults/crash.h", "sim/world/cluster.h"},
        {"sim/run/simulation.cc", "sim/checkers/registry.h"},
        {"sim/run/scenario.cc", "protocols/registry.h"},
        {"tools/run.cc", "sim/run/scenario.h"},
        {"tools/bench/bench.cc", "protocols/raft/node.h"},
    };
    for (const Look& look : good) {
      const std::string text = std::string("#include \"") + look.at + "\"\n";
      CHECK_MESSAGE(floors(look.from, text.c_str()).empty(), look.from, " includes ", look.at);
    }
  }

  TEST_CASE("a room that the table does not know is convicted") {
    for (const char* path : {"sim/cellar/rat.h", "sim/stray.h", "protocols/stray.h", "lib/x.h"}) {
      CHECK_MESSAGE(floors(path, "").size() == 1, path);
    }
  }

  TEST_CASE("an include that is not written from the root is convicted") {
    CHECK(floors("sim/kernel/a.cc", "#include \"time.h\"\n").size() == 1);
    CHECK(floors("sim/kernel/a.cc", "#include \"../data/result.h\"\n").size() == 1);
    CHECK(floors("tools/run.cc", "  #  include \"main.h\"\n").size() == 1);
  }

  TEST_CASE("a protocol and the kernel know only the standard library") {
    CHECK(floors("protocols/raft/node.h", "#include <vector>\n#include <cstdint>\n").empty());
    CHECK(floors("protocols/raft/node.h", "#include <nlohmann/json.hpp>\n").size() == 1);
    CHECK(floors("sim/kernel/random.cc", "#include <xxhash.h>\n").size() == 1);
    CHECK(floors("sim/data/described.h", "#include <nlohmann/json.hpp>\n").empty());
  }

  TEST_CASE("an include that is commented out includes nothing") {
    CHECK(floors("sim/kernel/a.cc", "// #include \"sim/world/disk.h\"\n").empty());
    CHECK(floors("sim/kernel/a.cc", "/*\n#include \"sim/world/disk.h\"\n*/\n").empty());
    CHECK(floors("sim/kernel/a.cc", "/* */\n#include \"sim/world/disk.h\"\n").size() == 1);
  }

  TEST_CASE("every banned name is convicted") {
    const char* bad[] = {
        "auto t = std::chrono::system_clock::now();",
        "std::chrono::steady_clock::time_point t;",
        "using Clock = std::chrono::high_resolution_clock;",
        "gettimeofday(&tv, nullptr);",
        "clock_gettime(CLOCK_REALTIME, &ts);",
        "auto t = std::time(&x);",
        "auto t = time(nullptr);",
        "std::random_device device;",
        "std::mt19937_64 engine;",
        "#include <random>",
        "int x = rand();",
        "srand(4);",
        "std::shuffle(a, b, c);",
        "std::ranges::shuffle(a, c);",
        "std::sample(a, b, c, 3, r);",
        "std::unordered_map<int, int> m;",
        "#include <unordered_set>",
        "std::hash<int> h;",
        "std::thread t;",
        "std::jthread t;",
        "#include <mutex>",
        "std::atomic<int> n;",
        "thread_local int n;",
        "std::map<Node*, int> m;",
        "std::map<const Node *, int> m;",
        "std::set<std::vector<int>*> s;",
        "std::sort(a, b, std::less<Node*>());",
        "std::shared_ptr<Node> p;",
        "auto p = std::make_shared<Node>();",
        "double d;",
        "auto f = float(3);",
    };
    for (const char* line : bad) {
      CHECK_MESSAGE(names("sim/world/a.cc", line).size() == 1, line);
      CHECK_MESSAGE(names("protocols/raft/a.cc", line).size() == 1, line);
    }
  }

  TEST_CASE("a complaint about a name says where and why") {
    CHECK(names("sim/world/a.cc", "// A.\n\nint x = rand();\n") ==
          Complaints{"sim/world/a.cc:3: rand(: chance comes from Random"});
  }

  TEST_CASE("names that only look like banned ones are free") {
    const char* good[] = {
        "int operand(int x);",
        "Time time(Offset offset);",
        "std::map<NodeId, Node*> by_id;",
        "std::unique_ptr<Node> p;",
        "std::map<std::string, std::vector<const Node*>> m;",
        "int doubled = 2;",
        "bool Brand();",
    };
    for (const char* line : good) CHECK_MESSAGE(names("sim/world/a.cc", line).empty(), line);
  }

  TEST_CASE("prose may name what code may not") {
    CHECK(names("sim/kernel/a.cc", "// not std::shuffle\n/* nor\n rand() */ int x;\n").empty());
    CHECK(names("sim/kernel/a.cc", "say(\"no rand(\\\" here\");\n").empty());
    CHECK(names("sim/kernel/a.cc", "say(R\"(no \" rand( here)\");\n").empty());
    CHECK(names("sim/kernel/a.cc", "auto n = 1'000; double x; auto m = 2'000;\n").size() == 1);
    CHECK(names("sim/kernel/a.cc", "char c = '\"'; double x; char d = '\"';\n").size() == 1);
    CHECK(names("sim/kernel/a.cc", "say(\"// \"); double x;\n").size() == 1);
  }

  TEST_CASE("floating point is free where nothing is decided") {
    CHECK(names("sim/run/report.cc", "double seconds;").empty());
    CHECK(names("sim/run/report.cc", "double seconds = rand();").size() == 1);
  }

  TEST_CASE("a file that opens with code is convicted") {
    using conclave::tidy::opening;
    CHECK(opening({"sim/a.h", "#pragma once\n\n// A: what it is for.\n"}).empty());
    CHECK(opening({"sim/a.h", "// A: what it is for.\n#pragma once\n"}).empty());
    CHECK(opening({"sim/a.cc", "#include \"sim/a.h\"\n\n// How a does it.\n"}).empty());
    CHECK(opening({"sim/a.h", "#pragma once\n\n#include <map>\n// Late.\n"}).size() == 1);
    CHECK(opening({"sim/a.cc", "namespace a {}\n"}).size() == 1);
    CHECK(opening({"sim/a.cc", ""}).size() == 1);
  }

  TEST_CASE("a class that two files define is convicted, with both places") {
    using conclave::tidy::twins;
    CHECK(twins({{"a.cc", "// A.\nnamespace n::m {\nstruct Twin {};\n}\n"},
                 {"b.cc", "// B.\nnamespace n {\nnamespace m {\n\nclass Twin final : A {\n"}}) ==
          Complaints{"b.cc:5: n::m::Twin is also defined at a.cc:3"});
    const char* bad[] = {
        "namespace n { class Twin {}; }",
        "namespace n { int f() { return 0; } class Twin { int a; }; }",
        "namespace n {\n#define B(x) \\\n { x\nstruct Twin final : A<int>, b::C {}; }",
        "namespace n { union Twin { int a; }; }",
        "namespace n { enum class Twin : std::uint8_t { a }; }",
        "namespace n { enum Twin { a }; }",
        "namespace n { template <typename T, typename U = A<T>> struct Twin { T t; U u; }; }",
        "namespace n { template <typename T> requires m::C<T> struct Twin { T t; }; }",
        "namespace n { TEST_SUITE(\"s\") { struct Twin {}; } }",
        "namespace m { namespace { struct A {}; } } namespace n { struct [[nodiscard]] Twin {}; }",
    };
    for (const char* text : bad) {
      CHECK_MESSAGE(twins({{"a.h", "namespace n { struct Twin {}; }"}, {"b.cc", text}}).size() == 1,
                    text);
    }
    const Source inner{"a.h", "namespace n { class A { public: struct Twin {}; }; }"};
    CHECK(twins({inner, {"b.cc", "namespace n { class A { private: struct Twin {}; }; }"}}) ==
          Complaints{"b.cc:1: n::A is also defined at a.h:1",
                     "b.cc:1: n::A::Twin is also defined at a.h:1"});
  }

  TEST_CASE("classes of one name that nobody can confuse are not") {
    using conclave::tidy::twins;
    const char* good[] = {
        "namespace n { struct Twin; class Other { friend struct Twin; Twin* twin; }; }",
        "namespace n { namespace { struct Twin {}; } }",
        "namespace { namespace n { struct Twin {}; } }",
        "namespace n { void f() { struct Twin {}; } }",
        "namespace n { void f(A a = {}) { struct Twin {}; } }",
        "namespace n { TEST_CASE(\"c\") { struct Twin {}; } }",
        "namespace m { struct Twin {}; }",
        "struct Twin {};",
        "namespace n { struct Other { struct Twin {}; }; }",
        "namespace n { template <> struct Twin<int> {}; }",
        "namespace n { struct Twin f() { return {}; } struct Twin t = {}; }",
        "// namespace n { struct Twin {}; }\n",
        "const char* t = \"namespace n { struct Twin {}; }\";",
    };
    for (const char* text : good) {
      CHECK_MESSAGE(twins({{"a.h", "namespace n { struct Twin {}; }"}, {"b.cc", text}}).empty(),
                    text);
    }
  }

  TEST_CASE("a folder with code and no README.md is convicted, and so is each above it") {
    using conclave::tidy::readmes;
    CHECK(readmes({"sim/a/x.cc", "sim/a/README.md", "sim/README.md"}).empty());
    CHECK(readmes({"sim/a/x.cc", "sim/README.md"}) == Complaints{"sim/a/: has no README.md"});
    CHECK(readmes({"sim/a/x.h"}) ==
          Complaints{"sim/: has no README.md", "sim/a/: has no README.md"});
    CHECK(readmes({"tests/README.md", "tests/kernel/time_test.cc"}).empty());
    CHECK(readmes({"scenarios/raft/hello.json"}) == Complaints{"scenarios/: has no README.md"});
  }

  TEST_CASE("a stranger at the top level is convicted") {
    using conclave::tidy::top_level;
    CHECK(top_level({"README.md", "sim/kernel/time.h", ".ci/run"}).empty());
    CHECK(top_level({"NOTES.md", "src/main.cc"}).size() == 2);
  }
}
