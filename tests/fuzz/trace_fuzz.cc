// Any bytes as a trace. What was read and written again reads without an error, and writes the
// same.
#include "sim/trace/reader.h"
#include "sim/trace/writer.h"
#include "tests/fuzz/feed.h"

namespace conclave::sim {
namespace {

struct TextKept final : LineSink {
  void line(std::string_view line) override {
    text += line;
    text += '\n';
  }
  std::string text;
};

struct Reading {
  bool begun = false, sound = false;
  std::string written;
};

Reading read(std::string text) {
  Reading reading;
  TraceReader reader(LineSource::of_text(std::move(text), "fuzz"));
  reading.begun = !reader.begin();
  if (!reading.begun) {
    fuzz::must(reader.error() && !to_text(*reader.error()).empty());
    return reading;
  }
  TextKept out;
  TraceWriter writer(reader.vocabulary(), out);
  writer.begin(reader.header());
  StoredOccurrence occurrence;
  while (reader.next(occurrence)) writer.record(*occurrence);
  if (reader.end()) writer.end(*reader.end());
  reading.sound = !reader.error();
  fuzz::must(reading.sound || !to_text(*reader.error()).empty());
  reading.written = std::move(out.text);
  return reading;
}

}  // namespace
}  // namespace conclave::sim

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT
  using namespace conclave;
  const sim::Reading first = sim::read(fuzz::text_of(data, size));
  if (!first.begun) return 0;
  const sim::Reading again = sim::read(first.written);
  fuzz::must(again.begun && again.sound && again.written == first.written);
  return 0;
}
