// Lines back into occurrences, distrusting every byte.
#include "sim/trace/reader.h"

#include <bit>
#include <charconv>
#include <cstring>
#include <utility>
#include <vector>

#include "sim/data/units.h"
#include "sim/data/words.h"
#include "sim/trace/json_scanner.h"

namespace conclave::sim {
namespace {

constexpr auto most_nanoseconds =
    static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max() / 2);

bool is_ascii(std::string_view text) {
  std::uint64_t all = 0;
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, text.data() + at, 8);
    all |= eight;
  }
  for (; at < text.size(); ++at) all |= static_cast<unsigned char>(text[at]);
  return (all & 0x8080808080808080U) == 0;
}

// A message that was stored is its own JSON.
void print_stored(ByteView bytes, JsonPrinter& out) {
  out.out().append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  out.resume();
}

ByteView bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text));
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

}  // namespace

// The members of one object as they lie, and what is wrong with them. Lookups give zero when
// something is, and go on.
class TraceReader::Members {
 public:
  explicit Members(std::string_view text) {
    items_.reserve(16);
    JsonScanner in(text);
    in.open();
    while (in.next_key()) {
      if (find(in.key())) in.fail("the member " + in_quotes(in.key()) + " stands there twice");
      const std::string_view key = in.key();
      items_.emplace_back(key, in.raw());
    }
    if (!in.done()) wrong(in.what());
  }

  bool ok() const { return what_.empty(); }
  const std::string& what() const { return what_; }
  void wrong(std::string what) {
    if (what_.empty()) what_ = std::move(what);
  }

  // Null if there is none of that name.
  const std::string_view* find(std::string_view key) const {
    for (const auto& [name, json] : items_) {
      if (name == key) return &json;
    }
    return nullptr;
  }
  bool has(std::string_view key) const { return find(key) != nullptr; }
  std::string_view raw(std::string_view key) {
    const std::string_view* json = find(key);
    if (!json) wrong("the member " + in_quotes(key) + " is missing");
    return json ? *json : "null";
  }

  // What `get` makes of the member's text.
  template <typename Get>
  auto scan(std::string_view key, Get get) {
    JsonScanner in(raw(key));
    auto value = get(in);
    if (!in.done()) wrong("in " + in_quotes(key) + ": " + in.what());
    return value;
  }
  std::uint64_t integer(std::string_view key,
                        std::uint64_t most = std::numeric_limits<std::uint64_t>::max()) {
    return scan(key, [&](JsonScanner& in) { return in.integer(most); });
  }
  std::int64_t signed_integer(std::string_view key) {
    return scan(key, [](JsonScanner& in) { return in.signed_integer(); });
  }
  bool truth(std::string_view key) {
    return scan(key, [](JsonScanner& in) { return in.boolean(); });
  }
  template <typename S>
  S strong(std::string_view key) {
    using Value = typename S::Value;
    return S(static_cast<Value>(integer(key, std::numeric_limits<Value>::max())));
  }
  // An enum by its words.
  template <typename E>
  E word(std::string_view key) {
    const std::string_view json = raw(key);
    const auto last = static_cast<unsigned>(last_of(E{}));
    for (unsigned value = 0; json.size() > 2 && json.front() == '"' && value <= last; ++value) {
      if (name_of(static_cast<E>(value)) == json.substr(1, json.size() - 2)) {
        return static_cast<E>(value);
      }
    }
    wrong("the member " + in_quotes(key) + " has no such word as " + printable(json));
    return E{};
  }
  // A string, or bytes as {"hex": "..."}. `storage` holds what does not lie in the line as it is.
  std::string_view text(std::string_view key, std::string& storage) {
    const std::string_view json = raw(key);
    const bool plain = json.size() >= 2 && json.front() == '"';
    if (plain && json.find('\\') == std::string_view::npos) return json.substr(1, json.size() - 2);
    if (plain) {
      scan(key, [&](JsonScanner& in) { return in.string(storage), 0; });
    } else {
      read_hex(key, json, storage);
    }
    return storage;
  }
  RequestId request(std::string_view key) {
    Members members(raw(key));
    const RequestId id{members.strong<ClientId>("client"), members.integer("number")};
    adopt(key, members);
    return id;
  }
  void command(std::string_view key, Command& command) {
    Members members(raw(key));
    command.id = members.request("id");
    std::string storage;
    command.body = members.text("body", storage);
    adopt(key, members);
  }
  // What is wrong with a member is wrong with us.
  void adopt(std::string_view key, const Members& inner) {
    if (!inner.ok()) wrong("in " + in_quotes(key) + ": " + inner.what());
  }

