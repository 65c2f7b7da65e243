// Labels: an occurrence in a few words, as every view shows it.
#pragma once

#include <cstdint>
#include <string>

#include "sim/trace/trace.h"

namespace conclave::tools {

// What a label is about, for colours.
enum class Tone : std::uint8_t { plain, faint, message, leader, progress, client, loss, trouble };

struct Label {
  std::string text;
  Tone tone = Tone::plain;
};

std::string name_of(conclave::NodeId node, const sim::Vocabulary& words);

// `t3`: an epoch with the first letter of what people call it.
std::string epoch_label(Epoch epoch, const sim::Vocabulary& words);

// A message from its JSON: its name, its epoch, and what else fits into a few words.
std::string message_label(const sim::Payload& payload, const sim::Vocabulary& words);

// Likewise a record.
std::string record_label(ByteView record, const sim::Vocabulary& words);

Label label_of(const sim::Occurrence& occurrence, const sim::Vocabulary& words);

}  // namespace conclave::tools
