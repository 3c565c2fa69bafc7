// SPDX-License-Identifier: Apache-2.0
#include "model/group.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "model/text.h"

namespace godwit::model {
namespace {

std::unexpected<Error> forbid(std::string why) { return fail(ErrorCode::kForbidden, std::move(why)); }

/// Only what was said stays of a group that ended.
Status is_alive(const Standing& who) {
  return who.dismissed ? fail(ErrorCode::kConflict, "the group was dismissed") : Status();
}

Status needs(const Standing& who, GroupRole role, const char* why) {
  if (auto ok = is_alive(who); !ok) return ok;
  return who.role >= role ? Status() : forbid(why);
}

/// Lines are fine, other control characters are not.
Status check_text(std::string& text, std::size_t max_code_points, const char* field) {
  text = std::string(trim(text));
  const auto count = count_code_points(text);
  if (!count || *count > max_code_points || text.contains('\0')) {
    return fail(ErrorCode::kInvalid,
                std::string(field) + ": at most " + std::to_string(max_code_points) + " characters");
  }
  return {};
}

bool is_known(GroupRole role) { return role >= GroupRole::kMember && role <= GroupRole::kOwner; }

Status check_rules(const GroupRules& rules) {
  for (const GroupRole role : {rules.send, rules.invite, rules.edit_profile, rules.mention_all, rules.pin}) {
    if (!is_known(role)) return fail(ErrorCode::kInvalid, "rules: no such role");
  }
  constexpr std::uint32_t kSlowest = 3600;
  return rules.slow_mode_s <= kSlowest ? Status() : fail(ErrorCode::kInvalid, "rules.slow_mode_s: at most 3600");
}

}  // namespace

Status may_write(const Standing& who, UnixMillis now) {
  if (auto ok = needs(who, who.rules.send, "only those who lead the group may write"); !ok) return ok;
  return who.muted_until_ms > now ? forbid("you are muted in this group") : Status();
}

Status may_say(const Standing& who, UnixMillis now) {
  if (auto ok = may_write(who, now); !ok) return ok;
  if (is_admin(who.role) || who.rules.slow_mode_s == 0) return {};
  const UnixMillis next = who.said_ms + UnixMillis{who.rules.slow_mode_s} * 1000;
  if (next <= now) return {};
  return fail(ErrorCode::kRateLimited, "slow mode", static_cast<std::uint32_t>(next - now));
}

Status may_mention_all(const Standing& who) {
  return needs(who, who.rules.mention_all, "you may not mention everyone");
}

Status may_pin(const Standing& who) { return needs(who, who.rules.pin, "you may not pin messages"); }

Status may_set_expiry(const Standing& who) {
  return needs(who, GroupRole::kAdmin, "admins set when messages disappear");
}

Status may_add_members(const Standing& who) { return needs(who, who.rules.invite, "you may not invite"); }

Status may_remove_member(const Standing& who, GroupRole other) {
  if (auto ok = needs(who, GroupRole::kAdmin, "admins remove members"); !ok) return ok;
  return manages(who.role, other) ? Status() : forbid("their role is not below yours");
}

Status may_mute_member(const Standing& who, GroupRole other) {
  if (auto ok = needs(who, GroupRole::kAdmin, "admins mute members"); !ok) return ok;
  return manages(who.role, other) ? Status() : forbid("their role is not below yours");
}

Status may_set_role(const Standing& who, GroupRole other, GroupRole to) {
  if (auto ok = needs(who, GroupRole::kOwner, "the owner gives roles"); !ok) return ok;
  if (!is_known(to)) return fail(ErrorCode::kInvalid, "role: no such role");
  return other == to || other == GroupRole::kOwner ? fail(ErrorCode::kConflict, "the role is theirs") : Status();
}

Status may_change_group(const Standing& who, const GroupChanged& change) {
  if (change.rules) {
    if (auto ok = needs(who, GroupRole::kAdmin, "admins set the rules"); !ok) return ok;
  }
  return needs(who, change.rules ? GroupRole::kAdmin : who.rules.edit_profile, "you may not change the group");
}

Status may_dismiss_group(const Standing& who) { return needs(who, GroupRole::kOwner, "the owner dismisses the group"); }

Status may_leave_group(const Standing& who, std::uint32_t members) {
  const bool stays = who.role == GroupRole::kOwner && members > 1 && !who.dismissed;
  return stays ? fail(ErrorCode::kConflict, "hand the group over or dismiss it first") : Status();
}

Status normalise(GroupChanged& change) {
  constexpr std::size_t kDescription = 1000;
  constexpr std::size_t kNotice = 2000;
  if (change.name) {
    auto name = normalise_name(*change.name);
    if (!name) return std::unexpected(name.error());
    change.name = std::move(*name);
  }
  if (change.avatar) {
    if (auto ok = check_avatar(*change.avatar); !ok) return ok;
  }
  if (change.description) {
    if (auto ok = check_text(*change.description, kDescription, "description"); !ok) return ok;
  }
  if (change.notice) {
    if (auto ok = check_text(*change.notice, kNotice, "notice"); !ok) return ok;
  }
  return change.rules ? check_rules(*change.rules) : Status();
}

Result<std::string> normalise_nickname(std::string_view nickname) {
  const auto text = trim(nickname);
  if (is_label(text, limits::kNameCodePoints)) return std::string(text);
  return fail(ErrorCode::kInvalid, "nickname: at most 64 characters in one line");
}

}  // namespace godwit::model
