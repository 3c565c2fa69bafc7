// SPDX-License-Identifier: Apache-2.0
// Uploads and downloads over real sockets: whole, cut, resumed, refused, by the wrong people, and larger than memory should be.
#include <malloc.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <thread>

#include "fixture.h"
#include "http_peer.h"

/// Sanitizers count what is allocated; without them the C library does.
extern "C" std::size_t __sanitizer_get_current_allocated_bytes() __attribute__((weak));

namespace godwit::flow {
namespace {

using namespace std::chrono_literals;
using testing::Test;

constexpr std::size_t kMiB = 1024 * 1024;

std::string jpeg(std::size_t size) {
  std::string bytes = "\xFF\xD8\xFF\xE0";
  for (std::size_t i = bytes.size(); i < size; ++i) bytes += static_cast<char>((i * 31 + i / 251) & 0xFF);
  return bytes;
}

std::size_t allocated() {
  return __sanitizer_get_current_allocated_bytes ? __sanitizer_get_current_allocated_bytes() : ::mallinfo2().uordblks;
}

class Media : public Flow {
 protected:
  Headers tus(const Person& who, Headers more = {}) const {
    more.insert(more.begin(), {{"tus-resumable", "1.0.0"}, {"authorization", "Bearer " + who.token}});
    return more;
  }
  Headers patch(const Person& who, std::uint64_t offset) const {
    return tus(who, {{"content-type", "application/offset+octet-stream"}, {"upload-offset", std::to_string(offset)}});
  }
  static Headers bearer(const Person& who) { return {{"authorization", "Bearer " + who.token}}; }

