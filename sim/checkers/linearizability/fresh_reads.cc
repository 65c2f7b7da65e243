// Marks, writers, and the one comparison.

#include "sim/checkers/linearizability/fresh_reads.h"

#include <algorithm>

#include "protocols/core/check.h"
#include "sim/store/token.h"

namespace conclave::sim::linearizability {
namespace {

bool overwrites(Function f) {
  return f == Function::put || f == Function::delete_ || f == Function::cas;
}

std::string quoted(std::string_view text) {
  constexpr std::size_t longest = 60;
  std::string shown;
  append_token(shown, text.substr(0, longest));
  return text.size() > longest ? shown + "..." : shown;
}

std::string events(std::uint64_t invoked, std::uint64_t returned) {
  return " (events " + std::to_string(invoked) + " to " + std::to_string(returned) + ")";
}

}  // namespace

void FreshReads::Mark::consider(const Span& other, const std::string& written) {
  if (span && span->invoked > other.invoked) return;
  span = other;
  text = written;
}

FreshReads::Keys::value_type& FreshReads::place_of(std::string_view key) {
  const auto known = keys_.find(key);
  return known != keys_.end() ? *known : *keys_.try_emplace(std::string(key)).first;
}

void FreshReads::invoke(std::uint64_t event, std::uint64_t process, const Invocation& invocation) {
  Open& open = open_[process];
  ALWAYS(open.place == nullptr);
  open.place = &place_of(invocation.key);
  open.f = invocation.f;
  open.invoked = event;
  open.written = invocation.written.value_or(std::string_view());
  open.expected = invocation.expected.value_or(std::string_view());
  Key& key = open.place->second;
  open.change = key.change;
  open.append = key.append;
  if (overwrites(open.f)) {
    ++key.writers[open.written].under_way;
    ++key.overwriters.under_way;
  }
  key.appended |= open.f == Function::append;
}

std::optional<FreshReads::Stale> FreshReads::complete(std::uint64_t event, std::uint64_t process,
                                                      const Completion& completion) {
  Open& open = open_[process];
  ALWAYS(open.place != nullptr);
  const Span span{.process = process, .invoked = open.invoked, .returned = event};
  settle(open, span, completion.outcome);
  std::optional<Stale> stale;
  if (completion.saw) {
    stale = judge(open, span, completion.seen.value_or(""));
  } else if (open.f == Function::cas && completion.outcome == Outcome::ok) {
    stale = judge(open, span, open.expected);
  }
  open.place = nullptr;
  return stale;
}

void FreshReads::settle(const Open& open, const Span& span, Outcome outcome) {
  Key& key = open.place->second;
  if (open.f == Function::get || outcome == Outcome::unknown) return;
  if (overwrites(open.f)) {
    for (Writers* writers : {&key.writers[open.written], &key.overwriters}) {
      --writers->under_way;
      if (outcome == Outcome::ok) writers->last_returned = span.returned + 1;
    }
  }
  if (outcome != Outcome::ok) return;
  key.change.consider(span, open.written);
  if (open.f == Function::append) key.append.consider(span, open.written);
}

std::optional<FreshReads::Stale> FreshReads::judge(const Open& open, const Span& span,
                                                   std::string_view seen) {
  const std::string& name = open.place->first;
  const Key& key = open.place->second;
  const auto stale = [&](const Mark& mark, const std::string& why) {
    return Stale{"process " + std::to_string(span.process) + " saw " + quoted(seen) + " in " +
                     quoted(name) + events(span.invoked, span.returned) + ", although process " +
                     std::to_string(mark.span->process) +
                     events(mark.span->invoked, mark.span->returned) + why,
                 {span.invoked, span.returned, mark.span->invoked, mark.span->returned}};
  };
  if (key.appended) {
    // Values are pieced together, so only the latest piece can be looked for.
    if (!open.append.span) return std::nullopt;
    if (!key.overwriters.all_returned_before(open.append.span->invoked)) return std::nullopt;
    ++evaluations_;
    if (seen.find(open.append.text) != std::string_view::npos) return std::nullopt;
    return stale(open.append, " had appended " + quoted(open.append.text) + " before");
  }
  if (!open.change.span) return std::nullopt;
  ++evaluations_;
  const Writers* writers = key.writers.find(seen);
  if (writers == nullptr) return std::nullopt;  // a value nobody wrote is not for us
  if (!writers->all_returned_before(open.change.span->invoked)) return std::nullopt;
  return stale(open.change, " had written " + quoted(open.change.text) +
                                " before, and whoever wrote the other had returned before that");
}

}  // namespace conclave::sim::linearizability
