// SPDX-License-Identifier: Apache-2.0
#include "bench/target.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

namespace godwit::bench {
namespace {

namespace fs = std::filesystem;

bool is_loopback(const sockaddr_storage& address) {
  if (address.ss_family == AF_INET) {
    return ntohl(reinterpret_cast<const sockaddr_in&>(address).sin_addr.s_addr) >> 24 == 127;
  }
  const in6_addr& six = reinterpret_cast<const sockaddr_in6&>(address).sin6_addr;
  if (IN6_IS_ADDR_V4MAPPED(&six)) return six.s6_addr[12] == 127;
  return IN6_IS_ADDR_LOOPBACK(&six) != 0;
}

std::uint16_t port_of(const sockaddr_storage& address) {
  if (address.ss_family == AF_INET) return ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port);
  return ntohs(reinterpret_cast<const sockaddr_in6&>(address).sin6_port);
}

/// Inodes of the sockets that listen on the port, from a table of proc(5): "sl local:PORT remote:PORT st … inode", ports and state in hex.
void add_listeners(const char* table, std::uint16_t port, std::vector<ino_t>& inodes) {
  constexpr std::string_view kListen = "0A";
  std::ifstream in(table);
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::istringstream words(line);
    std::string number, local, remote, state, queues, timer, retransmits, user, timeout;
    ino_t inode = 0;
    words >> number >> local >> remote >> state >> queues >> timer >> retransmits >> user >> timeout >> inode;
    const auto colon = local.rfind(':');
    if (!words || colon == std::string::npos || state != kListen) continue;
    if (std::stoul(local.substr(colon + 1), nullptr, 16) == port) inodes.push_back(inode);
  }
}

bool holds_one_of(const fs::path& process, const std::vector<ino_t>& inodes) {
  std::error_code error;
  for (fs::directory_iterator it(process / "fd", error), end; !error && it != end; it.increment(error)) {
    struct stat facts{};
    if (::stat(it->path().c_str(), &facts) != 0 || !S_ISSOCK(facts.st_mode)) continue;
    if (std::ranges::find(inodes, facts.st_ino) != inodes.end()) return true;
  }
  return false;
}

std::chrono::nanoseconds as_duration(const timespec& time) {
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

}  // namespace

Result<Target> find_target(const std::string& url) {
  std::string rest = url;
  if (const auto scheme = url.find("://"); scheme != std::string::npos) {
    const std::string name = url.substr(0, scheme);
    if (name == "https" || name == "wss") {
      return fail(ErrorCode::kInvalid, "the load speaks no TLS: give the address of the server itself, as http://…");
    }
    if (name != "http" && name != "ws") return fail(ErrorCode::kInvalid, "--url begins with http://");
    rest = url.substr(scheme + 3);
  }
  if (rest.ends_with('/')) rest.pop_back();
  const auto colon = rest.rfind(':');
  const std::string port = colon == std::string::npos ? "" : rest.substr(colon + 1);
  std::string host = rest.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host.empty() || port.empty() || port.find_first_not_of("0123456789") != std::string::npos) {
    return fail(ErrorCode::kInvalid, fmt::format("--url is http://HOST:PORT, not '{}'", url));
  }
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int error = ::getaddrinfo(host.c_str(), port.c_str(), &wanted, &found); error != 0) {
    return fail(ErrorCode::kInvalid, fmt::format("{}: {}", rest, ::gai_strerror(error)));
  }
  Target target{.host = rest};
  std::memcpy(&target.address, found->ai_addr, found->ai_addrlen);
  target.address_bytes = found->ai_addrlen;
  target.loopback = is_loopback(target.address);
  ::freeaddrinfo(found);
  return target;
}

Result<int> connect_to(const Target& target) {
  const int descriptor = ::socket(target.address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  if (descriptor < 0 ||
      ::connect(descriptor, reinterpret_cast<const sockaddr*>(&target.address), target.address_bytes) != 0 ||
      ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0 ||
      ::fcntl(descriptor, F_SETFL, O_NONBLOCK) != 0) {
    const int why = errno;
    if (descriptor >= 0) ::close(descriptor);
    return fail(ErrorCode::kNotFound, fmt::format("cannot connect to {}: {}", target.host, std::strerror(why)));
  }
  return descriptor;
}

std::optional<int> find_server_process(const Target& target) {
  if (!target.loopback) return std::nullopt;
  std::vector<ino_t> inodes;
  for (const char* table : {"/proc/net/tcp", "/proc/net/tcp6"}) add_listeners(table, port_of(target.address), inodes);
  if (inodes.empty()) return std::nullopt;
  std::error_code error;
  for (fs::directory_iterator it("/proc", error), end; !error && it != end; it.increment(error)) {
    const std::string name = it->path().filename();
    if (name.find_first_not_of("0123456789") == std::string::npos && holds_one_of(it->path(), inodes)) {
      return std::stoi(name);
    }
  }
  return std::nullopt;
}

std::optional<std::chrono::nanoseconds> cpu_time_of(int process) {
  clockid_t clock{};
  timespec time{};
  if (::clock_getcpuclockid(process, &clock) != 0 || ::clock_gettime(clock, &time) != 0) return std::nullopt;
  return as_duration(time);
}

std::chrono::nanoseconds own_cpu_time() {
  timespec time{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return as_duration(time);
}

std::optional<Memory> memory_of(int process) {
  std::ifstream in(fmt::format("/proc/{}/status", process));
  std::optional<Memory> memory;
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    std::string name;
    std::uint64_t kib = 0;
    if (!(words >> name >> kib)) continue;
    if (name != "VmRSS:" && name != "VmHWM:") continue;
    if (!memory) memory.emplace();
    (name == "VmRSS:" ? memory->resident : memory->peak) = kib * 1024;
  }
  return memory;
}

/// proc(5): 5 resets the high-water mark. Where that is not allowed the peak is that of the process's life.
void forget_peak(int process) { std::ofstream(fmt::format("/proc/{}/clear_refs", process)) << "5"; }

}  // namespace godwit::bench
