// SPDX-License-Identifier: Apache-2.0
// One append inside the writer's transaction: every check comes before the first write.
#include <algorithm>
#include <chrono>
#include <map>

#include "group_changes.h"
#include "media_rows.h"
#include "planted_bug.h"
#include "sqlite_log_store.h"

namespace godwit::store {
namespace {

/// The result of the first append under this client_id, or kClientIdReused; nullopt when it is new.
std::optional<Result<Appended>> find_repeat(Database& database, const LogRow& row, const Append& append, Epoch epoch) {
  if (is_planted("no-dedupe")) return std::nullopt;
  Query query = database.query("SELECT seq, request_hash FROM dedupe WHERE user = ? AND log = ? AND client_id = ?");
  query.bind(append.author.user.value).bind(row.id).bind(std::span<const std::byte>(append.client_id));
  if (!query.step()) return std::nullopt;
  const auto known = std::as_bytes(std::span(query.bytes(1)));
  if (!std::ranges::equal(known, append.request_hash)) return fail(ErrorCode::kClientIdReused);
  auto entry = find_entry(database, append.log, row, query.natural(0));
  if (!entry) return fail(ErrorCode::kInternal, "a remembered entry is gone");
  entry->client_id = append.client_id;
  return Appended{.entry = std::move(*entry), .epoch = epoch, .repeated = true};
}

/// A conversation that the author's name is on may begin one day: a stranger, a block and a delete end in the same answer.
/// Logs of others do not exist.
std::unexpected<Error> refuse(const Append& append) {
  if (append.log.names(append.author.user)) return fail(ErrorCode::kNotAContact);
  return fail(ErrorCode::kNotFound, "no such log");
}

bool amends(const model::Body& body) {
  return std::holds_alternative<model::Edit>(body) || std::holds_alternative<model::Recall>(body) ||
         std::holds_alternative<model::Reaction>(body);
}

bool is_recalled(const model::Entry& entry) { return entry.overlay && entry.overlay->recalled_seq != 0; }

/// May this author write to a log of their own or of two people?
Status check_right(Database& database, const LogRow& row, const Append& append) {
  Query query = database.query("SELECT may_send FROM member WHERE log = ? AND user = ?");
  query.bind(row.id).bind(append.author.user.value);
  if (!query.step()) return refuse(append);
  return query.integer(0) == 0 ? fail(ErrorCode::kNotAContact) : Status();
}

/// May this member of a group say this now? Taking back is open to those who may not write.
Status check_group_right(const model::Standing& who, const model::Body& body, UnixMillis now) {
  if (model::counts_as_message(body)) return model::may_say(who, now);
  if (std::holds_alternative<model::Recall>(body) && !who.dismissed) return {};
  return model::may_write(who, now);
}

/// Planted: as they were up to two seconds ago.
std::optional<MemberRow> find_stale_member(std::int64_t log_row, UserId user, std::optional<MemberRow> now) {
  struct Known {
    std::optional<MemberRow> member;
    std::chrono::steady_clock::time_point until;
  };
  static std::map<std::pair<std::int64_t, UserId>, Known> known;
  const auto time = std::chrono::steady_clock::now();
  Known& one = known[{log_row, user}];
  if (one.until < time) one = {std::move(now), time + std::chrono::seconds(2)};
  return one.member;
}

/// May this author append this now?
Status check(Database& database, const LogRow& row, const Append& append, UnixMillis now) {
  std::optional<MemberRow> member;
  if (append.log.kind() == LogId::Kind::kGroup) {
    member = find_member(database, row.id, append.author.user);
    if (is_planted("stale-membership")) member = find_stale_member(row.id, append.author.user, std::move(member));
    const auto group = find_group(database, row.id);
    if (!member || !group) return refuse(append);
    if (auto ok = check_group_right(standing_of(*group, *member), append.body, now); !ok) return ok;
  } else if (auto ok = check_right(database, row, append); !ok) {
    return ok;
  }
  // What one may not read one cannot speak of.
  const auto find_readable = [&](Seq seq) {
    return seq >= (member ? member->floor : 1) ? find_entry(database, append.log, row, seq) : std::nullopt;
  };
  if (const Seq source = model::reply_of(append.body); source != 0) {
    const auto entry = find_readable(source);
    const bool answers = entry && (model::counts_as_message(entry->body) || is_recalled(*entry));
    if (!answers) return fail(ErrorCode::kNotFound, "reply_to: no such message");
  }
  if (!amends(append.body)) return {};
  const auto entry = find_readable(model::target_of(append.body));
  bool manages_author = false;
  if (member && entry && model::is_admin(member->role)) {
    const auto other = find_member(database, row.id, entry->author);
    manages_author = model::manages(member->role, other ? other->role : model::GroupRole::kNone);
  }
  return model::check_amendment(append.author.user, append.body, entry ? &*entry : nullptr, manages_author);
}

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

void apply_reaction(Database& database, const LogRow& row, UserId author, const model::Reaction& reaction) {
  if (reaction.emoji.empty()) {
    database.query("DELETE FROM reaction WHERE log = ? AND seq = ? AND user = ?")
        .bind(row.id)
        .bind(reaction.target)
        .bind(author.value)
        .run();
  } else {
    database
        .query(
            "INSERT INTO reaction (log, seq, user, emoji, at) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET emoji = excluded.emoji, at = excluded.at WHERE emoji <> excluded.emoji")
        .bind(row.id)
        .bind(reaction.target)
        .bind(author.value)
        .bind(reaction.emoji)
        .bind(row.last_seq)
        .run();
  }
  database
      .query(
          "INSERT INTO overlay (log, seq, reactions) VALUES (?1, ?2, (SELECT count(*) FROM reaction WHERE log = ?1 AND "
          "seq = ?2)) "
          "ON CONFLICT DO UPDATE SET reactions = excluded.reactions")
      .bind(row.id)
      .bind(reaction.target)
      .run();
}

void apply_edit(Database& database, const LogRow& row, const model::Edit& edit) {
  database
      .query(
          "INSERT INTO overlay (log, seq, edited_seq, text) VALUES (?, ?, ?, ?) "
          "ON CONFLICT DO UPDATE SET edited_seq = excluded.edited_seq, text = excluded.text")
      .bind(row.id)
      .bind(edit.target)
      .bind(row.last_seq)
      .bind(edit.text)
      .run();
}

/// What was said is gone from the store: the message, and every text that an edit gave it.
void apply_recall(Database& database, const LogRow& row, const model::Recall& recall, UnixMillis now) {
  database
      .query(
          "INSERT INTO overlay (log, seq, recalled_seq) VALUES (?, ?, ?) "
          "ON CONFLICT DO UPDATE SET recalled_seq = excluded.recalled_seq, text = '', reactions = 0")
      .bind(row.id)
      .bind(recall.target)
      .bind(row.last_seq)
      .run();
  if (is_planted("recall-keeps-text")) return;
  database.query("UPDATE entry SET body = NULL WHERE log = ? AND seq = ?").bind(row.id).bind(recall.target).run();
  database.query("UPDATE entry SET body = NULL WHERE log = ? AND target = ? AND seq < ?")
      .bind(row.id)
      .bind(recall.target)
      .bind(row.last_seq)
      .run();
  database.query("DELETE FROM reaction WHERE log = ? AND seq = ?").bind(row.id).bind(recall.target).run();
  stop_showing_media(database, row.id, recall.target, now);
}

/// What a person says, or changes about what was said.
Result<model::Entry> append_said(Database& database, LogRow& row, const Append& append, UnixMillis now) {
  if (auto ok = check(database, row, append, now); !ok) return std::unexpected(ok.error());
  model::Entry entry{.log = append.log, .author = append.author.user, .body = append.body};
  if (auto ok = resolve_files(database, append.author.user, entry.body); !ok) return std::unexpected(ok.error());
  append_entry(database, row, entry, append.author.device, now);
  if (const auto* edit = std::get_if<model::Edit>(&entry.body)) apply_edit(database, row, *edit);
  if (const auto* recall = std::get_if<model::Recall>(&entry.body)) apply_recall(database, row, *recall, now);
  if (const auto* reaction = std::get_if<model::Reaction>(&entry.body)) {
    apply_reaction(database, row, entry.author, *reaction);
  }
  for (const model::File* file : model::files_of(entry.body)) show_media(database, file->id, row.id, entry.seq);
  if (append.log.kind() != LogId::Kind::kGroup) return entry;
  entry.member_version = read_member_version(database, row);
  if (model::counts_as_message(entry.body)) {
    database.query("UPDATE member SET said_ms = ? WHERE log = ? AND user = ?")
        .bind(now)
        .bind(row.id)
        .bind(entry.author.value)
        .run();
  }
  return entry;
}

Result<GroupChangeResult> append_any(Database& database, LogRow& row, const Append& append, UnixMillis now) {
  if (model::is_group_change(append.body)) return append_group_change(database, row, append, now);
  auto entry = append_said(database, row, append, now);
  if (!entry) return std::unexpected(entry.error());
  return GroupChangeResult{std::move(*entry), {}};
}

Result<Appended> run(Database& database, const Append& append, Epoch epoch, UnixMillis now) {
  auto row = find_log(database, append.log);
  if (!row) return refuse(append);
  if (is_planted("seq-from-memory")) {
    static std::map<std::int64_t, Seq> seqs;
    Seq& seq = seqs[row->id];
    row->last_seq = seq = std::max(seq + 1, row->last_seq);
  }
  if (auto repeat = find_repeat(database, *row, append, epoch)) return *repeat;
  auto result = append_any(database, *row, append, now);
  if (!result) return std::unexpected(result.error());
  model::Entry& entry = result->entry;
  entry.client_id = append.client_id;
  if (is_planted("no-dedupe")) {
    database.query("DELETE FROM dedupe WHERE client_id = ?").bind(std::span<const std::byte>(append.client_id)).run();
  }
  database.query("INSERT INTO dedupe (user, log, client_id, seq, request_hash, created_ms) VALUES (?, ?, ?, ?, ?, ?)")
      .bind(append.author.user.value)
      .bind(row->id)
      .bind(std::span<const std::byte>(append.client_id))
      .bind(entry.seq)
      .bind(std::span<const std::byte>(append.request_hash))
      .bind(now)
      .run();
  // Sending implies having read. (Who left has no cursor any more.)
  database.query("UPDATE member SET delivered = ?, read = ?, read_index = ? WHERE log = ? AND user = ?")
      .bind(entry.seq)
      .bind(entry.seq)
      .bind(entry.message_index)
      .bind(row->id)
      .bind(append.author.user.value)
      .run();
  return Appended{.entry = std::move(entry), .epoch = epoch, .repeated = false, .also = std::move(result->also)};
}

}  // namespace

Task<Result<Appended>> SqliteLogStore::append(Append append) {
  return engine_.write<Appended>([this, request = std::move(append)](Database& database) {
    mark(engine_.options.trace, "store.append");
    return run(database, request, engine_.epoch, engine_.now());
  });
}

}  // namespace godwit::store
