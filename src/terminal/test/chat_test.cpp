// SPDX-License-Identifier: Apache-2.0
#include "terminal/chat.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "terminal/text.h"

namespace godwit::terminal {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

constexpr UnixMillis kNow = 1'767'225'600'000;
const UserId kAmy(1);
const UserId kBob(2);
const LogId kLog = LogId::direct(kAmy, kBob);

/// An account in memory that remembers what it was asked.
class FakeBackend : public Backend {
 public:
  std::optional<sdk::User> self() override { return me; }
  std::vector<sdk::Conversation> conversations() override { return chats; }
  std::vector<sdk::Contact> contacts() override { return people; }
  std::vector<sdk::Presence> presences() override { return there; }
  Result<std::vector<sdk::Message>> messages(LogId, sdk::MessageRange range) override {
    const auto count = std::min(range.limit, said.size());
    return std::vector<sdk::Message>(said.end() - static_cast<std::ptrdiff_t>(count), said.end());
  }
  void load_older(LogId) override { asked.emplace_back("older"); }
  Status mark_read(LogId, Seq seq) override { return note("read " + std::to_string(seq)); }
  void set_activity(LogId, sdk::Activity) override { asked.emplace_back("typing"); }
  Status send_text(LogId, std::string text, Seq reply_to) override {
    return note("send " + text + (reply_to > 0 ? " to " + std::to_string(reply_to) : ""));
  }
  Status send_file(LogId, std::string path) override { return note("file " + path); }
  Status edit(LogId, Seq target, std::string text) override {
    return note("edit " + std::to_string(target) + " " + text);
  }
  Status recall(LogId, Seq target) override { return note("recall " + std::to_string(target)); }
  Status react(LogId, Seq target, std::string emoji) override {
    return note("react " + std::to_string(target) + emoji);
  }
  Status retry(LogId) override { return note("retry"); }
  void request_contact(std::string handle, std::string text) override { asked.push_back("add " + handle + ":" + text); }
  void answer_contact(UserId user, bool accept) override {
    asked.push_back((accept ? "accept " : "decline ") + std::to_string(user.value));
  }

  Status note(std::string what) {
    if (refusal) return std::unexpected(*refusal);
    asked.push_back(std::move(what));
    return {};
  }

  void add_message(UserId author, std::string text) {
    sdk::Message message{.log = kLog, .seq = said.size() + 1, .client_id = {}, .author = author};
    message.time_ms = kNow;
    message.body = sdk::Text{text};
    message.text = std::move(text);
    said.push_back(std::move(message));
    chats.front().last_message = said.back();
    chats.front().head = said.size();
  }

  sdk::User me{.id = kAmy, .handle = "amy", .name = "Amy", .signature = {}, .avatar = {}};
  std::vector<sdk::Conversation> chats{
      {.log = kLog,
       .peer = {.id = kBob, .handle = "bob", .name = "鲍勃", .signature = {}, .avatar = {}},
       .may_send = true,
       .last_message = {},
       .cursors = {},
       .complete = true}};
  std::vector<sdk::Contact> people;
  std::vector<sdk::Presence> there;
  std::vector<sdk::Message> said;
  std::vector<std::string> asked;
  std::optional<Error> refusal;
};

class ChatTest : public ::testing::Test {
 protected:
  void type(std::string_view bytes) {
    KeyReader reader;
    for (const Key& key : reader.feed(bytes)) chat.on_key(key, now);
  }
  void escape() { chat.on_key({KeyKind::kEscape}, now); }

  /// The picture as one text without styles; checks that each row fits.
  std::string see(int width = 80, int height = 20) {
    const Picture picture = chat.draw(width, height, now);
    EXPECT_EQ(picture.rows.size(), static_cast<std::size_t>(height));
    std::string all;
    for (const std::string& row : picture.rows) {
      std::string plain;
      for (std::size_t i = 0; i < row.size(); ++i) {
        if (row[i] == '\x1b') {
          i = row.find('m', i);
        } else {
          plain += row[i];
        }
      }
      EXPECT_LE(width_of(plain), width) << plain;
      all += plain + "\n";
    }
    return all;
  }

