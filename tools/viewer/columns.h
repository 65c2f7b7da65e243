// Columns: the rows of the text view, and where things stand in them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/trace/line_sink.h"
#include "sim/trace/trace.h"
#include "tools/viewer/label.h"

namespace conclave::tools {

// How a node fares, as its column shows it.
enum class Fare : std::uint8_t { down, up, paused, leader };

class Columns {
 public:
  // The vocabulary and the sink outlive the columns.
  Columns(const sim::Vocabulary& words, std::size_t width, bool color, sim::LineSink& out);

  std::size_t count() const { return titles_.size(); }
  // The column of an address: the node's own, or that of all clients. count() for nobody.
  std::size_t of(NodeId node) const;
  void fares(std::size_t column, Fare fare) { fares_[column] = fare; }

  // The columns' titles, again after every so many rows.
  void titles();
  // One short text for each column.
  void each(const std::vector<std::string>& texts);
  // A row of one column, or across all of them when `column` is count(). An empty time: as before.
  struct Row {
    sim::Index index = 0;
    std::string time;
    std::size_t column = 0;
    Label label;
    bool marked = false;
  };
  void row(const Row& row);
  // A remark below everything.
  void note(std::string_view text);

 private:
  struct Piece {
    std::size_t at = 0;
    std::string text, style;
  };

  std::string gutter(const Row& row) const;
  std::size_t start(std::size_t column) const { return gutter_ + column * step_; }
  std::string_view style(Tone tone) const;
  Piece guide(std::size_t column) const;
  std::string drawn(const std::vector<Piece>& pieces) const;
  std::string painted(std::string_view text, std::string_view style) const;
  void across(const Row& row);

  static constexpr std::size_t gutter_ = 22;
  std::size_t width_;
  bool color_;
  sim::LineSink& out_;
  std::size_t nodes_;
  std::vector<std::string> titles_;
  std::size_t step_ = 0;  // columns of the terminal for each of ours
  std::vector<Fare> fares_;
  std::size_t rows_ = 0;
};

}  // namespace conclave::tools
