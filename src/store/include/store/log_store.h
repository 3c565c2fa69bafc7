// SPDX-License-Identifier: Apache-2.0
// The logs: append, read, heads, cursors, settings. The heart of Godwit: what append() answered is on disk.
//
// Lane: any lane; each call suspends the calling task and continues it on its own lane. Appends of one lane are stored in call order.
// Lifetime: owned by Store. Errors: kOverloaded (the queue is full, nothing was done), kIndeterminate (a disk error: it is not known
// whether it happened; the process is about to stop), kStorageFull (nothing was done).
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "async/task.h"
#include "base/random.h"
#include "model/entry.h"
#include "model/forward.h"
#include "model/log_state.h"
#include "model/user.h"

namespace godwit::store {

/// BLAKE2b-128 of the request: the same client_id with another one is refused.
using RequestHash = std::array<std::byte, 16>;

struct Append {
  model::Caller author;
  LogId log;
  ClientId client_id;
  RequestHash request_hash;
  model::Body body;
  /// The body is then made of these messages, in the transaction.
  std::optional<model::Forward> forward = {};
  /// The copy that was looked at before: the body is then what may be said in its place. kOverloaded when it has become another.
  std::optional<model::Body> judged = {};
  /// A message is taken back so long after it was sent, milliseconds; 0 = at any time. Does not bind who leads a group.
  UnixMillis recall_within_ms = 0;
};

struct Appended {
  model::Entry entry;
  Epoch epoch = 0;
  /// A repeat of an earlier append: the first result. Nothing new was stored and nobody needs to be told.
  bool repeated = false;
  /// Entries of other logs that came with it, to be published: user logs learn of groups.
  std::vector<model::Entry> also = {};
  /// Members of the log then: to how many the entry goes.
  std::uint32_t members = 0;
};

struct ReadRange {
  LogId log;
  Seq after = 0;   ///< seq > after
  Seq before = 0;  ///< seq < before; 0 = no bound
  std::size_t limit = 0;
  std::size_t max_bytes = 0;  ///< the page ends once its texts are over this
};

/// Position in the store's own commit order; what a resume token carries.
using Position = std::int64_t;

struct HeadsQuery {
  UserId user;
  Position since = 0;  ///< logs that may have changed at or after it
  /// Paging, newest change first: continue below this place; 0/0 = first page.
  Position below = 0;
  std::int64_t below_row = 0;
  std::size_t limit = 0;
  std::size_t max_bytes = 0;  ///< the page ends once its messages are over this; 0 = no bound
};

struct HeadsPage {
  std::vector<model::Head> heads;  ///< newest change first
  Position below = 0;              ///< of the next page
  std::int64_t below_row = 0;
  bool done = false;
  /// Commit position before anything was read: a resume from here misses nothing.
  Position position = 0;
};

struct CursorAdvance {
  UserId user;
  LogId log;
  Seq delivered = 0;
  Seq read = 0;
};

/// A cursor that moved. While a member of a direct conversation hides read marks, the other gets `delivered` alone; a move
/// of the read mark is then not even hinted at.
struct CursorMove {
  LogId log;
  model::Cursor cursor;
  bool read_hidden = false;      ///< from the other members
  bool delivered_moved = false;  ///< else only the read mark did
};

struct VersionsQuery {
  LogId log;
  Seq seq = 0;    ///< of the message
  Seq after = 0;  ///< seq > after
  std::size_t max_bytes = 0;
};

/// How far the members of a conversation are with one message; its author and those who hide read marks are left out.
struct Readers {
  std::vector<UserId> read;       ///< ascending; empty in groups of more than kReceiptMembers
  std::vector<UserId> delivered;  ///< who has it and has not read it; likewise, and not counted there
  std::uint32_t read_count = 0;
  std::uint32_t delivered_count = 0;
};

class LogStore {
 public:
  virtual ~LogStore() = default;

