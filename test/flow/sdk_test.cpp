// SPDX-License-Identifier: Apache-2.0
// The client library against the whole server.
#include <poll.h>

#include <coroutine>
#include <fstream>
#include <future>

#include "fixture.h"
#include "godwit/client.h"
#include "relay.h"

namespace godwit::flow {
namespace {

using namespace std::chrono_literals;
using sdk::Answer;

template <class T>
Result<T> wait(Answer<T> answer) {
  if (!answer.wait_for(20s)) return fail(ErrorCode::kTimeout, "the test waited 20 s");
  return answer.get();
}

class Sdk : public Flow {
 protected:
  void SetUp() override {
    Flow::SetUp();
    start();
    config_.listen = "127.0.0.1:" + std::to_string(port());  // a cache belongs to one address
  }

  std::string url(std::uint16_t to) const { return "godwit://127.0.0.1:" + std::to_string(to); }

  std::unique_ptr<sdk::Client> open(const std::string& cache = {}, std::uint16_t to = 0) {
    auto client = sdk::Client::open({.server = url(to == 0 ? port() : to),
                                     .cache = cache.empty() ? std::filesystem::path() : folder_ / cache,
                                     .complete = true});
    EXPECT_TRUE(client.has_value()) << client.error().detail;
    return client ? std::move(*client) : nullptr;
  }

  std::unique_ptr<sdk::Client> join(const std::string& handle, const std::string& cache = {}, std::uint16_t to = 0) {
    auto client = open(cache, to);
    const auto account = wait(client->register_account({.handle = handle, .password = kPassword}));
    EXPECT_TRUE(account.has_value()) << account.error().detail;
    tokens_[handle] = account ? account->token : "";
    EXPECT_TRUE(wait(client->caught_up()).has_value());
    return client;
  }

  /// Contacts; the name of their conversation.
  LogId introduce(sdk::Client& one, sdk::Client& other) {
    const auto found = wait(one.find_user("@" + other.self()->handle));
    EXPECT_TRUE(found.has_value());
    EXPECT_TRUE(wait(one.request_contact(found->user.id, "it is me")).has_value());
    const auto accepted = wait(other.answer_contact(one.self()->id, true));
    EXPECT_TRUE(accepted.has_value() && accepted->state == sdk::ContactState::kAccepted);
    return LogId::direct(one.self()->id, other.self()->id);
  }

