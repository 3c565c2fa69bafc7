// SPDX-License-Identifier: Apache-2.0
#include "routes.h"

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "handlers/handlers.h"

namespace godwit::gateway {
namespace {

template <class Request, class Response, class Who>
using Handler = Task<Result<Response>> (*)(Services, Who, Request);

/// The handler's second parameter says who may call: Anonymous or Device.
template <auto kHandler, class Request, class Response, class Who>
constexpr Route row(v1::Method method, std::string_view name, double cost, Handler<Request, Response, Who>,
                    Duration patience = {}) {
  return {static_cast<std::uint32_t>(method),
          name,
          {.is_hello = false, .needs_device = std::is_same_v<Who, session::Device>, .cost = cost, .patience = patience},
          [](Services services, Caller caller, std::string body) -> Task<Result<std::string>> {
            Request request;
            if (!request.ParseFromString(body)) co_return fail(ErrorCode::kInvalid, "params: not this request");
            auto response = co_await kHandler(services, std::get<Who>(std::move(caller)), std::move(request));
            if (!response) co_return std::unexpected(response.error());
            co_return response->SerializeAsString();
          }};
}

#define ROW(METHOD, NAME, COST, HANDLER, ...) \
  row<&handlers::HANDLER>(v1::METHOD, NAME, COST, &handlers::HANDLER __VA_OPT__(, ) __VA_ARGS__)

/// Until the waiting device asks again, or says hello with its token.
constexpr std::chrono::seconds kBetweenAwaits{10};

constexpr session::RequestKind kHello{.is_hello = true, .needs_device = false, .cost = 1};

// cost: tokens of the device's rate (50 at once, 20 a second).
// clang-format off: a table
constexpr std::array kRoutes = {
    //  method                     name               cost  handler
    Route{v1::METHOD_HELLO, "Hello", kHello, nullptr},
    ROW(METHOD_REGISTER,          "Register",          5,   register_user),
    ROW(METHOD_LOG_IN,            "LogIn",             5,   log_in),
    ROW(METHOD_LOG_OUT,           "LogOut",            1,   log_out),
    ROW(METHOD_CHANGE_PASSWORD,   "ChangePassword",    5,   change_password),
    ROW(METHOD_SET_PROFILE,       "SetProfile",        2,   set_profile),
    ROW(METHOD_SET_SETTINGS,      "SetSettings",       2,   set_settings),
    ROW(METHOD_DELETE_ACCOUNT,    "DeleteAccount",     5,   delete_account),
    ROW(METHOD_FIND_USER,         "FindUser",          2,   find_user),
    ROW(METHOD_REQUEST_CONTACT,   "RequestContact",    5,   request_contact),
    ROW(METHOD_ANSWER_CONTACT,    "AnswerContact",     1,   answer_contact),
    ROW(METHOD_LIST_CONTACTS,     "ListContacts",      1,   list_contacts),
    ROW(METHOD_SET_CONTACT_ALIAS, "SetContactAlias",   1,   set_contact_alias),
    ROW(METHOD_DELETE_CONTACT,    "DeleteContact",     1,   delete_contact),
    ROW(METHOD_BLOCK_USER,        "BlockUser",         1,   block_user),
    ROW(METHOD_REPORT_USER,       "ReportUser",        5,   report_user),
    ROW(METHOD_SEND_MESSAGE,      "SendMessage",       1,   send_message),
    ROW(METHOD_EDIT_MESSAGE,      "EditMessage",       1,   edit_message),
    ROW(METHOD_RECALL_MESSAGE,    "RecallMessage",     1,   recall_message),
    ROW(METHOD_SET_REACTION,      "SetReaction",       1,   set_reaction),
    ROW(METHOD_PIN_MESSAGE,       "PinMessage",        1,   pin_message),
    ROW(METHOD_SET_EXPIRY,        "SetExpiry",         1,   set_expiry),
    ROW(METHOD_HIDE_MESSAGES,     "HideMessages",      1,   hide_messages),
    ROW(METHOD_READ_LOG,          "ReadLog",           0.2, read_log),
    ROW(METHOD_GET_HEAD,          "GetHead",           0.2, get_head),
    ROW(METHOD_ADVANCE_CURSORS,   "AdvanceCursors",    0.2, advance_cursors),
    ROW(METHOD_READ_ENTRIES,      "ReadEntries",       0.2, read_entries),
    ROW(METHOD_FIND_ENTRY,        "FindEntry",         0.2, find_entry),
    ROW(METHOD_LIST_READERS,      "ListReaders",       1,   list_readers),
    ROW(METHOD_LIST_VERSIONS,     "ListVersions",      1,   list_versions),
    ROW(METHOD_LIST_DEVICES,      "ListDevices",       1,   list_devices),
    ROW(METHOD_REVOKE_DEVICE,     "RevokeDevice",      1,   revoke_device),
    ROW(METHOD_REVOKE_OTHER_DEVICES, "RevokeOtherDevices", 1, revoke_other_devices),
    ROW(METHOD_BEGIN_DEVICE_LOG_IN,  "BeginDeviceLogIn",   5, begin_device_log_in, limits::kDeviceLogInLife),
    ROW(METHOD_AWAIT_DEVICE_LOG_IN,  "AwaitDeviceLogIn",   1, await_device_log_in, kBetweenAwaits),
    ROW(METHOD_GET_DEVICE_LOG_IN,    "GetDeviceLogIn",     1, get_device_log_in),
    ROW(METHOD_ANSWER_DEVICE_LOG_IN, "AnswerDeviceLogIn",  1, answer_device_log_in),
    ROW(METHOD_LIST_PRESENCE,     "ListPresence",      1,   list_presence),
    ROW(METHOD_SET_ACTIVITY,      "SetActivity",       0.5, set_activity),
    ROW(METHOD_CREATE_GROUP, "CreateGroup", 5, create_group),
    ROW(METHOD_SET_GROUP, "SetGroup", 2, set_group),
    ROW(METHOD_ADD_MEMBERS, "AddMembers", 5, add_members),
    ROW(METHOD_REMOVE_MEMBERS, "RemoveMembers", 2, remove_members),
    ROW(METHOD_LEAVE_GROUP, "LeaveGroup", 2, leave_group),
    ROW(METHOD_SET_ROLE, "SetRole", 1, set_role),
    ROW(METHOD_SET_NICKNAME, "SetNickname", 1, set_nickname),
    ROW(METHOD_MUTE_MEMBER, "MuteMember", 1, mute_member),
    ROW(METHOD_DISMISS_GROUP, "DismissGroup", 2, dismiss_group),
    ROW(METHOD_LIST_MEMBERS, "ListMembers", 1, list_members),
    ROW(METHOD_GET_MEMBERS, "GetMembers", 1, get_members),
    ROW(METHOD_CREATE_GROUP_LINK, "CreateGroupLink", 2, create_group_link),
    ROW(METHOD_LIST_GROUP_LINKS, "ListGroupLinks", 1, list_group_links),
    ROW(METHOD_REVOKE_GROUP_LINK, "RevokeGroupLink", 1, revoke_group_link),
    ROW(METHOD_PREVIEW_GROUP_LINK, "PreviewGroupLink", 2, preview_group_link),
    ROW(METHOD_JOIN_GROUP, "JoinGroup", 5, join_group),
    ROW(METHOD_LIST_JOIN_WISHES, "ListJoinWishes", 1, list_join_wishes),
    ROW(METHOD_ANSWER_JOIN, "AnswerJoin", 2, answer_join),
    ROW(METHOD_SET_CONVERSATION,  "SetConversation",   1,   set_conversation),
    ROW(METHOD_SEARCH_MESSAGES,   "SearchMessages",    2,   search_messages),
    ROW(METHOD_RESET_PASSWORD,    "ResetPassword",     5,   reset_password),
    ROW(METHOD_SET_DISABLED,      "SetDisabled",       1,   set_disabled),
    ROW(METHOD_SET_ADMINISTRATOR, "SetAdministrator",  1,   set_administrator),
    ROW(METHOD_FIND_ACCOUNT,      "FindAccount",       1,   find_account),
    ROW(METHOD_LIST_ACCOUNTS,     "ListAccounts",      2,   list_accounts),
    ROW(METHOD_GET_COUNTS,        "GetCounts",         2,   get_counts),
    ROW(METHOD_LIST_AUDIT,        "ListAudit",         2,   list_audit),
    ROW(METHOD_LIST_REPORTS,      "ListReports",       2,   list_reports),
    ROW(METHOD_CLOSE_REPORT,      "CloseReport",       1,   close_report),
};

// clang-format on

#undef ROW

}  // namespace

const Route* find_route(std::uint32_t method) {
  const auto it = std::ranges::find(kRoutes, method, &Route::method);
  return it == kRoutes.end() ? nullptr : &*it;
}

}  // namespace godwit::gateway
