// SPDX-License-Identifier: Apache-2.0
// How two people stand to each other, and the one rule that changes it. Plain values, any lane.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "model/user.h"

namespace godwit::model {

/// Numbers are those of the wire and of the store.
enum class ContactState : std::uint8_t { kNone = 1, kOutgoing = 2, kIncoming = 3, kAccepted = 4 };

/// One row of a contact list, seen from its owner.
struct Contact {
  User user;  ///< the other person
  ContactState state = ContactState::kNone;
  std::string alias;
  std::string request_text;
  bool blocked = false;
  UnixMillis changed_ms = 0;

  bool operator==(const Contact&) const = default;
};

struct RequestContact {
  std::string text;
};
struct AnswerContact {
  bool accept = false;
};
struct SetContactAlias {
  std::string alias;
};
struct DeleteContact {};
struct BlockUser {
  bool blocked = false;
};
using ContactAction = std::variant<RequestContact, AnswerContact, SetContactAlias, DeleteContact, BlockUser>;

/// Both rows after an action. A side that did not change gets no entry in its user log.
struct ContactChange {
  Contact mine;    ///< the acting user's row
  Contact theirs;  ///< the other's row about the acting user
  bool mine_changed = false;
  bool theirs_changed = false;
  /// They just became contacts: the conversation begins (DirectStarted by `requester`).
  bool started = false;
  UserId requester;
  std::string request_text;
  /// Whether each may now append to the direct conversation.
  bool i_may_send = false;
  bool they_may_send = false;
};

/// Applies an action of the owner of `mine` to both rows. Pure: the store calls it inside its transaction.
/// kConflict when the state does not allow it, kNotFound when there is no request to answer, kForbidden when asking oneself
/// or someone the owner blocks. A request to a person who blocks the owner looks like any other and reaches nobody.
Result<ContactChange> apply(const ContactAction& action, const Contact& mine, const Contact& theirs, UnixMillis now);

}  // namespace godwit::model
