// SPDX-License-Identifier: Apache-2.0
#include "net/listener.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>
#include <optional>

namespace godwit::net {
namespace {

constexpr int kBacklog = 1024;
constexpr int kAcceptsPerTurn = 64;
constexpr std::chrono::milliseconds kPause{100};

struct Address {
  sockaddr_storage bytes{};
  socklen_t length = 0;
  sockaddr* get() { return reinterpret_cast<sockaddr*>(&bytes); }
};

std::optional<Address> to_address(const Endpoint& endpoint) {
  Address address;
  auto* v4 = reinterpret_cast<sockaddr_in*>(&address.bytes);
  if (::inet_pton(AF_INET, endpoint.host.c_str(), &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = htons(endpoint.port);
    address.length = sizeof(sockaddr_in);
    return address;
  }
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&address.bytes);
  if (::inet_pton(AF_INET6, endpoint.host.c_str(), &v6->sin6_addr) == 1) {
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(endpoint.port);
    address.length = sizeof(sockaddr_in6);
    return address;
  }
  return std::nullopt;
}

std::string to_text(const Address& address) {
  char text[INET6_ADDRSTRLEN] = {};
  if (address.bytes.ss_family == AF_INET) {
    const auto* v4 = reinterpret_cast<const sockaddr_in*>(&address.bytes);
    ::inet_ntop(AF_INET, &v4->sin_addr, text, sizeof text);
  } else if (address.bytes.ss_family == AF_INET6) {
    const auto* v6 = reinterpret_cast<const sockaddr_in6*>(&address.bytes);
    constexpr std::size_t kMappedPrefix = 12;
    if (IN6_IS_ADDR_V4MAPPED(&v6->sin6_addr)) {
      ::inet_ntop(AF_INET, v6->sin6_addr.s6_addr + kMappedPrefix, text, sizeof text);
    } else {
      ::inet_ntop(AF_INET6, &v6->sin6_addr, text, sizeof text);
    }
  }
  return text;
}

std::uint16_t port_of(const Address& address) {
  return address.bytes.ss_family == AF_INET6 ? ntohs(reinterpret_cast<const sockaddr_in6*>(&address.bytes)->sin6_port)
                                             : ntohs(reinterpret_cast<const sockaddr_in*>(&address.bytes)->sin_port);
}

void enable(int descriptor, int level, int option, int value = 1) {
  ::setsockopt(descriptor, level, option, &value, sizeof value);
}

bool is_out_of_descriptors(int error) {
  return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

}  // namespace

Result<Endpoint> parse_endpoint(const std::string& text) {
  const auto colon = text.rfind(':');
  Endpoint endpoint;
  if (colon != std::string::npos) {
    endpoint.host = text.substr(0, colon);
    if (endpoint.host.size() > 2 && endpoint.host.front() == '[' && endpoint.host.back() == ']') {
      endpoint.host = endpoint.host.substr(1, endpoint.host.size() - 2);
    } else if (endpoint.host.contains(':')) {
      endpoint.host.clear();  // IPv6 goes in brackets
    }
    const char* const begin = text.data() + colon + 1;
    const char* const end = text.data() + text.size();
    const auto [stopped, failed] = std::from_chars(begin, end, endpoint.port);
    if (failed == std::errc() && stopped == end && to_address(endpoint)) return endpoint;
  }
  return fail(ErrorCode::kInvalid, "\"" + text + "\": an address and a port, as in 127.0.0.1:8080 or [::]:8080");
}

struct Listener::Impl : std::enable_shared_from_this<Impl> {
  Impl(Lane& lane, int listening, OnAccept accept)
      : descriptor(lane.context(), listening), timer(lane.context()), on_accept(std::move(accept)) {}

  void wait() {
    descriptor.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                          [weak = weak_from_this()](const boost::system::error_code& failed) {
                            const auto self = weak.lock();
                            if (self && !failed) self->accept_some();
                          });
  }

  void pause() {
    timer.expires_after(kPause);
    timer.async_wait([weak = weak_from_this()](const boost::system::error_code& failed) {
      const auto self = weak.lock();
      if (self && !failed) self->accept_some();
    });
  }

  void accept_some() {
    const auto self = shared_from_this();
    for (int i = 0; i < kAcceptsPerTurn && descriptor.is_open(); ++i) {
      Address peer;
      peer.length = sizeof peer.bytes;
      const int accepted =
          ::accept4(descriptor.native_handle(), peer.get(), &peer.length, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (accepted >= 0) {
        enable(accepted, IPPROTO_TCP, TCP_NODELAY);
        on_accept(accepted, to_text(peer));
        continue;
      }
      if (errno == EAGAIN || errno == EWOULDBLOCK) break;
      if (is_out_of_descriptors(errno)) return pause();
      // Anything else concerns one peer that is gone already.
    }
    if (descriptor.is_open()) wait();
  }

  boost::asio::posix::stream_descriptor descriptor;
  boost::asio::steady_timer timer;
  OnAccept on_accept;
  std::uint16_t port = 0;
};

Result<std::unique_ptr<Listener>> Listener::create(Lane& lane, const Endpoint& endpoint, OnAccept on_accept) {
  const auto refuse = [&](const char* why) {
    return fail(ErrorCode::kInternal,
                "cannot listen on " + endpoint.host + " port " + std::to_string(endpoint.port) + ": " + why);
  };
  auto address = to_address(endpoint);
  if (!address) return refuse("not an IP address");
  const int family = address->bytes.ss_family;
  const int listening = ::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (listening < 0) return refuse(std::strerror(errno));
  enable(listening, SOL_SOCKET, SO_REUSEADDR);
  if (family == AF_INET6) enable(listening, IPPROTO_IPV6, IPV6_V6ONLY, 0);
  if (::bind(listening, address->get(), address->length) != 0 || ::listen(listening, kBacklog) != 0 ||
      ::getsockname(listening, address->get(), &address->length) != 0) {
    const int error = errno;
    ::close(listening);
    return refuse(std::strerror(error));
  }
  auto impl = std::make_shared<Impl>(lane, listening, std::move(on_accept));
  impl->port = port_of(*address);
  impl->wait();
  return std::unique_ptr<Listener>(new Listener(std::move(impl)));
}

Listener::Listener(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}

Listener::~Listener() {
  boost::system::error_code ignored;
  impl_->timer.cancel();
  impl_->descriptor.close(ignored);
}

std::uint16_t Listener::port() const { return impl_->port; }

}  // namespace godwit::net
