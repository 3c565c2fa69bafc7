// SPDX-License-Identifier: Apache-2.0
// What a known messenger of 2015 got wrong, tried here: commands before login, forged lengths, replays, SQL in every text, and
// clients that ask and never read. Each test is named after the flaw.
#include <filesystem>
#include <fstream>
#include <sstream>

#include "fixture.h"
#include "handshake_cases.h"
#include "raw_socket.h"
#include "websocket_cases.h"

namespace godwit::flow {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;

using Misuse = Flow;

/// Everything that could end a statement, begin another one, or be a place in one.
const std::vector<std::string> kSql = {
    "'; DROP TABLE entry; --",
    "\"; DELETE FROM account; --",
    "' OR '1'='1",
    "x' UNION SELECT password_hash FROM account --",
    "'); ATTACH DATABASE '/tmp/x' AS x; --",
    "?1 :a @b $c",
    "100% _ \\ \\' \\\" `",
    "/* */ ;;;",
};

std::string read_whole(const std::filesystem::path& file) {
  std::stringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

/// The native bytes of a request with any correlation.
std::string native(v1::Method method, const google::protobuf::MessageLite& request, std::uint32_t correlation) {
  const std::string body = request.SerializeAsString();
  protocol::Frame frame;
  frame.correlation = correlation;
  frame.method = static_cast<std::uint32_t>(method);
  frame.body = body;
  return protocol::encode_native(frame);
}

v1::HelloRequest hello_with(const std::string& token) {
  v1::HelloRequest hello;
  hello.set_min_version(1);
  hello.set_max_version(1);
  hello.set_token(token);
  return hello;
}

Result<v1::Contact> find_user(Person& who, const std::string& handle) {
  v1::FindUserRequest request;
  request.set_handle(handle);
  auto found = who.client->call<v1::FindUserResponse>(v1::METHOD_FIND_USER, request);
  if (!found) return std::unexpected(found.error());
  return found->contact();
}

TEST_F(Misuse, a_command_before_hello_is_refused_whatever_it_is) {
  start();
  Person stranger(port());
  for (int method = 1; method < 1'024; ++method) {
    if (method == v1::METHOD_HELLO) continue;
    const auto response = stranger.client->call<v1::HelloResponse>(static_cast<v1::Method>(method), v1::HelloRequest());
    ASSERT_FALSE(response) << method;
    const bool refused =
        response.error().code == ErrorCode::kUnauthenticated || response.error().code == ErrorCode::kUnimplemented;
    EXPECT_TRUE(refused) << method << " answered " << response.error().detail;
  }
}

TEST_F(Misuse, a_forged_length_gives_no_more_than_was_sent) {
  start();
  Person ann = register_person(port(), "ann");
  const std::string preface(protocol::kNativePreface);
  const std::string hello = native(v1::METHOD_HELLO, hello_with(ann.token), 1);
  const std::vector<std::pair<const char*, std::string>> table = {
      {"longer than what follows", "\x7F" + hello.substr(1)},
      {"shorter than the frame", std::string(1, static_cast<char>(hello[0] - 1)) + hello.substr(1)},
      {"nothing", "\0"s + hello.substr(1)},
      {"over the limit", "\x81\x80\x10"s + hello.substr(1)},
      {"four gigabytes", "\xFF\xFF\xFF\xFF\x0F"s + hello.substr(1)},
      {"more than 64 bits", "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"s + hello.substr(1)},
  };
  for (const auto& [what, bytes] : table) {
    SCOPED_TRACE(what);
    RawSocket socket(port());
    socket.write(preface + bytes);
    socket.finish();
    const std::string answer = socket.read_all();
    EXPECT_TRUE(socket.is_closed());
    EXPECT_FALSE(answer.contains("ann")) << "somebody was let in";
  }
  RawSocket honest(port());
  honest.write(preface + hello);
  EXPECT_TRUE(honest.read_until("ann").contains("ann")) << "the same bytes with their true length are understood";
}

TEST_F(Misuse, a_forged_length_inside_a_message_is_refused_and_harms_nobody) {
  start();
  Person ann = register_person(port(), "ann");
  const std::string preface(protocol::kNativePreface);
  for (const std::string& body : {"\x0A\x7Fshort"s, "\x0A\xFF\xFF\xFF\xFF\x0Fx"s, "\x0A"s, "\x0B\x0B\x0B\x0B"s}) {
    protocol::Frame frame;
    frame.correlation = 1;
    frame.method = v1::METHOD_HELLO;
    frame.body = body;
    RawSocket socket(port());
    socket.write(preface + protocol::encode_native(frame));
    EXPECT_TRUE(socket.read_until("params").contains("params: not a hello"));
  }
  EXPECT_TRUE(ann.client->call<v1::ListContactsResponse>(v1::METHOD_LIST_CONTACTS, v1::ListContactsRequest()));
}

TEST_F(Misuse, a_replayed_hello_is_a_conflict_on_its_connection_and_void_after_log_out) {
  start();
  Person ann = register_person(port(), "ann");
  EXPECT_EQ(ann.client->call<v1::HelloResponse>(v1::METHOD_HELLO, hello_with(ann.token)).error().code,
            ErrorCode::kConflict);
  EXPECT_EQ(ann.client->call<v1::HelloResponse>(v1::METHOD_HELLO, hello_with("")).error().code, ErrorCode::kConflict);
  EXPECT_TRUE(ann.client->call<v1::LogOutResponse>(v1::METHOD_LOG_OUT, v1::LogOutRequest()));

  Person thief(port());
  thief.token = ann.token;
  EXPECT_EQ(greet(thief).error().code, ErrorCode::kTokenInvalid);
}

TEST_F(Misuse, a_replayed_login_or_registration_gives_nothing_that_its_owner_cannot_end) {
  start();
  Person ann = register_person(port(), "ann");
  v1::LogInRequest log_in_again;
  log_in_again.set_handle("ann");
  log_in_again.set_password(kPassword);
  const std::string recorded = std::string(protocol::kNativePreface) + native(v1::METHOD_HELLO, hello_with(""), 1) +
                               native(v1::METHOD_LOG_IN, log_in_again, 2);
  std::set<std::string> answers;
  for (int i = 0; i < 3; ++i) {
    RawSocket socket(port());
    socket.write(recorded);
    const std::string answer = socket.read_until("ann");
    EXPECT_TRUE(answer.contains("ann"));
    answers.insert(answer);
  }
  EXPECT_EQ(answers.size(), 3u) << "each login has a token of its own";

  v1::RegisterRequest again;
  again.set_handle("ann");
  again.set_password(kPassword);
  Person other(port());
  ASSERT_TRUE(greet(other));
  EXPECT_EQ(other.client->call<v1::RegisterResponse>(v1::METHOD_REGISTER, again).error().code, ErrorCode::kHandleTaken);

  v1::ChangePasswordRequest change;
  change.set_old_password(kPassword);
  change.set_new_password("a new one that nobody recorded");
  EXPECT_TRUE(ann.client->call<v1::ChangePasswordResponse>(v1::METHOD_CHANGE_PASSWORD, change));
  RawSocket late(port());
  late.write(recorded);
  EXPECT_FALSE(late.read_all(1s).contains("ann")) << "what was recorded is void with the password";
}

TEST_F(Misuse, sql_in_a_handle_an_invite_or_a_token_finds_and_breaks_nothing) {
  config_.registration = "open";
  start();
  Person ann = register_person(port(), "ann");
  for (const std::string& sql : kSql) {
    SCOPED_TRACE(sql);
    Person stranger(port());
    ASSERT_TRUE(greet(stranger));
    v1::RegisterRequest request;
    request.set_handle(sql);
    request.set_password(kPassword);
    EXPECT_EQ(stranger.client->call<v1::RegisterResponse>(v1::METHOD_REGISTER, request).error().code,
              ErrorCode::kInvalid);
    v1::LogInRequest attempt;
    attempt.set_handle(sql);
    attempt.set_password(sql);
    EXPECT_EQ(stranger.client->call<v1::LogInResponse>(v1::METHOD_LOG_IN, attempt).error().code,
              ErrorCode::kWrongCredentials);
    attempt.set_handle("ann");
    EXPECT_EQ(stranger.client->call<v1::LogInResponse>(v1::METHOD_LOG_IN, attempt).error().code,
              ErrorCode::kWrongCredentials);
    EXPECT_EQ(stranger.client->call<v1::HelloResponse>(v1::METHOD_HELLO, hello_with(sql)).error().code,
              ErrorCode::kTokenInvalid);
    EXPECT_EQ(find_user(ann, sql).error().code, ErrorCode::kNotFound);
    v1::ReadLogRequest read;
    read.set_log("d." + sql);
    EXPECT_EQ(ann.client->call<v1::ReadLogResponse>(v1::METHOD_READ_LOG, read).error().code, ErrorCode::kInvalid);
  }
  config_.registration = "invite";
  restart();
  for (const std::string& sql : kSql) {
    Person stranger(port());
    ASSERT_TRUE(greet(stranger));
    v1::RegisterRequest request;
    request.set_handle("eve");
    request.set_password(kPassword);
    request.set_invite(sql);
    EXPECT_EQ(stranger.client->call<v1::RegisterResponse>(v1::METHOD_REGISTER, request).error().code,
              ErrorCode::kInviteInvalid)
        << sql;
  }
  ann.client = std::make_unique<Client>(port());
  EXPECT_TRUE(greet(ann)) << "the accounts are intact";
}

TEST_F(Misuse, sql_in_a_text_is_kept_as_it_is) {
  config_.device_request_burst = 10'000;
  start();
  Person ann = register_person(port(), "ann");
  Person bob = register_person(port(), "bob");
  befriend(ann, bob);
  const std::string log = direct_log(ann, bob);
  for (const std::string& sql : kSql) {
    ASSERT_TRUE(ann.client->call<v1::SendMessageResponse>(v1::METHOD_SEND_MESSAGE, text_message(log, sql)));
    v1::SetProfileRequest profile;
    profile.set_name(sql);
    const auto renamed = bob.client->call<v1::SetProfileResponse>(v1::METHOD_SET_PROFILE, profile);
    ASSERT_TRUE(renamed) << sql;
    EXPECT_EQ(renamed->self().name(), sql);
    v1::SetContactAliasRequest alias;
    alias.set_user(bob.id.value);
    alias.set_alias(sql);
    const auto named = ann.client->call<v1::SetContactAliasResponse>(v1::METHOD_SET_CONTACT_ALIAS, alias);
    ASSERT_TRUE(named) << sql;
    EXPECT_EQ(named->contact().alias(), sql);
    EXPECT_EQ(find_user(ann, "bob")->user().name(), sql);
  }
  restart();
  ann.client = std::make_unique<Client>(port());
  ASSERT_TRUE(greet(ann));
  v1::ReadLogRequest read;
  read.set_log(log);
  read.set_epoch(ann.epoch);
  const auto page = ann.client->call<v1::ReadLogResponse>(v1::METHOD_READ_LOG, read);
  ASSERT_TRUE(page);
  std::vector<std::string> texts;
  for (const v1::Entry& entry : page->entries()) {
    if (entry.body().has_text()) texts.push_back(entry.body().text().text());
  }
  EXPECT_EQ(texts, kSql);
}

TEST_F(Misuse, a_weakly_hashed_password_is_nowhere_on_the_disk_nor_is_a_token) {
  start();
  Person ann = register_person(port(), "ann");
  restart();
  bool found_hash = false;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_)) {
    if (!entry.is_regular_file()) continue;
    const std::string bytes = read_whole(entry.path());
    EXPECT_FALSE(bytes.contains(kPassword)) << entry.path();
    EXPECT_FALSE(bytes.contains(ann.token)) << entry.path();
    found_hash = found_hash || bytes.contains("$argon2id$");
  }
  EXPECT_TRUE(found_hash) << "or this test looks in the wrong place";
}

