// SPDX-License-Identifier: Apache-2.0
#include "protocol/wire.h"

#include <google/protobuf/unknown_field_set.h>
#include <gtest/gtest.h>

#include <set>

#include "protocol/frame.h"

namespace godwit::protocol {
namespace {

TEST(ErrorTable, equals_the_schema) {
  const auto* schema = v1::ErrorCode_descriptor();
  int rows = 0;
  for (int i = 0; i < schema->value_count(); ++i) {
    const auto* value = schema->value(i);
    if (value->number() == 0) continue;
    ++rows;
    const ErrorRow* row = find_error(static_cast<std::uint32_t>(value->number()));
    ASSERT_NE(row, nullptr) << value->name();
    EXPECT_EQ("ERROR_CODE_" + std::string(row->name), value->name());
    EXPECT_EQ(static_cast<int>(row->code), value->number());
    EXPECT_EQ(&describe(row->code), row);
  }
  EXPECT_EQ(find_error(static_cast<std::uint32_t>(rows + 1)), nullptr) << "base has more rows than the schema";
  EXPECT_EQ(find_error(0), nullptr);
}

TEST(ErrorTable, names_a_retry_of_the_schema_and_an_http_error_in_each_row) {
  const std::vector<std::pair<Retry, const char*>> table = {{Retry::kGiveUp, "RETRY_GIVE_UP"},
                                                            {Retry::kLater, "RETRY_LATER"},
                                                            {Retry::kResync, "RETRY_RESYNC"},
                                                            {Retry::kLogIn, "RETRY_LOG_IN"}};
  for (const auto& [retry, name] : table) EXPECT_EQ(v1::Retry_Name(static_cast<v1::Retry>(retry)), name);
  EXPECT_EQ(static_cast<std::size_t>(v1::Retry_descriptor()->value_count()), table.size() + 1);
  for (std::uint32_t number = 1; find_error(number); ++number) {
    const ErrorRow& row = *find_error(number);
    EXPECT_TRUE(v1::Retry_IsValid(static_cast<int>(row.retry)) && row.retry != Retry{}) << row.name;
    EXPECT_GE(row.http_status, 400) << row.name;
    EXPECT_LT(row.http_status, 600) << row.name;
  }
}

TEST(ContactState, equals_the_schema) {
  EXPECT_EQ(static_cast<int>(model::ContactState::kNone), v1::CONTACT_STATE_NONE);
  EXPECT_EQ(static_cast<int>(model::ContactState::kOutgoing), v1::CONTACT_STATE_OUTGOING);
  EXPECT_EQ(static_cast<int>(model::ContactState::kIncoming), v1::CONTACT_STATE_INCOMING);
  EXPECT_EQ(static_cast<int>(model::ContactState::kAccepted), v1::CONTACT_STATE_ACCEPTED);
}

TEST(FrameKind, numbers_no_two_kinds_alike_and_knows_the_preface) {
  EXPECT_EQ(kNativePreface.size(), 4u);
  EXPECT_EQ(kNativePreface.front(), '\0');
}

TEST(Methods, have_their_names_in_camel_case_and_back) {
  EXPECT_EQ(method_name(v1::METHOD_SEND_MESSAGE), "SendMessage");
  EXPECT_EQ(method_name(v1::METHOD_HELLO), "Hello");
  EXPECT_EQ(method_name(v1::METHOD_LOG_IN), "LogIn");
  EXPECT_EQ(method_name(0), "");
  EXPECT_EQ(method_name(9999), "");
  EXPECT_EQ(find_method("SendMessage"), static_cast<std::uint32_t>(v1::METHOD_SEND_MESSAGE));
  EXPECT_EQ(find_method("sendMessage"), 0u);
  EXPECT_EQ(find_method("METHOD_SEND_MESSAGE"), 0u);
  EXPECT_EQ(find_method(""), 0u);
  std::set<std::string_view> names;
  const auto* schema = v1::Method_descriptor();
  for (int i = 1; i < schema->value_count(); ++i) {
    const auto number = static_cast<std::uint32_t>(schema->value(i)->number());
    EXPECT_EQ(find_method(method_name(number)), number);
    EXPECT_TRUE(names.insert(method_name(number)).second);
  }
}

TEST(Wire, carries_an_error_with_its_advice) {
  const v1::Error out = to_wire(Error{ErrorCode::kRateLimited, "slow down", 250});
  EXPECT_EQ(out.code(), v1::ERROR_CODE_RATE_LIMITED);
  EXPECT_EQ(out.detail(), "slow down");
  EXPECT_EQ(out.retry(), v1::RETRY_LATER);
  EXPECT_EQ(out.retry_after_ms(), 250u);
}

model::Contact sample_contact() {
  return {.user = {UserId(12), "bob", "Bob"},
          .state = model::ContactState::kIncoming,
          .alias = "Bobby",
          .request_text = "hi",
          .blocked = true,
          .changed_ms = 99};
}

TEST(Wire, carries_every_kind_of_body) {
  EXPECT_EQ(to_wire(model::Body(model::Text{"hi"})).text().text(), "hi");
  const v1::EntryBody edit = to_wire(model::Body(model::Edit{3, "ho"}));
  EXPECT_EQ(edit.edit().target(), 3u);
  EXPECT_EQ(edit.edit().text(), "ho");
  EXPECT_EQ(to_wire(model::Body(model::Recall{4})).recall().target(), 4u);
  const v1::EntryBody started = to_wire(model::Body(model::DirectStarted{UserId(11), "hello"}));
  EXPECT_EQ(started.direct_started().requester(), 11);
  EXPECT_EQ(started.direct_started().text(), "hello");
  const v1::EntryBody changed = to_wire(model::Body(model::ContactChanged{sample_contact()}));
  const v1::Contact& contact = changed.contact_changed().contact();
  EXPECT_EQ(contact.user().id(), 12);
  EXPECT_EQ(contact.user().handle(), "bob");
  EXPECT_EQ(contact.user().name(), "Bob");
  EXPECT_EQ(contact.state(), v1::CONTACT_STATE_INCOMING);
  EXPECT_EQ(contact.alias(), "Bobby");
  EXPECT_EQ(contact.request_text(), "hi");
  EXPECT_TRUE(contact.blocked());
  EXPECT_EQ(contact.changed_ms(), 99);
  EXPECT_EQ(to_wire(model::Body(model::ProfileChanged{{UserId(1), "amy", "Amy"}})).profile_changed().user().name(),
            "Amy");
}

TEST(Wire, keeps_the_bytes_of_a_body_that_it_does_not_know) {
  v1::EntryBody newer;
  newer.GetReflection()->MutableUnknownFields(&newer)->AddLengthDelimited(77, "from the future");
  const std::string bytes = newer.SerializeAsString();
  EXPECT_EQ(to_wire(model::Body(model::UnknownBody{bytes})).SerializeAsString(), bytes);
  EXPECT_EQ(to_wire(model::Body(model::UnknownBody{"\xFF\xFF\xFF"})).SerializeAsString(), "");
}

TEST(Wire, carries_an_entry_and_leaves_out_what_a_tombstone_has_not) {
  model::Entry entry{.log = LogId::direct(UserId(11), UserId(12)),
                     .seq = 5,
                     .author = UserId(12),
                     .time_ms = 1000,
                     .message_index = 3,
                     .client_id = parse_client_id("01920000-0000-7000-8000-0000000000ff"),
                     .body = model::Text{"hi"},
                     .overlay = model::Overlay{7, "ho", 8}};
  v1::Entry out = to_wire(entry);
  EXPECT_EQ(out.log(), "d.11.12");
  EXPECT_EQ(out.seq(), 5u);
  EXPECT_EQ(out.author(), 12);
  EXPECT_EQ(out.time_ms(), 1000);
  EXPECT_EQ(out.message_index(), 3u);
  EXPECT_EQ(out.client_id(), "01920000-0000-7000-8000-0000000000ff");
  EXPECT_EQ(out.body().text().text(), "hi");
  EXPECT_EQ(out.overlay().edited_seq(), 7u);
  EXPECT_EQ(out.overlay().text(), "ho");
  EXPECT_EQ(out.overlay().recalled_seq(), 8u);

  entry.body = std::monostate();
  entry.client_id.reset();
  entry.overlay.reset();
  out = to_wire(entry);
  EXPECT_FALSE(out.has_body());
  EXPECT_FALSE(out.has_overlay());
  EXPECT_EQ(out.client_id(), "");
}

TEST(Wire, carries_a_head_with_members_cursors_and_last_message) {
  const LogId log = LogId::direct(UserId(1), UserId(2));
  model::Head head{.log = log,
                   .epoch = 3,
                   .seq = 9,
                   .message_index = 8,
                   .floor = 2,
                   .may_send = true,
                   .members = {{UserId(1), "amy", "Amy"}, {UserId(2), "bob", "Bob"}},
                   .cursors = {{UserId(1), 3, 9, 7, 6}},
                   .last_message = model::Entry{.log = log, .seq = 9}};
  const v1::Head out = to_wire(head);
  EXPECT_EQ(out.log(), "d.1.2");
  EXPECT_EQ(out.epoch(), 3u);
  EXPECT_EQ(out.seq(), 9u);
  EXPECT_EQ(out.message_index(), 8u);
  EXPECT_EQ(out.floor(), 2u);
  EXPECT_TRUE(out.may_send());
  ASSERT_EQ(out.members_size(), 2);
  EXPECT_EQ(out.members(1).handle(), "bob");
  ASSERT_EQ(out.cursors_size(), 1);
  EXPECT_EQ(out.cursors(0).user(), 1);
  EXPECT_EQ(out.cursors(0).epoch(), 3u);
  EXPECT_EQ(out.cursors(0).delivered(), 9u);
  EXPECT_EQ(out.cursors(0).read(), 7u);
  EXPECT_EQ(out.cursors(0).read_index(), 6u);
  EXPECT_EQ(out.last_message().seq(), 9u);
  head.last_message.reset();
  EXPECT_FALSE(to_wire(head).has_last_message());
}

TEST(ClientIdText, is_a_uuid_in_either_case) {
  const auto id = parse_client_id("0192ABCD-ef01-7234-8567-89abcdef0123");
  ASSERT_TRUE(id.has_value());
  EXPECT_EQ(format_client_id(*id), "0192abcd-ef01-7234-8567-89abcdef0123");
  for (const char* bad :
       {"", "0192abcd", "0192abcdef0172348567-89abcdef0123----", "0192abcd-ef01-7234-8567-89abcdef012",
        "0192abcd-ef01-7234-8567-89abcdef01234", "0192abcd-ef01-7234-8567-89abcdef012g",
        "0192abcdeef01-7234-8567-89abcdef0123", "{192abcd-ef01-7234-8567-89abcdef0123"}) {
    EXPECT_FALSE(parse_client_id(bad).has_value()) << bad;
  }
}

}  // namespace
}  // namespace godwit::protocol
