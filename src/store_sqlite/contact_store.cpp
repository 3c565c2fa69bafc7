// SPDX-License-Identifier: Apache-2.0
#include "account_rows.h"
#include "base/limits.h"
#include "contact_rows.h"
#include "log_rows.h"
#include "sqlite_contact_store.h"

namespace godwit::store {
namespace {

bool is_list_full(Database& database, UserId owner) {
  Query query = database.query("SELECT count(*) FROM contact WHERE owner = ? AND (state <> 1 OR blocked)");
  query.bind(owner.value);
  query.step();
  return query.natural(0) >= limits::kContactsPerUser;
}

/// The direct conversation's side of a change: who may send, and its beginning.
void update_conversation(Database& database, const model::ContactChange& change, ContactOutcome& outcome,
                         UnixMillis now) {
  const UserId other = change.mine.user.id;
  const UserId owner = change.theirs.user.id;
  const LogId log = LogId::direct(owner, other);
  if (!change.started && !find_log(database, log)) return;
  LogRow row = ensure_log(database, log);
  set_member(database, row, owner, change.i_may_send);
  set_member(database, row, other, change.they_may_send);
  if (!change.started) return;
  model::Entry entry{.log = log, .author = owner, .body = model::DirectStarted{change.requester, change.request_text}};
  append_entry(database, row, entry, DeviceId(), now);
  outcome.entries.push_back(std::move(entry));
}

Result<ContactOutcome> run(Database& database, UserId owner, UserId other, const model::ContactAction& action,
                           Epoch epoch, UnixMillis now) {
  const auto me = find_user(database, owner);
  const auto them = find_user(database, other);
  if (!me || !them) return fail(ErrorCode::kNotFound, "no such user");
  const bool asks = std::holds_alternative<model::RequestContact>(action);
  // Whoever shares a past with an unlisted person may still block them.
  const bool may_see = !is_hidden(database, owner, *them) || (!asks && find_log(database, LogId::direct(owner, other)));
  if (!may_see || (asks && them->deleted)) return fail(ErrorCode::kNotFound, "no such user");
  const model::Contact mine = read_contact(database, owner, *them);
  const model::Contact theirs = read_contact(database, other, *me);
  auto change = model::apply(action, mine, theirs, now);
  if (!change) return std::unexpected(change.error());
  // A full list is no reason to be pestered: a block is always taken.
  const bool blocks = std::holds_alternative<model::BlockUser>(action);
  if (!blocks && !is_listed(mine) && is_listed(change->mine) && is_list_full(database, owner)) {
    return fail(ErrorCode::kConflict, "your contact list is full");
  }
  if (!is_listed(theirs) && is_listed(change->theirs) && is_list_full(database, other)) {
    return fail(ErrorCode::kConflict, "their contact list is full");
  }

  ContactOutcome outcome{.mine = change->mine, .entries = {}, .epoch = epoch};
  if (change->mine_changed) {
    write_contact(database, owner, change->mine);
    outcome.entries.push_back(append_to(database, LogId::user(owner), owner, model::ContactChanged{change->mine}, now));
  }
  if (change->theirs_changed) {
    write_contact(database, other, change->theirs);
    outcome.entries.push_back(
        append_to(database, LogId::user(other), owner, model::ContactChanged{change->theirs}, now));
  }
  if (change->mine_changed || change->theirs_changed) update_conversation(database, *change, outcome, now);
  return outcome;
}

}  // namespace

Task<Result<ContactOutcome>> SqliteContactStore::change(UserId owner, UserId other, model::ContactAction action) {
  return engine_.write<ContactOutcome>([this, owner, other, action = std::move(action)](Database& database) {
    return run(database, owner, other, action, engine_.epoch, engine_.now());
  });
}

Task<Result<model::Contact>> SqliteContactStore::get(UserId owner, UserId other) {
  return engine_.read<model::Contact>([owner, other](Database& database) -> Result<model::Contact> {
    const auto them = find_user(database, other);
    if (!them) return fail(ErrorCode::kNotFound, "no such user");
    return read_contact(database, owner, *them);
  });
}

Task<Result<model::Contact>> SqliteContactStore::find(UserId owner, std::string handle) {
  return engine_.read<model::Contact>(
      [owner, handle = std::move(handle)](Database& database) -> Result<model::Contact> {
        const auto account = find_account_row(database, handle);
        if (!account || is_hidden(database, owner, account->user)) return fail(ErrorCode::kNotFound, "no such user");
        return read_contact(database, owner, account->user);
      });
}

Task<Result<ContactsPage>> SqliteContactStore::list(UserId owner, UserId after, std::size_t limit) {
  return engine_.read<ContactsPage>([owner, after, limit](Database& database) -> Result<ContactsPage> {
    ContactsPage page;
    const auto row = find_log(database, LogId::user(owner));
    page.user_seq = row ? row->last_seq : 0;
    page.contacts = list_contacts(database, owner, after, limit + 1);
    page.more = page.contacts.size() > limit;
    if (page.more) page.contacts.pop_back();
    return page;
  });
}

}  // namespace godwit::store
