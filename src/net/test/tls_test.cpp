// SPDX-License-Identifier: Apache-2.0
#include "net/tls.h"

#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <future>
#include <thread>

#include "base/clock.h"
#include "net/certificates.h"
#include "peer.h"

namespace godwit::net {
namespace {

constexpr UnixMillis kNow = 1'795'392'000'000;  // 2026-11-23
constexpr UnixMillis kDay = 24LL * 3600 * 1000;

SharedBytes bytes_of(std::string text) { return std::make_shared<const std::string>(std::move(text)); }

/// Files of a certificate for "localhost" that go with the test.
class Folder {
 public:
  Folder() {
    std::filesystem::create_directories(path_);
    const auto made = make_certificate(authority, {"localhost", "127.0.0.1"}, SystemClock().unix_millis(), 30);
    write("cert.pem", made->certificate);
    write("key.pem", made->key);
  }
  ~Folder() { std::filesystem::remove_all(path_); }

  std::string write(const std::string& name, const std::string& text) {
    std::ofstream(path_ / name) << text;
    return (path_ / name).string();
  }
  TlsContext::Files files() const {
    return {.certificate = (path_ / "cert.pem").string(), .key = (path_ / "key.pem").string()};
  }

  const CertifiedKey authority = make_authority("Test", SystemClock().unix_millis(), 60);

 private:
  const std::filesystem::path path_ =
      std::filesystem::temp_directory_path() / ("godwit-tls-" + std::to_string(::getpid()));
};

/// The far end with TLS, blocking.
class TlsPeer {
 public:
  explicit TlsPeer(int descriptor, int max_version = TLS1_3_VERSION, std::string_view offer = {}) {
    ::signal(SIGPIPE, SIG_IGN);
    context_ = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_max_proto_version(context_, max_version);
    ssl_ = SSL_new(context_);
    SSL_set_fd(ssl_, descriptor);
    if (!offer.empty()) {
      std::string list;
      list += static_cast<char>(offer.size());
      list += offer;
      SSL_set_alpn_protos(ssl_, reinterpret_cast<const unsigned char*>(list.data()),
                          static_cast<unsigned>(list.size()));
    }
  }
  ~TlsPeer() {
    SSL_free(ssl_);
    SSL_CTX_free(context_);
    ERR_clear_error();
  }
  TlsPeer(const TlsPeer&) = delete;
  TlsPeer& operator=(const TlsPeer&) = delete;

  bool connect() { return SSL_connect(ssl_) == 1; }
  void send(const std::string& bytes) {
    ASSERT_EQ(SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size())), static_cast<int>(bytes.size()));
  }
  std::string read(std::size_t size) {
    std::string out;
    std::string part(20'000, '\0');
    while (out.size() < size) {
      const int got = SSL_read(ssl_, part.data(), static_cast<int>(std::min(part.size(), size - out.size())));
      if (got <= 0) break;
      out.append(part, 0, static_cast<std::size_t>(got));
    }
    return out;
  }
  /// Whether the stream ended with close_notify and not just so.
  bool was_told_goodbye() {
    char byte = 0;
    const int got = SSL_read(ssl_, &byte, 1);
    return got == 0 && SSL_get_error(ssl_, got) == SSL_ERROR_ZERO_RETURN;
  }
  void say_goodbye() { SSL_shutdown(ssl_); }
  SSL* native() const { return ssl_; }

 private:
  SSL_CTX* context_;
  SSL* ssl_;
};

class TlsTest : public testing::Test {
 protected:
  TlsTest() {
    auto context = TlsContext::load(folder_.files());
    EXPECT_TRUE(context.has_value()) << (context ? "" : context.error().detail);
    source_.set(std::move(*context));
    lane_.start();
    lane_.run([&] { set_ = std::make_unique<SocketSet>(lane_, metrics_, &source_, std::chrono::milliseconds(300)); });
  }
  ~TlsTest() override {
    lane_.run([&] { set_.reset(); });
    lane_.stop();
  }

