// SPDX-License-Identifier: Apache-2.0
// What happens to messages of a conversation beside being said: ranges, mentions, pins, hiding, disappearing, versions, readers.
#include <gmock/gmock.h>

#include "fixture.h"

namespace godwit::flow {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

template <class Request>
Request about(const std::string& log) {
  Request request;
  request.set_log(log);
  if constexpr (requires { request.set_client_id(std::string()); }) request.set_client_id(fresh_client_id());
  return request;
}

void add_span(google::protobuf::RepeatedPtrField<v1::Span>& to, v1::SpanKind kind, std::uint32_t length, UserId user) {
  v1::Span& span = *to.Add();
  span.set_kind(kind);
  span.set_length(length);
  span.set_user(user.value);
}

class Messages : public Flow {
 protected:
  void SetUp() override {
    Flow::SetUp();
    start();
    ann = register_person(port(), "ann");
    bob = register_person(port(), "bob");
    befriend(ann, bob);
    log = direct_log(ann, bob);
  }
  void TearDown() override {
    // A server that ends waits for those who are there.
    for (Person* one : {&ann, &bob}) one->client.reset();
    Flow::TearDown();
  }
  Seq say(const Person& from, const std::string& text) {
    const auto sent = from.client->call<v1::SendMessageResponse>(v1::METHOD_SEND_MESSAGE, text_message(log, text));
    EXPECT_TRUE(sent) << text;
    return sent ? sent->appended().seq() : 0;
  }
  /// The next entry of the conversation that the person hears of.
  v1::Entry hear(const Person& person, Seq seq) {
    const auto update = person.client->next_update([&](const v1::Update& one) {
      return one.has_entry() && one.entry().entry().log() == log && one.entry().entry().seq() == seq;
    });
    EXPECT_TRUE(update) << seq;
    return update ? update->entry().entry() : v1::Entry();
  }
  v1::Entry read(const Person& person, Seq seq) {
    auto request = about<v1::ReadEntriesRequest>(log);
    request.add_seqs(seq);
    const auto page = person.client->call<v1::ReadEntriesResponse>(v1::METHOD_READ_ENTRIES, request);
    EXPECT_TRUE(page && page->entries_size() == 1);
    return page && page->entries_size() == 1 ? page->entries(0) : v1::Entry();
  }
  v1::Head head(const Person& person) {
    const auto response = person.client->call<v1::GetHeadResponse>(v1::METHOD_GET_HEAD, about<v1::GetHeadRequest>(log));
    EXPECT_TRUE(response);
    return response ? response->head() : v1::Head();
  }
  template <class Response, class Request>
  Seq append(const Person& who, v1::Method method, const Request& request) {
    const auto response = who.client->call<Response>(method, request);
    EXPECT_TRUE(response) << (response ? "" : response.error().detail);
    return response ? response->appended().seq() : 0;
  }

  Person ann{nullptr};
  Person bob{nullptr};
  std::string log;
};

TEST_F(Messages, ranges_travel_with_the_text_and_an_edit_brings_its_own) {
  auto message = text_message(log, "@bob look");
  add_span(*message.mutable_spans(), v1::SPAN_KIND_MENTION, 4, bob.id);
  const Seq seq = append<v1::SendMessageResponse>(ann, v1::METHOD_SEND_MESSAGE, message);
  const v1::Entry heard = hear(bob, seq);
  ASSERT_EQ(heard.body().spans_size(), 1);
  EXPECT_EQ(heard.body().spans(0).user(), bob.id.value);
  EXPECT_EQ(head(bob).mentions(), 1U);
  EXPECT_EQ(head(bob).first_mention(), seq);
  EXPECT_EQ(head(ann).mentions(), 0U);

  auto edit = about<v1::EditMessageRequest>(log);
  edit.set_target(seq);
  edit.mutable_text()->set_text("look");
  add_span(*edit.mutable_spans(), v1::SPAN_KIND_BOLD, 4, UserId());
  const Seq edited = append<v1::EditMessageResponse>(ann, v1::METHOD_EDIT_MESSAGE, edit);
  EXPECT_EQ(hear(bob, edited).body().spans(0).kind(), v1::SPAN_KIND_BOLD);
  EXPECT_EQ(read(bob, seq).overlay().spans(0).kind(), v1::SPAN_KIND_BOLD);
  EXPECT_EQ(head(bob).mentions(), 0U);

  auto bad = text_message(log, "世界");
  add_span(*bad.mutable_spans(), v1::SPAN_KIND_BOLD, 2, UserId());
  const auto refused = ann.client->call<v1::SendMessageResponse>(v1::METHOD_SEND_MESSAGE, bad);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalid) << "within a character";
}

