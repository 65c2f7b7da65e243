#include "tools/campaign/crew.h"

// Sockets, deaths and successors.

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "protocols/core/check.h"

namespace conclave::tools {
namespace {

constexpr std::chrono::milliseconds heartbeat(100);

bool send_all(int descriptor, const char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t sent = ::send(descriptor, data, size, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    data += sent;
    size -= static_cast<std::size_t>(sent);
  }
  return true;
}

bool receive_all(int descriptor, char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t got = ::recv(descriptor, data, size, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    data += got;
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

}  // namespace

struct Crew::Worker {
  Worker(int descriptor, Child child) : descriptor(descriptor), child(std::move(child)) {}
  ~Worker() { ::close(descriptor); }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // How many jobs keep it busy until we look again.
  std::size_t depth() const {
    constexpr std::size_t most = 64;
    const auto jobs =
        std::chrono::nanoseconds(heartbeat / 2) / std::max(pace, std::chrono::nanoseconds(1));
    return std::clamp(static_cast<std::size_t>(jobs), std::size_t{1}, most);
  }

  int descriptor;
  Child child;
  std::deque<Job> jobs;  // the first is the one at hand
  Clock::time_point since = Clock::now();
  std::chrono::nanoseconds pace = heartbeat;  // of one job, of late
  std::string text;                           // the beginning of a result
};

Crew::Crew(Limits limits, Work work)
    : limits_(limits), work_(std::move(work)), workers_(std::max(limits.workers, 1U)) {}

Crew::~Crew() = default;

std::vector<pid_t> Crew::pids() const {
  std::vector<pid_t> pids;
  for (const auto& worker : workers_) {
    if (worker) pids.push_back(worker->child.pid());
  }
  return pids;
}

std::unique_ptr<Crew::Worker> Crew::hire() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    throw std::runtime_error(std::string("no socket for a worker: ") + std::strerror(errno));
  }
  Child child(limits_.memory, [&] {
    // Where all of a process group is told to end, when that is is for the campaign to say.
    ::signal(SIGTERM, SIG_IGN);
    // The ends of the others would keep them from hearing that we have died.
    ::close(ends[0]);
    for (const auto& other : workers_) {
      if (other) ::close(other->descriptor);
    }
    return serve(ends[1]);
  });
  ::close(ends[1]);
  return std::make_unique<Worker>(ends[0], std::move(child));
}

// The worker's life.
int Crew::serve(int descriptor) const {
  Job job;
  std::array<char, sizeof job> bytes{};
  while (receive_all(descriptor, bytes.data(), bytes.size())) {
    std::memcpy(&job, bytes.data(), sizeof job);
    const std::string line = work_(job) + "\n";
    if (!send_all(descriptor, line.data(), line.size())) break;
    forget_words();
  }
  return 0;
}

void Crew::feed(Worker& worker, const std::function<std::optional<Job>()>& next) {
  while (worker.jobs.size() < worker.depth()) {
    std::optional<Job> job;
    if (again_.empty()) {
      job = next();
    } else {
      job = again_.front();
      again_.pop_front();
    }
    if (!job) return;
    if (worker.jobs.empty()) worker.since = Clock::now();
    worker.jobs.push_back(*job);
    std::array<char, sizeof *job> bytes{};
    std::memcpy(bytes.data(), &*job, sizeof *job);
    // One that is dead will be found so when we listen.
    if (!send_all(worker.descriptor, bytes.data(), bytes.size())) return;
  }
}

void Crew::listen(std::unique_ptr<Worker>& worker, const std::function<void(Done)>& done) {
  std::array<char, 64U << 10U> buffer;
  const ssize_t got = ::recv(worker->descriptor, buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (got < 0 && (errno == EINTR || errno == EAGAIN)) return;
  if (got <= 0) return bury(worker, done, false);
  worker->text.append(buffer.data(), static_cast<std::size_t>(got));
  std::size_t begin = 0;
  for (std::size_t end = 0; (end = worker->text.find('\n', begin)) != std::string::npos;
       begin = end + 1) {
    ALWAYS(!worker->jobs.empty());
    const Clock::time_point now = Clock::now();
    worker->pace = (worker->pace * 3 + (now - worker->since)) / 4;
    worker->since = now;
    const Job job = worker->jobs.front();
    worker->jobs.pop_front();
    done({job, worker->text.substr(begin, end - begin), {}});
  }
  worker->text.erase(0, begin);
}

void Crew::bury(std::unique_ptr<Worker>& worker, const std::function<void(Done)>& done,
                bool impatient) {
  const std::unique_ptr<Worker> dead = std::move(worker);
  if (impatient) dead->child.kill();
  Death death = dead->child.wait();
  if (impatient) death.kind = Death::Kind::timed_out;
  const bool murdered =
      death.kind == Death::Kind::signalled && (death.number == SIGKILL || death.number == SIGTERM);
  if (murdered) ++killed_;
  if (dead->jobs.empty()) return;
  const Job job = dead->jobs.front();
  const bool again = murdered && second_chances_.insert(job.number).second;
  if (!again) dead->jobs.pop_front();
  again_.insert(again_.begin(), dead->jobs.begin(), dead->jobs.end());
  if (!again) done({job, std::nullopt, std::move(death)});
}

void Crew::check_patience(const std::function<void(Done)>& done) {
  // What is done about a result may take long, and so may a burial: first all that is there is
  // read, then it is decided who is late, then those are buried.
  for (auto& worker : workers_) {
    if (worker && !worker->jobs.empty()) listen(worker, done);
  }
  forgive_absence();
  std::vector<std::unique_ptr<Worker>*> late;
  for (auto& worker : workers_) {
    if (!worker || worker->jobs.empty()) continue;
    const int runs = worker->jobs.front().twice ? 2 : 1;
    if ((checked_ - worker->since) / runs > limits_.patience) late.push_back(&worker);
  }
  for (auto* worker : late) bury(*worker, done, true);
}

// Where this process was away (over a result, or stopped by Ctrl-Z along with its workers), that
// time is nobody's. Each check takes a little of their patience all the same, or a loop of long
// passes would never find a worker late.
void Crew::forgive_absence() {
  constexpr auto usual = 3 * heartbeat;
  const Clock::time_point now = Clock::now();
  if (const auto gap = now - checked_; gap > usual) {
    for (auto& worker : workers_) {
      if (worker) worker->since = std::min(worker->since + (gap - usual), now);
    }
  }
  checked_ = now;
}

void Crew::run(const std::function<std::optional<Job>()>& next,
               const std::function<void(Done)>& done, const std::function<bool()>& go_on) {
  checked_ = Clock::now();
  Clock::time_point asked = checked_ - heartbeat;
  while (true) {
    if (Clock::now() - asked >= heartbeat) {
      asked = Clock::now();
      if (!go_on()) break;
      check_patience(done);
    }
    std::vector<pollfd> polled;
    std::vector<std::size_t> who;
    for (std::size_t w = 0; w < workers_.size(); ++w) {
      auto& worker = workers_[w];
      if (!worker) {
        if (again_.empty()) {
          std::optional<Job> job = next();
          if (!job) continue;
          again_.push_back(*job);
        }
        worker = hire();
      }
      feed(*worker, next);
      if (worker->jobs.empty()) continue;
      polled.push_back({worker->descriptor, POLLIN, 0});
      who.push_back(w);
    }
    if (polled.empty()) break;
    const int ready = ::poll(polled.data(), polled.size(), static_cast<int>(heartbeat.count()));
    if (ready <= 0) continue;
    for (std::size_t i = 0; i < polled.size(); ++i) {
      if (polled[i].revents != 0) listen(workers_[who[i]], done);
    }
  }
  for (auto& worker : workers_) worker.reset();
}

}  // namespace conclave::tools