 private:
  void read_hex(std::string_view key, std::string_view json, std::string& out) {
    out.clear();
    Members members(json);
    std::string none;
    const std::string_view digits = members.ok() && members.has("hex") && !members.is_object("hex")
                                        ? members.text("hex", none)
                                        : std::string_view("?");
    bool good = digits.size() % 2 == 0;
    for (std::size_t at = 0; good && at < digits.size(); at += 2) {
      const int high = hex_value(digits[at]), low = hex_value(digits[at + 1]);
      good = high >= 0 && low >= 0;
      if (good) out += static_cast<char>(high * 16 + low);
    }
    if (!good) wrong("in " + in_quotes(key) + ": a string or {\"hex\": \"...\"} was expected");
  }
  bool is_object(std::string_view key) { return JsonScanner(raw(key)).is_object(); }

  std::vector<std::pair<std::string_view, std::string_view>> items_;
  std::string what_;
};

// ---- Lines --------------------------------------------------------------------------------------

std::optional<FileError> TraceReader::wrong(std::string what) {
  error_ = {FileTrouble::bad_content, source_.path(), source_.number(), std::move(what)};
  return error_;
}

// The next line that is not empty.
std::optional<std::string_view> TraceReader::next_line() {
  for (;;) {
    const std::optional<std::string_view> line = source_.next();
    if (!line || !line->empty()) {
      if (!line) error_ = source_.error();
      return line;
    }
  }
}

std::optional<FileError> TraceReader::begin() {
  const std::optional<std::string_view> line = next_line();
  if (error_) return error_;
  if (!line) return wrong("the file is empty: it should be a trace");
  Members members(*line);
  if (!members.ok() || !members.has("conclave_trace")) {
    return wrong("this is no trace: its first line should be {\"conclave_trace\":1,...}");
  }
  const std::uint64_t format = members.integer("conclave_trace");
  if (members.ok() && format > trace_format) {
    return wrong("the trace is of format " + std::to_string(format) + ", and this program reads " +
                 std::to_string(trace_format) + ": it takes a newer conclave");
  }
  if (members.ok() && format == 0) return wrong("there is no trace format 0");
  if (!is_utf8(*line)) return wrong("the line is not UTF-8");
  read_header(members);
  if (!members.ok()) return wrong(members.what());
  return std::nullopt;
}

bool TraceReader::next(StoredOccurrence& into) {
  if (error_ || end_) return false;
  const std::optional<std::string_view> line = next_line();
  if (!line) return false;
  into.line_ = *line;
  Members members(into.line_);
  if (members.ok() && !is_ascii(into.line_) && !is_utf8(into.line_)) {
    members.wrong("the line is not UTF-8");
  }
  if (!members.ok()) {
    // A line that was cut short is not the writer's mistake.
    if (!source_.unfinished()) wrong(members.what());
    return false;
  }
  if (members.has("end") && !members.has("kind")) {
    read_end(members);
    if (members.ok() && next_line()) members.wrong("there is more behind the end of the trace");
  } else {
    read_occurrence(members, into);
  }
  if (!members.ok()) {
    end_.reset();
    wrong(members.what());
  }
  return !error_ && !end_;
}

