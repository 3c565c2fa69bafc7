// SPDX-License-Identifier: Apache-2.0
#include "resolve.h"

#include "account_rows.h"
#include "contact_rows.h"
#include "group_rows.h"
#include "media_rows.h"

namespace godwit::store {
namespace {

/// Only who uploaded a file may show it. Its type and size are those that the store knows.
Status resolve_files(Database& database, UserId author, model::Body& body) {
  for (model::File* file : model::files_of(body)) {
    auto known = find_media(database, file->id);
    if (!known || !known->hash || known->owner != author)
      return fail(ErrorCode::kNotFound, "file: no such upload, or it is not complete");
    file->type = std::move(known->type);
    file->size = known->size;
  }
  return {};
}

Status resolve_card(Database& database, UserId author, model::Card& card, UnixMillis now) {
  card.shown.reset();
  card.group_name.clear();
  if (card.group_link.empty()) {
    card.shown = find_user(database, card.user);
    const bool there = card.shown && !card.shown->deleted && !is_hidden(database, author, *card.shown);
    return there ? Status() : fail(ErrorCode::kNotFound, "card.user: no such user");
  }
  const auto log = follow_link(database, card.group_link, author, now);
  if (!log) return std::unexpected(log.error());
  card.group_name = find_group(database, find_log(database, *log)->id)->name;
  return {};
}

}  // namespace

Status resolve_names(Database& database, UserId author, model::Body& body, UnixMillis now) {
  if (auto* card = std::get_if<model::Card>(&body)) return resolve_card(database, author, *card, now);
  return resolve_files(database, author, body);
}

}  // namespace godwit::store
