#include "tools/input.h"

// Reading files, and saying what is wrong with them.

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "sim/data/json_text.h"
#include "sim/data/words.h"

namespace conclave::tools {
namespace {

sim::FileError cannot_read(const std::string& path, int error) {
  const std::string why = error == EISDIR ? "it is a folder" : std::strerror(error);
  return {sim::FileTrouble::cannot_read, path, 0, "cannot read: " + why};
}

}  // namespace

std::variant<std::string, sim::FileError> read_text(const std::string& path, std::size_t most) {
  constexpr std::size_t chunk = 64U << 10U;
  const int descriptor =
      path == "-" ? ::dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return cannot_read(path, errno);
  std::string text;
  ssize_t got = 1;
  int error = 0;
  while (got > 0 && text.size() <= most) {
    const std::size_t size = text.size();
    text.resize(size + chunk);
    got = ::read(descriptor, text.data() + size, chunk);
    if (got < 0) error = errno;
    text.resize(size + static_cast<std::size_t>(got > 0 ? got : 0));
  }
  ::close(descriptor);
  if (error != 0) return cannot_read(path, error);
  return text;
}

bool overwrites(const std::string& input, const std::string& output, Terminal& terminal) {
  const std::string read = input == "-" ? "/dev/stdin" : input;
  std::error_code none;  // what is not there is not destroyed
  if (!std::filesystem::is_regular_file(read, none)) return false;
  if (!std::filesystem::equivalent(read, output, none)) return false;
  terminal.complain(output + ": it would be written over what is read from it; name another file");
  return true;
}

std::variant<sim::Scenario, Exit> load_scenario(const std::string& path,
                                                std::span<const sim::Setting> settings,
                                                Terminal& terminal) {
  const auto text = read_text(path, sim::JsonLimits{}.bytes);
  if (const auto* error = std::get_if<sim::FileError>(&text)) {
    terminal.complain(*error);
    return exit_for(error->trouble);
  }
  auto scenario = sim::parse_scenario(std::get<std::string>(text), settings);
  if (!scenario) {
    terminal.complain(path, scenario.errors());
    return Exit::bad_input;
  }
  return std::move(scenario).value();
}

sim::Result<sim::Setting> parse_setting(const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos || !sim::pointer_steps(text.substr(0, equals))) {
    return sim::InputError{"", sim::in_quotes(text) + " is not like /network/loss=0.1"};
  }
  return sim::Setting{text.substr(0, equals), text.substr(equals + 1)};
}

std::optional<std::vector<sim::Setting>> parse_settings(const std::vector<std::string>& texts,
                                                        Terminal& terminal) {
  std::vector<sim::Setting> settings;
  for (const std::string& text : texts) {
    auto setting = parse_setting(text);
    if (setting) {
      settings.push_back(*setting);
    } else {
      terminal.complain("--set: " + setting.errors().front().what);
    }
  }
  if (settings.size() != texts.size()) return std::nullopt;
  return settings;
}

}  // namespace conclave::tools
