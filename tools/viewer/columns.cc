// Where each column stands.
#include "tools/viewer/columns.h"

#include <algorithm>

#include "tools/viewer/display.h"

namespace conclave::tools {
namespace {

constexpr std::size_t widest_step = 34;
constexpr std::size_t narrowest_step = 3;
constexpr std::size_t rows_between_titles = 40;

std::string padded_left(std::string text, std::size_t width) {
  const std::size_t taken = display_width(text);
  return taken < width ? std::string(width - taken, ' ') + text : text;
}

}  // namespace

Columns::Columns(const sim::Vocabulary& words, std::size_t width, bool color, sim::LineSink& out)
    : width_(std::max<std::size_t>(width, 60)), color_(color), out_(out), nodes_(words.nodes) {
  for (std::size_t n = 0; n < words.nodes; ++n) {
    titles_.push_back(name_of(NodeId(static_cast<std::uint32_t>(n + 1)), words));
  }
  const std::size_t clients = words.names.size() - words.nodes;
  if (clients > 0)
    titles_.push_back(clients == 1 ? name_of(NodeId(static_cast<std::uint32_t>(nodes_ + 1)), words)
                                   : "clients");
  const std::size_t room = (width_ - gutter_) / std::max<std::size_t>(titles_.size(), 1);
  step_ = std::min(std::max(room, narrowest_step), widest_step);
  width_ = std::max(width_, start(titles_.size()));  // more nodes than a terminal can show
  fares_.resize(titles_.size(), Fare::down);
  if (clients > 0) fares_.back() = Fare::up;
}

std::size_t Columns::of(NodeId node) const {
  if (node == NodeId()) return count();
  return std::min<std::size_t>(node.value() - 1, count() - 1);
}

// ---- Rows ---------------------------------------------------------------------------------------

void Columns::titles() {
  rows_ = 0;
  std::vector<Piece> pieces;
  for (std::size_t c = 0; c < count(); ++c)
    pieces.push_back({start(c), clipped(titles_[c], step_ - 1), "1"});
  out_.line(drawn(pieces));
}

void Columns::each(const std::vector<std::string>& texts) {
  std::vector<Piece> pieces;
  for (std::size_t c = 0; c < texts.size(); ++c)
    pieces.push_back({start(c), clipped(texts[c], step_ - 1), "2"});
  out_.line(drawn(pieces));
}

void Columns::row(const Row& row) {
  if (rows_++ == rows_between_titles) titles();
  if (row.column >= count()) return across(row);
  const std::size_t dot = start(row.column);
  const std::size_t right = width_ - dot - 2, left = dot - gutter_ > 0 ? dot - gutter_ - 1 : 0;
  const std::size_t wanted = display_width(row.label.text);
  // To the right of the dot, unless only the left has room.
  const bool at_left = wanted > right && left > right;
  const std::string text = clipped(row.label.text, at_left ? left : right);
  const std::size_t taken = display_width(text);
  const std::size_t begin = at_left ? dot - 1 - taken : dot + 2;

  std::vector<Piece> pieces{{0, gutter(row), row.marked ? "1" : "2"}};
  bool put = false;
  const auto put_text = [&] {
    if (!put) pieces.push_back({begin, text, std::string(style(row.label.tone))});
    put = true;
  };
  for (std::size_t c = 0; c < count(); ++c) {
    const std::size_t at = start(c);
    if (at >= begin) put_text();
    if (c == row.column) {
      pieces.push_back({dot, "●", std::string(style(row.label.tone))});
    } else if (at + 1 < begin || at > begin + taken) {
      pieces.push_back(guide(c));
    }
  }
  put_text();
  out_.line(drawn(pieces));
}

// What concerns everyone: a rule with words in it, as many lines as they take.
void Columns::across(const Row& row) {
  std::string rest = "── " + row.label.text + " ──";
  bool first = true;
  while (!rest.empty()) {
    std::string text = rest;
    const std::size_t room = width_ - gutter_;
    if (display_width(text) > room) {
      std::size_t space = std::min(text.size() - 1, room);
      while (space > 0 && text[space] != ' ') --space;
      if (space > 10) {
        text = text.substr(0, space);
      } else {
        text = clipped(text, room);
      }
    }
    const bool cut = text.size() > 3 && text.compare(text.size() - 3, 3, "…") == 0;
    rest = cut || text.size() >= rest.size() ? "" : "   " + rest.substr(text.size() + 1);
    out_.line(drawn({{0, first ? gutter(row) : "", row.marked ? "1" : "2"},
                     {gutter_, text, std::string(style(row.label.tone))}}));
    first = false;
  }
}

void Columns::note(std::string_view text) {
  out_.line(painted(text, "2"));
}

std::string Columns::gutter(const Row& row) const {
  return (row.marked ? ">" : " ") + padded_left(std::to_string(row.index), 7) +
         padded_left(row.time, 12);
}

Columns::Piece Columns::guide(std::size_t column) const {
  switch (fares_[column]) {
    case Fare::down:
      return {start(column), " ", ""};
    case Fare::up:
      return {start(column), "│", "2"};
    case Fare::paused:
      return {start(column), "┆", "2"};
    case Fare::leader:
      return {start(column), "┃", "32"};
  }
  return {};
}

// ---- Painting -----------------------------------------------------------------------------------

std::string_view Columns::style(Tone tone) const {
  switch (tone) {
    case Tone::plain:
      return "";
    case Tone::faint:
      return "2";
    case Tone::message:
      return "34";
    case Tone::leader:
      return "1;32";
    case Tone::progress:
      return "32";
    case Tone::client:
      return "36";
    case Tone::loss:
      return "33";
    case Tone::trouble:
      return "1;31";
  }
  return "";
}

std::string Columns::painted(std::string_view text, std::string_view style) const {
  if (!color_ || style.empty() || text.empty()) return std::string(text);
  return "\x1b[" + std::string(style) + "m" + std::string(text) + "\x1b[0m";
}

std::string Columns::drawn(const std::vector<Piece>& pieces) const {
  std::string line;
  std::size_t at = 0;
  for (const Piece& piece : pieces) {
    if (piece.text.empty() || piece.text == " ") continue;
    if (piece.at > at) line += std::string(piece.at - at, ' ');
    line += painted(piece.text, piece.style);
    at = std::max(at, piece.at) + display_width(piece.text);
  }
  return line;
}

}  // namespace conclave::tools
