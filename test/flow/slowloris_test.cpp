// SPDX-License-Identifier: Apache-2.0
// Clients that begin something and never finish it: in every phase of a connection, silent or byte by byte, they are gone in time.
#include <thread>

#include "base/limits.h"
#include "fixture.h"
#include "handshake_cases.h"
#include "raw_socket.h"
#include "websocket_cases.h"

namespace godwit::flow {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using Clock = std::chrono::steady_clock;

constexpr auto kSilence = 1s;
constexpr auto kTotal = 3s;
/// A limit is looked at up to 2 s late; the rest is for a busy machine.
constexpr auto kLate = 2s + 3s;

struct Phase {
  const char* name;
  std::string begins;  ///< sent at once
  std::string answer;  ///< what the server says to it
  std::string drips;   ///< what a slow client sends of the rest
};

std::string hello_frame() {
  v1::HelloRequest hello;
  hello.set_min_version(1);
  hello.set_max_version(1);
  hello.set_client(std::string(limits::kClientNameBytes, 'c'));
  const std::string body = hello.SerializeAsString();
  protocol::Frame frame;
  frame.correlation = 1;
  frame.method = v1::METHOD_HELLO;
  frame.body = body;
  return protocol::encode_native(frame);
}

std::vector<Phase> phases() {
  const std::string preface(protocol::kNativePreface);
  const std::string hello = hello_frame();
  const std::string x(64, 'x');
  const std::string handshake = conformance::good_handshake("/v1/ws", "godwit.v1");
  const std::string request = "GET /healthz HTTP/1.1\r\nhost: a\r\n";
  return {
      {"nothing at all", "", "", ""},
      {"half a TLS hello", "\x16\x03\x01\x02"s, "", "\x01\x01\x01\x01\x03\x03" + x},
      {"half the preface", preface.substr(0, 2), "", ""},
      {"the preface alone", preface, "", hello.substr(0, 64)},
      {"half a native hello", preface + hello.substr(0, 20), "", hello.substr(20, 64)},
      {"an anonymous hello and no more", preface + hello, "godwit/", hello.substr(0, 64)},
      {"half a request line", "GET /heal", "", x},
      {"half an HTTP header", request + "x-slow: ", "", x},
      {"half an HTTP body", "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1000\r\n\r\nbeginning", "", x},
      {"half a chunk", "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n3E8\r\nbeginning", "", x},
      {"an answered request and no other", request + "\r\n", "ok\n", "GET /" + x},
      {"half a WebSocket handshake", handshake.substr(0, handshake.size() - 2), "", "x-slow: " + x},
      {"a WebSocket and no frame", handshake, "\r\n\r\n", ""},
      {"half a WebSocket frame", handshake + conformance::client_frame(0x82, std::string(1'000, 'x')).substr(0, 10),
       "\r\n\r\n", x},
      {"half a WebSocket message", handshake + conformance::client_frame(0x02, x), "\r\n\r\n", ""},
  };
}

class Slowloris : public Flow {
 protected:
  struct Slow {
    Phase phase;
    RawSocket socket;
    std::size_t dripped = 0;
    std::optional<Clock::duration> lived;
  };

  std::vector<Slow> begin_all() {
    config_.unauthenticated_silence_seconds = kSilence.count();
    config_.unauthenticated_total_seconds = kTotal.count();
    config_.tls_mode = "internal";
    start();
    began_ = Clock::now();
    std::vector<Slow> all;
    for (const Phase& phase : phases()) {
      all.push_back({phase, RawSocket(port()), 0, std::nullopt});
      all.back().socket.write(phase.begins);
      if (!phase.answer.empty()) {
        EXPECT_TRUE(all.back().socket.read_until(phase.answer).contains(phase.answer)) << phase.name;
      }
    }
    return all;
  }

  /// Until all are closed or it has taken too long.
  void watch(std::vector<Slow>& all, bool dripping, Clock::duration limit) {
    std::size_t open = all.size();
    while (open > 0 && Clock::now() - began_ < limit) {
      for (Slow& slow : all) {
        if (slow.lived) continue;
        if (dripping && slow.dripped < slow.phase.drips.size()) {
          slow.socket.write(std::string_view(slow.phase.drips).substr(slow.dripped++, 1));
        }
        slow.socket.read_some(1ms);
        if (!slow.socket.is_closed()) continue;
        slow.lived = Clock::now() - began_;
        --open;
      }
      std::this_thread::sleep_for(150ms);
    }
  }

  Clock::time_point began_;
};

TEST_F(Slowloris, is_closed_in_every_phase_when_it_says_nothing_more) {
  auto all = begin_all();
  watch(all, false, kSilence + kLate);
  for (const Slow& slow : all) {
    ASSERT_TRUE(slow.lived) << slow.phase.name << " is still open";
    EXPECT_GE(*slow.lived, kSilence) << slow.phase.name;
  }
  EXPECT_TRUE(register_person(port(), "ann").id) << "and others are served";
}

TEST_F(Slowloris, is_closed_in_every_phase_when_it_sends_byte_by_byte) {
  auto all = begin_all();
  watch(all, true, kTotal + kLate);
  for (const Slow& slow : all) {
    ASSERT_TRUE(slow.lived) << slow.phase.name << " is still open";
    // Bytes of a handshake say nothing yet.
    const bool speaks = slow.phase.drips.size() > 30 && !slow.phase.begins.starts_with('\x16');
    if (speaks) EXPECT_GE(*slow.lived, kSilence + 1s) << slow.phase.name << " was not silent";
  }
}

TEST_F(Slowloris, with_a_token_is_closed_when_it_is_idle_and_kept_when_it_pings) {
  config_.idle_seconds = 2;
  start();
  Person silent = register_person(port(), "silent");
  Person alive = register_person(port(), "alive");
  silent.client->write(std::string_view("\x20\x01", 2));  // half a frame
  const std::string ping = protocol::encode_native({.kind = protocol::FrameKind::kPing});
  const auto began = Clock::now();
  std::optional<v1::GoingAway> farewell;
  std::thread pinging([&] {
    while (Clock::now() - began < 6s) {
      alive.client->write(ping);
      std::this_thread::sleep_for(300ms);
    }
  });
  farewell = silent.client->wait_for_farewell();
  const auto lived = Clock::now() - began;
  pinging.join();
  ASSERT_TRUE(farewell);
  EXPECT_EQ(farewell->reason(), v1::ERROR_CODE_TIMEOUT);
  EXPECT_GE(lived, 1s);
  EXPECT_LE(lived, 2s + kLate);
  EXPECT_TRUE(alive.client->call<v1::ListContactsResponse>(v1::METHOD_LIST_CONTACTS, v1::ListContactsRequest()));
}

}  // namespace
}  // namespace godwit::flow
