// Any bytes as the files of a journal, under a code that the fuzzer can get past. Recovery ends; a
// torn tail that is cut is gone; and what is written behind what was found is found as well.
//
//     input := code: byte, bound: byte, segment*        segment := size: byte, size: byte,
//     byte[...]
#include <algorithm>
#include <array>
#include <vector>

#include "sim/world/journal.h"
#include "tests/fuzz/feed.h"

namespace conclave::sim {
namespace {

struct Nobody final : Disk::Listener {
  void synced(const SyncReport&) override {}
};

std::vector<Bytes> records_of(Journal& journal) {
  std::vector<Bytes> records;
  for (const ByteView record : journal.recover().records) {
    records.emplace_back(record.begin(), record.end());
  }
  return records;
}

void recover(Journal& journal) {
  std::vector<Bytes> found = records_of(journal);
  const Recovered recovered = journal.recover();
  fuzz::must(recovered.records.size() == found.size());
  if (recovered.integrity == Integrity::corrupt) return;  // nothing is cut, nothing is written
  if (recovered.integrity == Integrity::torn_tail) {
    journal.cut(recovered.end);
    fuzz::must(records_of(journal) == found);
    fuzz::must(journal.recover().integrity == Integrity::intact);
  }
  journal.keep();
  const Bytes more(5, std::byte{7});
  fuzz::must(journal.append(more, journal.end()).result == WriteResult::ok);
  found.push_back(more);
  fuzz::must(records_of(journal) == found);
}

}  // namespace
}  // namespace conclave::sim

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT
  using namespace conclave;
  fuzz::Feed feed(data, size);
  constexpr std::array<std::string_view, 3> codes{"none", "sum8", "crc32c"};
  const sim::IntegrityCode* code = sim::find_integrity(codes[feed.byte() % codes.size()]);
  const bool bound = feed.byte() % 2 == 0;
  sim::EventLoop loop;
  sim::Nobody nobody;
  sim::Disk disk(loop, sim::Random(1), {}, {}, nobody);
  sim::Journal journal(disk, NodeId(1), {code, bound, true}, 256);
  for (int number = 1; !feed.empty() && number < 10; ++number) {
    const std::size_t low = feed.byte(), high = feed.byte();
    const ByteView bytes = feed.bytes(low + 256 * (high % 8));
    const auto file = disk.files().create("journal-00000" + std::to_string(number));
    disk.files().append(file, bytes);
    disk.files().sync(file, bytes.size());
  }
  disk.files().sync_changes(disk.files().changes());
  sim::recover(journal);
  return 0;
}
