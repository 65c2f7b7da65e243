// Reading through damage.
#include "sim/world/patches.h"

#include <algorithm>
#include <utility>

namespace conclave::sim {

Patches::Id Patches::add(Patch patch) {
  patches_.push_back({++last_, std::move(patch)});
  return last_;
}

void Patches::take_off(Id id) {
  std::erase_if(patches_, [&](const Entry& entry) { return entry.id == id; });
}

void Patches::take_off_merciful() {
  std::erase_if(patches_, [](const Entry& entry) {
    if (!entry.patch.spares_the_unaware) return false;
    if (entry.patch.tally != nullptr) ++entry.patch.tally->refused;
    return true;
  });
}

void Patches::cut(FileId file, std::uint64_t size) {
  for (auto& [id, patch] : patches_) {
    if (patch.file != file || patch.offset + patch.bytes.size() <= size) continue;
    patch.bytes.resize(size - std::min(patch.offset, size));
  }
  std::erase_if(patches_, [](const Entry& entry) { return entry.patch.bytes.empty(); });
}

ByteView Patches::apply(FileId file, ByteView pristine, Bytes& scratch) const {
  bool copied = false;
  for (const auto& [id, patch] : patches_) {
    if (patch.file != file || patch.unreadable || patch.offset >= pristine.size()) continue;
    if (!copied) scratch.assign(pristine.begin(), pristine.end());
    copied = true;
    const std::size_t size = std::min(patch.bytes.size(), pristine.size() - patch.offset);
    std::copy_n(patch.bytes.begin(), size,
                scratch.begin() + static_cast<std::ptrdiff_t>(patch.offset));
  }
  return copied ? ByteView(scratch) : pristine;
}

const Patch* Patches::unreadable(FileId file, std::uint64_t size) const {
  for (const auto& [id, patch] : patches_) {
    if (patch.file == file && patch.unreadable && patch.offset < size) return &patch;
  }
  return nullptr;
}

}  // namespace conclave::sim
