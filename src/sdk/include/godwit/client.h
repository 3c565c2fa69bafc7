// SPDX-License-Identifier: Apache-2.0
// A device of a person on a Godwit server: it stays connected, keeps a copy of the logs, and sends what it was given until the server has
// it. One object, one account, one thread of its own inside.
//
//   auto client = Client::open({.server = "https://chat.example", .cache = "ada.db"});
//   auto account = (*client)->log_in("ada", "correct horse", "laptop").get();
//   (*client)->caught_up().get();
//   (*client)->send_text(log, "hello");
//   while (auto update = (*client)->next_update(1s)) …
//
// Threads: every call from any thread, never blocking on the network; what talks to the server gives an Answer (answer.h). Looking at what
// is held (self … outbox) reads the cache and may touch the disk. next_update() is for one thread. Callbacks run on the client's
// thread: they must not block and may call anything but Answer::get, next_update and the destructor.
// Lifetime: the destructor cuts the connection, stops transfers (they go on at the next start), settles every open Answer with
// kGoingAway and joins the thread. What was given to send is in the cache from when send…() returned, and survives a crash.
// Errors: the server's as they are; kGoingAway when closed or stopped; kTimeout when no answer came in Options::request_timeout;
// kIndeterminate when the connection broke under a request that may have taken effect (look, then ask again).
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "godwit/answer.h"
#include "godwit/options.h"
#include "godwit/update.h"
#include "godwit/values.h"

namespace godwit::sdk {

class Client {
 public:
  /// Opens the cache and starts the thread; does not connect. kInvalid: the address or an option is not right; kConflict: another process
  /// has the cache open, or it belongs to another server; kVersionUnsupported: a newer version wrote it; kInternal: it cannot be read.
  static Result<std::unique_ptr<Client>> open(Options options);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // --- Who am I. Only one of the three in a client's life, until it failed.

  /// Asks the server, on a connection of its own, without an account.
  Answer<ServerInfo> look();
  /// Makes an account, then stays connected with it. kConflict when the cache holds another account's data.
  Answer<Account> register_account(NewAccount account);
  /// As register_account, for an account that is there. kWrongCredentials.
  Answer<Account> log_in(std::string handle, std::string password, std::string device_name);
  /// Stays connected with the token from now on; when the server refuses it, LoggedOut comes as an update.
  void with_token(std::string token);
  /// Ends this device on the server and stops. The cache stays: the caller deletes the file if it wants to.
  Answer<void> log_out();

  ConnectionState state() const;
  /// Settles when CaughtUp{true} holds: at once, or after the next connect. Fails with kTokenInvalid when logged out.
  /// No time limit: wait with wait_for.
  Answer<void> caught_up();
  /// The network is back, or somebody looks: connect now, or find out at once whether the connection lives.
  void nudge();

  // --- Updates

  /// The next update, waiting at most so long; nullopt when none came. When 4,096 are waiting the client stops reading from the server
  /// until half of them are taken; nothing is lost.
  std::optional<Update> next_update(std::chrono::milliseconds wait);
  /// Readable (poll, select, epoll) while next_update has something. Belongs to the client: do not read or close it.
  int update_descriptor() const;
  /// From here on EntryApplied is kept in the cache until acknowledged, and those that are not come again, in order, after the next open;
  /// call it before connecting. Without it the stream is only live.
  void keep_arrivals();
  /// Everything up to this arrival was dealt with. On disk when it returns, together with `note`, which belongs to the caller (for
  /// example how far it wrote its own file, to be right after a crash between the two).
  Status acknowledge(std::uint64_t arrival, std::string note = {});
  /// The last acknowledged arrival and the note given with it.
  std::uint64_t acknowledged() const;
  std::string acknowledged_note() const;

  // --- What is held

