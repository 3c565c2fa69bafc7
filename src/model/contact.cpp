// SPDX-License-Identifier: Apache-2.0
#include "model/contact.h"

#include "base/limits.h"
#include "model/text.h"

namespace godwit::model {
namespace {

using enum ContactState;

void connect(ContactChange& change, UserId requester, std::string text) {
  change.started = true;
  change.requester = requester;
  change.request_text = std::move(text);
  change.mine.state = change.theirs.state = kAccepted;
  change.mine.request_text.clear();
  change.theirs.request_text.clear();
}

struct Transition {
  ContactChange& change;

  Status operator()(const RequestContact& action) const {
    Contact& mine = change.mine;
    Contact& theirs = change.theirs;
    if (auto ok = check_request_text(action.text); !ok) return ok;
    if (mine.blocked) return fail(ErrorCode::kForbidden, "unblock the person first");
    if (mine.state == kAccepted) return fail(ErrorCode::kConflict, "already a contact");
    // Both asked, even where a block once hid the other's request: that is an agreement.
    if (mine.state == kIncoming || theirs.state == kOutgoing) {
      connect(change, mine.user.id, theirs.request_text);
      return {};
    }
    mine.state = kOutgoing;
    mine.request_text = action.text;
    if (!theirs.blocked) {
      theirs.state = kIncoming;
      theirs.request_text = action.text;
    }
    return {};
  }

  Status operator()(const AnswerContact& action) const {
    Contact& mine = change.mine;
    Contact& theirs = change.theirs;
    if (mine.state != kIncoming) return fail(ErrorCode::kNotFound, "no request to answer");
    if (action.accept) {
      if (mine.blocked) return fail(ErrorCode::kForbidden, "unblock the person first");
      connect(change, mine.user.id, mine.request_text);
      return {};
    }
    mine.state = theirs.state = kNone;
    mine.request_text.clear();
    theirs.request_text.clear();
    return {};
  }

  Status operator()(const SetContactAlias& action) const {
    const auto alias = trim(action.alias);
    if (!is_label(alias, limits::kNameCodePoints)) return fail(ErrorCode::kInvalid, "alias: at most 64 characters");
    change.mine.alias = alias;
    return {};
  }

  Status operator()(const DeleteContact&) const {
    Contact& mine = change.mine;
    Contact& theirs = change.theirs;
    mine.state = theirs.state = kNone;
    mine.alias.clear();
    mine.request_text.clear();
    theirs.request_text.clear();
    return {};
  }

  Status operator()(const BlockUser& action) const {
    Contact& mine = change.mine;
    mine.blocked = action.blocked;
    // A waiting request of a blocked person goes away here; the other side goes on waiting, none the wiser.
    if (action.blocked && mine.state == kIncoming) {
      mine.state = kNone;
      mine.request_text.clear();
    }
    return {};
  }
};

}  // namespace

Result<ContactChange> apply(const ContactAction& action, const Contact& mine, const Contact& theirs, UnixMillis now) {
  if (mine.user.id == theirs.user.id) return fail(ErrorCode::kForbidden, "that is you");
  ContactChange change;
  change.mine = mine;
  change.theirs = theirs;
  if (auto ok = std::visit(Transition{change}, action); !ok) return std::unexpected(ok.error());

  change.mine_changed = change.mine != mine;
  change.theirs_changed = change.theirs != theirs;
  if (change.mine_changed) change.mine.changed_ms = now;
  if (change.theirs_changed) change.theirs.changed_ms = now;
  const bool connected = change.mine.state == kAccepted && change.theirs.state == kAccepted;
  const bool open = connected && !change.mine.blocked && !change.theirs.blocked;
  change.i_may_send = change.they_may_send = open;
  return change;
}

}  // namespace godwit::model