  HttpReply ask(const std::string& verb, const std::string& target, const Headers& headers = {},
                std::string_view body = {}) const {
    return HttpPeer(port()).ask(verb, target, headers, body);
  }
  /// "/v1/media/<id>" of a new upload.
  std::string begin(const Person& who, std::uint64_t size) const {
    const HttpReply made = ask("POST", "/v1/media", tus(who, {{"upload-length", std::to_string(size)}}));
    EXPECT_EQ(made.status, 201) << made.body;
    return made.header("location");
  }
  static std::string id_of(const std::string& location) { return location.substr(location.rfind('/') + 1); }
  static std::string download_of(const std::string& location) { return "/media/" + id_of(location); }
  std::string upload(const Person& who, const std::string& bytes) const {
    const std::string location = begin(who, bytes.size());
    const HttpReply done = ask("PATCH", location, patch(who, 0), bytes);
    EXPECT_EQ(done.status, 204) << done.body;
    return location;
  }
  /// What HEAD tells: asked again while an upload is still being put away.
  std::uint64_t offset_of(const Person& who, const std::string& location, std::uint64_t at_least = 0) const {
    for (int i = 0; i < 100; ++i) {
      const HttpReply told = ask("HEAD", location, tus(who));
      EXPECT_EQ(told.status, 200);
      const std::uint64_t offset = told.status == 200 ? std::stoull(told.header("upload-offset")) : 0;
      if (offset >= at_least) return offset;
      std::this_thread::sleep_for(50ms);
    }
    ADD_FAILURE() << "the offset does not reach " << at_least;
    return 0;
  }
  /// Sends a message that shows the upload; answers its seq.
  Seq show(Person& who, const std::string& log, const std::string& location) {
    v1::SendMessageRequest request;
    request.set_log(log);
    request.set_client_id(fresh_client_id());
    request.mutable_document()->mutable_file()->set_id(id_of(location));
    request.mutable_document()->set_name("file");
    const auto sent = who.client->call<v1::SendMessageResponse>(v1::METHOD_SEND_MESSAGE, request);
    EXPECT_TRUE(sent) << sent.error().detail;
    return sent ? sent->appended().seq() : 0;
  }
  std::string pass_of(const Person& who) const {
    const std::string cookie = ask("POST", "/v1/media/session", bearer(who)).header("set-cookie");
    return cookie.substr(0, cookie.find(';'));
  }
};

TEST_F(Media, comes_back_as_it_was_uploaded) {
  start();
  const Person ann = register_person(port(), "ann");
  const std::string bytes = jpeg(300'000);
  const std::string location = begin(ann, bytes.size());
  EXPECT_EQ(offset_of(ann, location), 0U);
  EXPECT_EQ(ask("GET", download_of(location), bearer(ann)).status, 404) << "not before it is whole";
  HttpPeer peer(port());
  const HttpReply done = peer.ask("PATCH", location, patch(ann, 0), bytes);
  EXPECT_EQ(done.status, 204);
  EXPECT_EQ(done.header("upload-offset"), "300000");
  EXPECT_EQ(done.header("tus-resumable"), "1.0.0");
  const HttpReply told = peer.ask("HEAD", location, tus(ann));
  EXPECT_EQ(told.header("upload-offset"), "300000") << "on the same connection";
  EXPECT_EQ(told.header("upload-length"), "300000");
  EXPECT_EQ(told.header("cache-control"), "no-store");
  const HttpReply got = peer.ask("GET", download_of(location), bearer(ann));
  EXPECT_EQ(got.status, 200);
  EXPECT_EQ(got.header("content-type"), "image/jpeg");
  EXPECT_EQ(got.header("content-disposition"), "inline");
  EXPECT_TRUE(got.body == bytes);
  EXPECT_EQ(peer.ask("GET", download_of(location), bearer(ann)).status, 200) << "and the connection stays";
}

TEST_F(Media, is_uploaded_in_pieces_over_many_connections_and_a_restart) {
  start();
  const Person ann = register_person(port(), "ann");
  const std::string bytes = jpeg(200'000);
  const std::string location = begin(ann, bytes.size());
  for (std::size_t at = 0; at < bytes.size(); at += 50'000) {
    ASSERT_EQ(offset_of(ann, location), at);
    ASSERT_EQ(ask("PATCH", location, patch(ann, at), bytes.substr(at, 50'000)).status, 204);
    if (at == 50'000) restart();
  }
  EXPECT_TRUE(ask("GET", download_of(location), bearer(ann)).body == bytes);
}

TEST_F(Media, goes_on_where_a_connection_was_cut) {
  start();
  const Person ann = register_person(port(), "ann");
  const std::string bytes = jpeg(2 * kMiB);
  const std::string location = begin(ann, bytes.size());
  for (const bool with_reset : {false, true}) {
    const std::uint64_t from = offset_of(ann, location);
    HttpPeer peer(port());
    Headers headers = patch(ann, from);
    headers.emplace_back("content-length", std::to_string(bytes.size() - from));
    ASSERT_TRUE(peer.begin("PATCH", location, headers));
    ASSERT_TRUE(peer.socket().write(std::string_view(bytes).substr(from, 500'000)));
    if (with_reset) {
      std::this_thread::sleep_for(200ms);
      peer.socket().reset();
    } else {
      peer.socket().finish();
      EXPECT_EQ(offset_of(ann, location, from + 500'000), from + 500'000) << "what had come stays";
    }
  }
  // The server notices a reset in its own time; until then the upload is being written.
  HttpReply done;
  for (int i = 0; i < 100 && done.status != 204; ++i) {
    const std::uint64_t from = offset_of(ann, location);
    done = ask("PATCH", location, patch(ann, from), std::string_view(bytes).substr(from));
    if (done.status == 409) std::this_thread::sleep_for(50ms);
  }
  EXPECT_EQ(done.status, 204) << done.body;
  EXPECT_TRUE(ask("GET", download_of(location), bearer(ann)).body == bytes);
}

TEST_F(Media, refuses_another_offset_and_bytes_beyond_the_end) {
  start();
  const Person ann = register_person(port(), "ann");
  const std::string location = begin(ann, 1'000);
  for (const std::uint64_t wrong : {1, 999, 1'000, 5'000}) {
    const HttpReply refused = ask("PATCH", location, patch(ann, wrong), "x");
    EXPECT_EQ(refused.status, 409) << wrong;
    EXPECT_EQ(refused.header("content-type"), "application/problem+json");
  }
  EXPECT_EQ(ask("PATCH", location, patch(ann, 0), std::string(1'001, 'x')).status, 413);
  EXPECT_EQ(offset_of(ann, location), 0U);
  EXPECT_EQ(ask("PATCH", location, patch(ann, 0), std::string(1'000, 'x')).status, 204);
  EXPECT_EQ(ask("PATCH", location, patch(ann, 1'000), "x").status, 409) << "it is complete";
}

TEST_F(Media, tells_a_client_that_sends_much_why_it_was_refused) {
  start();
  const Person ann = register_person(port(), "ann");
  const std::string location = begin(ann, 2 * kMiB);
  const HttpReply refused = ask("PATCH", location, patch(ann, 5), jpeg(2 * kMiB));
  EXPECT_EQ(refused.status, 409) << "the answer is not lost to a reset while the body is still under way";
  EXPECT_EQ(refused.header("connection"), "close");
}

TEST_F(Media, says_what_is_wrong_with_a_request) {
  start();
  const Person ann = register_person(port(), "ann");
  const std::string location = begin(ann, 1'000);
  EXPECT_EQ(ask("POST", "/v1/media", bearer(ann)).status, 412) << "no tus";
  EXPECT_EQ(ask("POST", "/v1/media", tus(ann)).status, 400) << "no length";
  for (const auto* length : {"0", "-1", "1e3", "x"}) {
    EXPECT_EQ(ask("POST", "/v1/media", tus(ann, {{"upload-length", length}})).status, 400) << length;
  }
  EXPECT_EQ(ask("PATCH", location, tus(ann, {{"upload-offset", "0"}}), "x").status, 415);
  EXPECT_EQ(ask("PATCH", location, tus(ann, {{"content-type", "application/offset+octet-stream"}}), "x").status, 400);
  EXPECT_EQ(ask("GET", location, tus(ann)).status, 405);
  EXPECT_EQ(ask("POST", download_of(location), bearer(ann)).status, 405);
  EXPECT_EQ(ask("POST", "/v1/media", {{"tus-resumable", "1.0.0"}, {"upload-length", "5"}}).status, 401);
  const HttpReply options = ask("OPTIONS", "/v1/media");
  EXPECT_EQ(options.status, 204);
  EXPECT_EQ(options.header("tus-version"), "1.0.0");
  EXPECT_EQ(options.header("tus-extension"), "creation,termination");
  EXPECT_EQ(options.header("tus-max-size"), std::to_string(100 * kMiB));
}

TEST_F(Media, is_limited_in_size_and_by_a_quota) {
  config_.media_max_bytes = 2'000;
  config_.media_quota_bytes = 3'000;
  start();
  const Person ann = register_person(port(), "ann");
  const HttpReply large = ask("POST", "/v1/media", tus(ann, {{"upload-length", "2001"}}));
  EXPECT_EQ(large.status, 413);
  EXPECT_TRUE(large.body.contains("TOO_LARGE")) << large.body;
  EXPECT_TRUE(large.body.contains("2000")) << large.body;
  const std::string first = begin(ann, 2'000);
  const HttpReply more = ask("POST", "/v1/media", tus(ann, {{"upload-length", "1001"}}));
  EXPECT_EQ(more.status, 413);
  EXPECT_EQ(more.header("content-type"), "application/problem+json");
  EXPECT_TRUE(more.body.contains("QUOTA_EXCEEDED") && more.body.contains("1000 bytes are left")) << more.body;
  EXPECT_EQ(ask("DELETE", first, tus(ann)).status, 204);
  EXPECT_EQ(ask("HEAD", first, tus(ann)).status, 404);
  begin(ann, 1'001);
}

TEST_F(Media, is_read_in_parts_and_not_twice) {
  start();
  const Person ann = register_person(port(), "ann");
  const std::string bytes = jpeg(10'000);
  const std::string target = download_of(upload(ann, bytes));
  HttpPeer peer(port());
  const auto get = [&](Headers more, const char* verb = "GET") {
    more.insert(more.begin(), {"authorization", "Bearer " + ann.token});
    return peer.ask(verb, target, more);
  };
  const HttpReply part = get({{"range", "bytes=100-199"}});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.header("content-range"), "bytes 100-199/10000");
  EXPECT_EQ(part.body, bytes.substr(100, 100));
  EXPECT_EQ(get({{"range", "bytes=-10"}}).body, bytes.substr(9'990));
  EXPECT_EQ(get({{"range", "bytes=9000-"}}).body, bytes.substr(9'000));
  const HttpReply beyond = get({{"range", "bytes=10000-"}});
  EXPECT_EQ(beyond.status, 416);
  EXPECT_EQ(beyond.header("content-range"), "bytes */10000");
  EXPECT_EQ(get({{"range", "bytes=0-1,5-6"}}).status, 200);

  const std::string etag = part.header("etag");
  const HttpReply known = get({{"if-none-match", "\"other\", " + etag}});
  EXPECT_EQ(known.status, 304);
  EXPECT_EQ(known.body, "");
  EXPECT_EQ(known.header("etag"), etag);
  EXPECT_EQ(get({{"range", "bytes=0-9"}, {"if-range", etag}}).status, 206);
  EXPECT_EQ(get({{"range", "bytes=0-9"}, {"if-range", "\"other\""}}).body.size(), 10'000U);
  EXPECT_EQ(get({{"range", "bytes=20000-"}, {"if-range", "\"other\""}}).status, 200);

  const HttpReply head = get({{"range", "bytes=0-9"}}, "HEAD");
  EXPECT_EQ(head.status, 200) << "ranges are for GET";
  EXPECT_EQ(head.header("content-length"), "10000");
  EXPECT_EQ(head.header("accept-ranges"), "bytes");
}

TEST_F(Media, loads_by_a_cookie_that_ends_with_the_device) {
  start();
  const Person ann = register_person(port(), "ann");
  Person laptop = log_in(port(), "ann");
  const std::string target = download_of(upload(ann, jpeg(1'000)));
  const HttpReply session = ask("POST", "/v1/media/session", bearer(ann));
  EXPECT_EQ(session.status, 204);
  const std::string cookie = session.header("set-cookie");
  for (const auto* attribute : {"; HttpOnly", "; SameSite=Strict", "; Path=/media;"}) {
    EXPECT_TRUE(cookie.contains(attribute)) << attribute;
  }
  EXPECT_FALSE(cookie.contains("Secure")) << "this came without TLS";
  EXPECT_FALSE(cookie.contains(ann.token));
  const std::string pass = cookie.substr(0, cookie.find(';'));
  EXPECT_EQ(ask("GET", target, {{"cookie", "theme=dark; " + pass + "; a=b"}}).status, 200);
  EXPECT_EQ(ask("GET", target).status, 401);
  EXPECT_EQ(ask("GET", target, {{"cookie", pass + "x"}}).status, 401);
  EXPECT_EQ(ask("GET", target, {{"cookie", pass.substr(0, pass.size() - 1)}}).status, 401);
  EXPECT_EQ(ask("GET", target, {{"cookie", "godwit_media=1." + std::string(43, 'A')}}).status, 401);
  EXPECT_EQ(ask("POST", "/v1/media", {{"cookie", pass}, {"tus-resumable", "1.0.0"}, {"upload-length", "5"}}).status,
            401)
      << "a cookie uploads nothing";
  EXPECT_EQ(ask("POST", "/v1/media/session", {{"cookie", pass}}).status, 401) << "and makes no other";

  const HttpReply closed = ask("DELETE", "/v1/media/session");
  EXPECT_EQ(closed.status, 204);
  EXPECT_TRUE(closed.header("set-cookie").starts_with("godwit_media=; "));
  EXPECT_TRUE(closed.header("set-cookie").contains("; Path=/media;"));
  EXPECT_TRUE(closed.header("set-cookie").ends_with("; Max-Age=0"));
  EXPECT_EQ(closed.header("clear-site-data"), "\"cache\"");

  ASSERT_TRUE(laptop.client->call<v1::RevokeOtherDevicesResponse>(v1::METHOD_REVOKE_OTHER_DEVICES,
                                                                  v1::RevokeOtherDevicesRequest()));
  EXPECT_EQ(ask("GET", target, {{"cookie", pass}}).status, 401);
  EXPECT_EQ(ask("GET", target, bearer(ann)).status, 401);
  EXPECT_EQ(ask("GET", target, {{"cookie", pass_of(laptop)}}).status, 200);
}

TEST_F(Media, is_for_the_members_of_a_conversation_that_shows_it_until_it_is_recalled) {
  start();
  Person ann = register_person(port(), "ann");
  Person bob = register_person(port(), "bob");
  Person eve = register_person(port(), "eve");
  befriend(ann, bob);
  const std::string log = direct_log(ann, bob);
  const std::string location = upload(ann, jpeg(1'000));
  const std::string target = download_of(location);
  const HttpReply unknown = ask("GET", "/media/" + std::string(26, 'z'), bearer(eve));
  const auto expect_unknown = [&](const Person& who) {
    const HttpReply reply = ask("GET", target, bearer(who));
    EXPECT_EQ(reply.status, 404) << who.handle;
    EXPECT_EQ(reply.body, unknown.body);
    EXPECT_EQ(reply.headers, unknown.headers) << "nothing tells that it exists";
  };
  expect_unknown(bob);
  const Seq seq = show(ann, log, location);
  EXPECT_EQ(ask("GET", target, bearer(bob)).status, 200);
  expect_unknown(eve);
  EXPECT_EQ(ask("HEAD", location, tus(bob)).status, 404) << "the upload itself is the uploader's";
  EXPECT_EQ(ask("DELETE", location, tus(ann)).status, 409) << "a message shows it";

  v1::RecallMessageRequest recall;
  recall.set_log(log);
  recall.set_client_id(fresh_client_id());
  recall.set_target(seq);
  ASSERT_TRUE(ann.client->call<v1::RecallMessageResponse>(v1::METHOD_RECALL_MESSAGE, recall));
  expect_unknown(bob);
  EXPECT_EQ(ask("DELETE", location, tus(ann)).status, 204);
}

TEST_F(Media, that_a_browser_could_run_is_only_ever_saved) {
  start();
  const Person ann = register_person(port(), "ann");
  for (const auto* page :
       {"<!DOCTYPE html><script>alert(1)</script>", "<svg onload=\"alert(1)\"/>", "GIF89a<script>"}) {
    const HttpReply got = ask("GET", download_of(upload(ann, page)), bearer(ann));
    EXPECT_EQ(got.header("content-disposition"), "attachment") << page;
    EXPECT_EQ(got.header("content-type"), "text/plain") << page;
    EXPECT_EQ(got.header("x-content-type-options"), "nosniff");
    EXPECT_EQ(got.header("content-security-policy"), "sandbox; default-src 'none'");
    EXPECT_EQ(got.header("cross-origin-resource-policy"), "same-origin");
    EXPECT_EQ(got.body, page);
  }
}

TEST_F(Media, of_the_same_bytes_is_one_file_and_goes_with_the_last_that_names_it) {
  start();
  const Person ann = register_person(port(), "ann");
  const Person bob = register_person(port(), "bob");
  const std::string bytes = jpeg(5'000);
  const std::string one = upload(ann, bytes);
  const std::string other = upload(bob, bytes);
  const auto count = [this] {
    const auto all = std::filesystem::recursive_directory_iterator(folder_ / "media");
    return std::ranges::count_if(all, [](const auto& entry) { return entry.is_regular_file(); });
  };
  EXPECT_EQ(count(), 1);
  EXPECT_EQ(ask("DELETE", one, tus(ann)).status, 204);
  EXPECT_TRUE(ask("GET", download_of(other), bearer(bob)).body == bytes);
  EXPECT_EQ(ask("DELETE", other, tus(bob)).status, 204);
  EXPECT_EQ(count(), 0);
}

TEST_F(Media, larger_than_memory_should_be_passes_in_pieces) {
  start();
  const Person ann = register_person(port(), "ann");
  constexpr std::size_t kSize = 100 * kMiB;
  constexpr std::size_t kBound = 16 * kMiB;
  const std::string piece = jpeg(kMiB);
  const std::string location = begin(ann, kSize);
  const std::size_t before = allocated();
  std::size_t most = before;
  HttpPeer peer(port());
  Headers headers = patch(ann, 0);
  headers.emplace_back("content-length", std::to_string(kSize));
  ASSERT_TRUE(peer.begin("PATCH", location, headers));
  for (std::size_t sent = 0; sent < kSize; sent += piece.size()) {
    ASSERT_TRUE(peer.socket().write(piece));
    most = std::max(most, allocated());
  }
  const HttpReply done = peer.take_reply();
  ASSERT_EQ(done.status, 204) << done.body;
  EXPECT_LT(most - before, kBound);

  // A reader that takes nothing: the server waits with the rest of it.
  ASSERT_TRUE(peer.begin("GET", download_of(location), bearer(ann)));
  for (int i = 0; i < 20; ++i) {
    std::this_thread::sleep_for(25ms);
    most = std::max(most, allocated());
  }
  EXPECT_LT(most - before, kBound);
  ASSERT_EQ(peer.take_head().status, 200);
  std::size_t got = 0;
  while (got < kSize - kMiB) {
    const std::string more = peer.socket().read_some();
    if (more.empty()) break;
    got += more.size();
    most = std::max(most, allocated());
  }
  EXPECT_GE(got, kSize - kMiB);
  EXPECT_LT(most - before, kBound);
}

TEST_F(Media, under_way_does_not_keep_the_server_from_stopping) {
  config_.drain_seconds = 30;
  start();
  const Person ann = register_person(port(), "ann");
  const std::string bytes = jpeg(100'000);
  const std::string location = begin(ann, bytes.size());
  HttpPeer stalled(port());
  Headers headers = patch(ann, 0);
  headers.emplace_back("content-length", "100000");
  ASSERT_TRUE(stalled.begin("PATCH", location, headers));
  ASSERT_TRUE(stalled.socket().write(bytes.substr(0, 60'000)));
  std::this_thread::sleep_for(300ms);
  const auto began = std::chrono::steady_clock::now();
  restart();
  EXPECT_LT(std::chrono::steady_clock::now() - began, 15s);
  EXPECT_EQ(offset_of(ann, location), 60'000U) << "what had come was kept";
  EXPECT_EQ(ask("PATCH", location, patch(ann, 60'000), std::string_view(bytes).substr(60'000)).status, 204);
  EXPECT_TRUE(ask("GET", download_of(location), bearer(ann)).body == bytes);
}

TEST_F(Media, downloads_that_nobody_reads_end_and_go_on_in_parts) {
  config_.idle_seconds = 1;
  config_.unauthenticated_silence_seconds = 1;
  config_.unauthenticated_total_seconds = 2;
  start();
  const Person ann = register_person(port(), "ann");
  const std::string bytes = jpeg(20 * kMiB);
  const std::string location = upload(ann, bytes);
  HttpPeer stalled(port());
  ASSERT_TRUE(stalled.begin("GET", download_of(location), bearer(ann)));
  // As long as it is looked at late, and some more for a busy machine.
  std::this_thread::sleep_for(12s);
  const HttpReply cut = stalled.take_reply();
  EXPECT_EQ(cut.status, 200);
  EXPECT_LT(cut.body.size(), bytes.size());
  EXPECT_TRUE(stalled.socket().is_closed());
  const HttpReply rest =
      ask("GET", download_of(location), {bearer(ann)[0], {"range", "bytes=" + std::to_string(10 * kMiB) + "-"}});
  EXPECT_TRUE(rest.body == bytes.substr(10 * kMiB));
}

TEST_F(Media, downloads_that_nobody_reads_end_with_the_server) {
  config_.drain_seconds = 1;
  start();
  const Person ann = register_person(port(), "ann");
  const std::string location = upload(ann, jpeg(20 * kMiB));
  HttpPeer stalled(port());
  ASSERT_TRUE(stalled.begin("GET", download_of(location), bearer(ann)));
  std::this_thread::sleep_for(300ms);
  restart();
  EXPECT_EQ(ask("HEAD", download_of(location), bearer(ann)).status, 200);
}

/// A server in a process of its own, to be killed; made before this process has threads.
struct Victim {
  pid_t process;
  std::uint16_t port;
};

Victim start_victim(const app::Config& config) {
  int pipe[2];
  EXPECT_EQ(::pipe(pipe), 0);
  const pid_t process = ::fork();
  if (process == 0) {
    Trace trace;
    auto server = app::Server::start(config, &trace);
    const std::uint16_t port = server ? (*server)->port() : 0;
    if (::write(pipe[1], &port, sizeof port) != sizeof port) ::_exit(1);
    for (;;) ::pause();
  }
  ::close(pipe[1]);
  std::uint16_t port = 0;
  EXPECT_EQ(::read(pipe[0], &port, sizeof port), static_cast<ssize_t>(sizeof port));
  ::close(pipe[0]);
  return {process, port};
}

TEST_F(Media, goes_on_after_the_server_was_killed_in_the_middle_of_an_upload) {
  const Victim victim = start_victim(config_);
  ASSERT_NE(victim.port, 0);
  const Person ann = register_person(victim.port, "ann");
  const std::string bytes = jpeg(12 * kMiB);
  HttpPeer peer(victim.port);
  const HttpReply made = peer.ask("POST", "/v1/media", tus(ann, {{"upload-length", std::to_string(bytes.size())}}));
  ASSERT_EQ(made.status, 201);
  const std::string location = made.header("location");
  Headers headers = patch(ann, 0);
  headers.emplace_back("content-length", std::to_string(bytes.size()));
  ASSERT_TRUE(peer.begin("PATCH", location, headers));
  ASSERT_TRUE(peer.socket().write(std::string_view(bytes).substr(0, 10 * kMiB)));
  // Until the server knows of the first 4 MiB for sure.
  std::uint64_t known = 0;
  for (int i = 0; i < 200 && known < 4 * kMiB; ++i) {
    std::this_thread::sleep_for(25ms);
    known = std::stoull(HttpPeer(victim.port).ask("HEAD", location, tus(ann)).header("upload-offset"));
  }
  ASSERT_GE(known, 4 * kMiB);
  ::kill(victim.process, SIGKILL);
  int status = 0;
  ASSERT_EQ(::waitpid(victim.process, &status, 0), victim.process);

  start();
  const std::uint64_t from = offset_of(ann, location);
  EXPECT_GE(from, known);
  EXPECT_LE(from, 10 * kMiB);
  ASSERT_EQ(ask("PATCH", location, patch(ann, from), std::string_view(bytes).substr(from)).status, 204);
  EXPECT_TRUE(ask("GET", download_of(location), bearer(ann)).body == bytes);
}

}  // namespace
}  // namespace godwit::flow
