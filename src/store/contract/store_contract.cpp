// SPDX-License-Identifier: Apache-2.0
#include "contract/store_contract.h"

#include <cstring>

namespace godwit::store::contract {
namespace {

template <class Bytes>
Bytes bytes_of(std::uint64_t number) {
  Bytes bytes{};
  std::memcpy(bytes.data(), &number, sizeof number);
  return bytes;
}

}  // namespace

RequestHash hash_of(const model::Body& body) {
  std::uint64_t number = body.index() * 1'000'003 + model::target_of(body);
  if (const auto* text = std::get_if<model::Text>(&body)) number ^= std::hash<std::string>{}(text->text);
  if (const auto* edit = std::get_if<model::Edit>(&body)) number ^= std::hash<std::string>{}(edit->text);
  return bytes_of<RequestHash>(number);
}

SecretHash secret(std::uint64_t number) { return bytes_of<SecretHash>(number); }

StoreUser::StoreUser(const StoreFactory& factory) {
  for (const char* name : {"lane-0", "lane-1", "lane-2"}) {
    lanes_.push_back(std::make_unique<Lane>(name));
    lanes_.back()->start();
  }
  store = factory.open(clock, metrics);
}

StoreUser::~StoreUser() {
  store.reset();
  for (const auto& lane : lanes_) lane->stop();
}

UserId StoreUser::add_user(const std::string& handle) {
  const UserId id(++next_user_);
  must(run(store->accounts().create_account(
      {.id = id, .handle = handle, .name = "The " + handle, .password_hash = "hash", .invite = {}})));
  return id;
}

ContactOutcome StoreUser::change(UserId owner, UserId other, model::ContactAction action) {
  return must(run(store->contacts().change(owner, other, std::move(action))));
}

LogId StoreUser::befriend(UserId one, UserId other) {
  change(one, other, model::RequestContact{"hello"});
  change(other, one, model::AnswerContact{true});
  return LogId::direct(one, other);
}

std::vector<model::Contact> StoreUser::contacts(UserId owner) {
  std::vector<model::Contact> all;
  for (;;) {
    const UserId after = all.empty() ? UserId() : all.back().user.id;
    ContactsPage page = must(run(store->contacts().list(owner, after, 2)));
    all.insert(all.end(), page.contacts.begin(), page.contacts.end());
    if (!page.more) return all;
  }
}

Append StoreUser::make_append(UserId author, LogId log, model::Body body) {
  return {.author = {author, DeviceId(7)},
          .log = log,
          .client_id = bytes_of<ClientId>(next_client_id_++),
          .request_hash = hash_of(body),
          .body = std::move(body)};
}

std::vector<model::Entry> StoreUser::read_all(UserId reader, LogId log) {
  std::vector<model::Entry> entries;
  for (;;) {
    const Seq after = entries.empty() ? 0 : entries.back().seq;
    model::Page page = must(try_read(reader, {.log = log, .after = after, .limit = 50, .max_bytes = 100'000}));
    entries.insert(entries.end(), page.entries.begin(), page.entries.end());
    if (entries.size() >= page.head || page.entries.empty()) return entries;
  }
}

model::Cursor StoreUser::cursor(UserId user, LogId log) {
  for (const model::Cursor& cursor : head(user, log).cursors) {
    if (cursor.user == user) return cursor;
  }
  throw std::runtime_error("the head has no cursor of its reader");
}

std::vector<model::Head> StoreUser::heads(UserId user, Position since, std::size_t limit) {
  std::vector<model::Head> all;
  HeadsQuery query{.user = user, .since = since, .limit = limit};
  for (;;) {
    HeadsPage page = must(run(store->logs().heads(query)));
    all.insert(all.end(), page.heads.begin(), page.heads.end());
    if (page.done) return all;
    query.below = page.below;
    query.below_row = page.below_row;
  }
}

Position StoreUser::position(UserId user) {
  return must(run(store->logs().heads({.user = user, .limit = 1}))).position;
}

std::vector<std::pair<LogId, model::Cursor>> StoreUser::advance(UserId user, LogId log, Seq delivered, Seq read) {
  return must(run(store->logs().advance_cursors({{.user = user, .log = log, .delivered = delivered, .read = read}})));
}

}  // namespace godwit::store::contract
