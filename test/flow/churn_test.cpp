// SPDX-License-Identifier: Apache-2.0
// A hundred thousand connections come and go in all the ways there are, and nothing of them stays.
#include <dirent.h>
#include <malloc.h>
#include <sys/resource.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <thread>

#include "fixture.h"
#include "handshake_cases.h"
#include "raw_socket.h"

#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#include <sanitizer/allocator_interface.h>
#endif

namespace godwit::flow {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::array kAddresses = {"127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5"};
constexpr int kWarmUp = 4'000;
#if __has_feature(thread_sanitizer)
constexpr int kConnections = 20'000;  // ten times as slow
#else
constexpr int kConnections = 100'000;
#endif
constexpr int kPerAddress = 20;
constexpr double kCpuSeconds = 30;

std::size_t heap_bytes() {
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
  return __sanitizer_get_current_allocated_bytes();
#else
  return mallinfo2().uordblks;
#endif
}

/// Of this process, which is client and server: how busy the machine is otherwise does not count.
double cpu_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

std::size_t count_descriptors() {
  std::size_t count = 0;
  DIR* folder = ::opendir("/proc/self/fd");
  while (::readdir(folder)) ++count;
  ::closedir(folder);
  return count;
}

class Churn : public Flow {
 protected:
  /// Waits until the server knows of no connection but the one that asks.
  void settle() {
    const auto deadline = Clock::now() + 20s;
    std::string metrics;
    do {
      std::this_thread::sleep_for(20ms);
      RawSocket socket(port());
      socket.write("GET /metrics HTTP/1.0\r\n\r\n");
      metrics = socket.read_all();
    } while (!metrics.contains("\ngodwit_net_sockets 1\n") && Clock::now() < deadline);
    EXPECT_TRUE(metrics.contains("\ngodwit_net_sockets 1\n")) << "connections are left";
    EXPECT_TRUE(metrics.contains("\ngodwit_sessions 0\n")) << "sessions are left";
    std::this_thread::sleep_for(50ms);  // the asking one goes too
  }

  /// `count` connections from that address, one after another, each ending in its own way.
  void come_and_go(const char* address, int count, const std::string& hello) {
    const std::string preface(protocol::kNativePreface);
    const std::string websocket = conformance::good_handshake("/v1/ws", "godwit.v1");
    for (int i = 0; i < count; ++i) {
      RawSocket socket(port(), address);
      switch (i % 16) {
        case 1:
          socket.write(preface);
          break;
        case 2:
          socket.write("GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n");
          break;
        case 3:
          socket.write(websocket);
          break;
        case 4:
          socket.write(hello);
          break;
        case 5:
          socket.write("\xFF");  // closed by the server
          break;
        case 6:
          socket.write(hello);
          EXPECT_FALSE(socket.read_some().empty());  // a session begins and is cut off
          break;
        default:
          break;
      }
      // A reset leaves no port in TIME_WAIT, of which there are not so many.
      if (i % 8 != 7) socket.reset();
    }
  }

  void churn(int connections, const std::string& hello) {
    std::vector<std::thread> clients;
    for (const char* address : kAddresses) {
      clients.emplace_back(
          [&, address] { come_and_go(address, connections / static_cast<int>(kAddresses.size()), hello); });
    }
    for (std::thread& client : clients) client.join();
    settle();
  }

  /// The hello of a device, as bytes of a connection.
  std::string hello_of(const Person& person) {
    v1::HelloRequest hello;
    hello.set_min_version(1);
    hello.set_max_version(1);
    hello.set_token(person.token);
    const std::string body = hello.SerializeAsString();
    protocol::Frame frame;
    frame.correlation = 1;
    frame.method = v1::METHOD_HELLO;
    frame.body = body;
    return std::string(protocol::kNativePreface) + protocol::encode_native(frame);
  }
};

TEST_F(Churn, leaves_no_descriptor_no_memory_and_no_count) {
  config_.max_connections_per_address = kPerAddress;
  config_.max_connections = kPerAddress * static_cast<std::int64_t>(kAddresses.size());
  start();
  Person ann = register_person(port(), "ann");
  const std::string hello = hello_of(ann);
  ann.client.reset();

  churn(kWarmUp, hello);
  const std::size_t heap = heap_bytes();
  const std::size_t descriptors = count_descriptors();

  const double began = cpu_seconds();
  churn(kConnections, hello);
  EXPECT_LE(cpu_seconds() - began, kCpuSeconds);
  EXPECT_EQ(count_descriptors(), descriptors);
  EXPECT_LE(heap_bytes(), heap + 512 * 1024) << "five bytes for each connection would show";

  // Had one connection not been counted out, its address or the server would now be full too early.
  std::vector<RawSocket> open;
  for (int i = 0; i < kPerAddress; ++i) {
    for (const char* address : kAddresses) {
      open.emplace_back(port(), address).write("GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n");
      EXPECT_TRUE(open.back().read_until("ok\n").starts_with("HTTP/1.1 200 ")) << address << " " << i;
    }
  }
  RawSocket one_too_many(port(), kAddresses.front());
  one_too_many.write("GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n");
  EXPECT_TRUE(one_too_many.read_all().starts_with("HTTP/1.1 503 "));
}

}  // namespace
}  // namespace godwit::flow
