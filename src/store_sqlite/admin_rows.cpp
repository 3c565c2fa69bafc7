// SPDX-License-Identifier: Apache-2.0
#include "admin_rows.h"

#include "account_rows.h"

namespace godwit::store {

Status check_actor(Database& database, UserId actor) {
  if (actor == UserId()) return {};
  const auto account = find_account_row(database, actor);
  if (account && account->admin && !account->disabled && !account->user.deleted) return {};
  return fail(ErrorCode::kForbidden, "administrators only");
}

void audit(Database& database, UserId actor, std::string_view act, UserId target, UnixMillis now) {
  database.query("INSERT INTO audit (time_ms, actor, act, target) VALUES (?, ?, ?, ?)")
      .bind(now)
      .bind(actor.value)
      .bind(act)
      .bind(target.value)
      .run();
}

}  // namespace godwit::store
