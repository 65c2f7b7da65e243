// Tables for people and for scripts.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "sim/data/json.h"
#include "tools/bench/benchmark.h"
#include "tools/words.h"

namespace conclave::tools {
namespace {

std::string padded(const std::string& text, std::size_t width, bool right) {
  return right ? fmt::format("{:>{}}", text, width) : fmt::format("{:<{}}", text, width);
}

}  // namespace

Cell word(std::string text) {
  std::string json = sim::Json(text).dump();
  return {std::move(text), std::move(json)};
}

Cell whole(std::uint64_t number) {
  return {grouped(number), std::to_string(number)};
}

Cell decimal(double number, int digits) {
  return {fmt::format("{:.{}f}", number, digits), sim::Json(number).dump()};
}

std::string table_text(const Table& table) {
  std::vector<std::size_t> widths;
  for (const std::string& column : table.columns) widths.push_back(column.size());
  for (const auto& row : table.rows) {
    for (std::size_t n = 0; n < row.size(); ++n) {
      widths.at(n) = std::max(widths[n], row[n].text.size());
    }
  }
  std::string text;
  const auto line = [&](const auto& text_of) {
    std::string one;
    for (std::size_t n = 0; n < widths.size(); ++n) {
      one += (n == 0 ? "" : "  ") + padded(text_of(n), widths[n], n > 0);
    }
    one.erase(one.find_last_not_of(' ') + 1);
    text += one + "\n";
  };
  line([&](std::size_t n) { return table.columns[n]; });
  for (const auto& row : table.rows) {
    line([&](std::size_t n) { return n < row.size() ? row[n].text : std::string(); });
  }
  return text;
}

std::string table_json(const Table& table, std::string_view benchmark) {
  std::string text;
  for (const auto& row : table.rows) {
    sim::Json json = sim::Json::object();
    json["type"] = "bench";
    json["bench"] = benchmark;
    for (std::size_t n = 0; n < row.size(); ++n)
      json[table.columns[n]] = sim::Json::parse(row[n].json);
    text += json.dump() + "\n";
  }
  return text;
}

}  // namespace conclave::tools
