// SPDX-License-Identifier: Apache-2.0
#include "contact_rows.h"

#include "account_rows.h"

namespace godwit::store {
namespace {

/// Columns state, alias, request_text, blocked, changed_ms, beginning at 0.
model::Contact contact_from(const Query& row, model::User other) {
  return {.user = std::move(other),
          .state = static_cast<model::ContactState>(row.integer(0)),
          .alias = row.text(1),
          .request_text = row.text(2),
          .blocked = row.integer(3) != 0,
          .changed_ms = row.integer(4)};
}

}  // namespace

model::Contact read_contact(Database& database, UserId owner, const model::User& other) {
  Query query = database.query(
      "SELECT state, alias, request_text, blocked, changed_ms FROM contact WHERE owner = ? AND other = ?");
  query.bind(owner.value).bind(other.id.value);
  if (!query.step()) return {.user = other};
  return contact_from(query, other);
}

void write_contact(Database& database, UserId owner, const model::Contact& contact) {
  database
      .query(
          "INSERT OR REPLACE INTO contact (owner, other, state, alias, request_text, blocked, changed_ms) "
          "VALUES (?, ?, ?, ?, ?, ?, ?)")
      .bind(owner.value)
      .bind(contact.user.id.value)
      .bind(static_cast<std::int64_t>(contact.state))
      .bind(contact.alias)
      .bind(contact.request_text)
      .bind(contact.blocked)
      .bind(contact.changed_ms)
      .run();
}

std::vector<model::Contact> list_contacts(Database& database, UserId owner, UserId after, std::size_t limit) {
  static const std::string sql =
      std::string("SELECT c.state, c.alias, c.request_text, c.blocked, c.changed_ms, ") + kUserColumns +
      " FROM contact c JOIN account a ON a.id = c.other "
      "WHERE c.owner = ? AND c.other > ? AND (c.state <> 1 OR c.blocked) ORDER BY c.other LIMIT ?";
  Query query = database.query(sql.c_str());
  query.bind(owner.value).bind(after.value).bind(limit);
  std::vector<model::Contact> contacts;
  while (query.step()) {
    contacts.push_back(contact_from(query, user_from(query, 5)));
  }
  return contacts;
}

std::vector<UserId> list_owners(Database& database, UserId user) {
  Query query = database.query("SELECT owner FROM contact WHERE other = ? AND (state <> 1 OR blocked) ORDER BY owner");
  query.bind(user.value);
  std::vector<UserId> owners;
  while (query.step()) owners.emplace_back(query.integer(0));
  return owners;
}

bool is_listed(const model::Contact& row) { return row.state != model::ContactState::kNone || row.blocked; }

bool is_hidden(Database& database, UserId from, const model::User& them) {
  if (from == them.id) return false;
  Query query = database.query("SELECT unlisted FROM account WHERE id = ?");
  query.bind(them.id.value);
  if (!query.step() || query.integer(0) == 0) return false;
  return !is_listed(read_contact(database, from, them)) &&
         read_contact(database, them.id, {.id = from}).state == model::ContactState::kNone;
}

}  // namespace godwit::store
