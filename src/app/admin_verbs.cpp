// SPDX-License-Identifier: Apache-2.0
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

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
  return {{"id", account.user.id.value},
          {"handle", account.user.handle},
          {"name", account.user.name},
          {"admin", account.admin},
          {"created_ms", account.created_ms}};
}

std::string sentence(const Error& error) {
  if (error.code == ErrorCode::kHandleTaken) return "this handle is taken";
  return error.detail.empty() ? std::string(describe(error.code).name) : error.detail;
}

std::string refuse(const Error& error) { return json::serialize(json::object{{"error", sentence(error)}}); }
std::string accept(json::value value) { return json::serialize(json::object{{"ok", std::move(value)}}); }

}  // namespace

Task<std::string> run_admin_verb(service::Admin* admin, std::string request_text) {
  json::error_code error;
  const json::value parsed = json::parse(request_text, error);
  if (error || !parsed.is_object()) co_return refuse({ErrorCode::kInvalid, "not a JSON object", 0});
  const json::object& request = parsed.get_object();
  const std::string verb = text_of(request, "verb");

  if (verb == "user.add") {
    auto account =
        co_await admin->add_user(text_of(request, "handle"), text_of(request, "name"), text_of(request, "password"));
    co_return account ? accept(show(*account)) : refuse(account.error());
  }
  if (verb == "user.passwd") {
    auto done = co_await admin->set_password(text_of(request, "handle"), text_of(request, "password"));
    co_return done ? accept(json::object()) : refuse(done.error());
  }
  if (verb == "user.list") {
    auto accounts = co_await admin->list_users();
    if (!accounts) co_return refuse(accounts.error());
    json::array rows;
    for (const store::Account& account : *accounts) rows.push_back(show(account));
    co_return accept(std::move(rows));
  }
  if (verb == "invite.create") {
    auto code = co_await admin->create_invite(number_of(request, "uses"), number_of(request, "days"));
    co_return code ? accept(json::object{{"code", *code}}) : refuse(code.error());
  }
  if (verb == "server.ping") co_return accept(json::object());
  if (verb == "backup.snapshot") {
    auto epoch = co_await admin.take_snapshot(text_of(request, "file"));
    co_return epoch ? accept(json::object{{"epoch", *epoch}}) : refuse(epoch.error());
  }
  if (verb == "store.inspect") {
    auto faults = co_await admin.inspect_store();
    co_return faults ? accept(json::array(faults->begin(), faults->end())) : refuse(faults.error());
  }
  co_return refuse({ErrorCode::kInvalid, "unknown verb", 0});
}

}  // namespace godwit::app
