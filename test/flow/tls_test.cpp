// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <fstream>

#include "fixture.h"
#include "lan.h"
#include "net/certificates.h"

namespace godwit::flow {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class TlsFlow : public Flow {
 protected:
  void SetUp() override {
    Flow::SetUp();
    std::filesystem::create_directories(folder_);
    config_.tls_mode = "files";
    config_.tls_cert = (folder_ / "cert.pem").string();
    config_.tls_key = (folder_ / "key.pem").string();
    renew();
  }

  /// Another certificate in the same files, of the same authority.
  void renew() {
    const auto made = net::make_certificate(authority_, app::own_names(), SystemClock().unix_millis(), 30);
    ASSERT_TRUE(made.has_value());
    write(config_.tls_key, made->key);
    write(config_.tls_cert, made->certificate);
  }
  static void write(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

  std::unique_ptr<Stream> connect(const std::string& protocol = {}) const {
    auto stream = std::make_unique<Stream>(port(), Stream::Tls{authority_.certificate, protocol});
    EXPECT_TRUE(stream->is_open()) << "the handshake failed";
    return stream;
  }
  std::unique_ptr<Client> connect_client() const { return std::make_unique<Client>(connect("godwit/1")); }

  /// An address of this machine that is not loopback; empty when it has none.
  static std::string outer_address() {
    for (const std::string& name : app::own_names()) {
      const bool is_v4 = name.find_first_not_of("0123456789.") == std::string::npos;
      if (is_v4 && !name.starts_with("127.")) return name;
    }
    return {};
  }
  std::string ask_plainly(const std::string& address, const std::string& request_line) const {
    Stream stream(port(), address);
    stream.write(request_line +
                 " HTTP/1.1\r\nhost: chat.example:8080\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
    return stream.read_until("no such text: to the end");
  }

  const net::CertifiedKey authority_ = net::make_authority("Flow", SystemClock().unix_millis(), 60);
};

TEST_F(TlsFlow, carries_a_conversation_natively_over_tls) {
  start();
  EXPECT_EQ(connect("godwit/1")->protocol(), "godwit/1");
  Person ann = register_person(connect_client(), "ann");
  Person bob = register_person(connect_client(), "bob");
  befriend(ann, bob);
  Person tablet = log_in(connect_client(), "bob");
  const auto log = direct_log(ann, bob);
  const auto sent = ann.client->call<v1::SendMessageResponse>(v1::METHOD_SEND_MESSAGE, text_message(log, "over TLS"));
  ASSERT_TRUE(sent.has_value()) << sent.error().detail;
  const auto is_it = [&](const v1::Update& update) {
    return entry_of(log)(update) && update.entry().entry().seq() == sent->appended().seq();
  };
  EXPECT_TRUE(bob.client->next_update(is_it).has_value());
  EXPECT_TRUE(tablet.client->next_update(is_it).has_value());
}

TEST_F(TlsFlow, upgrades_to_a_websocket_over_tls) {
  start();
  const auto stream = connect("http/1.1");
  EXPECT_EQ(stream->protocol(), "http/1.1");
  stream->write(
      "GET /v1/ws HTTP/1.1\r\nhost: localhost\r\nupgrade: websocket\r\nconnection: Upgrade\r\n"
      "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13\r\n"
      "sec-websocket-protocol: godwit.v1.json\r\n\r\n");
  const auto answer = stream->read_until("\r\n\r\n");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 101 "));
  EXPECT_THAT(answer, HasSubstr("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
  // {"ping":{}} as a masked text frame; the mask is all zero.
  stream->write(std::string("\x81\x8B\0\0\0\0", 6) + R"({"ping":{}})");
  EXPECT_THAT(stream->read_until("pong"), HasSubstr("pong"));
}

TEST_F(TlsFlow, tells_browsers_to_stay_with_tls) {
  start();
  const auto stream = connect("http/1.1");
  stream->write("GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n");
  EXPECT_THAT(stream->read_until("ok\n"), HasSubstr("strict-transport-security: max-age=31536000"));
}

TEST_F(TlsFlow, closes_what_does_not_speak_the_protocol_that_was_agreed_on) {
  start();
  const auto stream = connect("godwit/1");
  stream->write("GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n");
  EXPECT_EQ(stream->read_until("ok"), "");
}

TEST_F(TlsFlow, takes_a_new_certificate_while_connections_live_and_keeps_it_when_the_next_is_broken) {
  start();
  Person ann = register_person(connect_client(), "ann");
  const auto first = connect()->fingerprint();
  const auto still_works = [&ann] {
    return ann.client
        ->call<v1::SendMessageResponse>(v1::METHOD_SEND_MESSAGE, text_message(direct_log(ann, ann), "still here"))
        .has_value();
  };

  renew();
  server_->reload_certificate();
  const auto second = connect()->fingerprint();
  EXPECT_NE(second, first);
  EXPECT_TRUE(still_works());

  write(config_.tls_key, authority_.key);
  server_->reload_certificate();
  EXPECT_EQ(connect()->fingerprint(), second) << "the key was another's";
  write(config_.tls_cert, "nonsense");
  server_->reload_certificate();
  EXPECT_EQ(connect()->fingerprint(), second);
  EXPECT_TRUE(still_works());

  renew();
  server_->reload_certificate();
  EXPECT_NE(connect()->fingerprint(), second);
}

TEST_F(TlsFlow, answers_this_machine_without_tls) {
  start();
  EXPECT_THAT(ask_plainly("127.0.0.1", "GET /healthz"), StartsWith("HTTP/1.1 200 "));
  Person ann = register_person(port(), "ann");
  EXPECT_FALSE(ann.token.empty());
}

TEST_F(TlsFlow, sends_others_without_tls_to_https_and_refuses_what_has_an_effect) {
  const std::string outer = outer_address();
  if (outer.empty()) GTEST_SKIP() << "this machine has no address but loopback";
  config_.listen = "0.0.0.0:0";
  start();
  const auto moved = ask_plainly(outer, "GET /chats/a%20b?x=1");
  EXPECT_THAT(moved, StartsWith("HTTP/1.1 308 "));
  EXPECT_THAT(moved, HasSubstr("location: https://chat.example:8080/chats/a%20b?x=1\r\n"));
  EXPECT_THAT(ask_plainly(outer, "HEAD /"), StartsWith("HTTP/1.1 308 "));
  for (const char* method : {"POST", "PUT", "DELETE", "PATCH"}) {
    const auto refused = ask_plainly(outer, std::string(method) + " /v1/sessions");
    EXPECT_THAT(refused, StartsWith("HTTP/1.1 403 ")) << method;
    EXPECT_THAT(refused, HasSubstr("this server speaks TLS")) << method;
  }
  EXPECT_THAT(ask_plainly(outer, "GET /healthz"), StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(ask_plainly(outer, "GET /readyz"), StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(ask_plainly(outer, "GET /metrics"), StartsWith("HTTP/1.1 403 "));

  Client client(std::make_unique<Stream>(port(), outer));
  v1::HelloRequest hello;
  hello.set_min_version(1);
  hello.set_max_version(1);
  client.send(v1::METHOD_HELLO, hello);
  const auto farewell = client.wait_for_farewell();
  ASSERT_TRUE(farewell.has_value());
  EXPECT_EQ(farewell->reason(), v1::ERROR_CODE_FORBIDDEN);

  const Stream over_tls(port(), Stream::Tls{authority_.certificate, "godwit/1"}, outer);
  EXPECT_TRUE(over_tls.is_open());
}

TEST_F(TlsFlow, answers_everyone_without_tls_when_it_is_told_to) {
  const std::string outer = outer_address();
  if (outer.empty()) GTEST_SKIP() << "this machine has no address but loopback";
  config_.listen = "0.0.0.0:0";
  config_.tls_plaintext = "all";
  start();
  Person ann = register_person(std::make_unique<Client>(std::make_unique<Stream>(port(), outer)), "ann");
  EXPECT_FALSE(ann.token.empty());
}

TEST_F(TlsFlow, offers_its_own_authority_to_those_who_do_not_trust_it_yet) {
  config_.tls_mode = "internal";
  config_.tls_cert.clear();
  config_.tls_key.clear();
  start();
  const std::string page = ask_plainly("127.0.0.1", "GET /ca.crt");
  const auto begin = page.find("-----BEGIN CERTIFICATE-----");
  ASSERT_NE(begin, std::string::npos) << page;
  const Stream trusting(port(), Stream::Tls{page.substr(begin), {}});
  EXPECT_TRUE(trusting.is_open());
  const Stream other(port(), Stream::Tls{authority_.certificate, {}});
  EXPECT_FALSE(other.is_open()) << "signed by another authority";
}

}  // namespace
}  // namespace godwit::flow
