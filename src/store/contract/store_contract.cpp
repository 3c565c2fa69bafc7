// SPDX-License-Identifier: Apache-2.0
#include "store_contract.h"

#include <ostream>

namespace godwit {

void PrintTo(ErrorCode code, std::ostream* out) {
  *out << (code == ErrorCode{0} ? std::string_view("success") : describe(code).name);
}

}  // namespace godwit

namespace godwit::store::contract {

World::~World() {
  // As in the server: first nobody asks any more, then the store answers what was asked, then the lane goes.
  lane.stop();
  store.reset();
}

void Contract::SetUp() {
  Opened opened = GetParam().open(clock, metrics);
  place = std::move(opened.place);
  store = std::move(opened.store);
  ASSERT_TRUE(store);
}

ClientId World::client_id() { return client_id(next_client_id_++); }

ClientId World::client_id(std::uint64_t number) {
  ClientId id{};
  for (std::size_t i = 0; i < 8; ++i) id[i] = static_cast<std::byte>(number >> (8 * i));
  id[15] = std::byte{0xC1};
  return id;
}

SecretHash World::secret(std::uint64_t number) {
  SecretHash hash{};
  for (std::size_t i = 0; i < 8; ++i) hash[i] = static_cast<std::byte>(number >> (8 * i));
  return hash;
}

RequestHash World::hash_of(const model::Body& body) {
  std::uint64_t mixed = body.index() * 31 + model::target_of(body);
  if (const auto* text = std::get_if<model::Text>(&body)) mixed ^= std::hash<std::string>()(text->text);
  if (const auto* edit = std::get_if<model::Edit>(&body)) mixed ^= std::hash<std::string>()(edit->text);
  RequestHash hash{};
  for (std::size_t i = 0; i < 8; ++i) hash[i] = static_cast<std::byte>(mixed >> (8 * i));
  return hash;
}

NewAccount World::account(const std::string& handle) {
  return {
      .id = UserId(next_id_++), .handle = handle, .name = "Name of " + handle, .password_hash = "hash of " + handle};
}

UserId World::make_user(const std::string& handle) {
  const auto made = run(accounts().create_account(account(handle)));
  EXPECT_TRUE(made) << handle;
  return made->user.id;
}

DeviceId World::make_device(UserId user, std::size_t limit) {
  const DeviceId id(next_id_++);
  NewDevice device{
      .id = id, .user = user, .token_hash = secret(static_cast<std::uint64_t>(id.value)), .name = "a phone"};
  EXPECT_TRUE(run(devices().create_device(device, limit)));
  return id;
}

Result<ContactOutcome> World::change(UserId owner, UserId other, model::ContactAction action) {
  return run(contacts().change(owner, other, std::move(action)));
}

LogId World::befriend(UserId one, UserId other) {
  EXPECT_TRUE(change(one, other, model::RequestContact{"hello"}));
  EXPECT_TRUE(change(other, one, model::AnswerContact{true}));
  return LogId::direct(one, other);
}

ContentHash World::content_hash(std::uint8_t content) {
  ContentHash hash{};
  hash.fill(std::byte{content});
  return hash;
}

std::string World::upload(UserId owner, std::uint8_t content, std::uint64_t size) {
  std::string id(26, 'a');
  for (std::uint64_t left = next_media_++, at = 0; left > 0; left /= 26, ++at)
    id[at] = static_cast<char>('a' + left % 26);
  EXPECT_TRUE(run(media().create_media({.id = id, .owner = owner, .size = size, .quota = 1 << 30})));
  EXPECT_TRUE(run(media().complete_media(id, content_hash(content), "image/jpeg")));
  return id;
}

Append World::request(UserId author, LogId log, model::Body body) {
  const RequestHash hash = hash_of(body);
  return {.author = {author, DeviceId(7)},
          .log = log,
          .client_id = client_id(),
          .request_hash = hash,
          .body = std::move(body)};
}

Result<Appended> World::append(UserId author, LogId log, model::Body body) {
  return run(logs().append(request(author, log, std::move(body))));
}

Seq World::say(UserId author, LogId log, const std::string& text) {
  const auto appended = append(author, log, model::Text{text});
  EXPECT_TRUE(appended) << text;
  return appended ? appended->entry.seq : 0;
}

model::Page World::read(UserId reader, ReadRange range) {
  auto page = run(logs().read(reader, range));
  EXPECT_TRUE(page);
  return page ? *page : model::Page();
}

std::vector<model::Entry> World::read_all(UserId reader, LogId log) {
  std::vector<model::Entry> all;
  for (Seq position = 0;;) {
    model::Page page = read(reader, {.log = log, .after = position, .before = 0, .limit = 100, .max_bytes = 1 << 20});
    if (page.entries.empty()) {
      EXPECT_EQ(position, page.head) << "the pages must reach the head";
      return all;
    }
    position = page.entries.back().seq;
    for (model::Entry& entry : page.entries) all.push_back(std::move(entry));
  }
}

model::Entry World::entry(UserId reader, LogId log, Seq seq) {
  const auto page = read(reader, {.log = log, .after = seq - 1, .before = seq + 1, .limit = 1, .max_bytes = 1 << 20});
  EXPECT_EQ(page.entries.size(), 1U) << seq;
  return page.entries.empty() ? model::Entry{.log = log} : page.entries[0];
}

model::Head World::head(UserId reader, LogId log) {
  auto head = run(logs().head(reader, log));
  EXPECT_TRUE(head) << log.to_string();
  return head ? *head : model::Head{.log = log};
}

model::Cursor World::cursor(UserId user, LogId log) {
  for (const model::Cursor& cursor : head(user, log).cursors) {
    if (cursor.user == user) return cursor;
  }
  ADD_FAILURE() << "no cursor of " << user.value;
  return {};
}

std::vector<std::pair<LogId, model::Cursor>> World::advance(std::vector<CursorAdvance> advances) {
  auto moved = run(logs().advance_cursors(std::move(advances)));
  EXPECT_TRUE(moved);
  std::vector<std::pair<LogId, model::Cursor>> cursors;
  if (!moved) return cursors;
  for (const CursorMove& one : *moved) cursors.emplace_back(one.log, one.cursor);
  return cursors;
}

}  // namespace godwit::store::contract