TEST_F(Misuse, ids_of_32_bits_would_run_out_and_are_not_used) {
  start();
  const Person ann = register_person(port(), "ann");
  const Person bob = register_person(port(), "bob");
  EXPECT_GT(ann.id.value, std::int64_t{1} << 32);
  EXPECT_NE(ann.id, bob.id);
}

TEST_F(Misuse, a_burst_beyond_a_backlog_of_64_is_accepted) {
  config_.max_connections_per_address = 1'000;
  start();
  std::vector<RawSocket> burst;
  for (int i = 0; i < 600; ++i) burst.emplace_back(port());
  for (RawSocket& socket : burst) socket.write("GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n");
  for (RawSocket& socket : burst) EXPECT_TRUE(socket.read_until("ok\n").starts_with("HTTP/1.1 200 "));
}

TEST_F(Misuse, pings_whose_pongs_are_not_read_are_taken_no_more) {
  config_.unauthenticated_silence_seconds = 120;
  config_.unauthenticated_total_seconds = 120;
  start();
  RawSocket socket(port());
  socket.write(conformance::good_handshake("/v1/ws", "godwit.v1"));
  ASSERT_TRUE(socket.read_until("\r\n\r\n").starts_with("HTTP/1.1 101"));
  const std::string ping = conformance::client_frame(0x89, std::string(125, 'p'));
  constexpr std::size_t kPings = 600'000;  // 79 MB, more than any kernel keeps for two sockets
  std::string pings;
  for (std::size_t i = 0; i < kPings; ++i) pings += ping;
  const std::size_t taken = socket.write_while_taken(pings, 1s);
  ASSERT_LT(taken, pings.size()) << "the server took everything and kept the answers";

  const std::size_t expected = (taken / ping.size() + 1) * (2 + 125);
  std::size_t got = 0;
  std::string begun = pings.substr(taken, ping.size() - taken % ping.size());
  while (got < expected) {
    if (!begun.empty()) begun.erase(0, socket.write_while_taken(begun, 0ms));
    const std::string pongs = socket.read_some(5s);
    if (pongs.empty()) break;
    got += pongs.size();
  }
  EXPECT_EQ(got, expected) << "all that was taken is answered once it is read";
}

TEST_F(Misuse, pages_that_are_asked_for_in_a_row_and_not_read_are_taken_no_more) {
  start();
  RawSocket socket(port());
  const std::string request = "GET /metrics HTTP/1.1\r\nhost: a\r\nx-long: " + std::string(200, 'x') + "\r\n\r\n";
  std::string requests;
  for (int i = 0; i < 200'000; ++i) requests += request;
  const std::size_t taken = socket.write_while_taken(requests, 1s);
  ASSERT_LT(taken, requests.size()) << "the server took everything and kept the answers";
  const std::string first = socket.read_until("godwit_net_sockets");
  EXPECT_TRUE(first.starts_with("HTTP/1.1 200 "));
}

}  // namespace
}  // namespace godwit::flow
