// Files of lines: whole or not there, and errors by name.
#include "sim/trace/line_file.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "sim/trace/line_source.h"

namespace conclave::sim {
namespace {

namespace fs = std::filesystem;

// A folder that is gone when the test is.
class Folder {
 public:
  Folder() {
    std::string pattern = (fs::temp_directory_path() / "conclave-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~Folder() { fs::remove_all(path_); }
  std::string operator/(const char* name) const { return (path_ / name).string(); }
  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(path_))
      names.push_back(entry.path().filename());
    return names;
  }

 private:
  fs::path path_;
};

std::string content(const std::string& path) {
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::unique_ptr<LineFile> created(const std::string& path) {
  auto made = LineFile::create(path);
  REQUIRE(std::holds_alternative<std::unique_ptr<LineFile>>(made));
  return std::get<0>(std::move(made));
}

FileError refused(const std::string& path) {
  auto made = LineFile::create(path);
  REQUIRE(std::holds_alternative<FileError>(made));
  return std::get<1>(made);
}

TEST_CASE("a line file has its name only when it is whole") {
  const Folder folder;
  const std::string path = folder / "t.jsonl";
  auto file = created(path);
  file->line("one");
  file->line("two");
  CHECK_FALSE(fs::exists(path));
  CHECK_FALSE(file->close().has_value());
  CHECK(content(path) == "one\ntwo\n");
  CHECK(folder.names() == std::vector<std::string>{"t.jsonl"});
}

TEST_CASE("a line file that is given up leaves nothing, and the older one as it was") {
  const Folder folder;
  const std::string path = folder / "t.jsonl";
  std::ofstream(path) << "older";
  created(path)->line("newer");
  CHECK(content(path) == "older");
  CHECK(folder.names() == std::vector<std::string>{"t.jsonl"});
}

TEST_CASE("a line file larger than its buffer is whole") {
  const Folder folder;
  const std::string path = folder / "t.jsonl";
  auto file = created(path);
  const std::string line(999, 'x'), huge(3'000'000, 'y');
  for (int i = 0; i < 3000; ++i) file->line(line);
  file->line(huge);
  CHECK_FALSE(file->close().has_value());
  CHECK(fs::file_size(path) == 3000 * 1000 + 3'000'001);
}

TEST_CASE("a link stays a link, and what it points to is replaced") {
  const Folder folder;
  std::ofstream(folder / "real") << "older";
  fs::create_symlink("real", folder / "link");
  auto file = created(folder / "link");
  file->line("newer");
  CHECK_FALSE(file->close().has_value());
  CHECK(fs::is_symlink(folder / "link"));
  CHECK(content(folder / "real") == "newer\n");
}

TEST_CASE("a link whose file is not there yet gets it, and stays a link") {
  const Folder folder;
  fs::create_directory(folder / "away");
  fs::create_symlink("away/second", folder / "link");
  fs::create_symlink("real", folder / "away/second");
  auto file = created(folder / "link");
  file->line("new");
  CHECK_FALSE(file->close().has_value());
  CHECK(fs::is_symlink(folder / "link"));
  CHECK(fs::is_symlink(folder / "away/second"));
  CHECK(content(folder / "away/real") == "new\n");
  fs::create_symlink("circle", folder / "circle");
  CHECK(refused(folder / "circle").what == "cannot create: Too many levels of symbolic links");
}

TEST_CASE("a file that is replaced hands on its mode") {
  const Folder folder;
  const std::string path = folder / "t.jsonl";
  for (const unsigned mode : {0600U, 0640U, 0664U}) {
    std::ofstream(path) << "older";
    REQUIRE(::chmod(path.c_str(), mode) == 0);
    auto file = created(path);
    file->line("newer");
    CHECK_FALSE(file->close().has_value());
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 07777U) == mode);
    CHECK(content(path) == "newer\n");
  }
}

TEST_CASE("a line file spares what is there, and lies beside it") {
  const Folder folder;
  const std::string path = folder / "t.jsonl";
  auto first = created(path);
  first->line("first");
  CHECK_FALSE(first->spare().has_value());
  CHECK_FALSE(first->close().has_value());
  auto second = created(path);
  second->line("second");
  CHECK(second->spare() == path + ".partial");
  CHECK_FALSE(second->close().has_value());
  CHECK(content(path) == "first\n");
  CHECK(content(path + ".partial") == "second\n");
}

TEST_CASE("what cannot be created is told at once, and why") {
  const Folder folder;
  CHECK(refused(folder / "missing/t.jsonl").what == "cannot create: No such file or directory");
  CHECK(refused(folder / ".").what == "cannot create: it is a folder");
  CHECK(refused("").what == "cannot create: the path is empty");
  CHECK(refused(folder / "missing/t.jsonl").trouble == FileTrouble::cannot_create);
}

TEST_CASE("a full disk is an error of writing, told once and again at the end") {
  if (!fs::exists("/dev/full")) return;
  auto file = created("/dev/full");
  const std::string line(2'000'000, 'x');
  file->line(line);
  file->line(line);
  REQUIRE(file->error().has_value());
  const auto error = file->close();
  REQUIRE(error.has_value());
  CHECK(error->trouble == FileTrouble::cannot_write);
  CHECK(to_text(*error) == "/dev/full: cannot write: No space left on device");
}

TEST_CASE("a full disk is noticed at the end, too, when little was written") {
  if (!fs::exists("/dev/full")) return;
  auto file = created("/dev/full");
  file->line("x");
  CHECK_FALSE(file->error().has_value());
  CHECK(file->close().has_value());
}

TEST_CASE("a pipe is written directly") {
  const Folder folder;
  const std::string path = folder / "pipe";
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  std::fstream other_end(path);  // for reading and writing: nobody waits
  auto file = created(path);
  file->line("one");
  CHECK_FALSE(file->close().has_value());
  std::string line;
  std::getline(other_end, line);
  CHECK(line == "one");
  CHECK(folder.names() == std::vector<std::string>{"pipe"});
}

TEST_CASE("a line source gives the lines of a file, and the last one without a line break too") {
  const Folder folder;
  const std::string path = folder / "t";
  const std::string huge(1'000'000, 'y');
  std::ofstream(path) << "one\n\n" << huge << "\nlast";
  auto opened = LineSource::open(path);
  REQUIRE(std::holds_alternative<LineSource>(opened));
  LineSource source = std::get<LineSource>(std::move(opened));
  CHECK(source.next() == "one");
  CHECK(source.next() == "");
  CHECK(source.next() == huge);
  CHECK(source.number() == 3);
  CHECK_FALSE(source.unfinished());
  CHECK(source.next() == "last");
  CHECK(source.number() == 4);
  CHECK(source.unfinished());
  CHECK_FALSE(source.next().has_value());
  CHECK_FALSE(source.error().has_value());
}

TEST_CASE("a line source tells what it cannot read") {
  const Folder folder;
  const auto error = [](const std::string& path) {
    auto opened = LineSource::open(path);
    REQUIRE(std::holds_alternative<FileError>(opened));
    return std::get<FileError>(opened);
  };
  CHECK(error(folder / "missing").what == "cannot read: No such file or directory");
  CHECK(error(folder / ".").what == "cannot read: it is a folder");
  CHECK(error(folder / ".").trouble == FileTrouble::cannot_read);
}

TEST_CASE("an endless line is an error, not all of memory") {
  LineSource source = LineSource::of_text(std::string(LineSource::longest_line + 2, 'x'));
  CHECK_FALSE(source.next().has_value());
  REQUIRE(source.error().has_value());
  CHECK(source.error()->trouble == FileTrouble::bad_content);
}

}  // namespace
}  // namespace conclave::sim