void TraceReader::read_header(Members& line) {
  std::string storage;
  const auto names = [&](std::string_view key, std::vector<std::string>& into) {
    JsonScanner in(line.raw(key));
    in.open_list();
    while (in.next_item()) {
      const std::string_view json = in.raw();
      JsonScanner(json).string(into.emplace_back());
      vocabulary_.names.push_back(into.back());
      addresses_.emplace(json, NodeId(static_cast<std::uint32_t>(vocabulary_.names.size())));
      if (json.empty() || json.front() != '"') in.fail("a name was expected");
    }
    if (!in.done()) line.wrong("in " + in_quotes(key) + ": " + in.what());
  };
  header_.version = line.text("version", storage);
  header_.scenario = line.raw("scenario");
  const Result<std::uint64_t> seed = parse_seed(line.text("seed", storage));
  if (seed) {
    header_.seed = *seed;
  } else {
    line.wrong("in \"seed\": " + seed.errors().front().what);
  }
  header_.protocol = line.text("protocol", storage);
  names("nodes", header_.nodes);
  if (line.has("clients")) names("clients", header_.clients);
  if (line.has("epoch_word")) header_.epoch_word = line.text("epoch_word", storage);
  if (line.has("decides_once")) header_.decides_once = line.truth("decides_once");

  vocabulary_.nodes = header_.nodes.size();
  vocabulary_.print_message = print_stored;
  vocabulary_.print_client_message = print_stored;
  vocabulary_.print_record = print_stored;
  vocabulary_.timer_name = [this](std::uint8_t timer) -> std::string_view {
    return timer < timers_.size() ? std::string_view(timers_[timer]) : "timer";
  };
  vocabulary_.epoch_word = header_.epoch_word;
  vocabulary_.decides_once = header_.decides_once;
}

void TraceReader::read_end(Members& line) {
  TraceEnd end;
  std::string storage;
  end.verdict = line.text("verdict", storage);
  JsonScanner in(line.raw("violations"));
  in.open_list();
  while (in.next_item()) {
    Members members(in.raw());
    ViolationEntry& violation = end.violations.emplace_back();
    violation.check = members.text("check", storage);
    violation.detail = members.text("detail", storage);
    violation.at =
        Time(Duration(static_cast<std::int64_t>(members.integer("at_ns", most_nanoseconds))));
    violation.event = members.integer("event");
    line.adopt("violations", members);
  }
  if (!in.done()) line.wrong("in \"violations\": " + in.what());
  end.events = line.integer("events");
  const std::string_view digits = line.text("fingerprint", storage);
  const auto [rest, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), end.fingerprint, 16);
  if (digits.size() != 16 || error != std::errc() || rest != digits.data() + 16) {
    line.wrong("in \"fingerprint\": 16 hexadecimal digits were expected");
  }
  end_ = std::move(end);
}

void TraceReader::read_occurrence(Members& line, StoredOccurrence& into) {
  Occurrence& o = into.occurrence_;
  o.index = line.integer("i");
  if (line.ok() && o.index != next_index_) {
    line.wrong("\"i\" is " + std::to_string(o.index) + " where " + std::to_string(next_index_) +
               " should stand: lines are missing or were changed");
  }
  ++next_index_;
  o.at = Time(Duration(static_cast<std::int64_t>(line.integer("t", most_nanoseconds))));
  if (o.at < last_at_) line.wrong("time goes back");
  last_at_ = o.at;
  o.node = line.has("node") ? node_of(line.raw("node"), line) : NodeId();
  o.cause = no_cause;
  if (line.has("cause")) {
    o.cause = line.integer("cause");
    if (line.ok() && o.cause >= o.index) line.wrong("the cause does not come before its effect");
  }
  o.after = nullptr;
  if (line.has("state")) {
    Members state(line.raw("state"));
    into.after_.epoch = state.strong<Epoch>("epoch");
    into.after_.role = state.word<Role>("role");
    into.after_.vote = node_of(state.raw("vote"), state);
    into.after_.length = state.strong<Slot>("length");
    into.after_.last = state.strong<Epoch>("last");
    into.after_.commit = state.strong<Slot>("commit");
    line.adopt("state", state);
    o.after = &into.after_;
  }
  read_detail(line, into);
}

