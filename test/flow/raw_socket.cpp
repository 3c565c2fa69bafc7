// SPDX-License-Identifier: Apache-2.0
#include "raw_socket.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace godwit::flow {
namespace {

sockaddr_in to_address(const char* host, std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  ::inet_pton(AF_INET, host, &address.sin_addr);
  return address;
}

}  // namespace

RawSocket::RawSocket(std::uint16_t port, const char* from) {
  descriptor_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  // The port is chosen at connect, so that as many connections can be made as there are pairs of addresses.
  ::setsockopt(descriptor_, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  const sockaddr_in here = to_address(from, 0);
  const sockaddr_in there = to_address("127.0.0.1", port);
  EXPECT_EQ(::bind(descriptor_, reinterpret_cast<const sockaddr*>(&here), sizeof here), 0);
  if (::connect(descriptor_, reinterpret_cast<const sockaddr*>(&there), sizeof there) != 0) {
    ADD_FAILURE() << "cannot connect, error " << errno;
    closed_ = true;
  }
}

RawSocket::~RawSocket() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

RawSocket::RawSocket(RawSocket&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), closed_(other.closed_) {}

bool RawSocket::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::size_t RawSocket::write_while_taken(std::string_view bytes, std::chrono::milliseconds patience) {
  std::size_t taken = 0;
  while (taken < bytes.size()) {
    pollfd ready{.fd = descriptor_, .events = POLLOUT, .revents = 0};
    if (::poll(&ready, 1, static_cast<int>(patience.count())) <= 0) break;
    const ssize_t sent = ::send(descriptor_, bytes.data() + taken, bytes.size() - taken, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno != EAGAIN) break;
    if (sent > 0) taken += static_cast<std::size_t>(sent);
  }
  return taken;
}

std::string RawSocket::read_some(std::chrono::milliseconds within) {
  pollfd ready{.fd = descriptor_, .events = POLLIN, .revents = 0};
  if (closed_ || ::poll(&ready, 1, static_cast<int>(std::max<std::int64_t>(within.count(), 0))) <= 0) return {};
  std::array<char, 65536> buffer;
  const ssize_t got = ::recv(descriptor_, buffer.data(), buffer.size(), 0);
  if (got > 0) return {buffer.data(), static_cast<std::size_t>(got)};
  closed_ = true;
  return {};
}

std::string RawSocket::read_all(std::chrono::milliseconds within) { return read_until({}, within); }

std::string RawSocket::read_until(std::string_view text, std::chrono::milliseconds within) {
  const auto deadline = std::chrono::steady_clock::now() + within;
  std::string all;
  while (!closed_ && (text.empty() || !all.contains(text))) {
    const auto left = deadline - std::chrono::steady_clock::now();
    if (left <= std::chrono::milliseconds(0)) break;
    all += read_some(std::chrono::ceil<std::chrono::milliseconds>(left));
  }
  return all;
}

void RawSocket::finish() { ::shutdown(descriptor_, SHUT_WR); }

void RawSocket::reset() {
  constexpr linger kAtOnce{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &kAtOnce, sizeof kAtOnce);
  ::close(std::exchange(descriptor_, -1));
  closed_ = true;
}

}  // namespace godwit::flow
