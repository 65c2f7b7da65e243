// Syncs, troubles and crashes.
#include "sim/world/disk.h"

#include <algorithm>
#include <string>

#include "protocols/core/check.h"

namespace conclave::sim {

Disk::Disk(EventLoop& loop, const Random& random, const DiskOptions& options, EventName name,
           Listener& listener)
    : loop_(loop), random_(random), options_(options), name_(name), listener_(listener) {}

// ---- Syncs --------------------------------------------------------------------------------------

void Disk::sync(std::uint64_t mark, bool directory) {
  mark_ = mark;
  directory_ = directory;
  if (syncing_) {
    wanted_ = true;
  } else {
    start_sync();
  }
}

void Disk::start_sync() {
  wanted_ = false;
  covered_changes_ = directory_ ? files_.changes() : 0;
  if (files_.loose().empty() && covered_changes_ == 0) return;
  syncing_ = true;
  covered_.clear();
  for (const FileId file : files_.loose()) covered_.push_back({file, files_.bytes(file).size()});
  covered_mark_ = mark_;
  loop_.after(latency(), *this, life_);
}

Duration Disk::latency() {
  // Two statements: of two draws in one expression, each compiler makes another one first.
  Duration takes = options_.write_latency.draw(random_);
  takes += options_.sync_latency.draw(random_);
  for (const auto& [id, trouble] : troubles_) {
    if (trouble.latency) takes = trouble.latency->draw(random_);
  }
  for (const auto& [id, trouble] : troubles_) {
    takes += trouble.slower;
    const bool slow = trouble.latency || trouble.slower > Duration();
    if (slow && trouble.tally != nullptr) ++trouble.tally->effective;
  }
  return takes;
}

void Disk::fire(Token life) {
  if (life != life_ || !syncing_) return loop_.was_void();
  if (!troubles_.empty() && stalled()) return;
  syncing_ = false;
  const SyncReport report = complete();
  if (wanted_) start_sync();
  listener_.synced(report);
}

SyncReport Disk::complete() {
  if (Trouble* const failing = trouble(&DiskTrouble::sync_fails)) {
    failing->what.sync_fails = false;
    lose_covered();
    return {covered_mark_, false};
  }
  if (Trouble* const lying = trouble(&DiskTrouble::sync_lies)) {
    lied_about_ = covered_;
    lied_changes_ = covered_changes_;
    spared_ = lying->what.tally;
    lies_spare_ = lying->what.spares_the_unaware;
    return {covered_mark_, true, false};
  }
  // What was lied about before is still in the cache, and on its way with the rest.
  for (const Span& span : covered_) files_.sync(span.file, span.upto);
  files_.sync_changes(covered_changes_);
  forget_lies();
  return {covered_mark_};
}

// The pages are marked clean, so that no later sync writes them, and are gone with the cache
// (Rebello et al., "Can Applications Recover from fsync Failures?", ATC 2020, section 3). What was
// lied about goes with them, unless that is more than the run may ask of anyone: the host may crash
// before it hears that this sync failed, and would not notice that it forgot what it had vouched
// for.
void Disk::lose_covered() {
  if (lies_spare_) spare_lies();
  for (const Span& span : covered_) {
    if (files_.synced(span.file) >= span.upto) continue;
    Patch lost;
    lost.file = span.file;
    lost.offset = files_.synced(span.file);
    lost.bytes.resize(span.upto - lost.offset);
    lost.how = "sync_fails";
    files_.sync(span.file, span.upto);
    patches_.add(std::move(lost));
  }
}

// ---- Crashes ------------------------------------------------------------------------------------

CrashOutcome Disk::crash(const CrashOutcome* decreed) {
  ++life_;
  ++crashes_;
  syncing_ = wanted_ = due_ = false;
  if (lies_spare_) spare_lies();
  forget_lies();
  CrashOutcome outcome;
  if (files_.loose().empty() && files_.changes() == 0) return outcome;
  if (decreed != nullptr) {
    outcome = files_.fitted(*decreed);
  } else {
    Random random = random_.fork("crash " + std::to_string(crashes_));
    const bool torn = random.chance(options_.torn_write);
    outcome = files_.draw_crash(random, torn);
  }
  files_.crash(outcome);
  return outcome;
}

void Disk::spare_lies() {
  if (lied_about_.empty() && lied_changes_ == 0) return;
  for (const Span& span : lied_about_) {
    if (files_.synced(span.file) < span.upto) files_.sync(span.file, span.upto);
  }
  files_.sync_changes(lied_changes_);
  if (spared_ != nullptr) ++spared_->refused;
  forget_lies();
}

void Disk::forget_lies() {
  lied_about_.clear();
  lied_changes_ = 0;
}

// ---- Troubles -----------------------------------------------------------------------------------

Disk::TroubleId Disk::begin(const DiskTrouble& what) {
  troubles_.push_back({++last_trouble_, what});
  return last_trouble_;
}

void Disk::end(TroubleId id) {
  std::erase_if(troubles_, [&](const Trouble& trouble) { return trouble.id == id; });
  const bool stalls = std::any_of(troubles_.begin(), troubles_.end(),
                                  [](const Trouble& trouble) { return trouble.what.stalls; });
  if (!due_ || stalls) return;
  due_ = false;
  loop_.after(0ns, *this, life_);
}

bool Disk::stalled() {
  for (const auto& [id, trouble] : troubles_) {
    if (!trouble.stalls) continue;
    due_ = true;
    if (trouble.tally != nullptr) ++trouble.tally->effective;
    return true;
  }
  return false;
}

// The first that is like this, counted as taking effect.
Disk::Trouble* Disk::trouble(bool DiskTrouble::*what) {
  for (Trouble& trouble : troubles_) {
    if (!(trouble.what.*what)) continue;
    if (trouble.what.tally != nullptr) ++trouble.what.tally->effective;
    return &trouble;
  }
  return nullptr;
}

WriteResult Disk::troubled_append(FileId file, ByteView bytes) {
  if (trouble(&DiskTrouble::write_fails) != nullptr) return WriteResult::failed;
  for (auto& [id, trouble] : troubles_) {
    if (!trouble.room) continue;
    if (bytes.size() <= *trouble.room) {
      *trouble.room -= bytes.size();
      continue;
    }
    // As write(2) does: what still fits is written, and the caller hears of the rest.
    files_.append(file, bytes.first(*trouble.room));
    trouble.room = 0;
    if (trouble.tally != nullptr) ++trouble.tally->effective;
    return WriteResult::full;
  }
  files_.append(file, bytes);
  return WriteResult::ok;
}

}  // namespace conclave::sim