// ---- Kinds --------------------------------------------------------------------------------------

NodeId TraceReader::node_of(std::string_view json, Members& line) {
  if (json == "null") return NodeId();
  const auto known = addresses_.find(json);
  if (known != addresses_.end()) return known->second;
  JsonScanner in(json);
  const auto number = in.integer(std::numeric_limits<std::uint32_t>::max());
  if (!in.done()) line.wrong("nobody is called " + printable(json));
  return NodeId(static_cast<std::uint32_t>(number));
}

// Timers have numbers in the order in which they first fire.
std::uint8_t TraceReader::read_timer(Members& line) {
  std::string storage;
  const std::string_view name = line.text("timer", storage);
  std::size_t number = 0;
  while (number < timers_.size() && timers_[number] != name) ++number;
  if (number == timers_.size() && number < 256) timers_.emplace_back(name);
  if (number > 255) line.wrong("there are too many kinds of timers");
  return static_cast<std::uint8_t>(number);
}

template <typename D>
struct Tag {};

// One overload for each kind, so that none is forgotten. Facts are read into their places in the
// storage, and stand by pointer.
class TraceReader::DetailReader {
 public:
  DetailReader(TraceReader& reader, Members& line, StoredOccurrence& into)
      : reader_(reader), line_(line), into_(into) {}

  Detail read(Tag<Booted>) {
    return Booted{line_.word<Integrity>("integrity"), line_.integer("records"),
                  line_.integer("end")};
  }
  Detail read(Tag<Crashed>) {
    return Crashed{line_.integer("kept"), line_.has("survived") ? text("survived", 0) : ""};
  }
  Detail read(Tag<Paused>) { return Paused{}; }
  Detail read(Tag<Resumed>) { return Resumed{}; }
  Detail read(Tag<Sent>) { return Sent{line_.integer("packet"), node("to"), payload(), claim()}; }
  Detail read(Tag<Received>) { return Received{line_.integer("packet"), node("from"), payload()}; }
  Detail read(Tag<Dropped>) {
    return Dropped{line_.integer("packet"), node("from"), line_.word<Loss>("why")};
  }
  Detail read(Tag<Duplicated>) {
    return Duplicated{line_.integer("packet"), line_.integer("copy"), node("to")};
  }
  Detail read(Tag<Wrote>) { return Wrote{line_.integer("end"), bytes_of(line_.raw("record"))}; }
  Detail read(Tag<Synced>) {
    return Synced{line_.integer("upto"), !(line_.has("lied") && line_.truth("lied"))};
  }
  Detail read(Tag<DiskFailed>) {
    // Traces of earlier builds do not say where.
    const auto number = [&](std::string_view key) {
      return line_.has(key) ? line_.integer(key) : std::uint64_t{0};
    };
    return DiskFailed{text("operation", 0), text("why", 1), number("at"), number("size")};
  }
  Detail read(Tag<Damaged>) {
    return Damaged{text("what", 0), text("how", 1), line_.integer("at"), line_.integer("size"),
                   line_.truth("detected")};
  }
  Detail read(Tag<TimerFired>) { return TimerFired{reader_.read_timer(line_)}; }
  Detail read(Tag<ClockMoved>) {
    return ClockMoved{Duration(line_.signed_integer("offset_ns")),
                      line_.signed_integer("drift_ppm")};
  }
  Detail read(Tag<FaultBegan>) {
    return FaultBegan{text("fault", 0), text("what", 1), text("text", 2)};
  }
  Detail read(Tag<FaultEnded>) {
    return FaultEnded{text("fault", 0), text("what", 1), text("text", 2)};
  }
  Detail read(Tag<Healed>) { return Healed{}; }
  Detail read(Tag<const Became*>) {
    into_.became_ = {line_.word<Role>("role"), epoch()};
    return &into_.became_;
  }
  Detail read(Tag<const Voted*>) {
    into_.voted_ = {epoch(), node("candidate")};
    return &into_.voted_;
  }
  Detail read(Tag<const Accepted*>) {
    into_.accepted_.slot = slot();
    into_.accepted_.epoch = epoch();
    line_.command("command", into_.accepted_.command);
    return &into_.accepted_;
  }
  Detail read(Tag<const Truncated*>) {
    into_.truncated_ = {slot()};
    return &into_.truncated_;
  }
  Detail read(Tag<const Credited*>) {
    into_.credited_ = {node("peer"), slot(), epoch()};
    return &into_.credited_;
  }
  Detail read(Tag<const Committed*>) {
    into_.committed_ = {slot(), epoch()};
    return &into_.committed_;
  }
  Detail read(Tag<const Configured*>) {
    Configured& configured = into_.configured_;
    configured.voters.clear();
    JsonScanner voters(line_.raw("voters"));
    voters.open_list();
    while (voters.next_item()) {
      configured.voters.push_back(reader_.node_of(voters.raw(), line_));
    }
    if (!voters.done()) line_.wrong("in \"voters\": " + voters.what());
    configured.elect = line_.strong<Strong<void, std::uint32_t>>("elect").value();
    configured.commit = line_.strong<Strong<void, std::uint32_t>>("commit").value();
    return &configured;
  }
  Detail read(Tag<const Remark*>) {
    into_.remark_.text = text("text", 0);
    return &into_.remark_;
  }
  Detail read(Tag<Decided>) {
    return Decided{slot(), command(), line_.truth("effect"), text("answer", 0)};
  }
  Detail read(Tag<Declined>) { return Declined{line_.request("request"), node("leader")}; }
  Detail read(Tag<Halted>) { return Halted{text("reason", 0)}; }
  Detail read(Tag<Invoked>) { return Invoked{command()}; }
  Detail read(Tag<Returned>) {
    return Returned{line_.request("request"), line_.word<Outcome>("outcome"), text("answer", 0)};
  }
  Detail read(Tag<Violated>) {
    return Violated{text("check", 0), text("detail", 1), line_.integer("event")};
  }

