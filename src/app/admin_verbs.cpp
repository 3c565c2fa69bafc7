// SPDX-License-Identifier: Apache-2.0
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <optional>

#include "admin_socket.h"

namespace godwit::app {
namespace {

namespace json = boost::json;

std::string text_of(const json::object& request, std::string_view key) {
  const auto* value = request.if_contains(key);
  const auto* text = value ? value->if_string() : nullptr;
  return text ? std::string(*text) : std::string();
}

std::uint32_t number_of(const json::object& request, std::string_view key) {
  const auto* value = request.if_contains(key);
  const auto* number = value ? value->if_int64() : nullptr;
  return number && *number >= 0 && *number <= UINT32_MAX ? static_cast<std::uint32_t>(*number) : 0;
}

json::object show(const store::Account& account) {
  return {{"id", account.user.id.value}, {"handle", account.user.handle}, {"name", account.user.name},
          {"admin", account.admin},      {"disabled", account.disabled},  {"created_ms", account.created_ms}};
}

json::object show(const service::UsedAccount& one) {
  json::object out = show(one.account);
  out["devices"] = one.use.devices;
  out["last_seen_ms"] = one.use.last_seen_ms;
  return out;
}

json::object show(const store::AuditRow& row) {
  return {{"id", row.id},
          {"time_ms", row.time_ms},
          {"actor", row.actor.value},
          {"actor_handle", row.actor_handle},
          {"act", row.act},
          {"target", row.target.value},
          {"target_handle", row.target_handle}};
}

json::object show(const service::Counts& counts) {
  return {{"users", counts.totals.users},
          {"disabled", counts.totals.disabled},
          {"devices", counts.totals.devices},
          {"sessions", counts.sessions},
          {"conversations", counts.totals.conversations},
          {"entries", counts.totals.entries},
          {"bytes", counts.totals.bytes}};
}

std::string sentence(const Error& error) {
  if (error.code == ErrorCode::kHandleTaken) return "this handle is taken";
  return error.detail.empty() ? std::string(describe(error.code).name) : error.detail;
}

std::string refuse(const Error& error) { return json::serialize(json::object{{"error", sentence(error)}}); }
std::string accept(json::value value) { return json::serialize(json::object{{"ok", std::move(value)}}); }

constexpr service::CommandLine kHere;

Task<std::string> list_users(service::Admin* admin) {
  constexpr std::size_t kPage = 500;
  json::array rows;
  for (UserId after;;) {
    const auto page = co_await admin->list_users(kHere, after, kPage);
    if (!page) co_return refuse(page.error());
    for (const service::UsedAccount& one : *page) rows.push_back(show(one));
    if (page->size() < kPage) co_return accept(std::move(rows));
    after = page->back().account.user.id;
  }
}

Task<std::string> list_audit(service::Admin* admin, std::uint32_t limit) {
  const auto page = co_await admin->list_audit(kHere, 0, limit);
  if (!page) co_return refuse(page.error());
  json::array rows;
  for (const store::AuditRow& row : *page) rows.push_back(show(row));
  co_return accept(std::move(rows));
}

/// nullopt when there is no such verb.
Task<std::optional<std::string>> run_user_verb(service::Admin* admin, std::string verb, json::object request) {
  const std::string handle = text_of(request, "handle");
  if (verb == "user.add") {
    auto account = co_await admin->add_user(kHere, handle, text_of(request, "name"), text_of(request, "password"));
    co_return account ? accept(show(*account)) : refuse(account.error());
  }
  if (verb == "user.passwd") {
    std::optional<std::string> given;
    if (request.contains("password")) given = text_of(request, "password");
    auto password = co_await admin->reset_password(kHere, handle, given);
    if (!password) co_return refuse(password.error());
    co_return accept(given ? json::object() : json::object{{"password", *password}});
  }
  if (verb == "user.disable" || verb == "user.enable") {
    auto done = co_await admin->set_disabled(kHere, handle, verb == "user.disable");
    co_return done ? accept(json::object()) : refuse(done.error());
  }
  if (verb == "user.find") {
    const auto account = co_await admin->find_user(kHere, handle);
    co_return account ? accept(show(*account)) : refuse(account.error());
  }
  if (verb == "user.list") co_return co_await list_users(admin);
  co_return std::nullopt;
}

}  // namespace

Task<std::string> run_admin_verb(service::Admin* admin, std::string request_text) {
  json::error_code error;
  const json::value parsed = json::parse(request_text, error);
  if (error || !parsed.is_object()) co_return refuse({ErrorCode::kInvalid, "not a JSON object", 0});
  const json::object& request = parsed.get_object();
  const std::string verb = text_of(request, "verb");

  if (auto answer = co_await run_user_verb(admin, verb, request)) co_return std::move(*answer);
  if (verb == "admin.add" || verb == "admin.remove") {
    auto done = co_await admin->set_admin(kHere, text_of(request, "handle"), verb == "admin.add");
    co_return done ? accept(json::object()) : refuse(done.error());
  }
  if (verb == "admin.audit") co_return co_await list_audit(admin, number_of(request, "limit"));
  if (verb == "admin.counts") {
    const auto counts = co_await admin->count(kHere);
    co_return counts ? accept(show(*counts)) : refuse(counts.error());
  }
  if (verb == "invite.create") {
    auto code = co_await admin->create_invite(kHere, number_of(request, "uses"), number_of(request, "days"));
    co_return code ? accept(json::object{{"code", *code}}) : refuse(code.error());
  }
  if (verb == "server.ping") co_return accept(json::object());
  if (verb == "backup.snapshot") {
    auto epoch = co_await admin->take_snapshot(text_of(request, "file"));
    co_return epoch ? accept(json::object{{"epoch", *epoch}}) : refuse(epoch.error());
  }
  if (verb == "index.rebuild") {
    const auto messages = co_await admin->rebuild_index();
    co_return messages ? accept(json::object{{"messages", *messages}}) : refuse(messages.error());
  }
  if (verb == "store.inspect") {
    auto faults = co_await admin->inspect_store();
    co_return faults ? accept(json::array(faults->begin(), faults->end())) : refuse(faults.error());
  }
  co_return refuse({ErrorCode::kInvalid, "unknown verb", 0});
}

}  // namespace godwit::app
