// SPDX-License-Identifier: Apache-2.0
#include "audience_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <optional>

namespace godwit::bench {
namespace {

constexpr int kLookMs = 20;

void say(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;  // nobody listens any more
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

template <class Value>
void put(std::string& bytes, const Value* values, std::size_t count) {
  bytes.append(reinterpret_cast<const char*>(values), count * sizeof(Value));
}

/// False when nothing more shall be waited for.
bool may_go_on(int socket) {
  pollfd question{.fd = socket, .events = POLLIN, .revents = 0};
  return ::poll(&question, 1, kLookMs) == 0;
}

/// The whole life of an audience; the socket is the other end of AudienceProcess::descriptor().
void serve(int socket, const AudienceProcess::Setup& setup) {
  const SystemClock clock;
  Metrics metrics;
  Lane lane("bench-members");
  lane.start();
  std::unique_ptr<Audience> audience;
  Status status;
  lane.run([&] {
    audience = std::make_unique<Audience>(Audience::Setup{.lane = lane,
                                                          .clock = clock,
                                                          .options = setup.options,
                                                          .target = setup.target,
                                                          .run = setup.run,
                                                          .stalled = setup.stalled},
                                          metrics);
    status = audience->connect(setup.people);
  });
  bool ready = false;
  bool over = !status;
  while (!over) {
    bool became_ready = false;
    lane.run([&] {
      became_ready = !ready && audience->is_ready();
      if (!audience->failure().empty()) status = fail(ErrorCode::kInternal, audience->failure());
      over = !status || (ready && audience->has_heard_all());
    });
    if (became_ready) say(socket, "R");
    ready = ready || became_ready;
    if (!over && !may_go_on(socket)) over = true;
  }
  std::string last = status ? "D" : "F" + status.error().detail;
  lane.run([&] {
    if (status) {
      const Audience::Outcome& outcome = audience->outcome();
      put(last, &outcome.read_late, 1);
      put(last, &outcome.duplicated, 1);
      put(last, outcome.heard.data(), outcome.heard.size());
    }
    audience.reset();
  });
  lane.stop();
  say(socket, last);
  ::close(socket);
}

}  // namespace

Result<std::unique_ptr<AudienceProcess>> AudienceProcess::start(Setup setup) {
  int ends[2] = {-1, -1};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    return fail(ErrorCode::kInternal, fmt::format("no socket pair: {}", std::strerror(errno)));
  }
  std::unique_ptr<AudienceProcess> made(new AudienceProcess(ends[0]));
  if (!setup.fork) {
    made->thread_ = std::thread([socket = ends[1], setup] { serve(socket, setup); });
    return made;
  }
  const pid_t parent = ::getpid();
  made->process_ = ::fork();
  if (made->process_ < 0) {
    ::close(ends[1]);
    return fail(ErrorCode::kInternal, fmt::format("no process: {}", std::strerror(errno)));
  }
  if (made->process_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(EXIT_FAILURE);
    ::close(ends[0]);
    serve(ends[1], setup);
    ::_exit(EXIT_SUCCESS);
  }
  ::close(ends[1]);
  return made;
}

AudienceProcess::~AudienceProcess() {
  ::close(socket_);
  if (thread_.joinable()) thread_.join();
  if (process_ > 0) ::waitpid(process_, nullptr, 0);
}

Status AudienceProcess::look() {
  char bytes[64 * 1024];
  while (!ended_) {
    const ssize_t got = ::recv(socket_, bytes, sizeof bytes, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) break;
    if (got <= 0) {
      ended_ = true;
    } else {
      said_.append(bytes, static_cast<std::size_t>(got));
    }
  }
  const auto failed = said_.starts_with('F') ? 0 : said_.starts_with("RF") ? 1 : std::string::npos;
  if (!ended_) return {};
  if (failed != std::string::npos) return fail(ErrorCode::kInternal, said_.substr(failed + 1));
  if (said_.size() <= 1) return fail(ErrorCode::kInternal, "a process of members ended early");
  return {};
}

void AudienceProcess::ask_to_end() { say(socket_, "Q"); }

Audience::Outcome AudienceProcess::outcome() const {
  Audience::Outcome outcome;
  std::string_view rest = said_;
  rest.remove_prefix(rest.starts_with('R') ? 2 : 1);
  const auto take = [&rest](auto& value) {
    GODWIT_CHECK(rest.size() >= sizeof value);
    rest.copy(reinterpret_cast<char*>(&value), sizeof value);
    rest.remove_prefix(sizeof value);
  };
  take(outcome.read_late);
  take(outcome.duplicated);
  outcome.heard.resize(rest.size() / sizeof(Heard));
  for (Heard& one : outcome.heard) take(one);
  return outcome;
}

}  // namespace godwit::bench