TEST_F(Messages, a_pin_is_heard_and_in_the_head) {
  const Seq seq = say(ann, "where we meet");
  auto pin = about<v1::PinMessageRequest>(log);
  pin.set_target(seq);
  pin.set_pinned(true);
  const Seq pinned = append<v1::PinMessageResponse>(bob, v1::METHOD_PIN_MESSAGE, pin);
  EXPECT_EQ(hear(ann, pinned).body().pin().target(), seq);
  EXPECT_THAT(head(ann).pins(), ElementsAre(seq));
}

TEST_F(Messages, what_is_hidden_goes_from_all_devices_of_the_person) {
  const Seq seq = say(ann, "embarrassing");
  const Person phone = log_in(port(), "bob");
  auto hide = about<v1::HideMessagesRequest>(log);
  hide.add_seqs(seq);
  ASSERT_TRUE(bob.client->call<v1::HideMessagesResponse>(v1::METHOD_HIDE_MESSAGES, hide));
  const auto told = phone.client->next_update(
      [](const v1::Update& one) { return one.has_entry() && one.entry().entry().body().has_messages_hidden(); });
  ASSERT_TRUE(told);
  EXPECT_EQ(told->entry().entry().body().messages_hidden().log(), log);
  EXPECT_THAT(told->entry().entry().body().messages_hidden().seqs(), ElementsAre(seq));
  EXPECT_FALSE(read(phone, seq).has_body());
  EXPECT_TRUE(read(ann, seq).has_body());
}

TEST_F(Messages, messages_disappear_as_was_set) {
  auto expiry = about<v1::SetExpiryRequest>(log);
  expiry.set_seconds(10);
  const Seq set = append<v1::SetExpiryResponse>(ann, v1::METHOD_SET_EXPIRY, expiry);
  EXPECT_EQ(hear(bob, set).body().expiry_changed().seconds(), 10U);
  EXPECT_EQ(head(bob).expiry_s(), 10U);
  const Seq seq = say(ann, "for your eyes only");
  const v1::Entry heard = hear(bob, seq);
  EXPECT_EQ(heard.body().expires_ms(), heard.time_ms() + 10'000) << "devices know when by themselves";
  expiry.set_client_id(fresh_client_id());
  expiry.set_seconds(5);
  const auto refused = ann.client->call<v1::SetExpiryResponse>(v1::METHOD_SET_EXPIRY, expiry);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalid);
}

TEST_F(Messages, versions_readers_and_places_are_told) {
  const Seq seq = say(ann, "first");
  auto edit = about<v1::EditMessageRequest>(log);
  edit.set_target(seq);
  edit.mutable_text()->set_text("second");
  append<v1::EditMessageResponse>(ann, v1::METHOD_EDIT_MESSAGE, edit);
  auto ask = about<v1::ListVersionsRequest>(log);
  ask.set_seq(seq);
  const auto versions = bob.client->call<v1::ListVersionsResponse>(v1::METHOD_LIST_VERSIONS, ask);
  ASSERT_TRUE(versions);
  ASSERT_EQ(versions->versions_size(), 2);
  EXPECT_EQ(versions->versions(0).body().text().text(), "first");
  EXPECT_EQ(versions->versions(1).body().edit().text(), "second");

  say(bob, "who answers has read");
  auto who = about<v1::ListReadersRequest>(log);
  who.set_seq(seq);
  const auto readers = ann.client->call<v1::ListReadersResponse>(v1::METHOD_LIST_READERS, who);
  ASSERT_TRUE(readers);
  EXPECT_THAT(readers->read(), ElementsAre(bob.id.value));
  EXPECT_EQ(readers->read_count(), 1U);

  auto when = about<v1::FindEntryRequest>(log);
  when.set_time_ms(1);
  EXPECT_EQ(ann.client->call<v1::FindEntryResponse>(v1::METHOD_FIND_ENTRY, when)->seq(), 1U);
  when.set_time_ms(std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(ann.client->call<v1::FindEntryResponse>(v1::METHOD_FIND_ENTRY, when)->seq(), head(ann).seq() + 1);

  auto many = about<v1::ReadEntriesRequest>(log);
  for (Seq i = 1; i <= 51; ++i) many.add_seqs(i);
  const auto refused = ann.client->call<v1::ReadEntriesResponse>(v1::METHOD_READ_ENTRIES, many);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalid);
}

}  // namespace
}  // namespace godwit::flow