 private:
  NodeId node(std::string_view key) { return reader_.node_of(line_.raw(key), line_); }
  Epoch epoch() { return line_.strong<Epoch>("epoch"); }
  Slot slot() { return line_.strong<Slot>("slot"); }
  std::string_view text(std::string_view key, std::size_t place) {
    return line_.text(key, into_.texts_[place]);
  }
  const Command* command() {
    line_.command("command", into_.command_);
    return &into_.command_;
  }
  Payload payload() {
    const Channel channel =
        line_.has("channel") ? line_.word<Channel>("channel") : Channel::protocol;
    return {channel, bytes_of(line_.raw("message"))};
  }
  const Claim* claim() {
    if (!line_.has("claim")) return nullptr;
    Members claim(line_.raw("claim"));
    into_.claim_ = {claim.word<Claim::Kind>("kind"), claim.strong<Epoch>("epoch"),
                    claim.strong<Slot>("first"), claim.strong<Slot>("last")};
    line_.adopt("claim", claim);
    return &into_.claim_;
  }

  TraceReader& reader_;
  Members& line_;
  StoredOccurrence& into_;
};

void TraceReader::read_detail(Members& line, StoredOccurrence& into) {
  std::string storage;
  const std::string_view kind = line.text("kind", storage);
  DetailReader reader(*this, line, into);
  const bool known = [&]<std::size_t... I>(std::index_sequence<I...>) {
    const auto read = [&](auto tag) { return into.occurrence_.what = reader.read(tag), true; };
    return ((kind == kind_name<std::variant_alternative_t<I, Detail>>() &&
             read(Tag<std::variant_alternative_t<I, Detail>>())) ||
            ...);
  }
  (std::make_index_sequence<detail_kinds>());
  if (!known) line.wrong("there is no kind " + in_quotes(kind));
}

}  // namespace conclave::sim
