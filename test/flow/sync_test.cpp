// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "fixture.h"

namespace godwit::flow {
namespace {

using Sync = Flow;

Seq send(Person& from, const std::string& log, const std::string& text) {
  const auto response = from.client->call<v1::SendMessageResponse>(v1::METHOD_SEND_MESSAGE, text_message(log, text));
  EXPECT_TRUE(response) << (response ? "" : response.error().detail);
  return response ? response->appended().seq() : 0;
}

void advance(Person& person, const std::string& log, Seq delivered, Seq read) {
  v1::AdvanceCursorsRequest request;
  v1::CursorAdvance* one = request.add_advances();
  one->set_log(log);
  one->set_epoch(person.epoch);
  one->set_delivered(delivered);
  one->set_read(read);
  EXPECT_TRUE(person.client->call<v1::AdvanceCursorsResponse>(v1::METHOD_ADVANCE_CURSORS, request));
}

v1::Head head_of(Person& person, const std::string& log) {
  v1::GetHeadRequest request;
  request.set_log(log);
  const auto response = person.client->call<v1::GetHeadResponse>(v1::METHOD_GET_HEAD, request);
  EXPECT_TRUE(response);
  return response ? response->head() : v1::Head();
}

v1::Cursor cursor_of(const v1::Head& head, const Person& person) {
  const auto it = std::ranges::find(head.cursors(), person.id.value, &v1::Cursor::user);
  return it == head.cursors().end() ? v1::Cursor() : *it;
}

auto cursor_in(const std::string& log, const Person& person) {
  return [log, id = person.id.value](const v1::Update& update) {
    return update.has_cursor() && update.cursor().log() == log && update.cursor().cursor().user() == id;
  };
}

TEST_F(Sync, tells_the_sender_what_was_delivered_and_what_was_read) {
  start();
  Person ann = register_person(port(), "ann");
  Person bob = register_person(port(), "bob");
  befriend(ann, bob);
  const std::string log = direct_log(ann, bob);
  const Seq seq = send(ann, log, "one");

  advance(bob, log, seq, 0);
  const auto delivered = ann.client->next_update(cursor_in(log, bob));
  ASSERT_TRUE(delivered);
  EXPECT_EQ(delivered->cursor().cursor().delivered(), seq);
  EXPECT_EQ(delivered->cursor().cursor().read(), 0);
  EXPECT_EQ(delivered->cursor().cursor().epoch(), ann.epoch);

  advance(bob, log, 0, seq);
  const auto read = ann.client->next_update(cursor_in(log, bob), std::chrono::seconds(3));
  ASSERT_TRUE(read) << "within about a second";
  EXPECT_EQ(read->cursor().cursor().read(), seq);
}

TEST_F(Sync, counts_unread_messages_from_the_read_cursor_and_sending_reads) {
  start();
  Person ann = register_person(port(), "ann");
  Person bob = register_person(port(), "bob");
  befriend(ann, bob);
  const std::string log = direct_log(ann, bob);
  for (int i = 0; i < 5; ++i) send(ann, log, std::to_string(i));
  v1::Head head = head_of(bob, log);
  EXPECT_EQ(head.message_index() - cursor_of(head, bob).read_index(), 5);
  EXPECT_EQ(head.message_index() - cursor_of(head, ann).read_index(), 0);
  send(bob, log, "answer");
  head = head_of(bob, log);
  EXPECT_EQ(head.message_index() - cursor_of(head, bob).read_index(), 0);
}

TEST_F(Sync, ignores_cursors_that_go_back_and_caps_those_beyond_the_head) {
  start();
  Person ann = register_person(port(), "ann");
  Person bob = register_person(port(), "bob");
  befriend(ann, bob);
  const std::string log = direct_log(ann, bob);
  const Seq seq = send(ann, log, "one");
  advance(bob, log, seq, seq);
  ASSERT_TRUE(ann.client->next_update(cursor_in(log, bob)));
  advance(bob, log, 1, 1);
  advance(bob, log, 1'000'000, 1'000'000);
  send(ann, log, "two");
  // Both were merged and flushed before this one is answered and stored.
  advance(bob, log, seq + 1, 0);
  const auto moved = ann.client->next_update(
      [&](const v1::Update& update) {
        return cursor_in(log, bob)(update) && update.cursor().cursor().delivered() > seq;
      });
  ASSERT_TRUE(moved);
  EXPECT_EQ(moved->cursor().cursor().delivered(), seq + 1);
  EXPECT_LE(moved->cursor().cursor().read(), seq + 1);
}

TEST_F(Sync, resumes_with_the_logs_that_changed_and_no_full_list) {
  start();
  Person ann = register_person(port(), "ann");
  std::vector<Person> others;
  for (int i = 0; i < 5; ++i) {
    others.push_back(register_person(port(), "friend" + std::to_string(i)));
    befriend(ann, others.back());
  }
  ann.client = std::make_unique<Client>(port());
  ASSERT_TRUE(greet(ann));
  ann.client->close();
  send(others[3], direct_log(ann, others[3]), "news");

  const auto everything = ann.heads.size();
  ann.client = std::make_unique<Client>(port());
  ASSERT_TRUE(greet(ann));
  EXPECT_TRUE(std::ranges::any_of(
      ann.heads, [&](const v1::Head& head) { return head.log() == direct_log(ann, others[3]) && head.seq() == 2; }));
  EXPECT_LT(ann.heads.size(), everything);

  Person fresh = log_in(port(), "ann");
  EXPECT_EQ(fresh.heads.size(), 7U) << "five friends, the note-to-self, the user log";
}

TEST_F(Sync, pages_the_past_both_ways) {
  config_.device_request_burst = 1'000;
  start();
  Person ann = register_person(port(), "ann");
  const std::string notes = direct_log(ann, ann);
  for (int i = 1; i <= 120; ++i) send(ann, notes, std::to_string(i));

  v1::ReadLogRequest request;
  request.set_log(notes);
  request.set_epoch(ann.epoch);
  request.set_before(121);
  request.set_limit(50);
  Seq expected = 120;
  for (;;) {
    const auto page = ann.client->call<v1::ReadLogResponse>(v1::METHOD_READ_LOG, request);
    ASSERT_TRUE(page);
    if (page->entries().empty()) break;
    for (auto it = page->entries().rbegin(); it != page->entries().rend(); ++it) {
      EXPECT_EQ(it->seq(), expected);
      EXPECT_EQ(it->body().text().text(), std::to_string(expected));
      --expected;
    }
    request.set_before(page->entries(0).seq());
    if (request.before() == 1) break;
  }
  EXPECT_EQ(expected, 0);

  request.set_before(60);
  request.set_after(55);
  const auto gap = ann.client->call<v1::ReadLogResponse>(v1::METHOD_READ_LOG, request);
  ASSERT_TRUE(gap);
  ASSERT_EQ(gap->entries_size(), 4);
  EXPECT_EQ(gap->entries(0).seq(), 56);
  EXPECT_EQ(gap->head(), 120);

  request.set_epoch(ann.epoch + 1);
  EXPECT_EQ(ann.client->call<v1::ReadLogResponse>(v1::METHOD_READ_LOG, request).error().code, ErrorCode::kWrongEpoch);
}

TEST_F(Sync, shows_edits_and_erases_what_was_recalled) {
  start();
  Person ann = register_person(port(), "ann");
  Person bob = register_person(port(), "bob");
  befriend(ann, bob);
  const std::string log = direct_log(ann, bob);
  const Seq seq = send(ann, log, "helo");

  v1::EditMessageRequest edit;
  edit.set_log(log);
  edit.set_client_id(fresh_client_id());
  edit.set_target(seq);
  edit.mutable_text()->set_text("hello");
  EXPECT_EQ(bob.client->call<v1::EditMessageResponse>(v1::METHOD_EDIT_MESSAGE, edit).error().code,
            ErrorCode::kForbidden);
  ASSERT_TRUE(ann.client->call<v1::EditMessageResponse>(v1::METHOD_EDIT_MESSAGE, edit));
  EXPECT_EQ(head_of(bob, log).last_message().overlay().text(), "hello");

  v1::RecallMessageRequest recall;
  recall.set_log(log);
  recall.set_client_id(fresh_client_id());
  recall.set_target(seq);
  ASSERT_TRUE(ann.client->call<v1::RecallMessageResponse>(v1::METHOD_RECALL_MESSAGE, recall));
  edit.set_client_id(fresh_client_id());
  EXPECT_EQ(ann.client->call<v1::EditMessageResponse>(v1::METHOD_EDIT_MESSAGE, edit).error().code,
            ErrorCode::kConflict);

  v1::ReadLogRequest read;
  read.set_log(log);
  read.set_epoch(bob.epoch);
  const auto page = bob.client->call<v1::ReadLogResponse>(v1::METHOD_READ_LOG, read);
  ASSERT_TRUE(page);
  EXPECT_EQ(page->SerializeAsString().find("hel"), std::string::npos);
  EXPECT_FALSE(page->entries(1).has_body());
  EXPECT_EQ(page->entries(1).overlay().recalled_seq(), 4);
}

}  // namespace
}  // namespace godwit::flow
