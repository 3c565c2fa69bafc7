// SPDX-License-Identifier: Apache-2.0
#include "net/listener.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>

#include "peer.h"

namespace godwit::net {
namespace {

struct Accepted {
  int descriptor;
  std::string address;
};

class ListenerTest : public testing::Test {
 protected:
  ListenerTest() { lane_.start(); }
  ~ListenerTest() override {
    lane_.run([&] { listener_.reset(); });
    lane_.stop();
    for (const Accepted& one : accepted_) ::close(one.descriptor);
  }

  Status listen(const std::string& text) {
    const auto endpoint = parse_endpoint(text);
    if (!endpoint) return std::unexpected(endpoint.error());
    Status status;
    lane_.run([&] {
      auto made = Listener::create(lane_, *endpoint, [&](int descriptor, std::string address) {
        const std::lock_guard lock(mutex_);
        accepted_.push_back({descriptor, std::move(address)});
        changed_.notify_all();
      });
      if (made) {
        listener_ = std::move(*made);
      } else {
        status = std::unexpected(made.error());
      }
    });
    return status;
  }

  /// A client of the listener, over IPv4 or IPv6.
  Peer connect(int family = AF_INET) {
    Peer peer(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_port = htons(listener_->port());
    v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(listener_->port());
    v6.sin6_addr = in6addr_loopback;
    const int done = family == AF_INET ? ::connect(peer.descriptor(), reinterpret_cast<sockaddr*>(&v4), sizeof v4)
                                       : ::connect(peer.descriptor(), reinterpret_cast<sockaddr*>(&v6), sizeof v6);
    EXPECT_EQ(done, 0);
    return peer;
  }

  bool wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::milliseconds(kPatienceMs), [&] { return accepted_.size() >= count; });
  }

  Lane lane_{"listen-test"};
  std::unique_ptr<Listener> listener_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Accepted> accepted_;
};

TEST_F(ListenerTest, accepts_on_a_port_that_the_kernel_chose) {
  ASSERT_TRUE(listen("127.0.0.1:0").has_value());
  ASSERT_NE(listener_->port(), 0);
  std::vector<Peer> peers;
  for (int i = 0; i < 100; ++i) peers.push_back(connect());
  ASSERT_TRUE(wait_for(100));
  for (const Accepted& one : accepted_) {
    EXPECT_EQ(one.address, "127.0.0.1");
    EXPECT_NE(::fcntl(one.descriptor, F_GETFL) & O_NONBLOCK, 0);
    EXPECT_NE(::fcntl(one.descriptor, F_GETFD) & FD_CLOEXEC, 0);
    int no_delay = 0;
    socklen_t size = sizeof no_delay;
    ::getsockopt(one.descriptor, IPPROTO_TCP, TCP_NODELAY, &no_delay, &size);
    EXPECT_NE(no_delay, 0);
  }
}

TEST_F(ListenerTest, writes_mapped_addresses_as_ipv4) {
  if (!listen("[::]:0")) GTEST_SKIP() << "no IPv6 here";
  Peer four = connect(AF_INET);
  ASSERT_TRUE(wait_for(1));
  EXPECT_EQ(accepted_[0].address, "127.0.0.1");
  Peer six = connect(AF_INET6);
  ASSERT_TRUE(wait_for(2));
  EXPECT_EQ(accepted_[1].address, "::1");
}

TEST_F(ListenerTest, says_which_address_it_could_not_bind) {
  ASSERT_TRUE(listen("127.0.0.1:0").has_value());
  const std::string taken = "127.0.0.1:" + std::to_string(listener_->port());
  const Endpoint endpoint = *parse_endpoint(taken);
  lane_.run([&] {
    const auto second = Listener::create(lane_, endpoint, [](int, std::string) {});
    ASSERT_FALSE(second.has_value());
    EXPECT_EQ(second.error().code, ErrorCode::kInternal);
    EXPECT_TRUE(second.error().detail.contains("127.0.0.1")) << second.error().detail;
    EXPECT_TRUE(second.error().detail.contains("in use")) << second.error().detail;
  });
}

TEST_F(ListenerTest, stops_when_it_goes) {
  ASSERT_TRUE(listen("127.0.0.1:0").has_value());
  const Endpoint endpoint{.host = "127.0.0.1", .port = listener_->port()};
  lane_.run([&] { listener_.reset(); });
  lane_.run([&] { EXPECT_TRUE(Listener::create(lane_, endpoint, [](int, std::string) {}).has_value()); });
}

TEST_F(ListenerTest, goes_on_after_descriptors_ran_out) {
  ASSERT_TRUE(listen("127.0.0.1:0").has_value());
  Peer client(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int probe = ::dup(0);
  ::close(probe);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  rlimit none = before;
  none.rlim_cur = static_cast<rlim_t>(probe);
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(listener_->port());
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int connected = ::connect(client.descriptor(), reinterpret_cast<sockaddr*>(&to), sizeof to);
  lane_.run([] {});
  lane_.run([&] { EXPECT_TRUE(accepted_.empty()); });
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_EQ(connected, 0);
  EXPECT_TRUE(wait_for(1));
}

TEST(Endpoint, is_an_address_and_a_port) {
  const auto v4 = parse_endpoint("127.0.0.1:8080");
  ASSERT_TRUE(v4.has_value());
  EXPECT_EQ(v4->host, "127.0.0.1");
  EXPECT_EQ(v4->port, 8080);
  const auto v6 = parse_endpoint("[::1]:0");
  ASSERT_TRUE(v6.has_value());
  EXPECT_EQ(v6->host, "::1");
  for (const char* bad : {"", ":", "127.0.0.1", "127.0.0.1:", ":8080", "127.0.0.1:x", "127.0.0.1:70000", "127.0.0.1:-1",
                          "::1:8080", "[::1]8080", "[]:80", "example.org:80", "127.0.0.1:80 "}) {
    const auto endpoint = parse_endpoint(bad);
    ASSERT_FALSE(endpoint.has_value()) << bad;
    EXPECT_EQ(endpoint.error().code, ErrorCode::kInvalid);
  }
}

}  // namespace
}  // namespace godwit::net