  std::map<std::string, std::string> tokens_;
};

/// Takes updates until one of the kind fits.
template <class Kind>
std::optional<Kind> next(sdk::Client& client, const std::function<bool(const Kind&)>& fits) {
  const auto end = std::chrono::steady_clock::now() + 20s;
  while (std::chrono::steady_clock::now() < end) {
    const auto update = client.next_update(100ms);
    if (!update) continue;
    const auto* one = std::get_if<Kind>(&*update);
    if (one && fits(*one)) return *one;
  }
  return std::nullopt;
}

std::string text_of(const sdk::Entry& entry) {
  const auto* text = std::get_if<sdk::Text>(&entry.body);
  return text ? text->text : "";
}

/// Takes the texts of a log as they are applied until `count` are there; fails on a hole or a repeat.
std::vector<std::string> take_texts(sdk::Client& client, LogId log, std::size_t count, Seq* position = nullptr) {
  std::vector<std::string> texts;
  Seq last = position ? *position : 0;
  while (texts.size() < count) {
    const auto one = next<sdk::EntryApplied>(client, [&](const auto& it) { return it.entry.log == log; });
    if (!one) break;
    EXPECT_EQ(one->entry.seq, last + 1);
    last = one->entry.seq;
    if (const std::string text = text_of(one->entry); !text.empty()) texts.push_back(text);
  }
  if (position) *position = last;
  return texts;
}

TEST_F(Sdk, a_message_goes_from_one_to_the_other_and_its_state_comes_back) {
  auto ada = join("ada");
  auto ben = join("ben");
  const LogId log = introduce(*ada, *ben);
  const auto id = ada->send_text(log, "hello ben");
  ASSERT_TRUE(id.has_value()) << id.error().detail;
  const auto stored = wait(ada->wait_sent(*id));
  ASSERT_TRUE(stored.has_value()) << stored.error().detail;
  EXPECT_EQ(take_texts(*ben, log, 1), std::vector<std::string>{"hello ben"});

  EXPECT_TRUE(ben->mark_read(log, stored->seq).has_value());
  EXPECT_TRUE(next<sdk::CursorMoved>(*ada, [&](const auto& it) {
                return it.log == log && it.cursor.user == ben->self()->id && it.cursor.read >= stored->seq;
              }).has_value());
  const auto messages = ada->messages(log);
  ASSERT_TRUE(messages.has_value() && !messages->empty());
  EXPECT_EQ(messages->back().text, "hello ben");
  EXPECT_EQ(messages->back().state, sdk::MessageState::kRead);
  const auto chats = ben->conversations();
  ASSERT_FALSE(chats.empty());
  EXPECT_EQ(chats.front().peer.handle, "ada");
  EXPECT_EQ(chats.front().unread, 0U);
}

TEST_F(Sdk, edits_and_recalls_show_in_the_message_and_a_recalled_text_is_not_kept) {
  auto ada = join("ada");
  auto ben = join("ben", "ben.db");
  const LogId log = introduce(*ada, *ben);
  const Seq seq = wait(ada->wait_sent(*ada->send_text(log, "furst"))).value().seq;
  const Seq second = wait(ada->wait_sent(*ada->send_text(log, "a secret that goes"))).value().seq;
  ASSERT_TRUE(wait(ada->wait_sent(*ada->edit(log, seq, "first"))).has_value());
  const Seq last = wait(ada->wait_sent(*ada->recall(log, second))).value().seq;
  ASSERT_TRUE(next<sdk::EntryApplied>(*ben, [&](const auto& it) { return it.entry.seq == last; }).has_value());
  const auto edited = ben->find_message(log, seq);
  ASSERT_TRUE(edited.has_value());
  EXPECT_EQ(edited->text, "first");
  EXPECT_TRUE(edited->edited);
  const auto recalled = ben->find_message(log, second);
  ASSERT_TRUE(recalled.has_value());
  EXPECT_TRUE(recalled->recalled);
  EXPECT_TRUE(recalled->text.empty());
  ben.reset();
  std::ifstream file(folder_ / "ben.db", std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  EXPECT_FALSE(bytes.contains("a secret that goes"));
}

TEST_F(Sdk, what_was_given_offline_goes_out_after_the_next_start_once) {
  auto ada = join("ada", "ada.db");
  auto ben = join("ben");
  const LogId log = introduce(*ada, *ben);
  ASSERT_TRUE(
      next<sdk::ConversationChanged>(*ada, [&](const auto& it) { return it.conversation.may_send; }).has_value());
  server_.reset();
  std::vector<std::string> texts;
  for (int i = 0; i < 5; ++i) {
    texts.push_back("offline " + std::to_string(i));
    ASSERT_TRUE(ada->send_text(log, texts.back()).has_value());
  }
  EXPECT_EQ(ada->outbox().size(), 5U);
  ada.reset();
  start();
  ben = open();
  ben->with_token(tokens_["ben"]);
  ASSERT_TRUE(wait(ben->caught_up()).has_value());
  Seq position = ben->find_conversation(log)->last_held;

  ada = open("ada.db");
  EXPECT_EQ(ada->self()->handle, "ada");
  ada->with_token(tokens_["ada"]);
  EXPECT_EQ(take_texts(*ben, log, 5, &position), texts);
  ASSERT_TRUE(next<sdk::SendingChanged>(*ada, [&](const auto& it) {
                return it.gone && it.message.text == texts.back();
              }).has_value());
  EXPECT_TRUE(ada->outbox().empty());
}

TEST_F(Sdk, through_a_line_that_is_cut_all_the_time_everything_arrives_once_and_in_order) {
  Relay relay(port());
  auto ada = join("ada", "ada.db", relay.port());
  auto ben = join("ben", "ben.db", relay.port());
  const LogId log = introduce(*ada, *ben);
  std::vector<std::string> texts;
  for (int i = 0; i < 60; ++i) {
    texts.push_back("number " + std::to_string(i));
    ASSERT_TRUE(ada->send_text(log, texts.back()).has_value());
    if (i % 6 == 3) relay.cut_after(static_cast<std::size_t>(1 + (i * 37) % 400));
    // Not before the cut; nudges go over the line, too.
    const auto patience = std::chrono::steady_clock::now() + 10s;
    while (i % 6 == 5 && relay.cuts() <= static_cast<std::size_t>(i / 6) &&
           std::chrono::steady_clock::now() < patience) {
      ada->nudge();
      ben->nudge();
      std::this_thread::sleep_for(5ms);
    }
  }
  relay.mend();
  const auto end = std::chrono::steady_clock::now() + 60s;
  std::vector<std::string> got;
  Seq last = 0;
  while (got.size() < texts.size() && std::chrono::steady_clock::now() < end) {
    ada->nudge();
    ben->nudge();
    const auto update = ben->next_update(200ms);
    const auto* applied = update ? std::get_if<sdk::EntryApplied>(&*update) : nullptr;
    if (!applied || applied->entry.log != log) continue;
    ASSERT_EQ(applied->entry.seq, last + 1);
    last = applied->entry.seq;
    if (const std::string text = text_of(applied->entry); !text.empty() && text.starts_with("number"))
      got.push_back(text);
  }
  EXPECT_EQ(got, texts);
  EXPECT_GT(relay.cuts(), 3U);
}

TEST_F(Sdk, arrivals_that_were_not_acknowledged_come_again_after_a_restart) {
  auto ada = join("ada");
  auto ben = open("ben.db");
  ben->keep_arrivals();
  tokens_["ben"] = wait(ben->register_account({.handle = "ben", .password = kPassword})).value().token;
  ASSERT_TRUE(wait(ben->caught_up()).has_value());
  const LogId log = introduce(*ada, *ben);
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(wait(ada->wait_sent(*ada->send_text(log, std::to_string(i)))).has_value());
  std::vector<std::string> seen;
  while (seen.size() < 2) {
    const auto one = next<sdk::EntryApplied>(*ben, [&](const auto& it) { return it.entry.log == log; });
    ASSERT_TRUE(one.has_value());
    if (const std::string text = text_of(one->entry); !text.empty()) seen.push_back(text);
    ASSERT_TRUE(ben->acknowledge(one->arrival, "after " + std::to_string(one->arrival)).has_value());
  }
  const std::uint64_t acknowledged = ben->acknowledged();
  ben.reset();
  ASSERT_TRUE(wait(ada->wait_sent(*ada->send_text(log, "4"))).has_value());

  ben = open("ben.db");
  EXPECT_EQ(ben->acknowledged(), acknowledged);
  EXPECT_EQ(ben->acknowledged_note(), "after " + std::to_string(acknowledged));
  ben->keep_arrivals();
  ben->with_token(tokens_["ben"]);
  while (seen.size() < 5) {
    const auto one = next<sdk::EntryApplied>(*ben, [&](const auto& it) { return it.entry.log == log; });
    ASSERT_TRUE(one.has_value());
    seen.push_back(text_of(one->entry));
  }
  EXPECT_EQ(seen, (std::vector<std::string>{"0", "1", "2", "3", "4"}));
}

TEST_F(Sdk, a_fresh_device_begins_at_the_newest_page_and_reads_back) {
  auto ada = join("ada");
  auto ben = join("ben");
  const LogId log = introduce(*ada, *ben);
  ClientId last{};
  for (int i = 0; i < 120; ++i) last = ada->send_text(log, "line " + std::to_string(i)).value();
  ASSERT_TRUE(wait(ada->wait_sent(last)).has_value());
  auto other = open();
  ASSERT_TRUE(wait(other->log_in("ada", kPassword, "tablet")).has_value());
  ASSERT_TRUE(wait(other->caught_up()).has_value());
  EXPECT_EQ(other->find_conversation(log)->last_message->text, "line 119");
  EXPECT_EQ(other->messages(log, {.limit = 500})->size(), 50U);
  while (wait(other->load_older(log, 50)).value_or(false)) {
  }
  const auto all = other->messages(log, {.limit = 500});
  ASSERT_EQ(all->size(), 121U);  // with the beginning of the conversation
  EXPECT_EQ(all->at(1).text, "line 0");
  const auto page = other->messages(log, {.after = all->at(1).seq, .limit = 2});
  EXPECT_EQ(page->front().text, "line 1");
}

TEST_F(Sdk, errors_are_sentences) {
  auto ada = join("ada", "ada.db");
  const auto locked = sdk::Client::open({.server = url(port()), .cache = folder_ / "ada.db"});
  ASSERT_FALSE(locked.has_value());
  EXPECT_EQ(locked.error().code, ErrorCode::kConflict);
  EXPECT_TRUE(locked.error().detail.contains("in use by another process"));
  const auto nobody = wait(ada->find_user("nobody"));
  ASSERT_FALSE(nobody.has_value());
  EXPECT_EQ(nobody.error().code, ErrorCode::kNotFound);
  auto other = open();
  EXPECT_EQ(wait(other->log_in("ada", "not the password", "x")).error().code, ErrorCode::kWrongCredentials);
  const auto stranger = LogId::direct(ada->self()->id, UserId(77));
  const auto id = ada->send_text(stranger, "hello?");
  EXPECT_FALSE(wait(ada->wait_sent(*id)).has_value());
  EXPECT_EQ(ada->outbox().front().state, sdk::MessageState::kFailed);
  EXPECT_TRUE(ada->discard(*id).has_value());
  EXPECT_TRUE(ada->outbox().empty());
  EXPECT_EQ(ada->send_text(stranger, "").error().code, ErrorCode::kInvalid);
}

TEST_F(Sdk, after_log_out_the_token_is_dead_and_another_device_hears_of_it) {
  auto ada = join("ada");
  ASSERT_TRUE(wait(ada->log_out()).has_value());
  EXPECT_EQ(ada->state(), sdk::ConnectionState::kStopped);
  auto again = open();
  again->with_token(tokens_["ada"]);
  EXPECT_TRUE(next<sdk::LoggedOut>(*again, [](const auto&) { return true; }).has_value());
  EXPECT_EQ(wait(again->caught_up()).error().code, ErrorCode::kTokenInvalid);
}

TEST_F(Sdk, the_descriptor_is_readable_while_there_are_updates) {
  auto ada = join("ada");
  while (ada->next_update(50ms)) {
  }
  pollfd one{.fd = ada->update_descriptor(), .events = POLLIN, .revents = 0};
  EXPECT_EQ(::poll(&one, 1, 0), 0);
  ASSERT_TRUE(ada->send_text(LogId::direct(ada->self()->id, ada->self()->id), "note").has_value());
  EXPECT_EQ(::poll(&one, 1, 10'000), 1);
}

TEST_F(Sdk, over_tls_the_certificate_and_the_name_are_checked) {
  server_.reset();
  config_.tls_mode = "internal";
  start();
  const std::string at = std::to_string(port());
  const auto register_at = [&](const std::string& server, const std::filesystem::path& ca, const std::string& handle) {
    auto client = sdk::Client::open({.server = server, .cache = {}, .ca_file = ca});
    EXPECT_TRUE(client.has_value()) << client.error().detail;
    auto account = wait((*client)->register_account({.handle = handle, .password = kPassword}));
    if (!account) return account.error().detail;
    const auto caught_up = wait((*client)->caught_up());
    return caught_up ? std::string() : caught_up.error().detail;
  };
  const auto ca = folder_ / "tls" / "ca.crt";
  EXPECT_EQ(register_at("godwits://127.0.0.1:" + at, ca, "ada"), "");
  EXPECT_EQ(register_at("https://localhost:" + at, ca, "ben"), "");
  const std::string untrusted = register_at("godwits://127.0.0.1:" + at, {}, "eve");
  EXPECT_TRUE(untrusted.contains("certificate is not trusted")) << untrusted;
  server_.reset();
  config_.listen = "127.0.0.2:" + at;
  start();
  const std::string other_name = register_at("godwits://127.0.0.2:" + at, ca, "eve");
  EXPECT_TRUE(other_name.contains("mismatch")) << other_name;
  const auto no_file =
      sdk::Client::open({.server = "godwits://127.0.0.1:" + at, .cache = {}, .ca_file = folder_ / "none"});
  EXPECT_EQ(no_file.error().code, ErrorCode::kInvalid);
}

TEST_F(Sdk, a_program_that_only_sends_gets_no_updates) {
  auto client = sdk::Client::open({.server = url(port()), .cache = {}, .updates = false});
  ASSERT_TRUE(wait((*client)->register_account({.handle = "ada", .password = kPassword})).has_value());
  ASSERT_TRUE(wait((*client)->caught_up()).has_value());
  const UserId self = (*client)->self()->id;
  const auto id = (*client)->send_text(LogId::direct(self, self), "note");
  ASSERT_TRUE(wait((*client)->wait_sent(*id)).has_value());
  EXPECT_FALSE((*client)->next_update(0ms).has_value());
}

struct Detached {
  struct promise_type {
    Detached get_return_object() { return {}; }
    std::suspend_never initial_suspend() { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };
};

Detached find_both(sdk::Client& client, std::promise<int>& done) {
  const auto one = co_await client.find_user("ada");
  const auto other = co_await client.find_user("nobody");
  done.set_value((one ? 1 : 0) + (other ? 2 : 0) + (sdk::on_client_thread() ? 4 : 0));
}

TEST_F(Sdk, answers_can_be_awaited) {
  auto ada = join("ada");
  std::promise<int> done;
  auto future = done.get_future();
  find_both(*ada, done);
  ASSERT_EQ(future.wait_for(20s), std::future_status::ready);
  EXPECT_EQ(future.get(), 1 + 4);
}

}  // namespace
}  // namespace godwit::flow
