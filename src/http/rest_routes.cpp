// SPDX-License-Identifier: Apache-2.0
#include "rest_routes.h"

#include <algorithm>

#include "protocol/wire.h"

namespace godwit::http {
namespace {

// clang-format off: a table
constexpr RestRoute kRoutes[] = {
    // verb     path                                          method                            status device body   appends query
    {"POST",   "/v1/accounts",                                v1::METHOD_REGISTER,              201, false, true,  false},
    {"POST",   "/v1/account/deletion",                        v1::METHOD_DELETE_ACCOUNT,        200, true,  true,  false},
    {"PUT",    "/v1/account/password",                        v1::METHOD_CHANGE_PASSWORD,       200, true,  true,  false},
    {"PATCH",  "/v1/account/profile",                         v1::METHOD_SET_PROFILE,           200, true,  true,  false},
    {"PUT",    "/v1/account/settings",                        v1::METHOD_SET_SETTINGS,          200, true,  true,  false},
    {"POST",   "/v1/sessions",                                v1::METHOD_LOG_IN,                201, false, true,  false},
    {"DELETE", "/v1/sessions/current",                        v1::METHOD_LOG_OUT,               200, true,  false, false},
    {"GET",    "/v1/devices",                                 v1::METHOD_LIST_DEVICES,          200, true,  false, false},
    {"DELETE", "/v1/devices/others",                          v1::METHOD_REVOKE_OTHER_DEVICES,  200, true,  false, false},
    {"DELETE", "/v1/devices/{deviceId}",                      v1::METHOD_REVOKE_DEVICE,         200, true,  false, false},
    {"GET",    "/v1/users/{handle}",                          v1::METHOD_FIND_USER,             200, true,  false, false},
    {"GET",    "/v1/contacts",                                v1::METHOD_LIST_CONTACTS,         200, true,  false, false, "after"},
    {"PUT",    "/v1/contacts/{user}",                         v1::METHOD_REQUEST_CONTACT,       200, true,  true,  false},
    {"DELETE", "/v1/contacts/{user}",                         v1::METHOD_DELETE_CONTACT,        200, true,  false, false},
    {"PUT",    "/v1/contacts/{user}/answer",                  v1::METHOD_ANSWER_CONTACT,        200, true,  true,  false},
    {"PUT",    "/v1/contacts/{user}/alias",                   v1::METHOD_SET_CONTACT_ALIAS,     200, true,  true,  false},
    {"PUT",    "/v1/contacts/{user}/block",                   v1::METHOD_BLOCK_USER,            200, true,  true,  false},
    {"POST",   "/v1/reports",                                 v1::METHOD_REPORT_USER,           201, true,  true,  false},
    {"GET",    "/v1/presence",                                v1::METHOD_LIST_PRESENCE,         200, true,  false, false},
    {"GET",    "/v1/logs/{log}",                              v1::METHOD_GET_HEAD,              200, true,  false, false},
    {"GET",    "/v1/logs/{log}/entries",                      v1::METHOD_READ_LOG,              200, true,  false, false,
     "epoch after before limit"},
    {"POST",   "/v1/logs/{log}/messages",                     v1::METHOD_SEND_MESSAGE,          201, true,  true,  true},
    {"PUT",    "/v1/logs/{log}/messages/{target}",            v1::METHOD_EDIT_MESSAGE,          200, true,  true,  true},
    {"DELETE", "/v1/logs/{log}/messages/{target}",            v1::METHOD_RECALL_MESSAGE,        200, true,  false, true},
    {"PUT",    "/v1/logs/{log}/messages/{target}/reaction",   v1::METHOD_SET_REACTION,          200, true,  true,  true},
    {"PUT",    "/v1/logs/{log}/messages/{target}/pin",        v1::METHOD_PIN_MESSAGE,           200, true,  true,  true},
    {"GET",    "/v1/logs/{log}/messages/{seq}/readers",       v1::METHOD_LIST_READERS,          200, true,  false, false},
    {"GET",    "/v1/logs/{log}/messages/{seq}/versions",      v1::METHOD_LIST_VERSIONS,         200, true,  false, false, "after"},
    {"POST",   "/v1/logs/{log}/entries/lookup",               v1::METHOD_READ_ENTRIES,          200, true,  true,  false},
    {"GET",    "/v1/logs/{log}/position",                     v1::METHOD_FIND_ENTRY,            200, true,  false, false, "timeMs"},
    {"POST",   "/v1/logs/{log}/hidden",                       v1::METHOD_HIDE_MESSAGES,         200, true,  true,  false},
    {"PUT",    "/v1/logs/{log}/expiry",                       v1::METHOD_SET_EXPIRY,            200, true,  true,  true},
    {"PUT",    "/v1/logs/{log}/activity",                     v1::METHOD_SET_ACTIVITY,          200, true,  true,  false},
    {"POST",   "/v1/cursors",                                 v1::METHOD_ADVANCE_CURSORS,       200, true,  true,  false},
    {"POST",   "/v1/groups",                                 v1::METHOD_CREATE_GROUP,          201, true,  true,  true},
    {"PATCH",  "/v1/logs/{log}/group",                       v1::METHOD_SET_GROUP,             200, true,  true,  true},
    {"DELETE", "/v1/logs/{log}/group",                       v1::METHOD_DISMISS_GROUP,         200, true,  false, true},
    {"GET",    "/v1/logs/{log}/members",                     v1::METHOD_LIST_MEMBERS,          200, true,  false, false,
     "after limit role"},
    {"POST",   "/v1/logs/{log}/members",                     v1::METHOD_ADD_MEMBERS,           200, true,  true,  true},
    {"POST",   "/v1/logs/{log}/members/lookup",              v1::METHOD_GET_MEMBERS,           200, true,  true,  false},
    {"POST",   "/v1/logs/{log}/members/removal",             v1::METHOD_REMOVE_MEMBERS,        200, true,  true,  true},
    {"PUT",    "/v1/logs/{log}/members/{user}/role",         v1::METHOD_SET_ROLE,              200, true,  true,  true},
    {"PUT",    "/v1/logs/{log}/members/{user}/mute",         v1::METHOD_MUTE_MEMBER,           200, true,  true,  true},
    {"PUT",    "/v1/logs/{log}/nickname",                    v1::METHOD_SET_NICKNAME,          200, true,  true,  true},
    {"DELETE", "/v1/logs/{log}/membership",                  v1::METHOD_LEAVE_GROUP,           200, true,  false, true},
    {"POST",   "/v1/logs/{log}/links",                       v1::METHOD_CREATE_GROUP_LINK,     201, true,  true,  false},
    {"GET",    "/v1/logs/{log}/links",                       v1::METHOD_LIST_GROUP_LINKS,      200, true,  false, false},
    {"DELETE", "/v1/logs/{log}/links/{code}",                v1::METHOD_REVOKE_GROUP_LINK,     200, true,  false, false},
    {"GET",    "/v1/links/{code}",                           v1::METHOD_PREVIEW_GROUP_LINK,    200, true,  false, false},
    {"POST",   "/v1/links/{code}/joining",                   v1::METHOD_JOIN_GROUP,            200, true,  true,  false},
    {"GET",    "/v1/logs/{log}/wishes",                      v1::METHOD_LIST_JOIN_WISHES,      200, true,  false, false},
    {"PUT",    "/v1/logs/{log}/wishes/{user}",               v1::METHOD_ANSWER_JOIN,           200, true,  true,  false},
    {"PUT",    "/v1/conversations/{log}/settings",           v1::METHOD_SET_CONVERSATION,      200, true,  true,  false},
    {"GET",    "/v1/messages",                                v1::METHOD_SEARCH_MESSAGES,       200, true,  false, false,
     "query log author kind sinceMs untilMs next limit"},
    {"GET",    "/v1/admin/counts",                            v1::METHOD_GET_COUNTS,            200, true,  false, false},
    {"GET",    "/v1/admin/audit",                             v1::METHOD_LIST_AUDIT,            200, true,  false, false,
     "before limit"},
    {"GET",    "/v1/admin/reports",                           v1::METHOD_LIST_REPORTS,          200, true,  false, false,
     "before limit closed"},
    {"PUT",    "/v1/admin/reports/{id}/outcome",              v1::METHOD_CLOSE_REPORT,          200, true,  true,  false},
    {"GET",    "/v1/admin/users",                             v1::METHOD_LIST_ACCOUNTS,         200, true,  false, false,
     "after limit"},
    {"GET",    "/v1/admin/users/{handle}",                    v1::METHOD_FIND_ACCOUNT,          200, true,  false, false},
    {"PUT",    "/v1/admin/users/{user}/password",             v1::METHOD_RESET_PASSWORD,        200, true,  true,  false},
    {"PUT",    "/v1/admin/users/{user}/disabled",             v1::METHOD_SET_DISABLED,          200, true,  true,  false},
    {"PUT",    "/v1/admin/users/{user}/administrator",        v1::METHOD_SET_ADMINISTRATOR,     200, true,  true,  false},
};
// clang-format on

/// The next piece of a path up to a slash; takes it off.
std::string_view take_segment(std::string_view& path) {
  path.remove_prefix(1);
  const auto end = std::min(path.find('/'), path.size());
  const auto segment = path.substr(0, end);
  path.remove_prefix(end);
  return segment;
}

std::optional<std::vector<protocol::JsonField>> match_path(std::string_view pattern, std::string_view path) {
  std::vector<protocol::JsonField> fields;
  while (pattern.starts_with('/') && path.starts_with('/')) {
    const auto expected = take_segment(pattern);
    const auto found = take_segment(path);
    if (expected.starts_with('{')) {
      if (found.empty()) return std::nullopt;
      fields.push_back({std::string(expected.substr(1, expected.size() - 2)), std::string(found)});
    } else if (expected != found) {
      return std::nullopt;
    }
  }
  if (!pattern.empty() || !path.empty()) return std::nullopt;
  return fields;
}

}  // namespace

std::span<const RestRoute> rest_routes() { return kRoutes; }

std::optional<RestMatch> match_rest(std::string_view verb, std::string_view path) {
  RestMatch match{};
  for (const RestRoute& route : kRoutes) {
    auto fields = match_path(route.path, path);
    if (!fields) continue;
    if (route.verb == verb) return RestMatch{&route, std::move(*fields), {}};
    match.allowed += (match.allowed.empty() ? "" : ", ") + std::string(route.verb);
  }
  if (match.allowed.empty()) return std::nullopt;
  return match;
}

}  // namespace godwit::http
