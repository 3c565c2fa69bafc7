// SPDX-License-Identifier: Apache-2.0
// Groups: what they are, what they allow, and what happens to them (proto groups.proto, entry.proto). Plain values, any lane.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "model/user.h"

namespace godwit::model {

/// Each may do what those before may; numbers as on the wire.
enum class GroupRole : std::uint8_t { kNone = 0, kMember = 1, kAdmin = 2, kOwner = 3 };

/// What a group allows: the least role for each.
struct GroupRules {
  GroupRole send = GroupRole::kMember;
  GroupRole invite = GroupRole::kMember;
  GroupRole edit_profile = GroupRole::kAdmin;
  GroupRole mention_all = GroupRole::kAdmin;
  GroupRole pin = GroupRole::kAdmin;
  bool join_approval = false;
  bool history_for_new = false;
  std::uint32_t slow_mode_s = 0;  ///< between two messages of a member, 0–3,600
  bool members_hidden = false;

  bool operator==(const GroupRules&) const = default;
};

struct Group {
  std::string name;
  std::string avatar = {};  ///< media id; empty = none
  std::string description = {};
  std::string notice = {};
  bool channel = false;
  GroupRules rules = {};
  std::uint32_t member_count = 0;
  std::uint64_t member_version = 0;  ///< grows with every change of who is a member or of their roles
  UnixMillis created_ms = 0;
  bool dismissed = false;

  bool operator==(const Group&) const = default;
};

struct GroupMember {
  User user;
  GroupRole role = GroupRole::kNone;  ///< kNone = no member (any more)
  std::string nickname = {};
  UnixMillis muted_until_ms = 0;  ///< 0 = may write
  UnixMillis joined_ms = 0;

  bool operator==(const GroupMember&) const = default;
};

/// First entry of a group.
struct GroupCreated {
  std::string name;
  bool channel = false;
  bool operator==(const GroupCreated&) const = default;
};
struct MembersAdded {
  std::vector<UserId> users;
  bool by_link = false;
  bool operator==(const MembersAdded&) const = default;
};
/// When the one is the author, they left.
struct MembersRemoved {
  std::vector<UserId> users;
  bool operator==(const MembersRemoved&) const = default;
};
/// kOwner: the author handed the group over.
struct RoleChanged {
  UserId user;
  GroupRole role = GroupRole::kNone;
  bool operator==(const RoleChanged&) const = default;
};
/// nullopt = unchanged.
struct GroupChanged {
  std::optional<std::string> name = {};
  std::optional<std::string> avatar = {};
  std::optional<std::string> description = {};
  std::optional<std::string> notice = {};
  std::optional<GroupRules> rules = {};
  bool operator==(const GroupChanged&) const = default;
};
/// The author's own name in the group, empty = none.
struct NicknameChanged {
  std::string nickname;
  bool operator==(const NicknameChanged&) const = default;
};
struct MemberMuted {
  UserId user;
  UnixMillis until_ms = 0;
  bool operator==(const MemberMuted&) const = default;
};
/// Last entry of a group.
struct GroupDismissed {
  bool operator==(const GroupDismissed&) const = default;
};

/// How a member stands who wants to do something in a group.
struct Standing {
  GroupRules rules;
  bool dismissed = false;
  GroupRole role = GroupRole::kNone;
  UnixMillis muted_until_ms = 0;
  UnixMillis said_ms = 0;  ///< when the member last sent a message
};

inline bool is_admin(GroupRole role) { return role >= GroupRole::kAdmin; }
/// Whether one may silence or remove the other, and take back what they said.
inline bool manages(GroupRole one, GroupRole other) { return is_admin(one) && one > other; }

/// Whether the member may write at all: edit and react, too. kConflict when it was dismissed, kForbidden.
Status may_write(const Standing& who, UnixMillis now);
/// Whether the member may send a message now: kRateLimited in slow mode, else as may_write.
Status may_say(const Standing& who, UnixMillis now);
/// Whether a person of this role may do this to people of that role.
Status may_mention_all(const Standing& who);
Status may_pin(const Standing& who);
Status may_set_expiry(const Standing& who);
Status may_add_members(const Standing& who);
Status may_remove_member(const Standing& who, GroupRole other);
Status may_mute_member(const Standing& who, GroupRole other);
Status may_set_role(const Standing& who, GroupRole other, GroupRole to);
Status may_change_group(const Standing& who, const GroupChanged& change);
Status may_dismiss_group(const Standing& who);
/// Whether the member may go. kConflict for the owner while there are others.
Status may_leave_group(const Standing& who, std::uint32_t members);

/// Trims the texts and checks them: name 1–64 code points in one line, description ≤ 1,000, notice ≤ 2,000; rules within their bounds.
Status normalise(GroupChanged& change);
/// 0–64 code points in one line, trimmed.
Result<std::string> normalise_nickname(std::string_view nickname);

}  // namespace godwit::model