  Peer connect(Remembering& handler, SocketId& id, int buffer = 0) {
    int pair[2] = {-1, -1};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    EXPECT_EQ(::fcntl(pair[0], F_SETFL, O_NONBLOCK), 0);
    if (buffer > 0) {
      for (const int end : pair) ::setsockopt(end, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof buffer);
    }
    lane_.run([&] { id = set_->add(pair[0], handler); });
    Peer peer(pair[1]);
    peer.at_end([this, id] {
      lane_.run([&] {
        if (set_) set_->abort(id);
      });
      for (int i = 0; i < 3; ++i) lane_.run([] {});
    });
    return peer;
  }

  Folder folder_;
  TlsSource source_;
  Metrics metrics_;
  Lane lane_{"tls-test"};
  std::unique_ptr<SocketSet> set_;
};

TEST_F(TlsTest, carries_bytes_both_ways_in_records_of_any_size) {
  Remembering handler;
  SocketId id;
  Peer peer = connect(handler, id);
  handler.bytes_hook = [&](std::string_view bytes) { set_->write(id, bytes_of(std::string(bytes))); };
  TlsPeer client(peer.descriptor());
  ASSERT_TRUE(client.connect());
  for (const std::size_t size : {1u, 5u, 16'384u, 16'385u, 100'000u}) {
    const std::string text(size, static_cast<char>('a' + size % 26));
    std::thread sender([&] { client.send(text); });
    sender.join();
    EXPECT_EQ(client.read(size), text) << size;
  }
  EXPECT_STREQ(SSL_get_version(client.native()), "TLSv1.3");
}

TEST_F(TlsTest, leaves_a_peer_without_tls_as_it_is) {
  Remembering handler;
  SocketId id;
  Peer peer = connect(handler, id);
  handler.bytes_hook = [&](std::string_view bytes) { set_->write(id, bytes_of(std::string(bytes))); };
  peer.send("GET / HTTP/1.1");
  EXPECT_EQ(peer.read(14), "GET / HTTP/1.1");
  EXPECT_FALSE(handler.protocol().has_value());
}

TEST_F(TlsTest, agrees_on_our_protocols_and_goes_on_without_others) {
  for (const auto& [offer, agreed] :
       {std::pair("godwit/1", "godwit/1"), {"http/1.1", "http/1.1"}, {"h2", ""}, {"", ""}}) {
    Remembering handler;
    SocketId id;
    Peer peer = connect(handler, id);
    TlsPeer client(peer.descriptor(), TLS1_3_VERSION, offer);
    ASSERT_TRUE(client.connect()) << offer;
    client.send("x");
    ASSERT_TRUE(handler.wait_for_bytes(1));
    EXPECT_EQ(handler.protocol(), agreed) << offer;
  }
}

TEST_F(TlsTest, refuses_older_tls_unless_it_is_asked_for) {
  Remembering handler;
  SocketId id;
  Peer peer = connect(handler, id);
  TlsPeer old(peer.descriptor(), TLS1_2_VERSION);
  EXPECT_FALSE(old.connect());

  auto files = folder_.files();
  files.allow_tls12 = true;
  source_.set(*TlsContext::load(files));
  Remembering second;
  Peer again = connect(second, id);
  TlsPeer client(again.descriptor(), TLS1_2_VERSION);
  EXPECT_TRUE(client.connect());
  EXPECT_STREQ(SSL_get_version(client.native()), "TLSv1.2");
}

TEST_F(TlsTest, ends_a_peer_that_talks_garbage_or_goes_in_mid_handshake) {
  for (const std::string& bytes :
       {std::string("\x16garbage that is no record at all......."), std::string("\x16\x03\x01\x02\x00\x01", 6)}) {
    Remembering handler;
    SocketId id;
    Peer peer = connect(handler, id);
    peer.send(bytes);
    peer.end_output();
    ASSERT_TRUE(handler.wait_for_close());
    EXPECT_EQ(handler.received(), "");
  }
}

TEST_F(TlsTest, sends_all_to_a_slow_reader_and_goodbye_at_the_end) {
  Remembering handler;
  SocketId id;
  Peer peer = connect(handler, id, 4'096);
  TlsPeer client(peer.descriptor());
  ASSERT_TRUE(client.connect());
  client.send("?");
  ASSERT_TRUE(handler.wait_for_bytes(1));
  std::string expected;
  lane_.run([&] {
    for (int i = 0; i < 2'000; ++i) {
      const std::string piece =
          "message " + std::to_string(i) + std::string(static_cast<std::size_t>(i % 400), '.') + "\n";
      expected += piece;
      set_->write(id, bytes_of(piece));
    }
    EXPECT_EQ(set_->queued_bytes(id), expected.size());
    set_->close_after_flush(id);
  });
  EXPECT_EQ(client.read(expected.size()), expected);
  EXPECT_TRUE(client.was_told_goodbye());
}

TEST_F(TlsTest, shares_a_record_among_small_writes) {
  Remembering handler;
  SocketId id;
  Peer peer = connect(handler, id);
  TlsPeer client(peer.descriptor());
  ASSERT_TRUE(client.connect());
  lane_.run([&] {
    for (int i = 0; i < 30; ++i) set_->write(id, bytes_of("ab"));
  });
  std::string record(100, '\0');
  const int got = SSL_read(client.native(), record.data(), 100);
  EXPECT_EQ(got, 60) << "one read gives one record";
}

TEST_F(TlsTest, goes_on_after_a_pause_with_what_was_decrypted_before_it) {
  Remembering handler;
  SocketId id;
  Peer peer = connect(handler, id);
  TlsPeer client(peer.descriptor());
  ASSERT_TRUE(client.connect());
  handler.bytes_hook = [&](std::string_view) { set_->pause_reading(id, true); };
  client.send("one");
  ASSERT_TRUE(handler.wait_for_bytes(3));
  for (int i = 0; i < 20; ++i) client.send("more");
  for (int i = 0; i < 10; ++i) lane_.run([] {});
  EXPECT_EQ(handler.received(), "one");
  handler.bytes_hook = nullptr;
  lane_.run([&] { set_->pause_reading(id, false); });
  ASSERT_TRUE(handler.wait_for_bytes(3 + 80));
}

TEST_F(TlsTest, serves_many_handshakes_at_once_and_live_ones_beside_them) {
  constexpr int kPeers = 40;
  std::vector<std::unique_ptr<Remembering>> handlers;
  std::vector<Peer> peers;
  std::vector<std::thread> threads;
  std::atomic<int> good = 0;
  for (int i = 0; i < kPeers; ++i) {
    SocketId id;
    handlers.push_back(std::make_unique<Remembering>());
    peers.push_back(connect(*handlers.back(), id));
    Remembering& handler = *handlers.back();
    handler.bytes_hook = [this, id](std::string_view bytes) { set_->write(id, bytes_of(std::string(bytes))); };
  }
  for (Peer& peer : peers) {
    threads.emplace_back([&good, descriptor = peer.descriptor()] {
      TlsPeer client(descriptor);
      if (!client.connect()) return;
      client.send("hello");
      if (client.read(5) == "hello") ++good;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good, kPeers);
  EXPECT_NE(metrics_.expose().find("godwit_net_tls_handshakes_total 40"), std::string::npos);
}

/// Counts on the lane what became open.
struct CountingHandler final : SocketHandler {
  explicit CountingHandler(int& count) : open(count) {}
  void on_bytes(std::string_view) override {}
  void on_tls(std::string_view) override { ++open; }
  void on_drained() override {}
  void on_closed(Closed) override {}
  int& open;
};

TEST_F(TlsTest, completes_few_handshakes_in_a_turn_so_that_others_are_served_between) {
  constexpr int kPeers = 40;
  constexpr int kMost = 8;
  int open = 0;
  CountingHandler handler(open);
  std::vector<SocketId> ids(kPeers);
  std::vector<int> descriptors;
  std::vector<std::unique_ptr<TlsPeer>> clients;
  for (SocketId& id : ids) {
    int pair[2] = {-1, -1};
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair), 0);
    descriptors.push_back(pair[1]);
    clients.push_back(std::make_unique<TlsPeer>(pair[1]));
    lane_.run([&] {
      id = set_->add(pair[0], handler);
      // The lane is here and cannot answer meanwhile.
      EXPECT_FALSE(clients.back()->connect()) << "the first flight only";
    });
  }
  for (const int descriptor : descriptors) {
    pollfd wait{descriptor, POLLIN, 0};
    ASSERT_EQ(::poll(&wait, 1, kPatienceMs), 1) << "the server's flight";
  }
  // The lane stands still while all clients finish at once. Then a job that posts itself runs between any two turns.
  std::promise<void> done;
  int most = 0;
  int seen = 0;
  int idle = 0;
  std::function<void()> look = [&] {
    most = std::max(most, open - seen);
    idle = open == seen ? idle + 1 : 0;
    seen = open;
    if (open == kPeers || idle > 100'000) return done.set_value();
    lane_.post(look);
  };
  lane_.run([&] {
    for (const auto& client : clients) EXPECT_TRUE(client->connect());
    look();
  });
  done.get_future().wait();
  EXPECT_EQ(open, kPeers);
  EXPECT_GT(most, 1);
  EXPECT_LE(most, kMost);
  lane_.run([&] {
    for (const SocketId id : ids) set_->abort(id);
  });
  for (int i = 0; i < 3; ++i) lane_.run([] {});
  clients.clear();
  for (const int descriptor : descriptors) ::close(descriptor);
}

TEST_F(TlsTest, notices_goodbye_of_the_peer) {
  Remembering handler;
  SocketId id;
  Peer peer = connect(handler, id);
  TlsPeer client(peer.descriptor());
  ASSERT_TRUE(client.connect());
  client.send("x");
  ASSERT_TRUE(handler.wait_for_bytes(1));
  client.say_goodbye();
  ASSERT_TRUE(handler.wait_for_close());
  EXPECT_EQ(handler.closed(), Closed::kByPeer);
}

TEST(TlsContextTest, says_what_is_wrong_with_the_files) {
  Folder folder;
  const auto complaint = [](const TlsContext::Files& files) {
    const auto context = TlsContext::load(files);
    return context ? std::string() : context.error().detail;
  };
  auto files = folder.files();
  EXPECT_EQ(complaint(files), "");
  files.certificate = "/nonexistent/cert.pem";
  EXPECT_EQ(complaint(files), "cannot read /nonexistent/cert.pem: No such file or directory");
  files = folder.files();
  files.key = "/nonexistent/key.pem";
  EXPECT_EQ(complaint(files), "cannot read /nonexistent/key.pem: No such file or directory");
  files = folder.files();
  files.key = folder.write("empty.pem", "");
  EXPECT_NE(complaint(files).find("empty.pem: it is empty"), std::string::npos) << complaint(files);
  files = folder.files();
  files.key = folder.write("broken.pem", "-----BEGIN PRIVATE KEY-----\nnonsense\n-----END PRIVATE KEY-----\n");
  EXPECT_NE(complaint(files).find("broken.pem"), std::string::npos);
  files.key = folder.write("other.pem", make_authority("Other", kNow, 3).key);
  EXPECT_EQ(complaint(files), "key " + files.key + " does not belong to " + files.certificate);
}

/// With a passphrase that nobody is asked for.
std::string encrypted(const std::string& pem) {
  BIO* in = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  EVP_PKEY* key = PEM_read_bio_PrivateKey(in, nullptr, nullptr, nullptr);
  BIO* out = BIO_new(BIO_s_mem());
  unsigned char passphrase[] = "secret";
  EXPECT_EQ(PEM_write_bio_PKCS8PrivateKey(out, key, EVP_aes_256_cbc(), reinterpret_cast<char*>(passphrase), 6, nullptr,
                                          nullptr),
            1);
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(out, &bytes);
  std::string text(bytes, static_cast<std::size_t>(size));
  BIO_free(in);
  BIO_free(out);
  EVP_PKEY_free(key);
  return text;
}

TEST(TlsContextTest, refuses_a_key_with_a_passphrase_and_asks_nobody) {
  Folder folder;
  auto files = folder.files();
  files.key = folder.write("locked.pem", encrypted(make_authority("Any", kNow, 3).key));
  const auto context = TlsContext::load(files);
  ASSERT_FALSE(context.has_value());
  EXPECT_NE(context.error().detail.find("locked.pem has a passphrase"), std::string::npos) << context.error().detail;
  const auto authority = make_authority("Test", kNow, 3);
  EXPECT_FALSE(make_certificate({authority.certificate, encrypted(authority.key)}, {"host"}, kNow, 1).has_value());
}

TEST(Certificates, name_what_they_are_for_and_until_when) {
  const auto authority = make_authority("Test", kNow, 100);
  const auto made = make_certificate(authority, {"host", "localhost", "192.0.2.7", "2001:db8::7"}, kNow, 10);
  ASSERT_TRUE(made.has_value());
  const auto facts = read_certificate(made->certificate);
  ASSERT_TRUE(facts.has_value());
  EXPECT_EQ(facts->names, (std::vector<std::string>{"host", "localhost", "192.0.2.7", "2001:db8::7"}));
  EXPECT_EQ(facts->expires_ms, kNow + 10 * kDay);
  EXPECT_EQ(facts->fingerprint.size(), 32 * 3 - 1);
  EXPECT_FALSE(make_certificate(authority, {}, kNow, 10).has_value());
  EXPECT_FALSE(make_certificate({.certificate = "x", .key = "y"}, {"host"}, kNow, 10).has_value());
  EXPECT_FALSE(make_certificate({authority.certificate, made->key}, {"host"}, kNow, 10).has_value());
  EXPECT_FALSE(read_certificate("nonsense").has_value());
}

TEST(Certificates, are_valid_no_longer_than_their_authority) {
  const auto authority = make_authority("Test", kNow, 100);
  const auto made = make_certificate(authority, {"host"}, kNow, 300);
  EXPECT_EQ(read_certificate(made->certificate)->expires_ms, kNow + 100 * kDay);
}

TEST(Certificates, know_their_key_and_their_authority) {
  const auto authority = make_authority("Test", kNow, 100);
  const auto namesake = make_authority("Test", kNow, 100);
  const auto made = make_certificate(authority, {"host"}, kNow, 10);
  EXPECT_TRUE(is_pair(*made));
  EXPECT_FALSE(is_pair({made->certificate, authority.key}));
  EXPECT_FALSE(is_pair({made->certificate, ""}));
  EXPECT_TRUE(is_signed_by(made->certificate, authority.certificate));
  EXPECT_FALSE(is_signed_by(made->certificate, namesake.certificate));
  EXPECT_FALSE(is_signed_by(made->certificate, "nonsense"));
}

/// The common name of whom it is for.
std::string subject_of(const std::string& pem) {
  BIO* in = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  X509* certificate = PEM_read_bio_X509(in, nullptr, nullptr, nullptr);
  char text[512] = {};
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, text, sizeof text);
  X509_free(certificate);
  BIO_free(in);
  return text;
}

TEST(Certificates, cut_a_common_name_that_is_too_long_between_characters) {
  EXPECT_EQ(subject_of(make_authority("Short", kNow, 1).certificate), "Short");
  EXPECT_EQ(subject_of(make_authority(std::string(70, 'x'), kNow, 1).certificate), std::string(64, 'x'));
  EXPECT_EQ(subject_of(make_authority(std::string(63, 'x') + "é", kNow, 1).certificate), std::string(63, 'x'));
  const std::string host = std::string(60, 'a') + "." + std::string(60, 'b');
  const auto made = make_certificate(make_authority("Test", kNow, 9), {host}, kNow, 1);
  ASSERT_TRUE(made.has_value());
  EXPECT_EQ(subject_of(made->certificate), host.substr(0, 64));
  EXPECT_EQ(read_certificate(made->certificate)->names, std::vector{host});
}

}  // namespace
}  // namespace godwit::net