  UnixMillis now = kNow;
  FakeBackend backend;
  Chat chat{backend};
};

TEST_F(ChatTest, lists_conversations_with_unread_counts_and_presence) {
  backend.add_message(kBob, "hello 世界");
  backend.chats.front().unread = 3;
  backend.there = {{.user = kBob, .online = true, .last_seen_ms = 0}};
  chat.on_update(sdk::ConnectionChanged{.state = sdk::ConnectionState::kOnline, .why = {}}, now);
  const std::string seen = see();
  EXPECT_THAT(seen, HasSubstr("● 鲍勃"));
  EXPECT_THAT(seen, HasSubstr(" 3 "));
  EXPECT_THAT(seen, HasSubstr("hello 世界"));
  EXPECT_TRUE(backend.asked.empty()) << "a list is not reading";
}

TEST_F(ChatTest, opens_reads_writes_and_tells_that_it_types) {
  backend.add_message(kBob, "hello");
  backend.chats.front().unread = 1;
  see();
  type("\r");
  EXPECT_THAT(see(), HasSubstr("鲍勃  @bob"));
  EXPECT_THAT(backend.asked, Contains("read 1"));
  type("hi there");
  EXPECT_EQ(std::ranges::count(backend.asked, "typing"), 1);
  type("\r");
  EXPECT_THAT(backend.asked, Contains("send hi there"));
  type("//etc\r");
  EXPECT_THAT(backend.asked, Contains("send /etc"));
}

TEST_F(ChatTest, keeps_what_was_written_when_it_could_not_be_kept) {
  see();
  type("\r");
  see();
  backend.refusal = Error{ErrorCode::kInvalid, "text: too long", 0};
  type("precious\r");
  const std::string seen = see();
  EXPECT_THAT(seen, HasSubstr("text: too long"));
  EXPECT_THAT(seen, HasSubstr("> precious"));
}

TEST_F(ChatTest, keeps_a_draft_for_each_conversation) {
  see();
  type("\runfinished");
  escape();
  EXPECT_THAT(see(), HasSubstr("Draft: unfinished"));
  type("\r");
  EXPECT_THAT(see(), HasSubstr("> unfinished"));
}

TEST_F(ChatTest, acts_on_the_last_message_by_commands) {
  backend.add_message(kAmy, "mine");
  backend.add_message(kBob, "yours");
  see();
  type("\r");
  see();
  type("/edit better\r");
  type("/recall\r");
  type("/reply indeed\r");
  type("/react 👍\r");
  type("/file /tmp/a b.txt\r");
  type("/add @cleo nice to meet you\r");
  EXPECT_THAT(backend.asked, ::testing::IsSupersetOf({"edit 1 better", "recall 1", "send indeed to 2", "react 2👍",
                                                      "file /tmp/a b.txt", "add cleo:nice to meet you"}));
  type("/dance\r");
  EXPECT_THAT(see(), HasSubstr("There is no command /dance"));
}

TEST_F(ChatTest, shows_a_request_and_takes_the_answer) {
  backend.chats.clear();
  backend.people = {{.user = {.id = kBob, .handle = "bob", .name = "Bob", .signature = {}, .avatar = {}},
                     .state = sdk::ContactState::kIncoming,
                     .alias = {},
                     .request_text = "It is me"}};
  EXPECT_THAT(see(), HasSubstr("asks: It is me"));
  type("\r");
  EXPECT_THAT(see(), HasSubstr("wants to talk to you"));
  type("/accept\r");
  EXPECT_THAT(backend.asked, Contains("accept 2"));
}

TEST_F(ChatTest, shows_typing_until_it_expires_or_a_message_comes) {
  see();
  type("\r");
  chat.on_update(
      sdk::ActivityChanged{.log = kLog, .user = kBob, .activity = sdk::Activity::kTyping, .expires_in_ms = 6'000}, now);
  EXPECT_THAT(see(), HasSubstr("typing…"));
  now += 6'001;
  EXPECT_TRUE(chat.is_stale(now));
  EXPECT_THAT(see(), ::testing::Not(HasSubstr("typing…")));
}

TEST_F(ChatTest, fits_every_size_of_terminal) {
  for (int i = 0; i < 60; ++i)
    backend.add_message(i % 3 == 0 ? kAmy : kBob, "Nachricht 消息 number " + std::to_string(i) + " 👩‍👩‍👧");
  see();
  type("\rsome text that is longer than the narrowest terminal 世界世界世界世界");
  for (const int width : {20, 21, 40, 71, 72, 100, 200}) {
    for (const int height : {6, 7, 24, 60}) see(width, height);
  }
  see(10, 3);
}

TEST_F(ChatTest, scrolls_and_asks_for_older_messages_at_the_top) {
  for (int i = 0; i < 60; ++i) backend.add_message(kBob, "message " + std::to_string(i));
  backend.chats.front().complete = false;
  see();
  type("\r");
  EXPECT_THAT(see(), HasSubstr("message 59"));
  for (int i = 0; i < 10; ++i) type("\x1b[5~");
  const std::string top = see();
  EXPECT_THAT(top, HasSubstr("message 0\n"));
  EXPECT_THAT(backend.asked, Contains("older"));
  for (int i = 0; i < 10; ++i) type("\x1b[6~");
  EXPECT_THAT(see(), HasSubstr("message 59"));
}

TEST_F(ChatTest, lets_nothing_that_people_write_reach_the_terminal_as_a_command) {
  backend.chats.front().peer.name = "B\x1b]0;title\x07ob";
  backend.add_message(kBob, "red \x1b[31m and \x1b[2J");
  see();
  type("\r");
  const Picture picture = chat.draw(80, 20, now);
  for (const std::string& row : picture.rows) {
    EXPECT_EQ(row.find("\x1b]"), std::string::npos);
    EXPECT_EQ(row.find("\x1b[31m a"), std::string::npos);
    EXPECT_EQ(row.find("\x1b[2J"), std::string::npos);
  }
}

TEST_F(ChatTest, says_that_it_was_logged_out) {
  chat.on_update(sdk::LoggedOut{.why = {ErrorCode::kTokenInvalid, "", 0}}, now);
  EXPECT_THAT(see(), HasSubstr("This device was logged out"));
}

}  // namespace
}  // namespace godwit::terminal