  /// One entry. In one transaction: the client_id is new (else the first result, or kClientIdReused, whatever the author may do today),
  /// the author is a member who may send (kNotAContact; kNotFound when the log is not theirs by its name either; in groups the errors
  /// of model::may_say), an edit's or recall's target allows it (model::check_amendment), next seq, insert, overlay, the author's read
  /// cursor. Recall erases the bodies concerned.
  /// A forward copies what the author may read there (model::forward_one, forward_merged; kTooLarge over 64 KiB), files included: who may
  /// read the copy may fetch them. Nothing that happens to the original later changes the copy, nor the answer to a repeat.
  /// A card gets the name of the person (kNotFound unless the author could find them) or of the group (kInviteInvalid unless the author
  /// could use the link).
  /// What happens to a group (model::is_group_change) is appended likewise, by the rules of model/group.h; members, profile and rules
  /// change with it. kNotFound for people who are not there or not among the members, kForbidden to add others than one's contacts,
  /// kConflict when nothing would change, or the group, or the list of someone's groups, is full.
  virtual Task<Result<Appended>> append(Append append) = 0;

  /// What such a forward would say now. Errors as there.
  virtual Task<Result<model::Body>> read_forward(UserId author, model::Forward forward) = 0;

  /// A page; `after` (or both) pages forward from after+1, `before` alone pages back from before-1. Ascending either way.
  /// kNotFound when the reader is no member.
  virtual Task<Result<model::Page>> read(UserId reader, ReadRange range) = 0;

  /// Where either hides read marks, those of others are 0. kNotFound when the reader is no member.
  virtual Task<Result<model::Head>> head(UserId reader, LogId log) = 0;

  /// Logs of a user, the user log included, that changed at or after a position; appends and cursor moves are changes.
  virtual Task<Result<HeadsPage>> heads(HeadsQuery query) = 0;

  /// Single entries, ascending; what the reader may not see is a tombstone, what does not exist is left out. kNotFound as read().
  virtual Task<Result<model::Page>> read_some(UserId reader, LogId log, std::vector<Seq> seqs) = 0;

  /// The first readable seq that was stored at or after a time, head + 1 when there is none. kNotFound as read().
  virtual Task<Result<Seq>> find_at(UserId reader, LogId log, UnixMillis time_ms) = 0;

  /// The texts that a message had: itself and its edits, ascending, those after `after`; a page ends once they are over `max_bytes`.
  /// kNotFound when it is no message that the reader may see.
  virtual Task<Result<std::vector<model::Entry>>> versions(UserId reader, VersionsQuery query) = 0;

  /// kNotFound when it is no message that the asker may see, kForbidden in a group whose members are hidden from the asker.
  virtual Task<Result<Readers>> readers(UserId asker, LogId log, Seq seq) = 0;

  /// The reader does not want to see these messages any more. The entry of their user log that says so; nullopt when all were
  /// hidden before. kNotFound when the reader is no member or one of them does not exist.
  virtual Task<Result<std::optional<model::Entry>>> hide(model::Caller reader, LogId log, std::vector<Seq> seqs) = 0;

  /// Max-merges cursors, many at once, cheapest in the order of their logs. Each mark is capped at the head; unknown logs and non-members
  /// are skipped, and in groups of more than 500 a move of `delivered` alone: nobody is told of it. Answers the cursors that moved, whole,
  /// with their logs.
  virtual Task<Result<std::vector<CursorMove>>> advance_cursors(std::vector<CursorAdvance> advances) = 0;

  /// Replaces what a member decided about a conversation, and answers the ConversationChanged that this appended to their user log;
  /// nullopt when nothing changed. The entry before it loses its body: each says all of it, and an old draft is nobody's business.
  /// It ends with the membership. kNotFound when the log is no conversation of theirs.
  virtual Task<Result<std::optional<model::Entry>>> set_conversation(UserId user, LogId log,
                                                                     model::ConversationSettings settings) = 0;
};

}  // namespace godwit::store