  std::optional<User> self() const;
  Settings settings() const;
  /// Everyone with state or a block, by name.
  std::vector<Contact> contacts() const;
  std::optional<Contact> find_contact(UserId user) const;
  /// Latest message first.
  std::vector<Conversation> conversations() const;
  std::optional<Conversation> find_conversation(LogId log) const;
  /// Those held; DirectStarted and unsupported kinds are among them, edits, recalls and reactions are in the messages they act on.
  Result<std::vector<Message>> messages(LogId log, MessageRange range = {}) const;
  std::optional<Message> find_message(LogId log, Seq seq) const;
  /// Raw entries with first ≤ seq ≤ last, of those held.
  Result<std::vector<Entry>> entries(LogId log, Seq first, Seq last) const;
  std::vector<Presence> presences() const;
  /// What is on its way or failed, oldest first.
  std::vector<Message> outbox() const;

  // --- History and marks

  /// Reads up to `limit` (≤ 200) older entries of the log from the server into the cache; answers whether there are still older ones.
  Answer<bool> load_older(LogId log, std::size_t limit = 50);
  /// Everything up to `seq` was visible to the person. Reported within a second, repeated until the server has it.
  Status mark_read(LogId log, Seq seq);

  // --- Sending. Each returns once it is on disk in the outbox; SendingChanged tells the rest. Within a log they go out in this order;
  // a sending whose file is still uploading lets later ones pass. kInvalid: limits (docs/protocol.md §12) or no token yet.

  Result<ClientId> send_text(LogId log, std::string text, Seq reply_to = 0);
  /// With files that are on the server already.
  Result<ClientId> send(LogId log, Content content, Seq reply_to = 0);
  /// Uploads (resuming after a cut or a restart), then sends. kNotFound: no such file.
  Result<ClientId> send_file(LogId log, FileToSend file);
  Result<ClientId> edit(LogId log, Seq target, std::string text);
  Result<ClientId> recall(LogId log, Seq target);
  /// Empty = take the reaction back.
  Result<ClientId> react(LogId log, Seq target, std::string emoji);
  /// Settles when the server has it on disk, or when it failed for good. No time limit: wait with wait_for. kNotFound: not in the outbox.
  Answer<Appended> wait_sent(ClientId id);
  /// Sends what failed again, at the end of the line.
  Status retry(ClientId id);
  /// Forgets it. kConflict while it is in flight: it may already be stored.
  Status discard(ClientId id);

  // --- Media

  /// Uploads without sending: for the content of send().
  Answer<File> upload(std::filesystem::path file);
  /// Into `to` (a file; its bytes so far are in `to`.part, and are resumed). TransferProgress under the media id.
  Answer<std::filesystem::path> download(std::string media_id, std::filesystem::path to);

  // --- Contacts

  /// By exact handle, with or without @. kNotFound.
  Answer<Contact> find_user(std::string handle);
  Answer<Contact> request_contact(UserId user, std::string text);
  Answer<Contact> answer_contact(UserId user, bool accept);
  Answer<Contact> set_contact_alias(UserId user, std::string alias);
  Answer<Contact> delete_contact(UserId user);
  Answer<Contact> block_user(UserId user, bool blocked);

  // --- Profile, presence, devices

  /// Absent = unchanged.
  Answer<User> set_profile(std::optional<std::string> name, std::optional<std::string> signature,
                           std::optional<std::string> avatar);
  Answer<Settings> set_settings(Settings settings);
  Answer<void> change_password(std::string old_password, std::string new_password);
  /// Tells the others; repeat it every 4 s while it lasts. Not kept: fails at once when not online.
  Answer<void> set_activity(LogId log, Activity activity);
  /// Asked at each connect anyway; the result is in presences().
  Answer<std::vector<Presence>> list_presence();
  Answer<std::vector<Device>> list_devices();
  Answer<void> revoke_device(DeviceId device);
  /// How many there were.
  Answer<std::uint32_t> revoke_other_devices();

 private:
  class Impl;
  explicit Client(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace godwit::sdk
