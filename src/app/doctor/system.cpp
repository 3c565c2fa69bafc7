// SPDX-License-Identifier: Apache-2.0
// The port, the clock and the limits of the process.
#include <fmt/format.h>
#include <netdb.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timex.h>
#include <unistd.h>

#include <cstring>

#include "base/clock.h"
#include "bench/target.h"
#include "doctor/checks.h"
#include "manifest.h"
#include "net/listener.h"

namespace godwit::app {
namespace {

constexpr UnixMillis kYear2026 = 1'767'225'600'000;
constexpr UnixMillis kYear2100 = 4'102'444'800'000;
constexpr UnixMillis kToleranceMs = 5 * 60 * 1'000;
/// Beside connections: listeners, event loops, the database and its readers, files that are served.
constexpr std::int64_t kOtherFiles = 128;

/// 0, or why a listener could not be made there.
int try_bind(const net::Endpoint& endpoint) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_PASSIVE | AI_NUMERICHOST;
  addrinfo* found = nullptr;
  if (::getaddrinfo(endpoint.host.c_str(), std::to_string(endpoint.port).c_str(), &wanted, &found) != 0) return EINVAL;
  const int descriptor = ::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  int why = descriptor < 0 ? errno : 0;
  if (why == 0) ::setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (why == 0 && ::bind(descriptor, found->ai_addr, found->ai_addrlen) != 0) why = errno;
  // Who listens there already is only told by listen() when both may reuse the address.
  if (why == 0 && ::listen(descriptor, 1) != 0) why = errno;
  if (descriptor >= 0) ::close(descriptor);
  ::freeaddrinfo(found);
  return why;
}

}  // namespace

Finding check_port(const std::string& listen, std::optional<int> holder) {
  const std::string subject = "port";
  const auto endpoint = net::parse_endpoint(listen);
  if (!endpoint) {
    return {subject, Verdict::kBad, fmt::format("server.listen: {}", endpoint.error().detail), "give ADDRESS:PORT"};
  }
  const int why = try_bind(*endpoint);
  if (why == 0 && endpoint->port != 0 && holder) {
    return {subject, Verdict::kWarning, fmt::format("the running server does not listen at {}", listen),
            "it was started with another configuration; restart it with this one"};
  }
  if (why == 0) return {subject, Verdict::kGood, fmt::format("{} is free", listen), ""};
  if (why != EADDRINUSE) {
    const std::string advice = why == EACCES
                                   ? "take a port over 1023, or let the server's user have CAP_NET_BIND_SERVICE"
                                   : "name an address of this machine with server.listen";
    return {subject, Verdict::kBad, fmt::format("{} cannot be listened at: {}", listen, std::strerror(why)), advice};
  }
  const bool anywhere = endpoint->host == "0.0.0.0" || endpoint->host == "::";
  const std::string host = anywhere ? "127.0.0.1" : endpoint->host;
  const std::string shown = host.contains(':') ? "[" + host + "]" : host;
  const auto target = bench::find_target(fmt::format("http://{}:{}", shown, endpoint->port));
  const auto process = target ? bench::find_server_process(*target) : std::nullopt;
  if (holder && process == holder) {
    return {subject, Verdict::kGood, fmt::format("{} is held by the running server", listen), ""};
  }
  const std::string who = process ? fmt::format("process {}", *process) : "another program";
  return {subject, Verdict::kBad, fmt::format("{} is held by {}", listen, who),
          "stop it, or name another port with server.listen"};
}

Finding check_clock(const std::filesystem::path& data) {
  const std::string subject = "clock";
  const UnixMillis now = SystemClock().unix_millis();
  if (now < kYear2026 || now > kYear2100) {
    return {subject, Verdict::kBad, "the date cannot be right", "set it; messages and certificates are dated by it"};
  }
  std::error_code error;
  const auto written = std::filesystem::last_write_time(data / kDatabaseName, error);
  if (!error) {
    const auto age = std::filesystem::file_time_type::clock::now() - written;
    if (age < -std::chrono::milliseconds(kToleranceMs)) {
      return {subject, Verdict::kWarning, "the data was written in the future: the clock was set back",
              "look which of the two times was right; the order of messages does not depend on it"};
    }
  }
  timex state{};
  if (::adjtimex(&state) == TIME_ERROR || (state.status & STA_UNSYNC) != 0) {
    return {subject, Verdict::kWarning, "nothing keeps it right",
            "run an NTP client, such as systemd-timesyncd or chrony"};
  }
  return {subject, Verdict::kGood, "is kept right", ""};
}

Finding check_open_files(const Config& config) {
  const std::string subject = "open files";
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
    return {subject, Verdict::kWarning, "the limit cannot be told", "ulimit -Hn"};
  const std::int64_t needed = config.max_connections + kOtherFiles;
  if (limit.rlim_max == RLIM_INFINITY || static_cast<std::int64_t>(limit.rlim_max) >= needed) {
    return {subject, Verdict::kGood, "enough for limits.max_connections", ""};
  }
  return {subject, Verdict::kWarning,
          fmt::format("at most {}, and limits.max_connections = {} needs {}", limit.rlim_max, config.max_connections,
                      needed),
          "raise it (LimitNOFILE= of systemd, ulimit -Hn), or lower limits.max_connections"};
}

}  // namespace godwit::app
