// SPDX-License-Identifier: Apache-2.0
// Sync and link against a server that does everything a network may do to them; the cache is real and in memory or on disk.
#include "sync/sync.h"

#include <gtest/gtest.h>

#include "link/link.h"
#include "scripted_server.h"

namespace godwit::sdk::test {
namespace {

using namespace std::chrono_literals;

/// What survives a crash: positions together with what was applied, taken at the end of a turn.
struct Disk {
  Epoch epoch = 0;
  std::string resume_token;
  std::map<std::string, LogRecord> logs;
  std::map<std::string, std::vector<std::string>> applied;  ///< by log: the texts, in order
  std::vector<OutboxItem> outbox;
};

class Device : public SyncSink, public LinkEvents {
 public:
  Device(VirtualWorld& world, Transport& transport, Disk& disk)
      : disk_(disk),
        now_(disk),
        link(world, transport, *this,
             {.program = "test/1", .token = "t", .resume_token = [this] { return sync.resume_token(); }}),
        sync({.self = ScriptedServer::kSelf, .complete = true}, link, world, *this, remembered(disk)) {
    link.start();
  }

  /// A turn is over: all of it is kept.
  void commit() {
    for (const auto& [log, state] : sync.logs()) {
      if (state->record().range || state->record().head.members_size() > 0 || log.starts_with("u.")) {
        now_.logs[log] = state->record();
      }
    }
    disk_ = now_;
  }

  void say(const std::string& text, UnixMillis created_ms) {
    OutboxItem item{.client_id = protocol::format_client_id(make_client_id(SystemClock())),
                    .log = ScriptedServer::log()};
    v1::SendMessageRequest request;
    request.set_log(item.log);
    request.set_client_id(item.client_id);
    request.mutable_text()->set_text(text);
    item.request = request.SerializeAsString();
    item.created_ms = created_ms;
    item.epoch = sync.epoch();
    sync.outbox().add(item);
    disk_.outbox = now_.outbox;
  }

  void on_entries(const LogState& state, const std::vector<Held>& entries, Joined how) override {
    auto& applied = now_.applied[state.log()];
    if (how == Joined::kReplaced) replaced = true;
    if (how != Joined::kNew) return;
    for (const Held& held : entries) {
      if (state.log() == ScriptedServer::log()) seqs.push_back(held.entry.seq());
      applied.push_back(held.entry.body().text().text());
    }
  }
  void on_log(const LogState&) override {}
  void on_cursor(const std::string&, const v1::Cursor&) override {}
  void on_contacts(const std::vector<v1::Contact>&, bool) override {}
  void on_self(const v1::User&) override {}
  void on_settings(const v1::Settings&) override {}
  void on_item(const OutboxItem& item) override {
    std::erase_if(now_.outbox, [&](const auto& one) { return one.client_id == item.client_id; });
    now_.outbox.push_back(item);
    now_.outbox.back().seq = 0;
  }
  void on_item_gone(const OutboxItem& item) override {
    std::erase_if(now_.outbox, [&](const auto& one) { return one.client_id == item.client_id; });
  }
  void on_stored(const OutboxItem&, const v1::Appended&) override {}
  void on_resume_token(const std::string& token) override { now_.resume_token = token; }
  void on_epoch(Epoch epoch, bool first) override {
    now_.epoch = epoch;
    if (first) return;
    now_.logs.clear();
    now_.applied.clear();
    now_.resume_token.clear();
    ++epochs;
  }
  void on_caught_up(bool yes) override { caught_up = yes; }

  void on_state(const ConnectionChanged& change) override {
    if (change.state != ConnectionState::kOnline) sync.disconnected();
  }
  void on_hello(const v1::HelloResponse& hello) override { sync.hello(hello); }
  void on_update(const v1::Update& update) override { sync.update(update); }
  void on_logged_out(const Error&) override {}

  static Remembered remembered(const Disk& disk) {
    Remembered all{.epoch = disk.epoch, .resume_token = disk.resume_token, .logs = {}, .outbox = disk.outbox};
    for (const auto& [log, record] : disk.logs) all.logs.push_back(record);
    return all;
  }

 private:
  Disk& disk_;
  Disk now_;

 public:
  Link link;
  Sync sync;
  std::vector<Seq> seqs;
  bool caught_up = false;
  bool replaced = false;
  int epochs = 0;
};

class Synced : public ::testing::Test {
 protected:
  void begin() {
    device.reset();
    device = std::make_unique<Device>(world, server, disk);
  }
  void run(std::chrono::milliseconds time) {
    for (auto passed = 0ms; passed < time; passed += 10ms) {
      world.advance(10ms);
      device->commit();
    }
  }
  std::vector<std::string> on_server() const {
    std::vector<std::string> texts;
    const auto found = server.logs.find(ScriptedServer::log());
    if (found == server.logs.end()) return texts;
    for (const auto& entry : found->second) texts.push_back(entry.body().text().text());
    return texts;
  }

