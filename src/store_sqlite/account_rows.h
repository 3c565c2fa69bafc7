// SPDX-License-Identifier: Apache-2.0
// Rows of account, device and invite ⇄ values: what the stores share. Inside a transaction, on the thread of the database.
#pragma once

#include <optional>
#include <vector>

#include "database.h"
#include "store/account_store.h"

namespace godwit::store {

/// Columns of a user in a query that calls the account `a`.
inline constexpr const char* kUserColumns = "a.id, a.handle, a.name, a.signature, a.avatar, a.deleted, a.bot";
inline constexpr int kUserColumnCount = 7;
/// The columns of kUserColumns, beginning at `first`.
model::User user_from(const Query& row, int first);
std::optional<model::User> find_user(Database& database, UserId user);

/// Deleted ones too.
std::optional<Account> find_account_row(Database& database, UserId user);
std::optional<Account> find_account_row(Database& database, const std::string& handle);
std::vector<Account> list_account_rows(Database& database, UserId after, std::size_t limit);
/// As AccountStore::create_account.
Result<Account> insert_account(Database& database, const NewAccount& account, UnixMillis now);
void write_password(Database& database, UserId user, const std::string& password_hash);
/// As AccountStore::create_invite.
Status insert_invite(Database& database, const NewInvite& invite, UnixMillis now);
/// Whether administration would end with this account.
bool is_only_admin(Database& database, const Account& account);
/// The same, while others stay whom nobody would administer.
bool is_last_admin(Database& database, const Account& account);

/// All but `keep` (0 = all). Answers the removed ones.
std::vector<DeviceId> remove_devices(Database& database, UserId user, DeviceId keep);

}  // namespace godwit::store
