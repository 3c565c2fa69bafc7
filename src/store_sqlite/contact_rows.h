// SPDX-License-Identifier: Apache-2.0
// Rows of contact lists ⇄ values. Inside a transaction, on the thread of the database.
#pragma once

#include <vector>

#include "database.h"
#include "model/contact.h"

namespace godwit::store {

/// The owner's row about `other`, state kNone when there is none.
model::Contact read_contact(Database& database, UserId owner, const model::User& other);
void write_contact(Database& database, UserId owner, const model::Contact& contact);
/// Rows that are not kNone or are blocked, ascending by the other's id.
std::vector<model::Contact> list_contacts(Database& database, UserId owner, UserId after, std::size_t limit);
bool is_listed(const model::Contact& row);
/// An unlisted person exists for those only who have something to do with them: a row in the list, or a request of theirs.
bool is_hidden(Database& database, UserId from, const model::User& them);
/// Those whose list has `user`, be it as blocked.
std::vector<UserId> list_owners(Database& database, UserId user);

}  // namespace godwit::store
