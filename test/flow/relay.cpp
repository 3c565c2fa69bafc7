// SPDX-License-Identifier: Apache-2.0
#include "relay.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "base/error.h"

namespace godwit::flow {
namespace {

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

}  // namespace

Relay::Relay(std::uint16_t to) : to_(to), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address = loopback(0);
  GODWIT_CHECK(::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  GODWIT_CHECK(::listen(listener_, 64) == 0);
  socklen_t size = sizeof address;
  ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { run(); });
}

Relay::~Relay() {
  stopping_ = true;
  thread_.join();
  ::close(listener_);
}

void Relay::run() {
  std::vector<std::pair<int, int>> pairs;
  const auto cut = [](std::pair<int, int>& one) {
    ::close(std::exchange(one.first, -1));
    ::close(std::exchange(one.second, -1));
  };
  std::array<char, 4096> buffer;
  while (!stopping_) {
    std::vector<pollfd> set{{.fd = listener_, .events = POLLIN, .revents = 0}};
    for (const auto& [client, server] : pairs) {
      set.push_back({.fd = client, .events = POLLIN, .revents = 0});
      set.push_back({.fd = server, .events = POLLIN, .revents = 0});
    }
    ::poll(set.data(), set.size(), 20);
    for (std::size_t i = 1; i < set.size(); ++i) {
      auto& one = pairs[(i - 1) / 2];
      if (set[i].revents == 0 || one.first < 0) continue;
      const ssize_t got = ::recv(set[i].fd, buffer.data(), buffer.size(), 0);
      if (got <= 0) {
        cut(one);
        continue;
      }
      const long left = left_;
      const auto pass = left < 0 ? got : std::min<ssize_t>(got, left);
      const int other = set[i].fd == one.first ? one.second : one.first;
      if (pass > 0) ::send(other, buffer.data(), static_cast<std::size_t>(pass), MSG_NOSIGNAL);
      if (left < 0) continue;
      left_ = left - pass;
      if (left > pass) continue;
      left_ = -1;
      ++cuts_;
      for (auto& each : pairs) {
        if (each.first >= 0) cut(each);
      }
    }
    if (set.front().revents != 0) {
      const int client = ::accept(listener_, nullptr, nullptr);
      const int server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
      const sockaddr_in address = loopback(to_);
      ::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address);
      const int on = 1;
      ::setsockopt(server, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      ::setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      pairs.emplace_back(client, server);
    }
    std::erase_if(pairs, [](const auto& one) { return one.first < 0; });
  }
  for (auto& each : pairs) cut(each);
}

}  // namespace godwit::flow
