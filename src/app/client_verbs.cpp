// SPDX-License-Identifier: Apache-2.0
#include "client_verbs.h"

#include <unistd.h>

#include <chrono>
#include <iostream>

#include "client_session.h"

namespace godwit::app {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

/// Waits for an answer, a signal or the end of the time.
template <class T>
Result<T> wait_for(sdk::Answer<T> answer, StopSignals& signals, Clock::time_point end) {
  while (!answer.wait_for(50ms)) {
    if (signals.came()) return fail(ErrorCode::kGoingAway, "interrupted");
    if (Clock::now() > end) return fail(ErrorCode::kTimeout, "the time is over");
  }
  return answer.get();
}

/// The log of "@ben", "ben" or "me".
Result<LogId> find_log(sdk::Client& client, const std::string& to, StopSignals& signals, Clock::time_point end) {
  if (to == "me") {
    // Known from an earlier run: then it can be given to the outbox without a connection.
    if (!client.self()) {
      const auto ready = wait_for(client.caught_up(), signals, end);
      if (!ready) return std::unexpected(ready.error());
    }
    return LogId::direct(client.self()->id, client.self()->id);
  }
  const std::string handle = to.starts_with('@') ? to.substr(1) : to;
  for (const sdk::Contact& one : client.contacts()) {
    if (client.self() && one.user.handle == handle) return LogId::direct(client.self()->id, one.user.id);
  }
  const auto found = wait_for(client.find_user(handle), signals, end);
  if (!found) {
    const bool nobody = found.error().code == ErrorCode::kNotFound;
    return nobody ? fail(ErrorCode::kNotFound, "there is no @" + handle + " on this server")
                  : std::unexpected(found.error());
  }
  return LogId::direct(client.self()->id, found->user.id);
}

Result<std::string> text_of(const SendOrder& order) {
  if (order.text != "-") return order.text;
  std::string text{std::istreambuf_iterator<char>(std::cin), {}};
  while (text.ends_with('\n')) text.pop_back();
  if (text.empty()) return fail(ErrorCode::kInvalid, "standard input holds no text");
  return text;
}

sdk::FileToSend file_of(const std::string& path, const SendOrder& order) {
  sdk::FileToSend file{.path = path};
  const std::string extension = file.path.extension().string();
  const bool picture =
      extension == ".png" || extension == ".jpg" || extension == ".jpeg" || extension == ".gif" || extension == ".webp";
  if (order.as == "picture" || (order.as == "auto" && picture)) file.as = sdk::FileToSend::As::kPicture;
  return file;
}

/// The orders, in the outbox; from here on they are not lost.
/// The text beside files is the caption of the last, so that it cannot arrive before it.
Result<std::vector<ClientId>> give(sdk::Client& client, LogId log, const SendOrder& order) {
  auto text = order.text.empty() ? Result<std::string>(std::string()) : text_of(order);
  if (!text) return std::unexpected(text.error());
  std::vector<ClientId> ids;
  for (const std::string& path : order.files) {
    auto file = file_of(path, order);
    if (&path == &order.files.back()) file.caption = *text;
    const auto id = client.send_file(log, std::move(file));
    if (!id) return std::unexpected(id.error());
    ids.push_back(*id);
  }
  if (!ids.empty()) return ids;
  const auto id = client.send_text(log, std::move(*text));
  if (!id) return std::unexpected(id.error());
  return std::vector{*id};
}

std::string explain(const Error& error) {
  switch (error.code) {
    case ErrorCode::kNotAContact:
      return "they have not accepted you as a contact";
    case ErrorCode::kTokenInvalid:
      return "this device was logged out: `godwit login` again";
    case ErrorCode::kWrongCredentials:
      return "unknown handle or wrong password";
    default:
      return error.detail.empty() ? std::string(describe(error.code).name) : error.detail;
  }
}

std::string device_name() {
  char name[64] = "";
  ::gethostname(name, sizeof name - 1);
  return std::string("godwit on ") + name;
}

}  // namespace

int log_in(const Profile& profile, const StoredAccount& who, const std::string& password) {
  StopSignals signals;
  // Without a cache: those of the verbs are made when they are used.
  auto client = sdk::Client::open({.server = who.server,
                                   .cache = {},
                                   .ca_file = who.ca_file.empty() ? "" : std::filesystem::absolute(who.ca_file),
                                   .program = "godwit-cli/" GODWIT_VERSION});
  if (!client) return complain_as_client(explain(client.error()));
  const auto account =
      wait_for((*client)->log_in(who.handle, password, device_name().substr(0, 64)), signals, Clock::now() + 40s);
  if (!account) return complain_as_client(explain(account.error()));
  // Another account's, or an older token's: what they hold is on the server.
  if (const auto before = load_account(profile);
      !before || before->handle != account->self.handle || before->server != who.server) {
    std::error_code wrong;
    std::filesystem::remove_all(profile.folder, wrong);
  }
  StoredAccount stored = who;
  stored.handle = account->self.handle;
  stored.token = account->token;
  if (!stored.ca_file.empty()) stored.ca_file = std::filesystem::absolute(stored.ca_file);
  const Status kept = store_account(profile, stored);
  if (!kept) return complain_as_client(kept.error().detail);
  std::cout << "logged in as @" << account->self.handle << "\n";
  return 0;
}

int log_out(const Profile& profile) {
  StopSignals signals;
  const auto account = load_account(profile);
  if (!account) return complain_as_client(account.error().detail);
  auto client = sdk::Client::open({.server = account->server, .cache = {}, .ca_file = account->ca_file});
  if (!client) return complain_as_client(explain(client.error()));
  (*client)->with_token(account->token);
  const auto done = wait_for((*client)->log_out(), signals, Clock::now() + 40s);
  if (!done && done.error().code != ErrorCode::kTokenInvalid) return complain_as_client(explain(done.error()));
  std::error_code wrong;
  std::filesystem::remove(profile.account_file, wrong);
  std::filesystem::remove_all(profile.folder, wrong);
  std::cout << "logged out\n";
  return 0;
}

int send(const Profile& profile, const SendOrder& order) {
  StopSignals signals;
  const auto end =
      order.timeout_s == 0 ? Clock::time_point::max() : Clock::now() + std::chrono::seconds(order.timeout_s);
  const auto account = load_account(profile);
  if (!account) return complain_as_client(account.error().detail);
  auto opened = open_client(profile, *account, "send", false);
  if (!opened) return complain_as_client(explain(opened.error()));
  sdk::Client& client = **opened;
  client.with_token(account->token);
  const auto log = find_log(client, order.to, signals, end);
  if (!log) return complain_as_client(explain(log.error()));
  const auto ids = give(client, *log, order);
  if (!ids) return complain_as_client(explain(ids.error()));
  int status = 0;
  for (const ClientId& id : *ids) {
    const auto stored = wait_for(client.wait_sent(id), signals, end);
    if (stored) continue;
    status = 1;
    const bool waits = stored.error().code == ErrorCode::kTimeout || stored.error().code == ErrorCode::kGoingAway;
    // Refused for good: the next `send` must not stumble over it. Unanswered: it stays and goes out with the next one.
    if (!waits) static_cast<void>(client.discard(id));
    complain_as_client(explain(stored.error()) + (waits ? "; it waits and goes out with the next `godwit send`" : ""));
  }
  return status;
}

}  // namespace godwit::app
