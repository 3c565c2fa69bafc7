// SPDX-License-Identifier: Apache-2.0
// One append inside the writer's transaction: every check comes before the first write.
#include <algorithm>
#include <chrono>
#include <map>

#include "effects.h"
#include "forward.h"
#include "group_changes.h"
#include "media_rows.h"
#include "mention_rows.h"
#include "planted_bug.h"
#include "resolve.h"
#include "sqlite_log_store.h"

namespace godwit::store {
namespace {

/// The result of the first append under this client_id, or kClientIdReused; nullopt when it is new.
std::optional<Result<Appended>> find_repeat(Database& database, const LogRow& row, const Append& append, Epoch epoch,
                                            UnixMillis now) {
  if (is_planted("no-dedupe")) return std::nullopt;
  Query query = database.query("SELECT seq, request_hash FROM dedupe WHERE user = ? AND log = ? AND client_id = ?");
  query.bind(append.author.user.value).bind(row.id).bind(std::span<const std::byte>(append.client_id));
  if (!query.step()) return std::nullopt;
  const auto known = std::as_bytes(std::span(query.bytes(1)));
  if (!std::ranges::equal(known, append.request_hash)) return fail(ErrorCode::kClientIdReused);
  auto entry = find_entry(database, append.log, row, query.natural(0), now);
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
         std::holds_alternative<model::Reaction>(body) || std::holds_alternative<model::Pin>(body);
}

/// A message whose text is gone.
bool is_gone(const model::Entry& entry) {
  return entry.overlay && (entry.overlay->recalled_seq != 0 || entry.overlay->expired);
}

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
  if (std::holds_alternative<model::ExpiryChanged>(body)) return model::may_set_expiry(who);
  if (std::holds_alternative<model::Pin>(body)) {
    if (auto ok = model::may_pin(who); !ok) return ok;
  }
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

/// Who wants to append to a group; nothing of other logs.
struct Author {
  std::optional<MemberRow> member;
  model::Standing standing;
};

/// May the author append this kind here at all?
Result<Author> check_author(Database& database, const LogRow& row, const Append& append, UnixMillis now) {
  if (append.log.kind() != LogId::Kind::kGroup) {
    if (auto ok = check_right(database, row, append); !ok) return std::unexpected(ok.error());
    return Author();
  }
  auto member = find_member(database, row.id, append.author.user);
  if (is_planted("stale-membership")) member = find_stale_member(row.id, append.author.user, std::move(member));
  const auto group = find_group(database, row.id);
  if (!member || !group) return refuse(append);
  Author author{.member = member, .standing = standing_of(*group, *member)};
  if (auto ok = check_group_right(author.standing, append.body, now); !ok) return std::unexpected(ok.error());
  return author;
}

/// Those who are mentioned have to be members. Where these are hidden nobody is told who is one.
Status check_mentions(Database& database, const LogRow& row, const Append& append, const Author& author) {
  const auto& spans = model::spans_of(append.body);
  if (model::mentions_all(spans)) {
    if (!author.member) return fail(ErrorCode::kInvalid, "spans: everyone is mentioned in groups only");
    if (auto ok = model::may_mention_all(author.standing); !ok) return ok;
  }
  const bool hidden = author.member && author.standing.rules.members_hidden && !model::is_admin(author.member->role);
  if (hidden) return {};
  for (const UserId user : model::mentioned(spans)) {
    Query query = database.query("SELECT 1 FROM member WHERE log = ? AND user = ?");
    query.bind(row.id).bind(user.value);
    if (!query.step()) return fail(ErrorCode::kInvalid, "spans: a mention of somebody who is no member");
  }
  return {};
}

Status check_pin(Database& database, const LogRow& row, const model::Pin& pin) {
  constexpr std::size_t kMaxPins = 50;
  const auto pins = list_pins(database, row);
  const bool is_pinned = std::ranges::find(pins, pin.target) != pins.end();
  if (is_pinned == pin.pinned) return fail(ErrorCode::kConflict, pin.pinned ? "it is pinned" : "it is not pinned");
  return pin.pinned && pins.size() >= kMaxPins ? fail(ErrorCode::kConflict, "50 messages are pinned") : Status();
}

/// May the author do this to that message?
Status check_target(Database& database, const LogRow& row, const Append& append, const Author& author,
                    const std::optional<model::Entry>& target, UnixMillis now) {
  const bool leads = author.member && model::is_admin(author.member->role);
  bool manages_author = false;
  if (leads && target) {
    const auto other = find_member(database, row.id, target->author);
    manages_author = model::manages(author.member->role, other ? other->role : model::GroupRole::kNone);
  }
  const auto ok = model::check_amendment(append.author.user, append.body, target ? &*target : nullptr, manages_author);
  if (!ok) return ok;
  if (const auto* pin = std::get_if<model::Pin>(&append.body)) return check_pin(database, row, *pin);
  const bool late = append.recall_within_ms != 0 && target->time_ms + append.recall_within_ms < now;
  if (std::holds_alternative<model::Recall>(append.body) && late && !leads) {
    return fail(ErrorCode::kForbidden, "target: too long ago");
  }
  return {};
}

/// May this author append this now?
Status check(Database& database, const LogRow& row, const Append& append, UnixMillis now) {
  const auto author = check_author(database, row, append, now);
  if (!author) return std::unexpected(author.error());
  // What one may not read one cannot speak of.
  const auto find_readable = [&](Seq seq) {
    const Seq floor = author->member ? author->member->floor : 1;
    return seq >= floor ? find_entry(database, append.log, row, seq, now) : std::nullopt;
  };
  if (const Seq source = model::reply_of(append.body); source != 0) {
    const auto entry = find_readable(source);
    const bool answers = entry && (model::counts_as_message(entry->body) || is_gone(*entry));
    if (!answers) return fail(ErrorCode::kNotFound, "reply_to: no such message");
  }
  if (auto ok = check_mentions(database, row, append, *author); !ok) return ok;
  if (const auto* expiry = std::get_if<model::ExpiryChanged>(&append.body); expiry && expiry->seconds == row.expiry_s) {
    return fail(ErrorCode::kConflict, "it is so already");
  }
  if (!amends(append.body)) return {};
  return check_target(database, row, append, *author, find_readable(model::target_of(append.body)), now);
}

/// What a person says, or changes about what was said.
Result<model::Entry> append_said(Database& database, LogRow& row, const Append& append, UnixMillis now) {
  if (auto ok = check(database, row, append, now); !ok) return std::unexpected(ok.error());
  model::Entry entry{.log = append.log, .author = append.author.user, .body = append.body};
  // A copy names what the original named: that is in order, whoever copies it.
  if (!append.forward) {
    if (auto ok = resolve_names(database, append.author.user, entry.body, now); !ok) return std::unexpected(ok.error());
  }
  if (auto* context = model::context_of(entry.body); context && row.expiry_s != 0) {
    context->expires_ms = std::max(now, row.last_time_ms) + std::int64_t{row.expiry_s} * 1000;
  }
  append_entry(database, row, entry, append.author.device, now);
  apply_effects(database, row, entry, now);
  for (const model::File* file : model::files_of(entry.body)) show_media(database, file->id, row.id, entry.seq);
  if (append.log.kind() == LogId::Kind::kGroup) entry.member_version = read_member_version(database, row);
  return entry;
}

std::uint32_t count_members(Database& database, LogId log, const LogRow& row) {
  constexpr std::uint32_t kTwo = 2;
  if (log.kind() != LogId::Kind::kGroup) return kTwo;
  Query query = database.query("SELECT member_count FROM group_info WHERE log = ?");
  query.bind(row.id);
  return query.step() ? static_cast<std::uint32_t>(query.integer(0)) : 0;
}

/// What was said elsewhere becomes what is said here.
Result<model::Entry> append_forward(Database& database, LogRow& row, Append append, UnixMillis now) {
  auto copied = copy_forwarded(database, append.author.user, *append.forward, now);
  if (!copied) return std::unexpected(copied.error());
  if (append.judged && *append.judged != *copied) return fail(ErrorCode::kOverloaded, "the original has changed");
  if (!append.judged) append.body = std::move(*copied);
  return append_said(database, row, append, now);
}

Result<GroupChangeResult> append_any(Database& database, LogRow& row, const Append& append, UnixMillis now) {
  if (model::is_group_change(append.body)) return append_group_change(database, row, append, now);
  auto entry =
      append.forward ? append_forward(database, row, append, now) : append_said(database, row, append, now);
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
  if (auto repeat = find_repeat(database, *row, append, epoch, now)) return *repeat;
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
  forget_mentions(database, *row, append.author.user, entry.seq);
  const std::uint32_t members = count_members(database, append.log, *row);
  return Appended{.entry = std::move(entry),
                  .epoch = epoch,
                  .repeated = false,
                  .also = std::move(result->also),
                  .members = members};
}

}  // namespace

Task<Result<Appended>> SqliteLogStore::append(Append append) {
  return engine_.write<Appended>([this, request = std::move(append)](Database& database) {
    mark(engine_.options.trace, "store.append");
    return run(database, request, engine_.epoch, engine_.now());
  });
}

}  // namespace godwit::store