  VirtualWorld world{11};
  ScriptedServer server{world};
  Disk disk;
  std::unique_ptr<Device> device;
};

TEST_F(Synced, what_was_there_before_the_first_hello_is_history_and_what_comes_is_new) {
  for (int i = 0; i < 30; ++i) server.append(ScriptedServer::log(), "old");
  begin();
  run(1s);
  EXPECT_TRUE(device->caught_up);
  EXPECT_TRUE(device->replaced);
  EXPECT_TRUE(device->seqs.empty());
  server.append(ScriptedServer::log(), "new");
  run(1s);
  EXPECT_EQ(device->seqs, std::vector<Seq>{31});
}

TEST_F(Synced, a_conversation_that_begins_later_is_new_from_its_beginning) {
  begin();
  run(1s);
  server.faults.lose_update = 1;
  server.append(ScriptedServer::log(), "one");
  server.append(ScriptedServer::log(), "two");
  server.faults.lose_update = 0;
  server.append(ScriptedServer::log(), "three");
  run(2s);
  EXPECT_EQ(device->seqs, (std::vector<Seq>{1, 2, 3}));
}

TEST_F(Synced, a_gap_waits_half_a_second_and_is_then_read) {
  begin();
  server.append(ScriptedServer::log(), "one");
  run(1s);
  server.faults.lose_update = 1;
  server.append(ScriptedServer::log(), "two");
  server.faults.lose_update = 0;
  server.append(ScriptedServer::log(), "three");
  run(400ms);
  const auto before = device->seqs.size();
  run(400ms);
  EXPECT_EQ(device->seqs.size(), before + 2);
  EXPECT_EQ(device->seqs.back(), 3U);
}

TEST_F(Synced, sends_are_read_as_delivered_once_a_second_at_most) {
  begin();
  run(1s);
  for (int i = 0; i < 5; ++i) server.append(ScriptedServer::log(), "text");
  run(3s);
  EXPECT_EQ(server.cursors[ScriptedServer::log()].delivered(), 5U);
  EXPECT_TRUE(device->sync.read(ScriptedServer::log(), 5, 5));
  EXPECT_FALSE(device->sync.read(ScriptedServer::log(), 6, 6));
  run(3s);
  EXPECT_EQ(server.cursors[ScriptedServer::log()].read(), 5U);
}

TEST_F(Synced, what_the_server_refuses_for_a_moment_goes_out_later_and_in_order) {
  begin();
  run(1s);
  server.faults.refuse_send = 0.4;
  std::vector<std::string> texts;
  for (int i = 0; i < 20; ++i) {
    texts.push_back("text " + std::to_string(i));
    device->say(texts.back(), world.wall());
  }
  run(10min);
  EXPECT_EQ(on_server(), texts);
  EXPECT_TRUE(device->sync.outbox().items().empty());
}

TEST_F(Synced, after_seven_days_a_sending_is_given_up) {
  begin();
  run(1s);
  server.reachable = false;
  server.cut();
  device->say("too late", world.wall());
  world.advance(std::chrono::hours(24 * 7 + 1));
  server.reachable = true;
  run(2min);
  ASSERT_EQ(device->sync.outbox().items().size(), 1U);
  ASSERT_TRUE(device->sync.outbox().items().front().failure.has_value());
  EXPECT_EQ(device->sync.outbox().items().front().failure->code, ErrorCode::kTimeout);
  EXPECT_TRUE(on_server().empty());
  const std::string id = device->sync.outbox().items().front().client_id;
  EXPECT_TRUE(device->sync.outbox().retry(id, protocol::format_client_id(make_client_id(SystemClock()))));
  run(1s);
  EXPECT_EQ(on_server(), std::vector<std::string>{"too late"});
}

TEST_F(Synced, a_restored_server_makes_it_begin_anew_and_unconfirmed_sends_go_out_again) {
  begin();
  run(1s);
  for (int i = 0; i < 10; ++i) server.append(ScriptedServer::log(), "text " + std::to_string(i));
  run(2s);
  EXPECT_EQ(device->seqs.size(), 10U);
  server.restore(4);
  server.append(ScriptedServer::log(), "another fifth");
  run(2min);
  EXPECT_EQ(device->epochs, 1);
  EXPECT_EQ(device->sync.find_state(ScriptedServer::log())->position(), 5U);
  EXPECT_TRUE(device->caught_up);
  device->say("after", world.wall());
  run(2s);
  EXPECT_EQ(on_server().back(), "after");
  EXPECT_EQ(device->sync.find_state(ScriptedServer::log())->position(), 6U);
}

/// Everything at once, with crashes of the device between turns. The seed is the parameter.
class Storm : public Synced, public ::testing::WithParamInterface<unsigned> {};

TEST_P(Storm, each_entry_is_applied_once_in_order_and_each_send_stored_once) {
  world = VirtualWorld(GetParam());
  begin();
  run(1s);
  server.faults = {
      .lose_update = 0.3, .double_update = 0.3, .refuse_send = 0.1, .max_delay_ms = 300, .cut_within = 3'000};
  std::multiset<std::string> said;
  for (int round = 0; round < 150; ++round) {
    const std::string text = std::to_string(round);
    if (world.chance(0.5)) server.append(ScriptedServer::log(), "theirs " + text);
    if (world.chance(0.4)) {
      device->say("mine " + text, world.wall());
      said.insert("mine " + text);
    }
    if (world.chance(0.1)) server.cut();
    if (world.chance(0.05)) begin();  // a crash: what was not committed is gone
    if (world.chance(0.2)) device->link.nudge();
    run(std::chrono::milliseconds(10 * world.below(100)));
  }
  server.faults = {};
  server.cut();
  run(10min);
  ASSERT_TRUE(device->caught_up);
  EXPECT_TRUE(device->sync.outbox().items().empty());
  const auto texts = on_server();
  const auto& applied = disk.applied[ScriptedServer::log()];
  const auto [here, there] = std::ranges::mismatch(applied, texts);
  EXPECT_EQ(applied.size(), texts.size());
  EXPECT_TRUE(here == applied.end()) << "the first that differs is " << here - applied.begin();
  EXPECT_TRUE(there == texts.end());
  std::multiset<std::string> mine;
  for (const std::string& text : texts) {
    if (text.starts_with("mine")) mine.insert(text);
  }
  EXPECT_EQ(mine, said);
}

INSTANTIATE_TEST_SUITE_P(seeds, Storm, ::testing::Range(1U, 9U));

}  // namespace
}  // namespace godwit::sdk::test
